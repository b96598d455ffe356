"""The columns of the tree: what each says of a group, an objective or a key result.

A row is a `Group`, an `ObjectiveRow` or a `KeyResultRow` of the services; they are told apart by
what they have, so that this module loads no database code.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.reviewing.text import state_word
from ui.screens.objectives import wording
from ui.widgets.marks import MarkCell, ProgressCell
from ui.widgets.rows import Column

Exported = str | Decimal | float | int | date | None


def is_group(row: Any) -> bool:
    """Say whether `row` is a unit or person with objectives."""
    return hasattr(row, "objective_ids")


def is_key_result(row: Any) -> bool:
    """Say whether `row` is a key result."""
    return hasattr(row, "objective_id")


def _title(row: Any) -> str:
    if is_group(row):
        text = f"{row.title or _('Without a unit')} ({row.count})"
        if row.is_from_server:
            return f"{text} · {_('figures of the server')}"
        is_empty = not (row.count or row.groups)
        return f"{text} · {_('no objectives here yet')}" if is_empty else text
    return str(row.title)


def _title_tip(row: Any) -> str | None:
    if not is_group(row):
        return None
    text = objectives_text(row.count) if row.count else no_objectives_text()
    return f"{text}. {server_figures_text()}" if row.is_from_server else text


def no_objectives_text() -> str:
    """Return that a unit shown has nothing in the cycle."""
    return _("This unit has no objectives in this cycle.")


def server_figures_text() -> str:
    """Return where the figures of a unit come from whose objectives are not on this computer."""
    return _("Figures rolled up by the server; not all of its objectives are on this computer.")


def objectives_text(count: int) -> str:
    """Return “12 objectives”."""
    return ngettext("{n} objective", "{n} objectives", count).format(
        n=f"{count:,}".replace(",", ".")
    )


def _progress(row: Any) -> ProgressCell:
    if is_group(row):
        return ProgressCell(row.progress)
    return ProgressCell(row.progress, row.expected, row.health, row.pending)


def _progress_tip(row: Any) -> str:
    if is_group(row):
        rolled_up = _("Rolled up from the objectives below by their weights.")
        return server_figures_text() if row.is_from_server else rolled_up
    expected = _("Expected by today: {expected}.").format(expected=wording.percent(row.expected))
    if row.pending:
        expected = f"{expected} {wording.pending(row.pending)}."
    if is_key_result(row):
        source = _("Computed from the values entered; “Why?” shows the formula.")
        beyond = row.raw is not None and not 0 <= row.raw <= 1
        raw = _("Raw figure: {raw}.").format(raw=wording.percent(row.raw)) if beyond else ""
        return " ".join(part for part in (source, raw, expected) if part)
    return _("Rolled up by weight; “Why?” shows the formula.") + " " + expected


def _health(row: Any) -> MarkCell | None:
    return None if is_group(row) else MarkCell(row.health)


def _of(field: str, say: Any) -> Any:
    """Return a text function for a field that not every kind of row has."""
    return lambda row: say(getattr(row, field)) if hasattr(row, field) else ""


def _value(row: Any) -> str:
    return wording.value_and_target(row) if is_key_result(row) else ""


def _weight(weight: Decimal | None) -> str:
    return "" if weight is None else wording.number(weight)


def _due(row: Any) -> str:
    return wording.due(row) if is_key_result(row) else ""


TITLE_LETTERS = 32
"""The title takes the room that is left, and at least this much."""

COLUMNS: tuple[Column, ...] = (
    Column("title", N_("Title"), _title, width=0, sort="title", tip=_title_tip),
    Column(
        "progress", N_("Progress"), cell=_progress, width=15, sort="progress", tip=_progress_tip
    ),
    Column("health", N_("Health"), cell=_health, width=20, sort="health"),
    Column("review", N_("Approval"), _of("review", state_word), width=17, optional=True),
    Column("owner", N_("In charge"), _of("owner", str), width=18, optional=True),
    Column("due", N_("Check in by"), _due, width=10, optional=True),
    Column("value", N_("Value → target"), _value, width=24, optional=True),
    Column(
        "confidence",
        N_("Confidence"),
        _of("confidence", wording.confidence),
        width=9,
        right=True,
        optional=True,
    ),
    Column("last", N_("Last check-in"), _of("last_on", wording.day), width=11, optional=True),
    Column(
        "weight",
        N_("Weight"),
        _of("weight", _weight),
        width=8,
        right=True,
        sort="weight",
        optional=True,
    ),
    Column("end", N_("End"), _of("end_on", wording.day), width=11, sort="end_on", optional=True),
    Column("tags", N_("Tags"), _of("tags", ", ".join), width=20, optional=True),
    Column("cycle", N_("Cycle"), _of("cycle", str), width=14, optional=True),
)


def exported(column: str, row: Any) -> Exported:
    """Return what an exported workbook holds of `row`: numbers and dates as such."""
    if column == "title":
        return str(row.title)
    if column == "progress":
        share: float | None = row.progress
        return share
    if column == "health":
        return name_of(row.health)
    if column == "review":
        return name_of(row.review) if hasattr(row, "review") else None
    if column == "tags":
        return ", ".join(getattr(row, "tags", ()))
    if column == "due":
        day: date | None = getattr(row, "due_on", None)
        return day
    if column == "value":
        return _value(row)
    field = {"last": "last_on", "end": "end_on"}.get(column, column)
    value: Exported = getattr(row, field, None)
    return value


TITLE_COMFORT = 48
"""So much of a title shows before further columns take room."""

WIDER = ("owner", "review", "due", "value", "last", "confidence")
"""Optional columns that show, in this order, where the window is wide enough for them."""

FORMATS = {"progress": "0 %"}
"""Number formats of exported columns."""
