"""Quotas at their edges: the base, the share, the rounding, who stands over it, and where."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.pack import (
    Direction,
    Group,
    Quota,
    QuotaOf,
    RulePack,
    Standing,
)
from okrdesk.domain.evaluation.quota import (
    Member,
    Rated,
    count_quotas,
    distribution,
    group_of,
)
from okrdesk.domain.organisation import PersonKind
from tests.unit.domain.evaluation.sheets import STAFF, pack

BANDS = [band.id for band in pack(STAFF).bands]


def office(excellent: int, good: int, rest: int = 0, group: str = "") -> list[Rated]:
    """Return people of one group, best first."""
    bands = ["excellent"] * excellent + ["good"] * good + ["fulfilled"] * rest
    start = Decimal(100)
    return [
        Rated(f"{group}{place:03}", band, start - place, group) for place, band in enumerate(bands)
    ]


def with_quota(**changes: object) -> RulePack:
    """Return the staff pack with its one quota changed, counted in the agency only."""
    quota = replace(pack(STAFF).quotas[0], each=("agency",), **changes)  # type: ignore[arg-type]
    return replace(pack(STAFF), quotas=(quota,))


@pytest.mark.parametrize(
    ("of", "excellent", "good", "allowed"),
    [
        (QuotaOf.BELOW_OR_BETTER, 1, 4, 1),  # 20 % of 5
        (QuotaOf.BELOW_OR_BETTER, 1, 3, 0),  # 20 % of 4 is 0.8
        (QuotaOf.BELOW_OR_BETTER, 2, 8, 2),
        (QuotaOf.BELOW_OR_BETTER, 3, 7, 2),
        (QuotaOf.BELOW, 2, 8, 1),  # 20 % of 8 is 1.6
        (QuotaOf.BELOW, 2, 10, 2),
        (QuotaOf.BELOW, 5, 0, 0),
        (QuotaOf.BELOW_OR_BETTER, 0, 0, 0),
    ],
)
def test_the_share_is_of_good_or_of_good_and_better(
    of: QuotaOf, excellent: int, good: int, allowed: int
) -> None:
    (found,) = count_quotas(with_quota(of=of), office(excellent, good, rest=50))
    assert (found.allowed, found.having) == (allowed, excellent)
    assert found.is_over is (excellent > allowed)


@pytest.mark.parametrize(
    ("rounding", "people", "allowed"),
    [
        (Direction.DOWN, 9, 1),
        (Direction.UP, 9, 2),
        (Direction.HALF_UP, 9, 2),
        (Direction.HALF_UP, 7, 1),
        (Direction.UP, 10, 2),
        (Direction.DOWN, 10, 2),
        (Direction.UP, 1, 1),
        (Direction.UP, 0, 0),
    ],
)
def test_a_share_that_is_not_whole_is_rounded_as_the_pack_says(
    rounding: Direction, people: int, allowed: int
) -> None:
    (found,) = count_quotas(with_quota(rounding=rounding), office(0, people))
    assert found.allowed == allowed


def test_an_outstanding_organisation_may_have_more() -> None:
    people = office(5, 15)
    (usual,) = count_quotas(with_quota(), people)
    (outstanding,) = count_quotas(with_quota(), people, outstanding=True)
    assert (usual.allowed, usual.is_over) == (4, True)
    assert (outstanding.allowed, outstanding.is_over) == (5, False)


def test_who_stands_over_it_is_named_by_points_and_ties_together() -> None:
    people = office(3, 7)
    (found,) = count_quotas(with_quota(), people)
    assert found.over == ("002",)
    tied = [people[0], *(replace(one, total=Decimal(95)) for one in people[1:3]), *people[3:]]
    assert count_quotas(with_quota(), tied)[0].over == ("001", "002")


def test_it_is_counted_in_the_agency_and_in_each_group() -> None:
    people = [*office(2, 3, group="A"), *office(0, 5, group="B"), *office(0, 5)]
    found = {one.group: one for one in count_quotas(pack(STAFF), people)}
    assert {name: (one.base, one.allowed) for name, one in found.items()} == {
        "": (15, 3),
        "A": (5, 1),
        "B": (5, 1),
    }
    assert not found[""].is_over
    assert found["A"].over == ("A001",)


def test_the_spread_names_every_band() -> None:
    spread = distribution(pack(STAFF), ["good", "good", "unfulfilled"])
    assert list(spread.items()) == [
        ("excellent", 0),
        ("good", 2),
        ("fulfilled", 0),
        ("unfulfilled", 1),
    ]


PEOPLE = st.lists(
    st.tuples(st.sampled_from(BANDS), st.sampled_from(["", "A", "B"]), st.integers(0, 4)),
    max_size=40,
)


@given(
    drawn=PEOPLE,
    of=st.sampled_from(QuotaOf),
    rounding=st.sampled_from(Direction),
    percent=st.integers(0, 100),
    data=st.data(),
)
def test_it_counts_right_for_any_office(
    drawn: list[tuple[str, str, int]],
    of: QuotaOf,
    rounding: Direction,
    percent: int,
    data: st.DataObject,
) -> None:
    share = Decimal(percent)
    quota = Quota("excellent", share, share, of, ("agency", "group"), rounding)
    rules = replace(pack(STAFF), quotas=(quota,))
    people = [
        Rated(str(n), band, Decimal(total), group) for n, (band, group, total) in enumerate(drawn)
    ]
    found = count_quotas(rules, people)
    for one in found:
        here = [person for person in people if one.group in ("", person.group)]
        bands = Counter(person.band for person in here)
        base = bands["good"] + (bands["excellent"] if of is QuotaOf.BELOW_OR_BETTER else 0)
        exact = Fraction(percent * base, 100)
        assert (one.base, one.having) == (base, bands["excellent"])
        lowest, highest = {
            Direction.DOWN: (exact - 1, exact),
            Direction.UP: (exact, exact + 1),
            Direction.HALF_UP: (exact - Fraction(1, 2), exact + Fraction(1, 2)),
        }[rounding]
        assert lowest <= one.allowed <= highest
        assert bool(one.over) is one.is_over
        assert len(one.over) >= one.having - one.allowed or not one.is_over
    assert count_quotas(rules, data.draw(st.permutations(people))) == found


def grouped(*groups: Group) -> RulePack:
    """Return the staff pack with other groups."""
    return replace(pack(STAFF), groups=groups)


def member(title: str = "Chuyên viên", **more: Any) -> Member:
    """Return an officer of a commune's office."""
    given: dict[str, Any] = {"standing": Standing.STAFF, "kind": PersonKind.CIVIL_SERVANT} | more
    return Member(title=title, **given)


def test_the_first_group_that_fits_is_somebodys() -> None:
    rules = grouped(
        Group("Địa chính", titles=("địa chính", "môi trường")),
        Group("Văn phòng", units=frozenset(["VP"])),
        Group("Viên chức", persons=frozenset([PersonKind.PUBLIC_EMPLOYEE])),
        Group("Lãnh đạo", standings=frozenset([Standing.LEADER])),
    )
    of_office = frozenset(["VP", "UBND"])
    assert group_of(rules, member("Công chức Địa chính – Xây dựng", units=of_office)) == "Địa chính"
    assert group_of(rules, member(units=of_office)) == "Văn phòng"
    assert group_of(rules, member(kind=PersonKind.PUBLIC_EMPLOYEE)) == "Viên chức"
    assert group_of(rules, member(standing=Standing.LEADER)) == "Lãnh đạo"
    assert group_of(rules, member("Phụ trách địa")) == ""


def test_all_that_a_group_names_has_to_fit() -> None:
    both = Group("Trưởng phòng", frozenset([Standing.LEADER]), titles=("trưởng phòng",))
    rules = grouped(both)
    assert group_of(rules, member("Trưởng phòng", standing=Standing.LEADER)) == "Trưởng phòng"
    assert group_of(rules, member("Trưởng phòng")) == ""
    assert group_of(rules, member("Phó trưởng ban", standing=Standing.LEADER)) == ""
