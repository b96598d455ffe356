"""A small office on a real encrypted file, built once and copied for each test.

Sở Thử nghiệm
├── Phòng Tổng hợp (head Bình, deputy Cường)
│   └── Tổ Văn thư (officer Đào)
└── Phòng Một cửa (officer Hòa)

An sits at the desk: administrator, planner, head of the whole. The year 2026 and its fourth quarter
are running; it is Monday 16/11/2026, nine o'clock.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from okrdesk.db import schema
from okrdesk.db.engine import open_engine
from okrdesk.domain.closing import Outcome
from okrdesk.domain.objective import CycleState, KeyResult, LinkKind, Objective, Owner
from okrdesk.domain.organisation import Person, PersonKind, Post, Unit
from okrdesk.domain.progress import Kind, Measure
from okrdesk.services.check_ins import CheckInEntry, record_check_in
from okrdesk.services.closing import Ending, Grade, close_objectives, suggest
from okrdesk.services.cycles import add_cycle, propose_cycle, set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.key_results import add_key_result
from okrdesk.services.missing import find_missing
from okrdesk.services.objectives import Alignment, add_objective, link_objective
from okrdesk.services.office import NewOffice, create_office, open_desk
from okrdesk.services.people import add_person
from okrdesk.services.units import add_unit, find_units

KEY = bytes(range(32))
HANOI = timezone(timedelta(hours=7))
START, END = date(2026, 10, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 16)
NUMBER = "001084012345"
NEW = NewOffice("Sở Thử nghiệm", "STN", "Nguyễn Văn An", with_cycles=False)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 9, tzinfo=HANOI)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **span: float) -> None:
        """Let time pass, as `timedelta` takes it."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Ids:
    """The ids of the office's units, people and cycles."""

    root: str
    division: str
    team: str
    other: str
    admin: str
    head: str
    deputy: str
    officer: str
    neighbour: str
    year: str
    quarter: str


@dataclass(frozen=True)
class Office:
    """An opened copy of the office: the administrator's desk, the ids, the clock, the file."""

    desk: Desk
    ids: Ids
    clock: Clock
    path: Path

    @property
    def engine(self) -> Engine:
        """Return the engine of the copy."""
        return self.desk.store.engine

    def seat(self, person_id: str) -> Desk:
        """Return the desk with another person at it."""
        return replace(self.desk, person_id=person_id)


def build_template(path: Path) -> Ids:
    """Write the office into a new database at `path`."""
    engine = open_engine(path, KEY)
    schema.metadata.create_all(engine)
    ids = fill(create_office(engine, {"now": Clock()}, NEW))
    engine.dispose()
    return ids


def fill(desk: Desk) -> Ids:
    """Add the units, people and cycles to an office of which only its head is there."""
    root = find_units(desk)[0].id
    division = add_unit(desk, Unit("", "TH", "Phòng Tổng hợp", root)).value
    team = add_unit(desk, Unit("", "VT", "Tổ Văn thư", division)).value
    other = add_unit(desk, Unit("", "MC", "Phòng Một cửa", root)).value
    return Ids(
        root,
        division,
        team,
        other,
        desk.person_id,
        _add(desk, "002", "Trần Thị Bình", division, is_leader=True),
        _add(desk, "003", "Lê Văn Cường", division, is_deputy=True),
        _add(desk, "004", "Đỗ Thị Đào", team, number=NUMBER),
        _add(desk, "005", "Phạm Hòa", other),
        _run(desk, "2026"),
        _run(desk, "2026-Q4"),
    )


@contextmanager
def copied(template: Path, ids: Ids, path: Path) -> Iterator[Office]:
    """Open a fresh copy of the template at `path`, and close it at the end."""
    shutil.copyfile(template, path)
    engine = open_engine(path, KEY)
    clock = Clock()
    desk = open_desk(engine, now=clock)
    assert desk is not None
    try:
        yield Office(desk, ids, clock, path)
    finally:
        engine.dispose()


def make_objective(
    desk: Desk, ids: Ids, owner: Owner | None = None, title: str = "Nâng mức hài lòng", **more: Any
) -> str:
    """Add an objective of the fourth quarter without key results; return its id."""
    owner = owner or Owner(unit_id=ids.division)
    return add_objective(desk, Objective("", ids.quarter, title, owner, START, END, **more)).value


def make_key_result(
    desk: Desk, objective_id: str, measure: Measure | None = None, **more: Any
) -> str:
    """Add a key result from 0 to 100 (or `measure`); return its id."""
    measure = measure or Measure(Kind.INCREASE, Decimal(0), Decimal(100))
    given = {"title": "Tỷ lệ hồ sơ đúng hạn", "owner": Owner()} | more
    return add_key_result(
        desk, KeyResult("", objective_id, measure=measure, start_on=START, end_on=END, **given)
    ).value


def check_in(
    desk: Desk, key_result_id: str, value: int | str, on: date = TODAY, **more: Any
) -> str:
    """Record a check-in; return its id."""
    entry = CheckInEntry(Decimal(value), on, **more)
    return record_check_in(desk, key_result_id, entry).value.id


def close_all(desk: Desk, cycle_id: str, outcome: Outcome = Outcome.REACHED) -> None:
    """Close every objective of a cycle, with the grades that are suggested; drop the unapproved."""
    missing = find_missing(desk, cycle_id)
    dropped = {row.id for row in (*missing.judged, *missing.approved)}
    endings = {
        one.row.id: Ending(
            Outcome.DROPPED if one.row.id in dropped else outcome,
            "Hết kỳ",
            {line.row.id: Grade(line.suggested, "Theo tiến độ") for line in one.lines},
        )
        for one in suggest(desk, [row.id for row in missing.closed])
    }
    close_objectives(desk, endings)


def close_cycle(desk: Desk, cycle_id: str) -> None:
    """Take a running cycle through its closing to its end."""
    set_cycle_state(desk, cycle_id, CycleState.CLOSING)
    close_all(desk, cycle_id)
    set_cycle_state(desk, cycle_id, CycleState.CLOSED)


def align(desk: Desk, child: str, parent: str, kind: LinkKind = LinkKind.CONTRIBUTES) -> str:
    """Link an objective below another; return the link's id."""
    return link_objective(desk, child, parent, Alignment(kind)).value


def tables(engine: Engine, names: Iterator[str] | list[str]) -> dict[str, Any]:
    """Return the rows of tables by name and id, as plain values."""
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        for name in names:
            table = schema.metadata.tables[name]
            rows = connection.execute(select(table)).mappings()
            found[name] = {row["id"]: dict(row) for row in rows}
    return found


def journalled(engine: Engine) -> dict[str, Any]:
    """Return what lives in the journalled tables, without tombstones and clocks of fields."""
    return {name: live(engine, name) for name in schema.JOURNALLED}


def live(engine: Engine, name: str) -> dict[str, dict[str, Any]]:
    """Return what lives in one journalled table, by id."""
    return {
        id: {key: value for key, value in row.items() if key != "stamps"}
        for id, row in tables(engine, [name])[name].items()
        if not row["deleted"]
    }


DERIVED = ["key_result_state", "objective_state", "search_entry"]


def _add(desk: Desk, code: str, name: str, unit: str, number: str = "", **post: Any) -> str:
    person = Person("", code, name, PersonKind.CIVIL_SERVANT, personal_number=number or None)
    return add_person(desk, person, Post("", "", unit, "", **post)).value


def _run(desk: Desk, code: str) -> str:
    id = add_cycle(desk, propose_cycle(desk, code)).value
    for state in (CycleState.SUBMITTED, CycleState.RUNNING):
        set_cycle_state(desk, id, state)
    return id
