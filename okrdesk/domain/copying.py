"""Copies of objectives in another cycle: the same plan on other days, and nothing of its past."""

from dataclasses import replace
from datetime import date, timedelta

from okrdesk.domain.objective import Cycle, KeyResult, Objective, Phase

Span = tuple[date, date]


def moved(day: date, old: Span, new: Span) -> date:
    """Return the day that lies in `new` where `day` lies in `old`; both ends fall on each other.

    A day outside `old` falls on the nearest end.
    """
    whole = (old[1] - old[0]).days
    passed = min(max((day - old[0]).days, 0), whole)
    length = (new[1] - new[0]).days
    days = (2 * passed * length + whole) // (2 * whole) if whole else 0  # rounded half up
    return new[0] + timedelta(days)


def objective_copy(objective: Objective, old: Cycle, new: Cycle) -> Objective:
    """Return an objective as it begins anew in another cycle; it has no id yet."""
    spans = (old.start_on, old.end_on), (new.start_on, new.end_on)
    return replace(
        objective,
        id="",
        cycle_id=new.id,
        start_on=moved(objective.start_on, *spans),
        end_on=moved(objective.end_on, *spans),
        copied_from_id=objective.id,
    )


def key_result_copy(key_result: KeyResult, old: Cycle, new: Cycle) -> KeyResult:
    """Return a key result as it begins anew in another cycle, its phases at the same places.

    Its steps get ids of their own, so that none is ticked by a check-in of before.
    """
    spans = (old.start_on, old.end_on), (new.start_on, new.end_on)
    steps = tuple(replace(step, id="") for step in key_result.measure.steps)
    return replace(
        key_result,
        id="",
        measure=replace(key_result.measure, steps=steps),
        start_on=moved(key_result.start_on, *spans),
        end_on=moved(key_result.end_on, *spans),
        phases=tuple(Phase(moved(one.on, *spans), one.value) for one in key_result.phases),
        copied_from_id=key_result.id,
    )
