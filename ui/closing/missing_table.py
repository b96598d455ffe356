"""What a cycle misses as a table; Enter goes to where it is mended."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import N_, _
from okrdesk.names import MISSING_NAMES
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.missing import Missing, MissingRow

COLUMNS = (
    Column("what", N_("What is missing"), text=lambda row: row.what, width=34),
    Column("title", N_("Objective or person"), text=lambda row: row.one.title, width=0),
    Column("owner", N_("Owner"), text=lambda row: row.one.owner, width=20, muted=True),
    Column("unit", N_("Unit"), text=lambda row: row.one.unit, width=24, muted=True),
)


@dataclass(frozen=True)
class WantingRow:
    """One object, and all that is wanting of it."""

    id: str
    one: "MissingRow"
    what: str


def wanting(missing: "Missing") -> list[WantingRow]:
    """Return one row for each object, however much of it is wanting."""
    found: dict[str, tuple[MissingRow, list[str]]] = {}
    for section, word in MISSING_NAMES.items():
        for row in getattr(missing, section):
            found.setdefault(row.id, (row, []))[1].append(_(word))
    return [WantingRow(id, row, ", ".join(words)) for id, (row, words) in found.items()]


class MissingTable(TableView):
    """Objectives not closed, not judged or without check-in, and people without goals."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("What is missing"), "closing.missing", parent)
        self.rows = RowModel(COLUMNS, self)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.set_model(self.rows)

    def show_missing(self, missing: "Missing") -> None:
        """Show what a cycle misses."""
        rows = wanting(missing)
        self.rows.set_rows(rows)
        if rows:
            self.select_id(rows[0].id)
