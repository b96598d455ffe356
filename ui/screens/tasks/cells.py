"""What the cells of the grid take: how typed text is read, and what is offered while one types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal, parse_decimal
from okrdesk.domain.text import fold, tidy
from okrdesk.errors import Code, Refused
from ui.widgets.editors import complete_date
from ui.widgets.rows import Column


class CellKind(StrEnum):
    """How a cell is filled: typed, chosen from a list, or (a fact) by an act of its own."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    FACT = "fact"


@dataclass(frozen=True)
class GridColumn(Column):
    """A column of the grid: `field` is what the service calls the value, "" for a fact.

    `offers` names the list of the `Book` that a choice is made from. `tells` says below the grid
    what the cell takes (marked with N_). `sample` is the longest text that is to fit, `tone` gives
    the colour of a row's text, a token's name, and `order` what the rows are sorted by.
    """

    kind: CellKind = CellKind.FACT
    field: str = ""
    offers: str = ""
    tells: str = ""
    sample: str = ""
    tone: Callable[[Any], str] | None = None
    order: Callable[[Any], Any] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether a value is typed into the cell itself."""
        return self.kind is not CellKind.FACT

    def write(self, value: Any) -> str:
        """Return a value as the cell shows it while it is typed."""
        if value is None:
            return ""
        if self.kind is CellKind.NUMBER:
            return format_decimal(value)
        return format_date(value) if self.kind is CellKind.DATE else str(value)


@dataclass(frozen=True)
class Option:
    """One thing that a cell offers.

    Choosing it fills the fields of `values`, and those of `defaults` where nothing stands yet.
    """

    id: str
    text: str
    code: str = ""
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The text that is searched: everything shown, folded."""
        return fold(f"{self.code} {self.text} {self.note}")

    @cached_property
    def name(self) -> str:
        """The text alone, folded."""
        return fold(self.text)


@dataclass(frozen=True)
class Book:
    """What one may choose from, by the name of the list, and the day it is."""

    today: date
    lists: Mapping[str, Sequence[Option]] = field(default_factory=dict)

    def find(self, offers: str, text: str) -> Option:
        """Return the one option that `text` means: by its id, code, whole name, or part of it.

        Raises Refused: NOT_FOUND, AMBIGUOUS.
        """
        options = self.lists.get(offers, ())
        wanted = fold(text)
        exact = [one for one in options if text == one.id or wanted in (one.name, fold(one.code))]
        found = exact or [one for one in options if wanted in one.key]
        if not found:
            raise Refused(Code.NOT_FOUND, text=text.strip())
        if len(found) > 1 and not exact:
            raise Refused(Code.AMBIGUOUS, text=text.strip())
        return found[0]

    def search(self, offers: str, text: str, most: int = 60) -> list[Option]:
        """Return the options that hold every word of `text`, those that begin with it first."""
        words = fold(text).split()
        options = self.lists.get(offers, ())
        found = [one for one in options if all(word in one.key for word in words)]
        start = " ".join(words)
        found.sort(key=lambda one: not (one.name.startswith(start) or one.key.startswith(start)))
        return found[:most]


def read_cell(column: GridColumn, text: str, book: Book) -> Any:
    """Return the value of what was typed into a cell, None for an empty text, an Option for a
    choice.

    Raises Refused: BAD_NUMBER, BAD_DATE, NOT_FOUND, AMBIGUOUS.
    """
    plain = tidy(text)
    if not plain:
        return None
    if column.kind is CellKind.NUMBER:
        return parse_decimal(plain)
    if column.kind is CellKind.DATE:
        return complete_date(plain, book.today)
    return book.find(column.offers, plain) if column.kind is CellKind.CHOICE else plain
