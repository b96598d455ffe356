"""The charts of a dashboard, from what `okrdesk.services.dashboard` and `coverage` count."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.charts.building import Span, progress_chart
from okrdesk.charts.data import Chart, ProgressChart
from okrdesk.charts.export import render_svg
from okrdesk.charts.panels import (
    CountLine,
    CountsChart,
    Dot,
    DotsChart,
    HeatCell,
    HeatMapChart,
    Segment,
    StackedChart,
)
from okrdesk.charts.style import Style
from okrdesk.charts.table import percent
from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.dashboard import ObjectiveFact, middle_mark, on_track_share
from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.services.coverage import Coverage, DirectiveRow
from okrdesk.services.dashboard import Dashboard, Line

SHOWN_MARKS = (
    Health.ON_TRACK,
    Health.AT_RISK,
    Health.BEHIND,
    Health.OVERDUE,
    Health.NOT_STARTED,
    Health.NOT_DUE,
    Health.CLOSED,
)
"""The marks in the order of the legend."""
_ON_PAGE = (620, 270)
"""The size of a picture on the page in CSS pixels, a quarter of what is left below the numbers."""
SHOWN_AXES: tuple[Axis | None, ...] = (*Axis, None)
_MARK_LOOK: Mapping[Health, tuple[str, float]] = {
    Health.ON_TRACK: ("good", 1.0),
    Health.AT_RISK: ("warn", 1.0),
    Health.BEHIND: ("bad", 1.0),
    Health.OVERDUE: ("idle", 1.3),
    Health.NOT_STARTED: ("idle", 0.5),
    Health.NOT_DUE: ("idle", 0.3),
    Health.CLOSED: ("accent", 0.5),
}
_STATE_LOOK: Mapping[CoverageState, tuple[str, float]] = {
    CoverageState.DONE: ("accent", 0.8),
    CoverageState.MOVING: ("good", 1.0),
    CoverageState.STILL: ("warn", 1.0),
    CoverageState.LATE: ("bad", 1.0),
    CoverageState.UNCOVERED: ("idle", 0.8),
}


def line_name(line: Line) -> str:
    """Return the name of a line; the one of owners without a post has none of its own."""
    return line.name or _("Without a unit")


def axis_name(axis: Axis | None) -> str:
    """Return the name of an axis of results, or what stands for none."""
    return name_of(axis) if axis else _("No axis")


def heat_map_chart(dashboard: Dashboard) -> HeatMapChart:
    """Return units by weeks; without weeks yet there are no columns."""
    ends = dashboard.ends if dashboard.weeks is not None else ()
    rows = tuple(
        (line_name(line), tuple(_week_cell(line, place, day) for place, day in enumerate(ends)))
        for line in dashboard.lines
    )
    columns = tuple(f"{day:%d/%m}" for day in ends)
    return HeatMapChart(_("Units by week"), _heat_note(), _("Unit"), columns, rows)


def axes_chart(dashboard: Dashboard) -> HeatMapChart:
    """Return units by axis of results, as they stand today."""
    axes = shown_axes(dashboard)
    rows = tuple(
        (
            line_name(line),
            tuple(
                heat_cell(line.part.axes.get(axis, {}), line_name(line), axis_name(axis))
                for axis in axes
            ),
        )
        for line in dashboard.lines
    )
    names = tuple(map(axis_name, axes))
    return HeatMapChart(_("Units by axis of results"), _heat_note(), _("Unit"), names, rows)


def _heat_note() -> str:
    return _("Share on track; the mark is that of the key result in the middle")


def shown_axes(dashboard: Dashboard) -> tuple[Axis | None, ...]:
    """Return the axes that any objective has, in their order, none last."""
    return tuple(axis for axis in SHOWN_AXES if axis in dashboard.part.axes)


def _week_cell(line: Line, place: int, day: date) -> HeatCell:
    marks = line.weeks.marks[place] if line.weeks else {}
    return heat_cell(marks, line_name(line), f"{day:%d/%m/%Y}")


def heat_cell(marks: Mapping[Health, int], row: str, column: str) -> HeatCell:
    """Return the cell of counted marks: the middle one, the share on track, and all in words."""
    share = on_track_share(marks)
    known = [f"{name_of(mark)} {marks[mark]}" for mark in SHOWN_MARKS if marks.get(mark)]
    detail = f"{row} · {column}\n" + (", ".join(known) or _("no key results"))
    exact = None if share is None else Fraction(share).limit_denominator(10**6)
    return HeatCell(middle_mark(marks), exact, detail)


def distribution_chart(dashboard: Dashboard) -> StackedChart:
    """Return how many key results show which mark: all of them first, then by unit."""
    segments = tuple(Segment(name_of(mark).capitalize(), *_MARK_LOOK[mark]) for mark in SHOWN_MARKS)
    rows = [(_("All"), dashboard.marks)]
    if len(dashboard.lines) > 1:
        rows += [(line_name(line), line.part.total.marks) for line in dashboard.lines]
    counted = tuple((name, tuple(marks[mark] for mark in SHOWN_MARKS)) for name, marks in rows)
    return StackedChart(_("Health of key results"), _("Unit"), segments, counted)


def trend_chart(dashboard: Dashboard) -> ProgressChart:
    """Return the progress of all objectives by week beside the expected line."""
    return progress_chart(_("Progress by week"), _span(dashboard), dashboard.trend)


def burn_up_chart(dashboard: Dashboard) -> CountsChart:
    """Return how much of the key results is done by week, beside what is expected and all of it.

    A key result half done counts as half of one; the expected line rises evenly to all of them.
    """
    span, burn = _span(dashboard), dashboard.burn
    all_of = dashboard.part.total.number
    even = ((span.start_on, Decimal(0)), (span.end_on, Decimal(all_of)))
    done = tuple((day, Decimal(str(round(share, 1)))) for day, _reached, share, _begun in burn)
    lines = (
        CountLine(_("In all"), "muted", False, tuple((day, Decimal(one[2])) for day, *one in burn)),
        CountLine(_("Expected"), "muted", True, even),
        CountLine(_("Done, converted"), "accent", False, done),
        CountLine(_("Reached"), "good", False, tuple((day, Decimal(one[0])) for day, *one in burn)),
    )
    return CountsChart(_("Key results done"), span.start_on, span.end_on, span.today, lines)


def confidence_chart(dashboard: Dashboard) -> DotsChart:
    """Return the confidence in each objective against its progress; people are not shown."""
    dots = [_dot(one) for one in dashboard.objectives]
    known = sorted((dot for dot in dots if dot is not None), key=lambda dot: (dot.title, dot.id))
    at = dashboard.expected
    exact = None if at is None else Fraction(at).limit_denominator(10**6)
    return DotsChart(_("Confidence against progress"), exact, tuple(known))


def _dot(one: ObjectiveFact) -> Dot | None:
    confidence = one.confidence
    if confidence is None or one.progress is None:
        return None
    marks: dict[Health, int] = {}
    for each in one.key_results:
        marks[each.mark] = marks.get(each.mark, 0) + 1
    share = Fraction(one.progress).limit_denominator(10**6)
    exact = Decimal(str(round(confidence, 1)))
    return Dot(one.id, one.title, share, exact, middle_mark(marks) or Health.NOT_STARTED)


def coverage_chart(coverage: Coverage) -> StackedChart:
    """Return how many items of each directive are in which state."""
    segments = tuple(
        Segment(name_of(state).capitalize(), *_STATE_LOOK[state]) for state in _STATE_LOOK
    )
    rows = tuple(
        (row.directive.code, tuple(row.states.get(state, 0) for state in _STATE_LOOK))
        for row in covered(coverage)
    )
    return StackedChart(_("Coverage of directives"), _("Directive"), segments, rows)


def covered(coverage: Coverage) -> tuple[DirectiveRow, ...]:
    """Return the directives that the chart has a bar for: those with items."""
    return tuple(row for row in coverage.directives if row.items)


COVERAGE_STATES: Sequence[CoverageState] = tuple(_STATE_LOOK)
"""The states in the order of the segments."""


def share_text(share: float | None) -> str:
    """Return a share (0–1) in whole percent, a dash where there is none."""
    return "–" if share is None else percent(Fraction(round(share * 100), 100))


def page_pictures(dashboard: Dashboard) -> dict[str, str]:
    """Return the four pictures of the page as SVG, untitled: the page names them."""
    charts: dict[str, Chart] = {
        "heat_map": heat_map_chart(dashboard),
        "distribution": distribution_chart(dashboard),
        "trend": trend_chart(dashboard),
        "burn_up": burn_up_chart(dashboard),
    }
    style = Style(titled=False)
    return {name: render_svg(one, style, _ON_PAGE).decode() for name, one in charts.items()}


def _span(dashboard: Dashboard) -> Span:
    """Return the days of the dashboard's cycles."""
    ground = dashboard.ground
    if ground is None:
        raise Refused(Code.NOTHING_TO_DRAW)
    return Span(*ground.span, ground.weeks.today)
