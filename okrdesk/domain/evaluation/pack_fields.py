"""Reading the tables of a rule pack key by key; every fault is noted with its line, none is raised.

A reader of a faulty value returns a harmless one, so that one reading finds all faults at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from okrdesk.domain.evaluation.pack_lines import Path
from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_

E = TypeVar("E", bound=StrEnum)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_LONGEST_TEXT = 2_000
NO_DAY = date(1900, 1, 1)
"""Stands for a day that could not be read."""

TYPES: Mapping[type, str] = {
    str: N_("a text in quotes"),
    bool: N_("true or false"),
    int: N_("a whole number"),
    Decimal: N_("a number"),
    date: N_("a date like 2026-01-31"),
    dict: N_("a table"),
    list: N_("a list in square brackets"),
}


@dataclass(frozen=True)
class PackError:
    """A fault of a pack: the line it stands on, the code and values of its sentence, its key."""

    line: int
    code: Code
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    path: Path = ()


class PackFaulty(Refused):
    """A pack is refused, with every fault that was found, by line."""

    def __init__(self, errors: tuple[PackError, ...]) -> None:
        super().__init__(Code.PACK_FAULTY, count=len(errors), line=errors[0].line)
        self.errors = errors


class Faults:
    """The faults found so far, and the lines of the text."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self.lines = lines
        self.found: list[PackError] = []

    def note(self, path: Path, code: Code, /, **params: Any) -> None:
        """Note a fault of what stands at `path`, or where it should stand; `key` is its name."""
        key = ".".join(part for part in path if isinstance(part, str))
        self.found.append(PackError(self.line(path), code, {"key": key, **params}, path))

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Table:
    """A table of the pack that is being read; `end` notes the keys that nobody read."""

    def __init__(self, values: Mapping[str, Any], path: Path, faults: Faults) -> None:
        self.values = values
        self.path = path
        self.faults = faults
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._known.add(key)
        return key in self.values

    def at(self, key: str | int) -> Path:
        """Return the path of a key of this table."""
        return (*self.path, key)

    def note(self, key: str, code: Code, /, **params: Any) -> None:
        """Note a fault of one key of this table."""
        self.faults.note(self.at(key), code, **params)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without `default` it must be there and not be empty."""
        value = self._typed(key, str, default)
        if value is None:
            return ""
        if default is None and not value.strip():
            self.note(key, Code.PACK_MISSING)
        if len(value) > _LONGEST_TEXT:
            self.note(key, Code.PACK_TEXT_LONG, limit=format_decimal(_LONGEST_TEXT))
        return str(value)

    def id(self, key: str = "id") -> str:
        """Return a name of small letters, digits, points, dashes and underscores."""
        value = self.text(key)
        if value and not _ID.fullmatch(value):
            self.note(key, Code.PACK_ID, value=value)
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        return bool(self._typed(key, bool, default))

    def number(
        self, key: str, default: Decimal | None = None, most: Decimal | int | None = None
    ) -> Decimal:
        """Return a number from 0 to `most`; without `default` it must be there."""
        value = self._typed(key, Decimal, default)
        return Decimal(0) if value is None else self._in_range(self.at(key), value, most)

    def optional_number(self, key: str) -> Decimal | None:
        """Return a number from 0 up, or None where the key is left out."""
        return self.number(key) if key in self else None

    def whole(self, key: str, default: int | None = None, most: int = 10_000) -> int:
        """Return a whole number from 0 to `most`; without `default` it must be there."""
        value = self._typed(key, int, default)
        return 0 if value is None else int(self._in_range(self.at(key), Decimal(value), most))

    def optional_whole(self, key: str) -> int | None:
        """Return a whole number from 0 up, or None where the key is left out."""
        return self.whole(key) if key in self else None

    def day(self, key: str) -> date:
        """Return a day."""
        value = self._typed(key, date, None)
        return NO_DAY if value is None else value

    def optional_day(self, key: str) -> date | None:
        """Return a day, or None where the key is left out."""
        return self.day(key) if key in self else None

    def days(self, key: str) -> frozenset[date]:
        """Return a list of days."""
        return frozenset(self._elements(key, date))

    def choice(self, key: str, kinds: type[E], default: E | None = None) -> E:
        """Return one word of an enumeration; without `default` it must be there."""
        value = self._typed(key, str, default)
        return next(iter(kinds)) if value is None else self._word(self.at(key), value, kinds)

    def choices(self, key: str, kinds: type[E]) -> tuple[E, ...]:
        """Return a list of words of an enumeration; it may be left out."""
        return tuple(
            self._word((*self.at(key), place), value, kinds)
            for place, value in enumerate(self._elements(key, str))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; it may be left out."""
        return tuple(self._elements(key, str))

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """Return a list of numbers from 0 up; it may be left out."""
        found = enumerate(self._elements(key, Decimal))
        return tuple(self._in_range((*self.at(key), place), one, None) for place, one in found)

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; it may be left out."""
        return tuple(self._elements(key, int))

    def table(self, key: str) -> "Table":
        """Return a table; an empty one where it is left out."""
        value = self._typed(key, dict, {})
        return Table({} if value is None else value, self.at(key), self.faults)

    def tables(self, key: str) -> "list[Table]":
        """Return a list of tables; it may be left out."""
        found = enumerate(self._elements(key, dict))
        return [Table(value, (*self.at(key), place), self.faults) for place, value in found]

    def names(self) -> list[str]:
        """Return the keys of a table whose keys are the office's own, all of them known now."""
        self._known |= set(self.values)
        return list(self.values)

    def end(self) -> None:
        """Note each key that nobody asked for."""
        for key in self.values:
            if key not in self._known:
                allowed = ", ".join(sorted(self._known))
                self.note(key, Code.PACK_UNKNOWN_KEY, allowed=allowed)

    def _typed(self, key: str, kind: type, default: Any) -> Any:
        if key not in self:
            if default is None:
                self.note(key, Code.PACK_MISSING)
            return default
        return self._checked(self.at(key), self.values[key], kind)

    def _elements(self, key: str, kind: type) -> list[Any]:
        values = self._typed(key, list, [])
        found = [
            self._checked((*self.at(key), place), value, kind)
            for place, value in enumerate(values or [])
        ]
        return [value for value in found if value is not None]

    def _checked(self, path: Path, value: Any, kind: type) -> Any:
        """Return `value` if it is of `kind`, else note it and return None."""
        if kind is Decimal and type(value) is int:
            value = Decimal(value)
        fits = type(value) is kind and not isinstance(value, datetime)
        if fits and (kind is not Decimal or is_plain(value)):
            return value
        self.faults.note(path, Code.PACK_WRONG_TYPE, label=TYPES[kind])
        return None

    def _in_range(self, path: Path, value: Decimal, most: Decimal | int | None) -> Decimal:
        if value < 0 or (most is not None and value > most):
            shown = format_decimal(value)
            if most is None:
                self.faults.note(path, Code.PACK_BELOW_ZERO, value=shown)
            else:
                limit = format_decimal(most)
                self.faults.note(path, Code.PACK_OUT_OF_RANGE, value=shown, most=limit)
            return Decimal(0)
        return value

    def _word(self, path: Path, value: str, kinds: type[E]) -> E:
        try:
            return kinds(value)
        except ValueError:
            allowed = ", ".join(kind.value for kind in kinds)
            self.faults.note(path, Code.PACK_WORD, value=value, allowed=allowed)
            return next(iter(kinds))
