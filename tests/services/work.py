"""Tasks for tests: added, accepted and delivered in one line each, at the desks of the office."""

from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.tasks import FaultKind, Task
from okrdesk.services.deliveries import DeliveryEntry, deliver
from okrdesk.services.desk import Desk
from okrdesk.services.faults import FaultEntry, note_faults
from okrdesk.services.task_lists import TaskRow, find_task_rows
from okrdesk.services.tasks import add_task

START, DUE = date(2026, 11, 2), date(2026, 11, 20)


def task(owner: str, title: str = "Soạn thảo công văn", **more: Any) -> Task:
    """Return a task of five products with a coefficient, due on the 20th."""
    given = {"quantity": Decimal(5), "coefficient": Decimal("1.6"), "due_on": DUE} | more
    return Task("", owner, title, start_on=given.pop("start_on", START), **given)


def added(desk: Desk, owner: str, title: str = "Soạn thảo công văn", **more: Any) -> str:
    """Add a task at a desk; return its id."""
    return add_task(desk, task(owner, title, **more)).value


def delivered(desk: Desk, task_id: str, quantity: int | str, day: int = 10) -> str:
    """Deliver so much on a day of November; return the entry's id."""
    entry = DeliveryEntry(task_id, Decimal(quantity), date(2026, 11, day))
    return deliver(desk, [entry]).value[0]


def fault(desk: Desk, task_id: str, kind: FaultKind = FaultKind.CONTENT, count: int = 1) -> str:
    """Note errors or delays; return the note's id."""
    entry = FaultEntry(task_id, kind, date(2026, 11, 16), count)
    return note_faults(desk, [entry]).value[0]


def row(desk: Desk, task_id: str) -> TaskRow:
    """Return a task as the grid shows it."""
    return find_task_rows(desk, [task_id])[0]
