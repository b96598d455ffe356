"""The way of an evaluation from the own score to the approval, and who may take each step."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import Level, StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.errors import Code, Refused
from okrdesk.services.evaluation_sheets import own_sheet, sheet_of
from okrdesk.services.evaluation_steps import (
    accept_many,
    approve,
    propose,
    reopen,
    return_,
    submit,
)
from okrdesk.services.history import undo_last
from okrdesk.services.periods import close_period
from okrdesk.services.scores import Marks, find_typed, keep_typed, save_score
from tests.offices import Office
from tests.services.evaluating import GRADES, MARKS, October, give_task, october


@pytest.fixture
def month(office: Office) -> October:
    """Give October, prepared for everybody."""
    return october(office)


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_an_evaluation_goes_from_the_officer_to_the_head_to_the_authority(month: October) -> None:
    sheet = own_sheet(month.officer, month.period)
    assert sheet is not None
    assert (sheet.state, sheet.may_score) == (EvaluationState.PREPARED, {Level.SELF})
    assert (
        submit(month.officer, month.officers, marks=MARKS).value.state is EvaluationState.SUBMITTED
    )
    done = propose(month.head, month.officers, comment="Đồng ý").value
    assert (done.state, done.band) == (EvaluationState.PROPOSED, "excellent")
    last = approve(month.authority, month.officers).value
    assert last.state is EvaluationState.APPROVED
    assert last.outcome is not None
    assert last.outcome.total == Decimal("97.25")
    steps = [step.kind for step in sheet_of(month.authority, month.officers).steps]
    assert steps == [StepKind.SUBMIT, StepKind.PROPOSE, StepKind.APPROVE]


def test_nobody_judges_the_own_work(month: October) -> None:
    own = month.of(month.office.ids.head)
    submit(month.head, own, marks=replace(MARKS, leadership=GRADES))
    assert refusal(lambda: propose(month.head, own)) is Code.NO_AUTHORITY
    assert refusal(lambda: approve(month.head, own)) is Code.NO_AUTHORITY


def test_the_head_of_all_approves_the_own_because_nobody_is_above(month: October) -> None:
    own = month.of(month.office.ids.admin)
    submit(month.authority, own, marks=replace(MARKS, leadership=GRADES))
    assert approve(month.authority, own).value.state is EvaluationState.APPROVED


def test_others_neither_read_nor_score(month: October) -> None:
    neighbour = month.office.seat(month.office.ids.neighbour)
    assert refusal(lambda: sheet_of(neighbour, month.officers)) is Code.NO_AUTHORITY
    assert refusal(lambda: submit(neighbour, month.officers, marks=MARKS)) is Code.NO_AUTHORITY
    assert refusal(lambda: submit(month.head, month.officers, marks=MARKS)) is Code.NO_AUTHORITY


def test_a_score_without_data_is_not_submitted(month: October) -> None:
    some = Marks({"a": Decimal(9)})
    assert refusal(lambda: submit(month.officer, month.officers, marks=some)) is (
        Code.EVALUATION_BLOCKED
    )
    assert refusal(lambda: submit(month.officer, month.officers)) is Code.SCORE_MISSING
    save_score(month.officer, month.officers, Level.SELF, some)
    sheet = sheet_of(month.officer, month.officers)
    assert sheet.state is EvaluationState.SELF
    assert not sheet.scores[Level.SELF].outcome.is_complete


def test_a_return_goes_back_one_step_with_its_reason(month: October) -> None:
    month.proposed()
    assert refusal(lambda: return_(month.authority, month.officers, " ")) is Code.REASON_NEEDED
    back = return_(month.authority, month.officers, "Xem lại điểm nhóm III").value
    assert back.state is EvaluationState.SUBMITTED
    back = return_(month.head, month.officers, "Bổ sung hạn chế").value
    assert back.state is EvaluationState.RETURNED
    sheet = sheet_of(month.officer, month.officers)
    assert sheet.situation.returned is not None
    assert sheet.situation.returned.comment == "Bổ sung hạn chế"
    assert sheet.may == {StepKind.SUBMIT}


def test_a_head_gives_other_marks_than_the_officer(month: October) -> None:
    marks = Marks({"a": Decimal(5), "b": Decimal(5), "c": Decimal(5)}, comment="Còn sai sót")
    propose(month.head, month.submitted(), marks=marks)
    sheet = sheet_of(month.head, month.officers)
    assert sheet.scores[Level.SELF].outcome.total == Decimal("97.25")
    assert sheet.scores[Level.HEAD].outcome.total == Decimal("85.00")
    assert sheet.to_start_from(Level.AUTHORITY).marks == marks.marks


def test_another_band_than_the_points_make_needs_a_reason(month: October) -> None:
    month.submitted()
    lower = replace(MARKS, band="good")
    assert refusal(lambda: propose(month.head, month.officers, marks=lower)) is Code.REASON_NEEDED
    lower = replace(lower, comment="Vượt tỷ lệ 20%")
    assert propose(month.head, month.officers, marks=lower).value.band == "good"


@pytest.mark.parametrize(
    "marks",
    [
        Marks({"z": Decimal(1)}),
        Marks(leadership={"a": Decimal(1)}),
        Marks(knock_outs=frozenset({"late"})),
        replace(MARKS, band="A"),
    ],
)
def test_what_the_rules_do_not_know_is_refused(month: October, marks: Marks) -> None:
    act = lambda: save_score(month.officer, month.officers, Level.SELF, marks)  # noqa: E731
    assert refusal(act) is Code.BAD_VALUE


def test_what_is_approved_stands_when_the_tasks_change(month: October) -> None:
    month.proposed()
    approve(month.authority, month.officers)
    give_task(month.office, month.office.ids.officer, done=0)
    sheet = sheet_of(month.officer, month.officers)
    assert len(sheet.facts.tasks) == 1
    assert sheet.outcome(MARKS).total == Decimal("97.25")


def test_an_approval_is_taken_back_only_with_a_reason(month: October) -> None:
    month.proposed()
    approve(month.authority, month.officers)
    again = lambda: submit(month.officer, month.officers, marks=MARKS)  # noqa: E731
    assert refusal(again) is Code.EVALUATION_STATE
    assert refusal(lambda: reopen(month.head, month.officers, "Nhầm")) is Code.NO_AUTHORITY
    assert refusal(lambda: reopen(month.authority, month.officers, "")) is Code.REASON_NEEDED
    reopen(month.authority, month.officers, "Nhầm số liệu")
    month.office.clock.go_on(hours=1)
    assert approve(month.authority, month.officers).value.state is EvaluationState.APPROVED


def test_a_closed_period_is_locked_but_for_what_was_reopened(month: October) -> None:
    approve_everybody(month)
    close_period(month.authority, month.period)
    again = lambda: save_score(month.officer, month.officers, Level.SELF, MARKS)  # noqa: E731
    assert refusal(again) is Code.PERIOD_CLOSED
    reopen(month.authority, month.officers, "Bổ sung minh chứng")
    month.office.clock.go_on(hours=1)
    submit(month.officer, month.officers, marks=MARKS)
    month.office.clock.go_on(hours=1)
    propose(month.head, month.officers)
    month.office.clock.go_on(hours=1)
    assert approve(month.authority, month.officers).value.state is EvaluationState.APPROVED
    assert refusal(again) is Code.PERIOD_CLOSED


def approve_everybody(month: October) -> None:
    ids = month.office.ids
    marks = replace(MARKS, leadership=GRADES)
    for person_id in (ids.admin, ids.head, ids.deputy, ids.officer, ids.neighbour):
        submit(
            month.office.seat(person_id),
            month.of(person_id),
            marks=MARKS if person_id in (ids.officer, ids.neighbour) else marks,
        )
        month.office.clock.go_on(minutes=1)
        approve(month.authority, month.of(person_id))
    month.office.clock.go_on(minutes=1)


def test_many_are_accepted_at_once_or_none(month: October) -> None:
    ids = month.office.ids
    month.submitted()
    deputys = month.of(ids.deputy)
    both = [month.officers, deputys]
    assert refusal(lambda: accept_many(month.head, both)) is Code.SCORE_MISSING
    assert sheet_of(month.head, month.officers).state is EvaluationState.SUBMITTED
    submit(month.office.seat(ids.deputy), deputys, marks=replace(MARKS, leadership=GRADES))
    month.office.clock.go_on(minutes=1)
    states = [one.state for one in accept_many(month.head, both).value]
    assert states == [EvaluationState.PROPOSED, EvaluationState.PROPOSED]
    month.office.clock.go_on(minutes=1)
    states = [one.state for one in accept_many(month.authority, both).value]
    assert states == [EvaluationState.APPROVED, EvaluationState.APPROVED]


def test_a_head_goes_on_alone_once_the_officers_day_is_over(month: October) -> None:
    assert month.office.desk.today().isoformat() > "2026-11-04"
    done = propose(month.head, month.officers, marks=MARKS, comment="Không tự đánh giá").value
    assert done.state is EvaluationState.PROPOSED


def test_what_is_typed_is_kept_until_it_is_given(month: October) -> None:
    keep_typed(month.officer, month.officers, Level.SELF, MARKS)
    assert find_typed(month.officer, month.officers, Level.SELF) == MARKS
    assert find_typed(month.head, month.officers, Level.SELF) is None
    month.submitted()
    assert find_typed(month.officer, month.officers, Level.SELF) is None


def test_a_step_is_undone_with_the_score_that_came_with_it(month: October) -> None:
    month.submitted()
    undo_last(month.officer)
    assert sheet_of(month.officer, month.officers).state is EvaluationState.PREPARED
