"""What the screen asks of the core: what can be chosen, and the facts of one sheet.

Each function runs on the database thread; services are imported inside, because they load
SQLAlchemy.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from okrdesk.domain.objective import Owner
from okrdesk.i18n import language

if TYPE_CHECKING:
    from okrdesk.forms.registry import Template
    from okrdesk.services.desk import Desk
    from okrdesk.services.registration import Registration

INDENT = "\u2003"


@dataclass(frozen=True)
class FormChoice:
    """A form that can be filled: its code, and its name in the language in use."""

    code: str
    name: str


@dataclass(frozen=True)
class CycleChoice:
    """A cycle that a form can be filled for."""

    id: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class OwnerRow:
    """A person or a unit in the list; `note` tells namesakes apart, `depth` indents units.

    `objectives` is how many they own in the cycle, None while that is not known yet.
    """

    id: str
    name: str
    note: str
    code: str
    depth: int = 0
    parent_id: str | None = None
    objectives: int | None = None


@dataclass(frozen=True)
class Ground:
    """All that can be chosen."""

    forms: tuple[FormChoice, ...]
    cycles: tuple[CycleChoice, ...]
    people: tuple[OwnerRow, ...]
    units: tuple[OwnerRow, ...]
    own_id: str


@dataclass(frozen=True)
class Prepared:
    """The facts of one sheet, with the edition of the form and the moment it bears."""

    template: "Template"
    sheet: "Registration"
    made_at: datetime


def load_ground(desk: "Desk") -> Ground:
    """Return the forms in force, the cycles, and everybody a sheet can be of."""
    from okrdesk.forms.registry import templates_on
    from okrdesk.services.cycles import current_cycle, find_cycles
    from okrdesk.services.people import find_people
    from okrdesk.services.units import find_units

    current = current_cycle(desk)
    now = current.id if current else None
    today = desk.today()
    return Ground(
        forms=tuple(FormChoice(one.code, one.name(language())) for one in templates_on(today)),
        cycles=tuple(CycleChoice(row.id, row.name, row.id == now) for row in find_cycles(desk)),
        people=tuple(
            OwnerRow(row.id, row.name, row.unit_name, row.code) for row in find_people(desk)
        ),
        units=tuple(
            OwnerRow(row.id, row.name, row.code, row.code, row.depth, row.parent_id)
            for row in find_units(desk, today)
        ),
        own_id=desk.person_id,
    )


def prepare(desk: "Desk", code: str, cycle_id: str, owner: Owner) -> Prepared:
    """Return the facts of the form `code` for one owner; raises Refused NO_AUTHORITY, NOT_FOUND."""
    from okrdesk.forms.registry import find_template
    from okrdesk.services.registration import find_registration

    sheet = find_registration(desk, cycle_id, owner)
    return Prepared(find_template(code, desk.today()), sheet, desk.store.now())


def find_member_ids(desk: "Desk", unit_ids: frozenset[str]) -> list[str]:
    """Return the ids of the people with a post in the units today, in the order of their codes."""
    from okrdesk.services.registration import find_members

    return [owner.person_id for owner in find_members(desk, unit_ids) if owner.person_id]


def count_objectives(desk: "Desk", cycle_id: str) -> Counter[str]:
    """Return how many objectives each person and each unit owns in the cycle, by their id."""
    from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows

    rows = find_objective_rows(desk, find_objective_ids(desk, Filter(cycle_id=cycle_id)))
    return Counter(row.owner_person_id or row.owner_unit_id or "" for row in rows)


def units_within(units: Sequence[OwnerRow], unit_id: str) -> frozenset[str]:
    """Return `unit_id` and every unit below it; `units` come in tree order, parents first."""
    within = {unit_id}
    for unit in units:
        if unit.parent_id in within:
            within.add(unit.id)
    return frozenset(within)
