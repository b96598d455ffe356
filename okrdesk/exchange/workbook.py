"""Reading a workbook that somebody else wrote: every sheet as plain rows of values, in one pass.

Formulas give the value that was calculated last. Hidden rows and columns are read like any others,
for a filter hides rows without meaning to drop them, and a note says so; hidden sheets hold lists
and leftovers, and are skipped with a note. Macros are ignored. Blank rows are left out.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from okrdesk.errors import Code, Refused
from okrdesk.exchange.guards import MOST_CELLS, has_macros, open_guarded
from okrdesk.i18n import _


@dataclass(frozen=True)
class Broken:
    """A cell without a usable value: an Excel error (`#REF!`), or a formula never calculated (no
    text).
    """

    text: str = ""


Cell = str | int | float | bool | datetime | date | time | timedelta | Broken | None


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number as Excel shows it, and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, position: int) -> Cell:
        """Return the value in a column (0 is A); None beyond the last one."""
        return self.cells[position] if position < len(self.cells) else None


@dataclass(frozen=True)
class Merge:
    """Cells merged downwards: the column (0 is A) and the first and last row."""

    position: int
    first: int
    last: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows that hold something, its merged columns, and the rows that are hidden."""

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    _starts: dict[int, list[Merge]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        """Order the merges of each column, so that a row finds its own by bisection."""
        starts: dict[int, list[Merge]] = defaultdict(list)
        for merge in sorted(self.merges, key=lambda merge: merge.first):
            starts[merge.position].append(merge)
        self._starts.update(starts)

    def merge_over(self, position: int, row: int) -> Merge | None:
        """Return the merge that covers a cell below its first row, if there is one."""
        merges = self._starts.get(position)
        if not merges:
            return None
        at = bisect_right(merges, row, key=lambda merge: merge.first) - 1
        return merges[at] if at >= 0 and merges[at].first < row <= merges[at].last else None


@dataclass(frozen=True)
class Book:
    """A workbook as read: its visible sheets, and notes for the person on how it was read."""

    name: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read_workbook(source: Path | bytes, name: str = "") -> Book:
    """Read every visible sheet of an .xlsx or .xlsm file; `name` stands for bytes in messages.

    Raises `Refused` where `open_guarded` does, for a damaged or dangerous file, and for more than a
    million cells; `Fault` when the file cannot be read from disk.
    """
    shown = name or (source.name if isinstance(source, Path) else _("workbook"))
    with open_guarded(source, shown) as stream:
        notes = [_("The macros of the workbook were ignored.")] if has_macros(stream) else []
        from okrdesk.exchange.sheet_parser import open_sheets, parsing

        sheets: list[Sheet] = []
        left = MOST_CELLS
        with parsing(shown):
            for reading in open_sheets(stream):
                if reading.hidden:
                    notes.append(
                        _("The hidden sheet “{sheet}” was not read.").format(sheet=reading.name)
                    )
                    continue
                rows = []
                for number, cells, width in reading.rows():
                    left -= width
                    if left < 0:
                        raise Refused(Code.WORKBOOK_TOO_MANY_CELLS, file=shown)
                    if cells:
                        rows.append(Row(number, cells))
                hidden = reading.hidden_rows() & {row.number for row in rows}
                merges = tuple(Merge(*merge) for merge in reading.merges())
                sheets.append(Sheet(reading.name, tuple(rows), merges, frozenset(hidden)))
    return Book(shown, tuple(sheets), tuple(notes))
