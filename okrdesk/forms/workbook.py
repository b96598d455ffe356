"""A listing (B1, B2, B5, F3, F4, F5) as a workbook that prints on A4 landscape as it stands.

It says what the PDF says, from the same data and the same `form.toml`: letterhead, title, table
with real numbers, sums and signatures; no cell holds a formula.
"""

import textwrap
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from okrdesk.domain.numbers import parse_decimal
from okrdesk.errors import Code, Refused
from okrdesk.forms.registry import Template
from okrdesk.forms.sheets import Sheet
from okrdesk.outgoing import cell_text, needs_quote, write_whole

FORMS = ("B1", "B2", "B5", "F3", "F4", "F5")
"""The forms that are made as workbooks."""
_MM_PER_LETTER = 2.0
_TEXT_WIDTH = 252
_A4 = 9
_INCH = 25.4
_LINE = 14.5
"""The height of a line of 11 points; a program that opens a workbook works no heights out."""
_NARROW_LETTERS = 1.12
"""A column's width counts wide figures; so many more letters of running text fit."""
_VIETNAMESE = "[$-42A]"
_COUNTED = frozenset({"number", "born_year"})
_FACE = "Times New Roman"
_ROWS_TO_SIGN_IN = 4


@dataclass
class _Page:
    """The sheet that is being written, its form as `form.toml` has it, its columns and last row."""

    sheet: Any
    form: dict[str, Any]
    columns: Sequence[dict[str, Any]]
    last: int = 0

    @property
    def half(self) -> int:
        """The column after which the right half of the page begins."""
        return max(2, len(self.columns) // 2)

    def width(self, first: int, last: int) -> int:
        """Return how many letters fit side by side from column `first` to `last`, from 1."""
        rest = _TEXT_WIDTH - sum(column.get("width", 0) for column in self.columns)
        widths = [column.get("width", rest) for column in self.columns[first - 1 : last]]
        return max(1, int(sum(widths) / _MM_PER_LETTER))

    def grow(self, row: int, text: str, width: int) -> None:
        """Make a row as high as the lines of `text` in a column of `width` letters."""
        fitting = int(width * _NARROW_LETTERS)
        lines = sum(len(textwrap.wrap(part, fitting)) or 1 for part in text.split("\n"))
        size = self.sheet.row_dimensions[row]
        size.height = max(size.height or 0, lines * _LINE + 3)

    @property
    def row(self) -> int:
        """The next free row."""
        return self.last + 1

    def join(self, row: int, first: int, last: int) -> None:
        """Make one cell of those from column `first` to `last`, which are not written yet.

        The sheet's own `merge_cells` compares each with all before: thousands take seconds.
        """
        from openpyxl.worksheet.cell_range import CellRange

        joined = CellRange(min_row=row, max_row=row, min_col=first, max_col=last)
        self.sheet.merged_cells.ranges.add(joined)


def write_workbook(template: Template, sheets: Sequence[Sheet], file: Path) -> Path:
    """Write listings, one sheet of the workbook each; return the path.

    Raises Refused FORM_WITHOUT_WORKBOOK for another form, Fault where the file cannot be written.
    """
    from openpyxl import Workbook

    if template.code not in FORMS:
        allowed = ", ".join(FORMS)
        raise Refused(Code.FORM_WITHOUT_WORKBOOK, form=template.code, allowed=allowed)
    form = tomllib.loads((template.folder / "form.toml").read_text(encoding="utf-8"))
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "okrdesk"
    for number, one in enumerate(sheets, start=1):
        own = one.data.get("form", form)
        _write(book.create_sheet(f"{template.code} {number}"), own, one)

    def content() -> bytes:
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    return write_whole(file, content)


def _write(sheet: Any, form: dict[str, Any], one: Sheet) -> None:
    data = one.data
    switches = data["columns"]
    columns = [
        column
        for column in form["columns"]
        if "switch" not in column or switches.get(column["switch"], column.get("on", False))
    ]
    page = _Page(sheet, {**form, "labels": form["labels"] | data["texts"]}, columns)
    _head(page, data)
    first = _table(page, data)
    _close(page, data, one.mark.text)
    _set_up(page, first)


def _head(page: _Page, data: dict[str, Any]) -> None:
    head, labels = data["letterhead"], page.form["labels"]
    is_party = head["kind"] == "party"
    country = "ĐẢNG CỘNG SẢN VIỆT NAM" if is_party else "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto = "" if is_party else "Độc lập - Tự do - Hạnh phúc"
    _halves(page, 1, (head["parent"].upper(), country), bold=(False, True))
    _halves(page, 2, (head["agency"].upper(), motto), bold=(True, True))
    if day := head["date"]:
        month = f"{day['month']:02}" if day["month"] < 3 else day["month"]
        place = f"{head['place']}, ngày" if head["place"] else "Ngày"
        text = f"{place} {day['day']:02} tháng {month} năm {day['year']}"
        _halves(page, 3, ("", text), bold=(False, False))
    _across(page, labels["title"], bold=True, size=14)
    names = {**data["period"], "unit": data["bearer"]["name"]}
    _across(page, labels["period"].format(**names))
    for line in page.form.get("lines", ()):
        _across(page, f"{line['label']}: {data['bearer'][line['value']]}", align="left")


def _table(page: _Page, data: dict[str, Any]) -> int:
    """Write the table; return the row of its heads."""
    first = page.row + 1
    for at, column in enumerate(page.columns, start=1):
        _put(page, first, at, column["title"], bold=True, align="center", boxed=True)
        page.grow(first, column["title"], page.width(at, at) - 1)
    for row in data["rows"]:
        number = page.row
        start = next((at for at, column in enumerate(page.columns) if column["value"] in row), 0)
        for at, column in enumerate(page.columns, start=1):
            value = _value(column, row.get(column["value"], ""))
            if "label" in row and at == 1:
                value = row["label"]
            strong = row.get("strong", False)
            _put(page, number, at, value, bold=strong, align=column["align"], boxed=True)
            if "label" not in row:
                page.grow(number, str(value), page.width(at, at))
        if "label" in row and start > 1:
            page.sheet.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=start
            )
    if not data["rows"]:
        _across(page, page.form["labels"]["empty"])
    return first


def _close(page: _Page, data: dict[str, Any], mark: str) -> None:
    labels = page.form["labels"]
    if "count" in labels and "shares" in data:
        each = "; ".join(labels["count_band"].format(**one) for one in data["shares"])
        _across(page, labels["count"].format(count=data["count"]) + each + ".", align="left")
    if "side_band" in labels:
        for one in data["shares"]:
            _across(page, f"{one['name']}: {one['count']} ({one['share']})", align="left")
    if "causes_note" in labels and data.get("has_causes"):
        _across(page, labels["causes_note"], align="left")
    for part in ("reached", "unreached"):
        if part in data:
            _told(page, labels[part], data[part])
    progress = f"{data['okr']} %" if data["okr"] else labels["okr_none"]
    _across(page, labels["okr"].format(progress=progress), align="left")
    _signatures(page, data)
    _across(page, mark, align="left", size=8)


def _told(page: _Page, title: str, items: Sequence[dict[str, Any]]) -> None:
    """Write what was said of each item, a line each."""
    _across(page, title, bold=True, align="left")
    for number, one in enumerate(items, start=1):
        _across(page, f"{number}. {one['title']} ({one['owner']}; {one['state']})", align="left")
        for line in one["lines"]:
            _across(page, f"– {line}", align="left")


def _signatures(page: _Page, data: dict[str, Any]) -> None:
    signers = page.form["signatures"]
    titles = [data["signatures"].get(one["role"], one["title"]) for one in signers]
    rows = (
        titles,
        [one["note"] for one in signers],
        [data.get(one["name"], "") for one in signers],
    )
    row = page.row + 1
    for offset, texts in zip((0, 1, 1 + _ROWS_TO_SIGN_IN), rows, strict=True):
        halves = (texts[0], texts[1]) if len(texts) > 1 else ("", texts[0])
        _halves(page, row + offset, halves, bold=(offset != 1, offset != 1))


def _value(column: dict[str, Any], text: str) -> Any:
    """Return a figure as a number with the decimals of the paper; what is none stays text."""
    if column["align"] != "right" and column["value"] not in _COUNTED:
        return text
    try:
        number = parse_decimal(text)
    except Refused:
        return text
    places = len(text.partition(",")[2])
    return number.quantize(Decimal(1).scaleb(-places))


def _halves(page: _Page, row: int, texts: tuple[str, str], *, bold: tuple[bool, bool]) -> None:
    """Write two texts side by side, as letterheads and signatures stand."""
    last = len(page.columns)
    places = ((1, page.half), (page.half + 1, last))
    for (first, end), text, is_bold in zip(places, texts, bold, strict=True):
        page.join(row, first, end)
        _put(page, row, first, text, bold=is_bold, align="center")
        page.grow(row, text, page.width(first, end))


def _across(
    page: _Page, text: str, *, bold: bool = False, align: str = "center", size: int = 12
) -> None:
    row = page.row
    page.join(row, 1, len(page.columns))
    _put(page, row, 1, text, bold=bold, align=align, size=size)
    page.grow(row, text, page.width(1, len(page.columns)))


def _put(page: _Page, row: int, column: int, value: Any, **style: Any) -> None:
    """Write one cell: `bold`, `align`, `size` and `boxed` say how it looks."""
    from openpyxl.styles import Alignment, Border, Font, Side

    page.last = max(page.last, row)
    cell = page.sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = cell_text(value) or None
        cell.data_type = "s" if value else "n"
        cell.quotePrefix = needs_quote(value)
    else:
        cell.value = value
        places = -value.as_tuple().exponent
        cell.number_format = _VIETNAMESE + ("#,##0." + "0" * places if places else "0")
    cell.font = Font(name=_FACE, size=style.get("size", 11), bold=style.get("bold", False))
    cell.alignment = Alignment(horizontal=style["align"], vertical="top", wrap_text=True)
    if style.get("boxed"):
        line = Side("thin", color="000000")
        cell.border = Border(left=line, right=line, top=line, bottom=line)


def _set_up(page: _Page, first: int) -> None:
    """Set the paper: A4 landscape, one page wide, the heads on every page, the decree's margins."""
    from openpyxl.utils import get_column_letter

    sheet, columns = page.sheet, page.columns
    for at in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = page.width(at, at)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left, sheet.page_margins.right = 30 / _INCH, 15 / _INCH
    sheet.page_margins.top = sheet.page_margins.bottom = 20 / _INCH
    sheet.print_title_rows = f"{first}:{first}"
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{sheet.max_row}"
    sheet.freeze_panes = f"A{first + 1}"
    sheet.oddHeader.center.text = "&P"
