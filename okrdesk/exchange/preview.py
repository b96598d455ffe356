"""What a reading answers: the rows that are ready, each problem with its place, and notes; nothing
is written.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain

Item = TypeVar("Item", covariant=True)


class KindName(StrEnum):
    """The workbooks that can be read."""

    ROSTER = "roster"
    PLAN = "plan"
    VALUES = "values"
    CATALOGUE = "catalogue"
    TASKS = "tasks"
    DIRECTIVES = "directives"
    KPIS = "kpis"


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: where it stands, the value found there as text, and the error."""

    sheet: str
    row: int
    column: str
    value: str
    error: OkrError

    @property
    def code(self) -> Code:
        """The error's code, for programs."""
        return self.error.code

    @property
    def message(self) -> str:
        """What is wrong and what to do, without the place."""
        return explain(self.error)

    @property
    def sentence(self) -> str:
        """The whole sentence for a person: place and message."""
        if not self.column:
            return _("Row {row}: {message}").format(row=self.row, message=self.message)
        return _("Row {row}, column “{column}”: {message}").format(
            row=self.row, column=self.column, message=self.message
        )


@dataclass(frozen=True)
class ReadyRow(Generic[Item]):
    """A row without problems, as the thing it describes."""

    sheet: str
    row: int
    item: Item


@dataclass(frozen=True)
class Preview(Generic[Item]):
    """The outcome of reading; `total` counts the data rows seen, ready or not.

    `into_id` names what the rows go into, once that is known: the cycle of a plan or of values, the
    version of a catalogue.
    """

    kind: KindName
    rows: tuple[ReadyRow[Item], ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())
    total: int = 0
    into_id: str | None = None

    @property
    def ready(self) -> int:
        """How many rows can be written."""
        return len(self.rows)
