"""Who may do what: one table of rights, the same for every service, and later for the server.

A right is granted by a *standing* (what a person is) within a *reach* (how far from the own desk).
Somebody who has left the office may still read what everyone may, and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from okrdesk.domain.organisation import Role


class Right(StrEnum):
    """A thing that a person may be allowed to do."""

    READ_OBJECTIVES = "read-objectives"
    EDIT_OBJECTIVES = "edit-objectives"
    APPROVE_OBJECTIVES = "approve-objectives"
    CHECK_IN = "check-in"
    REVIEW_CHECK_INS = "review-check-ins"
    EDIT_DIRECTIVES = "edit-directives"
    EDIT_INDICATORS = "edit-indicators"
    HOLD_MEETINGS = "hold-meetings"
    READ_EVALUATIONS = "read-evaluations"
    EDIT_TASKS = "edit-tasks"
    ASSIGN_TASKS = "assign-tasks"
    CONFIRM_CAUSES = "confirm-causes"
    EVALUATE_SELF = "evaluate-self"
    REVIEW_EVALUATIONS = "review-evaluations"
    APPROVE_EVALUATIONS = "approve-evaluations"
    REOPEN_EVALUATIONS = "reopen-evaluations"
    EDIT_PERIODS = "edit-periods"
    EDIT_RULES = "edit-rules"
    PRINT_FORMS = "print-forms"
    READ_ORGANISATION = "read-organisation"
    READ_PERSONAL_NUMBERS = "read-personal-numbers"
    EDIT_ORGANISATION = "edit-organisation"
    EDIT_CYCLES = "edit-cycles"
    EDIT_MEASURE_UNITS = "edit-measure-units"
    EDIT_OFFICE_SETTINGS = "edit-office-settings"
    KEEP_ARCHIVE = "keep-archive"
    IMPORT_PLANS = "import-plans"


class Standing(StrEnum):
    """What a person is, seen from a right: everyone, a head of a unit, or the holder of a role."""

    EVERYONE = "everyone"
    DEPUTY = "deputy"
    HEAD = "head"
    AGENCY_LEADER = "agency-leader"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """How far a right goes: own things, own unit, own unit and all below, the whole agency."""

    OWN = "own"
    UNIT = "unit"
    SUBTREE = "subtree"
    AGENCY = "agency"


RIGHTS: Mapping[Right, Mapping[Standing, Reach]] = {
    Right.READ_OBJECTIVES: {Standing.EVERYONE: Reach.AGENCY},
    Right.EDIT_OBJECTIVES: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.APPROVE_OBJECTIVES: {
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.CHECK_IN: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.REVIEW_CHECK_INS: {
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.EDIT_DIRECTIVES: {
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.EDIT_INDICATORS: {
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.HOLD_MEETINGS: {
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.READ_EVALUATIONS: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.EDIT_TASKS: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.ASSIGN_TASKS: {
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.CONFIRM_CAUSES: {
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.EVALUATE_SELF: {Standing.EVERYONE: Reach.OWN},
    Right.REVIEW_EVALUATIONS: {
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
    },
    Right.APPROVE_EVALUATIONS: {Standing.AGENCY_LEADER: Reach.AGENCY},
    Right.REOPEN_EVALUATIONS: {Standing.AGENCY_LEADER: Reach.AGENCY},
    Right.EDIT_PERIODS: {
        Standing.ADMINISTRATOR: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.EDIT_RULES: {Standing.PLANNER: Reach.AGENCY},
    Right.PRINT_FORMS: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
        Standing.ADMINISTRATOR: Reach.AGENCY,
    },
    Right.READ_ORGANISATION: {Standing.EVERYONE: Reach.AGENCY},
    Right.READ_PERSONAL_NUMBERS: {Standing.ADMINISTRATOR: Reach.AGENCY},
    Right.EDIT_ORGANISATION: {Standing.ADMINISTRATOR: Reach.AGENCY},
    Right.EDIT_CYCLES: {Standing.ADMINISTRATOR: Reach.AGENCY, Standing.PLANNER: Reach.AGENCY},
    Right.EDIT_MEASURE_UNITS: {
        Standing.ADMINISTRATOR: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
    Right.EDIT_OFFICE_SETTINGS: {Standing.ADMINISTRATOR: Reach.AGENCY},
    Right.KEEP_ARCHIVE: {Standing.ADMINISTRATOR: Reach.AGENCY},
    Right.IMPORT_PLANS: {
        Standing.EVERYONE: Reach.OWN,
        Standing.DEPUTY: Reach.UNIT,
        Standing.HEAD: Reach.SUBTREE,
        Standing.AGENCY_LEADER: Reach.AGENCY,
        Standing.PLANNER: Reach.AGENCY,
    },
}

_ROLE_STANDING = {
    Role.ADMINISTRATOR: Standing.ADMINISTRATOR,
    Role.PLANNER: Standing.PLANNER,
    Role.AGENCY_LEADER: Standing.AGENCY_LEADER,
}


@dataclass(frozen=True)
class Actor:
    """A person as the rights table sees one: posts in force today and roles granted.

    `has_left` says that the person was archived.
    """

    person_id: str
    member_of: frozenset[str] = frozenset()
    deputy_of: frozenset[str] = frozenset()
    head_of: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    has_left: bool = False

    def standings(self) -> dict[Standing, frozenset[str]]:
        """Return each standing with the units it holds in."""
        found = {Standing.EVERYONE: self.member_of}
        if self.deputy_of:
            found[Standing.DEPUTY] = self.deputy_of
        if self.head_of:
            found[Standing.HEAD] = self.head_of
        return found | {_ROLE_STANDING[role]: self.member_of for role in self.roles}


@dataclass(frozen=True)
class Target:
    """What a right is asked for: owners, the units it lies in, and these with all above.

    `tiers` are the same by distance: the units it lies in, those one step above them, and so on.
    """

    person_ids: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    units_and_above: frozenset[str] = frozenset()
    tiers: tuple[frozenset[str], ...] = ()


def target_in(
    people: frozenset[str], units: frozenset[str], parents: Mapping[str, str | None]
) -> Target:
    """Return what people and units own; `parents` maps each unit to the one above it, if any.

    A loop, which only a merge of two machines can make, ends it.
    """
    tiers: list[frozenset[str]] = []
    known: frozenset[str] = frozenset()
    wave = units
    while wave:
        tiers.append(wave)
        known |= wave
        wave = frozenset(up for unit in wave if (up := parents.get(unit))) - known
    return Target(people, units, known, tuple(tiers))


OFFICE = Target()

OFFICE_RIGHTS: Mapping[str, Right] = {
    "agency": Right.EDIT_ORGANISATION,
    "unit": Right.EDIT_ORGANISATION,
    "unit_past": Right.EDIT_ORGANISATION,
    "unit_succession": Right.EDIT_ORGANISATION,
    "person": Right.EDIT_ORGANISATION,
    "post": Right.EDIT_ORGANISATION,
    "role_grant": Right.EDIT_ORGANISATION,
    "office_setting": Right.EDIT_OFFICE_SETTINGS,
    "measure_unit": Right.EDIT_MEASURE_UNITS,
    "cycle": Right.EDIT_CYCLES,
    "directive": Right.EDIT_DIRECTIVES,
    "directive_item": Right.EDIT_DIRECTIVES,
    "directive_file": Right.EDIT_DIRECTIVES,
    "rule_pack": Right.EDIT_RULES,
    "catalogue": Right.EDIT_RULES,
    "catalogue_item": Right.EDIT_RULES,
    "removal": Right.KEEP_ARCHIVE,
}
"""The right over the office that a change of what all share takes, by entity."""

NOT_OVER_ONESELF = frozenset(
    (
        Right.APPROVE_OBJECTIVES,
        Right.REVIEW_CHECK_INS,
        Right.ASSIGN_TASKS,
        Right.CONFIRM_CAUSES,
        Right.REVIEW_EVALUATIONS,
        Right.APPROVE_EVALUATIONS,
        Right.REOPEN_EVALUATIONS,
    )
)
"""The rights by which one judges: nobody judges the own work, but who has nobody above."""


def is_allowed(actor: Actor, right: Right, target: Target = OFFICE) -> bool:
    """Say whether `actor` has `right` over `target`, by the table `RIGHTS`."""
    if actor.has_left:
        return RIGHTS[right].get(Standing.EVERYONE) is Reach.AGENCY
    standings = actor.standings()
    return any(
        _reaches(actor, standings[standing], reach, target)
        for standing, reach in RIGHTS[right].items()
        if standing in standings
    )


def may_judge(actor: Actor, right: Right, target: Target, roots: frozenset[str]) -> bool:
    """Say whether `actor` may use a right of `NOT_OVER_ONESELF` over `target`.

    Over the own work only a leader of the agency may, or the head of a unit that has none above it
    (`roots`).
    """
    if not is_allowed(actor, right, target):
        return False
    if actor.person_id not in target.person_ids:
        return True
    return Role.AGENCY_LEADER in actor.roles or bool(actor.head_of & roots)


def _reaches(actor: Actor, units: frozenset[str], reach: Reach, target: Target) -> bool:
    if reach is Reach.AGENCY:
        return True
    if actor.person_id in target.person_ids:
        return True
    if reach is Reach.OWN:
        return False
    return not units.isdisjoint(target.units if reach is Reach.UNIT else target.units_and_above)
