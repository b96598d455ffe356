"""The base of the tabs of Đồng bộ: a table beside what is said of its row, or an empty state."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.operations import Latest
from ui.page import Page
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.subjects import Subject
    from ui.screens.sync.screen import SyncScreen


class SyncPage(Page):
    """One tab; `TITLE` (marked with N_) stands on it with the number of rows.

    A subclass calls `add_table` once, fills it by `show_rows`, and says of the current row what
    there is to say in `follow`.
    """

    TITLE: ClassVar[str]
    MENU: ClassVar[tuple[str | None, ...]] = ("sync.show",)
    IS_COUNTED: ClassVar[bool] = True
    screen_: "SyncScreen"

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        self.latest = Latest()
        self.wanted = ""
        self.pages = QStackedWidget()

    @property
    def selected(self) -> Any:
        """The current row, None where there is none."""
        return self.model.row(self.table.currentIndex().row())

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.model.rowCount()

    @property
    def subject(self) -> "Subject | None":
        """What the current row is about, None where there is nothing to show."""
        row = self.selected
        return None if row is None else row.object

    def show_subject(self) -> None:
        """Show on its own screen what the current row is about."""
        if (subject := self.subject) is not None:
            self.screen_.show_item(subject.entity, subject.id)

    def open_selected(self) -> None:
        """Do what Enter or a double click does."""
        self.show_subject()

    def follow(self) -> None:
        """Say, and offer, what belongs to the current row."""
        self.actions_.update()

    def open_item(self, row_id: str) -> None:
        """Select a row, now or once it has been read; an id that is none leaves the first."""
        self.wanted = row_id
        self.table.select_id(row_id)

    def add_table(
        self, columns: Sequence[Column], names: tuple[str, str], empty: EmptyState
    ) -> None:
        """Put the table in; `names` are that for people and that of its column widths."""
        self.model = RowModel(columns, self)
        self.table = TableView(*names, self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.model)
        self.table.activated_row.connect(lambda _index: self.open_selected())
        self.table.menu_asked.connect(self._show_menu)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self.follow())
        self.model.modelReset.connect(self.follow)
        self.pages.addWidget(self.table)
        self.pages.addWidget(empty)
        self.column.addWidget(self.pages, 1)

    def add_detail(self, detail: QWidget, shares: tuple[int, int] = (5, 4)) -> None:
        """Put `detail` to the right of the table, in these shares of the width."""
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        self.pages.removeWidget(self.table)
        across.addWidget(self.table)
        across.addWidget(detail)
        self.table.show()  # taken out of the pages, it was hidden
        for place, share in enumerate(shares):
            across.setStretchFactor(place, share)
        self.pages.insertWidget(0, across)
        self.pages.setCurrentIndex(0)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show `rows`, keeping selection and scroll; where there is none, the empty state."""
        refill(self.table, rows, self.wanted)
        if self.wanted and self.model.place_of(self.wanted) is not None:
            self.wanted = ""
        had_focus = self.table.hasFocus()
        self.pages.setCurrentIndex(0 if rows else 1)
        self.screen_.show_counts()
        if had_focus and not rows:
            self.screen_.focus_start()

    def _show_menu(self, at: QPoint) -> None:
        self.actions_.menu(*self.MENU).popup(at)
