"""Sections that are one table: what is selected in it, and putting rows into the archive."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from okrdesk.i18n import _
from ui.archiving import put_away
from ui.operations import Latest
from ui.screens.admin.section import Section
from ui.widgets.editors import Tick
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen


class TableSection(Section):
    """A section with one table, or what is said where it is empty."""

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self.latest = Latest()
        self.pages = QStackedWidget()

    @property
    def selected(self) -> Any:
        """The row that is selected, None where none is."""
        return self.model.row(self.table.currentIndex().row())

    def open_selected(self) -> None:
        """Do what Enter or a double click does."""

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected row."""

    def follow(self) -> None:
        """Show, and offer, what belongs to the selected row."""
        self.actions_.update()

    def add_table(
        self, columns: Sequence[Column], names: tuple[str, str], empty: EmptyState
    ) -> None:
        """Put the table in; `names` are that for people and that of its column widths."""
        self.model = RowModel(columns, self)
        self.table = TableView(*names, self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.model)
        self.table.activated_row.connect(lambda _index: self.open_selected())
        self.table.menu_asked.connect(self.show_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self.follow())
        self.pages.addWidget(self.table)
        self.pages.addWidget(empty)
        self.column.addWidget(self.pages, 1)


class ArchivingSection(TableSection):
    """A section whose rows are archived and restored; `KIND` begins the ids of its actions."""

    ENTITY: ClassVar[str]
    KIND: ClassVar[str]

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self.archived = Tick(_("Archived"))
        self.archived.setAccessibleName(_("Archived too"))
        self.archived.edited.connect(self.refresh)
        self.on(f"{self.KIND}.archive", self._archive, lambda: self._may_put_away(False))
        self.on(f"{self.KIND}.restore", self._restore, lambda: self._may_put_away(True))

    def add_buttons_of_rows(self, words: dict[str, str]) -> None:
        """Put buttons into the bar as `add_buttons` does; of the two of the archive one shows."""
        self._buttons = self.add_buttons(words)

    def follow(self) -> None:
        """Offer what can be done with the selected row: archive it, or restore it."""
        is_archived = self.selected is not None and self.selected.archived
        self._buttons[f"{self.KIND}.archive"].setHidden(is_archived)
        self._buttons[f"{self.KIND}.restore"].setVisible(is_archived)
        super().follow()

    def put_away_action(self) -> str:
        """Return the id of the action that the selected row's menu offers."""
        is_archived = self.selected is not None and self.selected.archived
        return f"{self.KIND}.restore" if is_archived else f"{self.KIND}.archive"

    def _may_put_away(self, archived: bool) -> bool:
        return self.may_edit and self.selected is not None and self.selected.archived is archived

    def _archive(self) -> None:
        self._put_away(True, _("“{name}” was archived."))

    def _restore(self) -> None:
        self._put_away(False, _("“{name}” is back in the lists."))

    def _put_away(self, archived: bool, said: str) -> None:
        row = self.selected
        if row is not None:
            title = self.actions_.live(self.put_away_action()).text()
            call = partial(put_away, self.ENTITY, row.id, archived)
            self.write(call, title, said.format(name=row.name))
