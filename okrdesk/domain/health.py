"""Health of a key result: what was expected by today, the colour that follows, the mark shown.

The expected share rises evenly from the first day to the last, or along the phases of a plan; the
colour compares it with the progress in whole points; what is shown also depends on whether a
check-in is overdue. Rules: the project's OKR rules, "Health".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.progress import Measure, ends
from okrdesk.domain.rhythm import GRACE_DAYS, overdue_from

_NONE, _ALL = Fraction(0), Fraction(1)


class Health(StrEnum):
    """The mark of a key result; the first three are the colours of a check-in."""

    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    BEHIND = "behind"
    OVERDUE = "overdue"
    NOT_DUE = "not-due"
    NOT_STARTED = "not-started"
    CLOSED = "closed"


@dataclass(frozen=True)
class Limits:
    """The office's settings: how many points behind is still each colour, and the days of grace."""

    on_track: int = 10
    at_risk: int = 25
    grace_days: int = GRACE_DAYS


def expected(
    start: date,
    end: date,
    today: date,
    phases: Sequence[tuple[date, Decimal]] = (),
    measure: Measure | None = None,
) -> Fraction:
    """Return the progress expected by `today`, within 0..1 and unchanged after `end`.

    `phases` are planned values by date, joined by straight lines from the start value on `start`
    to the target on `end`. For kinds without a start and a target (keep, yes/no, steps), and
    without a measure, phases are planned progress in percent.
    """
    day = min(today, end)
    if day < start:
        return _NONE
    if not phases:
        return Fraction((day - start).days, (end - start).days) if end > start else _ALL
    planned = planned_value(start, end, day, phases, measure)
    first, last = _ends(measure)
    return min(max((planned - first) / (last - first), _NONE), _ALL)


def planned_value(
    start: date,
    end: date,
    day: date,
    phases: Sequence[tuple[date, Decimal]] = (),
    measure: Measure | None = None,
) -> Fraction:
    """Return the planned value on `day` in the unit of the measure (percent for other kinds)."""
    first, last = _ends(measure)
    points = {start: first, end: last}
    points |= {on: Fraction(value) for on, value in phases if start <= on <= end}
    before = max(on for on in points if on <= max(day, start))
    after = min((on for on in points if on > before), default=before)
    if day <= before or after == before:
        return points[before]
    passed = Fraction((min(day, end) - before).days, (after - before).days)
    return points[before] + (points[after] - points[before]) * passed


def colour(expected: Fraction, progress: Fraction, limits: Limits) -> Health:
    """Return the computed colour; a limit met exactly still counts for the better colour."""
    # In whole numbers, over the common denominator: Fractions would reduce each step.
    whole = expected.denominator * progress.denominator
    behind = expected.numerator * progress.denominator - progress.numerator * expected.denominator
    if behind * 100 <= limits.on_track * whole:
        return Health.ON_TRACK
    return Health.AT_RISK if behind * 100 <= limits.at_risk * whole else Health.BEHIND


def shown(  # noqa: PLR0913 - each rule of the order reads its own fact
    *,
    closed: bool,
    due: date | None,
    not_before: date | None,
    last_colour: Health | None,
    today: date,
    limits: Limits,
) -> Health:
    """Return the mark to show; the first that holds: closed, overdue, last colour, not due.

    `due` is when the next check-in is due, `not_before` the first day of a yearly index's due
    month, `last_colour` that of the last check-in as chosen or computed. Overdue is never green.
    """
    if closed:
        return Health.CLOSED
    if due is not None and today >= overdue_from(due, limits.grace_days):
        return Health.OVERDUE
    if last_colour is not None:
        return last_colour
    if not_before is not None and today < not_before:
        return Health.NOT_DUE
    return Health.NOT_STARTED


def _ends(measure: Measure | None) -> tuple[Fraction, Fraction]:
    if measure is None or not measure.kind.moves:
        return _NONE, Fraction(100)
    return ends(measure)
