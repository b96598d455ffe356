"""An objective that several units carry: one history, and a weight of its own in each unit."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.groups import Group, find_groups
from okrdesk.services.history import undo_last
from okrdesk.services.lists import Filter, find_objective_ids
from okrdesk.services.rollups import count_units
from okrdesk.services.shares import find_shares, share_objective
from tests.offices import Office, check_in, make_key_result, make_objective


@pytest.fixture
def shared(office: Office) -> str:
    """Give an objective of the division that the other division shares with weight 30."""
    ids = office.ids
    id = make_objective(office.desk, ids, Owner(unit_id=ids.division), title="Chung")
    check_in(office.desk, make_key_result(office.desk, id), 60)
    share_objective(office.desk, id, [(ids.other, Decimal(30))])
    return id


def shown(desk: Desk, unit_id: str) -> Group:
    def walk(groups: tuple[Group, ...]) -> list[Group]:
        return [found for one in groups for found in (one, *walk(one.groups))]

    return next(one for one in walk(find_groups(desk, Filter())) if one.id == unit_id)


def test_it_stands_in_each_unit_that_carries_it(office: Office, shared: str) -> None:
    ids = office.ids
    for unit in (ids.division, ids.other):
        assert shared in shown(office.desk, unit).objective_ids
        assert shared in find_objective_ids(office.desk, Filter(unit_ids=frozenset({unit})))


def test_it_counts_with_the_weight_that_it_has_there(office: Office, shared: str) -> None:
    ids = office.ids
    own = make_objective(office.desk, ids, Owner(unit_id=ids.other), weight=Decimal(10))
    check_in(office.desk, make_key_result(office.desk, own), 20)
    before = {row.id: row for row in _rows(office, [shared, own])}
    expected = (30 * before[shared].progress + 10 * before[own].progress) / 40
    assert shown(office.desk, ids.other).progress == pytest.approx(expected)


def test_above_both_units_it_counts_once(office: Office, shared: str) -> None:
    whole = shown(office.desk, office.ids.root)
    assert whole.count == len(find_objective_ids(office.desk, Filter()))


def test_counted_figures_are_those_that_the_tree_shows(office: Office, shared: str) -> None:
    counted = {one.unit_id: (one.objectives, one.progress) for one in count_units(office.desk)}
    for unit in (office.ids.root, office.ids.division, office.ids.other):
        group = shown(office.desk, unit)
        assert counted[unit] == (group.count, group.progress)


def test_sharing_anew_says_who_carries_it_from_now_on(office: Office, shared: str) -> None:
    ids = office.ids
    share_objective(office.desk, shared, [(ids.team, None), (ids.other, Decimal(50))])
    assert {(one.unit_id, one.weight) for one in find_shares(office.desk, shared)} == {
        (ids.team, None),
        (ids.other, Decimal(50)),
    }
    share_objective(office.desk, shared, [])
    assert find_shares(office.desk, shared) == ()
    undo_last(office.desk)
    assert len(find_shares(office.desk, shared)) == 2


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (lambda ids: [(ids.division, None)], Code.SHARED_WITH_OWNER),
        (lambda ids: [(ids.other, None), (ids.other, Decimal(1))], Code.SHARED_TWICE),
        (lambda ids: [(ids.other, Decimal(101))], Code.WEIGHT_OUT_OF_RANGE),
        (lambda ids: [(ids.officer, None)], Code.NOT_FOUND),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: Office, shared: str, wanted: Callable[..., list[tuple[str, Decimal | None]]], code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        share_objective(office.desk, shared, wanted(office.ids))
    assert refused.value.code is code
    assert len(find_shares(office.desk, shared)) == 1


def test_only_those_who_may_edit_it_share_it(office: Office, shared: str) -> None:
    with pytest.raises(Refused) as refused:
        share_objective(office.seat(office.ids.neighbour), shared, [])
    assert refused.value.code is Code.NO_AUTHORITY


def test_what_is_archived_is_not_shared_anew(office: Office, shared: str) -> None:
    archive(office.desk, "objective", shared)
    with pytest.raises(Refused) as refused:
        share_objective(office.desk, shared, [])
    assert refused.value.code is Code.ARCHIVED


def _rows(office: Office, ids: list[str]) -> list[object]:
    from okrdesk.services.lists import find_objective_rows

    return list(find_objective_rows(office.desk, ids))
