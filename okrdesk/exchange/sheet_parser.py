"""openpyxl's streaming parser, with what its read-only sheets leave out.

A read-only worksheet of openpyxl 3.1 tells neither merged ranges nor hidden rows, cannot tell an
empty cell from a formula that was never calculated, and pads a sheet of two far cells to a million
rows. Its parser knows all of it in the same single pass, so it is used directly. Percentages and
codes with leading zeros are given as they are shown ("95%", "007"). Import this module inside
functions only: it loads openpyxl.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError, SubElement
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from okrdesk.errors import Code, Refused
from okrdesk.exchange.workbook import Broken, Cell

_DAMAGE = (
    AttributeError,
    BadZipFile,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    ParseError,
    TypeError,
    ValueError,
)
_PERCENT = re.compile(r'(?:[^"\\]|\\.|"[^"]*")*?%')
_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"
_ZEROS = re.compile(r"0{2,20}$")


@contextmanager
def parsing(name: str) -> Iterator[None]:
    """Turn whatever the parsers raise over a bad file into `Refused`, naming the file."""
    try:
        yield
    except _DAMAGE as error:
        unsafe = isinstance(error.__cause__ or error, DefusedXmlException)
        code = Code.WORKBOOK_UNSAFE if unsafe else Code.WORKBOOK_DAMAGED
        raise Refused(code, file=name) from error


def open_sheets(stream: BinaryIO) -> Iterator["SheetReading"]:
    """Yield each sheet of a workbook, ready to be read once."""
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    reader = _TableReader(stream, read_only=True, data_only=True, keep_links=False)
    reader.read()
    formats = reader.wb._number_formats
    shown = _ShownFormats(reader.wb._cell_styles, formats)
    sheets = [sheet for sheet in reader.wb._sheets if isinstance(sheet, ReadOnlyWorksheet)]
    if not sheets:
        raise ValueError("no worksheet in a namespace that openpyxl knows")
    for sheet in sheets:
        yield SheetReading(sheet, shown)


class _TableReader(ExcelReader):  # type: ignore[misc]
    """A reader that leaves alone the parts without cells, which foreign programs often write
    wrongly.
    """

    def read_properties(self) -> None:
        """Ignore author and dates of the document."""

    def read_custom(self) -> None:
        """Ignore custom properties."""

    def read_theme(self) -> None:
        """Ignore colours."""


class _ShownFormats:
    """Which cell styles show a number as a percentage or with leading zeros."""

    def __init__(self, styles: Any, formats: Any) -> None:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        self.percent: set[int] = set()
        self.zeros: dict[int, int] = {}
        for index, style in enumerate(styles):
            own = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
            if own >= 0:
                pattern = formats[own] if own < len(formats) else ""
            else:
                pattern = BUILTIN_FORMATS.get(style.numFmtId, "")
            if _PERCENT.match(pattern):
                self.percent.add(index)
            elif _ZEROS.match(pattern):
                self.zeros[index] = len(pattern)


class SheetReading:
    """One sheet being read: first its rows, then what the parser learnt on the way."""

    def __init__(self, sheet: Any, shown: _ShownFormats) -> None:
        self.name: str = sheet.title
        self.hidden: bool = sheet.sheet_state != "visible"
        self._sheet = sheet
        self._shown = shown
        self._parser: Any = None

    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...], int]]:
        """Yield number, values up to the last one (none for a blank row), and how many cells it
        costs.
        """
        book = self._sheet.parent
        with self._sheet._get_source() as source:
            self._parser = _Parser(
                source,
                self._sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            self._parser.shown = self._shown
            for number, found in self._parser.parse():
                cells = _laid_out(found)
                yield number, cells, max(len(found), len(cells), 1)

    def hidden_rows(self) -> set[int]:
        """Return the numbers of hidden rows, after `rows` ran."""
        rows = self._parser.row_dimensions.items()
        return {
            int(number) for number, attributes in rows if attributes.get("hidden") in ("1", "true")
        }

    def merges(self) -> list[tuple[int, int, int]]:
        """Return column (0 is A), first and last row of what is merged downwards, after `rows`
        ran.
        """
        found = self._parser.merged_cells
        bounds = [range_boundaries(merge.ref) for merge in found.mergeCell] if found else []
        return [(left - 1, top, bottom) for left, top, _right, bottom in bounds if bottom > top]


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """The parser with cells as a person sees them."""

    shown: _ShownFormats

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Parse one cell; formulas without a value and Excel errors become `Broken`."""
        if element.get("t") == "inlineStr":
            _flatten(element)
        cell: dict[str, Any] = super().parse_cell(element)
        value = cell["value"]
        if value is None:
            if element.find(FORMULA_TAG) is not None and element.get("t", "n") != "str":
                cell["value"] = Broken()
        elif cell["data_type"] == "n":
            style = cell["style_id"]
            if style in self.shown.percent:
                shown = Decimal(f"{value * 100:.15g}")
                cell["value"] = f"{shown:f}%".replace(".", ",")
            elif style in self.shown.zeros and isinstance(value, int):
                cell["value"] = f"{value:0{self.shown.zeros[style]}d}"
        elif cell["data_type"] == "e":
            cell["value"] = Broken(str(value))
        return cell


def _flatten(element: Any) -> None:
    """Turn unformatted inline text into a plain value: openpyxl builds four objects for each."""
    inline = element.find(INLINE_STRING)
    if inline is not None and len(inline) == 1 and inline[0].tag == _TEXT_TAG:
        element.set("t", "str")
        SubElement(element, VALUE_TAG).text = inline[0].text


def _laid_out(found: list[dict[str, Any]]) -> tuple[Cell, ...]:
    """Place cells by column, up to the last one that holds more than spaces."""
    held = [(cell["column"] - 1, cell["value"]) for cell in found if not _is_blank(cell["value"])]
    if not held:
        return ()
    cells: list[Cell] = [None] * (max(position for position, _value in held) + 1)
    for position, value in held:
        cells[position] = value
    return tuple(cells)


def _is_blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
