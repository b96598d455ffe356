"""From what was typed into a row to the task that is to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source, Task, check_task
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.i18n import _
from ui.screens.tasks.drafts import Draft

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.task_grid import TaskEntry
    from okrdesk.services.task_lists import TaskRow

_NONE = Decimal(0)
_TYPED = (
    *("title", "note", "source", "quantity", "start_on", "due_on"),
    *(
        "coefficient",
        "axis",
        "difficulty",
        "catalogue_item_id",
        "key_result_id",
        "directive_item_id",
    ),
)
_EMPTY: Mapping[str, Any] = {
    "title": "",
    "note": "",
    "source": Source.REGULAR,
    "quantity": _NONE,
}
"""What an emptied cell says; the checks of tasks refuse what may not be."""


@dataclass(frozen=True)
class Typed:
    """A row to write: the task, and where something was said of it, how much is done by when."""

    task: Task
    done: Decimal | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Usual:
    """What a new row takes where nothing was typed: whose it is, and the days it lies in."""

    owner_person_id: str | None
    today: date
    from_on: date | None = None
    to_on: date | None = None

    def start(self, due_on: date | None) -> date:
        """Return the day a new task starts: today, or the nearest day of the span shown."""
        start = max(self.today, self.from_on or self.today)
        start = min(start, self.to_on or start)
        return min(start, due_on or start)


def typed_row(draft: Draft, row: "TaskRow | None", usual: Usual) -> Typed:
    """Return what a draft says of its row.

    Raises Refused: MISSING_FIELD, and what `check_task` raises, `field` being the cell's.
    """
    values = draft.values
    task = _new(draft.values, usual) if row is None else _changed(values, row)
    check_task(task)
    day = values.get("done_on")
    if "done" not in values and day is None:
        return Typed(task)
    before = row.done if row is not None else _NONE
    done = values.get("done", before or task.quantity)
    return Typed(task, _NONE if done is None else done, day)


def typed_rows(
    drafts: Sequence[Draft], rows: Mapping[str, "TaskRow | None"], usual: Usual
) -> list[Typed]:
    """Return what drafts say; raises as `typed_row`, with the place of the first bad one."""
    found = []
    for place, draft in enumerate(drafts):
        try:
            found.append(typed_row(draft, rows[draft.id], usual))
        except OkrError as error:
            error.params["place"] = place
            raise
    return found


def save(entries: Sequence[Typed], desk: "Desk") -> "Done[tuple[str, ...]]":
    """Write rows in one act and return their ids, in this order."""
    from okrdesk.services.task_grid import save_tasks

    return save_tasks(desk, [_entry(one) for one in entries])


def _entry(one: Typed) -> "TaskEntry":
    from okrdesk.services.task_grid import TaskEntry

    return TaskEntry(one.task, one.done, one.done_on)


def _new(values: Mapping[str, Any], usual: Usual) -> Task:
    owner = values.get("owner_person_id") or usual.owner_person_id
    if owner is None:
        raise Refused(Code.MISSING_FIELD, field="owner_person_id", label=_("Who"))
    due_on = values.get("due_on")
    quantity = values.get("quantity")
    return Task(
        id="",
        owner_person_id=owner,
        title=values.get("title") or "",
        quantity=Decimal(1) if quantity is None else quantity,
        start_on=values.get("start_on") or usual.start(due_on),
        due_on=due_on,
        source=Source(values.get("source") or Source.REGULAR),
        coefficient=values.get("coefficient"),
        axis=_axis(values.get("axis")),
        difficulty=values.get("difficulty"),
        catalogue_item_id=values.get("catalogue_item_id"),
        key_result_id=values.get("key_result_id"),
        directive_item_id=values.get("directive_item_id"),
        note=values.get("note") or "",
    )


def _changed(values: Mapping[str, Any], row: "TaskRow") -> Task:
    kept = Task(
        id=row.id,
        owner_person_id=row.owner_person_id,
        title=row.title,
        quantity=row.quantity,
        start_on=row.start_on,
        due_on=row.due_on,
        source=row.source,
        coefficient=row.coefficient,
        axis=row.axis,
        difficulty=row.difficulty,
        directive_item_id=row.directive_item_id,
        catalogue_item_id=row.catalogue_item_id,
        key_result_id=row.key_result_id,
        unit_id=row.unit_id,
        note=row.note,
    )
    wanted = {name: values.get(name, getattr(kept, name)) for name in _TYPED}
    for name, empty in _EMPTY.items():
        if wanted[name] is None:
            wanted[name] = empty
    task = replace(kept, **wanted)
    task = replace(task, source=Source(task.source), start_on=task.start_on or kept.start_on)
    task = replace(task, axis=_axis(task.axis))
    if "due_on" in values and "start_on" not in values and task.due_on is not None:
        return replace(task, start_on=min(task.start_on, task.due_on))
    return task


def _axis(given: str | None) -> Axis | None:
    return Axis(given) if given else None
