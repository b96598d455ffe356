"""The key results behind a number of the dashboard; Enter goes to one of them.

A second button shows the objectives of all of them on the screen that keeps objectives.
"""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _, ngettext
from ui.desktop import Desktop
from ui.screens.dashboard import load
from ui.screens.dashboard.columns import BEHIND
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.rows import RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView


class BehindDialog(Dialog):
    """Lists what a number counts, as it stands today, the earliest due first."""

    def __init__(self, parent: QWidget, title: str, counted: load.Counted) -> None:
        super().__init__(title, parent, width=120)
        self._name, self._counted = title, counted
        ids = counted.key_results
        count = ngettext("{count} key result", "{count} key results", len(ids))
        self.body.addWidget(label(count.format(count=len(ids)), "muted"))
        self.model = RowModel(BEHIND, self, lambda desk, some: load.key_results(tuple(some), desk))
        self.table = TableView(title, "dashboard.behind", self)
        self.table.set_model(self.model)
        self.table.activated_row.connect(self._go)
        letter = self.fontMetrics()
        self.table.setMinimumSize(letter.averageCharWidth() * 110, letter.height() * 20)
        self.body.addWidget(self.table, 1)
        self.cancel_button.setText(_("Close"))
        self.all = button(_("Show in Objectives"), self._go_to_all, icon="objectives")
        self.all.setEnabled(bool(ids))
        self.buttons.insertWidget(0, self.all)
        self.add_primary(_("Open"), self._go_to_current)
        self.model.set_ids(ids)
        if ids:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def _go_to_current(self) -> None:
        self._go(self.table.currentIndex())

    def _go_to_all(self) -> None:
        desktop = self.desktop
        self.finish()
        show_in_objectives(desktop, self._name, self._counted.objectives)

    def _go(self, index: QModelIndex) -> None:
        id = self.model.id_at(index.row())
        if id is not None:
            desktop = self.desktop
            self.finish()
            desktop.go.emit("objectives", "key_result", id)


def show_in_objectives(desktop: Desktop, name: str, objective_ids: tuple[str, ...]) -> None:
    """Go to the objectives, narrowed to those that the number called `name` counts."""
    desktop.go.emit("objectives", "objectives", f"{name}\n{' '.join(objective_ids)}")
