"""PCs to measure with: real encrypted databases and the real engine, over loopback."""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.merged import MergedRow, write_rows
from okrdesk.db.store import Store
from okrdesk.domain.act import Act
from okrdesk.server.scale_office import Seat
from okrdesk.server.scale_rush import comment
from okrdesk.services.desk import Desk
from okrdesk.services.office import note_desk
from okrdesk.sync import desk_store_state
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.engine import Engine, Line, SyncFigures
from okrdesk.sync.signing import sign
from okrdesk.sync.transport import Address, Signer, Transport

_GROUP = 500
_change = schema.change
_SPREAD = (
    update(_change)
    .where(_change.c.agency_id == bindparam("of_agency"), _change.c.cid == bindparam("of_cid"))
    .values(grp=bindparam("of_cid"), hlc=bindparam("new_hlc"), wall=bindparam("new_wall"))
)


@dataclass(frozen=True)
class Pc:
    """One officer's PC, connected to a server."""

    desk: Desk
    store: SqlDeskStore
    transport: Transport
    line: Line

    def sync(self) -> SyncFigures:
        """Synchronise until both sides have all."""
        return Engine(self.store, self.line).run()

    def bytes(self) -> tuple[int, int]:
        """Return how many bytes went up and came down since the last time asked."""
        counted = self.transport.bytes_up, self.transport.bytes_down
        self.transport.bytes_up = self.transport.bytes_down = 0
        return counted


@contextmanager
def open_pc(folder: Path, url: str, seat: Seat) -> Iterator[Pc]:
    """Open a new PC at a seat: enrolled, and still empty."""
    engine = open_engine(folder / f"{seat.device}.db", os.urandom(32))
    schema.metadata.create_all(engine)
    store = Store(engine, seat.agency_id, seat.device)
    with write_transaction(engine) as connection:
        note_desk(connection, store, seat.person_id)
        desk_store_state.begin(connection, seat.agency_id, seat.device, seat.person_id)
    own = partial(sign, seat.sign)
    try:
        with Transport(Address(url), Signer(seat.device, own)) as transport:
            line = Line(transport.exchange, own, _never, lambda *_told: None, transport.ahead)
            yield Pc(Desk(store, seat.person_id), SqlDeskStore(store), transport, line)
    finally:
        engine.dispose()


def make_changes(desk: Desk, key_results: Sequence[str], count: int) -> None:
    """Record `count` check-ins, each a change of its own that waits to be sent.

    They are written some hundred at a time, and then told apart as if written one by one: a group,
    a moment and a clock reading for each.
    """
    chance = random.Random(count)  # noqa: S311 - invented values
    for start in range(0, count, _GROUP):
        rows = [
            _check_in(desk, key_results, chance) for _n in range(start, min(start + _GROUP, count))
        ]
        with desk.write(Act.CHECK_IN) as work:
            work.add_many(schema.check_in, rows)
    with write_transaction(desk.store.engine) as connection:
        _tell_apart(connection, desk.agency_id)


def _tell_apart(connection: Connection, agency_id: str) -> None:
    """Give each waiting change its own group, moment and clock, and its row the same clock."""
    waiting = connection.execute(
        select(_change.c.cid, _change.c.eid, _change.c.hlc, _change.c.wall)
        .where(_change.c.agency_id == agency_id, _change.c.fate.is_(None))
        .order_by(_change.c.dseq)
    ).all()
    changes, rows = [], []
    for place, row in enumerate(waiting):
        hlc = row.hlc + (place << 16)
        wall = row.wall + timedelta(milliseconds=place * 7)
        names = {"of_agency": agency_id, "of_cid": row.cid}
        changes.append(names | {"new_hlc": hlc, "new_wall": wall})
        rows.append(MergedRow("check_in", row.eid, {}, {"*": hlc}, frozenset()))
    connection.execute(_SPREAD, changes)
    write_rows(connection, agency_id, rows)


def _check_in(desk: Desk, key_results: Sequence[str], chance: random.Random) -> Mapping[str, Any]:
    entered = datetime.now(UTC) - timedelta(seconds=chance.randrange(200_000))
    today: date = desk.today()
    return {
        "key_result_id": chance.choice(key_results),
        "author_id": desk.person_id,
        "effective_on": today,
        "entered_at": entered,
        "value": Decimal(chance.randrange(10_000)) / 100,
        "confidence": chance.randrange(11),
        "comment": comment(chance),
        "answers": {},
    }


def _never(*_arguments: object) -> str:
    raise AssertionError("a measured PC has no twin")
