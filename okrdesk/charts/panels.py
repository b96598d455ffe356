"""The charts of the dashboard as plain frozen data, and the same data as tables.

Roles are the names of colour tokens; a shape or a number stands beside each colour, so that none
of them says anything alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrdesk.charts.table import Cell, Column, ColumnKind, Table
from okrdesk.domain.health import Health
from okrdesk.i18n import _


@dataclass(frozen=True)
class HeatCell:
    """One cell: the mark of what stands in the middle, the share on track (0–1), all in words."""

    mark: Health | None
    share: Fraction | None
    detail: str


@dataclass(frozen=True)
class HeatMapChart:
    """Units down, weeks or groups across; each row has a cell for every column."""

    title: str
    note: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]

    def as_table(self) -> Table:
        """Return the share on track, one row for each unit."""
        heads = [Column(name, ColumnKind.SHARE) for name in self.columns]
        rows = tuple((name, *(cell.share for cell in cells)) for name, cells in self.rows)
        return Table(self.title, (Column(self.corner), *heads), rows)


@dataclass(frozen=True)
class Segment:
    """One kind of piece in stacked bars: its name, role, and how strongly it is filled (0–1)."""

    name: str
    role: str
    strength: float = 1.0


@dataclass(frozen=True)
class StackedChart:
    """Bars of counts side by side, one for each row, with a count for every segment."""

    title: str
    corner: str
    segments: tuple[Segment, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def as_table(self) -> Table:
        """Return the counts and their sum, one row for each bar."""
        heads = [Column(segment.name, ColumnKind.NUMBER) for segment in self.segments]
        rows: list[tuple[Cell, ...]] = [
            (name, *(Decimal(count) for count in counts), Decimal(sum(counts)))
            for name, counts in self.rows
        ]
        total = Column(_("In all"), ColumnKind.NUMBER)
        return Table(self.title, (Column(self.corner), *heads, total), tuple(rows))


@dataclass(frozen=True)
class CountLine:
    """One line of counts by day."""

    name: str
    role: str
    is_dashed: bool
    points: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True)
class CountsChart:
    """Lines of counts over the same days."""

    title: str
    start_on: date
    end_on: date
    today: date
    lines: tuple[CountLine, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days of which some line tells, which are the rows of the table."""
        return tuple(sorted({day for line in self.lines for day, _count in line.points}))

    def as_table(self) -> Table:
        """Return the counts by day, a column for each line."""
        known = [dict(line.points) for line in self.lines]
        rows = tuple((day, *(counts.get(day) for counts in known)) for day in self.days)
        heads = [Column(line.name, ColumnKind.NUMBER) for line in self.lines]
        return Table(self.title, (Column(_("Date"), ColumnKind.DATE), *heads), rows)


@dataclass(frozen=True)
class Dot:
    """An objective: its progress (0–1), the confidence (0–10) in it, and how it stands."""

    id: str
    title: str
    progress: Fraction
    confidence: Decimal
    mark: Health | None


@dataclass(frozen=True)
class DotsChart:
    """Confidence against progress, a dot for each objective."""

    title: str
    expected: Fraction | None
    dots: tuple[Dot, ...]

    def as_table(self) -> Table:
        """Return one row for each objective, by title."""
        columns = (
            Column(_("Objective")),
            Column(_("Progress"), ColumnKind.SHARE),
            Column(_("Confidence"), ColumnKind.NUMBER),
        )
        rows = tuple((dot.title, dot.progress, dot.confidence) for dot in self.dots)
        return Table(self.title, columns, rows)


PanelChart = HeatMapChart | StackedChart | CountsChart | DotsChart
