"""An agency of 2,000 officers in its year: 10,000 key results, a check-in for each every week.

Its rows are written past the journal, in one transaction: only what is read of them is measured.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from okrdesk.db import derived, schema, vault
from okrdesk.db.opening import open_database
from okrdesk.db.rows import key_result_values
from okrdesk.db.store import Store
from okrdesk.domain.act import Act
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import KeyResult, Owner
from okrdesk.domain.organisation import Role
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.services.office import note_desk
from tests.bench.large import PASSWORD

OFFICERS, DIVISIONS, TEAMS = 2_000, 12, 5
OBJECTIVES, KEY_RESULTS, CHECK_INS = 2_500, 10_000, 40
_SEED = 42
_MEASURES = (
    Measure(Kind.INCREASE, Decimal(0), Decimal(100)),
    Measure(Kind.DECREASE, Decimal(100), Decimal(0)),
    Measure(Kind.COUNT, target=Decimal(100)),
    Measure(Kind.KEEP_AT_LEAST, low=Decimal(50)),
)
_Row = dict[str, Any]


def build_year(folder: Path) -> None:
    """Make the agency in an empty folder, under the password of the other measured offices."""
    made, _recovery_key = vault.create(folder, PASSWORD, None)
    engine = open_database(folder, made.key, is_new=True)
    now = datetime.now().astimezone()
    store = Store(engine, new_id(), new_id(), lambda: now)
    try:
        _fill(store, now)
    finally:
        engine.dispose()


def _fill(store: Store, now: datetime) -> None:
    random, person = Random(_SEED), new_id()
    with store.write(person, Act.BUILD_SAMPLE) as work:
        work.add(schema.agency, id=store.agency_id, code="TP", name="Thành phố")
        root = work.add(schema.unit, code="TP", name="Thành phố")
        units = _units(work, root)
        named = [
            {"id": person if n == 0 else new_id(), "code": f"{n}", "name": f"Cán bộ {n}"}
            for n in range(OFFICERS)
        ]
        people = work.add_many(schema.person, [one | {"kind": "civil-servant"} for one in named])
        posts = [
            {
                "person_id": id,
                "unit_id": units[n % len(units)] if n else root,
                "title": "Chuyên viên" if n else "Chủ tịch",
                "is_leader": not n,
            }
            for n, id in enumerate(people)
        ]
        work.add_many(schema.post, posts)
        work.add(schema.role_grant, person_id=person, role=Role.ADMINISTRATOR.value)
        note_desk(work.connection, store, person)
        _work(work.connection, store, people, random)
    with store.write_device() as connection:
        agency, today = store.agency_id, now.date()
        derived.refresh_key_results(connection, agency, _all(connection, "key_result"), today)
        derived.refresh_objectives(connection, agency, _all(connection, "objective"))


def _all(connection: Any, name: str) -> set[str]:
    return set(connection.scalars(select(schema.JOURNALLED[name].c.id)))


def _units(work: Any, root: str) -> list[str]:
    """Return the divisions and their teams, all below the root."""
    divisions = work.add_many(
        schema.unit,
        [
            {"code": f"P{n}", "name": f"Phòng {n}", "parent_id": root, "ordinal": n}
            for n in range(1, DIVISIONS + 1)
        ],
    )
    teams = [
        {"code": f"T{above}{n}", "name": f"Tổ {n}", "parent_id": id, "ordinal": n}
        for above, id in enumerate(divisions)
        for n in range(1, TEAMS)
    ]
    return [*divisions, *work.add_many(schema.unit, teams)]


def _work(connection: Any, store: Store, people: list[str], random: Random) -> None:
    today = store.today()
    start = today - timedelta(days=7 * CHECK_INS + 14)
    cycle = {
        "id": new_id(),
        "code": "NAM",
        "name": "Năm đo",
        "kind": "year",
        "start_on": start,
        "end_on": start + timedelta(days=364),
        "state": "running",
    }
    objectives = [
        {
            "id": new_id(),
            "cycle_id": cycle["id"],
            "title": f"Mục tiêu số {number}",
            "owner_person_id": people[number % OFFICERS],
            "start_on": start,
            "end_on": cycle["end_on"],
            "commitment": "committed",
            "roll_up": "key-results",
            "axis": f"{number % 6 + 1}",
        }
        for number in range(OBJECTIVES)
    ]
    key_results = [
        KeyResult(
            id=new_id(),
            objective_id=objectives[number % OBJECTIVES]["id"],
            title=f"Kết quả số {number}",
            measure=_MEASURES[number % 4],
            owner=Owner(person_id=objectives[number % OBJECTIVES]["owner_person_id"]),
            start_on=start,
            end_on=start + timedelta(days=364),
            weight=Decimal(25),
            rhythm=Rhythm.WEEKLY,
        )
        for number in range(KEY_RESULTS)
    ]
    _write(connection, store, random, (cycle, objectives, key_results))


def _write(
    connection: Any,
    store: Store,
    random: Random,
    made: tuple[_Row, list[_Row], list[KeyResult]],
) -> None:
    cycle, objectives, key_results = made
    usual = {"agency_id": store.agency_id, "stamps": {"*": 1}}
    connection.execute(schema.cycle.insert(), [usual | cycle])
    connection.execute(schema.objective.insert(), [usual | one for one in objectives])
    rows = [usual | {"id": one.id} | key_result_values(one) for one in key_results]
    connection.execute(schema.key_result.insert(), rows)
    for place in range(0, KEY_RESULTS, 500):
        some = [
            usual | row
            for one in key_results[place : place + 500]
            for row in _check_ins(one, store, random)
        ]
        connection.execute(schema.check_in.insert(), some)


def _check_ins(one: KeyResult, store: Store, random: Random) -> Iterator[_Row]:
    """Yield a check-in a week, of which the last one may be missing."""
    pace = random.randint(40, 110) / 100
    for turn in range(1, CHECK_INS + 1 - (random.random() < 0.1)):
        on = one.start_on + timedelta(days=7 * turn + random.randint(0, 6))
        share = min(max(turn * 100 / 52 * pace + random.randint(-6, 6), 0), 110)
        value = 100 - share if one.measure.kind is Kind.DECREASE else share
        yield {
            "id": new_id(),
            "key_result_id": one.id,
            "author_id": one.owner.person_id,
            "effective_on": on,
            "entered_at": datetime.combine(on, time(9), store.now().tzinfo),
            "value": Decimal(round(value)),
            "confidence": random.randint(3, 9),
            "comment": "Đúng kế hoạch, không phát sinh." if random.random() < 0.4 else "",
        }
