"""What waits for whom, and a unit's results in one table with quotas and who is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.organisation import Post
from okrdesk.errors import Refused
from okrdesk.services.complaints import complain
from okrdesk.services.evaluation_lists import count_inbox, find_inbox, find_own
from okrdesk.services.evaluation_sheets import sheet_of
from okrdesk.services.evaluation_steps import approve, propose, return_, submit
from okrdesk.services.evaluation_tables import unit_table
from okrdesk.services.evaluations import prepare_all
from okrdesk.services.periods import close_period, open_period
from okrdesk.services.posts import add_post, edit_post, find_post, find_posts
from okrdesk.services.scores import Marks
from tests.offices import Office
from tests.services.evaluating import GRADES, MARKS, October, october, people_of


@pytest.fixture
def month(office: Office) -> October:
    """Give October, prepared for everybody."""
    return october(office)


def test_what_was_submitted_waits_for_the_direct_head_alone(month: October) -> None:
    month.submitted()
    rows = find_inbox(month.head)
    assert [(row.name, row.level, row.self_total) for row in rows] == [
        ("Đỗ Thị Đào", Level.HEAD, Decimal("97.25"))
    ]
    assert find_inbox(month.authority) == []
    assert find_inbox(month.office.seat(month.office.ids.deputy)) == []


def test_what_was_proposed_waits_for_the_authority_with_the_deviation(month: October) -> None:
    month.submitted()
    lower = replace(MARKS, marks={**MARKS.marks, "a": Decimal("6.5")})
    propose(month.head, month.officers, marks=lower)
    assert find_inbox(month.head) == []
    [row] = find_inbox(month.authority)
    assert (row.level, row.deviation) == (Level.AUTHORITY, Decimal("-2.50"))
    assert row.is_overdue
    month.office.clock.go_on(days=3)
    assert find_inbox(month.authority)[0].waits == 3


def test_a_heads_own_evaluation_waits_for_the_head_above(month: October) -> None:
    own = month.of(month.office.ids.head)
    submit(month.head, own, marks=replace(MARKS, leadership=GRADES))
    assert [(row.id, row.level) for row in find_inbox(month.authority)] == [(own, Level.AUTHORITY)]
    assert count_inbox(month.authority) == 1


def test_the_oldest_comes_first(month: October) -> None:
    deputy = month.office.ids.deputy
    submit(month.office.seat(deputy), month.of(deputy), marks=replace(MARKS, leadership=GRADES))
    month.office.clock.go_on(hours=1)
    month.submitted()
    assert [row.person_id for row in find_inbox(month.head)] == [deputy, month.office.ids.officer]


def test_a_complaint_waits_for_who_decided_even_when_all_is_closed(month: October) -> None:
    for person_id in people_of(month.office):
        seat = month.office.seat(person_id)
        marks = replace(MARKS, leadership=GRADES)
        leads = person_id not in (month.office.ids.officer, month.office.ids.neighbour)
        submit(seat, month.of(person_id), marks=marks if leads else MARKS)
        month.office.clock.go_on(minutes=1)
        approve(month.authority, month.of(person_id))
        month.office.clock.go_on(minutes=1)
    close_period(month.authority, month.period)
    complain(month.officer, month.officers, "Thiếu một sản phẩm")
    [row] = find_inbox(month.authority)
    assert (row.is_complaint, row.comment) == (True, "Thiếu một sản phẩm")


def test_the_own_list_shows_what_was_returned(month: October) -> None:
    month.submitted()
    return_(month.head, month.officers, "Bổ sung")
    [row] = find_own(month.officer)
    assert (row.period.code, row.state, row.is_returned) == (
        "2026-10",
        EvaluationState.RETURNED,
        True,
    )


def test_a_units_table_has_all_below_it_and_nobody_else(month: October) -> None:
    month.proposed()
    ids = month.office.ids
    table = unit_table(month.head, month.period, ids.division)
    assert {row.person_id for row in table.rows} == {ids.head, ids.deputy, ids.officer}
    row = next(row for row in table.rows if row.person_id == ids.officer)
    assert (row.total, row.self_band, row.proposed_band, row.approved_band) == (
        Decimal("97.25"),
        "excellent",
        "excellent",
        None,
    )
    counts = {one.band.id: (one.count, one.share) for one in table.distribution}
    assert counts["excellent"] == (1, 1.0)
    assert {one.person_id for one in table.missing} == {ids.head, ids.deputy, ids.officer}
    everybody = unit_table(month.authority, month.period)
    assert len(everybody.rows) == len(people_of(month.office))


def test_the_quota_names_who_is_over_it_and_demotes_nobody(month: October) -> None:
    month.proposed()
    table = unit_table(month.authority, month.period)
    over = [one for one in table.quotas if one.is_over]
    assert all(one.over == (month.office.ids.officer,) for one in over)
    assert over
    assert approve(month.authority, month.officers).value.band == "excellent"


def test_the_quota_is_counted_in_each_group_of_the_rules(month: October) -> None:
    table = unit_table(month.authority, month.period)
    groups = {row.person_id: row.group for row in table.rows}
    assert groups[month.office.ids.head] == groups[month.office.ids.deputy] == "Lãnh đạo, quản lý"
    assert groups[month.office.ids.officer] == "Không giữ chức vụ lãnh đạo, quản lý"
    month.proposed()
    counted = [one.group for one in unit_table(month.authority, month.period).quotas]
    assert counted == ["", groups[month.office.ids.officer]]


def test_d_of_a_head_is_proposed_from_the_bands_under_one(month: October) -> None:
    ids = month.office.ids
    heads = month.of(ids.head)
    month.proposed()
    found = sheet_of(month.head, heads).suggestions["d"]
    assert (found.grade, found.people, found.reached) == (None, 2, 1)
    submit(month.office.seat(ids.deputy), month.of(ids.deputy), marks=Marks(MARKS.marks, GRADES))
    assert sheet_of(month.head, heads).suggestions["d"].grade == 100
    marks = Marks(MARKS.marks, GRADES, knock_outs=frozenset(["disciplined"]))
    propose(month.head, month.of(ids.deputy), marks=marks)
    assert sheet_of(month.head, heads).suggestions["d"].grade == 50
    assert sheet_of(month.head, month.of(ids.deputy)).suggestions == {}
    assert sheet_of(month.officer, month.officers).suggestions == {}


def test_an_officer_sees_only_the_own_line(month: October) -> None:
    table = unit_table(month.officer, month.period)
    assert [row.person_id for row in table.rows] == [month.office.ids.officer]
    with pytest.raises(Refused):
        unit_table(month.officer, month.office.ids.division)


def test_what_is_returned_to_the_head_is_not_the_officers_turn(month: October) -> None:
    month.proposed()
    return_(month.authority, month.officers, "Xem lại")
    [row] = find_own(month.officer)
    assert (row.state, row.is_returned, row.is_own_turn) == (
        EvaluationState.SUBMITTED,
        False,
        False,
    )


def test_the_own_ones_are_those_of_periods_that_ask_for_one(month: October) -> None:
    month.submitted()
    assert [row.id for row in find_inbox(month.head)] == [month.officers]
    november = open_period(month.office.desk, "2026-11").value
    assert {row.period.id for row in find_own(month.officer)} == {month.period, november}


def test_who_moves_to_another_unit_is_evaluated_there(month: October) -> None:
    ids, desk = month.office.ids, month.office.desk
    month.submitted()
    post = find_post(desk, find_posts(desk, ids.officer)[0].id)
    edit_post(desk, replace(post, to_on=date(2026, 11, 10)))
    add_post(desk, Post("", ids.officer, ids.other, "Chuyên viên", from_on=date(2026, 11, 11)))
    assert find_inbox(month.head) == []
    assert [row.id for row in find_inbox(desk)] == [month.officers]


def test_an_evaluation_that_is_not_submitted_follows_a_change_of_post(month: October) -> None:
    ids, desk = month.office.ids, month.office.desk
    post = find_post(desk, find_posts(desk, ids.officer)[0].id)
    edit_post(desk, replace(post, title="Tổ trưởng", is_deputy=True))
    assert prepare_all(desk, month.period).value == ()
    sheet = sheet_of(desk, month.officers)
    assert (sheet.title, sheet.is_leader, sheet.pack.id) == ("Tổ trưởng", True, "nd335-leader")
