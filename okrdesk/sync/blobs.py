"""Attached files after the text: sent when there is time, fetched when somebody opens one.

They travel in parts of 256 KiB, each kept where it arrives before the next one goes, so a cut costs
one part. A part of number `SENT` notes that the server has the whole file, and one of number
`DECLINED` why it will not have it: then the person is told, and only their word offers it again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from okrdesk.db import schema
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.named_files import DECLINED, SENT, is_unsent, named_file
from okrdesk.db.store import Store
from okrdesk.domain.fate import FileReason
from okrdesk.errors import Code, Fault, Refused
from okrdesk.sync.stops import Busy, NotFound, Revoked, Stop, UnknownDevice, why_declined
from okrdesk.sync.transport import Transport

PART_BYTES = 256 * 1024
MOST_BYTES = 25 * 1024 * 1024
_MOST_PARTS = MOST_BYTES // PART_BYTES
_blob = schema.blob
_part = schema.blob_part
_scope = schema.scope_row


class _Missing(msgspec.Struct):
    missing: list[int]


def parts_of(size: int) -> int:
    """Return in how many parts a file of so many bytes travels."""
    return -(-size // PART_BYTES)


def is_address(sha: str, content: bytes) -> bool:
    """Say whether a file lies under this address."""
    return sha256(content).hexdigest() == sha


@dataclass(frozen=True)
class SentFiles:
    """How many files the server has more now, and how many it will not have."""

    taken: int = 0
    declined: int = 0


@dataclass(frozen=True)
class Blobs:
    """The attached files of an enrolled PC."""

    store: Store

    def send(self, transport: Transport, is_cancelled: Callable[[], bool]) -> SentFiles:
        """Send what the server lacks, part by part; what it declines is noted with the reason.

        A file whose record the server does not see waits. Raises what the transport raises, and the
        stops Busy, Revoked and UnknownDevice.
        """
        taken = declined = 0
        for sha in self.unsent():
            try:
                if not self._send_one(transport, sha, is_cancelled):
                    break
            except (Busy, Revoked, UnknownDevice):
                raise
            except Stop as stop:
                if (reason := why_declined(stop)) is not None:
                    self._keep_part(sha, DECLINED, reason.value.encode())
                    declined += 1
                continue
            self._keep_part(sha, SENT)
            taken += 1
        return SentFiles(taken, declined)

    def fetch(
        self, transport: Transport, sha: str, is_cancelled: Callable[[], bool] = lambda: False
    ) -> bool:
        """Bring a file here; return False where it was cancelled. What has arrived stays.

        Raises Refused: FILE_NOT_SENT where the server does not have it yet, NOT_FOUND where no
        record here names it; Fault(STORE_DAMAGED) for bytes of another name; and what the
        transport raises.
        """
        self._require_record(sha)
        for number in range(_MOST_PARTS):
            length = self._length(sha, number)
            if length is None:
                if is_cancelled():
                    return False
                length = self._fetch_part(transport, sha, number)
            if length < PART_BYTES:
                break
        self._finish(sha)
        return True

    def unsent(self) -> list[str]:
        """Return the addresses of files here that the server knows of and is not known to have."""
        accepted = exists().where(
            _scope.c.agency_id == named_file.c.agency_id, _scope.c.eid == named_file.c.id
        )
        return self._unsent(accepted)

    # ------------------------------------------------------------------- for the carried file

    def waiting(self) -> Iterator[tuple[str, bytes]]:
        """Yield (SHA-256, bytes) of what the server is not known to have.

        The records that name them ride in the same file, and the server reads those first. A file
        that lies on a bad page is left out: the work itself can still be carried.
        """
        for sha in self._unsent():
            try:
                content = self._content(sha)
            except Fault as fault:
                if fault.code is not Code.STORE_DAMAGED:
                    raise
            else:
                yield sha, content

    def missing(self) -> Sequence[str]:
        """Return the SHA-256 of files that evidence names and that are not here."""
        here = exists().where(
            _blob.c.agency_id == named_file.c.agency_id, _blob.c.sha256 == named_file.c.sha256
        )
        with read_transaction(self.store.engine) as connection:
            return list(
                connection.scalars(
                    select(named_file.c.sha256)
                    .where(
                        named_file.c.agency_id == self.store.agency_id, ~named_file.c.deleted, ~here
                    )
                    .distinct()
                )
            )

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Store whole files that came, by SHA-256; what is not what its name says is left out."""
        good = {sha: body for sha, body in files.items() if is_address(sha, body)}
        with write_transaction(self.store.engine) as connection:
            for sha, content in good.items():
                self._keep_whole(connection, sha, content)

    def note_taken(self, shas: Sequence[str]) -> None:
        """Note that the server has these files, as its answer to a carried file says."""
        for sha in shas:
            self._keep_part(sha, SENT)

    def note_declined(self, reasons: Mapping[str, str]) -> None:
        """Note what the server will not have, by SHA-256 with the `FileReason`."""
        for sha, reason in reasons.items():
            with suppress(ValueError):  # a reason of a newer server
                self._keep_part(sha, DECLINED, FileReason(reason).value.encode())

    def _unsent(self, *conditions: ColumnElement[bool]) -> list[str]:
        with read_transaction(self.store.engine) as connection:
            found = connection.scalars(
                select(named_file.c.sha256)
                .where(is_unsent(self.store.agency_id), *conditions)
                .order_by(named_file.c.id)
            )
            return list(dict.fromkeys(found))

    def _send_one(self, transport: Transport, sha: str, is_cancelled: Callable[[], bool]) -> bool:
        """Send the parts of one file that are missing there; return False where cancelled."""
        header = transport.ask("HEAD", f"/v1/blob/{sha}/0").headers.get("Okr-Missing", "")
        missing = [int(text) for text in header.split(",") if text]
        content = self._content(sha) if missing else b""
        while missing:
            if is_cancelled():
                return False
            number = missing[0]
            part = content[number * PART_BYTES : (number + 1) * PART_BYTES]
            answer = transport.ask("PUT", f"/v1/blob/{sha}/{number}", part)
            left = msgspec.json.decode(answer.content, type=_Missing).missing
            if number in left:
                raise Fault(Code.SERVER_MISBEHAVES, url=transport.address.url, status=200)
            missing = left
        return True

    def _content(self, sha: str) -> bytes:
        with read_transaction(self.store.engine) as connection:
            content = connection.scalar(
                select(_blob.c.content).where(
                    _blob.c.agency_id == self.store.agency_id, _blob.c.sha256 == sha
                )
            )
        return bytes(content or b"")

    def _require_record(self, sha: str) -> None:
        with read_transaction(self.store.engine) as connection:
            found = connection.scalar(
                select(named_file.c.id).where(
                    named_file.c.agency_id == self.store.agency_id, named_file.c.sha256 == sha
                )
            )
        if found is None:
            raise Refused(Code.NOT_FOUND, text=sha)

    def _fetch_part(self, transport: Transport, sha: str, number: int) -> int:
        """Bring a part here; return its length, 0 where the part before it was the last one.

        What a record says of the size is not asked: it may lie.
        """
        try:
            content = transport.ask("GET", f"/v1/blob/{sha}/{number}").content
        except NotFound as stop:
            with read_transaction(self.store.engine) as connection:
                if is_address(sha, self._joined(connection, sha)):
                    return 0
            raise Refused(Code.FILE_NOT_SENT) from stop
        self._keep_part(sha, number, content)
        return len(content)

    def _length(self, sha: str, number: int) -> int | None:
        """Return how many bytes a part has; None where it is not here."""
        with read_transaction(self.store.engine) as connection:
            return connection.scalar(
                select(func.length(_part.c.content)).where(
                    *self._parts(sha), _part.c.ordinal == number
                )
            )

    def _keep_part(self, sha: str, number: int, content: bytes = b"") -> None:
        values = {
            "agency_id": self.store.agency_id,
            "sha256": sha,
            "ordinal": number,
            "content": content,
        }
        with write_transaction(self.store.engine) as connection:
            connection.execute(sqlite_insert(_part).on_conflict_do_nothing(), values)

    def _finish(self, sha: str) -> None:
        """Put the parts together; bytes that are not what the name says are thrown away."""
        with write_transaction(self.store.engine) as connection:
            content = self._joined(connection, sha)
            is_good = is_address(sha, content)
            connection.execute(delete(_part).where(*self._parts(sha)))
            if is_good:
                self._keep_whole(connection, sha, content)
        if not is_good:
            raise Fault(Code.STORE_DAMAGED, path=sha)

    def _parts(self, sha: str) -> tuple[ColumnElement[bool], ...]:
        own = _part.c.agency_id == self.store.agency_id
        return own, _part.c.sha256 == sha, _part.c.ordinal >= 0

    def _joined(self, connection: Connection, sha: str) -> bytes:
        parts = select(_part.c.content).where(*self._parts(sha)).order_by(_part.c.ordinal)
        return b"".join(map(bytes, connection.scalars(parts)))

    def _keep_whole(self, connection: Connection, sha: str, content: bytes) -> None:
        own = {"agency_id": self.store.agency_id, "sha256": sha}
        nothing = sqlite_insert(_blob).on_conflict_do_nothing()
        connection.execute(nothing, own | {"content": content})
        note = sqlite_insert(_part).on_conflict_do_nothing()
        connection.execute(note, own | {"ordinal": SENT, "content": b""})
