"""The pictures of the dashboard's charts: heat map, stacked bars, lines of counts, dots."""

from __future__ import annotations

from typing import Any

from okrdesk.charts.panels import (
    CountLine,
    CountsChart,
    DotsChart,
    HeatCell,
    HeatMapChart,
    Segment,
    StackedChart,
)
from okrdesk.charts.placing import spread
from okrdesk.charts.plot import Frame, Plot
from okrdesk.charts.progress_figure import marker_of
from okrdesk.charts.scales import round_ticks
from okrdesk.charts.sheet import Box, Sheet, Spot
from okrdesk.charts.style import mix
from okrdesk.charts.table import percent
from okrdesk.domain.health import Health
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import _

ROLES = {
    Health.ON_TRACK: "good",
    Health.AT_RISK: "warn",
    Health.BEHIND: "bad",
    Health.OVERDUE: "idle",
    Health.NOT_DUE: "idle",
    Health.NOT_STARTED: "idle",
    Health.CLOSED: "idle",
}
_TINT = 0.28
_LEGEND_EMS = 1.9


def draw_heat_map(chart: HeatMapChart, sheet: Sheet) -> None:
    """Draw units down and columns across; a cell has its tint, its mark and the share on track."""
    em, ink = sheet.em, sheet.ink("text", 0.9)
    top = sheet.heading(chart.title, chart.note)
    names = [name for name, _cells in chart.rows]
    widest = max((sheet.measure(name, ink)[0] for name in names), default=0.0)
    left = min(widest, sheet.width * 0.28) + em * 1.4
    across = (sheet.width - left - em * 0.7) / max(len(chart.columns), 1)
    heads = sheet.ink("muted", 0.8, align="center")
    last = -em
    for place, name in enumerate(chart.columns):
        middle = left + across * (place + 0.5)
        room = sheet.measure(name, heads)[0]
        if room <= across or middle - room / 2 > last + em * 0.4:
            shown = sheet.fit(name, heads, max(across, room))
            last = sheet.write(shown, (middle, top), heads).right
    top += em * 1.6
    down = min((sheet.height - top - em * 0.6) / max(len(chart.rows), 1), em * 2.6)
    for row, (name, cells) in enumerate(chart.rows):
        y = top + row * down
        text = sheet.fit(name, ink, left - em * 1.2)
        sheet.write(text, (em * 0.7, y + (down - sheet.line_height(ink)) / 2), ink)
        for place, cell in enumerate(cells):
            x = left + place * across
            box = Box(x + 0.5, y + 0.5, x + across - 0.5, y + down - 0.5)
            _draw_cell(sheet, cell, box)
            if cell.mark is not None:
                sheet.spots.append(_spot(box, cell.detail, (row, place + 1)))


def _spot(box: Box, text: str, cell: tuple[int, int] | None = None) -> Spot:
    middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return Spot(*middle, text, cell, box)


def _draw_cell(sheet: Sheet, cell: HeatCell, box: Box) -> None:
    tokens, middle = sheet.style.tokens, ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    if cell.mark is None:
        sheet.block(box, mix(tokens.line, tokens.surface, 0.4))
        return
    colour = getattr(tokens, ROLES[cell.mark])
    sheet.block(box, mix(colour, tokens.surface, _TINT))
    text = "" if cell.share is None else percent(_whole(cell.share))
    ink = sheet.ink("text", 0.82)
    width, height = sheet.measure(text, ink)
    mark = sheet.style.font_size * 0.5
    if width + sheet.em * 1.4 < box.right - box.left:
        sheet.mark((middle[0] - width / 2 - sheet.em * 0.1, middle[1]), **_marker(cell.mark, sheet))
        sheet.write(text, (middle[0] - width / 2 + sheet.em * 0.5, middle[1] - height / 2), ink)
    elif mark * sheet.dpi / 72 < box.right - box.left:
        sheet.mark(middle, **_marker(cell.mark, sheet))


def _marker(mark: Health, sheet: Sheet) -> dict[str, Any]:
    return marker_of(mark, sheet, 0.55)


def draw_stacked(chart: StackedChart, sheet: Sheet) -> None:
    """Draw one bar for each row, its segments by count, the legend above."""
    em, ink = sheet.em, sheet.ink("text", 0.92)
    top = _legend(chart, sheet, sheet.heading(chart.title, ""))
    widest = max((sheet.measure(name, ink)[0] for name, _counts in chart.rows), default=0.0)
    left = min(widest, sheet.width * 0.34) + em * 1.4
    most = max((sum(counts) for _name, counts in chart.rows), default=0) or 1
    room = sheet.width - left - em * 3.4
    down = min((sheet.height - top - em * 0.5) / max(len(chart.rows), 1), em * 2.4)
    for row, (name, counts) in enumerate(chart.rows):
        y = top + row * down
        line = y + (down - sheet.line_height(ink)) / 2
        sheet.write(sheet.fit(name, ink, left - em * 1.2), (em * 0.7, line), ink)
        # Bars compare shares where rows differ much in size: each fills the room by its own sum.
        x, total = left, sum(counts)
        for place, (segment, count) in enumerate(zip(chart.segments, counts, strict=True)):
            wide = room * count / total if total else 0.0
            if wide > 0:
                box = Box(x, y + down * 0.16, x + wide - 1, y + down * 0.84)
                _fill(sheet, box, segment)
                said = f"{name} · {segment.name}: {count}"
                sheet.spots.append(_spot(box, said, (row, place + 1)))
                _count(sheet, box, count)
            x += wide
        right = sheet.ink("muted", 0.9, align="right")
        sheet.write(f"{total}" if most else "", (sheet.width - em * 0.7, line), right)


def _fill(sheet: Sheet, box: Box, segment: Segment) -> None:
    tokens = sheet.style.tokens
    colour = getattr(tokens, segment.role)
    sheet.block(box, mix(colour, tokens.surface, 0.55 * segment.strength))


def _count(sheet: Sheet, box: Box, count: int) -> None:
    ink = sheet.ink("text", 0.85, align="center")
    width, height = sheet.measure(f"{count}", ink)
    if width + sheet.em * 0.3 < box.right - box.left:
        top = (box.top + box.bottom) / 2 - height / 2
        sheet.write(f"{count}", ((box.left + box.right) / 2, top), ink)


def _legend(chart: StackedChart, sheet: Sheet, top: float) -> float:
    """Name the segments that occur, in as many lines as they need; return where bars begin."""
    em, ink = sheet.em, sheet.ink("muted", 0.88)
    x = em * 0.7
    for place, segment in enumerate(chart.segments):
        if not any(counts[place] for _name, counts in chart.rows):
            continue
        width = sheet.measure(segment.name, ink)[0] + em * 2.2
        if x + width > sheet.width:
            x, top = em * 0.7, top + em * _LEGEND_EMS
        box = Box(x, top + em * 0.25, x + em * 0.9, top + em * 1.15)
        _fill(sheet, box, segment)
        sheet.spots.append(_spot(box, segment.name))
        sheet.write(segment.name, (x + em * 1.3, top), ink)
        x += width
    return top + em * _LEGEND_EMS


def draw_counts(chart: CountsChart, sheet: Sheet) -> None:
    """Draw lines of counts with their names at their ends."""
    em, small = sheet.em, sheet.ink("muted", 0.9)
    top = sheet.heading(chart.title, "") + em * 1.2
    highest = max((count for line in chart.lines for _day, count in line.points), default=1)
    most = float(highest) or 1.0
    left = sheet.measure(format_decimal(round(most)), small)[0] + em * 1.4
    names = max((sheet.measure(_last_of(line), small)[0] for line in chart.lines), default=0.0)
    box = Box(left, top, sheet.width - min(names, sheet.width * 0.34) - em * 1.6, 0)
    box = Box(box.left, top, box.right, max(sheet.height - em * 3.2, top + em * 2))
    plot = Plot(sheet, box, Frame(chart.start_on, chart.end_on, 0, most * 1.08))
    ticks = round_ticks(0, most, 4)
    plot.value_ticks([(tick, format_decimal(tick)) for tick in ticks if tick == int(tick)])
    plot.date_ticks()
    plot.today(chart.today, _("Today"))
    ends: list[float] = []
    rows = {day: row for row, day in enumerate(chart.days)}
    for column, line in enumerate(chart.lines, start=1):
        dashes: Any = (0, (5, 3)) if line.is_dashed else "-"
        days = [day.toordinal() for day, _count in line.points]
        colour = getattr(sheet.style.tokens, line.role)
        counts = [float(count) for _day, count in line.points]
        plot.axes.plot(days, counts, color=colour, lw=1.8, ls=dashes, zorder=3)
        for day, count in line.points:
            said = f"{day:%d/%m/%Y} · {line.name}: {format_decimal(count)}"
            sheet.spots.append(Spot(*plot.at(day, count), said, (rows[day], column)))
        ends.append(plot.y(counts[-1]) if counts else box.bottom)
    height = sheet.line_height(small)
    tops = spread(ends, [height] * len(ends), box.top - height / 2, box.bottom + height / 2)
    for line, y in zip(chart.lines, tops, strict=True):
        ink = sheet.ink(line.role, 0.9)
        text = _last_of(line)
        sheet.write(
            sheet.fit(text, ink, sheet.width - box.right - em), (box.right + em * 0.6, y), ink
        )


def _last_of(line: CountLine) -> str:
    """Return the name of a line with its last count; a planned line has only its name."""
    if line.is_dashed or not line.points:
        return line.name
    return f"{line.name} ({format_decimal(line.points[-1][1])})"


def draw_dots(chart: DotsChart, sheet: Sheet) -> None:
    """Draw progress across and confidence upwards, each dot with the shape of its mark."""
    em, small = sheet.em, sheet.ink("muted", 0.88)
    top = sheet.heading(chart.title, "")
    sheet.write(_("Confidence (0–10)"), (em * 0.7, top), small)
    top += sheet.line_height(small) + em * 0.4
    box = Box(em * 2.6, top, sheet.width - em * 1.6, max(sheet.height - em * 3.6, top + em * 2))
    axes = sheet.axes(box, (-0.03, 1.03), (-0.4, 10.4))
    line = sheet.style.tokens.line
    right = sheet.ink("muted", 0.88, align="right")
    centre = sheet.ink("muted", 0.88, align="center")
    for value in (0, 5, 10):
        axes.axhline(value, color=line, lw=0.8, zorder=0)
        y = box.bottom - (value + 0.4) / 10.8 * (box.bottom - box.top)
        sheet.write(f"{value}", (box.left - em * 0.4, y - sheet.line_height(right) / 2), right)
    for share in (0, 0.5, 1):
        x = box.left + (share + 0.03) / 1.06 * (box.right - box.left)
        axes.axvline(share, color=line, lw=0.8, zorder=0)
        sheet.write(f"{share:.0%}".replace("%", " %"), (x, box.bottom + em * 0.3), centre)
    sheet.write(_("Progress"), ((box.left + box.right) / 2, box.bottom + em * 1.7), centre)
    if chart.expected is not None:
        dashes: Any = (0, (5, 3))
        axes.axvline(float(chart.expected), color=sheet.style.tokens.muted, lw=1.2, ls=dashes)
    for row, dot in enumerate(chart.dots):
        x = box.left + (float(dot.progress) + 0.03) / 1.06 * (box.right - box.left)
        y = box.bottom - (float(dot.confidence) + 0.4) / 10.8 * (box.bottom - box.top)
        said = f"{dot.title} · {percent(_whole(dot.progress))} · {format_decimal(dot.confidence)}"
        sheet.spots.append(Spot(x, y, said, (row, 0)))
    for mark in Health:
        some = [dot for dot in chart.dots if dot.mark is mark]
        if some:
            look = marker_of(mark, sheet, 0.6)
            xs = [float(dot.progress) for dot in some]
            axes.plot(xs, [float(dot.confidence) for dot in some], linestyle="none", **look)


def _whole(share: Any) -> Any:
    """Return a share to whole points, as there is little room."""
    from fractions import Fraction

    return Fraction(round(share * 100), 100)
