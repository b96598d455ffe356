"""What a resolver answers: rows matched with the database, and the problems that came up there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from okrdesk.errors import OkrError
from okrdesk.exchange.cells import said
from okrdesk.exchange.columns import Layout
from okrdesk.exchange.preview import Problem, ReadyRow
from okrdesk.exchange.workbook import Cell

Changes = TypeVar("Changes")
Item = TypeVar("Item")


@dataclass
class Findings(Generic[Item]):
    """What comes up while the rows of one layout are matched: problems by row, and notes."""

    layout: Layout
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _bad: set[tuple[str, int]] = field(default_factory=set)

    def blame(self, row: ReadyRow[Item], key: str, value: Cell, error: OkrError) -> None:
        """Record that a row cannot be written because of one of its columns ("" for none)."""
        label = self.layout.column(key).label if key else ""
        self.problems.append(Problem(row.sheet, row.row, label, said(value), error))
        self._bad.add((row.sheet, row.row))

    def good(self, rows: Iterable[ReadyRow[Item]]) -> tuple[ReadyRow[Item], ...]:
        """Return the rows without problems."""
        return tuple(row for row in rows if (row.sheet, row.row) not in self._bad)


@dataclass(frozen=True)
class Resolved(Generic[Changes]):
    """What to write, how many rows hold already, and what was found on the way."""

    changes: Changes
    unchanged: int
    findings: Findings  # type: ignore[type-arg]
