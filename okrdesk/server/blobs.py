"""Attachments on the server: by their SHA-256 inside an agency, in parts of 256 KiB.

A file may be sent and read by whoever sees a piece of evidence that names it. It stands in parts
until they are as long as some evidence says; then hash and scanner say whether it is kept. What a
piece of evidence says of the size is a claim: one that lies stands in nobody's way, for the address
decides what is the file. Each agency keeps its own copy, and a file that is not there answers like
one that may not be seen: nobody learns what others have. How much each may have,
`okrdesk.server.quota` says.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, select, text

from okrdesk.db import schema as office
from okrdesk.db.engine import POSTGRESQL, read_transaction, write_transaction
from okrdesk.db.named_files import named_file
from okrdesk.server import schema
from okrdesk.server.blobs_check import Scanner, is_program
from okrdesk.server.quota import has_room
from okrdesk.sync.blobs import MOST_BYTES, PART_BYTES, is_address, parts_of
from okrdesk.sync.stops import Malformed, NotFound, TooLarge

_blob = office.blob
_part = office.blob_part
_feed = schema.feed
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext(:sha))")


@dataclass(frozen=True)
class Reader:
    """Who asks for an attachment: an agency, and the scopes that the person may read."""

    agency_id: str
    scopes: Collection[str]


Asking = Callable[[Connection], Reader]
"""Says who asks, inside the transaction that answers."""


@dataclass(frozen=True)
class Wanted:
    """An attachment that a reader may have: the names it goes by, and its possible sizes, rising.

    Those are what the evidence tells, as far as a file may have such a size.
    """

    agency_id: str
    sha: str
    sizes: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def parts(self) -> int:
        """Return in how many parts it travels at most."""
        return parts_of(self.sizes[-1])

    def may_have(self, number: int, length: int) -> bool:
        """Say whether its part `number` (from 0) may have so many bytes."""
        return any(length == min(PART_BYTES, size - number * PART_BYTES) > 0 for size in self.sizes)

    def may_go_on(self, size: int) -> bool:
        """Say whether it may be longer than `size`: only the last part is shorter than others."""
        return size % PART_BYTES == 0 and size < self.sizes[-1]


@dataclass(frozen=True)
class Blobs:
    """The attachments of all agencies; `folder` is where a scanner sees them."""

    engine: Engine
    folder: Path
    scanner: Scanner = field(default_factory=Scanner.configured)

    def missing(self, asking: Asking, sha: str) -> list[int]:
        """Return the parts that are still to be sent, none where the file is whole.

        Where evidence tells several sizes, the largest. Raises NotFound, TooLarge.
        """
        with read_transaction(self.engine) as connection:
            wanted = _wanted(connection, asking(connection), sha)
            return _missing(connection, wanted)

    def read(self, asking: Asking, sha: str, number: int) -> bytes:
        """Return the part `number` of a whole file; raise NotFound."""
        with read_transaction(self.engine) as connection:
            wanted = _wanted(connection, asking(connection), sha)
            start = number * PART_BYTES + 1
            part = connection.scalar(
                select(func.substr(_blob.c.content, start, PART_BYTES)).where(*_is(_blob, wanted))
            )
        if not part:
            raise NotFound()
        return bytes(part)

    def write(self, asking: Asking, sha: str, number: int, content: bytes) -> list[int]:
        """Keep a part; with the last one the file is checked and kept. Returns what is missing.

        Raises NotFound, TooLarge (the `limit` is "blob" or "quota"), and Malformed where a part has
        the wrong size, the hash is another, or the file is a program or not clean; then its parts
        are gone.
        """
        with _write_file(self.engine, sha) as connection:
            wanted = _wanted(connection, asking(connection), sha)
            missing = _missing(connection, wanted)
            if number not in missing:
                if missing and not 0 <= number < wanted.parts:
                    raise Malformed(detail="part")
                return missing
            if not wanted.may_have(number, len(content)):
                raise Malformed(detail="part")
            if number == 0 and is_program(content, wanted.names):
                raise Malformed(detail="program")
            is_first = len(missing) == wanted.parts
            if is_first and not has_room(connection, wanted.agency_id, wanted.sizes[0]):
                raise TooLarge(limit="quota")
            row = {"agency_id": wanted.agency_id, "sha256": sha, "ordinal": number}
            connection.execute(insert(_part), row | {"content": content})
            reached = [size for size in _reached(connection, wanted) if number < parts_of(size)]
        missing.remove(number)
        return [] if any(self._finish(wanted, size) for size in reached) else missing

    def keep(self, reader: Reader, sha: str, content: bytes) -> None:
        """Keep a file that came whole, in a carried file; raise as `write`."""
        with read_transaction(self.engine) as connection:
            wanted = _wanted(connection, reader, sha)
        if len(content) > MOST_BYTES:
            raise TooLarge(limit="blob")
        if is_program(content, wanted.names):
            raise Malformed(detail="program")
        if not (is_address(sha, content) and self.scanner.is_clean(content, self.folder)):
            raise Malformed(detail="content")
        with _write_file(self.engine, sha) as connection:
            connection.execute(delete(_part).where(*_is(_part, wanted)))
            is_kept = _is_kept(connection, wanted, content)
        if not is_kept:
            raise TooLarge(limit="quota")

    def find(self, reader: Reader, sha: str) -> bytes | None:
        """Return a whole file, None where it is not there or not for this reader."""
        with read_transaction(self.engine) as connection:
            try:
                wanted = _wanted(connection, reader, sha)
            except NotFound:
                return None
            content = connection.scalar(select(_blob.c.content).where(*_is(_blob, wanted)))
        return None if content is None else bytes(content)

    def _finish(self, wanted: Wanted, size: int) -> bool:
        """Keep the file if it is the first `size` bytes of the parts, which are there.

        Returns False where it may be longer than that.
        """
        with read_transaction(self.engine) as connection:
            parts = connection.scalars(
                select(_part.c.content)
                .where(*_is(_part, wanted), _part.c.ordinal < parts_of(size))
                .order_by(_part.c.ordinal)
            )
            content = b"".join(map(bytes, parts))
        is_it = is_address(wanted.sha, content)
        if not is_it and wanted.may_go_on(size):
            return False
        is_good = is_it and self.scanner.is_clean(content, self.folder)
        with _write_file(self.engine, wanted.sha) as connection:
            connection.execute(delete(_part).where(*_is(_part, wanted)))
            is_kept = is_good and _is_kept(connection, wanted, content)
        if not is_good:
            raise Malformed(detail="content")
        if not is_kept:
            raise TooLarge(limit="quota")
        return True


@contextmanager
def _write_file(engine: Engine, sha: str) -> Iterator[Connection]:
    """Write a file or parts of it, one request after the other.

    Two last parts at once would each find the other missing, and nobody would finish the file.
    SQLite has one writer anyway; on PostgreSQL the lock is the file's alone, so no sync waits.
    """
    with write_transaction(engine) as connection:
        if connection.dialect.name == POSTGRESQL:
            connection.execute(_ALONE, {"sha": sha})
        yield connection


def _wanted(connection: Connection, reader: Reader, sha: str) -> Wanted:
    """Return an attachment by the evidence that a reader sees; raise NotFound."""
    rows = connection.execute(
        select(named_file.c.size, named_file.c.name).where(
            named_file.c.agency_id == reader.agency_id,
            named_file.c.sha256 == sha,
            ~named_file.c.deleted,
            select(_feed.c.eid)
            .where(
                _feed.c.agency_id == reader.agency_id,
                _feed.c.eid == named_file.c.id,
                _feed.c.scope.in_(reader.scopes),
                _feed.c.is_held,
            )
            .exists(),
        )
    ).all()
    if not rows:
        raise NotFound()
    sizes = sorted({row.size for row in rows if 0 < row.size <= MOST_BYTES})
    return Wanted(reader.agency_id, sha, tuple(sizes), tuple(row.name for row in rows))


def _is(table: Table, wanted: Wanted) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.agency_id == wanted.agency_id, table.c.sha256 == wanted.sha


def _missing(connection: Connection, wanted: Wanted) -> list[int]:
    whole = connection.scalar(select(_blob.c.sha256).where(*_is(_blob, wanted)))
    if whole is not None:
        return []
    if not wanted.sizes:
        raise TooLarge(limit="blob")
    known = set(connection.scalars(select(_part.c.ordinal).where(*_is(_part, wanted))))
    return [number for number in range(wanted.parts) if number not in known]


def _reached(connection: Connection, wanted: Wanted) -> Iterator[int]:
    """Yield the possible sizes for which all parts are there."""
    length = func.length(_part.c.content)
    lengths = connection.execute(select(_part.c.ordinal, length).where(*_is(_part, wanted))).all()
    for size in wanted.sizes:
        if sum(each for number, each in lengths if number < parts_of(size)) == size:
            yield size


def _is_kept(connection: Connection, wanted: Wanted, content: bytes) -> bool:
    """Keep a file, unless another request was quicker; say whether there is room for it."""
    known = connection.scalar(select(_blob.c.sha256).where(*_is(_blob, wanted)))
    if known is None:
        if not has_room(connection, wanted.agency_id, len(content)):
            return False
        row = {"agency_id": wanted.agency_id, "sha256": wanted.sha, "content": content}
        connection.execute(insert(_blob), row)
    return True
