"""Cells pasted from Excel: tab-separated text of the clipboard, read exactly like a sheet."""

import csv
from io import StringIO
from typing import Any

from okrdesk.errors import Code, Refused
from okrdesk.exchange.guards import MOST_CELLS
from okrdesk.exchange.header import Header, find_header
from okrdesk.exchange.kinds import layout_of
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.reading import read_book, read_lines
from okrdesk.exchange.workbook import Book, Row, Sheet
from okrdesk.i18n import _


def read_pasted(kind: KindName, text: str) -> Preview[Any]:
    """Read clipboard text; without a header row the columns are taken in the order of the template.

    Raises `Refused` when the text holds more than a million cells.
    """
    layout = layout_of(kind)
    name = _("clipboard")
    sheet = Sheet(name, tuple(pasted_rows(text, name)))
    if find_header(sheet, layout.columns) is not None:
        return read_book(layout, Book(name, (sheet,)))
    header = Header(
        row=0,
        positions={column.key: at for at, column in enumerate(layout.columns)},
        labels={column.key: column.label for column in layout.columns},
    )
    note = _("No header row: the columns were taken in the order of the template.")
    return read_lines(layout, [(sheet, header)], [note])


def pasted_rows(text: str, name: str) -> list[Row]:
    """Split clipboard text as Excel writes it: quotes around cells with line breaks, doubled
    inside; rows without any text are left out.

    Raises Refused: WORKBOOK_TOO_MANY_CELLS, WORKBOOK_DAMAGED, about the file `name`.
    """
    lines = StringIO(text.replace("\0", ""), newline="")
    rows = []
    cells = 0
    try:
        for number, values in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            cells += len(values)
            if cells > MOST_CELLS:
                raise Refused(Code.WORKBOOK_TOO_MANY_CELLS, file=name)
            held = tuple(value if value.strip() else None for value in values)
            if any(value is not None for value in held):
                rows.append(Row(number, held))
    except csv.Error as error:
        raise Refused(Code.WORKBOOK_DAMAGED, file=name) from error
    return rows
