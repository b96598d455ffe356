"""Chart data to a matplotlib figure; the one place that knows which picture a chart takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okrdesk.charts.data import Chart, KeyResultChart, ProgressChart
from okrdesk.charts.loading import load_matplotlib
from okrdesk.charts.panels import CountsChart, HeatMapChart, PanelChart, StackedChart
from okrdesk.charts.sheet import Sheet
from okrdesk.charts.style import Style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(chart: Chart, style: Style, size: tuple[int, int], dpi: float = 96.0) -> Figure:
    """Return the figure that `compose` draws."""
    return compose(chart, style, size, dpi).figure


def compose(chart: Chart, style: Style, size: tuple[int, int], dpi: float = 96.0) -> Sheet:
    """Return a sheet with `chart` drawn `size` device pixels large; `dpi` scales text and lines.

    For a screen of device pixel ratio r, give device pixels and 96 × r. Runs on any thread but
    the window's: the first call imports matplotlib (about half a second).
    """
    load_matplotlib()
    from okrdesk.charts.key_result_figure import KeyResultFigure
    from okrdesk.charts.progress_figure import ProgressFigure

    sheet = Sheet(style, size, dpi)
    if isinstance(chart, KeyResultChart):
        KeyResultFigure(chart, sheet).draw()
    elif isinstance(chart, ProgressChart):
        ProgressFigure(chart, sheet).draw()
    else:
        _draw_panel(chart, sheet)
    return sheet


def _draw_panel(chart: PanelChart, sheet: Sheet) -> None:
    from okrdesk.charts import panel_figures

    if isinstance(chart, HeatMapChart):
        panel_figures.draw_heat_map(chart, sheet)
    elif isinstance(chart, StackedChart):
        panel_figures.draw_stacked(chart, sheet)
    elif isinstance(chart, CountsChart):
        panel_figures.draw_counts(chart, sheet)
    else:
        panel_figures.draw_dots(chart, sheet)
