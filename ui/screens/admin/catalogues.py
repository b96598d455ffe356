"""The section Danh mục: versions of the catalogues of products, and the items of one."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_, _, ngettext
from ui.archiving import put_away
from ui.history import open_history
from ui.importing import open_import
from ui.operations import Latest, Query
from ui.screens.admin import catalogue_load as load
from ui.screens.admin.catalogue_dialogs import CatalogueDialog, ItemDialog
from ui.screens.admin.table_section import ArchivingSection
from ui.widgets.editors import SearchField
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen

_LINES_HIGH = 7


def _number(value: Any) -> str:
    return "" if value is None else format_decimal(value)


def _until(row: load.Version) -> str:
    return format_date(row.catalogue.to_on) if row.catalogue.to_on else ""


def _state(row: load.Version) -> str:
    if row.archived:
        return _("archived")
    return _("in force") if row.is_in_force else _("not in force")


COLUMNS = (
    Column("name", N_("Catalogue"), text=lambda row: row.catalogue.name, width=44),
    Column("code", N_("Code"), text=lambda row: row.catalogue.code, width=10),
    Column("version", N_("Version"), text=lambda row: row.catalogue.version, width=10),
    Column(
        "from",
        N_("In force from"),
        text=lambda row: format_date(row.catalogue.from_on),
        width=12,
    ),
    Column("to", N_("until"), text=_until, width=12),
    Column(
        "baseline",
        N_("Base points"),
        text=lambda row: _number(row.catalogue.baseline),
        width=12,
        right=True,
    ),
    Column("items", N_("Items"), text=lambda row: str(row.items), width=8, right=True),
    Column(
        "state",
        N_("State"),
        text=_state,
        width=16,
    ),
)
ITEM_COLUMNS = (
    Column("code", N_("Code"), text=lambda line: line.item.code, width=10),
    Column("title", N_("Task or product"), text=lambda line: line.item.title, width=42),
    Column("product", N_("Product delivered"), text=lambda line: line.item.product, width=24),
    Column("position", N_("Job position"), text=lambda line: line.item.position, width=18),
    Column("group", N_("Group"), text=lambda line: line.item.group, width=13),
    Column(
        "points", N_("Points"), text=lambda line: _number(line.item.points), width=8, right=True
    ),
    Column(
        "coefficient",
        N_("Coefficient"),
        text=lambda line: _number(line.item.coefficient),
        width=9,
        right=True,
    ),
    Column("duty", N_("Duty"), text=lambda line: line.item.duty, width=24, optional=True),
    Column("note", N_("Note"), text=lambda line: line.item.note, width=24, optional=True),
    Column(
        "state",
        N_("State"),
        text=lambda line: _("archived") if line.item.archived else "",
        width=11,
        muted=True,
    ),
)
ITEM_STATE = len(ITEM_COLUMNS) - 1
"""The place of the column that only a list with archived items needs."""


class CataloguesSection(ArchivingSection):
    """Versions above, the items of the selected one below; what is archived is offered no more."""

    RIGHT = Right.EDIT_RULES
    WATCHES = frozenset({"catalogue", "catalogue_item"})
    ENTITY = "catalogue"
    KIND = "catalogue"

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest_items = Latest()
        self._text = ""
        self.bar.addWidget(self.archived)
        self.add_buttons_of_rows(
            {
                "catalogue.edit": _("Edit"),
                "catalogue.archive": _("Archive"),
                "catalogue.restore": _("Restore"),
                "catalogue.history": _("History"),
            }
        )
        self.add_head_button("catalogue.import", _("Import…"))
        self.add_head_button("catalogue.add", _("Add version"), primary=True)
        empty = EmptyState(
            "table",
            _("There is no catalogue yet."),
            _(
                "Read the office's list of products and tasks from Excel, or write a first version "
                "and its items here. Its coefficients are what tasks are weighed by."
            ),
        )
        self.add_table(COLUMNS, (_("Versions of the catalogues"), "catalogues"), empty)
        self.column.setStretchFactor(self.pages, 2)
        self._build_items()
        self._declare()

    def refresh(self) -> None:
        """Read the versions, and the items of the selected one."""
        call = partial(load.versions, self.archived.value())
        Query(call).success(self.latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a version."""
        if entity == "catalogue" and not self.table.select_id(item_id):
            self._wanted = item_id
            self.refresh()

    def open_selected(self) -> None:
        """Change the selected version."""
        if self.selected is not None and self.may_edit:
            self.ask(CatalogueDialog(self.selected.catalogue, self), _("“{name}” was changed."))

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected version."""
        ids = ("catalogue.edit", "item.add", "catalogue.import", None)
        self.actions_.menu(*ids, self.put_away_action(), "catalogue.history").popup(at)

    def follow(self) -> None:
        """Show the items of the selected version."""
        super().follow()
        self._read_items()

    @property
    def item(self) -> Any:
        """The item that is selected, None where none is."""
        line = self.item_model.row(self.items.currentIndex().row())
        return None if line is None else line.item

    def _build_items(self) -> None:
        self.search = SearchField(_("Find an item by words or code"))
        self.search.searched.connect(self._look_for)
        self.of = label("", "section")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.of, 1)
        row.addWidget(self.search, 1)
        words = {
            "item.add": _("Add item"),
            "item.edit": _("Edit"),
            "item.archive": _("Archive"),
            "item.restore": _("Restore"),
        }
        self._item_buttons = {name: self.make_button(name, word) for name, word in words.items()}
        for made in self._item_buttons.values():
            row.addWidget(made)
        self.column.addLayout(row)
        self.item_model = RowModel(ITEM_COLUMNS, self)
        self.items = TableView(_("Items of the catalogue"), "catalogue-items", self)
        self.items.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.items.set_model(self.item_model)
        self.items.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_HIGH)
        self.items.activated_row.connect(lambda _index: self._edit_item())
        self.items.menu_asked.connect(self._show_item_menu)
        self.items.selectionModel().currentChanged.connect(lambda *_now: self._follow_item())
        self.column.addWidget(self.items, 3)

    def _declare(self) -> None:
        self.on("catalogue.add", self._add, lambda: self.may_edit)
        self.on("catalogue.edit", self.open_selected, self._may_edit_version)
        self.on("catalogue.import", self._import, lambda: self.may_edit)
        self.on("catalogue.history", self._show_history, lambda: self.selected)
        self.on("item.add", self._add_item, self._may_edit_version)
        self.on("item.edit", self._edit_item, lambda: self.may_edit and self.item)
        self.on("item.archive", self._put_item_away, lambda: self._may_put_item_away(False))
        self.on("item.restore", self._put_item_away, lambda: self._may_put_item_away(True))
        self.on("item.find", self.search.setFocus)

    def _may_edit_version(self) -> bool:
        return self.may_edit and self.selected is not None

    def _may_put_item_away(self, archived: bool) -> bool:
        return self.may_edit and self.item is not None and self.item.archived is archived

    def _fill(self, versions: list[load.Version]) -> None:
        self.pages.setCurrentIndex(0 if versions else 1)
        wanted, self._wanted = self._wanted, ""
        refill(self.table, versions, wanted)
        self.show_count(
            ngettext("{n} version", "{n} versions", len(versions)).format(n=len(versions))
            if versions
            else ""
        )
        self.follow()

    def _look_for(self, text: str) -> None:
        self._text = text
        self._read_items()

    def _read_items(self) -> None:
        row = self.selected
        for part in (self.of, self.search, self.items):
            part.setVisible(row is not None)
        if row is not None:
            reply = self._latest_items.only(partial(self._fill_items, row))
            Query(partial(load.items, row.id, self._text, self.archived.value())).success(
                reply
            ).run(self)

    def _fill_items(self, row: load.Version, lines: list[load.Line]) -> None:
        refill(self.items, lines)
        text = ngettext(
            "{n} item of version {version}", "{n} items of version {version}", row.items
        )
        self.of.setText(text.format(n=row.items, version=row.catalogue.version))
        self.items.setColumnHidden(ITEM_STATE, not self.archived.value())
        self._follow_item()

    def _follow_item(self) -> None:
        """Offer to archive the selected item, or to restore it."""
        is_archived = self.item is not None and self.item.archived
        self._item_buttons["item.archive"].setHidden(is_archived)
        self._item_buttons["item.restore"].setVisible(is_archived)
        self.actions_.update()

    def _show_item_menu(self, at: QPoint) -> None:
        self.actions_.menu("item.edit", "item.add", None, self._item_away_action()).popup(at)

    def _item_away_action(self) -> str:
        is_archived = self.item is not None and self.item.archived
        return "item.restore" if is_archived else "item.archive"

    def _put_item_away(self) -> None:
        """Archive the selected item, or bring it back."""
        item = self.item
        title = self.actions_.live(self._item_away_action()).text()
        said = _("“{name}” is back in the lists.") if item.archived else _("“{name}” was archived.")
        call = partial(put_away, "catalogue_item", item.id, not item.archived)
        self.write(call, title, said.format(name=item.title))

    def _add(self) -> None:
        self.ask(CatalogueDialog(None, self), _("“{name}” was added."))

    def _import(self) -> None:
        row = self.selected
        open_import(self, "catalogue", into=row.id if row is not None else None)

    def _add_item(self) -> None:
        dialog = ItemDialog(self.selected.catalogue, None, self)
        dialog.saved.connect(lambda saved: self.screen_.tell_done(_added(saved[1])))
        dialog.open()

    def _edit_item(self) -> None:
        if self.item is not None and self.may_edit:
            dialog = ItemDialog(self.selected.catalogue, self.item, self)
            dialog.saved.connect(lambda saved: self.screen_.tell_done(_changed(saved[1])))
            dialog.open()

    def _show_history(self) -> None:
        row = self.selected
        open_history(self.screen_, row.id, row.catalogue.name)


def _added(name: str) -> str:
    return _("“{name}” was added.").format(name=name)


def _changed(name: str) -> str:
    return _("“{name}” was changed.").format(name=name)
