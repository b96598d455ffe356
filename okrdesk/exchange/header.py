"""Finding the header row below titles, and which column stands where, as people really type
headers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from okrdesk.domain.text import tidy
from okrdesk.exchange.columns import Column
from okrdesk.exchange.folded import folded
from okrdesk.exchange.workbook import Row, Sheet

_ROWS_SEARCHED = 60
_LEAST_MATCHES = 2
_LONGEST_LABEL = 200
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,4})[.)]\s*")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = ("a", "b", "c", "d")
_FEWEST_COUNTERS = 3
_LINE_NUMBERS = {"stt", "tt", "so tt", "so thu tu", "no"}


@dataclass(frozen=True)
class Header:
    """Where the header ends and where each known column stands (0 is A).

    `labels` are the names as typed; `ignored` are columns that mean nothing here, `doubled` known
    columns that came a second time.
    """

    row: int
    positions: dict[str, int]
    labels: dict[str, str]
    ignored: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """Return the required columns that are not there."""
        return [
            column for column in columns if column.required and column.key not in self.positions
        ]


def find_header(sheet: Sheet, columns: Sequence[Column]) -> Header | None:
    """Return the best header among the first rows of a sheet; None when nothing looks like one.

    A header may take two rows (a group title above its columns) and be followed by a row that only
    counts the columns.
    """
    names = _names(columns)
    rows = sheet.rows[:_ROWS_SEARCHED]
    best: Header | None = None
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else None
        found = _read(row, _subheader(row, below, names), names)
        if len(found.positions) >= _LEAST_MATCHES and (
            best is None or len(found.positions) > len(best.positions)
        ):
            best = found
    return best and _past_counters(best, rows)


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """Return a header name as it is compared: folded, without brackets, numbers, punctuation."""
    name = folded(label)
    bare = _NUMBERING.sub("", _BRACKETS.sub(" ", name)) or name
    return _NOT_WORD.sub(" ", bare).strip()


def _names(columns: Sequence[Column]) -> dict[str, str]:
    return {
        plain(name): column.key
        for column in columns
        for name in (column.title, column.english, *column.aliases, column.own_title)
    }


def _texts(row: Row | None) -> dict[int, str]:
    if row is None:
        return {}
    return {
        at: tidy(cell)
        for at, cell in enumerate(row.cells)
        if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL and tidy(cell)
    }


def _subheader(row: Row, below: Row | None, names: dict[str, str]) -> Row | None:
    """Return the row below when it, too, holds nothing but column names that this row lacks."""
    lower, upper = _texts(below), _texts(row)
    if below is None or not lower or len(lower) < sum(cell is not None for cell in below.cells):
        return None
    held = {key for text in upper.values() if (key := names.get(plain(text)))}
    if len(held) < _LEAST_MATCHES:
        return None
    new = [key for text in lower.values() if (key := names.get(plain(text))) and key not in held]
    return below if new and len(new) * 2 >= len(lower) else None


def _read(row: Row, below: Row | None, names: dict[str, str]) -> Header:
    labels = _texts(row) | {
        at: text
        for at, text in _texts(below).items()
        if plain(text) in names or at >= len(row.cells)
    }
    positions: dict[str, int] = {}
    typed: dict[str, str] = {}
    ignored: list[str] = []
    doubled: list[str] = []
    for at, label in sorted(labels.items()):
        key = names.get(plain(label))
        if key is None:
            if plain(label) not in _LINE_NUMBERS:
                ignored.append(label)
        elif key in positions:
            doubled.append(label)
        else:
            positions[key] = at
            typed[key] = label.rstrip("* ")
    number = below.number if below else row.number
    return Header(number, positions, typed, tuple(ignored), tuple(doubled))


def _past_counters(header: Header, rows: Sequence[Row]) -> Header:
    """Move the header past a row like "(1) (2) (3)" or "A B 1 2" that only counts columns."""
    below = next((row for row in rows if row.number > header.row), None)
    if below is None:
        return header
    held = [str(cell).strip("() \n").casefold() for cell in below.cells if cell is not None]
    letters = sum(text in _LETTERS for text in held)
    counts = [*_LETTERS[:letters], *(str(n) for n in range(1, len(held) - letters + 1))]
    if len(held) < _FEWEST_COUNTERS or held != counts:
        return header
    return Header(below.number, header.positions, header.labels, header.ignored, header.doubled)
