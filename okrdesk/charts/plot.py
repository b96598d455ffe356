"""The ground of a chart: days across, values upwards, round ticks and a thin grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from okrdesk.charts.scales import Tick, day_ticks, round_ticks
from okrdesk.charts.sheet import Box, Ink, Point2, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Frame:
    """What a plot spans: the first and last day, and the lowest and highest value."""

    first: date
    last: date
    low: float
    high: float


class Plot:
    """Axes over `frame` within `box`; turns days and values into pixels of the sheet."""

    def __init__(self, sheet: Sheet, box: Box, frame: Frame) -> None:
        self.sheet, self.box, self.frame = sheet, box, frame
        self._first = frame.first.toordinal()
        self._days = max(frame.last.toordinal() - self._first, 1)
        self.axes: Axes = sheet.axes(
            box, (self._first, self._first + self._days), (frame.low, frame.high)
        )

    def x(self, on: date) -> float:
        """Return the pixel from the left of a day."""
        share = (on.toordinal() - self._first) / self._days
        return self.box.left + share * (self.box.right - self.box.left)

    def y(self, value: Decimal | float) -> float:
        """Return the pixel from the top of a value."""
        share = (float(value) - self.frame.low) / (self.frame.high - self.frame.low)
        return self.box.bottom - share * (self.box.bottom - self.box.top)

    def at(self, on: date, value: Decimal | float) -> Point2:
        """Return the pixel of a value on a day."""
        return self.x(on), self.y(value)

    def path(self, line: Sequence[tuple[date, Decimal]]) -> list[Point2]:
        """Return the pixels of a line of days and values."""
        return [self.at(on, value) for on, value in line]

    def upright(self, on: date) -> list[Point2]:
        """Return the pixels of the upright line of a day."""
        return [(self.x(on), self.box.top), (self.x(on), self.box.bottom)]

    def value_ticks(self, ticks: Sequence[tuple[Decimal, str]]) -> None:
        """Draw a thin line across and a label on the left for each of `ticks`."""
        ink = self.sheet.ink("muted", 0.9, align="right")
        gap = self.sheet.em * 0.5
        for value, label in ticks:
            self.axes.axhline(float(value), color=self.sheet.style.tokens.line, lw=0.8, zorder=0)
            top = self.y(value) - self.sheet.line_height(ink) / 2
            self.sheet.write(label, (self.box.left - gap, top), ink)

    def date_ticks(self) -> None:
        """Draw the axis of days with labels below, as many as there is room for."""
        tokens, em = self.sheet.style.tokens, self.sheet.em
        self.axes.spines["bottom"].set(visible=True, color=tokens.muted, linewidth=0.8)
        ink = self.sheet.ink("muted", 0.9, align="center")
        for tick in self._days_shown(ink):
            x = self.x(tick.on)
            share = (x - self.box.left) / (self.box.right - self.box.left)
            self.axes.plot(
                [share, share],
                [0, -em * 0.3 / (self.box.bottom - self.box.top)],
                transform=self.axes.transAxes,
                color=tokens.muted,
                lw=0.8,
                clip_on=False,
            )
            self.sheet.write(tick.label, (x, self.box.bottom + em * 0.4), ink)

    def _days_shown(self, ink: Ink) -> tuple[Tick, ...]:
        room = self.sheet.measure("88/88", ink)[0] + self.sheet.em * 1.1
        most = max(2, int((self.box.right - self.box.left) / room))
        ticks = day_ticks(self.frame.first, self.frame.last, most)
        last = self.frame.last
        if self.x(last) - self.x(ticks[-1].on) < room:
            return ticks
        year = "" if last.year == ticks[-1].on.year else f"\n{last.year}"
        return (*ticks, Tick(last, f"{last:%d/%m}{year}"))

    def today(self, on: date, label: str) -> Box | None:
        """Draw the line of today, its word on top; return the word's box, None outside the plot."""
        if not self.frame.first <= on <= self.frame.last:
            return None
        sheet = self.sheet
        self.axes.axvline(on.toordinal(), color=sheet.style.tokens.muted, lw=0.8, zorder=1)
        ink = sheet.ink("muted", 0.85, align="center")
        width, height = sheet.measure(label, ink)
        x = min(max(self.x(on), self.box.left + width / 2), self.box.right - width / 2)
        return sheet.write(label, (x, self.box.top - height), ink)


def value_frame(values: Sequence[float], margin: float = 0.08) -> tuple[float, float]:
    """Return limits that hold `values` with a margin above and below; never of height zero."""
    low, high = min(values), max(values)
    span = high - low or abs(high) or 1.0
    return low - span * margin, high + span * margin


def ticks_within(low: float, high: float, height: float, em: float) -> tuple[Decimal, ...]:
    """Return round values between `low` and `high` for `height` pixels of room."""
    return round_ticks(low, high, max(2, min(6, int(height / (em * 2.6)))))
