"""Chart data from what the services know: values by day, the measure, the plan.

The rules are those of `okrdesk.domain`: the expected line is `health.planned_value`, the forecast
`forecast.forecast`. Nothing here rounds a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.charts.data import ForecastBand, KeyResultChart, Part, Point, ProgressChart
from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.forecast import forecast
from okrdesk.domain.health import planned_value
from okrdesk.domain.progress import Kind, Measure, progress

_DIGITS = Decimal("0.000001")


@dataclass(frozen=True)
class Span:
    """The days that a chart covers, both included, and the day that counts as today."""

    start_on: date
    end_on: date
    today: date


@dataclass(frozen=True)
class Subject:
    """The key result of a chart: title, unit of measure, how it is measured and planned."""

    title: str
    unit: str
    measure: Measure
    phases: tuple[tuple[date, Decimal], ...] = ()


def points_of(check_ins: Iterable[CheckIn], measure: Measure) -> tuple[Point, ...]:
    """Return one point for each check-in that stands, by effective day; a correction takes the
    place of what it corrects and is marked.

    For weighted steps the value is the percentage of weight done.
    """
    entries = list(check_ins)
    corrected = {entry.corrects_id for entry in entries if entry.corrects_id}
    standing = [entry for entry in entries if entry.id not in corrected]
    standing.sort(key=lambda entry: (entry.effective_on, entry.entered_at))
    return tuple(
        Point(
            entry.effective_on,
            _value(entry, measure),
            corrected=entry.corrects_id is not None,
            late=entry.entered_late,
        )
        for entry in standing
    )


def key_result_chart(subject: Subject, span: Span, points: Sequence[Point]) -> KeyResultChart:
    """Return the chart of a key result with `points` in any order.

    Keep kinds and yes/no have neither expected line nor forecast: their progress counts periods
    or is all or nothing, so a straight line through their values would say nothing.
    """
    measure, kind = subject.measure, subject.measure.kind
    ordered = tuple(sorted(points, key=lambda point: point.on))
    moves, percents = kind.moves, kind is Kind.STEPS
    planned = moves or percents
    return KeyResultChart(
        title=subject.title,
        unit=subject.unit,
        kind=kind,
        start_on=span.start_on,
        end_on=span.end_on,
        today=span.today,
        start_value=measure.origin if moves else Decimal(0) if percents else None,
        target_value=measure.target if moves else Decimal(100) if percents else None,
        low=measure.floor if kind.keeps and kind is not Kind.KEEP_AT_MOST else None,
        high=measure.ceiling if kind.keeps and kind is not Kind.KEEP_AT_LEAST else None,
        points=ordered,
        phases=tuple(sorted(subject.phases)) if planned else (),
        expected=_expected_line(subject, span) if planned else (),
        forecast=_forecast(ordered, span, kind) if planned else None,
    )


def progress_chart(
    title: str,
    span: Span,
    points: Sequence[tuple[date, Fraction | float]],
    parts: Iterable[Part] = (),
) -> ProgressChart:
    """Return the chart of an objective or unit; `points` are its progress (0–1) by day."""
    line = ((span.start_on, Fraction(0)), (span.end_on, Fraction(1)))
    exact = sorted((on, Fraction(share).limit_denominator(10**9)) for on, share in points)
    return ProgressChart(
        title=title,
        start_on=span.start_on,
        end_on=span.end_on,
        today=span.today,
        points=tuple(exact),
        expected=line,
        parts=tuple(parts),
    )


def _value(entry: CheckIn, measure: Measure) -> Decimal:
    if measure.kind is not Kind.STEPS:
        return entry.value
    return _decimal(progress(measure, None, steps_done=entry.steps_done).value * 100)


def _expected_line(subject: Subject, span: Span) -> tuple[tuple[date, Decimal], ...]:
    phases = tuple(sorted(subject.phases))
    corners = {span.start_on, span.end_on}
    corners |= {on for on, _value in phases if span.start_on <= on <= span.end_on}
    return tuple(
        (on, _decimal(planned_value(span.start_on, span.end_on, on, phases, subject.measure)))
        for on in sorted(corners)
    )


def _forecast(points: tuple[Point, ...], span: Span, kind: Kind) -> ForecastBand | None:
    if span.today > span.end_on:
        return None
    found = forecast([(point.on, point.value) for point in points], span.end_on)
    if found is None or not points or points[-1].on >= span.end_on:
        return None
    value, low, high = (_within(reach, kind) for reach in (found.value, found.low, found.high))
    return ForecastBand(span.end_on, value, low, high)


def _within(value: Decimal, kind: Kind) -> Decimal:
    """Return what can be reached: steps end at 100 %, a count never falls below nothing."""
    if kind is Kind.STEPS:
        return min(max(value, Decimal(0)), Decimal(100))
    return max(value, Decimal(0)) if kind is Kind.COUNT else value


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / value.denominator
    return (
        exact.normalize() if exact == exact.to_integral() else exact.quantize(_DIGITS).normalize()
    )
