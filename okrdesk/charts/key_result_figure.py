"""The picture of one key result: what was reached, what is expected, and where it leads.

What is drawn can be told apart without colour: values are a solid line with full marks, the
expected line is dashed, the target dash-dotted, the forecast dotted within a tinted fan. Labels
stand at what they name; only the meaning of special marks is explained below the plot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.charts.data import KeyResultChart, Point
from okrdesk.charts.placing import Placer, spread
from okrdesk.charts.plot import Frame, Plot, ticks_within, value_frame
from okrdesk.charts.scales import about, figure, magnitude_of, unit_words
from okrdesk.charts.sheet import Box, Point2, Sheet, Spot
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.progress import Kind
from okrdesk.i18n import _

DASHED: Any = (0, (5, 3))
DASH_DOTTED: Any = (0, (9, 2.5, 2, 2.5))
DOTTED: Any = (0, (1.2, 2))
_MOST_MARKS = 60
_MOST_PHASE_LABELS = 6
_NARROW_EMS = 26


@dataclass(frozen=True)
class _SideLabel:
    """A label of the column on the right: two lines of text at the height of a value."""

    text: str
    value: Decimal
    role: str


class KeyResultFigure:
    """Draws `chart` on `sheet`, top down: heading, plot, marks, labels, key."""

    def __init__(self, chart: KeyResultChart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.tokens = sheet.style.tokens
        self.steps_up = chart.kind in (Kind.YES_NO, Kind.STEPS)
        self.frame = self._frame()
        self.magnitude = magnitude_of(
            Decimal(0)
            if chart.kind is Kind.STEPS
            else max(abs(Decimal(self.frame.low)), abs(Decimal(self.frame.high)))
        )

    def draw(self) -> None:
        """Draw everything."""
        plot = self._plot()
        self._limits(plot)
        self._expected(plot)
        self._forecast(plot)
        self._values(plot)
        self._labels(plot)

    # ---- ground

    def _frame(self) -> Frame:
        chart = self.chart
        days = [chart.start_on, chart.end_on, *(point.on for point in chart.points)]
        days += [chart.forecast.at] if chart.forecast else []
        if chart.kind is Kind.YES_NO:
            return Frame(min(days), max(days), -0.12, 1.25)
        known = (chart.start_value, chart.target_value, chart.low, chart.high)
        values = [float(value) for value in known if value is not None]
        values += [float(point.value) for point in chart.points]
        values += [float(value) for _on, value in (*chart.phases, *chart.expected)]
        low, high = value_frame(values or [0.0, 1.0])
        if band := chart.forecast:
            reach = (high - low) * 0.6
            low = min(low, max(float(band.low), low - reach))
            high = max(high, min(float(band.high), high + reach))
        return Frame(min(days), max(days), low, high)

    def _plot(self) -> Plot:
        sheet, em = self.sheet, self.sheet.em
        top = sheet.heading(self.chart.title, self._subtitle())
        sides = self._side_labels()
        label_ink = sheet.ink("text", 0.9, bold=True)
        column = max((sheet.measure(side.text, label_ink)[0] for side in sides), default=0.0)
        column = 0.0 if self._is_narrow else column
        bottom = sheet.height - em * (4.9 if self._key() else 3.3)
        top += sheet.line_height(sheet.ink("muted", 0.85)) + em * 0.2
        height = max(bottom - top, em * 2)
        ticks = self._ticks(height)
        tick_ink = sheet.ink("muted", 0.9)
        left = max((sheet.measure(label, tick_ink)[0] for _value, label in ticks), default=0.0)
        box = Box(
            left + em * 1.2, top, max(sheet.width - column - em * 1.7, left + em * 5), top + height
        )
        plot = Plot(sheet, box, self.frame)
        plot.value_ticks(ticks)
        plot.date_ticks()
        self.placer = Placer(box)
        if word := plot.today(self.chart.today, _("Today")):
            self.placer.taken.append(word)
            self.placer.follow(plot.upright(self.chart.today), sheet.em)
        self._write_unit(box, word)
        self._write_key(box)
        return plot

    @property
    def _is_narrow(self) -> bool:
        return self.sheet.width < self.sheet.em * _NARROW_EMS

    def _ticks(self, height: float) -> list[tuple[Decimal, str]]:
        if self.chart.kind is Kind.YES_NO:
            return [(Decimal(0), _("Not yet")), (Decimal(1), _("Done"))]
        values = ticks_within(self.frame.low, self.frame.high, height, self.sheet.em)
        if self.chart.kind is Kind.STEPS:
            values = tuple(value for value in values if 0 <= value <= 100)
        return [(value, self._say(value)) for value in values]

    def _say(self, value: Decimal) -> str:
        if self.chart.kind is Kind.YES_NO:
            return _("Done") if value >= 1 else _("Not yet")
        text = figure(value, self.magnitude)
        return f"{text} %" if self.chart.kind is Kind.STEPS else text

    def _say_about(self, value: Decimal) -> str:
        return self._say(about(value, self.frame.high - self.frame.low))

    def _subtitle(self) -> str:
        if not self.chart.points:
            return _("No check-in yet")
        last = self.chart.points[-1]
        unit = "" if self.steps_up else unit_words(self.magnitude, self.chart.unit)
        value = f"{self._say(last.value)} {unit}".strip()
        return _("{value} on {date}").format(value=value, date=f"{last.on:%d/%m/%Y}")

    def _write_unit(self, box: Box, today: Box | None) -> None:
        unit = "" if self.steps_up else unit_words(self.magnitude, self.chart.unit)
        ink = self.sheet.ink("muted", 0.85)
        left = self.sheet.em * 0.7
        right = today.left - self.sheet.em if today else box.right
        if unit and right > left + self.sheet.em * 3:
            top = box.top - self.sheet.line_height(ink)
            self.sheet.write(self.sheet.fit(unit, ink, right - left), (left, top), ink)

    # ---- key of the special marks

    def _key(self) -> list[tuple[Point, str]]:
        """Return one example for each kind of special mark that occurs, with its words."""
        seen: dict[str, Point] = {}
        for point in self.chart.points:
            if note := self.chart.note(point):
                seen.setdefault(note, point)
        return [(point, note) for note, point in seen.items()]

    def _write_key(self, box: Box) -> None:
        sheet = self.sheet
        ink = sheet.ink("muted", 0.85)
        x, top = box.left, sheet.height - sheet.em * 1.6
        for point, words in self._key():
            width = sheet.measure(words, ink)[0] + sheet.em * 2.4
            if x > box.left and x + width > sheet.width:
                return
            sheet.mark((x + sheet.em * 0.4, top + sheet.line_height(ink) / 2), **self._mark(point))
            sheet.write(words, (x + sheet.em, top), ink)
            x += width

    def _mark(self, point: Point) -> dict[str, Any]:
        """Return a mark: round; a diamond if corrected; hollow if late; a cross outside limits."""
        inside = self.chart.allows(point.value)
        colour = self.tokens.accent if inside else self.tokens.bad
        shape = "D" if point.corrected else "o" if inside else "X"
        size = self.sheet.style.font_size * (0.52 if shape == "o" else 0.55 if inside else 0.75)
        if len(self.chart.points) > _MOST_MARKS:
            size *= 0.75
        return {
            "marker": shape,
            "markersize": size,
            "markeredgecolor": colour,
            "markeredgewidth": 1.4,
            "markerfacecolor": self.tokens.surface if point.late else colour,
        }

    # ---- lines

    def _limits(self, plot: Plot) -> None:
        chart, tokens = self.chart, self.tokens
        line: dict[str, Any] = {"color": tokens.good, "lw": 1.3, "ls": DASH_DOTTED, "zorder": 2}
        if chart.kind.keeps:
            low = self.frame.low if chart.low is None else float(chart.low)
            high = self.frame.high if chart.high is None else float(chart.high)
            plot.axes.axhspan(low, high, zorder=0.5, **self.sheet.filling(tokens.good))
            for limit in (chart.low, chart.high):
                if limit is not None:
                    plot.axes.axhline(float(limit), gid="limit", **line)
        elif chart.target_value is not None and chart.kind is not Kind.YES_NO:
            plot.axes.axhline(float(chart.target_value), gid="target", **line)

    def _expected(self, plot: Plot) -> None:
        chart, tokens = self.chart, self.tokens
        days = [on.toordinal() for on, _value in chart.expected]
        values = [float(value) for _on, value in chart.expected]
        plot.axes.plot(
            days, values, color=tokens.muted, lw=1.3, ls=DASHED, zorder=2.5, gid="expected"
        )
        self.placer.follow(plot.path(chart.expected), self.sheet.em * 0.5)
        for on, value in chart.phases:
            self.sheet.mark(
                plot.at(on, value),
                marker="^",
                markersize=self.sheet.style.font_size * 0.6,
                markeredgecolor=tokens.muted,
                markerfacecolor=tokens.surface,
                markeredgewidth=1.2,
            )

    def _forecast(self, plot: Plot) -> None:
        band = self.chart.forecast
        if band is None or not self.chart.points:
            return
        last, tokens = self.chart.points[-1], self.tokens
        start, end = last.on.toordinal(), band.at.toordinal()
        here = float(last.value)
        low, value, high = float(band.low), float(band.value), float(band.high)
        plot.axes.fill(
            [start, end, end],
            [here, low, high],
            zorder=1,
            **self.sheet.filling(tokens.accent),
        )
        for reach in (low, high):
            plot.axes.plot([start, end], [here, reach], color=tokens.accent, lw=0.6, zorder=1.5)
        plot.axes.plot(
            [start, end],
            [here, value],
            color=tokens.accent,
            lw=1.8,
            ls=DOTTED,
            zorder=3,
            gid="forecast",
        )
        self.placer.follow(
            [plot.at(last.on, last.value), plot.at(band.at, band.value)], self.sheet.em
        )

    def _values(self, plot: Plot) -> None:
        points = self.chart.points
        if not points:
            return
        line = [(point.on, point.value) for point in points]
        if self.steps_up and line[-1][0] < self.chart.today:
            line.append((min(self.chart.today, self.frame.last), line[-1][1]))
        plot.axes.plot(
            [on.toordinal() for on, _value in line],
            [float(value) for _on, value in line],
            color=self.tokens.accent,
            lw=1.1 if self.chart.kind.keeps else 2.0,
            drawstyle="steps-post" if self.steps_up else "default",
            zorder=4,
            gid="values",
        )
        self.placer.follow(plot.path(self._corners(line)), self.sheet.em * 0.5)
        for point in points:
            self.sheet.spots.append(Spot(*plot.at(point.on, point.value), self._read_out(point)))
            plain = not self.chart.note(point)
            if plain and len(points) > _MOST_MARKS and point is not points[-1]:
                continue
            self.sheet.mark(plot.at(point.on, point.value), **self._mark(point))

    def _read_out(self, point: Point) -> str:
        exact = self._say(point.value)
        if not self.steps_up:
            exact = f"{format_decimal(point.value)} {self.chart.unit}".strip()
        lines = [f"{point.on:%d/%m/%Y}: {exact}", self.chart.note(point)]
        return "\n".join(line for line in lines if line)

    def _corners(self, line: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
        if not self.steps_up:
            return line
        corners = line[:1]
        for on, value in line[1:]:
            corners += [(on, corners[-1][1]), (on, value)]
        return corners

    # ---- labels

    def _labels(self, plot: Plot) -> None:
        chart = self.chart
        if self._is_narrow:
            for side in self._side_labels():
                text = side.text.replace("\n", " ")
                self._beside(text, plot.at(self.frame.last, side.value), side.role)
        else:
            self._write_sides(plot)
        if chart.points:
            last = chart.points[-1]
            self._beside(self._say(last.value), plot.at(last.on, last.value), "accent", 1.1)
        elif not self.sheet.style.titled:
            self._beside(_("No check-in yet"), self._middle(plot), "muted")
        today = min(max(chart.today, chart.start_on), chart.end_on)
        expected = chart.near(chart.expected_at(today))
        if expected is not None and today < chart.end_on:
            at = plot.at(today, expected)
            self.sheet.dot(at)
            self._beside(_("Expected {value}").format(value=self._say(expected)), at, "muted")
        if chart.start_value is not None and not self.steps_up:
            at = plot.at(chart.start_on, chart.start_value)
            self.sheet.dot(at)
            self._beside(_("Start {value}").format(value=self._say(chart.start_value)), at, "muted")
        self._label_phases(plot)

    def _label_phases(self, plot: Plot) -> None:
        if len(self.chart.phases) > _MOST_PHASE_LABELS:
            return
        for index, (on, value) in enumerate(self.chart.phases):
            if (on, value) == (self.chart.end_on, self.chart.target_value):
                continue
            said = self._say(value)
            text = said if index else _("Plan {value}").format(value=said)
            self._beside(text, plot.at(on, value), "muted")

    def _middle(self, plot: Plot) -> Point2:
        return (plot.box.left + plot.box.right) / 2, (plot.box.top + plot.box.bottom) / 2

    def _beside(self, text: str, at: Point2, role: str, scale: float = 0.9) -> None:
        """Write a label near a mark; muted ones are left out where there is no room."""
        ink = self.sheet.ink(role, scale, bold=role != "muted")
        place = self.placer.place_if_free if role == "muted" else self.placer.place
        box = place(self.sheet.measure(text, ink), at, self.sheet.em * 0.45)
        if box is not None:
            self.sheet.write(text, (box.left, box.top), ink, halo=True)

    def _side_labels(self) -> list[_SideLabel]:
        chart = self.chart
        if chart.kind is Kind.YES_NO:
            return []
        named: list[tuple[str, Decimal | None]] = (
            [(_("At least"), chart.low), (_("At most"), chart.high)]
            if chart.kind.keeps
            else [(_("Target"), chart.target_value)]
        )
        sides = [
            _SideLabel(f"{name}\n{self._say(value)}", value, "good")
            for name, value in named
            if value is not None
        ]
        if band := chart.forecast:
            reach = f"{self._say_about(band.low)} – {self._say_about(band.high)}"
            text = f"{_('Forecast')} {self._say_about(band.value)}\n({reach})"
            text = (
                text if band.low != band.high else f"{_('Forecast')}\n{self._say_about(band.value)}"
            )
            sides.append(_SideLabel(text, band.value, "accent"))
        return sides

    def _write_sides(self, plot: Plot) -> None:
        sheet, box, em = self.sheet, plot.box, self.sheet.em
        sides = self._side_labels()
        wanted = [min(max(plot.y(side.value), box.top), box.bottom) for side in sides]
        heights = [sheet.measure(side.text, sheet.ink("text", 0.9))[1] + em * 0.2 for side in sides]
        tops = spread(wanted, heights, box.top - em, box.bottom + em)
        for side, top, height, y in zip(sides, tops, heights, wanted, strict=True):
            if abs(top + height / 2 - y) > em * 0.5:
                sheet.stroke(
                    (box.right, y), (box.right + em * 0.5, top + height / 2), self.tokens.muted
                )
            name, value = side.text.split("\n")
            at = (box.right + em * 0.7, top + em * 0.1)
            sheet.write(name, at, sheet.ink(side.role, 0.9))
            below = (at[0], at[1] + sheet.line_height(sheet.ink(side.role, 0.9)))
            sheet.write(value, below, sheet.ink(side.role, 0.9, bold=True))
