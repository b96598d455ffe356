"""The PC's encrypted database as the sync engine sees it: its outbox, and replies stored whole.

Every method is one transaction. Foreign keys are off in those that store rows: a page of a feed may
bring a row before the one that it hangs on. A page holds some two thousand rows, so that whoever
types meanwhile waits for the write lock no longer than for a large save of one's own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from okrdesk.db import derived, schema
from okrdesk.db.bulk import update_rows
from okrdesk.db.change_table import by_waiting
from okrdesk.db.engine import read_transaction, unreferenced, write_transaction
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.store import Store, put_meta
from okrdesk.db.unswept import unswept
from okrdesk.sync import desk_store_state as state
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.desk_store_reply import Absorption
from okrdesk.sync.desk_store_state import Lease, Notes
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import SyncReply

_change = schema.change
_IS_WAITING = (
    _change.c.agency_id == bindparam("agency_id"),
    _change.c.device == bindparam("device"),
    _change.c.fate.is_(None),
)
_OUTBOX = by_waiting(
    select(*AS_RECORD)
    .where(*_IS_WAITING, _change.c.dseq > bindparam("after"))
    .order_by(_change.c.dseq)
    .limit(bindparam("most"))
)
_WAITING = by_waiting(select(func.count()).where(*_IS_WAITING))
_RENUMBERED = ("device", "dseq", "fate", "reason", "aseq")


class SqlDeskStore:
    """The DeskStore of an enrolled PC; raises Refused(NOT_ENROLLED) where it is none."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = store.engine
        self._touched: set[Key] = set()
        self._is_counted = True

    def state(self) -> Notes:
        """Return where the PC stands with its server, ready for the next request."""
        with read_transaction(self._engine) as connection:
            notes = state.load(connection)
            is_ready = notes.sv == SCHEMA_VERSION and not _strays(connection, notes)
        return notes if is_ready else self._made_ready()

    def outbox(self, most: int, most_bytes: int, after: int = 0) -> Sequence[Record]:
        """Return the changes without a fate, in their order, whole groups, up to the limits.

        Only those numbered `after` some that were sent and have no answer yet. A group that is
        larger than both limits goes in parts.
        """
        with unswept(), read_transaction(self._engine) as connection:
            notes = state.load(connection)
            own = {"agency_id": notes.agency_id, "device": notes.device}
            names: dict[str, Any] = {**own, "after": after, "most": most + 1}
            with connection.execute(_OUTBOX, names) as rows:
                return _whole_groups(map(record_of, rows), most, most_bytes)

    def waiting(self) -> int:
        """Return how many changes have no fate."""
        with read_transaction(self._engine) as connection:
            notes = state.load(connection)
            names = {"agency_id": notes.agency_id, "device": notes.device}
            return connection.scalar(_WAITING, names) or 0

    def absorb(self, reply: SyncReply, sent: Sequence[Record], head: str = "") -> Mapping[str, Any]:
        """Store a reply whole; return counts by name (rows, purged, each fate)."""
        with unswept(), self._storing() as connection:
            absorption = Absorption(connection, state.load(connection), reply, sent, head)
            absorption.run(self._store.now())
        self._touched |= absorption.touched
        self._is_counted = not absorption.notes.uncounted
        return absorption.counts

    def settle(self) -> None:
        """Count what the pages of a sync that came to no end have left uncounted."""
        with read_transaction(self._engine) as connection:
            if not state.load(connection).uncounted:
                return
        with write_transaction(self._engine) as connection:
            notes = state.load(connection)
            self._touched |= derived.refresh(
                connection, notes.agency_id, notes.uncounted, self._store.today()
            )
            state.save(connection, replace(notes, uncounted=(), uncounted_since=0))
        self._is_counted = True

    def start_over(self, epoch: str, ack: int, head: str, token: str) -> bool:
        """Meet a server restored from a backup: read all scopes anew, offer again what it lost.

        What is here stays until the server has been read to the end. The checkpoint that the server
        signed before is kept as evidence. Of the devices that this PC was before, the server does
        not tell what it lost: all that was done as those is offered too, as this one. Returns False
        where another machine wrote as this device.
        """
        with write_transaction(self._engine) as connection:
            notes = state.load(connection)
            state.keep_evidence(connection, notes)
            _offer_again(connection, notes, ack)
            _forget_files_there(connection, notes)
            begun = replace(
                notes, epoch=epoch, ack=ack, head=head, token=token, durable=0, checkpoint=None
            )
            state.save(connection, _from_the_start(begun))
            is_own = _is_own_chain(connection, notes, ack, head)
            state.keep_clock(connection, notes)
            _renumber(connection, notes, _not_durable(connection, begun, notes.former))
            return is_own

    def rewind(self, ack: int, head: str) -> bool:
        """Offer again all changes after `ack`, where the server's chain of this device ends.

        Returns False where another machine wrote as this device.
        """
        with write_transaction(self._engine) as connection:
            notes = state.load(connection)
            _offer_again(connection, notes, ack)
            state.save(connection, replace(notes, ack=ack, head=head))
            return _is_own_chain(connection, notes, ack, head)

    def move_to(self, device: str) -> None:
        """Become another device (after a fork): what is not durable is offered again by it."""
        with write_transaction(self._engine) as connection:
            notes = state.load(connection)
            moved = replace(
                notes,
                device=device,
                former=(*notes.former, notes.device),
                token="",
                ack=0,
                head="",
            )
            devices = (*notes.former, notes.device)
            _renumber(connection, moved, _not_durable(connection, notes, devices))
            state.save(connection, moved)
            put_meta(connection, "device", device)

    def lease(self) -> Lease:
        """Return how long the PC may still be written on without a sync."""
        with read_transaction(self._engine) as connection:
            return state.lease(connection, state.load(connection), self._store.now())

    def take_touched(self) -> frozenset[Key]:
        """Return the rows that look different since the last call, for the views that are open.

        None while figures are still to be counted from them: views then read all of it at once.
        """
        if not self._is_counted:
            return frozenset()
        touched, self._touched = self._touched, set()
        return frozenset(touched)

    def _made_ready(self) -> Notes:
        """Adopt what was written as the device that this PC was, and read anew after an upgrade."""
        with write_transaction(self._engine) as connection:
            notes = state.load(connection)
            _renumber(connection, notes, _strays(connection, notes))
            if notes.sv != SCHEMA_VERSION:
                notes = _from_the_start(replace(notes, sv=SCHEMA_VERSION))
                state.save(connection, notes)
        return notes

    @contextmanager
    def _storing(self) -> Iterator[Connection]:
        """Hold the write lock, with leave to write what the journal of another PC wrote."""
        with unreferenced(self._engine) as connection:
            # Asked for once: after a failure of the disk the connection has none to give.
            notes = connection.info
            notes["journal_is_writing"] = True
            try:
                yield connection
            finally:
                notes.pop("journal_is_writing", None)


def _whole_groups(records: Iterable[Record], most: int, most_bytes: int) -> Sequence[Record]:
    """Return the first records without a gap that fit the limits, at least one; no more are read.

    No group is cut but one that fits no page.
    """
    page: list[Record] = []
    for record in records:
        most_bytes -= len(canonical(record))
        if page and (len(page) == most or most_bytes < 0 or record.dseq != page[-1].dseq + 1):
            is_cut = record.grp == page[-1].grp
            whole = [one for one in page if one.grp != record.grp] if is_cut else page
            return whole or page
        page.append(record)
    return page


def _from_the_start(notes: Notes) -> Notes:
    return replace(notes, cursors={}, generation=notes.generation + 1, is_rereading=True)


def _offer_again(connection: Connection, notes: Notes, ack: int) -> None:
    # `hlc_eff` stays until there is another: a clock that ran ahead must not run on from there.
    connection.execute(
        update(_change)
        .where(
            _change.c.agency_id == notes.agency_id,
            _change.c.device == notes.device,
            _change.c.dseq > ack,
        )
        .values(fate=None, reason=None, aseq=None)
    )


def _is_own_chain(connection: Connection, notes: Notes, ack: int, head: str) -> bool:
    """Say whether the device's changes up to `ack`, as they are here, make the chain `head`."""
    if not ack:
        return True
    rows = connection.execute(
        select(*AS_RECORD)
        .where(
            _change.c.agency_id == notes.agency_id,
            _change.c.device == notes.device,
            _change.c.dseq <= ack,
        )
        .order_by(_change.c.dseq)
    ).all()
    raws = [canonical(record_of(row)) for row in rows]
    start = chain_start(notes.agency_id, notes.device)
    return len(raws) == ack and chain(start, raws).hex() == head


def _forget_files_there(connection: Connection, notes: Notes) -> None:
    """Ask anew which attached files the server has (`okrdesk.sync.blobs`)."""
    part = schema.blob_part
    connection.execute(delete(part).where(part.c.agency_id == notes.agency_id, part.c.ordinal < 0))


def _not_durable(connection: Connection, notes: Notes, devices: Sequence[str]) -> list[str]:
    """Return what this PC did as some devices, in its order, and no verified backup holds.

    What others wrote as such has no aseq.
    """
    places = {device: place for place, device in enumerate(devices)}
    rows = connection.execute(
        select(_change.c.device, _change.c.dseq, _change.c.cid).where(
            _change.c.agency_id == notes.agency_id,
            _change.c.device.in_(places),
            _change.c.fate.is_(None) | (_change.c.aseq > notes.durable),
        )
    )
    return [row.cid for row in sorted(rows, key=lambda row: (places[row.device], row.dseq))]


def _strays(connection: Connection, notes: Notes) -> list[str]:
    """Return changes that a window or shell, open during `move_to`, wrote as the device before."""
    if not notes.former:
        return []
    return list(
        connection.scalars(
            select(_change.c.cid)
            .where(
                _change.c.agency_id == notes.agency_id,
                _change.c.device.in_(notes.former),
                _change.c.fate.is_(None),
            )
            .order_by(_change.c.hlc, _change.c.dseq)
        )
    )


def _renumber(connection: Connection, notes: Notes, cids: Sequence[str]) -> None:
    """Give changes to the device of `notes`, numbered on from its last one, without a fate."""
    last = connection.scalar(
        select(func.max(_change.c.dseq)).where(
            _change.c.agency_id == notes.agency_id, _change.c.device == notes.device
        )
    )
    numbered = enumerate(cids, (last or 0) + 1)
    update_rows(
        connection,
        _change,
        _RENUMBERED,
        [(notes.device, dseq, None, None, None, notes.agency_id, cid) for dseq, cid in numbered],
    )
