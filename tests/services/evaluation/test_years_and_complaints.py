"""The year made of its periods, and complaints about a result in time and too late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.evaluation.year import PeriodScore, quarter_means
from okrdesk.errors import Code, Refused
from okrdesk.services.complaints import answer, complain
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheet_of
from okrdesk.services.evaluation_steps import approve, reopen, submit
from okrdesk.services.evaluations import Brought, bring_along, prepare, prepare_all
from okrdesk.services.periods import open_period
from okrdesk.services.scores import Marks
from tests.offices import Office
from tests.services.evaluating import MARKS, October, give_task, october


@pytest.fixture
def month(office: Office) -> October:
    """Give October, prepared for everybody, with Đào's evaluation approved."""
    found = october(office)
    approve(found.authority, found.proposed())
    return found


def refusal(act: Callable[[], object]) -> Code:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def second_month(month: October) -> None:
    """Have Đào's September approved with ten points fewer."""
    office = month.office
    give_task(office, office.ids.officer, date(2026, 9, 21))
    september = open_period(office.desk, "2026-09").value
    id = prepare(month.officer, september).value
    lower = replace(MARKS, marks={**MARKS.marks, "b": Decimal(0)})
    submit(month.officer, id, marks=lower)
    office.clock.go_on(hours=1)
    approve(month.authority, id)


def year_of(month: October) -> tuple[EvaluationSheet, tuple[PeriodScore, ...]]:
    """Prepare Đào's year; return its sheet, and the scores that it is made of."""
    id = prepare(month.officer, open_period(month.office.desk, "2026").value).value
    sheet = sheet_of(month.officer, id)
    assert sheet.year is not None
    return sheet, sheet.year


def test_the_year_is_the_mean_of_its_periods(month: October) -> None:
    second_month(month)
    sheet, periods = year_of(month)
    assert [one.code for one in periods] == ["2026-09", "2026-10"]
    assert sheet.outcome(Marks()).total == Decimal("92.25")
    quarters = (None, None, Decimal("87.25"), Decimal("97.25"))
    assert quarter_means(sheet.pack, periods) == quarters


def test_a_period_without_a_score_keeps_the_year_open(month: October) -> None:
    open_id = open_period(month.office.desk, "2026-09").value
    prepare_all(month.office.desk, open_id)
    year = open_period(month.office.desk, "2026").value
    id = prepare(month.officer, year).value
    sheet = sheet_of(month.officer, id)
    assert [one.subject for one in sheet.outcome(Marks()).blocked] == ["2026-09"]
    assert refusal(lambda: submit(month.officer, id, marks=Marks())) is Code.EVALUATION_BLOCKED


def test_a_year_goes_the_same_way_and_is_frozen(month: October) -> None:
    second_month(month)
    year = open_period(month.office.desk, "2026").value
    id = prepare(month.officer, year).value
    assert submit(month.officer, id, marks=Marks()).value.state is EvaluationState.SUBMITTED
    month.office.clock.go_on(hours=1)
    done = approve(month.authority, id).value
    assert done.outcome is not None
    assert (done.outcome.total, done.band) == (Decimal("92.25"), "excellent")
    reopen(month.authority, month.officers, "Nhầm")
    frozen = sheet_of(month.officer, id)
    assert frozen.year is not None
    assert [one.total for one in frozen.year] == [Decimal("87.25"), Decimal("97.25")]


def test_the_scores_of_another_office_count(month: October) -> None:
    bring_along(month.head, month.officers, [Brought("2026-03", Decimal("77.25"))])
    sheet, periods = year_of(month)
    assert [(one.code, one.brought) for one in periods] == [("2026-03", True), ("2026-10", False)]
    assert sheet.outcome(Marks()).total == Decimal("87.25")


def test_a_knock_out_takes_the_year_into_the_lowest_band(month: October) -> None:
    year = open_period(month.office.desk, "2026").value
    id = prepare(month.officer, year).value
    marks = Marks(knock_outs=frozenset({"disciplined"}))
    submit(month.officer, id, marks=marks)
    month.office.clock.go_on(hours=1)
    assert approve(month.authority, id, marks=marks).value.band == "unfulfilled"


def test_nobody_reads_the_year_of_another(month: October) -> None:
    sheet, _periods = year_of(month)
    neighbour = month.office.seat(month.office.ids.neighbour)
    assert refusal(lambda: sheet_of(neighbour, sheet.id)) is Code.NO_AUTHORITY


def test_a_complaint_has_its_days(month: October) -> None:
    sheet = sheet_of(month.officer, month.officers)
    assert sheet.complain_until == date(2026, 11, 23)
    assert StepKind.COMPLAIN in sheet.may
    assert refusal(lambda: complain(month.officer, month.officers, " ")) is Code.REASON_NEEDED
    assert refusal(lambda: complain(month.head, month.officers, "Thấp")) is Code.NO_AUTHORITY
    complain(month.officer, month.officers, "Thiếu một sản phẩm")
    filed = sheet_of(month.officer, month.officers).complaint
    assert filed is not None
    assert (filed.answer_due_on, filed.answer) == (date(2026, 11, 30), None)


def test_an_answer_ends_a_complaint_and_leaves_the_result(month: October) -> None:
    assert refusal(lambda: answer(month.authority, month.officers, "Không")) is (
        Code.EVALUATION_STATE
    )
    complain(month.officer, month.officers, "Thiếu một sản phẩm")
    month.office.clock.go_on(hours=1)
    assert refusal(lambda: answer(month.head, month.officers, "Không")) is Code.NO_AUTHORITY
    answer(month.authority, month.officers, "Đã kiểm tra, giữ nguyên")
    sheet = sheet_of(month.officer, month.officers)
    assert sheet.complaint is not None
    assert sheet.complaint.answer == "Đã kiểm tra, giữ nguyên"
    assert sheet.state is EvaluationState.APPROVED


def test_a_complaint_comes_too_late(month: October) -> None:
    month.office.clock.go_on(days=8)
    assert StepKind.COMPLAIN not in sheet_of(month.officer, month.officers).may
    assert refusal(lambda: complain(month.officer, month.officers, "Thấp")) is Code.COMPLAINT_LATE
