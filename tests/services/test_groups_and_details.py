"""Objectives under units and people, and one objective with its links."""

from decimal import Decimal

import pytest

from okrdesk.domain.health import Health
from okrdesk.domain.objective import LinkKind, Owner
from okrdesk.services.archive import archive
from okrdesk.services.groups import NOWHERE, Group, find_groups
from okrdesk.services.lists import Filter, find_objective_rows
from okrdesk.services.objective_details import find_objective_detail
from okrdesk.services.pins import pin_unit
from tests.offices import END, Office, align, check_in, make_key_result, make_objective


def by_title(groups: tuple[Group, ...], title: str) -> Group:
    """Return the group with this title, wherever it stands."""
    pending = list(groups)
    while pending:
        group = pending.pop()
        if group.title == title:
            return group
        pending += group.groups
    raise AssertionError(title)


def test_objectives_stand_under_unit_and_person_and_are_counted_upwards(office: Office) -> None:
    of_unit = make_objective(office.desk, office.ids, Owner(unit_id=office.ids.division))
    of_person = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    groups = find_groups(office.desk, Filter())

    assert [group.count for group in groups] == [2]
    division = by_title(groups, "Phòng Tổng hợp")
    assert division.objective_ids == (of_unit,)
    assert division.count == 2
    team = by_title(groups, "Tổ Văn thư")
    assert team.objective_ids == ()
    assert [(one.entity, one.objective_ids) for one in team.groups] == [("person", (of_person,))]


def test_units_without_objectives_are_left_out(office: Office) -> None:
    make_objective(office.desk, office.ids, Owner(unit_id=office.ids.division))

    with pytest.raises(AssertionError, match="Phòng Một cửa"):
        by_title(find_groups(office.desk, Filter()), "Phòng Một cửa")


def test_a_unit_asked_for_in_full_is_kept_with_nothing_in_it_unless_the_list_is_narrowed(
    office: Office,
) -> None:
    pin_unit(office.desk, office.ids.team)
    team = by_title(find_groups(office.desk, Filter()), "Tổ Văn thư")
    assert (team.count, team.progress, team.groups) == (0, None, ())
    assert find_groups(office.desk, Filter(unit_ids=frozenset([office.ids.other]))) == ()
    for narrowed in (Filter(text="Tổ"), Filter(tag="nhãn"), Filter(health=Health.BEHIND)):
        assert find_groups(office.desk, narrowed) == ()


def test_an_owner_without_a_post_stands_apart(office: Office) -> None:
    from okrdesk.services.posts import find_posts, remove_post

    make_objective(office.desk, office.ids, Owner(office.ids.neighbour))
    for post in find_posts(office.desk, person_id=office.ids.neighbour):
        remove_post(office.desk, post.id)

    assert [group.id for group in find_groups(office.desk, Filter())] == [NOWHERE]


def test_a_group_rolls_up_by_weight(office: Office) -> None:
    owner = Owner(unit_id=office.ids.division)
    for weight, value in ((30, 100), (10, 20), (0, 0)):
        id = make_objective(office.desk, office.ids, owner, weight=Decimal(weight))
        check_in(office.desk, make_key_result(office.desk, id), value)

    assert find_groups(office.desk, Filter())[0].progress == pytest.approx(0.8)


def test_without_weights_all_objectives_of_a_group_count_equally(office: Office) -> None:
    for value in (100, 20):
        id = make_objective(office.desk, office.ids, Owner(office.ids.officer))
        check_in(office.desk, make_key_result(office.desk, id), value)
    make_objective(office.desk, office.ids, Owner(office.ids.officer))
    groups = find_groups(office.desk, Filter())
    rows = find_objective_rows(office.desk, groups[0].groups[0].groups[0].groups[0].objective_ids)
    known = [row.progress for row in rows if row.progress is not None]

    assert groups[0].progress == pytest.approx(sum(known) / len(known))


def test_links_are_seen_from_both_ends(office: Office) -> None:
    above = make_objective(office.desk, office.ids, title="Trên")
    below = make_objective(office.desk, office.ids, title="Dưới")
    link = align(office.desk, below, above, LinkKind.SUPPORTS)

    (up,) = find_objective_detail(office.desk, below).links
    (down,) = find_objective_detail(office.desk, above).links
    assert (up.id, up.is_above, up.title, up.kind) == (link, True, "Trên", LinkKind.SUPPORTS)
    assert (down.id, down.is_above, down.title) == (link, False, "Dưới")
    assert not up.outside


def test_dates_beyond_the_objective_above_are_told_of(office: Office) -> None:
    above = make_objective(office.desk, office.ids)
    below = make_objective(office.desk, office.ids)
    from dataclasses import replace
    from datetime import timedelta

    from okrdesk.services.objectives import edit_objective, find_objective

    early = replace(find_objective(office.desk, above), end_on=END - timedelta(days=1))
    edit_objective(office.desk, early)
    align(office.desk, below, above)

    assert find_objective_detail(office.desk, below).links[0].outside
    assert find_objective_detail(office.desk, above).links[0].outside


def test_archived_key_results_stand_apart(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    kept, gone = (make_key_result(office.desk, id) for _number in range(2))
    archive(office.desk, "key_result", gone)
    detail = find_objective_detail(office.desk, id)

    assert [row.id for row in detail.key_results] == [kept]
    assert [row.id for row in detail.archived] == [gone]


def test_who_may_not_edit_an_objective_learns_it_from_its_detail(office: Office) -> None:
    id = make_objective(office.desk, office.ids, Owner(unit_id=office.ids.division))

    assert find_objective_detail(office.seat(office.ids.head), id).may_edit
    assert not find_objective_detail(office.seat(office.ids.neighbour), id).may_edit
