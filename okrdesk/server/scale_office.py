"""An invented agency to measure with: officers with a key result of their own, and their PCs.

It is written as the server writes its own changes, thousands of rows at a time, so that an office
of ten thousand people is there within a minute or two.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.act import Act
from okrdesk.domain.identity import Hlc, new_id
from okrdesk.server import schema
from okrdesk.server.database import lock_agency, write_agency
from okrdesk.server.keys import Keys
from okrdesk.server.shelf import Signer, SqlShelf
from okrdesk.server.writing import create_agency, publish
from okrdesk.services.office import NewOffice
from okrdesk.sync.record import Record, chain_start
from okrdesk.sync.signing import verify_key_of

_AT_ONCE = 2_500
_TEAM = 16
_MEASURES = 4


@dataclass(frozen=True)
class Seat:
    """One officer with an enrolled PC: `sign` is its Ed25519 seed."""

    agency_id: str
    device: str
    person_id: str
    unit: str
    key_results: tuple[str, ...]
    sign: bytes = field(repr=False)


@dataclass(frozen=True)
class Town:
    """An invented agency and its seats."""

    agency_id: str
    seats: Sequence[Seat]


@dataclass(frozen=True)
class Plan:
    """How large an invented agency is: officers, and objectives of each (with four key results)."""

    people: int
    objectives: int = 1


def build_town(engine: Engine, keys: Keys, plan: Plan) -> Town:
    """Write a new agency of officers, each with an objective, key results and a PC."""
    desk = create_agency(engine, keys, NewOffice("Cơ quan đo thử", "DO", "Quản trị viên"))
    agency_id = desk.agency_id
    with write_agency(engine, agency_id) as connection:
        device = lock_agency(connection, agency_id).device
    invent = _Inventor(agency_id, device)
    seats: list[Seat] = []
    records = [invent.year()]
    for number in range(plan.people):
        made, seat = invent.officer(number, plan.objectives)
        records += made
        seats.append(seat)
        if len(records) >= _AT_ONCE:
            _publish(engine, keys, agency_id, records)
            records = []
    _publish(engine, keys, agency_id, records)
    _enrol(engine, seats)
    return Town(agency_id, seats)


class _Inventor:
    """Makes the changes that bring an invented agency about."""

    def __init__(self, agency_id: str, device: str) -> None:
        self.agency_id = agency_id
        self.cycle = new_id()
        self._device = device
        self._unit = ""
        self._now = datetime.now(UTC) - timedelta(days=1)
        self._clock = Hlc(int(self._now.timestamp() * 1000))
        self._dseq = 1_000_000
        self._span = {"start_on": f"{self._now.year}-01-01", "end_on": f"{self._now.year}-12-31"}

    def officer(self, number: int, objectives: int) -> tuple[list[Record], Seat]:
        """Return the changes that make one officer, the unit where it is the first, and the PC."""
        made: list[Record] = []
        if number % _TEAM == 0:
            self._unit = new_id()
            made.append(self("unit", self._unit, code=f"P{number}", name=f"Phòng {number}"))
        person = new_id()
        post = {"person_id": person, "unit_id": self._unit, "is_leader": not number % _TEAM}
        made += [
            self("person", person, code=f"CB{number}", name=f"Cán bộ {number}", **_PERSON),
            self("post", new_id(), **post, **_POST),
        ]
        for place in range(objectives):
            made += self._objective(person, place)
        measured = tuple(record.eid for record in made if record.ent == "key_result")
        place_of = (self.agency_id, new_id(), person, self._unit, measured)
        return made, Seat(*place_of, secrets.token_bytes(32))

    def _objective(self, person: str, place: int) -> Iterator[Record]:
        id, owner = new_id(), {"owner_person_id": person}
        title = f"Giải quyết đúng hạn hồ sơ của lĩnh vực {place}"
        values = {"cycle_id": self.cycle, "title": title, **self._span}
        yield self("objective", id, **values, **owner, **_OBJECTIVE)
        for nth in range(_MEASURES):
            title = f"Tỷ lệ hồ sơ giải quyết trước hạn, nhóm {nth} (%)"
            values = {"objective_id": id, "title": title, **self._span}
            yield self("key_result", new_id(), **values, **owner, **_KEY_RESULT)

    def year(self) -> Record:
        """Return the change that makes the running cycle."""
        year = self._now.year
        values = {"code": f"D{year}", "name": str(year), "kind": "year", "state": "running"}
        return self("cycle", self.cycle, **values, **self._span)

    def __call__(self, ent: str, eid: str, **values: Any) -> Record:
        self._dseq += 1
        self._clock = self._clock.tick(int(self._now.timestamp() * 1000))
        return Record(
            cid=new_id(),
            dev=self._device,
            dseq=self._dseq,
            actor=self._device,
            act=Act.SET_UP.value,
            ent=ent,
            eid=eid,
            op="create",
            hlc=self._clock.pack(),
            grp=new_id(),
            sv=SCHEMA_VERSION,
            wall=int(self._now.timestamp() * 1000),
            tz=420,
            app=__version__,
            set=values,
        )


_PERSON = {"kind": "civil-servant", "archived": False}
_POST = {"is_deputy": False, "share": 100}
_OBJECTIVE = {
    "commitment": "committed",
    "roll_up": "key-results",
    "description": "",
    "archived": False,
}
_KEY_RESULT = {
    "kind": "increase",
    "start_value": "0",
    "target_value": "100",
    "measure_unit": "%",
    "commitment": "committed",
    "rhythm": "weekly",
    "ordinal": 0,
    "archived": False,
}


def _publish(engine: Engine, keys: Keys, agency_id: str, records: list[Record]) -> None:
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    with write_agency(engine, agency_id) as connection:
        publish(SqlShelf(connection, agency_id, Signer(keys.signing_seed, now_ms)), records, now_ms)


def _enrol(engine: Engine, seats: Sequence[Seat]) -> None:
    now = datetime.now(UTC)
    for chunk in _chunks(seats):
        rows = [
            {
                "agency_id": seat.agency_id,
                "id": seat.device,
                "person_id": seat.person_id,
                "verify_key": verify_key_of(seat.sign),
                "seal_key": seat.sign.hex(),
                "enrolled_at": now,
                "head": chain_start(seat.agency_id, seat.device).hex(),
            }
            for seat in chunk
        ]
        with write_agency(engine, seats[0].agency_id) as connection:
            connection.execute(insert(schema.device), rows)


def _chunks(seats: Sequence[Seat]) -> Iterator[Sequence[Seat]]:
    for start in range(0, len(seats), _AT_ONCE):
        yield seats[start : start + _AT_ONCE]
