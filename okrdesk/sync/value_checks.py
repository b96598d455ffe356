"""Is one value of a change well formed? Each check returns why not, or None.

What passes can be stored by either database and read by every PC.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

import msgspec

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.fate import Reason
from okrdesk.domain.numbers import is_plain

Check = Callable[[Any], Reason | None]
BAD, LONG = Reason.BAD_VALUE, Reason.TOO_LONG
MOST_TEXT = 20_000
_MOST_DOCUMENT = 65_536
_MOST_DEPTH = 6
_MOST_ELEMENTS = 200
_LONGEST_ELEMENT = 100
_LONGEST_NUMBER = 64
WORD, LARGE_WORD = 2**31 - 1, 2**63 - 1
LAST_MS = 253_402_300_799_999
"""The last moment of the year 9999, the last that Python can tell, in Unix ms."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_UUID = re.compile(UUID_TEXT)
_HASH = re.compile("[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_PROMPTS = frozenset(Prompt)


def is_uuid(value: Any) -> bool:
    """Say whether it is a UUID as canonical text."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def uuid(value: Any) -> Reason | None:
    """Check an id."""
    return None if is_uuid(value) else BAD


def text(longest: int, value: Any) -> Reason | None:
    """Check a text of at most so many letters."""
    if not isinstance(value, str) or "\0" in value:
        return BAD
    return LONG if len(value) > longest else None


def sha256(value: Any) -> Reason | None:
    """Check a hash in small hex digits."""
    return None if isinstance(value, str) and _HASH.fullmatch(value) else BAD


def boolean(value: Any) -> Reason | None:
    """Check a yes or no."""
    return None if isinstance(value, bool) else BAD


def whole(low: int, high: int, value: Any) -> Reason | None:
    """Check a whole number between two bounds, both included."""
    return None if type(value) is int and low <= value <= high else BAD


def day(value: Any) -> Reason | None:
    """Check a day in ISO form."""
    return _day(value) if isinstance(value, str) else BAD


@lru_cache(1024)
def _day(value: str) -> Reason | None:
    """Check a text; most of the days that a batch names are the same few."""
    if not _DATE.fullmatch(value):
        return BAD
    try:
        year = date.fromisoformat(value).year
    except ValueError:
        return BAD
    # A daily rhythm is counted day by day: a year of four digits is no reason to count for hours.
    return None if _FIRST_YEAR <= year <= _LAST_YEAR else BAD


def exact(value: Any) -> Reason | None:
    """Check an exact number, spelt in the one way that it has."""
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return BAD
    return _exact(value)


@lru_cache(4096)
def _exact(value: str) -> Reason | None:
    """Check a short text; offices write the same numbers again and again."""
    if not _NUMBER.fullmatch(value):
        return BAD
    number = Decimal(value)
    return None if is_plain(number) and format(number, "f") == value else BAD


def member(members: frozenset[str], value: Any) -> Reason | None:
    """Check that it is one of a fixed list."""
    return None if isinstance(value, str) and value in members else BAD


def any_document(value: Any, most: int = _MOST_DOCUMENT) -> Reason | None:
    """Check a JSON document by its depth and its size."""
    if not _is_shallow(value, _MOST_DEPTH):
        return BAD
    return LONG if len(msgspec.json.encode(value)) > most else None


def marks(value: Any) -> Reason | None:
    """Check points by criterion."""
    if not isinstance(value, dict) or len(value) > _MOST_ELEMENTS:
        return BAD
    checks = ((_element(name), exact(points)) for name, points in value.items())
    return next((found for pair in checks for found in pair if found), None)


def _is_shallow(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    if not isinstance(value, (dict, list)):
        return not isinstance(value, int) or abs(value) <= LARGE_WORD
    if depth == 0:
        return False
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return all(_is_shallow(part, depth - 1) for part in parts)


def list_of(check: Check, value: Any) -> Reason | None:
    """Check a list, element by element."""
    if not isinstance(value, list) or len(value) > _MOST_ELEMENTS:
        return BAD
    return next((found for each in value if (found := check(each))), None)


def object_of(fields: Mapping[str, Check], value: Any) -> Reason | None:
    """Check an object that has just these fields."""
    if not isinstance(value, dict) or value.keys() != fields.keys():
        return BAD
    checks = fields.items()
    return next((found for name, check in checks if (found := check(value[name]))), None)


def answers(value: Any) -> Reason | None:
    """Check what was answered to the prompts of a check-in."""
    if not isinstance(value, dict) or not value.keys() <= _PROMPTS:
        return BAD
    return next((found for one in value.values() if (found := text(MOST_TEXT, one))), None)


def _element(value: Any) -> Reason | None:
    return text(_LONGEST_ELEMENT, value) if value else BAD


def distinct_elements(value: Any) -> Reason | None:
    """Check a set when its row is made."""
    found = list_of(_element, value)
    return found or (None if len(value) == len(set(value)) else BAD)


def elements(value: Any) -> Reason | None:
    """Check what a change says of a set: which elements are there from now on, and which not."""
    if not isinstance(value, dict) or not value or len(value) > _MOST_ELEMENTS:
        return BAD
    if not all(isinstance(is_there, bool) for is_there in value.values()):
        return BAD
    return next((found for element in value if (found := _element(element))), None)


def optional(check: Check, value: Any) -> Reason | None:
    """Check what may be empty."""
    return None if value is None else check(value)


def one_of(members: type[StrEnum]) -> Check:
    """Return the check for the values of an enumeration."""
    return partial(member, frozenset(member.value for member in members))
