"""A chart as a file: PNG, SVG, and its data as an Excel workbook.

SVG keeps text as text, so that a chart pasted into a report can be searched, read aloud and
corrected; its font list ends in common faces that are no wider than the bundled one. Pictures of
the same data are byte-identical. One lock serialises drawing: matplotlib's text cache and rcParams
belong to the process and are not made for several threads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from okrdesk.charts.data import Chart
from okrdesk.charts.figures import compose, draw
from okrdesk.charts.sheet import Spot
from okrdesk.charts.style import Style
from okrdesk.charts.table import Cell, Column, ColumnKind
from okrdesk.i18n import _
from okrdesk.outgoing import cell_text, needs_quote, write_whole, xml_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE_SIZE = (1600, 900)
PAGE_DPI = 160.0
_SCREEN_DPI = 96.0
_FONTS = "'DejaVu Sans', 'Segoe UI', 'Noto Sans', Arial, sans-serif"
_ONE_AT_A_TIME = Lock()
# A named text is written twice, first as its own halo: not every reader of SVG knows paint-order.
_HALO = re.compile(
    rb'(?<=<g id="halo)(\d+">\s*(?:<!--.*?-->\s*)?)(<text style="[^"]*)("[^>]*>.*?</text>)'
)
_FORMATS = {
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.SHARE: "0.0%",
}


def render_png(
    chart: Chart, style: Style, size: tuple[int, int] = PAGE_SIZE, dpi: float = PAGE_DPI
) -> bytes:
    """Return the chart as PNG of `size` pixels."""
    return _saved(chart, style, size, dpi, {"format": "png", "metadata": {"Software": None}})


@dataclass(frozen=True)
class Picture:
    """A chart for the screen: RGBA bytes, 4 × width × height, and what can be pointed at."""

    width: int
    height: int
    pixels: bytes
    spots: tuple[Spot, ...]


def render_picture(chart: Chart, style: Style, size: tuple[int, int], dpi: float) -> Picture:
    """Return the chart as bare pixels, which a window shows without decoding."""
    with _ONE_AT_A_TIME:
        sheet = compose(chart, style, size, dpi)
        canvas: Any = sheet.figure.canvas
        canvas.draw()
        width, height = canvas.get_width_height()
        return Picture(width, height, bytes(canvas.buffer_rgba()), tuple(sheet.spots))


def render_svg(chart: Chart, style: Style, size: tuple[int, int] = (960, 540)) -> bytes:
    """Return the chart as SVG of `size` CSS pixels, with its title and text as text."""
    meta = {"Title": xml_text(chart.title), "Date": None, "Creator": None}
    svg = _saved(chart, style, size, _SCREEN_DPI, {"format": "svg", "metadata": meta})
    svg = re.sub(rb"(font-family: |px )'DejaVu Sans'[^;\"]*", rb"\1" + _FONTS.encode(), svg)
    return _HALO.sub(rf'\1\2;{_halo(style)}" aria-hidden="true\3\2\3'.encode(), svg)


def render_xlsx(chart: Chart) -> bytes:
    """Return the chart's table as a workbook of one sheet, numbers and dates as Excel's own."""
    from openpyxl import Workbook

    table = chart.as_table()
    book = Workbook()
    sheet = book.active
    sheet.title = _("Data")
    _put(sheet.cell(1, 1), table.title)
    for index, column in enumerate(table.columns, start=1):
        _put(sheet.cell(3, index), column.heading)
    for number, row in enumerate(table.rows, start=4):
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            _put(sheet.cell(number, index), cell, column)
    _dress(sheet, table.columns)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_chart(chart: Chart, path: Path, style: Style | None = None) -> Path:
    """Write the chart as the suffix of `path` says (.png, .svg, .xlsx); return the path.

    The file appears whole or not at all. Raises Fault FILE_NOT_WRITTEN, ValueError for a suffix
    that is none of the three.
    """
    return write_whole(path, partial(_content, chart, path.suffix.lower(), style or Style()))


def _content(chart: Chart, suffix: str, style: Style) -> bytes:
    if suffix == ".png":
        return render_png(chart, style)
    if suffix == ".svg":
        return render_svg(chart, style)
    if suffix == ".xlsx":
        return render_xlsx(chart)
    raise ValueError(f"no chart is written as {suffix!r}")


def _saved(
    chart: Chart, style: Style, size: tuple[int, int], dpi: float, how: dict[str, Any]
) -> bytes:
    with _ONE_AT_A_TIME:
        figure = draw(chart, style, size, dpi)
        from matplotlib import rc_context

        out = BytesIO()
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "okrdesk"}):
            if how["format"] == "svg":
                _keep_as_text(figure)
            figure.savefig(out, dpi=dpi, facecolor=style.tokens.surface, **how)
    return out.getvalue()


def _keep_as_text(figure: Figure) -> None:
    """Take halos off, which would turn their texts into outlines, and name those texts."""
    haloed = [text for text in figure.texts if text.get_path_effects()]
    for number, text in enumerate(haloed):
        text.set_path_effects([])
        text.set_gid(f"halo{number}")


def _halo(style: Style) -> str:
    ground = style.tokens.surface
    return f" stroke: {ground}; stroke-width: 3px; stroke-linejoin: round"


def _put(cell: Any, value: Cell, column: Column | None = None) -> None:
    """Write one cell; text never becomes a formula, whatever it begins with."""
    from openpyxl.styles import Alignment

    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
        cell.quotePrefix = needs_quote(value)
        return
    if value is None:
        return
    cell.value = float(value) if isinstance(value, Fraction) else value
    if column is not None:
        cell.number_format = (
            _number_format(value) if isinstance(value, Decimal) else _FORMATS[column.kind]
        )
    if isinstance(value, date):
        cell.alignment = Alignment(horizontal="left")


def _number_format(value: Decimal) -> str:
    """Return the format with as many decimals as there are; Excel shows "60." for "0.##"."""
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def _dress(sheet: Any, columns: tuple[Column, ...]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.cell(1, 1).font = Font(bold=True, size=13)
    for index, column in enumerate(columns, start=1):
        head = sheet.cell(3, index)
        head.font = Font(bold=True)
        head.border = Border(bottom=Side(style="thin"))
        number = column.kind in (ColumnKind.NUMBER, ColumnKind.SHARE)
        head.alignment = Alignment(horizontal="right" if number else "left")
        longest = max(
            (len(str(sheet.cell(row, index).value or "")) for row in range(3, sheet.max_row + 1)),
            default=0,
        )
        sheet.column_dimensions[get_column_letter(index)].width = min(max(longest + 3, 12), 60)
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
