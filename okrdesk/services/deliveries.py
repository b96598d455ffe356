"""What was delivered of a task, by the day it was done: recorded once, corrected by another entry.

The completion day is not the day of entry: work entered late was not done late. How far back a day
may lie, and whether more than the quantity counts, the rules in force say.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.identity import new_id
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import Delivery, Task, check_quantity, deliveries_in_force, done_by
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, plain_number, told_at, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.task_ground import Held, TaskRights, hold
from okrdesk.services.task_locks import TaskLocks
from okrdesk.services.task_rules import TaskWindow, window_of

_delivery = schema.delivery
_NOTE_LIMIT = 4_000


@dataclass(frozen=True)
class DeliveryEntry:
    """So many products of a task, done on a day; `corrects_id` names the entry it replaces.

    A correction may say 0: nothing was done after all.
    """

    task_id: str
    quantity: Decimal
    done_on: date
    note: str = ""
    corrects_id: str | None = None


@dataclass(frozen=True)
class DoneSoFar:
    """How many products of a task are done in all, and the last day, as a grid has it.

    Without a day what is more was done today, and what is recorded keeps its days.
    """

    task_id: str
    done: Decimal
    done_on: date | None = None
    note: str = ""


def deliver(desk: Desk, entries: Sequence[DeliveryEntry]) -> Done[tuple[str, ...]]:
    """Record what was done, in one act; return the ids of the entries.

    Raises Refused: NOT_FOUND, ARCHIVED, NO_AUTHORITY, TASK_STATE, TASK_QUANTITY, DATE_IN_FUTURE,
    DONE_TOO_LONG_AGO, DONE_TOO_MUCH, ALREADY_CORRECTED, TASK_PERIOD_CLOSED, TOO_LONG.
    """
    with desk.write(Act.DELIVER) as work:
        ids = write_deliveries(desk, work, entries)
    return Done(ids, _touched(work, [entry.task_id for entry in entries]))


def write_deliveries(desk: Desk, work: Work, entries: Sequence[DeliveryEntry]) -> tuple[str, ...]:
    """Check and write deliveries inside an act; raise as `deliver` does."""
    rights, locks = TaskRights(desk, work.connection), TaskLocks(desk, work.connection)
    tasks = {
        held.task.id: held
        for held in hold(desk, work.connection, [entry.task_id for entry in entries])
    }
    added: defaultdict[str, list[Delivery]] = defaultdict(list)
    windows: dict[str, TaskWindow] = {}
    rows = []
    places: dict[str, int] = {}
    for place, entry in enumerate(entries):
        held = tasks[entry.task_id]
        owner = held.task.owner_person_id
        with told_at(places.setdefault(entry.task_id, place)):
            rights.require(Right.EDIT_TASKS, owner)
            held.require_state(held.state.takes_deliveries)
            if owner not in windows:
                windows[owner] = window_of(work.connection, desk.agency_id, owner, desk.today())
            _check(desk, entry, windows[owner])
            if entry.corrects_id:
                _check_correction(desk, work, held, entry)
            if held.state.is_agreed:
                locks.require_free(held.task, days_of(held, entry))
        row = _values(desk, work, entry)
        made = Delivery(row["id"], entry.quantity, entry.done_on, entry.corrects_id)
        added[entry.task_id].append(made)
        rows.append(row)
    for task_id, made_of in added.items():
        with told_at(places[task_id]):
            _require_room(tasks[task_id], made_of, windows)
    return tuple(work.add_many(_delivery, rows))


def steps_to(desk: Desk, work: Work, entries: Sequence[DoneSoFar]) -> list[DeliveryEntry]:
    """Return the deliveries and corrections that bring tasks to what is done in all."""
    by_task = {entry.task_id: entry for entry in entries}
    return [
        step
        for held in hold(desk, work.connection, list(by_task))
        for step in steps_of(held, by_task[held.task.id], desk.today())
    ]


def steps_of(held: Held, entry: DoneSoFar, today: date) -> list[DeliveryEntry]:
    """Return the deliveries and corrections that bring one task to what is done in all."""
    plain_number(entry.done, "done")
    if entry.done < 0:
        check_quantity(entry.done)
    missing = entry.done - held.parts.done()
    if missing == 0:
        return _moved(held, entry)
    if missing > 0:
        return [DeliveryEntry(entry.task_id, missing, entry.done_on or today, entry.note)]
    found = []
    for last in reversed(held.parts.deliveries):
        if missing >= 0:
            break
        left = max(last.quantity + missing, Decimal(0))
        missing += last.quantity - left
        found.append(DeliveryEntry(entry.task_id, left, last.done_on, entry.note, last.id))
    return found


def days_of(held: Held, entry: DeliveryEntry) -> list[date]:
    """Return the day of a delivery, and that of the one it corrects."""
    corrected = [one.done_on for one in held.parts.deliveries if one.id == entry.corrects_id]
    return [entry.done_on, *corrected]


def _moved(held: Held, entry: DoneSoFar) -> list[DeliveryEntry]:
    """Return the correction of the last day where nothing but that day is said otherwise."""
    last = next((one for one in reversed(held.parts.deliveries) if one.quantity), None)
    if last is None or entry.done_on is None or entry.done_on == last.done_on:
        return []
    return [DeliveryEntry(entry.task_id, last.quantity, entry.done_on, entry.note, last.id)]


def _check(desk: Desk, entry: DeliveryEntry, window: TaskWindow) -> None:
    if entry.corrects_id is None or entry.quantity != 0:
        check_quantity(entry.quantity)
    within(entry.note, _NOTE_LIMIT, "note")
    shown = format_date(entry.done_on)
    if entry.done_on > desk.today():
        raise Refused(Code.DATE_IN_FUTURE, field="done_on", date=shown)
    limit = window.back_dating_days
    late = limit is not None and window.calendar.days_after(entry.done_on, desk.today()) > limit
    if late and entry.corrects_id is None:
        raise Refused(Code.DONE_TOO_LONG_AGO, field="done_on", date=shown, days=limit)


def _check_correction(desk: Desk, work: Work, held: Held, entry: DeliveryEntry) -> None:
    row = fetch(work.connection, _delivery, desk.agency_id, entry.corrects_id or "")
    if row["task_id"] != entry.task_id:
        raise Refused(Code.NOT_FOUND, text=entry.corrects_id)
    if entry.corrects_id not in {one.id for one in held.parts.deliveries}:
        raise Refused(Code.ALREADY_CORRECTED)


def _require_room(held: Held, added: list[Delivery], windows: dict[str, TaskWindow]) -> None:
    """Raise Refused(DONE_TOO_MUCH) where entries bring a task above its quantity, unless allowed.

    What lowers a sum that is too high already, because two PCs added to it, is always taken.
    """
    task: Task = held.task
    before = held.parts.done()
    done = done_by(deliveries_in_force([*held.parts.deliveries, *added]))
    if done > max(task.quantity, before) and not windows[task.owner_person_id].may_exceed:
        shown = {"done": format_decimal(done), "quantity": format_decimal(task.quantity)}
        raise Refused(Code.DONE_TOO_MUCH, field="done", title=task.title, **shown)


def _values(desk: Desk, work: Work, entry: DeliveryEntry) -> dict[str, Any]:
    return {
        "id": new_id(),
        "task_id": entry.task_id,
        "author_id": desk.person_id,
        "quantity": entry.quantity,
        "done_on": entry.done_on,
        "note": entry.note.strip(),
        "corrects_id": entry.corrects_id,
        "entered_at": work.author.now,
    }


def _touched(work: Work, tasks: Sequence[str]) -> frozenset[tuple[str, str]]:
    return frozenset(work.touched | {("task", id) for id in tasks})
