"""An agency of 2,000 officers with 40 tasks each in one month, in an encrypted file of its own.

Its rows are written past the journal, in one transaction: only what is read of them is measured.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from okrdesk.db import schema, vault
from okrdesk.db.opening import open_database
from okrdesk.db.store import Store
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.identity import new_id
from okrdesk.domain.tasks import FaultKind, Source

OFFICERS, TASKS = 2_000, 40
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
_SEED = 335
_Row = dict[str, Any]


@dataclass(frozen=True)
class Agency:
    """The agency's file, open, and who is in it."""

    store: Store
    people: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the agency."""
        return self.store.agency_id


@contextmanager
def agency(folder: Path) -> Iterator[Agency]:
    """Make the agency in `folder`; give it while its file is open."""
    made, _recovery_key = vault.create(folder, "đo-lường-335", None)
    engine = open_database(folder, made.key, is_new=True)
    now = datetime.now().astimezone()
    store = Store(engine, new_id(), new_id(), lambda: now)
    try:
        yield Agency(store, _fill(store, now))
    finally:
        engine.dispose()


def _fill(store: Store, now: datetime) -> tuple[str, ...]:
    """Write people and what they do: most is assigned and done, some waits, errs or is excused."""
    random = Random(_SEED)
    with store.write(new_id(), Act.BUILD_SAMPLE) as work:
        unit = work.add(schema.unit, code="P1", name="Phòng Một")
        head = work.add(schema.person, code="0", name="Trưởng phòng", kind="civil-servant")
        named = [
            {"code": f"{n}", "name": f"Cán bộ {n}", "kind": "civil-servant"}
            for n in range(1, OFFICERS + 1)
        ]
        people = work.add_many(schema.person, named)
        posts = [{"person_id": id, "unit_id": unit, "title": "Chuyên viên"} for id in people]
        work.add_many(schema.post, posts)
        tasks = [_task(random, id, unit, head) for id in people for _number in range(TASKS)]
        rows: dict[str, list[_Row]] = {
            "task": tasks,
            "delivery": [_delivery(one) for one in tasks if random.random() < 0.95],
            "fault": [_fault(one, head) for one in tasks if random.random() < 0.1],
            "cause": [_cause(one) for one in tasks if random.random() < 0.02],
        }
        rows["step"] = [_step(one, "task_id", StepKind.ACCEPT, head) for one in tasks]
        rows["step"] = [one for one in rows["step"] if random.random() < 0.3]
        rows["step"] += [_step(one, "cause_id", StepKind.CONFIRM, head) for one in rows["cause"]]
        for name, many in rows.items():
            table = schema.JOURNALLED[name]
            logged = {"entered_at": now} if "entered_at" in table.c else {}
            usual = {"agency_id": store.agency_id, "stamps": {"*": 1}} | logged
            work.connection.execute(table.insert(), [usual | one for one in many])
    return tuple(people)


def _task(random: Random, owner: str, unit: str, head: str) -> _Row:
    start = FIRST + timedelta(random.randrange(20))
    return {
        "id": new_id(),
        "owner_person_id": owner,
        "unit_id": unit,
        "title": f"Soạn thảo văn bản trả lời công dân số {random.randrange(1000)}",
        "source": Source.REGULAR.value,
        "quantity": Decimal(random.randint(1, 9)),
        "coefficient": Decimal(random.randint(1, 90)) / 10,
        "start_on": start,
        "due_on": start + timedelta(8),
        "assigned_by": head,
    }


def _delivery(task: _Row) -> _Row:
    return {
        "id": new_id(),
        "task_id": task["id"],
        "author_id": task["owner_person_id"],
        "quantity": task["quantity"],
        "done_on": task["due_on"],
    }


def _fault(task: _Row, head: str) -> _Row:
    kind, noted_on = FaultKind.CONTENT.value, task["due_on"]
    made = {"id": new_id(), "task_id": task["id"], "author_id": head}
    return made | {"kind": kind, "count": 1, "noted_on": noted_on}


def _cause(task: _Row) -> _Row:
    made = {"id": new_id(), "task_id": task["id"], "author_id": task["owner_person_id"]}
    said = {"kind": "other", "reason": "Bão số 3", "from_on": task["start_on"]}
    return made | said | {"content_errors": 1}


def _step(of: _Row, column: str, kind: StepKind, head: str) -> _Row:
    about = {"task_id": None, "cause_id": None} | {column: of["id"]}
    return about | {"id": new_id(), "author_id": head, "kind": kind.value}
