"""Reading one cell: text, numbers, dates, marks and choices, whatever type the typist's Excel made
of them.

A parser takes a cell that is not empty and returns its value, or raises `Refused` with a sentence
that names the value.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Generic, TypeVar

from okrdesk.domain.dates import format_date, month_end, parse_date
from okrdesk.domain.numbers import is_plain, parse_decimal
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.workbook import Broken, Cell

Value = TypeVar("Value")
_EXCEL_DIGITS = 15
_LEAST = Decimal("1e-12")
_LONGEST_SAID = 120
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 1910-01-01 to 2099-12-31: smaller numbers are years
_SPOKEN_DAY = re.compile(r"(?:ngay )?(\d{1,2})(?: thang | )(\d{1,2})(?: nam | )(\d{4})$")
_ISO_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d")
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) ?(?:[/.\-]| nam ) ?(\d{4})$")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]|_x000[dD]_")
_NUMBER_AND_UNIT = re.compile(r"([-+−]?\s*\d[\d.,'\s\u00a0\u202f]*)\s*(\D.*)?$", re.DOTALL)


def shown(cell: Cell) -> str:
    """Return a cell as its reader sees it, for messages and previews."""
    if cell is None:
        return ""
    if isinstance(cell, Broken):
        return cell.text
    if isinstance(cell, datetime):
        return format_date(cell) + ("" if cell.time() == time() else f" {cell:%H:%M}")
    if isinstance(cell, date):
        return format_date(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and isfinite(cell):
        return f"{_meant(cell):f}".replace(".", ",")
    return str(cell)


def said(cell: Cell) -> str:
    """Return a cell as messages name it: shown, and cut where it goes on and on."""
    text = shown(cell)
    return text if len(text) <= _LONGEST_SAID else text[: _LONGEST_SAID - 1] + "…"


def exact(number: int | float) -> Decimal:
    """Return a cell's number as Excel means it: 15 significant digits, without binary noise."""
    made = _meant(number)
    if not is_plain(made):
        raise Refused(Code.BAD_NUMBER, text=str(number))
    return made


def _meant(number: int | float) -> Decimal:
    if isinstance(number, int):
        return Decimal(number)
    made = Decimal(f"{number:.{_EXCEL_DIGITS}g}")
    if not made.is_finite():
        return made
    # What a formula leaves of zero, such as 5.5E-17, is zero to everybody who sees the cell.
    return _unscaled(made if abs(made) >= _LEAST else Decimal(0))


def sound(cell: Cell) -> Cell:
    """Return a cell unless Excel could not calculate it (Refused)."""
    if isinstance(cell, Broken):
        if cell.text:
            raise Refused(Code.CELL_ERROR, text=cell.text)
        raise Refused(Code.FORMULA_NOT_CALCULATED)
    return cell


@dataclass(frozen=True)
class Text:
    """Text in composed form on one line (`lines` keeps line breaks), of at most `limit`
    characters.
    """

    limit: int = 500
    lines: bool = False

    def __call__(self, cell: Cell) -> str:
        """Return the text; numbers and dates as they are shown. Refused: TOO_LONG."""
        seen = _INVISIBLE.sub("", shown(sound(cell)))
        kept = (tidy(line) for line in seen.splitlines()) if self.lines else [tidy(seen)]
        text = "\n".join(line for line in kept if line)
        if len(text) > self.limit:
            raise Refused(Code.TOO_LONG, length=len(text), limit=self.limit)
        return text


@dataclass(frozen=True)
class Number:
    """An exact number between two bounds; "95 %" counts as 95."""

    low: Decimal | None = None
    high: Decimal | None = None
    whole: bool = False

    def __call__(self, cell: Cell) -> Decimal:
        """Return the number. Refused: BAD_NUMBER, or BAD_VALUE outside the bounds."""
        number, unit = number_and_unit(cell)
        if unit not in ("", "%"):
            raise Refused(Code.BAD_NUMBER, text=said(cell))
        below = self.low is not None and number < self.low
        above = self.high is not None and number > self.high
        if below or above or (self.whole and number != number.to_integral_value()):
            raise Refused(Code.BAD_VALUE, text=said(cell), allowed=self._allowed())
        return number

    def _allowed(self) -> str:
        if self.low is None:
            return f"≤ {self.high}"
        return f"≥ {self.low}" if self.high is None else f"{self.low}–{self.high}"


def number_and_unit(cell: Cell) -> tuple[Decimal, str]:
    """Split a cell such as 95, "95 %" or "12,5 triệu đồng" into its number and unit of measure.

    Raises Refused with BAD_NUMBER when no number leads it.
    """
    cell = sound(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return exact(cell), ""
    match = (
        _NUMBER_AND_UNIT.match(_INVISIBLE.sub("", cell).strip()) if isinstance(cell, str) else None
    )
    if match is None:
        raise Refused(Code.BAD_NUMBER, text=said(cell))
    try:
        return _unscaled(parse_decimal(match[1].strip())), tidy(match[2] or "")
    except Refused as error:
        raise Refused(Code.BAD_NUMBER, text=said(cell)) from error


def _unscaled(number: Decimal) -> Decimal:
    """Return 20 for 2E+1: the same number, written as people and files expect it."""
    return Decimal(int(number)) if number == number.to_integral_value() else number


@dataclass(frozen=True)
class Day:
    """A date: a date cell, dd/MM/yyyy and its spellings, ISO, or Excel's serial number.

    "12/2026" is the first day of the month, or the last where `ends` says that the column is an
    end. Two-digit years are refused: nobody can tell 1930 from 2030.
    """

    ends: bool = False

    def __call__(self, cell: Cell) -> date:
        """Return the date. Refused: BAD_DATE."""
        cell = sound(cell)
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return _of_serial(cell)
        if not isinstance(cell, str):
            raise Refused(Code.BAD_DATE, text=said(cell))
        try:
            return self._of_text(folded(_INVISIBLE.sub("", cell)))
        except Refused as error:
            raise Refused(Code.BAD_DATE, text=said(tidy(cell))) from error

    def _of_text(self, text: str) -> date:
        if match := _SPOKEN_DAY.match(text):
            return parse_date("/".join(match.groups()))
        if match := _ISO_MOMENT.match(text):
            return parse_date(match[1])
        if match := _MONTH.match(text):
            first = parse_date(f"01/{match[1]}/{match[2]}")
            return month_end(first.year, first.month) if self.ends else first
        return parse_date(text)


def _of_serial(number: int | float) -> date:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise Refused(Code.BAD_DATE, text=said(number))
    return _EXCEL_DAY_ZERO + timedelta(days=int(number))


@dataclass(frozen=True)
class Option(Generic[Value]):
    """One of a closed list: its value, its names in both languages, and other spellings."""

    value: Value
    title: str
    english: str
    aliases: tuple[str, ...] = ()


class Choice(Generic[Value]):
    """One of a closed list, written with or without accents, in either language."""

    def __init__(self, options: Iterable[Option[Value]]) -> None:
        self.options = tuple(options)
        self._by_name = {
            chosen(name): option.value
            for option in self.options
            for name in (option.title, option.english, *option.aliases)
        }

    @property
    def titles(self) -> tuple[str, ...]:
        """The names that a drop-down list offers."""
        return tuple(option.title for option in self.options)

    def __call__(self, cell: Cell) -> Value:
        """Return the value meant. Refused: BAD_VALUE with the names allowed."""
        text = shown(sound(cell))
        name = chosen(text)
        if name not in self._by_name:
            raise Refused(Code.BAD_VALUE, text=said(tidy(text)), allowed=", ".join(self.titles))
        return self._by_name[name]


@lru_cache(maxsize=4096)
def chosen(text: str) -> str:
    """Return the name of a choice as it is compared: folded, with ≥ and ≤ as one sign each."""
    name = folded(_INVISIBLE.sub("", text)).replace(">=", "≥").replace("<=", "≤").replace("=>", "≥")
    return re.sub(r"[^\w≥≤✓✔√]+", " ", name).strip() or name
