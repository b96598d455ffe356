"""Charts: frozen data with its table, pictures by matplotlib (imported lazily), files of both.

`import okrdesk.charts` loads neither matplotlib nor openpyxl; drawing and exporting do, and belong
on a worker.
"""

from okrdesk.charts.building import Span, Subject, key_result_chart, points_of, progress_chart
from okrdesk.charts.data import Chart, ForecastBand, KeyResultChart, Part, Point, ProgressChart
from okrdesk.charts.export import (
    Picture,
    render_picture,
    render_png,
    render_svg,
    render_xlsx,
    write_chart,
)
from okrdesk.charts.sheet import Spot
from okrdesk.charts.style import DARK, LIGHT, Style, Tokens
from okrdesk.charts.table import Cell, Column, ColumnKind, Table, cell_text
from okrdesk.charts.words import describe

__all__ = [
    "DARK",
    "LIGHT",
    "Cell",
    "Chart",
    "Column",
    "ColumnKind",
    "ForecastBand",
    "KeyResultChart",
    "Part",
    "Picture",
    "Point",
    "ProgressChart",
    "Span",
    "Spot",
    "Style",
    "Subject",
    "Table",
    "Tokens",
    "cell_text",
    "describe",
    "key_result_chart",
    "points_of",
    "progress_chart",
    "render_picture",
    "render_png",
    "render_svg",
    "render_xlsx",
    "write_chart",
]
