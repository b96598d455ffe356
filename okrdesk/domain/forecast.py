"""Where recent values lead: a straight line that single slips do not bend, with a stated range.

The line is that of Theil and Sen: its slope is the median of the slopes between all pairs of
values, its height the median of what remains (P. K. Sen, "Estimates of the regression coefficient
based on Kendall's tau", Journal of the American Statistical Association 63, 1968). The range is
meant to hold 80 % of cases: Sen's 80 % confidence limits of the slope, turned about the middle of
the data, widened by the 10th and 90th percentile of how far values lay from the line. A forecast is
only shown; it never changes a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import combinations
from math import sqrt
from statistics import median

FEWEST = 4
"""Values on this many different dates are needed before a line says anything."""
RECENT = 12
"""Only the latest values speak: about a quarter of weekly check-ins."""
_NORMAL_QUANTILE = 1.2816  # of 0.9, for a two-sided level of 0.8
_DIGITS = Context(prec=12)


@dataclass(frozen=True)
class Forecast:
    """The value expected on `at`, within `low`..`high`; values in the unit of the measure.

    The line itself is `intercept` on the day `origin` plus `slope_per_day` for each day after it;
    `count` values were used, from `origin` on.
    """

    at: date
    value: Decimal
    low: Decimal
    high: Decimal
    slope_per_day: Decimal
    intercept: Decimal
    origin: date
    count: int

    def on(self, day: date) -> Decimal:
        """Return the height of the line on `day`, for drawing it."""
        return self.intercept + self.slope_per_day * (day - self.origin).days


def forecast(points: Sequence[tuple[date, Decimal]], at: date) -> Forecast | None:
    """Return what the values (effective date, value) lead to on `at`.

    The last value of a date counts. Returns None for fewer than four dates.
    """
    by_date = dict(sorted(points, key=lambda point: point[0]))
    recent = list(by_date.items())[-RECENT:]
    if len(recent) < FEWEST:
        return None
    origin = recent[0][0]
    known = [((on - origin).days, Fraction(value)) for on, value in recent]
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(known, 2))
    slope = median(slopes)
    intercept = median(y - slope * x for x, y in known)
    ahead = (at - origin).days
    value = intercept + slope * ahead
    below, above = _margins(known, slopes, (slope, intercept), ahead)
    return Forecast(
        at=at,
        value=_decimal(value),
        low=_decimal(value - below),
        high=_decimal(value + above),
        slope_per_day=_decimal(slope),
        intercept=_decimal(intercept),
        origin=origin,
        count=len(recent),
    )


def _margins(
    known: list[tuple[int, Fraction]],
    slopes: list[Fraction],
    line: tuple[Fraction, Fraction],
    ahead: int,
) -> tuple[Fraction, Fraction]:
    """Return how far below and above the line the range reaches, neither below 0."""
    slope, intercept = line
    flattest, steepest = _slope_limits(slopes, len(known))
    distance = ahead - Fraction(median(x for x, _ in known))
    turns = sorted(((flattest - slope) * distance, (steepest - slope) * distance))
    residuals = sorted(y - intercept - slope * x for x, y in known)
    below = turns[0] + _percentile(residuals, Fraction(1, 10))
    above = turns[1] + _percentile(residuals, Fraction(9, 10))
    return max(-below, Fraction(0)), max(above, Fraction(0))


def _slope_limits(slopes: list[Fraction], count: int) -> tuple[Fraction, Fraction]:
    """Return Sen's confidence limits: slopes as many ranks from the middle as tau may vary."""
    spread = _NORMAL_QUANTILE * sqrt(count * (count - 1) * (2 * count + 5) / 18)
    rank = max(int((len(slopes) - spread) / 2) - 1, 0)
    return slopes[rank], slopes[len(slopes) - 1 - rank]


def _percentile(ordered: list[Fraction], share: Fraction) -> Fraction:
    """Return the value below which `share` of `ordered` lies, between two of them by proportion."""
    place = share * (len(ordered) - 1)
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (place - lower)


def _decimal(number: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
