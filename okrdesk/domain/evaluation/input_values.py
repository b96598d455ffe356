"""Plain values from outside read one by one; the first that is wrong is refused with its place."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from okrdesk.domain.dates import parse_date
from okrdesk.domain.evaluation.pack_fields import TYPES
from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.errors import Code, Refused

E = TypeVar("E", bound=StrEnum)
_MOST_COUNT = 1_000_000


class Values:
    """A table of plain values at a place like “tasks[2]”; null counts as left out.

    Every reader raises Refused SHEET_MISSING or SHEET_WRONG_TYPE, or the code that it names.
    """

    def __init__(self, given: Any, place: str) -> None:
        self.place = place
        self._known: set[str] = set()
        if not isinstance(given, dict):
            raise Refused(Code.SHEET_WRONG_TYPE, place=place or "{ }", label=TYPES[dict])
        self.given = given

    def place_of(self, key: str) -> str:
        """Return the place of a key of this table."""
        return f"{self.place}.{key}" if self.place else key

    def text(self, key: str, default: str) -> str:
        """Return a text."""
        return str(self._typed(key, str, default))

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is left out."""
        return bool(self._typed(key, bool, False))

    def number(
        self, key: str, default: Decimal | None = None, most: Decimal | None = None
    ) -> Decimal:
        """Return a number from 0 to `most`; without `default` it must be there.

        Raises Refused SHEET_BELOW_ZERO or SHEET_OUT_OF_RANGE as well.
        """
        value = self._read(key)
        if value is None:
            if default is None:
                raise Refused(Code.SHEET_MISSING, place=self.place_of(key))
            return default
        number = self._decimal(key, value)
        shown = {"place": self.place_of(key), "value": format_decimal(number)}
        if most is not None and not 0 <= number <= most:
            raise Refused(Code.SHEET_OUT_OF_RANGE, **shown, most=format_decimal(most))
        if number < 0:
            raise Refused(Code.SHEET_BELOW_ZERO, **shown)
        return number

    def optional_number(self, key: str) -> Decimal | None:
        """Return a number from 0 up, or None."""
        return None if self._read(key) is None else self.number(key)

    def optional_whole(self, key: str) -> int | None:
        """Return a whole number from 0 up, or None."""
        if self._read(key) is None:
            return None
        number = self.number(key, None, Decimal(_MOST_COUNT))
        if number != number.to_integral_value():
            raise self._wrong(key, int)
        return int(number)

    def optional_day(self, key: str) -> date | None:
        """Return a day, or None."""
        text = self._typed(key, str, "")
        if not text:
            return None
        try:
            return parse_date(text)
        except Refused:
            raise self._wrong(key, date) from None

    def word(self, key: str, kinds: type[E], default: E) -> E:
        """Return a word of an enumeration; raise Refused SHEET_WORD."""
        value = self._typed(key, str, default)
        try:
            return kinds(value)
        except ValueError:
            allowed = ", ".join(kind.value for kind in kinds)
            place = self.place_of(key)
            raise Refused(Code.SHEET_WORD, place=place, value=value, allowed=allowed) from None

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; an empty one where it is left out."""
        found = self._typed(key, list, [])
        for number, value in enumerate(found):
            if not isinstance(value, str) or not value.strip():
                raise self._wrong(f"{key}[{number}]", str)
        return [str(value) for value in found]

    def table(self, key: str) -> "Values":
        """Return a table; an empty one where it is left out."""
        return Values(self._typed(key, dict, {}), self.place_of(key))

    def tables(self, key: str) -> "Iterator[Values]":
        """Yield the tables of a list, which may be left out; places count from 0."""
        for number, value in enumerate(self._typed(key, list, [])):
            yield Values(value, f"{self.place_of(key)}[{number}]")

    def names(self) -> list[str]:
        """Return the keys of a table whose keys are names."""
        self._known |= set(self.given)
        return list(self.given)

    def end(self) -> None:
        """Refuse the first key that nobody asked for (SHEET_UNKNOWN_KEY)."""
        for key in self.given:
            if key not in self._known:
                allowed = ", ".join(sorted(self._known))
                place = self.place_of(key)
                raise Refused(Code.SHEET_UNKNOWN_KEY, place=place, allowed=allowed)

    def _read(self, key: str) -> Any:
        self._known.add(key)
        return self.given.get(key)

    def _typed(self, key: str, kind: type, default: Any) -> Any:
        value = self._read(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            raise self._wrong(key, kind)
        return value

    def _decimal(self, key: str, value: Any) -> Decimal:
        """Return a JSON number or a text of one, exactly; a float comes only from Python."""
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._wrong(key, Decimal)
        try:
            number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        except InvalidOperation:
            raise self._wrong(key, Decimal) from None
        if not is_plain(number):
            raise self._wrong(key, Decimal)
        return number

    def _wrong(self, key: str, kind: type) -> Refused:
        return Refused(Code.SHEET_WRONG_TYPE, place=self.place_of(key), label=TYPES[kind])
