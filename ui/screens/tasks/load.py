"""What the screen reads; runs on the database thread.

Services are imported inside, so that opening the window loads no database code on its own thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from okrdesk.domain.directive import Axis
from okrdesk.domain.tasks import Source, TaskState
from okrdesk.names import name_of
from ui.screens.tasks.cells import Book, Option

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.task_details import TaskDetail
    from okrdesk.services.task_lists import TaskRow
    from okrdesk.services.task_reach import TaskReach

MINE, PERSON, UNIT, EVERYBODY = "mine", "person:", "unit:", "everybody"
WAITING = "waiting"
"""Stands for a state where it is this person who has to decide."""
_TYPED_SOURCES = (Source.REGULAR, Source.AD_HOC, Source.DIRECTIVE)
_ALL = 100_000


@dataclass(frozen=True)
class Wanted:
    """Whose tasks, of which days, in which state, with which words."""

    whose: str = MINE
    from_on: date | None = None
    to_on: date | None = None
    state: TaskState | str | None = None
    text: str = ""

    @property
    def person_id(self) -> str | None:
        """The person chosen, None for oneself, a unit or everybody."""
        return self.whose.removeprefix(PERSON) if self.whose.startswith(PERSON) else None

    @property
    def unit_id(self) -> str | None:
        """The unit chosen."""
        return self.whose.removeprefix(UNIT) if self.whose.startswith(UNIT) else None


@dataclass(frozen=True)
class Listed:
    """The tasks that `wanted` lets through today, and how many wait for this person's word."""

    wanted: Wanted
    today: date
    rows: tuple["TaskRow", ...]
    reach: "TaskReach"
    waiting: int


def listed(wanted: Wanted, desk: "Desk") -> Listed:
    """Return the list, whose tasks one may see, and how much waits."""
    from okrdesk.services.task_lists import TaskFilter, find_tasks
    from okrdesk.services.task_reach import find_task_reach, find_waiting_tasks

    reach = find_task_reach(desk)
    waiting = find_waiting_tasks(desk, reach)
    if wanted.state == WAITING:
        return Listed(wanted, desk.today(), waiting, reach, len(waiting))
    people = {MINE: desk.person_id, EVERYBODY: None}.get(wanted.whose, wanted.person_id)
    found = find_tasks(
        desk,
        TaskFilter(
            person_ids=frozenset([people]) if people else None,
            unit_ids=frozenset([wanted.unit_id]) if wanted.unit_id else None,
            from_on=wanted.from_on,
            to_on=wanted.to_on,
            states=frozenset([TaskState(wanted.state)]) if wanted.state else None,
            text=wanted.text,
        ),
    )
    return Listed(wanted, desk.today(), tuple(found), reach, len(waiting))


@dataclass(frozen=True)
class Patch:
    """Some tasks read anew, and how many wait for this person's word."""

    ids: frozenset[str]
    rows: tuple["TaskRow", ...]
    waiting: int


def patch(ids: frozenset[str], desk: "Desk") -> Patch:
    """Return the tasks `ids` as they stand now; those taken away are left out."""
    from okrdesk.services.task_lists import find_task_rows
    from okrdesk.services.task_reach import find_task_reach, find_waiting_tasks

    waiting = len(find_waiting_tasks(desk, find_task_reach(desk)))
    return Patch(ids, tuple(find_task_rows(desk, sorted(ids))), waiting)


def patched(listed: Listed, patch: Patch) -> Listed:
    """Return a list in which the tasks of a patch stand as they are now, new ones at the end."""
    now = {row.id: row for row in patch.rows}
    kept = [now.pop(row.id, row) for row in listed.rows if row.id in now or row.id not in patch.ids]
    return replace(listed, rows=(*kept, *now.values()), waiting=patch.waiting)


def today(desk: "Desk") -> date:
    """Return the day it is."""
    return desk.today()


def detail(task_id: str, desk: "Desk") -> "TaskDetail":
    """Return one task whole."""
    from okrdesk.services.task_details import find_task_detail

    return find_task_detail(desk, task_id)


def book(person_id: str | None, desk: "Desk") -> Book:
    """Return what the cells of a person's tasks offer; None stands for oneself."""
    from okrdesk.services.people import find_person_row
    from okrdesk.services.task_reach import find_task_reach

    person = find_person_row(desk, person_id or desk.person_id)
    reach = find_task_reach(desk)
    people = [
        Option(one.id, one.name, note=" · ".join(part for part in (one.title, one.unit) if part))
        for one in reach.colleagues
        if one.id in reach.may_edit
    ]
    sources = [Option(one.value, name_of(one), values=_NO_KEY_RESULT) for one in _TYPED_SOURCES]
    return Book(
        desk.today(),
        {
            "people": people,
            "sources": [*sources, *_key_results(person.id, desk)],
            "items": _items(person.title, desk),
            "directive_items": _directive_items(desk),
            **_marks(desk),
        },
    )


def _marks(desk: "Desk") -> dict[str, list[Option]]:
    """Return the axes and difficulties that the rules in force ask for."""
    from okrdesk.services.task_rules import find_task_choices

    choices = find_task_choices(desk)
    axes = [Option(one.value, name_of(one)) for one in Axis] if choices.has_axes else []
    levels = [Option(id, name) for id, name in choices.difficulties.items()]
    return {"axes": axes, "difficulties": levels}


_NO_KEY_RESULT = {"key_result_id": None}


def _key_results(person_id: str, desk: "Desk") -> Iterable[Option]:
    """Return the running key results of a person, each as a source of tasks."""
    from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids

    ids = find_objective_ids(desk, Filter(person_ids=frozenset([person_id])))
    for row in find_key_results_under(desk, ids):
        if row.start_on <= desk.today() <= row.end_on:
            values = {"source": Source.KEY_RESULT.value, "key_result_id": row.id}
            yield Option(row.id, row.title, note=name_of(Source.KEY_RESULT), values=values)


def _directive_items(desk: "Desk") -> list[Option]:
    """Return the items of directives in force, as they are cited."""
    from okrdesk.services.citing import find_citable

    return [Option(one.id, one.cited) for one in find_citable(desk, limit=_ALL)]


def _items(position: str, desk: "Desk") -> list[Option]:
    """Return the items of the catalogues in force, those of a position first."""
    from okrdesk.services.catalogues import ItemSearch, find_items

    rows = find_items(desk, ItemSearch(position=position, limit=_ALL))
    return [
        Option(
            row.item.id,
            row.item.title,
            code=row.item.code,
            note=row.item.product,
            values={"coefficient": row.item.coefficient},
            defaults={"title": row.item.title},
        )
        for row in rows
    ]
