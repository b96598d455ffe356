"""The section Đơn vị tính: the list of units of measure, which the office extends."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget

from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Command, Latest, Query
from ui.screens.admin import load
from ui.screens.admin.section import Section
from ui.widgets.dialog import Dialog
from ui.widgets.editors import TextEdit, Tick
from ui.widgets.empty import EmptyState
from ui.widgets.form import Form
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

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


class MeasureUnitsSection(Section):
    """What numbers of key results count; an archived one is offered no more."""

    RIGHT = Right.EDIT_MEASURE_UNITS

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest = Latest()
        self._wanted = ""
        self.archived = Tick(_("Archived"))
        self.archived.setAccessibleName(_("Archived too"))
        self.archived.edited.connect(self.refresh)
        self.bar.addWidget(self.archived)
        self._buttons = self.add_buttons(
            {
                "measure.rename": _("Rename"),
                "measure.archive": _("Archive"),
                "measure.restore": _("Restore"),
            }
        )
        self.add_head_button("measure.add", primary=True)
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Units of measure"), "measure-units", self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.model)
        self.table.activated_row.connect(lambda _index: self._rename())
        self.table.menu_asked.connect(self._show_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self._follow())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(
            EmptyState(
                "table", _("There is no unit of measure yet."), _("Examples: %, people, documents.")
            )
        )
        self.column.addWidget(self.pages, 1)
        kept = _("Key results keep the words they were entered with when a unit is renamed.")
        self.column.addWidget(label(kept, "small", wrap=True))
        self.on("measure.add", self._add, lambda: self.may_edit)
        self.on("measure.rename", self._rename, lambda: self.may_edit and self.selected)
        self.on("measure.archive", self._archive, lambda: self._may_put_away(False))
        self.on("measure.restore", self._restore, lambda: self._may_put_away(True))

    @property
    def selected(self) -> "MeasureUnitRow | None":
        """The unit of measure that is selected."""
        row: MeasureUnitRow | None = self.model.row(self.table.currentIndex().row())
        return row

    def refresh(self) -> None:
        """Read the list."""
        call = partial(load.measure_units, self.archived.value())
        Query(call).success(self._latest.only(self._fill)).run(self)

    def _follow(self) -> None:
        """Offer what can be done with the selected one: archive it, or restore it."""
        row = self.selected
        is_archived = row is not None and row.archived
        self._buttons["measure.archive"].setHidden(is_archived)
        self._buttons["measure.restore"].setVisible(is_archived)
        self.actions_.update()

    def _may_put_away(self, archived: bool) -> bool:
        row = self.selected
        return self.may_edit and row is not None and row.archived is archived

    def _fill(self, rows: "tuple[MeasureUnitRow, ...]") -> None:
        kept = self._wanted or (self.selected.id if self.selected else "")
        self._wanted = ""
        self.model.set_rows(rows)
        count = len(rows)
        text = ngettext("{count} unit of measure", "{count} units of measure", count)
        self.show_count(text.format(count=count))
        self.pages.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.select_id(kept):
            self.table.select_id(rows[0].id)
        self._follow()

    def _add(self) -> None:
        dialog = MeasureUnitDialog(self, None)
        dialog.saved.connect(partial(self._saved, _("“{name}” was added.")))
        dialog.open()

    def _rename(self) -> None:
        row = self.selected
        if row is not None and self.may_edit:
            dialog = MeasureUnitDialog(self, row)
            dialog.saved.connect(partial(self._saved, _("“{name}” was changed.")))
            dialog.open()

    def _saved(self, text: str, saved: tuple[str, str]) -> None:
        self._wanted, name = saved
        self.tell_done(text.format(name=name))

    def _archive(self) -> None:
        row = self.selected
        if row is not None:
            said = _("“{name}” was archived.").format(name=row.name)
            self.write(partial(_put_away, row.id, True), _("Archive unit of measure"), said)

    def _restore(self) -> None:
        row = self.selected
        if row is not None:
            said = _("“{name}” is back in the lists.").format(name=row.name)
            self.write(partial(_put_away, row.id, False), _("Restore unit of measure"), said)

    def _show_menu(self, at: QPoint) -> None:
        row = self.selected
        put_away = "measure.restore" if row and row.archived else "measure.archive"
        self.actions_.menu("measure.rename", "measure.add", None, put_away).popup(at)


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


def _put_away(id: str, archived: bool, desk: "Desk") -> Any:
    from okrdesk.services.archive import archive, restore

    return (archive if archived else restore)(desk, "measure_unit", id)
