"""The declaration of a workbook: its columns, from which reader, template and help are made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from okrdesk.exchange.preview import KindName, Problem, ReadyRow
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import in_own_words, language

Parser = Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """One column: names that people give it, whether it must be there, and how its cells are read.

    `required` columns must stand in the header; `needed` ones (the same unless said) must be
    filled in every row. A merged cell of a `spreads` column counts for every row it covers.
    `choices` become a drop-down list in the template; `format` is the number format of its cells
    there.
    """

    key: str
    title: str
    english: str
    parser: Parser
    help: str
    required: bool = False
    needed: bool | None = None
    aliases: tuple[str, ...] = ()
    spreads: bool = False
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    width: int = 16
    format: str = "@"

    @property
    def label(self) -> str:
        """The title in the language in use, as templates and problems write it."""
        return self.own_title if language() == "vi" else self.english

    @property
    def own_title(self) -> str:
        """The Vietnamese title as the office calls things."""
        return in_own_words(self.title)

    @property
    def must_be_filled(self) -> bool:
        """Whether an empty cell is a problem in every row."""
        return self.required if self.needed is None else self.needed


@dataclass
class Line:
    """One data row while it is read: parsed values by column key, and what is wrong with it."""

    sheet: str
    row: int
    labels: dict[str, str]
    cells: dict[str, Cell]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def get(self, key: str) -> Any:
        """Return the parsed value of a column; None where it is empty, wrong or absent."""
        return self.values.get(key)


@dataclass(frozen=True)
class Layout:
    """One kind of workbook: its columns, and `build`, which makes rows of lines that parsed well.

    `build` adds to `line.problems` what only shows across cells or rows.
    """

    name: KindName
    sheet: str
    english_sheet: str
    columns: tuple[Column, ...]
    build: Callable[[list[Line]], Iterable[ReadyRow[Any]]]

    @property
    def sheet_label(self) -> str:
        """The name of the data sheet in the language in use."""
        return in_own_words(self.sheet) if language() == "vi" else self.english_sheet

    def column(self, key: str) -> Column:
        """Return the column called `key`."""
        return next(column for column in self.columns if column.key == key)
