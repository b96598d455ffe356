"""The agency's log read as it is stored, in pages: a log of any length takes little memory.

What an entry is about is read from `change`, where it is as long as nobody erases it.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, tuple_

from okrdesk.db.among import any_of
from okrdesk.db.schema import change
from okrdesk.errors import Refused
from okrdesk.server import schema
from okrdesk.server.checkpoints import Kept, kept_of
from okrdesk.server.entries import Entry, Header
from okrdesk.server.export_lines import Batch
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.record import Record, canonical, decode
from okrdesk.sync.shelf import Key

PAGE = 1000
_BEFORE_ALL = "00000000-0000-0000-0000-000000000000"
_log = schema.log_entry
_COLUMNS = (
    _log.c.aseq, _log.c.at, _log.c.cid, _log.c.entity, _log.c.eid, _log.c.fate, _log.c.reason,
    _log.c.hlc_eff, _log.c.prev, _log.c.body_hash, _log.c.hash, _log.c.salt,
)  # fmt: skip
_SAID = select(*AS_RECORD).where(
    change.c.agency_id == bindparam("agency_id"), any_of(change.c.cid, "ids")
)


@dataclass(frozen=True)
class Stored:
    """An entry as the database has it, and the hash that stands beside it."""

    entry: Entry
    hash: bytes

    @property
    def aseq(self) -> int:
        """Return the entry's place in the log."""
        return self.entry.header.aseq

    @property
    def key(self) -> Key:
        """Return (entity, id) of the row that the entry is about."""
        return self.entry.header.ent, self.entry.header.eid

    def record(self) -> Record | None:
        """Return the change that the entry is about; None where it was erased, or is not here."""
        if self.entry.body is None:
            return None
        with suppress(Refused):
            return decode(self.entry.body)
        return None


Told = tuple[Stored, Record]


def by_number(connection: Connection, agency_id: str) -> Iterator[list[Stored]]:
    """Yield pages of the log in its order."""
    last = 0
    while True:
        page = _read(
            connection, agency_id, _selection(agency_id).where(_log.c.aseq > last), (_log.c.aseq,)
        )
        if page:
            yield page
        if len(page) < PAGE:
            return
        last = page[-1].aseq


def by_row(connection: Connection, agency_id: str) -> Iterator[list[Stored]]:
    """Yield pages of the log, the entries about one row together, in their order."""
    order = (_log.c.eid, _log.c.aseq)
    last = (_BEFORE_ALL, 0)
    while True:
        page = _read(
            connection, agency_id, _selection(agency_id).where(tuple_(*order) > last), order
        )
        if page:
            yield page
        if len(page) < PAGE:
            return
        last = (page[-1].entry.header.eid, page[-1].aseq)


def changes_of(page: Sequence[Stored]) -> list[Told]:
    """Return the entries of a page whose change is here, each with it."""
    return [(stored, record) for stored in page if (record := stored.record())]


class Batches:
    """The signed batches of an agency, each found once: where the log comes to its last change.

    What had to wait is in the log a second time, perhaps long after what its device signed later.
    """

    def __init__(self, connection: Connection, agency_id: str) -> None:
        self._connection = connection
        self._agency_id = agency_id
        self._reached: dict[str, int] = {}

    def ended_by(self, changes: Sequence[Told]) -> dict[int, Batch]:
        """Return the batches that end in one of the next changes, by its entry."""
        ends: dict[tuple[str, int], int] = {}
        for stored, record in changes:
            if record.dseq > self._reached.get(record.dev, 0):
                ends[record.dev, record.dseq] = stored.aseq
                if stored.entry.holds_body:
                    self._reached[record.dev] = record.dseq
        table = schema.batch
        found = self._connection.execute(
            select(table).where(
                table.c.agency_id == self._agency_id,
                tuple_(table.c.device, table.c.last).in_(sorted(ends)),
            )
        )
        return {
            ends[row.device, row.last]: Batch(
                row.device, row.first, row.last, row.prev_head, row.head, row.sig
            )
            for row in found
        }


def checkpoints(connection: Connection, agency_id: str) -> dict[int, list[Kept]]:
    """Return the kept checkpoints by the size of the log that they are over."""
    table = schema.checkpoint
    found: dict[int, list[Kept]] = {}
    for row in connection.execute(
        select(table).where(table.c.agency_id == agency_id).order_by(table.c.size, table.c.time)
    ):
        found.setdefault(row.size, []).append(kept_of(row))
    return found


def device_keys(connection: Connection, agency_id: str) -> dict[str, str]:
    """Return the public keys of all devices that ever were enrolled, in hex."""
    table = schema.device
    rows = connection.execute(
        select(table.c.id, table.c.verify_key).where(table.c.agency_id == agency_id)
    )
    return {row.id: row.verify_key for row in rows}


def _selection(agency_id: str) -> Select[Any]:
    return select(*_COLUMNS).where(_log.c.agency_id == agency_id)


def _read(
    connection: Connection, agency_id: str, selection: Select[Any], order: Sequence[Any]
) -> list[Stored]:
    rows = connection.execute(selection.order_by(*order).limit(PAGE)).all()
    names = {"agency_id": agency_id, "ids": [row.cid for row in rows]}
    said = {record.cid: record for record in map(record_of, connection.execute(_SAID, names))}
    return [_stored(agency_id, row, said.get(row.cid)) for row in rows]


def _stored(agency_id: str, row: Row[Any], said: Record | None) -> Stored:
    """Return an entry; an erased one has neither salt nor a change that says anything."""
    header = Header(
        agency=agency_id,
        aseq=row.aseq,
        at=row.at,
        cid=row.cid,
        ent=row.entity,
        eid=row.eid,
        fate=row.fate,
        reason=row.reason,
        hlc_eff=row.hlc_eff,
        prev=row.prev.hex() if row.prev else "",
        body=row.body_hash,
    )
    body = None if said is None or (row.salt is None and not said.set) else canonical(said)
    return Stored(Entry(header, row.salt, body), row.hash)
