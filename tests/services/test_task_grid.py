"""Rows of the grid are written in one act: new, changed and done together, or none of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.tasks import Task
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.task_grid import TaskEntry, save_tasks
from okrdesk.services.task_lists import TaskFilter, find_tasks
from okrdesk.services.tasks import find_task
from tests.offices import TODAY


def task(desk: Desk, title: str, quantity: int = 4) -> Task:
    return Task("", desk.person_id, title, Decimal(quantity), TODAY)


def done(desk: Desk) -> dict[str, tuple[Decimal, date | None]]:
    return {row.title: (row.done, row.done_on) for row in find_tasks(desk, TaskFilter())}


def test_new_and_changed_rows_with_what_is_done_are_one_act(desk: Desk) -> None:
    (old,) = save_tasks(desk, [TaskEntry(task(desk, "Cũ"))]).value
    changed = replace(find_task(desk, old), note="xong")
    written = save_tasks(
        desk,
        [TaskEntry(task(desk, "Mới"), Decimal(1), TODAY), TaskEntry(changed, Decimal(4))],
    )
    assert written.value[1] == old
    assert done(desk) == {"Mới": (1, TODAY), "Cũ": (4, TODAY)}
    undo_last(desk)
    assert done(desk) == {"Cũ": (0, None)}


def test_what_is_refused_names_its_entry_and_nothing_is_written(desk: Desk) -> None:
    (old,) = save_tasks(desk, [TaskEntry(task(desk, "Cũ"))]).value
    kept = find_task(desk, old)
    cases: list[tuple[list[TaskEntry], int, Code]] = [
        (
            [TaskEntry(kept), TaskEntry(task(desk, "A")), TaskEntry(task(desk, "B", 0))],
            2,
            Code.TASK_QUANTITY,
        ),
        (
            [TaskEntry(task(desk, "A")), TaskEntry(replace(kept, quantity=Decimal(0)))],
            1,
            Code.TASK_QUANTITY,
        ),
        (
            [TaskEntry(task(desk, "A")), TaskEntry(kept, Decimal(9))],
            1,
            Code.DONE_TOO_MUCH,
        ),
    ]
    for entries, place, code in cases:
        with pytest.raises(Refused) as refused:
            save_tasks(desk, entries)
        assert (refused.value.code, refused.value.params["place"]) == (code, place)
    assert done(desk) == {"Cũ": (0, None)}


def test_another_day_alone_moves_the_last_delivery(desk: Desk) -> None:
    (id,) = save_tasks(desk, [TaskEntry(task(desk, "Cũ"), Decimal(4), TODAY)]).value
    kept = find_task(desk, id)
    earlier = date.fromordinal(TODAY.toordinal() - 1)
    save_tasks(desk, [TaskEntry(kept, Decimal(4), earlier)])
    assert done(desk) == {"Cũ": (4, earlier)}
    save_tasks(desk, [TaskEntry(kept, Decimal(4))])
    assert done(desk) == {"Cũ": (4, earlier)}
