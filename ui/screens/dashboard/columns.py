"""The columns of the dashboard's tables, and the rows of the cycle's figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.widgets.marks import MarkCell, ProgressCell
from ui.widgets.rows import Column

if TYPE_CHECKING:
    from okrdesk.domain.dashboard import KindFigures
    from okrdesk.services.dashboard import Dashboard


@dataclass(frozen=True)
class FigureRow:
    """One line of the cycle's figures: a unit with all below it, a kind, or all together.

    `objectives` is None where none can be counted; `progress` is 0–1.
    """

    id: str
    name: str
    objectives: int | None
    key_results: int
    progress: float | None
    reached: int
    marks: Mapping[Health, int]


def unit_rows(dashboard: "Dashboard") -> Iterator[FigureRow]:
    """Yield all together, then each unit."""
    from okrdesk.charts.dashboard import line_name

    whole = dashboard.part
    yield _row("", _("All"), whole.total, (whole.objectives.number, whole.objectives.progress))
    for line in dashboard.lines:
        sums = line.part.objectives
        told = (sums.number, sums.progress)
        yield _row(f"unit:{line.unit_id}", line_name(line), line.part.total, told)


def kind_rows(dashboard: "Dashboard") -> Iterator[FigureRow]:
    """Yield each kind of key result that there is, in the order of the form."""
    from okrdesk.domain.progress import Kind

    for kind in Kind:
        figures = dashboard.part.kinds.get(kind)
        if figures is not None:
            yield _row(f"kind:{kind.value}", name_of(kind), figures, (None, figures.mean))


def _row(
    id: str, name: str, figures: "KindFigures", told: tuple[int | None, float | None]
) -> FigureRow:
    marks = dict(figures.marks)
    return FigureRow(id, name, told[0], figures.number, told[1], figures.reached, marks)


_SIGNS = {
    Health.ON_TRACK: "●",
    Health.AT_RISK: "▲",
    Health.BEHIND: "■",
    Health.OVERDUE: "◌",
    Health.NOT_STARTED: "○",
}
"""The marks as letters, for headings that have no room for words."""
_LAST = Health.NOT_STARTED


def _count(mark: Health, row: FigureRow) -> str:
    return f"{row.marks.get(mark, 0) or ''}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)}"


_FIGURES: tuple[Column, ...] = (
    Column(
        "objectives",
        N_("Obj."),
        lambda row: "" if row.objectives is None else f"{row.objectives}",
        width=4,
        right=True,
    ),
    Column("key-results", N_("KRs"), lambda row: f"{row.key_results}", width=4, right=True),
    Column("progress", "%", lambda row: _percent(row.progress), width=4, right=True),
    Column("reached", N_("Done"), lambda row: f"{row.reached or ''}", width=3, right=True),
    *(
        Column(mark.value, sign, partial(_count, mark), width=2, right=True, optional=mark is _LAST)
        for mark, sign in _SIGNS.items()
    ),
)
UNITS: tuple[Column, ...] = (
    Column("name", N_("Unit"), lambda row: row.name, width=0, tip=lambda row: row.name),
    *_FIGURES,
)
KINDS: tuple[Column, ...] = (
    Column("name", N_("Kind"), lambda row: row.name, width=0, tip=lambda row: row.name),
    *_FIGURES[1:],
)


def _day(day: Any) -> str:
    return format_date(day) if day else ""


KEY_RESULTS: tuple[Column, ...] = (
    Column("title", N_("Key result"), lambda row: row.title, width=0, tip=lambda row: row.title),
    Column("owner", N_("Owner"), lambda row: row.owner, width=14, tip=lambda row: row.owner),
    Column("due", N_("Due"), lambda row: _day(row.due_on), width=12),
    Column("last", N_("Last check-in"), lambda row: _day(row.last_on), width=10, optional=True),
)
BEHIND: tuple[Column, ...] = (
    *KEY_RESULTS[:2],
    Column(
        "progress",
        N_("Progress"),
        cell=lambda row: ProgressCell(row.progress, row.expected, row.health),
        width=12,
    ),
    Column("health", N_("Health"), cell=lambda row: MarkCell(row.health), width=20),
    Column("due", N_("Due"), lambda row: _day(row.due_on), width=12),
    Column("last", N_("Last check-in"), lambda row: _day(row.last_on), width=12, optional=True),
)
BLOCKERS: tuple[Column, ...] = (
    Column("text", N_("Blocker"), lambda row: row.text, width=0, tip=lambda row: row.text),
    Column("kind", N_("Kind"), lambda row: name_of(row.kind), width=9),
    Column("owner", N_("Owner"), lambda row: row.owner, width=11, tip=lambda row: row.owner),
    Column("due", N_("Due"), lambda row: _day(row.due_on), width=12),
)
