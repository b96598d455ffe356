"""A closed period: its tasks are locked, until the evaluation or the period is reopened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import PeriodState
from okrdesk.domain.tasks import CauseKind, FaultKind, Share, Task
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.causes import CauseEntry, ask_exemption
from okrdesk.services.deliveries import DeliveryEntry, deliver
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheet_of
from okrdesk.services.evaluation_steps import approve, reopen
from okrdesk.services.evaluations import prepare_all
from okrdesk.services.faults import FaultEntry, note_faults
from okrdesk.services.history import next_undo
from okrdesk.services.office import edit_office_setting
from okrdesk.services.periods import close_period, find_period, propose_period, reopen_period
from okrdesk.services.task_decisions import Later, accept, cancel, roll_over, share_task
from okrdesk.services.tasks import add_task, edit_task, find_task, remove_tasks
from tests.offices import Office
from tests.services.evaluating import DUE, MARKS, October, close, give_task, october

LATER = date(2026, 11, 10)


@pytest.fixture
def closed(office: Office) -> tuple[October, str]:
    """Give October, closed, with a task of Đào of which one of two products is delivered."""
    month = october(office)
    task = Task("", office.ids.officer, "Việc dở", Decimal(2), DUE, DUE, coefficient=Decimal(1))
    made = add_task(office.desk, task).value
    deliver(month.officer, [DeliveryEntry(made, Decimal(1), DUE)])
    close(month)
    return month, made


def is_locked(call: Callable[[], object]) -> bool:
    """Say whether something is refused because of the closed period."""
    try:
        call()
    except Refused as refused:
        return (refused.code, refused.params["period"]) == (Code.TASK_PERIOD_CLOSED, "2026-10")
    return False


def test_what_counts_in_a_closed_period_is_locked(closed: tuple[October, str]) -> None:
    month, made = closed
    desk, ids = month.authority, month.office.ids
    task = find_task(desk, made)
    excuse = CauseEntry(CauseKind.OTHER, "Bão", DUE, task_id=made, delays=1)
    calls: list[Callable[[], object]] = [
        lambda: edit_task(desk, replace(task, quantity=Decimal(1))),
        lambda: edit_task(desk, replace(task, due_on=LATER)),
        lambda: deliver(month.officer, [DeliveryEntry(made, Decimal(1), date(2026, 10, 31))]),
        lambda: note_faults(desk, [FaultEntry(made, FaultKind.DELAY, DUE)]),
        lambda: ask_exemption(month.officer, excuse),
        lambda: share_task(desk, made, [Share(ids.neighbour, Decimal(10))]),
        lambda: cancel(desk, [made], "Thôi"),
        lambda: archive(desk, "task", made),
        lambda: remove_tasks(desk, [made]),
        lambda: give_task(month.office, ids.officer),
    ]
    assert [is_locked(call) for call in calls] == [True] * len(calls)


def test_what_does_not_count_in_it_stays_free(closed: tuple[October, str]) -> None:
    month, made = closed
    desk = month.authority
    edit_task(desk, replace(find_task(desk, made), note="Chờ ý kiến"))
    deliver(month.officer, [DeliveryEntry(made, Decimal("0.5"), LATER)])
    roll_over(desk, [made], Later(date(2026, 11, 2), LATER))
    waiting = Task("", month.office.ids.officer, "Đăng ký muộn", Decimal(1), DUE, DUE)
    registered = add_task(month.officer, waiting).value
    assert is_locked(lambda: accept(desk, [registered]))
    edit_task(month.officer, replace(find_task(desk, registered), due_on=LATER))
    accept(desk, [registered])


def test_a_reopened_evaluation_unlocks_the_tasks_of_its_person(
    closed: tuple[October, str],
) -> None:
    month, made = closed
    task = find_task(month.authority, made)
    reopen(month.authority, month.officers, "Chấm sót")
    edit_task(month.authority, replace(task, quantity=Decimal(1)))
    assert is_locked(lambda: give_task(month.office, month.office.ids.head))
    approve(month.authority, month.officers, marks=MARKS)
    assert is_locked(lambda: edit_task(month.authority, task))


def test_a_reopened_period_unlocks_all_of_it(closed: tuple[October, str]) -> None:
    month, made = closed
    for desk, reason, code in (
        (month.head, "Chấm sót", Code.NO_AUTHORITY),
        (month.authority, " ", Code.REASON_NEEDED),
    ):
        with pytest.raises(Refused) as refused:
            reopen_period(desk, month.period, reason)
        assert refused.value.code is code
    assert next_undo(month.authority) is None or next_undo(month.authority).act != "close-period"
    reopen_period(month.authority, month.period, "Chấm sót hai phòng")
    period = find_period(month.authority, month.period)
    assert (period.state, period.note) == (PeriodState.OPEN, "Chấm sót hai phòng")
    cancel(month.authority, [made], "Thôi")
    with pytest.raises(Refused) as refused:
        reopen_period(month.authority, month.period, "Lần nữa")
    assert refused.value.code is Code.PERIOD_OPEN
    close_period(month.authority, month.period)


def test_the_offices_days_off_count_while_a_period_is_open_and_never_change_a_closed_one(
    office: Office,
) -> None:
    month = october(office)
    task = Task("", office.ids.officer, "Việc muộn", Decimal(1), DUE, DUE, coefficient=Decimal(1))
    made = add_task(office.desk, task).value
    deliver(month.officer, [DeliveryEntry(made, Decimal(1), date(2026, 10, 22))])
    assert counted(month, made) == (2, 22)
    edit_office_setting(office.desk, "holidays", ["2026-10-21", "2026-12-02"])
    prepare_all(office.desk, month.period)
    assert counted(month, made) == (1, 21)
    assert propose_period(office.desk, "2026-11").dues.self_due_on == date(2026, 12, 4)
    close(month)
    edit_office_setting(office.desk, "holidays", [])
    assert counted(month, made) == (1, 21)
    approved = sheet(month).approved
    assert approved is not None
    assert sheet(month).outcome(approved.marks) == approved.outcome


def counted(month: October, task_id: str) -> tuple[int, int | None]:
    """Return how many days late a task of Đào counts, and the days of the period."""
    facts = sheet(month).facts
    (late,) = (task.late_days for task in facts.tasks if task.id == task_id)
    return late, facts.days


def sheet(month: October) -> EvaluationSheet:
    return sheet_of(month.authority, month.officers)
