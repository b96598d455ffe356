"""The picture of an objective or a unit: progress over time, and bars of what it is made of.

Progress is a step line, because it holds until the next check-in; the expected line is dashed.
Below, each part has its health mark by shape, its title, a bar, a tick where it is expected to be,
and its percentage.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from okrdesk.charts.data import Part, ProgressChart
from okrdesk.charts.placing import Placer
from okrdesk.charts.plot import Frame, Plot
from okrdesk.charts.scales import round_ticks
from okrdesk.charts.sheet import Box, Sheet, Spot
from okrdesk.charts.style import mix
from okrdesk.charts.table import percent
from okrdesk.domain.health import Health
from okrdesk.i18n import _

if TYPE_CHECKING:
    from matplotlib.path import Path

_ROW_EMS = 1.8
_LEAST_PLOT_EMS = 10.0

_DASHED_RING = "dashed ring"

# Shape, token and whether the mark is filled, the same as the window's: ● ▲ ■ ◌ ○.
_HEALTH: dict[Health, tuple[str, str, bool]] = {
    Health.ON_TRACK: ("o", "good", True),
    Health.AT_RISK: ("^", "warn", True),
    Health.BEHIND: ("s", "bad", True),
    Health.OVERDUE: (_DASHED_RING, "idle", False),
    Health.NOT_DUE: ("o", "idle", False),
    Health.NOT_STARTED: ("o", "idle", False),
    Health.CLOSED: ("s", "idle", True),
}


class ProgressFigure:
    """Draws `chart` on `sheet`: heading, progress over time, bars of the parts."""

    def __init__(self, chart: ProgressChart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.tokens = sheet.style.tokens

    def draw(self) -> None:
        """Draw everything."""
        top = self.sheet.heading(self.chart.title, self._subtitle())
        rows = self._rows_that_fit(self.sheet.height - top)
        below = self._height_of(rows)
        if self._has_trend:
            self._trend(top, self.sheet.height - below)
            top = self.sheet.height - below
        self._bars(top, rows)

    def _subtitle(self) -> str:
        if not self.chart.points:
            return _("No check-in yet")
        on, share = self.chart.points[-1]
        return _("{value} on {date}").format(value=percent(share), date=f"{on:%d/%m/%Y}")

    @property
    def _has_trend(self) -> bool:
        return bool(self.chart.points) or not self.chart.parts

    def _rows_that_fit(self, room: float) -> int:
        em = self.sheet.em
        trend = _LEAST_PLOT_EMS * em if self._has_trend else 0.0
        rows = int((room - trend) / (em * _ROW_EMS) - 1.2)
        return max(min(rows - (rows < len(self.chart.parts)), len(self.chart.parts)), 0)

    def _height_of(self, rows: int) -> float:
        if not self.chart.parts:
            return 0.0
        return (rows + (rows < len(self.chart.parts)) + 1.2) * _ROW_EMS * self.sheet.em

    # ---- over time

    def _trend(self, top: float, bottom: float) -> None:
        sheet, em = self.sheet, self.sheet.em
        label_ink = sheet.ink("muted", 0.9)
        left = sheet.measure("100 %", label_ink)[0] + em * 1.2
        top += sheet.line_height(sheet.ink("muted", 0.85)) + em * 0.2
        box = Box(left, top, sheet.width - em * 1.7, max(bottom - em * 3.4, top + em * 2))
        plot = Plot(sheet, box, Frame(self.chart.start_on, self.chart.end_on, -0.02, 1.06))
        ticks = round_ticks(0, 100, 4 if box.bottom - box.top > em * 8 else 3)
        plot.value_ticks([(tick / 100, f"{tick:.0f} %") for tick in ticks])
        plot.date_ticks()
        self.placer = Placer(box)
        if word := plot.today(self.chart.today, _("Today")):
            self.placer.taken.append(word)
            self.placer.follow(plot.upright(self.chart.today), self.sheet.em)
        self._lines(plot)

    def _lines(self, plot: Plot) -> None:
        chart, tokens = self.chart, self.tokens
        days = [on.toordinal() for on, _share in chart.expected]
        shares = [float(share) for _on, share in chart.expected]
        dashed: Any = (0, (5, 3))
        plot.axes.plot(
            days, shares, color=tokens.muted, lw=1.3, ls=dashed, zorder=2, gid="expected"
        )
        path = [plot.at(on, float(share)) for on, share in chart.expected]
        self.placer.follow(path, self.sheet.em * 0.5)
        if chart.points:
            self._progress(plot)
        today = min(max(chart.today, chart.start_on), chart.end_on)
        if (expected := chart.expected_at(today)) is not None:
            self._say(plot, today, expected, "muted")

    def _progress(self, plot: Plot) -> None:
        line = [(on, float(share)) for on, share in self.chart.points]
        until = min(max(self.chart.today, line[-1][0]), self.chart.end_on)
        line.append((until, line[-1][1]))
        plot.axes.plot(
            [on.toordinal() for on, _share in line],
            [share for _on, share in line],
            color=self.tokens.accent,
            lw=2.0,
            drawstyle="steps-post",
            zorder=4,
            gid="values",
        )
        corners = [plot.at(*line[0])]
        for on, height in line[1:]:
            corners += [(plot.x(on), corners[-1][1]), plot.at(on, height)]
        self.placer.follow(corners, self.sheet.em * 0.5)
        for row, (on, share) in enumerate(self.chart.points):
            text = f"{on:%d/%m/%Y}: {percent(share)}"
            self.sheet.spots.append(Spot(*plot.at(on, float(share)), text, (row, 2)))
        on, share = self.chart.points[-1]
        size = self.sheet.style.font_size * 0.55
        self.sheet.mark(
            plot.at(on, float(share)), marker="o", markersize=size, color=self.tokens.accent
        )
        ink = self.sheet.ink("accent", 1.1, bold=True)
        self._write(plot, percent(share), (plot.x(on), plot.y(float(share))), ink)

    def _say(self, plot: Plot, on: date, share: Fraction, role: str) -> None:
        at = plot.at(on, float(share))
        self.sheet.dot(at)
        text = _("Expected {value}").format(value=percent(share))
        self._write(plot, text, at, self.sheet.ink(role, 0.9))

    def _write(self, plot: Plot, text: str, at: tuple[float, float], ink: Any) -> None:
        box = self.placer.place(self.sheet.measure(text, ink), at, self.sheet.em * 0.45)
        self.sheet.write(text, (box.left, box.top), ink, halo=True)

    # ---- at present

    def _bars(self, top: float, rows: int) -> None:
        if not self.chart.parts:
            return
        ink = self.sheet.ink("muted", 0.9)
        caption = _("At present (the upright line is what is expected)")
        self.sheet.write(
            self.sheet.fit(caption, ink, self.sheet.width), (self.sheet.em * 0.7, top), ink
        )
        top += self.sheet.em * _ROW_EMS * 0.95
        for index, part in enumerate(self.chart.parts[:rows]):
            self._bar(part, top + index * _ROW_EMS * self.sheet.em)
        rest = len(self.chart.parts) - rows
        if rest > 0:
            text = _("… and {count} more in the table").format(count=rest)
            at = (self.sheet.em * 2.2, top + rows * _ROW_EMS * self.sheet.em)
            self.sheet.write(text, at, self.sheet.ink("muted", 0.9))

    def _bar(self, part: Part, top: float) -> None:
        sheet, em = self.sheet, self.sheet.em
        ink = sheet.ink("text", 0.95)
        middle = top + sheet.line_height(ink) / 2
        if part.health is not None:
            sheet.mark((em * 1.2, middle), **marker_of(part.health, sheet))
        left, right = sheet.width * 0.52, sheet.width - em * 5.2
        title = sheet.fit(part.title, ink, left - em * 3.2)
        sheet.write(title, (em * 2.2, top), ink)
        track = Box(left, middle - em * 0.36, right, middle + em * 0.36)
        sheet.block(track, self.tokens.line)
        if part.progress is not None:
            share = min(max(float(part.progress), 0.0), 1.0)
            done = Box(left, track.top, left + (right - left) * share, track.bottom)
            sheet.block(done, mix(self.tokens.accent, self.tokens.surface, 0.85))
        if part.expected is not None:
            x = left + (right - left) * min(max(float(part.expected), 0.0), 1.0)
            sheet.stroke(
                (x, track.top - em * 0.25), (x, track.bottom + em * 0.25), self.tokens.text
            )
        said = percent(part.progress) if part.progress is not None else "–"
        sheet.write(said, (sheet.width - em * 0.8, top), sheet.ink("text", 0.95, align="right"))


def marker_of(health: Health, sheet: Sheet, scale: float = 0.75) -> dict[str, Any]:
    """Return how a mark of health is drawn, at `scale` times the text: shape and colour."""
    shape, role, filled = _HEALTH[health]
    colour = getattr(sheet.style.tokens, role)
    return {
        "marker": _dashed_ring() if shape == _DASHED_RING else shape,
        "markersize": sheet.style.font_size * scale,
        "markeredgecolor": colour,
        "markeredgewidth": 1.2,
        "markerfacecolor": colour if filled else "none",
    }


def _dashed_ring() -> Path:
    """Return ◌ as a marker: eight short arcs, since markers' edges cannot be dashed."""
    from matplotlib.path import Path

    return Path.make_compound_path(*(Path.arc(at, at + 26) for at in range(0, 360, 45)))
