"""The facts of any form by its code: which paper it is printed from, and for whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import PersonKind, units_within
from okrdesk.errors import Code, Refused
from okrdesk.forms.registry import Audience, find_template
from okrdesk.forms.sheets import Facts
from okrdesk.services.coverage_papers import find_coverage_paper
from okrdesk.services.decision_papers import find_decision_paper
from okrdesk.services.desk import Desk
from okrdesk.services.directive_papers import find_directive_paper
from okrdesk.services.evaluation_papers import (
    find_complaint_papers,
    find_evaluation_papers,
    find_task_papers,
)
from okrdesk.services.evaluation_tables import unit_table
from okrdesk.services.minutes_papers import find_minutes_paper
from okrdesk.services.people import find_people
from okrdesk.services.period_papers import find_period_paper
from okrdesk.services.periods import find_period
from okrdesk.services.plan_papers import find_plan_paper
from okrdesk.services.registration import find_members, find_registration
from okrdesk.services.search import resolve
from okrdesk.services.unit_papers import find_results_paper
from okrdesk.services.units import find_units
from okrdesk.services.year_papers import find_year_paper

Gather = Callable[[Desk, str, Sequence[Owner]], Sequence[Facts]]


class SpanKind(StrEnum):
    """What a form is filled for: a cycle of objectives, a period, a year, a meeting …"""

    CYCLE = "cycle"
    PERIOD = "period"
    YEAR = "year"
    MEETING = "meeting"
    DECISION = "decision"
    DIRECTIVE = "directive"


@dataclass(frozen=True)
class Source:
    """Where the facts of a form come from, and what it is filled for."""

    gather: Gather
    span: SpanKind


def gather(desk: Desk, form: str, period: str, owners: Sequence[Owner]) -> list[Facts]:
    """Return the facts of `form` for each owner; `period` is a code ("2026-10") or an id.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, EVALUATION_MISSING for somebody who has none,
    FORM_OF_PERSON and FORM_OF_UNIT where the form is not for such an owner.
    """
    source, audiences = _source(form), _audiences(desk, form)
    if Audience.UNIT not in audiences and any(owner.unit_id for owner in owners):
        raise Refused(Code.FORM_OF_PERSON, form=form)
    if Audience.PERSON not in audiences and any(owner.person_id for owner in owners):
        raise Refused(Code.FORM_OF_UNIT, form=form)
    return list(source.gather(desk, _SPAN_IDS[source.span](desk, period), owners))


def span_of(form: str) -> SpanKind:
    """Return what `form` is filled for; raise Refused(NOT_FOUND) where there is no such form."""
    return _source(form).span


def evaluation_period(desk: Desk, form: str, period: str) -> str | None:
    """Return the id of the evaluation period a form is of; None for one of a cycle or a year."""
    return _period(desk, period) if span_of(form) is SpanKind.PERIOD else None


def owners_in(desk: Desk, form: str, period: str, unit_id: str | None) -> list[Owner]:
    """Return whose sheets of `form` a unit asks for with all below it; None asks for the agency.

    A form of units is the unit's own, or one for each unit of the agency; a form of people is for
    everybody, and where it needs an evaluation, for those who have one.
    """
    span, audiences = span_of(form), _audiences(desk, form)
    if Audience.UNIT in audiences and unit_id is not None:
        return [Owner(unit_id=unit_id)]
    units = find_units(desk, desk.today())
    if Audience.PERSON not in audiences:
        return [Owner(unit_id=row.id) for row in units]
    if Audience.UNIT not in audiences and span is SpanKind.PERIOD:
        return _evaluated(desk, form, _period(desk, period), unit_id)
    within = units_within(units, unit_id) if unit_id else frozenset(row.id for row in units)
    return find_members(desk, within)


def evaluation_form(kind: PersonKind) -> str:
    """Return the form of a person's evaluation: Mẫu số 01 of NĐ 335/2025, or of NĐ 233/2026."""
    return "F9" if kind is PersonKind.PUBLIC_EMPLOYEE else "F1"


def _evaluated(desk: Desk, form: str, period_id: str, unit_id: str | None) -> list[Owner]:
    """Return who has an evaluation, by name; of the sheets, those whose own `form` is."""
    rows = unit_table(desk, period_id, unit_id).rows
    if form in map(evaluation_form, PersonKind):
        meant = {one.id for one in find_people(desk) if evaluation_form(one.kind) == form}
        rows = tuple(row for row in rows if row.person_id in meant)
    return [Owner(row.person_id) for row in rows]


def _audiences(desk: Desk, form: str) -> Sequence[Audience]:
    return find_template(form, desk.today()).audiences


def _source(form: str) -> Source:
    """Return where a form comes from; "F6" is no form, and the answer names its parts."""
    if form in _SOURCES:
        return _SOURCES[form]
    parts = sorted(code for code in _SOURCES if form and code[:-1] == form and code[-1].isalpha())
    if parts:
        raise Refused(Code.BAD_VALUE, field="form", text=form, allowed=", ".join(parts))
    raise Refused(Code.NOT_FOUND, field="form", text=form)


def _people(owners: Sequence[Owner]) -> list[str]:
    return [owner.person_id for owner in owners if owner.person_id]


def _units(owners: Sequence[Owner]) -> list[str]:
    return [owner.unit_id for owner in owners if owner.unit_id]


def _evaluations(desk: Desk, period_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return find_evaluation_papers(desk, period_id, _people(owners))


def _tasks(desk: Desk, period_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return find_task_papers(desk, period_id, _people(owners))


def _complaints(desk: Desk, period_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return find_complaint_papers(desk, period_id, _people(owners))


def _years(desk: Desk, year: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_year_paper(desk, year, person_id) for person_id in _people(owners)]


def _results(desk: Desk, period_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_results_paper(desk, period_id, unit_id) for unit_id in _units(owners)]


def _plans(desk: Desk, period_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_plan_paper(desk, period_id, owner) for owner in owners]


def _coverage(desk: Desk, year: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_coverage_paper(desk, year, unit_id) for unit_id in _units(owners)]


def _reports(desk: Desk, cycle_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_period_paper(desk, cycle_id, owner) for owner in owners]


def _minutes(desk: Desk, meeting_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_minutes_paper(desk, meeting_id, unit_id) for unit_id in _units(owners)]


def _decisions(desk: Desk, id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_decision_paper(desk, id) for _owner in owners]


def _directives(desk: Desk, id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_directive_paper(desk, id, unit_id) for unit_id in _units(owners)]


def _registrations(desk: Desk, cycle_id: str, owners: Sequence[Owner]) -> Sequence[Facts]:
    return [find_registration(desk, cycle_id, owner) for owner in owners]


def _period(desk: Desk, period: str) -> str:
    return find_period(desk, period).id


def _year(_desk: Desk, period: str) -> str:
    return period[:4]


def _meeting(desk: Desk, period: str) -> str:
    return resolve(desk, "meeting", period)[1]


def _decision(desk: Desk, period: str) -> str:
    """Return the id of an approval, else of a check-in."""
    try:
        return resolve(desk, "review", period)[1]
    except Refused:
        return resolve(desk, "check_in", period)[1]


def _directive(desk: Desk, period: str) -> str:
    return resolve(desk, "directive", period)[1]


def _cycle(desk: Desk, period: str) -> str:
    return resolve(desk, "cycle", period)[1]


_SPAN_IDS: Mapping[SpanKind, Callable[[Desk, str], str]] = {
    SpanKind.CYCLE: _cycle,
    SpanKind.PERIOD: _period,
    SpanKind.YEAR: _year,
    SpanKind.MEETING: _meeting,
    SpanKind.DECISION: _decision,
    SpanKind.DIRECTIVE: _directive,
}
_SOURCES: Mapping[str, Source] = {
    "B1": Source(_coverage, SpanKind.YEAR),
    "B2": Source(_reports, SpanKind.CYCLE),
    "B3": Source(_minutes, SpanKind.MEETING),
    "B4": Source(_decisions, SpanKind.DECISION),
    "B5": Source(_directives, SpanKind.DIRECTIVE),
    **dict.fromkeys(("F1", "F8", "F9"), Source(_evaluations, SpanKind.PERIOD)),
    "F2": Source(_years, SpanKind.YEAR),
    "F3": Source(_tasks, SpanKind.PERIOD),
    **dict.fromkeys(("F4", "F5", "F6A", "F6B", "F12A"), Source(_results, SpanKind.PERIOD)),
    **dict.fromkeys(("F7A", "F7B"), Source(_plans, SpanKind.PERIOD)),
    "F11": Source(_registrations, SpanKind.CYCLE),
    **dict.fromkeys(("F12B", "F12C"), Source(_complaints, SpanKind.PERIOD)),
}
