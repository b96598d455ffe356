"""Periods: opened by their code, with due days, closed when everybody is decided on, or refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import PeriodState
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.organisation import PersonKind
from okrdesk.errors import Code, Refused
from okrdesk.services.evaluation_sheets import sheet_of
from okrdesk.services.evaluation_steps import approve
from okrdesk.services.evaluations import (
    Brought,
    Presence,
    bring_along,
    find_evaluation,
    prepare,
    prepare_all,
    record_presence,
)
from okrdesk.services.history import undo_last
from okrdesk.services.people import edit_person, find_person
from okrdesk.services.periods import (
    Dues,
    close_period,
    edit_period,
    find_missing,
    find_period,
    find_periods,
    open_period,
    propose_period,
)
from okrdesk.services.rule_packs import add_pack, publish_pack
from okrdesk.shipped_packs import shipped_text
from tests.offices import Office
from tests.services.evaluating import MARKS, october, people_of, put_in_force


def test_a_period_is_known_by_its_code(office: Office) -> None:
    put_in_force(office.desk)
    id = open_period(office.desk, "2026-q4").value
    period = find_period(office.desk, "2026-Q4")
    assert (period.id, period.kind, period.state) == (id, CycleKind.QUARTER, PeriodState.OPEN)
    assert (period.start_on, period.end_on) == (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(Refused) as refused:
        open_period(office.desk, "2026-Q4")
    assert refused.value.code is Code.CODE_TAKEN


def test_due_days_are_working_days_after_the_end(office: Office) -> None:
    put_in_force(office.desk)
    dues = propose_period(office.desk, "2026-08").dues
    # The first three days of September 2026 hold the National Day and the day given for it.
    assert dues == Dues(date(2026, 9, 7), date(2026, 9, 10), date(2026, 9, 16))
    year = propose_period(office.desk, "2026").dues
    assert year.approve_due_on == date(2026, 12, 14)


@pytest.mark.parametrize("code", ["nd335-staff", "nd335-leader"])
def test_due_days_are_counted_by_every_pack_that_is_in_force(office: Office, code: str) -> None:
    put_in_force(office.desk)
    text = shipped_text(code).replace('version = "2026.1"', 'version = "2"')
    text = text.replace("holidays = [", "holidays = [2026-11-02, 2026-11-03,")
    publish_pack(office.desk, add_pack(office.desk, text).value, date(2026, 10, 1))
    assert propose_period(office.desk, "2026-09").dues.self_due_on == date(2026, 10, 5)
    assert propose_period(office.desk, "2026-10").dues.self_due_on == date(2026, 11, 6)


def test_a_special_agency_does_its_year_before_a_day_of_the_next(office: Office) -> None:
    text = shipped_text("nd335-staff").replace('done_by = "12-15"', 'done_by = "01-15"')
    publish_pack(office.desk, add_pack(office.desk, text).value)
    assert propose_period(office.desk, "2026").dues.approve_due_on == date(2027, 1, 14)


def test_due_days_come_one_after_another(office: Office) -> None:
    id = open_period(office.desk, "2026-10").value
    with pytest.raises(Refused) as refused:
        edit_period(office.desk, id, Dues(date(2026, 11, 9), date(2026, 11, 5)))
    assert refused.value.code is Code.DATES_UPSIDE_DOWN
    edit_period(office.desk, id, Dues(date(2026, 11, 5), None, date(2026, 11, 9)))
    assert find_period(office.desk, id).dues.approve_due_on == date(2026, 11, 9)


def test_a_period_whose_opening_was_undone_is_opened_again(office: Office) -> None:
    first = open_period(office.desk, "2026-10").value
    undo_last(office.desk)
    assert find_periods(office.desk) == []
    assert open_period(office.desk, "2026-10").value == first
    assert [row.period.id for row in find_periods(office.desk)] == [first]


def test_only_planner_and_administrator_open_and_close(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        open_period(office.seat(office.ids.head), "2026-10")
    assert refused.value.code is Code.NO_AUTHORITY


def test_everybody_with_rules_is_prepared_once(office: Office) -> None:
    month = october(office)
    assert prepare_all(office.desk, month.period).value == ()
    assert find_periods(office.desk)[0].total == len(people_of(office))
    assert prepare(month.officer, month.period).value == month.officers


def test_a_contract_worker_has_no_rules_and_is_not_waited_for(office: Office) -> None:
    put_in_force(office.desk)
    person = find_person(office.desk, office.ids.neighbour)
    edit_person(office.desk, replace(person, kind=PersonKind.CONTRACT))
    period = open_period(office.desk, "2026-10").value
    with pytest.raises(Refused) as refused:
        prepare(office.desk, period, office.ids.neighbour)
    assert refused.value.code is Code.RULE_PACK_NONE
    assert office.ids.neighbour not in {one.person_id for one in find_missing(office.desk, period)}


def test_closing_says_who_is_missing(office: Office) -> None:
    month = october(office)
    approve(month.authority, month.proposed())
    with pytest.raises(Refused) as refused:
        close_period(office.desk, month.period)
    assert refused.value.code is Code.PERIOD_INCOMPLETE
    missing = {one.person_id: one.state for one in refused.value.params["missing"]}
    assert month.office.ids.officer not in missing
    assert missing[office.ids.neighbour] is EvaluationState.PREPARED
    assert len(missing) == len(people_of(office)) - 1


def test_leave_is_noted_within_the_days_of_the_period(office: Office) -> None:
    month = october(office)
    record_presence(month.head, month.officers, Presence(22, 10), "Nghỉ thai sản")
    sheet = sheet_of(month.officer, month.officers)
    assert (sheet.facts.days, sheet.facts.days_present, sheet.note) == (22, 10, "Nghỉ thai sản")
    with pytest.raises(Refused) as refused:
        record_presence(month.head, month.officers, Presence(22, 23))
    assert refused.value.code is Code.DAYS_PRESENT
    with pytest.raises(Refused) as refused:
        record_presence(month.officer, month.officers, Presence(22, 22))
    assert refused.value.code is Code.NO_AUTHORITY


def test_a_transfer_brings_its_scores_along(office: Office) -> None:
    month = october(office)
    brought = Brought("2026-03", Decimal("88.5"), "good", "Sở Nội vụ")
    bring_along(month.head, month.officers, [brought])
    assert sheet_of(month.officer, month.officers).brought == (brought,)
    for wrong in (Brought("tháng 3", Decimal(1)), Brought("2026-03", Decimal(101))):
        with pytest.raises(Refused) as refused:
            bring_along(month.head, month.officers, [wrong])
        assert refused.value.code is Code.BROUGHT_PERIOD


def test_last_months_general_marks_are_where_the_next_begins(office: Office) -> None:
    month = october(office)
    approve(month.authority, month.proposed())
    november = open_period(office.desk, "2026-11").value
    prepare_all(office.desk, november)
    own = sheet_of(month.officer, find_evaluation(month.officer, november, office.ids.officer))
    assert own.inherited is not None
    assert own.inherited.marks == MARKS.marks
