"""Where this PC stands with its server: what waits, how the last runs went, how long it may work.

A stand-alone office has no server: nothing of it waits, whatever its journal holds.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.store import get_meta
from okrdesk.domain.fate import Fate
from okrdesk.domain.permissions import Right
from okrdesk.services.conflicts import count_conflicts
from okrdesk.services.desk import Desk
from okrdesk.services.enrolled import enrolment_of
from okrdesk.services.outbox import count_handovers, count_turned_back, count_waiting
from okrdesk.services.unsent_files import count_declined_files, count_waiting_files

_run = schema.sync_run


class Way(StrEnum):
    """How a run of synchronisation travelled."""

    HTTP = "http"
    FILE = "file"


@dataclass(frozen=True)
class SyncRun:
    """One run: when, how, what it moved, and the code of the error that ended it, if any.

    Bytes count what went over the wire, compressed.
    """

    id: str
    way: Way
    started_at: datetime
    ended_at: datetime
    error: str | None
    sent: int = 0
    received: int = 0
    applied: int = 0
    superseded: int = 0
    refused: int = 0
    parked: int = 0
    conflicts: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0


FIGURES = (
    "sent", "received", "applied", "superseded", "refused", "parked", "conflicts", "bytes_up",
    "bytes_down", "requests",
)  # fmt: skip
"""The names in `sync_run.figures`."""


@dataclass(frozen=True)
class SyncView:
    """Where this PC stands; `waiting` changes and `waiting_files` are still to be sent.

    `refused` (acts and files), `parked` and `conflicts` count what the person has still to look at.
    `offset_ms` is what the PC's clock lacks of the server's. After `lease_until` the PC may only
    read.
    """

    is_enrolled: bool
    person: str
    server: str = ""
    user: str = ""
    waiting: int = 0
    waiting_files: int = 0
    refused: int = 0
    parked: int = 0
    conflicts: int = 0
    handovers: int = 0
    last_good_at: datetime | None = None
    lease_until: datetime | None = None
    offset_ms: int = 0


def find_sync_state(desk: Desk) -> SyncView:
    """Return where this PC stands with its server."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        person = _name(desk, connection)
        known = enrolment_of(connection)
        if known is None:
            return SyncView(is_enrolled=False, person=person)
        return SyncView(
            is_enrolled=True,
            person=person,
            server=known.server,
            user=known.user,
            waiting=count_waiting(connection, desk.agency_id),
            waiting_files=count_waiting_files(connection, desk.agency_id),
            refused=count_turned_back(desk, connection, Fate.REFUSED)
            + count_declined_files(connection, desk.agency_id),
            parked=count_turned_back(desk, connection, Fate.PARKED),
            conflicts=count_conflicts(desk, connection),
            handovers=count_handovers(connection),
            last_good_at=_last_good(desk, connection),
            lease_until=known.lease_until,
            offset_ms=int((get_meta(connection, "clock") or {}).get("offset", 0)),
        )


def find_sync_runs(desk: Desk, limit: int = 50) -> list[SyncRun]:
    """Return the last runs, the newest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = connection.execute(
            select(_run)
            .where(_run.c.agency_id == desk.agency_id)
            .order_by(_run.c.started_at.desc(), _run.c.id.desc())
            .limit(limit)
        )
        return [
            SyncRun(
                row.id,
                Way(row.way),
                row.started_at,
                row.ended_at,
                row.error,
                **{name: int(row.figures.get(name, 0)) for name in FIGURES},
            )
            for row in rows
        ]


def _last_good(desk: Desk, connection: Connection) -> datetime | None:
    return connection.scalar(
        select(_run.c.ended_at)
        .where(_run.c.agency_id == desk.agency_id, _run.c.error.is_(None))
        .order_by(_run.c.ended_at.desc())
        .limit(1)
    )


def _name(desk: Desk, connection: Connection) -> str:
    person = schema.person
    return (
        connection.scalar(
            select(person.c.name).where(
                person.c.agency_id == desk.agency_id, person.c.id == desk.person_id
            )
        )
        or ""
    )
