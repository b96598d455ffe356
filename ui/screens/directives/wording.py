"""The words of the screen Văn bản, and how its tables show directives and items."""

from collections.abc import Mapping

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.dates import format_date
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.screens.directives.load import DirectiveLine, ItemLine
from ui.widgets.marks import ProgressCell
from ui.widgets.rows import Column

SIGNS: Mapping[CoverageState, str] = {
    CoverageState.UNCOVERED: "○",
    CoverageState.STILL: "◌",
    CoverageState.MOVING: "●",
    CoverageState.LATE: "■",
    CoverageState.DONE: "✓",
}
TONES: Mapping[CoverageState, str] = {
    CoverageState.UNCOVERED: "bad",
    CoverageState.STILL: "warn",
    CoverageState.MOVING: "good",
    CoverageState.LATE: "bad",
    CoverageState.DONE: "idle",
}


def state_text(state: CoverageState) -> str:
    """Return a state with its sign: “■ quá hạn”."""
    return f"{SIGNS[state]} {name_of(state)}"


def behind_text(line: ItemLine) -> str:
    """Return how much stands behind an item: “1 mục tiêu, 2 KQ then chốt”."""
    row = line.row
    parts = (
        ngettext("{n} objective", "{n} objectives", row.objectives).format(n=row.objectives),
        ngettext("{n} key result", "{n} key results", row.key_results).format(n=row.key_results),
        ngettext("{n} task", "{n} tasks", row.tasks).format(n=row.tasks),
    )
    counts = (row.objectives, row.key_results, row.tasks)
    return ", ".join(part for part, count in zip(parts, counts, strict=True) if count) or "–"


def short_behind(line: ItemLine) -> str:
    """Return the same in the width of a column: “1 MT · 2 KQ · 3 CV”."""
    row = line.row
    named = (
        (row.objectives, _("{n} obj.")),
        (row.key_results, _("{n} KR")),
        (row.tasks, _("{n} tasks in short")),
    )
    return " · ".join(text.format(n=count) for count, text in named if count) or "–"


def due_text(line: ItemLine) -> str:
    """Return the deadline of an item, "" for none."""
    due_on = line.row.item.due_on
    return "" if due_on is None else format_date(due_on)


def item_text(line: ItemLine) -> str:
    """Return an item with its place in the directive: “Điều 2 · Số hóa hồ sơ”."""
    return " · ".join(filter(None, (line.row.item.article, line.row.item.title)))


def axis_text(line: ItemLine) -> str:
    """Return the axis of an item, "" for none."""
    return name_of(line.row.item.axis) if line.row.item.axis else ""


def number_text(line: DirectiveLine) -> str:
    """Return the number of a directive; the first line is that of all."""
    return line.row.directive.code if line.row else _("All directives")


def directive_tip(line: DirectiveLine) -> str | None:
    """Return a directive as it is cited."""
    if line.row is None:
        return None
    one = line.row.directive
    cited = _("{kind} {code} of {date}").format(
        kind=name_of(one.kind), code=one.code, date=format_date(one.issued_on)
    )
    return "\n".join(filter(None, (cited, one.issuer, one.title)))


def count_text(directives: int, items: int) -> str:
    """Return “3 văn bản · 18 nhiệm vụ”."""
    of_directives = ngettext("{n} directive", "{n} directives", directives).format(n=directives)
    of_items = ngettext("{n} task of directives", "{n} tasks of directives", items).format(n=items)
    return f"{of_directives} · {of_items}"


DIRECTIVE_COLUMNS = (
    Column("code", N_("Directive"), text=number_text, width=0, tip=directive_tip),
    Column(
        "items",
        N_("Tasks asked for"),
        text=lambda line: str(line.items),
        width=6,
        right=True,
        optional=True,
    ),
    Column("progress", N_("Progress"), cell=lambda line: ProgressCell(line.progress), width=10),
)
ITEM_COLUMNS = (
    Column("title", N_("Task of the directive"), text=item_text, width=0),
    Column("directive", N_("Directive"), text=lambda line: line.row.directive, width=10),
    Column(
        "article", N_("Article"), text=lambda line: line.row.item.article, width=11, optional=True
    ),
    Column("lead", N_("Lead unit"), text=lambda line: line.row.lead, width=13),
    Column(
        "support",
        N_("Supporting units"),
        text=lambda line: ", ".join(line.row.supports),
        width=20,
        optional=True,
    ),
    Column("due", N_("Due"), text=due_text, width=11),
    Column(
        "target",
        N_("Target of the task"),
        text=lambda line: line.row.item.target,
        width=18,
        optional=True,
    ),
    Column("axis", N_("Axis of results"), text=axis_text, width=22, optional=True),
    Column("behind", N_("Behind it"), text=short_behind, width=9, tip=behind_text, optional=True),
    Column("progress", N_("Progress"), cell=lambda line: ProgressCell(line.row.progress), width=10),
    Column("state", N_("State"), text=lambda line: state_text(line.row.state), width=18),
)
OF_DIRECTIVE = 1
"""The place of the column that only the items of all directives need."""
