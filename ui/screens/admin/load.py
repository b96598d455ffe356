"""What the sections read: functions that run on the database thread, with the desk last.

Services are imported inside, so that opening the window loads no database code on its own thread.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.objective import Cycle, CycleState
from okrdesk.domain.office import OfficeSettings
from okrdesk.domain.organisation import Agency, Person, Role, Unit, holds_on
from okrdesk.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from okrdesk.services.cycles import CycleRow
    from okrdesk.services.desk import Desk
    from okrdesk.services.measure_units import MeasureUnitRow
    from okrdesk.services.people import PersonRow
    from okrdesk.services.posts import PostRow
    from okrdesk.services.units import UnitRow


@dataclass(frozen=True)
class Units:
    """The units of one day (`on`), or all that ever were (`on` is None), and today."""

    rows: "tuple[UnitRow, ...]"
    on: date | None
    today: date


def units(on: date | None, ever: bool, desk: "Desk") -> Units:
    """Return the units in force on `on` (None: today), or all that ever were."""
    from okrdesk.services.units import find_units

    today = desk.today()
    day = None if ever else on or today
    return Units(find_units(desk, day), day, today)


@dataclass(frozen=True)
class UnitFacts:
    """What the editor of a unit needs: the unit (None for a new one) and all units above."""

    unit: Unit | None
    units: "tuple[UnitRow, ...]"


def unit_facts(id: str | None, desk: "Desk") -> UnitFacts:
    """Return one unit and the units it can lie under."""
    from okrdesk.services.units import find_unit, find_units

    unit = find_unit(desk, id) if id else None
    return UnitFacts(unit, tuple(row for row in find_units(desk) if row.id != id))


@dataclass(frozen=True)
class PeopleWanted:
    """What the filter row of the people asks for; `unit` counts with all units below it."""

    text: str = ""
    unit: str | None = None
    archived: bool = False


@dataclass(frozen=True)
class People:
    """The people wanted and the units to filter by."""

    rows: "tuple[PersonRow, ...]"
    units: "tuple[UnitRow, ...]"


def people(wanted: PeopleWanted, desk: "Desk") -> People:
    """Return people by given name; text that is a whole personal number finds its holder alone."""
    from okrdesk.services.people import Wanted, find_people
    from okrdesk.services.units import find_units

    holder = _holder(wanted.text, desk)
    if holder is not None:
        rows: tuple[PersonRow, ...] = (holder,)
    else:
        narrowed = Wanted(text=wanted.text, archived=wanted.archived)
        rows = find_people(desk, wanted.unit, wanted=narrowed)
    return People(rows, find_units(desk, desk.today()))


def _holder(text: str, desk: "Desk") -> "PersonRow | None":
    """Return who has exactly this personal number; None also for those who may not ask."""
    if not any(letter.isdigit() for letter in text):
        return None
    from okrdesk.services.people import find_person_by_number

    try:
        return find_person_by_number(desk, text)
    except Refused:
        return None


@dataclass(frozen=True)
class PersonFacts:
    """What the editor of a person needs; `units` are those of today."""

    person: Person | None
    posts: "tuple[PostRow, ...]"
    roles: frozenset[Role]
    units: "tuple[UnitRow, ...]"
    today: date

    @property
    def share(self) -> int:
        """The largest share of working time that the posts reach together from today on."""
        return heaviest_share(self.posts, self.today)


def person_facts(id: str | None, desk: "Desk") -> PersonFacts:
    """Return one person (None: a new one) with all posts and roles."""
    from okrdesk.services.people import find_person
    from okrdesk.services.posts import find_posts
    from okrdesk.services.roles import find_roles
    from okrdesk.services.units import find_units

    today = desk.today()
    if id is None:
        return PersonFacts(None, (), frozenset(), find_units(desk, today), today)
    return PersonFacts(
        find_person(desk, id),
        find_posts(desk, person_id=id),
        find_roles(desk).get(id, frozenset()),
        find_units(desk, today),
        today,
    )


def heaviest_share(posts: "Iterable[PostRow]", today: date) -> int:
    """Return the largest sum of shares from today on; it grows only on a day a post begins."""
    held = [post for post in posts if post.to_on is None or post.to_on >= today]
    days = {max(post.from_on or today, today) for post in held}
    return max(
        (sum(one.share for one in held if holds_on(one.from_on, one.to_on, day)) for day in days),
        default=0,
    )


@dataclass(frozen=True)
class Step:
    """When a cycle came into a state, and by whom."""

    who: str
    at: "datetime"


@dataclass(frozen=True)
class Cycles:
    """All cycles, and where each state may go next."""

    rows: "tuple[CycleRow, ...]"
    next_states: dict[CycleState, tuple[CycleState, ...]]


def cycles(desk: "Desk") -> Cycles:
    """Return every cycle, the newest first."""
    from okrdesk.services.cycles import NEXT_STATES, find_cycles

    return Cycles(find_cycles(desk), NEXT_STATES)


def cycle_steps(id: str, desk: "Desk") -> dict[CycleState, Step]:
    """Return who brought a cycle into each state it has been in, the last time, and when."""
    from okrdesk.services.history import find_history

    steps: dict[CycleState, Step] = {}
    for entry in find_history(desk, id):
        if entry.field == "state" and entry.after:
            steps.setdefault(CycleState(entry.after), Step(entry.who, entry.at))
    return steps


@dataclass(frozen=True)
class CycleFacts:
    """What the editor of a cycle needs: the cycle (None for a new one) and all cycles."""

    cycle: Cycle | None
    rows: "tuple[CycleRow, ...]"


def cycle_facts(id: str | None, desk: "Desk") -> CycleFacts:
    """Return one cycle and those it can lie in."""
    from okrdesk.services.cycles import find_cycle, find_cycles

    return CycleFacts(find_cycle(desk, id) if id else None, find_cycles(desk))


def proposal(code: str, desk: "Desk") -> Cycle:
    """Return the cycle that a code such as 2026-Q4 stands for; raise Refused(BAD_PERIOD)."""
    from okrdesk.services.cycles import propose_cycle

    return propose_cycle(desk, code)


def measure_units(archived: bool, desk: "Desk") -> "tuple[MeasureUnitRow, ...]":
    """Return the units of measure in Vietnamese order."""
    from okrdesk.services.measure_units import find_measure_units

    return find_measure_units(desk, archived=archived)


@dataclass(frozen=True)
class OfficeFacts:
    """The agency and what it has set; the ids of its settings are for their history.

    `rules` are the working days by the rule packs, before the office's own.
    """

    agency: Agency
    settings: OfficeSettings
    setting_ids: tuple[str, ...]
    rules: WorkCalendar


def office_facts(desk: "Desk") -> OfficeFacts:
    """Return the agency and its settings."""
    from okrdesk.services.office import find_agency, find_office_settings, find_setting_ids
    from okrdesk.services.task_rules import find_days_of_rules

    settings, ids = find_office_settings(desk), find_setting_ids(desk)
    return OfficeFacts(find_agency(desk), settings, ids, find_days_of_rules(desk))


def own_roles(desk: "Desk") -> frozenset[Role]:
    """Return the roles of the person at this desk."""
    from okrdesk.services.people import me

    return me(desk).roles


def holders(desk: "Desk") -> dict[Role, tuple[str, ...]]:
    """Return the names of those who hold each role, in Vietnamese order."""
    from okrdesk.services.people import find_people
    from okrdesk.services.roles import find_roles

    granted = find_roles(desk)
    everybody = find_people(desk)
    return {
        role: tuple(row.name for row in everybody if role in granted.get(row.id, ()))
        for role in Role
    }
