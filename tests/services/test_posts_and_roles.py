"""Posts with shares and dates, roles granted and revoked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okrdesk.domain.organisation import Post, Role
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.history import undo_last
from okrdesk.services.posts import (
    add_post,
    edit_post,
    find_post,
    find_posts,
    remove_post,
)
from okrdesk.services.roles import find_roles, grant_role, revoke_role
from okrdesk.services.units import edit_unit, find_unit
from tests.offices import TODAY, Office, journalled

TOMORROW = TODAY + timedelta(days=1)


def second_post(office: Office, **more: object) -> Post:
    post = Post("", office.ids.officer, office.ids.other, "Kiêm nhiệm", share=50)
    return replace(post, **more)  # type: ignore[arg-type]


def test_a_person_may_have_several_posts(office: Office) -> None:
    id = add_post(office.desk, second_post(office)).value.id
    posts = find_posts(office.desk, person_id=office.ids.officer)
    assert [(post.unit_name, post.share) for post in posts] == [
        ("Tổ Văn thư", 100),
        ("Phòng Một cửa", 50),
    ]
    assert find_post(office.desk, id) == second_post(office, id=id)


def test_more_than_the_whole_time_is_a_warning_only(office: Office) -> None:
    saved = add_post(office.desk, second_post(office)).value
    assert (saved.share_total, saved.is_overloaded) == (150, True)
    first = find_posts(office.desk, person_id=office.ids.officer)[0].id
    edit_post(office.desk, replace(find_post(office.desk, first), to_on=TODAY))
    saved = edit_post(office.desk, second_post(office, id=saved.id, from_on=TOMORROW)).value
    assert (saved.share_total, saved.is_overloaded) == (100, False)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"share": 0}, Code.SHARE_RANGE),
        ({"share": 101}, Code.SHARE_RANGE),
        ({"is_leader": True, "is_deputy": True}, Code.LEADER_AND_DEPUTY),
        ({"from_on": TOMORROW, "to_on": TODAY}, Code.DATES_UPSIDE_DOWN),
        ({"title": "x" * 201}, Code.TOO_LONG),
        ({"unit_id": "01900000-0000-7000-8000-000000000000"}, Code.NOT_FOUND),
        ({"person_id": "01900000-0000-7000-8000-000000000000"}, Code.NOT_FOUND),
    ],
)
def test_what_breaks_a_rule_is_refused(office: Office, more: dict[str, object], code: Code) -> None:
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        add_post(office.desk, second_post(office, **more))
    assert refused.value.code is code
    assert journalled(office.engine) == before


def test_a_post_cannot_outlive_its_unit(office: Office) -> None:
    other = find_unit(office.desk, office.ids.other)
    edit_unit(office.desk, replace(other, to_on=TODAY))
    with pytest.raises(Refused) as refused:
        add_post(office.desk, second_post(office))
    assert refused.value.code is Code.UNIT_DISSOLVED
    add_post(office.desk, second_post(office, to_on=TODAY))


def test_an_ended_post_gives_no_rights_from_the_next_day_on(office: Office) -> None:
    head = office.seat(office.ids.head)
    post = find_posts(office.desk, person_id=office.ids.head)[0]
    edit_post(office.desk, replace(find_post(office.desk, post.id), to_on=TODAY))
    with head.read() as connection:
        assert head.actor(connection).head_of == {office.ids.division}
    office.clock.go_on(days=1)
    with head.read() as connection:
        assert head.actor(connection).head_of == frozenset()
    assert find_posts(office.desk, unit_id=office.ids.division, on=TOMORROW) != ()


def test_a_post_entered_by_mistake_is_removed_and_comes_back(office: Office) -> None:
    before = journalled(office.engine)
    remove_post(office.desk, find_posts(office.desk, person_id=office.ids.officer)[0].id)
    assert find_posts(office.desk, person_id=office.ids.officer) == ()
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_a_role_gives_its_rights_until_it_is_revoked(office: Office) -> None:
    seat = office.seat(office.ids.officer)
    grant_role(office.desk, office.ids.officer, Role.PLANNER)
    grant_role(office.desk, office.ids.officer, Role.PLANNER)
    assert find_roles(seat)[office.ids.officer] == {Role.PLANNER}
    with seat.read() as connection:
        assert seat.may(connection, Right.EDIT_CYCLES)
    revoke_role(office.desk, office.ids.officer, Role.PLANNER)
    with seat.read() as connection:
        assert not seat.may(connection, Right.EDIT_CYCLES)


def test_the_last_administrator_stays(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        revoke_role(office.desk, office.ids.admin, Role.ADMINISTRATOR)
    assert refused.value.code is Code.LAST_ADMINISTRATOR
    grant_role(office.desk, office.ids.head, Role.ADMINISTRATOR)
    revoke_role(office.desk, office.ids.admin, Role.ADMINISTRATOR)
    assert find_roles(office.desk)[office.ids.admin] == {Role.AGENCY_LEADER, Role.PLANNER}


def test_an_archived_administrator_does_not_count(office: Office) -> None:
    grant_role(office.desk, office.ids.head, Role.ADMINISTRATOR)
    archive(office.desk, "person", office.ids.head)
    with pytest.raises(Refused) as refused:
        revoke_role(office.desk, office.ids.admin, Role.ADMINISTRATOR)
    assert refused.value.code is Code.LAST_ADMINISTRATOR


def test_the_last_administrator_is_not_archived(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        archive(office.desk, "person", office.ids.admin)
    assert refused.value.code is Code.LAST_ADMINISTRATOR


def test_an_archived_person_gets_no_role(office: Office) -> None:
    archive(office.desk, "person", office.ids.officer)
    with pytest.raises(Refused) as refused:
        grant_role(office.desk, office.ids.officer, Role.PLANNER)
    assert refused.value.code is Code.ARCHIVED


def test_only_an_administrator_changes_posts_and_roles(office: Office) -> None:
    seat = office.seat(office.ids.head)
    post = find_posts(office.desk, person_id=office.ids.officer)[0].id
    before = journalled(office.engine)
    for write in (
        lambda: add_post(seat, second_post(office)),
        lambda: edit_post(seat, second_post(office, id=post)),
        lambda: remove_post(seat, post),
        lambda: grant_role(seat, office.ids.head, Role.ADMINISTRATOR),
        lambda: revoke_role(seat, office.ids.admin, Role.PLANNER),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before
