"""What a PC can prove of its history without asking anybody: `okrdesk verify`.

Of a PC with a server: its own changes are numbered without a gap and form the chain that it signed,
and the checkpoints that it keeps are signed by its server. A checkpoint of before a restore stays
as evidence of how long the log once was. Whether the present one still holds, each sync asks.
Of an office of its own: every row is what its changes make of it. On other PCs rows come without
their whole history, so there the server's audit does that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, islice

import msgspec
from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.merged import MergedRow, read_rows
from okrdesk.db.store import get_meta
from okrdesk.i18n import N_, _
from okrdesk.sync import desk_store_state
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.checkpoints import is_signed
from okrdesk.sync.comparing import seen_row
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.replay import accepted
from okrdesk.sync.shelf import Key, SyncState
from okrdesk.sync.wire import Checkpoint, Row

_ROWS_AT_ONCE = 400
_change = schema.change


class Flaw(StrEnum):
    """What does not hold on a PC."""

    GAP = "gap"
    CHAIN = "chain"
    CHECKPOINT = "checkpoint"
    ROW = "row"


WORDS = {
    Flaw.GAP: N_("A change of this computer is missing: number {detail}. Tell the administrator."),
    Flaw.CHAIN: N_(
        "The changes of this computer up to number {detail} are not those that the server has. "
        "Tell the administrator; do not delete anything."
    ),
    Flaw.CHECKPOINT: N_(
        "The kept checkpoint over {detail} entries is not signed by the server. Tell the "
        "administrator and the inspector."
    ),
    Flaw.ROW: N_(
        "The item {detail} is not what its history says: it was changed outside of okrdesk. "
        "Compare it with a backup."
    ),
}


@dataclass(frozen=True)
class DeskProblem:
    """One thing that does not hold; `detail` is a number, a size or an item."""

    flaw: Flaw
    detail: str

    def sentence(self) -> str:
        """Return what a person reads: what is wrong, and what to do."""
        return _(WORDS[self.flaw]).format(detail=self.detail)


@dataclass
class Verified:
    """What was looked at: counts, the server's last checkpoint, those of before its restores."""

    changes: int = 0
    rows: int = 0
    checkpoint: Checkpoint | None = None
    former: tuple[Checkpoint, ...] = ()
    problems: list[DeskProblem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Say whether everything holds."""
        return not self.problems


def verify_desk(connection: Connection, agency_id: str) -> Verified:
    """Return what holds of this PC's history and what does not; `connection` sees one snapshot."""
    found = Verified()
    state = desk_store_state.find(connection)
    if state is None:
        _check_rows(connection, agency_id, found)
    else:
        _check_own_changes(connection, state, found)
        _check_checkpoints(connection, state, found)
    return found


def _check_own_changes(connection: Connection, state: SyncState, found: Verified) -> None:
    """Check numbers and chain of what this PC wrote as the device that it is now."""
    rows = connection.execute(
        select(*AS_RECORD)
        .where(_change.c.agency_id == state.agency_id, _change.c.device == state.device)
        .order_by(_change.c.dseq)
    )
    head = chain_start(state.agency_id, state.device)
    for expected, row in enumerate(rows, 1):
        if row.dseq != expected:
            found.problems.append(DeskProblem(Flaw.GAP, str(expected)))
            return
        found.changes = expected
        head = chain(head, [canonical(record_of(row))])
        if expected == state.ack and state.head and head.hex() != state.head:
            found.problems.append(DeskProblem(Flaw.CHAIN, str(expected)))
    if found.changes < state.ack:
        found.problems.append(DeskProblem(Flaw.GAP, str(found.changes + 1)))


def _check_checkpoints(connection: Connection, state: SyncState, found: Verified) -> None:
    """Check who signed what this PC keeps of the server's log."""
    from okrdesk.sync.enrolment import find_server

    kept = get_meta(connection, desk_store_state.FORMER) or []
    found.checkpoint = state.checkpoint
    found.former = msgspec.convert(kept, tuple[Checkpoint, ...])
    key = bytes.fromhex(find_server(connection).keys.verify_key)
    known = (*found.former, *([found.checkpoint] if found.checkpoint else ()))
    for one in known:
        if one.agency != state.agency_id or not is_signed(one, key):
            found.problems.append(DeskProblem(Flaw.CHECKPOINT, str(one.size)))


def _check_rows(connection: Connection, agency_id: str, found: Verified) -> None:
    """Make every row again from its changes, and compare."""
    histories = _histories(connection, agency_id)
    while some := list(islice(histories, _ROWS_AT_ONCE)):
        keys = [history[0].key for history in some]
        stored: Mapping[Key, MergedRow] = {
            (row.entity, row.id): row for row in read_rows(connection, agency_id, keys)
        }
        for history in some:
            _check_row(history, stored.get(history[0].key), found)


def _check_row(history: Sequence[Record], stored: MergedRow | None, found: Verified) -> None:
    entity, id = history[0].key
    row: Row | None = None
    for record in history:
        row = accepted(row, record, record.hlc)
    found.rows += 1
    found.changes += len(history)
    if seen_row(entity, row) != seen_row(entity, stored):
        found.problems.append(DeskProblem(Flaw.ROW, f"{entity} {id}"))


def _histories(connection: Connection, agency_id: str) -> Iterator[list[Record]]:
    """Yield the changes of each row, in the order in which they were made."""
    rows = connection.execute(
        select(*AS_RECORD)
        .where(_change.c.agency_id == agency_id, _change.c.entity.in_(schema.JOURNALLED))
        .order_by(_change.c.eid, _change.c.entity, _change.c.hlc, _change.c.dseq)
    )
    for _key, history in groupby(map(record_of, rows), key=lambda record: record.key):
        yield list(history)
