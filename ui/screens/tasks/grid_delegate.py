"""Typing into the cells of the grid: an editor for each kind, and the mark of what is wrong."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyleOptionViewItem, QWidget

from okrdesk.i18n import _
from ui.screens.tasks.cells import Book, CellKind, GridColumn, Option
from ui.screens.tasks.grid_model import ERROR_ROLE, TONE_ROLE, GridModel
from ui.theme.tokens import tokens_of
from ui.widgets.cells import CellDelegate, Index
from ui.widgets.editors import DateEdit

_LIST_LETTERS = 76
_SAID = Qt.ItemDataRole.AccessibleTextRole
_WIDE = {CellKind.DATE: 18, CellKind.CHOICE: 40}
_ENDS = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GridDelegate(CellDelegate):
    """Draws cells, framing those that are wrong, and gives each kind its editor."""

    def __init__(self, view: QWidget, rows: GridModel) -> None:
        super().__init__(view)
        self._rows = rows

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Write in the colour that the column gives its row."""
        super().initStyleOption(option, index)
        if tone := index.data(TONE_ROLE):
            colour = QColor(getattr(tokens_of(option.palette), tone))
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, colour)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, and a frame in the colour of an error where it is wrong."""
        super().paint(painter, option, index)
        if index.data(ERROR_ROLE):
            painter.save()
            painter.setPen(QPen(QColor(tokens_of(option.palette).bad), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        editor = _editor(self._rows.cells[index.column()], self._rows.book)
        editor.setParent(parent)
        name = self._rows.headerData(index.column(), Qt.Orientation.Horizontal, _SAID)
        editor.setAccessibleName(str(name))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what stands in the cell, all selected."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Hand over what was typed."""
        if isinstance(editor, ChoiceEdit):
            model.setData(index, editor.typed())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the cell, and so much beside it as what is typed there needs."""
        parent = editor.parentWidget()
        letters = _WIDE.get(self._rows.cells[index.column()].kind, 0)
        wide = max(option.rect.width(), letters * option.fontMetrics.averageCharWidth())
        room = parent.width() if parent is not None else wide
        left = max(0, min(option.rect.x(), room - wide))
        editor.setGeometry(left, option.rect.y(), min(wide, room), option.rect.height())


class ChoiceEdit(QLineEdit):
    """Finds one thing of a list as part of its name or code is typed, accents ignored.

    The arrow down offers all; Enter or Tab takes the line that is marked.
    """

    def __init__(self, column: GridColumn, book: Book) -> None:
        super().__init__()
        self._column, self._book = column, book
        self._found: list[Option] = []
        self._chosen: Option | None = None
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._completer.setWidget(self)
        self._list = QListView()
        self._list.setAccessibleName(_("What fits"))
        self._completer.setPopup(self._list)
        self._list.clicked.connect(lambda index: self._take(index.row()))
        self._list.installEventFilter(self)  # runs before that of the completer
        self.textEdited.connect(self._offer)

    def typed(self) -> str:
        """Return the id of what was chosen, or else what was typed."""
        chosen = self._chosen
        return chosen.id if chosen is not None and chosen.text == self.text() else self.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer everything on the arrow down."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._offer("")
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the marked line and end the typing by one key; the completer would wait for two."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ENDS
        ):
            self._take(max(0, self._list.currentIndex().row()))
            self._list.hide()
            QGuiApplication.sendEvent(self, event.clone())
            return True
        return super().eventFilter(watched, event)

    def _offer(self, text: str) -> None:
        self._chosen = None
        self._found = self._book.search(self._column.offers, text)
        self._lines.setStringList([_line(one) for one in self._found])
        if not self._found:
            self._list.hide()
            return
        wide = self.fontMetrics().averageCharWidth() * _LIST_LETTERS
        self._list.setMinimumWidth(min(wide, self.window().width() // 2))
        self._completer.complete()
        self._list.setCurrentIndex(self._lines.index(0))

    def _take(self, place: int) -> None:
        if place < len(self._found):
            self._chosen = self._found[place]
            self.setText(self._chosen.text)


def _editor(column: GridColumn, book: Book) -> QLineEdit:
    if column.kind is CellKind.DATE:
        return DateEdit()
    if column.kind is CellKind.CHOICE:
        return ChoiceEdit(column, book)
    editor = QLineEdit()
    editor.setMaxLength(500)
    if column.right:
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    return editor


def _line(option: Option) -> str:
    return " · ".join(part for part in (option.code, option.text, option.note) if part)
