"""The section Đơn vị tính: the list of units of measure, which the office extends."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_, _, ngettext
from ui.history import open_history
from ui.operations import Command, Query
from ui.screens.admin import load
from ui.screens.admin.table_section import ArchivingSection
from ui.widgets.dialog import Dialog
from ui.widgets.editors import TextEdit
from ui.widgets.empty import EmptyState
from ui.widgets.form import Form
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.measure_units import MeasureUnitRow
    from ui.screens.admin.screen import AdminScreen

COLUMNS = (
    Column("name", N_("Unit of measure"), text=lambda row: row.name, width=0),
    Column(
        "state",
        N_("State"),
        text=lambda row: _("archived") if row.archived else _("offered"),
        width=16,
        muted=True,
    ),
)


class MeasureUnitsSection(ArchivingSection):
    """What numbers of key results count; an archived one is offered no more."""

    RIGHT = Right.EDIT_MEASURE_UNITS
    WATCHES = frozenset({"measure_unit"})
    ENTITY = "measure_unit"
    KIND = "measure"

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self.bar.addWidget(self.archived)
        self.add_buttons_of_rows(
            {
                "measure.rename": _("Rename"),
                "measure.archive": _("Archive"),
                "measure.restore": _("Restore"),
                "measure.history": _("History"),
            }
        )
        self.add_head_button("measure.add", primary=True)
        self.add_table(
            COLUMNS,
            (_("Units of measure"), "measure-units"),
            EmptyState(
                "table", _("There is no unit of measure yet."), _("Examples: %, people, documents.")
            ),
        )
        kept = _("Key results keep the words they were entered with when a unit is renamed.")
        self.column.addWidget(label(kept, "small", wrap=True))
        self.on("measure.add", self._add, lambda: self.may_edit)
        self.on("measure.history", self._history, lambda: self.selected)
        self.on("measure.rename", self.open_selected, lambda: self.may_edit and self.selected)

    def refresh(self) -> None:
        """Read the list."""
        call = partial(load.measure_units, self.archived.value())
        Query(call).success(self.latest.only(self._fill)).run(self)

    def _fill(self, rows: "tuple[MeasureUnitRow, ...]") -> None:
        refill(self.table, rows, self._wanted)
        self._wanted = ""
        count = len(rows)
        text = ngettext("{count} unit of measure", "{count} units of measure", count)
        self.show_count(text.format(count=count))
        self.pages.setCurrentIndex(0 if rows else 1)
        self.follow()

    def _add(self) -> None:
        self.ask(MeasureUnitDialog(self, None), _("“{name}” was added."))

    def _history(self) -> None:
        row = self.selected
        if row is not None:
            open_history(self, row.id, row.name)

    def open_selected(self) -> None:
        """Rename the selected one."""
        row = self.selected
        if row is not None and self.may_edit:
            self.ask(MeasureUnitDialog(self, row), _("“{name}” was changed."))

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected one."""
        entries = ("measure.rename", "measure.add", None, self.put_away_action(), "measure.history")
        self.actions_.menu(*entries).popup(at)


class MeasureUnitDialog(Dialog):
    """Adds a unit of measure, or renames `row`; `saved` carries (id, name)."""

    def __init__(self, owner: QWidget, row: "MeasureUnitRow | None") -> None:
        title = _("Rename unit of measure") if row else _("Add unit of measure")
        super().__init__(title, owner, width=56)
        self._row = row
        self.form = Form(columns=1)
        self.name = self.form.add("name", _("Name"), TextEdit(limit=60), required=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save"), self._save)
        if row is not None:
            self.form.set_values({"name": row.name})
        self.name.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        title = _("Edit unit of measure") if self._row else _("Add unit of measure")
        call = partial(_write, self._row.id if self._row else None, values["name"])
        done = partial(self._done, values["name"])
        Command(call, title=title).success(done).run(self.form)

    def _done(self, name: str, done: Any) -> None:
        self.finish((done.value, name))


def _write(id: str | None, name: str, desk: "Desk") -> Any:
    from okrdesk.services.measure_units import add_measure_unit, rename_measure_unit

    return rename_measure_unit(desk, id, name) if id else add_measure_unit(desk, name)
