"""What the rules in force say of a single task: the working days, back-dating, more than asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.office import in_force, load_office, units_above
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.organisation import PersonKind, holds_on
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk
from okrdesk.services.rule_packs import Whom, choose, published_packs

WEEKENDS_ONLY = WorkCalendar()
_person, _post, _unit = schema.person, schema.post, schema.unit
_PERIODS = (CycleKind.MONTH, CycleKind.QUARTER, CycleKind.YEAR)


@dataclass(frozen=True)
class TaskWindow:
    """The calendar, whether more than the quantity may be done, how far back a day may lie.

    `back_dating_days` are working days; None says that no rule limits them.
    """

    calendar: WorkCalendar = WEEKENDS_ONLY
    may_exceed: bool = False
    back_dating_days: int | None = None


@dataclass(frozen=True)
class TaskChoices:
    """What the rules in force ask of a task beside its coefficient: whether its axis; difficulties.

    `difficulties` are the names of the levels by their ids, the easiest first; empty where no pack
    counts by them.
    """

    has_axes: bool = False
    difficulties: Mapping[str, str] = field(default_factory=dict)


def find_task_choices(desk: Desk) -> TaskChoices:
    """Return what the rules in force today ask of tasks, for whoever enters some."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return choices_on(connection, desk.agency_id, desk.today())


def packs_on(connection: Connection, agency_id: str, day: date) -> list[RulePack]:
    """Return the packs in force on a day, whoever they are for."""
    packs = published_packs(connection, agency_id).values()
    return [pack for pack in packs if holds_on(pack.from_on, pack.to_on, day)]


def choices_on(connection: Connection, agency_id: str, day: date) -> TaskChoices:
    """Return what the packs in force on a day ask of tasks, all of them together."""
    rules = packs_on(connection, agency_id, day)
    levels: dict[str, tuple[Decimal, str]] = {}
    for pack in rules:
        names = pack.tasks.difficulty_names
        for id, weight in pack.tasks.difficulties.items():
            levels.setdefault(id, (weight, names.get(id, id)))
    ordered = sorted(levels.items(), key=lambda pair: (pair[1][0], pair[0]))
    has_axes = any(component.axis for pack in rules for component in pack.components)
    return TaskChoices(has_axes, {id: name for id, (_weight, name) in ordered})


def calendar_on(connection: Connection, agency_id: str, day: date) -> WorkCalendar:
    """Return the working days by the rules in force on a day, and by the office's own days.

    Without rules all but weekends are worked.
    """
    return load_office(connection, agency_id).calendar(_rules_on(connection, agency_id, day))


def find_days_of_rules(desk: Desk) -> WorkCalendar:
    """Return the working days by the rules in force today, without the office's own days."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return _rules_on(connection, desk.agency_id, desk.today())


def _rules_on(connection: Connection, agency_id: str, day: date) -> WorkCalendar:
    """Return the working days of the rules in force on a day: each pack may name some of them."""
    found = [pack.calendar for pack in packs_on(connection, agency_id, day)]
    whole = found[0] if found else WEEKENDS_ONLY
    for other in found[1:]:
        whole = whole.with_days(other.holidays, other.worked)
    return whole


def window_of(connection: Connection, agency_id: str, person_id: str, day: date) -> TaskWindow:
    """Return what the pack that a person is evaluated by on a day says of tasks."""
    packs = published_packs(connection, agency_id)
    pack = _pack_of(connection, agency_id, packs, (person_id, day)) if packs else None
    if pack is None:
        return TaskWindow()
    calendar = load_office(connection, agency_id).calendar(pack.calendar)
    return TaskWindow(calendar, pack.bonus is not None, pack.tasks.back_dating_days)


def _pack_of(
    connection: Connection,
    agency_id: str,
    packs: Mapping[str, RulePack],
    whose: tuple[str, date],
) -> RulePack | None:
    person_id, day = whose
    kind = connection.scalar(
        select(_person.c.kind).where(_person.c.agency_id == agency_id, _person.c.id == person_id)
    )
    posts = connection.execute(
        select(_post.c.unit_id, _post.c.is_leader, _post.c.is_deputy).where(
            _post.c.agency_id == agency_id,
            _post.c.person_id == person_id,
            ~_post.c.deleted,
            in_force(_post, day),
        )
    ).all()
    if kind is None:
        return None
    units = _named_units(connection, agency_id, frozenset(post.unit_id for post in posts))
    is_leader = any(post.is_leader or post.is_deputy for post in posts)
    for period in _PERIODS:
        found = choose(packs, Whom(PersonKind(kind), is_leader, units, period), day)
        if found is not None:
            return packs[found]
    return None


def _named_units(connection: Connection, agency_id: str, units: frozenset[str]) -> frozenset[str]:
    """Return units and all above them, by id and by code."""
    above = units_above(connection, agency_id, units)
    codes = connection.scalars(
        select(_unit.c.code).where(_unit.c.agency_id == agency_id, any_of(_unit.c.id, "ids")),
        {"ids": sorted(above)},
    )
    return above | frozenset(codes)
