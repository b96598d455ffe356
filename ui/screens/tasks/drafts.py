"""What was typed into a row of the grid and is not written yet, with what is wrong of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.screens.tasks.cells import Book, GridColumn, Option, read_cell

NEW = "new-"
"""Ids of rows that are not written yet begin so."""


def is_new(row_id: str) -> bool:
    """Say whether a row is not written yet."""
    return row_id.startswith(NEW)


@dataclass
class Draft:
    """The typed cells of one row: texts and errors by column id, values by field.

    `refusals` are what the service said of it; they go with the next key.
    """

    id: str
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    is_sent: bool = False
    is_written: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(text.strip() for text in self.texts.values())

    @property
    def has_faults(self) -> bool:
        """Whether some cell is wrong."""
        return bool(self.errors or self.refusals)

    def fault(self, column_id: str) -> str:
        """Return what is wrong with a cell, "" for nothing."""
        return self.errors.get(column_id) or self.refusals.get(column_id, "")

    def type(self, columns: Sequence[GridColumn], at: int, text: str, book: Book) -> None:
        """Take `text` for the cell `at`; what cannot be read stays as typed, with its error."""
        column = columns[at]
        self.refusals.clear()
        self.errors.pop(column.id, None)
        self.texts[column.id] = text
        try:
            value = read_cell(column, text, book)
        except OkrError as error:
            self.errors[column.id] = explain(error)
            self.values.pop(column.field, None)
            return
        if isinstance(value, Option):
            self._choose(columns, column, value)
        else:
            self.values[column.field] = value
            self.texts[column.id] = column.write(value)

    def fresh(self) -> "Draft":
        """Return a draft that shows the same, to be typed into while this one is being written."""
        return Draft(self.id, texts=dict(self.texts))

    def blame(self, columns: Sequence[GridColumn], error: OkrError) -> None:
        """Put what the service refused at the cell it is about, or at the first."""
        at = next((one.id for one in columns if one.field and one.field == error.field), "")
        self.refusals[at or columns[0].id] = explain(error)

    def _choose(self, columns: Sequence[GridColumn], column: GridColumn, option: Option) -> None:
        self.values |= {column.field: option.id, **option.values}
        self.texts[column.id] = option.text
        fills = dict(option.values)
        for name, value in option.defaults.items():
            if not any(one.field == name and self.texts.get(one.id) for one in columns):
                fills[name] = self.values[name] = value
        for one in columns:
            if one.field in fills and one is not column:
                self.texts[one.id] = one.write(fills[one.field])
                self.errors.pop(one.id, None)


def read_block(text: str) -> list[list[str]]:
    """Return the cells of what Excel put on the clipboard: rows by lines, columns by tabs.

    Raises Refused: WORKBOOK_TOO_MANY_CELLS, WORKBOOK_DAMAGED.
    """
    from okrdesk.exchange.paste import pasted_rows

    rows = pasted_rows(text, _("clipboard"))
    return [[str(value or "") for value in row.cells] for row in rows]
