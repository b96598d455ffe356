"""What was reached on each day of a course: a value of the key result's own kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from okrdesk.domain.health import expected
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Kind, Measure
from okrdesk.sample.draw import Draw
from okrdesk.sample.plan import Course

# Units whose values have a decimal place although start and target are whole.
_FINE_UNITS = frozenset({"%", "điểm", "ngày", "giờ", "tỷ đồng"})
_KEPT = {"steady": 0.93, "ahead": 1.0, "slow": 0.72, "behind": 0.45, "falling": 0.7}
_YES_FROM = {"ahead": 0.5, "steady": 0.85}


@dataclass(frozen=True)
class Reached:
    """The value of one day, and the steps done by then."""

    on: date
    value: Decimal
    steps_done: frozenset[str] = frozenset()


def values_of(course: Course, days: Sequence[date], draw: Draw) -> list[Reached]:
    """Return a value for each of `days`."""
    reached: list[Reached] = []
    for place, day in enumerate(days):
        share = _share(course, day, len(days) - place, draw)
        before = reached[-1] if reached else None
        reached.append(_value(course, day, share, before, draw))
    return reached


def _share(course: Course, day: date, days_left: int, draw: Draw) -> float:
    """Return how much of the way is done on `day`; `days_left` counts this day too."""
    key_result = course.key_result
    plan = [(phase.on, phase.value) for phase in key_result.phases]
    span = key_result.start_on, key_result.end_on
    at = float(expected(*span, day, plan, key_result.measure))
    if course.shape == "ahead":
        return at * 1.12 + 0.05 + draw.between(0, 0.03)
    if course.shape == "slow":
        return at - draw.between(0.13, 0.2)
    if course.shape == "behind":
        return at * 0.5 - draw.between(0.0, 0.05)
    if course.shape == "falling" and days_left < 4:
        return at - 0.09 * (4 - days_left)
    return at + draw.between(-0.03, 0.03)


def _value(course: Course, day: date, share: float, before: Reached | None, draw: Draw) -> Reached:
    measure = course.key_result.measure
    if measure.kind is Kind.STEPS:
        return _steps(measure, day, share)
    if measure.kind is Kind.YES_NO:
        return Reached(day, Decimal(int(share >= _YES_FROM.get(course.shape, 2.0))))
    if measure.kind.keeps:
        return Reached(day, _kept(course, draw))
    value = _between_ends(course.key_result, share)
    if measure.kind is Kind.COUNT and before and course.shape != "falling":
        value = max(value, before.value)
    return Reached(day, value)


def _between_ends(key_result: KeyResult, share: float) -> Decimal:
    measure = key_result.measure
    start, target = measure.origin or Decimal(0), measure.target or Decimal(0)
    value = start + (target - start) * Decimal(str(round(share, 4)))
    if key_result.measure_unit == "%":
        value = min(value, Decimal(100))
    return max(_rounded(key_result, value), Decimal(0))


def _steps(measure: Measure, day: date, share: float) -> Reached:
    total = sum((step.weight for step in measure.steps), Decimal(0))
    done: list[str] = []
    value = Decimal(0)
    for step in measure.steps:
        if float((value + step.weight) / total) > share + 0.05:
            break
        value += step.weight
        done.append(step.id)
    return Reached(day, value, frozenset(done))


def _kept(course: Course, draw: Draw) -> Decimal:
    """Return a value that keeps the limit, or not, as the course goes."""
    key_result, measure = course.key_result, course.key_result.measure
    met = draw.chance(_KEPT[course.shape])
    if measure.kind is Kind.KEEP_BETWEEN and measure.low is not None and measure.high is not None:
        width = float(measure.high - measure.low)
        above = draw.between(0.1, 0.9) if met else draw.between(-0.4, -0.15)
        return _rounded(key_result, measure.low + Decimal(str(round(width * above, 3))))
    limit = (measure.floor if measure.kind is Kind.KEEP_AT_LEAST else measure.ceiling) or Decimal(0)
    step = max(abs(float(limit)) * 0.02, 0.1 if _digits(key_result) else 1.0)
    off = draw.between(0, 3) * step if met else -draw.between(0.6, 2.5) * step
    if measure.kind is Kind.KEEP_AT_MOST:
        off = -off
    value = max(_rounded(key_result, limit + Decimal(str(round(off, 3)))), Decimal(0))
    return min(value, Decimal(100)) if key_result.measure_unit == "%" else value


def _digits(key_result: KeyResult) -> int:
    """Return how many decimal places the values of a key result have."""
    measure = key_result.measure
    if measure.kind is Kind.COUNT:
        return 0
    given = [n for n in (measure.start, measure.target, measure.low, measure.high) if n is not None]
    places = max((max(0, -int(number.as_tuple().exponent)) for number in given), default=0)
    return max(places, 1 if key_result.measure_unit in _FINE_UNITS else 0)


def _rounded(key_result: KeyResult, value: Decimal) -> Decimal:
    # Zero is added for its sign: what rounds to "-0" is 0.
    return value.quantize(Decimal(1).scaleb(-_digits(key_result)), ROUND_HALF_UP) + 0
