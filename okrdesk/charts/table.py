"""The numbers behind a chart as a table, for the screen and for Excel alike."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okrdesk.domain.numbers import format_decimal, format_percent

Cell = str | date | Decimal | Fraction | None


class ColumnKind(StrEnum):
    """What the cells of a column are: `share` is a ratio shown in percent."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    SHARE = "share"


@dataclass(frozen=True)
class Column:
    """A column's heading, translated, and the kind of its cells."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True)
class Table:
    """Columns and rows under a title; each row has one cell for each column, None where empty."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def without_empty_columns(self) -> "Table":
        """Return the table without columns in which no row has anything."""
        kept = [
            index
            for index in range(len(self.columns))
            if any(row[index] not in (None, "") for row in self.rows)
        ]
        return Table(
            self.title,
            tuple(self.columns[index] for index in kept),
            tuple(tuple(row[index] for index in kept) for row in self.rows),
        )


def cell_text(cell: Cell) -> str:
    """Return a cell as a person reads it: 31/12/2026, 1.234,5, 62,5 %, or an empty string."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, Fraction):
        return percent(cell)
    return format_decimal(cell) if isinstance(cell, Decimal) else cell


def percent(share: Fraction) -> str:
    """Return a ratio in percent, with one decimal where there is one: 62,5 %."""
    return format_percent(share, 1).replace(",0 %", " %")
