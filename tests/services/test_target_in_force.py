"""The target in force: an approved one counts everywhere until a change of it is approved."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.charts.source import key_result_data
from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import KeyResult, Owner, Phase
from okrdesk.domain.review import ReviewState
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.history import undo_last
from okrdesk.services.indicators import ValueEntry, add_indicator, record_value
from okrdesk.services.key_results import edit_key_result, find_key_result, is_target_approved
from okrdesk.services.lists import find_key_result_rows, find_objective_rows
from okrdesk.services.reviews import approve, find_review, return_, submit
from okrdesk.services.today import find_due
from okrdesk.services.trends import objective_trend
from okrdesk.services.why import why_key_result
from tests.offices import Office, check_in, make_key_result, make_objective

S = ReviewState


@pytest.fixture
def approved(office: Office) -> tuple[Desk, Desk, str, str]:
    """Return the desks of officer and head, an approved objective, and its key result (0 → 100)."""
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, office.ids, Owner(person_id=office.ids.officer))
    key_result = make_key_result(officer, objective)
    check_in(officer, key_result, 40)
    submit(officer, objective)
    approve(head, objective)
    return officer, head, objective, key_result


def retarget(desk: Desk, id: str, target: int, reason: str = "") -> None:
    one = find_key_result(desk, id)
    measure = replace(one.measure, target=Decimal(target))
    edit_key_result(desk, replace(one, measure=measure), reason)


def shown(desk: Desk, id: str) -> tuple[Any, ...]:
    (row,) = find_key_result_rows(desk, [id])
    return row.target_value, round(row.progress, 2), row.proposed and row.proposed.target_value


def test_an_approved_target_counts_until_its_change_is_approved(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, head, objective, key_result = approved
    retarget(officer, key_result, 200, "Chỉ tiêu cấp trên giao thêm")
    assert shown(head, key_result) == (100, 0.4, 200)
    assert find_objective_rows(head, [objective])[0].progress == pytest.approx(0.4)
    assert find_key_result_detail(head, key_result).in_force.measure.target == 100
    assert find_key_result_detail(head, key_result).key_result.measure.target == 200
    assert key_result_data(head, key_result).target_value == 100
    assert objective_trend(head, objective).points[-1][1] == pytest.approx(0.4)
    assert why_key_result(head, key_result).progress.lines[-1].params["progress"] == Decimal("0.4")
    assert all(row.target == 100 for row in find_due(officer, 60) if row.id == key_result)
    approve(head, objective)
    assert shown(head, key_result) == (200, 0.2, None)
    assert find_objective_rows(head, [objective])[0].progress == pytest.approx(0.2)


def test_a_change_without_a_reason_is_refused_at_its_field(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, _head, objective, key_result = approved
    assert is_target_approved(officer, key_result)
    with pytest.raises(Refused) as refused:
        retarget(officer, key_result, 90, "  ")
    assert (refused.value.code, refused.value.field) == (Code.TARGET_REASON, "reason")
    assert find_review(officer, objective).state is S.APPROVED


def test_the_reason_submits_it_anew_in_one_act_that_one_undo_takes_back(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, _head, objective, key_result = approved
    retarget(officer, key_result, 90, "Mất hai biên chế")
    view = find_review(officer, objective)
    assert (view.state, view.history[0].comment) == (S.SUBMITTED, "Mất hai biên chế")
    assert [(one.before, one.after) for one in view.changes] == [("100", "90")]
    undo_last(officer)
    assert find_review(officer, objective).state is S.APPROVED
    assert shown(officer, key_result) == (100, 0.4, None)


def test_a_returned_change_leaves_the_approved_target(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, head, objective, key_result = approved
    retarget(officer, key_result, 50, "Khó quá")
    return_(head, objective, "Chưa có căn cứ")
    assert shown(officer, key_result) == (100, 0.4, 50)
    retarget(officer, key_result, 100)
    assert shown(officer, key_result) == (100, 0.4, None)
    assert find_review(officer, objective).state is S.APPROVED


def test_dates_and_phases_in_force_give_what_is_expected(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, _head, _objective, key_result = approved
    one = find_key_result(officer, key_result)
    before = find_key_result_rows(officer, [key_result])[0].expected
    later: KeyResult = replace(
        one, end_on=date(2026, 12, 1), phases=(Phase(date(2026, 11, 15), Decimal(99)),)
    )
    edit_key_result(officer, later, "Rút ngắn tiến độ")
    row = find_key_result_rows(officer, [key_result])[0]
    assert (row.expected, row.end_on) == (before, one.end_on)
    assert row.proposed is not None
    assert row.proposed.expected > before


def test_a_title_and_an_unapproved_target_change_without_a_reason(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, _head, objective, key_result = approved
    edit_key_result(officer, replace(find_key_result(officer, key_result), title="Tên khác"))
    assert find_review(officer, objective).state is S.AMENDED
    added = make_key_result(officer, objective, title="Thêm sau khi duyệt")
    retarget(officer, added, 70)
    assert shown(officer, added)[0] == 70


def test_a_check_in_while_a_change_waits_is_coloured_by_what_is_in_force(
    approved: tuple[Desk, Desk, str, str],
) -> None:
    officer, _head, _objective, key_result = approved
    retarget(officer, key_result, 1000, "Tăng gấp mười")
    check_in(officer, key_result, 50)
    assert shown(officer, key_result)[:2] == (100, 0.5)


def test_another_indicator_takes_a_reason_and_is_read_only_when_approved(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, office.ids, Owner(person_id=office.ids.officer))
    id = make_key_result(officer, objective)
    first, other = (add_indicator(head, indicator(office, code)).value for code in "AB")
    record_value(head, first, ValueEntry(Decimal(40), date(2026, 10, 20)))
    reads(officer, id, first)
    submit(officer, objective)
    approve(head, objective)
    with pytest.raises(Refused) as refused:
        reads(officer, id, other)
    assert refused.value.code is Code.TARGET_REASON
    reads(officer, id, other, "Số cũ không còn được thống kê")
    record_value(head, other, ValueEntry(Decimal(90), date(2026, 10, 21)))
    assert shown(officer, id)[1] == 0.4
    assert find_review(officer, objective).state is S.SUBMITTED
    record_value(head, first, ValueEntry(Decimal(50), date(2026, 10, 22)))
    assert shown(officer, id)[1] == 0.5
    approve(head, objective)
    assert shown(officer, id)[1] == 0.9


def reads(desk: Desk, id: str, indicator_id: str, reason: str = "") -> None:
    edit_key_result(desk, replace(find_key_result(desk, id), indicator_id=indicator_id), reason)


def indicator(office: Office, code: str) -> Indicator:
    return Indicator(
        id="",
        code=code,
        title=f"Chỉ số {code}",
        direction=Direction.INCREASE,
        rhythm=Rhythm.MONTHLY,
        from_on=date(2026, 1, 1),
        owner=Owner(person_id=office.ids.officer),
    )
