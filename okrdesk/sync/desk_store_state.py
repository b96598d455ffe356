"""Where this PC stands with its server: one small document in the table `meta`, under "sync".

Beside it, under keys of their own, stands what others read without this package: "clock" (what the
journal's clock has seen, and how far the PC's is off), the keys of `services.enrolled` and of
`services.outbox`, and "server" (address and keys, `okrdesk.sync.enrolment`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.store import get_meta, get_metas, put_meta, put_metas
from okrdesk.errors import Code, Refused
from okrdesk.services.enrolled import ENROLMENT
from okrdesk.services.outbox import DECISIONS
from okrdesk.sync.enrol_wire import LEASE_DAYS
from okrdesk.sync.shelf import Key, SyncState

CLOCK = "clock"
FORMER = "former_checkpoints"
"""What the server signed before each of its restores."""
_KEY = "sync"
_LEASE_MS = timedelta(days=LEASE_DAYS) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Notes(SyncState):
    """What `SyncState` says, and what only the PC itself needs.

    `is_rereading` says that all scopes are being read anew, and that what is not seen again by the
    end goes. `heard_ms` is the server's clock in its last reply; `slot` the second of the day at
    which the server wants to be asked; `sv` the schema that all of it was read with. `uncounted`
    are rows stored since `uncounted_since` (Unix ms) from which figures are still to be counted.
    """

    is_rereading: bool = False
    sv: int = SCHEMA_VERSION
    slot: int | None = None
    is_update_due: bool = False
    heard_ms: int = 0
    uncounted: tuple[Key, ...] = ()
    uncounted_since: int = 0


@dataclass(frozen=True)
class Lease:
    """Until when the PC may be written on without a sync, and whether that time is over.

    None for a PC that has not met its server yet.
    """

    until_ms: int | None
    is_over: bool


def begin(connection: Connection, agency_id: str, device: str, person_id: str) -> None:
    """Note that this PC is enrolled, and has read nothing yet."""
    save(connection, Notes(agency_id, device, person_id, is_anew=True))


def find(connection: Connection) -> Notes | None:
    """Return where the PC stands; None where it is enrolled nowhere."""
    found = get_metas(connection, (_KEY, DECISIONS))
    if _KEY not in found:
        return None
    return msgspec.convert(found[_KEY] | {"decisions": found.get(DECISIONS) or {}}, Notes)


def load(connection: Connection) -> Notes:
    """Return where the PC stands; raise Refused(NOT_ENROLLED) where it is enrolled nowhere."""
    notes = find(connection)
    if notes is None:
        raise Refused(Code.NOT_ENROLLED)
    return notes


def save(connection: Connection, notes: Notes) -> None:
    """Note where the PC stands from now on."""
    put_metas(connection, documents(notes, get_meta(connection, ENROLMENT)))


def documents(notes: Notes, enrolment: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is noted of where the PC stands, by key; `enrolment` is what is noted by now."""
    document = {
        one.name: msgspec.to_builtins(getattr(notes, one.name))
        for one in fields(notes)
        if one.name != "decisions"
    }
    return {_KEY: document, ENROLMENT: {**(enrolment or {}), "lease_ms": _until(notes)}}


def _until(notes: Notes) -> int | None:
    return notes.heard_ms + _LEASE_MS if notes.heard_ms else None


def clock_after(clock: Mapping[str, int] | None, seen: int, offset_ms: int) -> dict[str, int]:
    """Return the journal's clock, to sort after `seen` (packed) too, corrected by `offset_ms`."""
    return {"seen": max(seen, clock["seen"] if clock else 0), "offset": offset_ms}


def keep_clock(connection: Connection, notes: SyncState) -> None:
    """Let what is written next sort after all of this device, also where older changes follow."""
    clock: Mapping[str, int] = get_meta(connection, CLOCK) or {"seen": 0, "offset": 0}
    kept = clock_after(clock, last_reading(connection, notes), clock["offset"])
    put_meta(connection, CLOCK, kept)


def keep_evidence(connection: Connection, notes: Notes) -> None:
    """Keep the last checkpoint of an epoch that is over: what the server once signed stays said."""
    if notes.checkpoint:
        kept = get_meta(connection, FORMER) or []
        put_meta(connection, FORMER, [*kept, msgspec.to_builtins(notes.checkpoint)])


def lease(connection: Connection, notes: Notes, now: datetime) -> Lease:
    """Return how long the PC may still be written on.

    The latest of all clocks counts (its own, those of its changes, those it has seen), so that
    turning the PC's clock back does not make the lease longer.
    """
    clock: Mapping[str, int] = get_meta(connection, CLOCK) or {"seen": 0, "offset": 0}
    wall = int(now.timestamp() * 1000) + clock["offset"]
    latest = max(wall, clock["seen"] >> 16, last_reading(connection, notes) >> 16)
    until = _until(notes)
    return Lease(until, until is not None and latest > until)


def last_reading(connection: Connection, notes: SyncState) -> int:
    """Return the clock of the last change made as this device, as it counts, or 0."""
    change = schema.change
    row = connection.execute(
        select(change.c.hlc, change.c.hlc_eff)
        .where(change.c.agency_id == notes.agency_id, change.c.device == notes.device)
        .order_by(change.c.dseq.desc())
        .limit(1)
    ).first()
    if row is None:
        return 0
    reading: Any = row.hlc if row.hlc_eff is None else row.hlc_eff
    return int(reading)
