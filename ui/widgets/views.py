"""Tables and trees with the house's manners: row height, hover, column chooser, saved layout,
copy.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QTreeView, QWidget

from okrdesk.i18n import _
from ui.operations import desktop_of
from ui.widgets.cells import CellDelegate, row_height
from ui.widgets.layouts import HandWatch, read_layout, write_layout
from ui.widgets.rows import Column

_A_NAME = 20
"""In letters, how narrow a column of names may become where there is little room."""


class Manners:
    """What tables and trees share; mixed into a Qt view whose model has `columns`.

    `activated_row(index)` is emitted on Enter and double click. `menu_asked(QPoint)` (global
    position) asks the screen for its context menu.
    """

    layout_key = ""
    _usual_widths: tuple[int, ...] = ()

    def settle(self: Any, name: str, layout_key: str) -> None:
        """Set the view up; `name` is its accessible name, `layout_key` where its columns are
        remembered.
        """
        self.layout_key = f"columns.{layout_key}"
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self.activated_row.emit)
        head = self.head()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._show_chooser)
        head.setAccessibleName(_("Columns of {table}").format(table=name))
        HandWatch(head).moved.connect(self._remember)

    def lay_out(self: Any, columns: Sequence[Column]) -> None:
        """Give the columns their widths, or those that were saved; call once the model is set."""
        head, letter = self.head(), self.fontMetrics().averageCharWidth()
        self._usual_widths = tuple(
            max(column.width, len(_(column.title)) + 2) * letter + 24 if column.width else 0
            for column in columns
        )
        for place, column in enumerate(columns):
            stretch = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(place, mode)
            if not stretch:
                self.setColumnWidth(place, self._usual_widths[place])
            self.setColumnHidden(place, column.optional)
        head.setStretchLastSection(not any(column.width == 0 for column in columns))
        write_layout(head, columns, letter, self._own_layout())
        self._give_way()

    def resizeEvent(self: Any, event: QResizeEvent) -> None:
        """Let the columns give way where there is little room."""
        super().resizeEvent(event)  # type: ignore[misc]
        self._give_way()

    def _give_way(self: Any) -> None:
        """Narrow the wide columns alike until all fit, down to a name's width; then one scrolls.

        Columns that a person has laid out stay as they are; so do those of a view that gives its
        room to one of them by itself.
        """
        head, letter = self.head(), self.fontMetrics().averageCharWidth()
        shown = [at for at in range(len(self._usual_widths)) if not head.isSectionHidden(at)]
        stretching = [at for at in shown if not self._usual_widths[at]]
        stretch = QHeaderView.ResizeMode.Stretch
        is_own = any(head.sectionResizeMode(at) != stretch for at in stretching)
        if is_own or self._own_layout() is not None:
            return
        heading = {at: head.sectionSizeHint(at) for at in shown if at not in stretching}
        usual = {at: max(self._usual_widths[at], width) for at, width in heading.items()}
        least = {
            at: min(width, max(heading[at], _A_NAME * letter + 24)) for at, width in usual.items()
        }
        room = self.viewport().width() - len(stretching) * _A_NAME * letter
        spare = sum(usual.values()) - sum(least.values())
        share = max(0.0, min(1.0, (sum(usual.values()) - room) / spare)) if spare else 0.0
        for at, width in usual.items():
            head.resizeSection(at, round(width - share * (width - least[at])))

    def _own_layout(self: Any) -> object:
        """Return how a person laid the columns out, None where nobody did."""
        return desktop_of(self).settings.recall(self.layout_key)

    def selected_rows(self: Any) -> list[int]:
        """Return the places of the selected rows, in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def copy(self: Any) -> None:
        """Put the selected rows on the clipboard, tab-separated with a header line, visible
        columns only.
        """
        model, head = self.model(), self.head()
        shown = [
            head.logicalIndex(at)
            for at in range(head.count())
            if not head.isSectionHidden(head.logicalIndex(at))
        ]
        across = Qt.Orientation.Horizontal
        lines = ["\t".join(str(model.headerData(column, across) or "") for column in shown)]
        rows = sorted(
            self.selectionModel().selectedRows(),
            key=lambda index: (index.parent().row(), index.row()),
        )
        lines += [
            "\t".join(str(row.siblingAtColumn(column).data() or "") for column in shown)
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def chooser(self: Any) -> QMenu:
        """Return the menu that shows and hides columns."""
        menu, model = QMenu(self), self.model()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(model.columnCount()):
            name = model.headerData(
                place, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
            )
            action = QAction(str(name), menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.setEnabled(place > 0)
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(_("Usual columns"), self._usual)
        return menu

    def keyPressEvent(self: Any, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, Ctrl+V asks to paste, the menu key shows the menu."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif _is_enter(event) and self.currentIndex().isValid():
            self.activated_row.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)  # type: ignore[misc]

    def changeEvent(self: Any, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)  # type: ignore[misc]
        if event.type() == QEvent.Type.FontChange:
            self.fit_rows()
            if self.model() is not None:
                self.lay_out(self.model().columns)

    def _show_column(self: Any, place: int, on: bool) -> None:
        self.setColumnHidden(place, not on)
        self._remember()

    def _usual(self: Any) -> None:
        desktop_of(self).settings.remember(self.layout_key, None)
        self.lay_out(self.model().columns)

    def _show_chooser(self: Any, at: QPoint) -> None:
        self.chooser().popup(self.head().mapToGlobal(at))

    def _ask_menu(self: Any, at: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(at))

    def _remember(self: Any) -> None:
        letter = self.fontMetrics().averageCharWidth()
        kept = read_layout(self.head(), self.model().columns, letter)
        desktop_of(self).settings.remember(self.layout_key, kept)


def _is_enter(event: QKeyEvent) -> bool:
    """Say whether Enter was pressed alone, here or on the keypad."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held


class TableView(Manners, QTableView):
    """A flat table over a `RowModel`."""

    activated_row = Signal(object)
    paste_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, name: str, layout_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settle(name, layout_key)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.fit_rows()

    def head(self) -> QHeaderView:
        """Return the header above the columns."""
        return self.horizontalHeader()

    def set_model(self, model: Any) -> None:
        """Show `model`, a RowModel, and lay out its columns; sorting by SQL is on where a column
        allows it.
        """
        self.setModel(model)
        self.head().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(any(column.sort for column in model.columns))
        self.lay_out(model.columns)

    def fit_rows(self) -> None:
        """Give rows the height of the text size."""
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(row_height(self.fontMetrics().height()))

    def select_id(self, row_id: str) -> bool:
        """Select and show the row with this id; False where it is not in the table."""
        place = self.model().place_of(row_id)  # type: ignore[attr-defined]
        if place is None:
            return False
        index = self.model().index(place, 0)
        both = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.selectionModel().setCurrentIndex(index, both)
        self.scrollTo(index)
        return True


class TreeView(Manners, QTreeView):
    """A tree over a model that has `columns` and answers by `cell_data` and `header_data`."""

    activated_row = Signal(object)
    paste_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, name: str, layout_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settle(name, layout_key)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self.setAnimated(False)

    def head(self) -> QHeaderView:
        """Return the header above the columns."""
        return self.header()

    def set_model(self, model: Any) -> None:
        """Show `model` and lay out its columns."""
        self.setModel(model)
        self.head().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(any(column.sort for column in model.columns))
        self.lay_out(model.columns)

    def fit_rows(self) -> None:
        """Ask the delegate for the row height again."""
        self.scheduleDelayedItemsLayout()
