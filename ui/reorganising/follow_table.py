"""Who and what goes where: Space gives the row to the next successor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from okrdesk.field_names import FOLLOWING
from okrdesk.i18n import N_, _
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.reorganisation import Followed

COLUMNS = (
    Column("kind", N_("What"), text=lambda row: row.kind, width=17, muted=True),
    Column("title", N_("Name"), text=lambda row: row.title, width=0),
    Column("before", N_("Before"), text=lambda row: row.before, width=26, muted=True),
    Column("after", N_("After"), text=lambda row: row.after, width=30),
)


@dataclass(frozen=True)
class FollowRow:
    """One line: what it is, its name, whose it was and whose it will be."""

    id: str
    kind: str
    title: str
    before: str
    after: str


class FollowTable(TableView):
    """The table of what follows; `given` tells which row is to go to the next successor."""

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Who and what goes where"), "reorganising.follow", parent)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.rows = RowModel(COLUMNS, self)
        self.set_model(self.rows)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 14)
        self.activated_row.connect(lambda index: self._give(index.row()))

    def show_lines(self, lines: "Sequence[Followed]") -> None:
        """Show what follows; the row in use stays in use."""
        kept = self.rows.id_at(self.currentIndex().row())
        self.rows.set_rows(
            [
                FollowRow(
                    f"{one.entity} {one.id} {one.before}",
                    _(FOLLOWING[one.entity]),
                    f"{one.title} – {one.note}" if one.note else one.title,
                    one.before,
                    one.after if one.is_moved else _("(stays)"),
                )
                for one in lines
            ]
        )
        if lines and not (kept and self.select_id(kept)):
            self.setCurrentIndex(self.rows.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the row to the next successor with Space."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._give(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _give(self, place: int) -> None:
        row_id = self.rows.id_at(place)
        if row_id:
            self.given.emit(row_id.split(" ")[1])
