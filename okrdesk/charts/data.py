"""What a chart shows, as plain frozen data without matplotlib, and the same data as a table.

Values stay exact (Decimal), ratios are Fractions; figures turn them into floats only to draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from okrdesk.charts.panels import PanelChart
from okrdesk.charts.scales import about
from okrdesk.charts.table import Cell, Column, ColumnKind, Table
from okrdesk.domain.health import Health
from okrdesk.domain.progress import Kind
from okrdesk.i18n import _

_NINE_DIGITS = Context(prec=9)


@dataclass(frozen=True)
class Point:
    """A value on the day it speaks of; `late` was entered afterwards, `corrected` replaces one."""

    on: date
    value: Decimal
    corrected: bool = False
    late: bool = False


@dataclass(frozen=True)
class ForecastBand:
    """Where recent values lead to on the day `at`: the middle and its range."""

    at: date
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class KeyResultChart:
    """A key result over its dates, in its own unit of measure.

    `points`, `phases` and `expected` are sorted by day. Keep kinds have `low` or `high` and no
    expected line; yes/no runs from 0 to 1; steps are the percentage of weight done.
    """

    title: str
    unit: str
    kind: Kind
    start_on: date
    end_on: date
    today: date
    start_value: Decimal | None = None
    target_value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    points: tuple[Point, ...] = ()
    phases: tuple[tuple[date, Decimal], ...] = ()
    expected: tuple[tuple[date, Decimal], ...] = ()
    forecast: ForecastBand | None = None

    def allows(self, value: Decimal) -> bool:
        """Say whether `value` keeps the limits of a keep kind; without limits every value does."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    def expected_at(self, on: date) -> Decimal | None:
        """Return the expected value on a day to nine digits, None outside the line."""
        line = ((day, Fraction(value)) for day, value in self.expected)
        found = _between(line, on)
        if found is None:
            return None
        return _NINE_DIGITS.divide(Decimal(found.numerator), Decimal(found.denominator))

    def near(self, value: Decimal | None) -> Decimal | None:
        """Return a computed value to about a thousandth of the way from start to target."""
        way = abs((self.target_value or Decimal(0)) - (self.start_value or Decimal(0)))
        return None if value is None else about(value, float(way) / 10)

    def as_table(self) -> Table:
        """Return start, check-ins, phases, target and forecast by day, one row each."""
        columns = (
            Column(_("Date"), ColumnKind.DATE),
            Column(_("What"), ColumnKind.TEXT),
            Column(self._value_heading(), ColumnKind.NUMBER),
            Column(_("Expected"), ColumnKind.NUMBER),
            Column(_("From"), ColumnKind.NUMBER),
            Column(_("To"), ColumnKind.NUMBER),
            Column(_("Note"), ColumnKind.TEXT),
        )
        rows = sorted(self._rows(), key=lambda row: row[0])
        table = Table(self.title, columns, tuple((on, *cells) for on, *cells in rows))
        return table.without_empty_columns() if rows else Table(self.title, columns[:3], ())

    def _value_heading(self) -> str:
        return _("Value ({unit})").format(unit=self.unit) if self.unit else _("Value")

    def _rows(self) -> list[tuple[date, *tuple[Cell, ...]]]:
        rows: list[tuple[date, *tuple[Cell, ...]]] = []
        if self.start_value is not None:
            rows.append((self.start_on, _("Start value"), self.start_value, None, None, None, ""))
        rows += [self._check_in(point) for point in self.points]
        rows += [(on, _("Plan"), value, None, None, None, "") for on, value in self.phases]
        if self.kind.keeps:
            rows.append((self.end_on, _("Allowed values"), None, None, self.low, self.high, ""))
        elif self.target_value is not None:
            rows.append((self.end_on, _("Target"), self.target_value, None, None, None, ""))
        if band := self.forecast:
            value, low, high = (self.near(reach) for reach in (band.value, band.low, band.high))
            rows.append((band.at, _("Forecast"), value, None, low, high, ""))
        return rows

    def _check_in(self, point: Point) -> tuple[date, *tuple[Cell, ...]]:
        expected = self.near(self.expected_at(point.on))
        return point.on, _("Check-in"), point.value, expected, None, None, self.note(point)

    def note(self, point: Point) -> str:
        """Return what is said of a point: entered late, corrected, outside the limits."""
        notes = (
            (point.late, _("entered late")),
            (point.corrected, _("corrected")),
            (not self.allows(point.value), _("outside the limits")),
        )
        return ", ".join(text for holds, text in notes if holds)


@dataclass(frozen=True)
class Part:
    """One bar below a progress chart: a key result or child, as it stands at present."""

    title: str
    progress: Fraction | None
    expected: Fraction | None = None
    health: Health | None = None


@dataclass(frozen=True)
class ProgressChart:
    """Progress (0–1) of an objective or a unit over time, and what it is made of at present."""

    title: str
    start_on: date
    end_on: date
    today: date
    points: tuple[tuple[date, Fraction], ...] = ()
    expected: tuple[tuple[date, Fraction], ...] = ()
    parts: tuple[Part, ...] = ()

    def expected_at(self, on: date) -> Fraction | None:
        """Return the expected progress on a day, None before the first and after the last one."""
        return _between(self.expected, on)

    def as_table(self) -> Table:
        """Return progress by day, then each part as it stands today."""
        columns = (
            Column(_("Date"), ColumnKind.DATE),
            Column(_("What"), ColumnKind.TEXT),
            Column(_("Progress"), ColumnKind.SHARE),
            Column(_("Expected"), ColumnKind.SHARE),
        )
        rows: list[tuple[Cell, ...]] = [
            (on, self.title, share, self.expected_at(on)) for on, share in self.points
        ]
        rows += [(self.today, part.title, part.progress, part.expected) for part in self.parts]
        return Table(self.title, columns, tuple(rows))


Chart = KeyResultChart | ProgressChart | PanelChart


def _between(line: Iterable[tuple[date, Fraction]], on: date) -> Fraction | None:
    """Return the height of a polyline on a day; None before its first and after its last one."""
    for (first, low), (last, high) in pairwise(line):
        if first <= on <= last:
            days = (last - first).days
            return low + (high - low) * (on - first).days / days if days else high
    return None
