"""Where a task stands, what of it is done, and shares: on any deliveries and decisions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.tasks import (
    CauseState,
    Delivery,
    Share,
    Task,
    TaskFate,
    TaskState,
    check_shares,
    check_task,
    deliveries_in_force,
    done_by,
    owners_share,
    state_of_cause,
    state_of_task,
)
from okrdesk.errors import Code, Refused

FIRST = date(2026, 11, 1)
QUANTITIES = st.integers(1, 50).map(Decimal)
PERCENTS = st.lists(st.integers(1, 100).map(Decimal), max_size=6)


def deliveries(entries: list[tuple[int, int]]) -> list[Delivery]:
    return [
        Delivery(f"{place:03}", Decimal(quantity), FIRST + timedelta(days))
        for place, (quantity, days) in enumerate(entries)
    ]


ENTRIES = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 40)), max_size=8).map(deliveries)


@given(ENTRIES, st.integers(0, 40))
def test_what_is_done_by_a_day_never_falls_as_days_go_by(
    entries: list[Delivery], days: int
) -> None:
    day = FIRST + timedelta(days)
    assert done_by(entries, day) <= done_by(entries, day + timedelta(1)) <= done_by(entries)


@given(ENTRIES, st.data())
def test_a_correction_takes_the_place_of_what_it_corrects(
    entries: list[Delivery], data: st.DataObject
) -> None:
    if not entries:
        return
    wrong = data.draw(st.sampled_from(entries))
    right = Delivery("zzz", Decimal(3), wrong.done_on, corrects_id=wrong.id)
    assert done_by([*entries, right]) == done_by(entries) - wrong.quantity + 3
    assert len(deliveries_in_force([*entries, right])) == len(entries)


@given(ENTRIES, st.randoms())
def test_the_order_in_which_deliveries_arrive_does_not_matter(
    entries: list[Delivery], chance: object
) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert deliveries_in_force(shuffled) == deliveries_in_force(entries)


def test_of_two_corrections_of_one_delivery_the_later_counts() -> None:
    wrong = Delivery("a", Decimal(9), FIRST)
    corrections = [
        Delivery("b", Decimal(4), FIRST, corrects_id="a"),
        Delivery("c", Decimal(5), FIRST, corrects_id="a"),
    ]
    assert done_by([wrong, *corrections]) == 5


@given(PERCENTS)
def test_shares_are_taken_up_to_the_whole_and_the_owner_has_the_rest(
    percents: list[Decimal],
) -> None:
    shares = [Share(str(place), percent) for place, percent in enumerate(percents)]
    if sum(percents) <= 100:
        check_shares("owner", shares)
        assert owners_share(percents) + sum(percents) == 100
    else:
        with pytest.raises(Refused) as refused:
            check_shares("owner", shares)
        assert refused.value.code is Code.SHARES_TOO_MUCH
        assert owners_share(percents) == 0


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([Share("a", Decimal(0))], Code.SHARE_PERCENT),
        ([Share("a", Decimal(-5))], Code.SHARE_PERCENT),
        ([Share("a", Decimal("NaN"))], Code.SHARE_PERCENT),
        ([Share("owner", Decimal(10))], Code.SHARE_TWICE),
        ([Share("a", Decimal(10)), Share("a", Decimal(10))], Code.SHARE_TWICE),
    ],
)
def test_a_share_that_cannot_be_is_refused(shares: list[Share], code: Code) -> None:
    with pytest.raises(Refused) as refused:
        check_shares("owner", shares)
    assert refused.value.code is code


FATES = [
    (TaskFate(is_assigned=False), TaskState.REGISTERED),
    (TaskFate(is_assigned=True), TaskState.ACCEPTED),
    (TaskFate(is_assigned=False, last=StepKind.ACCEPT), TaskState.ACCEPTED),
    (TaskFate(is_assigned=False, last=StepKind.RETURN), TaskState.RETURNED),
    (
        TaskFate(is_assigned=False, last=StepKind.RETURN, is_changed_since=True),
        TaskState.REGISTERED,
    ),
    (
        TaskFate(is_assigned=True, last=StepKind.ACCEPT, is_cancelled=True),
        TaskState.CANCELLED,
    ),
    (TaskFate(is_assigned=True, is_rolled_over=True), TaskState.ROLLED_OVER),
]


@pytest.mark.parametrize(("fate", "state"), FATES)
def test_where_a_task_stands_follows_from_the_decisions(fate: TaskFate, state: TaskState) -> None:
    assert state_of_task(fate, Decimal(5), Decimal(4)) is state


@given(QUANTITIES, st.integers(0, 60).map(Decimal))
def test_an_accepted_task_is_done_when_all_is_delivered(quantity: Decimal, done: Decimal) -> None:
    state = state_of_task(TaskFate(is_assigned=True), quantity, done)
    assert (state is TaskState.DONE) == (done >= quantity)


def test_only_what_is_agreed_counts_and_only_what_stands_takes_deliveries() -> None:
    agreed = {state for state in TaskState if state.is_agreed}
    assert {TaskState.REGISTERED, TaskState.RETURNED} == set(TaskState) - agreed
    closed = {state for state in TaskState if not state.takes_deliveries}
    assert closed == {TaskState.ROLLED_OVER, TaskState.CANCELLED}


def test_the_last_decision_on_a_cause_counts() -> None:
    assert state_of_cause([]) is CauseState.ASKED
    assert state_of_cause([StepKind.CONFIRM]) is CauseState.CONFIRMED
    assert state_of_cause([StepKind.CONFIRM, StepKind.DECLINE]) is CauseState.DECLINED


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"quantity": Decimal(0)}, Code.TASK_QUANTITY, "quantity"),
        ({"quantity": Decimal("NaN")}, Code.TASK_QUANTITY, "quantity"),
        ({"coefficient": Decimal(-1)}, Code.TASK_COEFFICIENT, "coefficient"),
        ({"due_on": FIRST - timedelta(1)}, Code.DATES_UPSIDE_DOWN, "due_on"),
    ],
)
def test_a_task_that_cannot_be_is_refused_by_its_field(
    more: dict[str, object], code: Code, field: str
) -> None:
    values = {"quantity": Decimal(1), "start_on": FIRST} | more
    with pytest.raises(Refused) as refused:
        check_task(Task("", "owner", "Việc", **values))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)
