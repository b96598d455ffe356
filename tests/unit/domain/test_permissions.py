"""The table of rights: which standing reaches how far, and nothing beyond it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import (
    OFFICE,
    RIGHTS,
    Actor,
    Reach,
    Right,
    Standing,
    Target,
    is_allowed,
)

UNITS = st.frozensets(st.sampled_from("abcd"), max_size=3)
PEOPLE = st.frozensets(st.sampled_from(["me", "you"]), max_size=1)
ACTORS = st.builds(
    Actor, st.just("me"), UNITS, UNITS, UNITS, st.frozensets(st.sampled_from(Role), max_size=2)
)
TARGETS = st.builds(
    lambda people, units, above: Target(people, units, units | above), PEOPLE, UNITS, UNITS
)
OWN = Target(frozenset({"me"}))
OF_A = Target(frozenset({"you"}), frozenset("a"), frozenset("ar"))
BELOW_A = Target(frozenset({"you"}), frozenset("b"), frozenset("bar"))

OFFICER = Actor("me", member_of=frozenset("a"))
DEPUTY = Actor("me", member_of=frozenset("a"), deputy_of=frozenset("a"))
HEAD = Actor("me", member_of=frozenset("a"), head_of=frozenset("a"))
LEADER = Actor("me", roles=frozenset({Role.AGENCY_LEADER}))
PLANNER = Actor("me", roles=frozenset({Role.PLANNER}))
ADMINISTRATOR = Actor("me", roles=frozenset({Role.ADMINISTRATOR}))


@pytest.mark.parametrize(
    ("actor", "right", "own", "unit", "below", "office"),
    [
        (OFFICER, Right.READ_OBJECTIVES, True, True, True, True),
        (OFFICER, Right.EDIT_OBJECTIVES, True, False, False, False),
        (DEPUTY, Right.EDIT_OBJECTIVES, True, True, False, False),
        (HEAD, Right.EDIT_OBJECTIVES, True, True, True, False),
        (LEADER, Right.EDIT_OBJECTIVES, True, True, True, True),
        (PLANNER, Right.EDIT_OBJECTIVES, True, True, True, True),
        (ADMINISTRATOR, Right.EDIT_OBJECTIVES, True, False, False, False),
        (OFFICER, Right.CHECK_IN, True, False, False, False),
        (HEAD, Right.CHECK_IN, True, True, True, False),
        (LEADER, Right.CHECK_IN, True, False, False, False),
        (PLANNER, Right.CHECK_IN, True, True, True, True),
        (OFFICER, Right.PRINT_FORMS, True, False, False, False),
        (ADMINISTRATOR, Right.PRINT_FORMS, True, True, True, True),
        (HEAD, Right.READ_PERSONAL_NUMBERS, False, False, False, False),
        (LEADER, Right.READ_PERSONAL_NUMBERS, False, False, False, False),
        (ADMINISTRATOR, Right.READ_PERSONAL_NUMBERS, True, True, True, True),
        (HEAD, Right.EDIT_ORGANISATION, False, False, False, False),
        (PLANNER, Right.EDIT_ORGANISATION, False, False, False, False),
        (ADMINISTRATOR, Right.EDIT_ORGANISATION, True, True, True, True),
        (PLANNER, Right.EDIT_CYCLES, True, True, True, True),
        (LEADER, Right.EDIT_CYCLES, False, False, False, False),
        (PLANNER, Right.EDIT_OFFICE_SETTINGS, False, False, False, False),
        (OFFICER, Right.READ_ORGANISATION, True, True, True, True),
    ],
)
def test_who_may_what_how_far(
    actor: Actor, right: Right, own: bool, unit: bool, below: bool, office: bool
) -> None:
    answers = [is_allowed(actor, right, target) for target in (OWN, OF_A, BELOW_A, OFFICE)]
    assert answers == [own, unit, below, office]


def test_every_right_is_in_the_table() -> None:
    assert RIGHTS.keys() == set(Right)


def test_every_standing_can_come_about() -> None:
    everything = Actor("me", frozenset("a"), frozenset("a"), frozenset("a"), frozenset(Role))
    assert everything.standings().keys() == set(Standing)


def test_a_role_is_not_the_head_of_its_unit() -> None:
    """An administrator who is a plain member of a unit writes no objectives there."""
    actor = Actor("me", member_of=frozenset("a"), roles=frozenset({Role.ADMINISTRATOR}))
    assert not is_allowed(actor, Right.EDIT_OBJECTIVES, OF_A)


def rank(reaches: Mapping[Standing, Reach], standing: Standing) -> int:
    return list(Reach).index(reaches[standing]) if standing in reaches else -1


@pytest.mark.parametrize("right", Right)
def test_a_head_may_what_a_deputy_may_and_a_deputy_what_everybody_may(right: Right) -> None:
    reaches = RIGHTS[right]
    everyone, deputy, head = (
        rank(reaches, standing) for standing in (Standing.EVERYONE, Standing.DEPUTY, Standing.HEAD)
    )
    assert max(everyone, deputy, head) in (everyone, head)
    assert max(everyone, deputy) in (everyone, deputy)


@given(ACTORS, st.sampled_from(Right), TARGETS, st.sampled_from(Role))
def test_another_role_never_takes_a_right_away(
    actor: Actor, right: Right, target: Target, role: Role
) -> None:
    more = Actor(
        actor.person_id, actor.member_of, actor.deputy_of, actor.head_of, actor.roles | {role}
    )
    assert is_allowed(more, right, target) or not is_allowed(actor, right, target)


@given(ACTORS, st.sampled_from(Right), TARGETS)
def test_who_may_over_the_office_may_over_anything_in_it(
    actor: Actor, right: Right, target: Target
) -> None:
    assert is_allowed(actor, right, target) or not is_allowed(actor, right, OFFICE)


@given(st.sampled_from(Right), TARGETS, UNITS)
def test_a_stranger_reaches_only_what_everybody_does(
    right: Right, target: Target, units: frozenset[str]
) -> None:
    stranger = Actor("stranger", member_of=units)
    everybody = RIGHTS[right].get(Standing.EVERYONE) is Reach.AGENCY
    assert is_allowed(stranger, right, target) == everybody
