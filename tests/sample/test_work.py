"""The sample's work: months of tasks that the rules allow, in every state, with a catalogue."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.task_rows import catalogue_of, item_of, task_of
from okrdesk.domain.catalogue import check_catalogue, check_coefficient, check_item
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import CauseState, Share, Source, TaskState, check_shares, check_task
from okrdesk.services.desk import Desk
from okrdesk.services.reach import people_in_reach
from okrdesk.services.task_facts import Span, facts_of
from okrdesk.services.task_lists import TaskFilter, TaskRow, find_tasks
from tests.sample.test_sample import DAYS, NOW, rows_of, sample_at


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with sample_at(NOW) as built:
        yield built


@pytest.fixture(scope="module")
def tasks(desk: Desk) -> list[TaskRow]:
    return find_tasks(desk, TaskFilter())


def test_every_task_is_one_that_the_rules_allow(desk: Desk) -> None:
    items = {row["id"]: item_of(row) for row in rows_of(desk, "catalogue_item")}
    catalogues = {row["id"]: catalogue_of(row) for row in rows_of(desk, "catalogue")}
    for catalogue in catalogues.values():
        check_catalogue(catalogue)
    for item in items.values():
        check_item(catalogues[item.catalogue_id], item)
    for row in rows_of(desk, "task"):
        task = task_of(row)
        check_task(task)
        assert "{" not in task.title
        if task.catalogue_item_id:
            of_item = items[task.catalogue_item_id]
            check_coefficient(catalogues[of_item.catalogue_id], task.coefficient)


def test_every_state_source_and_cause_can_be_seen(tasks: list[TaskRow]) -> None:
    states = Counter(task.state for task in tasks)
    assert set(states) == set(TaskState) - {TaskState.ROLLED_OVER}
    assert states[TaskState.DONE] > states[TaskState.ACCEPTED] > 10
    assert {task.source for task in tasks} == set(Source) - {Source.DIRECTIVE}
    assert {task.cause for task in tasks} == {None, *CauseState}
    assert any(task.late_days for task in tasks)
    assert any(task.coefficient is None for task in tasks)
    assert any(task.shares for task in tasks)


def test_everybody_has_work_this_month_and_in_three_that_are_over(
    desk: Desk, tasks: list[TaskRow]
) -> None:
    people = {row["id"] for row in rows_of(desk, "person")}
    found = Counter((task.owner_person_id, task.start_on.replace(day=1)) for task in tasks)
    assert {person for person, _month in found} == people
    assert len(found) == 4 * len(people)
    assert all(3 <= count <= 6 for count in found.values())


def test_nothing_is_done_noted_or_decided_in_the_future(desk: Desk) -> None:
    for name, day in (("delivery", "done_on"), ("fault", "noted_on")):
        assert all(row[day] <= NOW.date() for row in rows_of(desk, name))
    for name in ("delivery", "fault", "cause", "step", "attachment"):
        assert all(row["entered_at"] <= NOW for row in rows_of(desk, name))


def test_no_more_is_done_than_was_assigned_and_shares_are_at_most_the_whole(
    tasks: list[TaskRow],
) -> None:
    for task in tasks:
        assert Decimal(0) <= task.done <= task.quantity
        check_shares(
            task.owner_person_id, [Share(one.person_id, one.percent) for one in task.shares]
        )


def test_a_missing_coefficient_blocks_this_month_alone(tasks: list[TaskRow]) -> None:
    first = NOW.date().replace(day=1)
    assert all(task.start_on >= first for task in tasks if task.coefficient is None)


def test_the_facts_of_a_month_are_there_for_nearly_everybody(desk: Desk) -> None:
    last = NOW.date().replace(day=1) - timedelta(1)
    with desk.read() as connection:
        span = Span(last.replace(day=1), last)
        people = connection.scalars(select(schema.person.c.id)).all()
        facts = facts_of(connection, desk.agency_id, people, span)
        reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    assert reach is None
    assert sum(map(bool, facts.values())) == 60
    assert all(isinstance(one.due_on, date) for each in facts.values() for one in each)


@pytest.mark.parametrize("day", DAYS)
def test_there_is_work_on_any_day(day: str) -> None:
    with sample_at(datetime.fromisoformat(f"{day}T10:00+07:00")) as built:
        found = find_tasks(built, TaskFilter())
        assert {task.state for task in found} >= {TaskState.DONE, TaskState.ACCEPTED}
