"""Whose tasks somebody sees, changes and judges: an officer, a head, a leader."""

from okrdesk.domain.organisation import Role
from okrdesk.services.roles import grant_role
from okrdesk.services.task_reach import find_task_reach
from tests.offices import Office


def test_an_officer_has_the_own_tasks_and_judges_none(office: Office) -> None:
    me = office.ids.officer
    reach = find_task_reach(office.seat(me))
    assert [one.id for one in reach.colleagues] == [me]
    assert reach.may_edit == {me}
    assert not reach.may_assign | reach.may_confirm
    assert not reach.is_head
    assert reach.units == ()


def test_a_head_judges_those_below_but_not_the_own_work(office: Office) -> None:
    head = find_task_reach(office.seat(office.ids.head))
    assert office.ids.officer in head.may_assign
    assert office.ids.officer in head.may_confirm
    assert office.ids.head in head.may_edit
    assert office.ids.head not in head.may_assign
    assert head.is_head
    assert head.units


def test_a_leader_of_the_agency_has_nobody_above(office: Office) -> None:
    grant_role(office.desk, office.desk.person_id, Role.AGENCY_LEADER)
    reach = find_task_reach(office.desk)
    assert reach.may_assign == {one.id for one in reach.colleagues}
