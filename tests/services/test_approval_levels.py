"""Approval at several levels: who is asked when, who may, and what stands in between."""

import pytest

from okrdesk.db import schema
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Post, Role
from okrdesk.domain.review import ReviewState, hash_of
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.office import edit_office_setting
from okrdesk.services.posts import add_post
from okrdesk.services.review_inbox import find_inbox
from okrdesk.services.reviews import approve, find_review, return_, submit
from okrdesk.services.roles import grant_role
from tests.offices import Office, make_key_result, make_objective

S = ReviewState


def submitted(office: Office, levels: int) -> tuple[Desk, Desk, str]:
    """Return the desks of officer and head, and the officer's objective, submitted."""
    edit_office_setting(office.desk, "approval_levels", levels)
    officer = office.seat(office.ids.officer)
    objective = make_objective(officer, office.ids, Owner(person_id=office.ids.officer))
    make_key_result(officer, objective)
    submit(officer, objective)
    return officer, office.seat(office.ids.head), objective


def inbox(desk: Desk) -> list[tuple[int, int]]:
    return [(row.level, row.levels) for row in find_inbox(desk)]


def test_two_levels_take_two_people_one_after_the_other(office: Office) -> None:
    officer, head, objective = submitted(office, 2)
    view = find_review(officer, objective)
    assert (view.levels, view.given, view.next_level) == (2, (), 1)
    approve(head, objective)
    view = find_review(officer, objective)
    assert (view.state, view.given, view.next_level) == (S.SUBMITTED, ((1, "Trần Thị Bình"),), 2)
    assert view.next_people == ("Nguyễn Văn An",)
    assert (inbox(head), inbox(office.desk)) == ([], [(2, 2)])
    approve(office.desk, objective)
    assert find_review(officer, objective).state is S.APPROVED


def test_nobody_gives_two_levels_but_who_has_nobody_above(office: Office) -> None:
    _officer, head, objective = submitted(office, 3)
    approve(head, objective)
    with pytest.raises(Refused) as refused:
        approve(head, objective)
    assert refused.value.code is Code.APPROVAL_LEVEL
    assert refused.value.params == {"level": 2, "people": "Nguyễn Văn An"}
    assert find_review(office.desk, objective).gives == (2, 3)
    approve(office.desk, objective)
    view = find_review(head, objective)
    assert (view.state, [level for level, _who in view.given]) == (S.APPROVED, [1, 2, 3])


def test_the_head_of_the_own_unit_is_asked_first(office: Office) -> None:
    add_post(
        office.desk, Post("", office.ids.neighbour, office.ids.team, "Tổ trưởng", is_leader=True)
    )
    _officer, head, objective = submitted(office, 2)
    nearest = office.seat(office.ids.neighbour)
    assert find_review(head, objective).next_people == ("Phạm Hòa",)
    assert (inbox(nearest), inbox(head), inbox(office.desk)) == ([(1, 2)], [], [])
    approve(nearest, objective)
    assert inbox(nearest) == []
    assert inbox(head) == [(2, 2)]
    approve(head, objective)
    assert find_review(head, objective).state is S.APPROVED


def test_a_level_that_is_nobodys_by_place_waits_for_who_may_give_it(office: Office) -> None:
    edit_office_setting(office.desk, "approval_levels", 2)
    head = office.seat(office.ids.head)
    objective = make_objective(head, office.ids, Owner(person_id=office.ids.head))
    submit(head, objective)
    assert (inbox(head), inbox(office.desk)) == ([], [(1, 2)])
    approve(office.desk, objective)
    assert find_review(head, objective).state is S.APPROVED


def test_a_leader_of_the_agency_is_asked_last_and_gives_all_that_remain(office: Office) -> None:
    officer, head, objective = submitted(office, 3)
    grant_role(office.desk, office.ids.neighbour, Role.AGENCY_LEADER)
    leader = office.seat(office.ids.neighbour)
    assert inbox(leader) == []
    approve(head, objective)
    approve(leader, objective)
    assert find_review(officer, objective).state is S.APPROVED


def test_a_return_takes_back_the_levels_given(office: Office) -> None:
    officer, head, objective = submitted(office, 2)
    approve(head, objective)
    return_(office.desk, objective, "Chưa rõ nguồn số liệu")
    assert find_review(officer, objective).state is S.RETURNED
    submit(officer, objective)
    view = find_review(officer, objective)
    assert (view.state, view.given, view.next_level) == (S.SUBMITTED, (), 1)


def test_what_was_submitted_asks_for_the_levels_of_its_day(office: Office) -> None:
    officer, head, objective = submitted(office, 1)
    edit_office_setting(office.desk, "approval_levels", 3)
    approve(head, objective)
    assert find_review(officer, objective).state is S.APPROVED


def test_an_approval_keeps_what_it_approves(office: Office) -> None:
    _officer, _head, objective = submitted(office, 3)
    approve(office.desk, objective)
    with office.desk.read() as connection:
        rows = connection.execute(schema.review.select().order_by(schema.review.c.level)).all()
    kept = [row.content for row in rows if row.kind == "approve"]
    assert kept[:2] == [None, None]
    assert hash_of(kept[2]) == rows[0].content_hash
    assert kept[2]["objective"]["title"] == "Nâng mức hài lòng"


@pytest.mark.parametrize("value", [0, 4, "2", True])
def test_an_office_asks_for_one_to_three(office: Office, value: object) -> None:
    with pytest.raises(Refused) as refused:
        edit_office_setting(office.desk, "approval_levels", value)
    assert refused.value.code is Code.BAD_VALUE
