"""From a workbook or pasted cells to a preview: find the header, read each row, let the layout
build.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from okrdesk.errors import Code, Refused
from okrdesk.exchange.columns import Column, Layout, Line
from okrdesk.exchange.header import Header, find_header, plain
from okrdesk.exchange.preview import KindName, Preview, Problem
from okrdesk.exchange.problems import blame
from okrdesk.exchange.workbook import Book, Cell, Row, Sheet, read_workbook
from okrdesk.i18n import _

_MOST_NAMED = 8
_LONGEST_TOTAL = 40
_TOTALS = {"tong", "tong cong", "tong so", "cong", "total"}


def read_kind(kind: KindName, source: Path | bytes, name: str = "") -> Preview[Any]:
    """Read a workbook of one kind into a preview; nothing is looked up or written.

    Raises what `read_workbook` raises, and `Refused` NO_HEADER when no sheet fits.
    """
    from okrdesk.exchange.kinds import layout_of

    return read_book(layout_of(kind), read_workbook(source, name))


def read_book(layout: Layout, book: Book) -> Preview[Any]:
    """Read those sheets of a book whose header fits best; others (instructions, lists) are
    skipped.
    """
    headed = [(sheet, find_header(sheet, layout.columns)) for sheet in book.sheets]
    fitting = [(sheet, header) for sheet, header in headed if header is not None]
    whole = [pair for pair in fitting if not pair[1].missing(layout.columns)]
    if not fitting:
        required = ", ".join(column.label for column in layout.columns if column.required)
        raise Refused(Code.NO_HEADER, file=book.name, columns=required)
    if not whole:
        sheet, header = max(fitting, key=lambda pair: len(pair[1].positions))
        problems = [_missing(sheet, header, column) for column in header.missing(layout.columns)]
        return Preview(layout.name, (), tuple(problems), book.notes, 0)
    return read_lines(layout, whole, book.notes)


def read_lines(
    layout: Layout, sheets: Sequence[tuple[Sheet, Header]], notes: Iterable[str] = ()
) -> Preview[Any]:
    """Read the rows below each header and build what they describe."""
    told = list(notes)
    lines: list[Line] = []
    for sheet, header in sheets:
        told += _notes(sheet, header)
        lines += _lines(layout, sheet, header)
    rows = tuple(layout.build(lines))
    problems = tuple(problem for line in lines for problem in line.problems)
    return Preview(layout.name, rows, problems, tuple(told), len(lines))


def _missing(sheet: Sheet, header: Header, column: Column) -> Problem:
    error = Refused(Code.MISSING_COLUMN, column=column.label)
    return Problem(sheet.name, header.row, column.label, "", error)


def _notes(sheet: Sheet, header: Header) -> list[str]:
    notes = []
    if header.ignored:
        notes.append(
            _("Sheet “{sheet}”: columns without meaning here were left out: {columns}.").format(
                sheet=sheet.name, columns=_some(header.ignored)
            )
        )
    if header.doubled:
        notes.append(
            _("Sheet “{sheet}”: these columns come twice, the first one counts: {columns}.").format(
                sheet=sheet.name, columns=_some(header.doubled)
            )
        )
    hidden = sorted(number for number in sheet.hidden_rows if number > header.row)
    if hidden:
        notes.append(
            _("Sheet “{sheet}”: hidden rows were read too: {rows}.").format(
                sheet=sheet.name, rows=_some([str(number) for number in hidden])
            )
        )
    return notes


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def _lines(layout: Layout, sheet: Sheet, header: Header) -> list[Line]:
    placed = [
        (column, header.positions[column.key], _remembering(column.parser))
        for column in layout.columns
        if column.key in header.positions
    ]
    firsts: dict[tuple[int, int], Cell] = {}
    lines = []
    for row in sheet.rows:
        if row.number <= header.row:
            continue
        cells = {
            column.key: _cell(sheet, row, at, column, firsts) for column, at, _parser in placed
        }
        if _says_nothing(row, placed):
            continue
        line = Line(sheet.name, row.number, header.labels, cells)
        for column, _at, parser in placed:
            _parse(line, column, parser)
        lines.append(line)
    return lines


def _remembering(parser: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    """Return a parser that reads equal texts once: names, units and dates repeat down a column."""
    known: dict[str, Any] = {}

    def parse(cell: Cell) -> Any:
        if not isinstance(cell, str):
            return parser(cell)
        if cell not in known:
            known[cell] = parser(cell)
        return known[cell]

    return parse


def _cell(
    sheet: Sheet, row: Row, at: int, column: Column, firsts: dict[tuple[int, int], Cell]
) -> Cell:
    """Return the cell of a column, with the value of the merge that covers it where it spreads."""
    cell = row.cell(at)
    if not column.spreads:
        return cell
    if cell is not None:
        firsts[at, row.number] = cell
        return cell
    merge = sheet.merge_over(at, row.number)
    return firsts.get((at, merge.first)) if merge else None


def _says_nothing(row: Row, placed: Sequence[tuple[Column, int, Any]]) -> bool:
    """Say whether a row holds none of the known columns, or is a line of totals."""
    held = [cell for _column, at, _parser in placed if (cell := row.cell(at)) is not None]
    texts = [cell for cell in row.cells if isinstance(cell, str)]
    return not held or (
        bool(texts) and len(texts[0]) < _LONGEST_TOTAL and plain(texts[0]) in _TOTALS
    )


def _parse(line: Line, column: Column, parser: Callable[[Cell], Any]) -> None:
    cell = line.cells[column.key]
    if cell is None:
        if column.must_be_filled:
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
        return
    try:
        value = parser(cell)
    except Refused as error:
        blame(line, column, error)
        return
    line.values[column.key] = None if value == "" else value
