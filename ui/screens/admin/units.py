"""The section Đơn vị: the tree of units as of a day, with leader, people and dates."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from okrdesk.domain.permissions import Right
from okrdesk.errors import Refused
from okrdesk.i18n import _, ngettext
from okrdesk.sentences import explain
from ui.history import open_history
from ui.operations import Latest, Query
from ui.reorganising import ReorganisingWizard
from ui.screens.admin import load
from ui.screens.admin.section import Section
from ui.screens.admin.unit_dialog import UnitDialog
from ui.screens.admin.unit_model import UnitModel
from ui.widgets.editors import DateEdit, Tick
from ui.widgets.empty import EmptyState
from ui.widgets.text import label
from ui.widgets.views import TreeView

if TYPE_CHECKING:
    from okrdesk.services.units import UnitRow
    from ui.screens.admin.screen import AdminScreen


class UnitsSection(Section):
    """Units of any depth; Enter edits one, Ctrl+N adds one below the one selected."""

    RIGHT = Right.EDIT_ORGANISATION
    WATCHES = frozenset({"unit", "person", "post"})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest = Latest()
        self._build_bar()
        self.model = UnitModel(self)
        self.tree = TreeView(_("Units"), "units", self)
        self.tree.setSelectionMode(TreeView.SelectionMode.SingleSelection)
        self.tree.set_model(self.model)
        self.tree.activated_row.connect(lambda _index: self._open())
        self.tree.menu_asked.connect(self._show_menu)
        self.tree.selectionModel().currentChanged.connect(lambda *_now: self.actions_.update())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.tree)
        self.pages.addWidget(
            EmptyState("unit", _("No unit was in force on this day."), _("Choose a later day."))
        )
        self.column.addWidget(self.pages, 1)
        self._connect()

    @property
    def selected(self) -> "UnitRow | None":
        """The unit that is selected."""
        return self.model.row(self.tree.currentIndex())

    def refresh(self) -> None:
        """Read the units of the day."""
        try:
            on: date | None = self.day.value()
        except Refused as error:
            self.screen_.messages.show_message(explain(error), "warn")
            return
        call = partial(load.units, on, self.ever.value())
        Query(call).success(self._latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a unit; one that is not in force is shown among all that ever were."""
        if not self._select(item_id):
            self._wanted = item_id
            self.refresh()

    def _build_bar(self) -> None:
        self.day = DateEdit()
        self.day.setAccessibleName(_("Units as of the day"))
        self.day.setFixedWidth(self.fontMetrics().averageCharWidth() * 18)
        as_of = label(_("As of"), "muted")
        as_of.setBuddy(self.day)
        self.ever = Tick(_("All that ever were"))
        self.bar.addWidget(as_of)
        self.bar.addWidget(self.day)
        self.bar.addWidget(self.ever)
        self.add_buttons(
            {
                "unit.edit": _("Edit"),
                "unit.reorganise": _("Reorganise…"),
                "unit.history": _("History"),
            }
        )
        self.add_head_button("unit.add", primary=True)

    def _connect(self) -> None:
        self.day.editingFinished.connect(self.refresh)
        self.day.edited.connect(self._on_day)
        self.ever.edited.connect(self._on_ever)
        self.on("unit.add", self._add, lambda: self.may_edit)
        self.on("unit.edit", self._open, lambda: self.may_edit and self.selected)
        self.on("unit.reorganise", self._reorganise, lambda: self.may_edit)
        self.on("unit.history", self._history, lambda: self.selected)

    def _on_day(self) -> None:
        """Follow the arrow keys and the calendar at once, typing when it is finished."""
        if not self.day.isModified():
            self.refresh()

    def _on_ever(self) -> None:
        self.day.setEnabled(not self.ever.value())
        self.refresh()

    def _fill(self, units: load.Units) -> None:
        selected = self.selected
        kept = self._wanted or (selected.id if selected else "")
        scroll = self.tree.verticalScrollBar().value()
        self.model.set_rows(units.rows)
        self.day.setEnabled(units.on is not None)
        if units.on is not None:
            self.day.set_value(units.on)
        self.tree.expandAll()
        count = len(units.rows)
        self.show_count(ngettext("{count} unit", "{count} units", count).format(count=count))
        self.pages.setCurrentIndex(0 if units.rows else 1)
        if not self._select(kept):
            self.tree.setCurrentIndex(self.model.index(0, 0))
            self._look_further(units)
        elif selected is not None and selected.id == kept:
            self.tree.verticalScrollBar().setValue(scroll)
        self.actions_.update()

    def _look_further(self, units: load.Units) -> None:
        """Show all that ever were where the unit asked for, or just saved, is not in force."""
        if self._wanted and units.on is not None:
            self.ever.set_value(True)
            self.refresh()
        else:
            self._wanted = ""

    def _select(self, unit_id: str) -> bool:
        index = self.model.find(unit_id)
        if not index.isValid():
            return False
        self._wanted = ""
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)
        return True

    def _add(self) -> None:
        above = self.selected
        dialog = UnitDialog(self, parent_id=above.id if above else None)
        self.ask(dialog, _("“{name}” was added."))

    def _open(self) -> None:
        unit = self.selected
        if unit is not None and self.may_edit:
            self.ask(UnitDialog(self, unit.id), _("“{name}” was changed."))

    def _reorganise(self) -> None:
        unit = self.selected
        wizard = ReorganisingWizard(self, unit.id if unit else None)
        wizard.saved.connect(
            lambda _report: self.screen_.tell_done(_("The units were reorganised."))
        )
        wizard.open()

    def _history(self) -> None:
        unit = self.selected
        if unit is not None:
            open_history(self, unit.id, unit.name)

    def _show_menu(self, at: QPoint) -> None:
        names = ("unit.edit", "unit.add", None, "unit.reorganise", "unit.history")
        self.actions_.menu(*names).popup(at)
