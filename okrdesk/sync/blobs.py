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
from sqlalchemy import ColumnElement, Connection, delete, exists, select
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
_blob = schema.blob
_part = schema.blob_part
_scope = schema.scope_row


class _Missing(msgspec.Struct):
    missing: list[int]


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
        size = self._size(sha)
        for number in range(max(1, -(-size // PART_BYTES))):
            if self._has_part(sha, number):
                continue
            if is_cancelled():
                return False
            try:
                content = transport.ask("GET", f"/v1/blob/{sha}/{number}").content
            except NotFound as stop:
                raise Refused(Code.FILE_NOT_SENT) from stop
            self._keep_part(sha, number, content)
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
        good = {sha: body for sha, body in files.items() if sha256(body).hexdigest() == sha}
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
                .where(
                    is_unsent(self.store.agency_id), named_file.c.size <= MOST_BYTES, *conditions
                )
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

    def _size(self, sha: str) -> int:
        with read_transaction(self.store.engine) as connection:
            size = connection.scalar(
                select(named_file.c.size).where(
                    named_file.c.agency_id == self.store.agency_id,
                    named_file.c.sha256 == sha,
                    named_file.c.size <= MOST_BYTES,
                )
            )
        if size is None:
            raise Refused(Code.NOT_FOUND, text=sha)
        return int(size)

    def _has_part(self, sha: str, number: int) -> bool:
        with read_transaction(self.store.engine) as connection:
            found = connection.scalar(
                select(_part.c.ordinal).where(
                    _part.c.agency_id == self.store.agency_id,
                    _part.c.sha256 == sha,
                    _part.c.ordinal == number,
                )
            )
        return found is not None

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
        mine = (_part.c.agency_id == self.store.agency_id, _part.c.sha256 == sha)
        with write_transaction(self.store.engine) as connection:
            parts = connection.scalars(
                select(_part.c.content).where(*mine, _part.c.ordinal >= 0).order_by(_part.c.ordinal)
            )
            content = b"".join(map(bytes, parts))
            is_good = sha256(content).hexdigest() == sha
            connection.execute(delete(_part).where(*mine, _part.c.ordinal >= 0))
            if is_good:
                self._keep_whole(connection, sha, content)
        if not is_good:
            raise Fault(Code.STORE_DAMAGED, path=sha)

    def _keep_whole(self, connection: Connection, sha: str, content: bytes) -> None:
        own = {"agency_id": self.store.agency_id, "sha256": sha}
        nothing = sqlite_insert(_blob).on_conflict_do_nothing()
        connection.execute(nothing, own | {"content": content})
        note = sqlite_insert(_part).on_conflict_do_nothing()
        connection.execute(note, own | {"ordinal": SENT, "content": b""})
