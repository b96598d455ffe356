"""A head's inbox of two hundred submitted evaluations, and what else a closing day opens.

The floor reads the same rows of evaluations, scores and decisions with bare SQL and makes nothing
of them.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from okrdesk.db import schema
from okrdesk.db.engine import connect
from okrdesk.domain.act import Act
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.organisation import PersonKind
from okrdesk.services.evaluation_lists import find_inbox
from okrdesk.services.evaluation_sheets import sheet_of
from okrdesk.services.evaluation_steps import submit
from okrdesk.services.evaluation_tables import unit_table
from okrdesk.services.evaluations import prepare_all
from okrdesk.services.periods import open_period
from tests.bench import folders
from tests.bench.table import Budget, Row, typical
from tests.offices import KEY, Ids, Office, build_template, copied
from tests.services.evaluating import MARKS, put_in_force

OFFICERS = 200
_TASKS = 20
_INBOX = Budget(flat=0.2)
_ROWS = (
    "SELECT * FROM evaluation",
    "SELECT id, evaluation_id, level, outcome, stamps FROM score",
    "SELECT * FROM step",
)


def rows() -> Iterator[Row]:
    """Yield the inbox, the unit's table, and one sheet of them."""
    folder = folders.fresh("inbox")
    ids = build_template(folder / "template.db")
    with copied(folder / "template.db", ids, folder / "office.db") as office:
        period = fill_office(office, ids)
        head = office.seat(ids.head)
        floor = _floor(office.path)
        some = find_inbox(head)
        assert len(some) == OFFICERS
        calls = {
            f"open the head's inbox of {OFFICERS}": partial(find_inbox, head),
            f"results of a unit of {OFFICERS}": partial(unit_table, head, period),
        }
        for what, call in calls.items():
            yield Row(what, "ms", typical(call), _INBOX, floor)
        one = partial(sheet_of, head, some[0].id)
        yield Row(f"open one sheet with {_TASKS} tasks", "ms", typical(one), Budget(flat=0.1))


def fill_office(office: Office, ids: Ids) -> str:
    """Let two hundred officers of one head submit October; return the period."""
    desk = office.desk
    with desk.store.write(desk.person_id, Act.IMPORT_ROSTER) as work:
        people = work.add_many(
            schema.person,
            [
                {
                    "code": f"K{n:03}",
                    "name": f"Nguyễn Văn {n}",
                    "kind": PersonKind.CIVIL_SERVANT.value,
                }
                for n in range(OFFICERS)
            ],
        )
        posts = [
            {"person_id": id, "unit_id": ids.division, "title": "Chuyên viên"} for id in people
        ]
        work.add_many(schema.post, posts)
        work.add_many(schema.task, [_task(id, n, ids) for id in people for n in range(_TASKS)])
    put_in_force(desk)
    period = open_period(desk, "2026-10").value
    prepare_all(desk, period)
    for id in people:
        submit(office.seat(id), evaluation_id(period, id), marks=MARKS)
    return period


def _task(person_id: str, number: int, ids: Ids) -> dict[str, object]:
    return {
        "owner_person_id": person_id,
        "unit_id": ids.division,
        "title": f"Việc {number}",
        "source": "regular",
        "quantity": Decimal(5),
        "coefficient": Decimal("1.6"),
        "start_on": date(2026, 10, 1),
        "due_on": date(2026, 10, 20),
        "assigned_by": ids.head,
    }


def _floor(path: Path) -> float:
    bare = connect(path, KEY)
    try:
        return typical(lambda: [bare.execute(statement).fetchall() for statement in _ROWS])
    finally:
        bare.close()
