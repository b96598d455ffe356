"""Any list as a workbook: real numbers and dates with formats, and text that can never become a
formula.

Opens in Excel 2010 and LibreOffice.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from okrdesk.outgoing import cell_text, needs_quote, write_whole, xml_text

_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_EXACT_DIGITS = 15
_A4 = 9
_NARROWEST, _WIDEST = 8, 60
_ROWS_MEASURED = 200

Shown = str | int | float | Decimal | Fraction | bool | date | datetime | None


@dataclass(frozen=True)
class ExportColumn:
    """A column of a list: title, number format (empty: by value type), width (0: by content)."""

    title: str
    format: str = ""
    width: int = 0


def write_rows(
    path: Path, title: str, columns: Sequence[ExportColumn | str], rows: Iterable[Sequence[Shown]]
) -> Path:
    """Write a list as it is shown, in its order, below a bold header with a filter; return the
    path.

    The file appears whole or not at all. Raises `Fault` FILE_NOT_WRITTEN.
    """
    return write_lists(path, [List(title, columns, rows)])


@dataclass(frozen=True)
class List:
    """A list to be a sheet of a workbook."""

    title: str
    columns: Sequence[ExportColumn | str]
    rows: Iterable[Sequence[Shown]]


def write_lists(path: Path, lists: Sequence[List]) -> Path:
    """Write several lists, a sheet each, as `write_rows` writes one; return the path."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "okrdesk"
    for one in lists:
        _add(book, one)
    return save(book, path)


def _add(book: Any, one: List) -> None:
    declared = [
        ExportColumn(column) if isinstance(column, str) else column for column in one.columns
    ]
    held = [list(row) for row in one.rows]
    sheet = book.create_sheet(sheet_name(one.title))
    _set_up(sheet, declared, held)
    styles = Styles(sheet)
    sheet.append([styles.header(column.title) for column in declared])
    formats = [column.format for column in declared]
    for row in held:
        sheet.append([styles.cell(value, form) for value, form in zip(row, formats, strict=True)])


def save(book: Any, path: Path) -> Path:
    """Save a workbook, whole or not at all; return the path. Raises `Fault` FILE_NOT_WRITTEN."""

    def content() -> bytes:
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    return write_whole(path, content)


def sheet_name(title: str) -> str:
    """Return a title as Excel allows it for a sheet: 31 characters, no []:*?/\\ and no outer
    quote.
    """
    cleaned = " ".join(_NOT_IN_SHEET_NAME.sub(" ", xml_text(title)).split())
    return cleaned[:_LONGEST_SHEET_NAME].strip("' ") or "okrdesk"


class Styles:
    """Cells with the right type and format; each style is made once per workbook."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._made: dict[tuple[str, bool | None], Any] = {}

    def header(self, title: str) -> Any:
        """Return a header cell: bold, shaded, centred, wrapped."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell = self._text(title)
        cell.font = Font(name="Calibri", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE6F1")
        cell.border = Border(bottom=Side("thin", color="7F7F7F"))
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return cell

    def cell(self, value: Shown, form: str = "") -> Any:
        """Return a cell for a value: text stays text, numbers and dates are real ones."""
        from openpyxl.cell import WriteOnlyCell

        native, usual = _native(value)
        if isinstance(native, str):
            return self._text(native)
        cell = WriteOnlyCell(self._sheet, native)
        cell._style = self._style(form or usual or "General")
        return cell

    def _text(self, text: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        held = cell_text(text)
        cell = WriteOnlyCell(self._sheet, held or None)
        if held:
            cell.data_type = "s"
        cell._style = self._style("General", quoted=needs_quote(text))
        return cell

    def _style(self, form: str, quoted: bool | None = None) -> Any:
        """Return a style, shared by all its cells; `quoted` is None for what is not text."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment

        known = (form, quoted)
        if known not in self._made:
            cell = WriteOnlyCell(self._sheet)
            cell.alignment = Alignment(vertical="top", wrap_text=quoted is not None)
            cell.number_format = form
            cell.quotePrefix = bool(quoted)
            self._made[known] = cell._style
        return copy(self._made[known])


def _native(value: Any) -> tuple[Any, str]:
    """Return a value as Excel stores it, and its usual format.

    A Decimal of more than 15 digits would lose some as a number, so it is kept as text.
    """
    if isinstance(value, Fraction):
        return float(value), "0.00"
    if isinstance(value, Decimal):
        if not value.is_finite() or len(value.normalize().as_tuple().digits) > _EXACT_DIGITS:
            return f"{value:f}".replace(".", ","), ""
        return value, "#,##0.############" if value % 1 else "#,##0"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None), "dd/mm/yyyy hh:mm"
    if isinstance(value, date):
        return value, "dd/mm/yyyy"
    return value, ""


def _set_up(sheet: Any, columns: Sequence[ExportColumn], rows: Sequence[Sequence[Shown]]) -> None:
    """Set what a streamed sheet must know before its first row: widths, frozen header, paper."""
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(columns):
        letter = get_column_letter(index + 1)
        sheet.column_dimensions[letter].width = column.width or _fitting(column, index, rows)
    if columns:
        last = get_column_letter(len(columns))
        sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    sheet.freeze_panes = "A2"
    set_paper(sheet)


def set_paper(sheet: Any) -> None:
    """Print a sheet on A4 landscape, one page wide, its header on every page."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    sheet.oddFooter.right.text = "&P/&N"


def _fitting(column: ExportColumn, index: int, rows: Sequence[Sequence[Shown]]) -> int:
    longest = max(
        (len(str(row[index])) for row in rows[:_ROWS_MEASURED] if row[index] is not None), default=0
    )
    return max(_NARROWEST, min(_WIDEST, max(longest, len(column.title)) + 2))
