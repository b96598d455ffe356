"""A field that finds one thing of many as part of its name is typed, whatever the accents."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from ui.operations import Latest, Query
from ui.theme.icons import set_icon

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

Row = TypeVar("Row")
Value = TypeVar("Value")

_PAUSE_MS = 120


class PickEdit(QLineEdit, Generic[Row, Value]):
    """Chooses one thing; `value()` is what stands for it, None where the field is empty.

    The arrow down offers everything. Text that fits nothing is refused (NOT_FOUND); text that fits
    one thing only, or is the whole name of one only, is taken for it, and its name is shown when
    the field is left. A subclass says what is offered, in what words, and what a
    stored value is called; `letters` is how wide its list is.
    """

    edited = Signal()
    letters = 60

    def __init__(self, owner: QObject, offer_all: str) -> None:
        super().__init__()
        self._owner = owner
        self._chosen: Value | None = None
        self._chosen_text = ""
        self._awaits_name = False
        self._rows: list[Row] = []
        self._latest = Latest()
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(self._popup)
        activated: Any = self._completer.activated
        activated[QModelIndex].connect(self._take)
        self._completer.setWidget(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        show = QAction(offer_all, self)
        set_icon(show, "chevron-down", "muted")
        show.triggered.connect(self._offer_all)
        self.addAction(show, QLineEdit.ActionPosition.TrailingPosition)

    # What a subclass says

    def found_by(self, text: str) -> "Callable[[Desk], list[Row]]":
        """Return the question for what fits `text`."""
        raise NotImplementedError

    def name_by(self, value: Value) -> "Callable[[Desk], str]":
        """Return the question for the name of a stored value."""
        raise NotImplementedError

    def line(self, row: Row) -> str:
        """Return the line that offers `row`."""
        raise NotImplementedError

    def name(self, row: Row) -> str:
        """Return what the field shows once `row` is chosen."""
        raise NotImplementedError

    def stands_for(self, row: Row) -> Value:
        """Return the value that `row` stands for."""
        raise NotImplementedError

    # The value

    def value(self) -> Value | None:
        """Return what was chosen; raises Refused(NOT_FOUND)."""
        text = self.text().strip()
        if self._awaits_name:
            return self._chosen
        if not text:
            return None
        if self._chosen is not None and text == self._chosen_text:
            return self._chosen
        row = self._named_by(text)
        if row is None:
            raise Refused(Code.NOT_FOUND, text=text)
        self._set(row)
        return self._chosen

    def set_value(self, value: Value | None) -> None:
        """Show `value`, whose name is read by itself."""
        self.choose(value)

    def choose(self, value: Value | None) -> None:
        """Show `value` as unedited; the name follows."""
        self._chosen = value
        self._chosen_text = ""
        self.setText("")
        self._awaits_name = value is not None
        if value is not None:
            named = partial(self._show_name, value)
            Query(self.name_by(value)).success(named).run(self._owner)

    def _show_name(self, value: Value, name: str) -> None:
        if self._awaits_name and value == self._chosen:
            self._named(name)

    # Finding

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer everything on the arrow down."""
        popup = self._popup
        if event.key() == Qt.Key.Key_Down and not popup.isVisible():
            self._offer_all()
            return
        if popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Find what the text names when the field is left, so that it can be seen."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self._is_open():
            self._timer.stop()
            self._ask()

    def _is_open(self) -> bool:
        """Say whether the field holds text of which it is not known what it names."""
        return not self._awaits_name and self.text().strip() not in ("", self._chosen_text)

    def _named_by(self, text: str) -> Row | None:
        """Return the only row that a text fits, or whose name it is."""
        whole = [row for row in self._rows if fold(self.name(row)) == fold(text)]
        found = whole if len(whole) == 1 else self._rows
        return found[0] if len(found) == 1 else None

    def _typed(self, _text: str) -> None:
        self._rows = []
        self._awaits_name = False
        self._timer.start()
        self.edited.emit()

    def _ask(self) -> None:
        self._find(self.text().strip())

    def _offer_all(self) -> None:
        known = self._chosen is not None and self.text().strip() == self._chosen_text
        self._find("" if known else self.text().strip())

    def _find(self, text: str) -> None:
        Query(self.found_by(text)).success(self._latest.only(self._offer)).run(self)

    def _offer(self, rows: list[Row]) -> None:
        self._rows = rows
        self._names.setStringList([self.line(row) for row in rows])
        if rows and self.hasFocus():
            wide = self.fontMetrics().averageCharWidth() * self.letters
            self._popup.setMinimumWidth(min(wide, self.window().width()))
            self._completer.complete()
        else:
            self._popup.hide()
            row = self._named_by(self.text().strip()) if self._is_open() else None
            if row is not None:
                self._choose_row(row)

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._rows):
            # The completer writes its line after this signal; the name comes last.
            row = self._rows[index.row()]
            QTimer.singleShot(0, self, partial(self._choose_row, row))

    def _choose_row(self, row: Row) -> None:
        self._set(row)
        self.edited.emit()

    def _set(self, row: Row) -> None:
        self._chosen = self.stands_for(row)
        self._named(self.name(row))

    def _named(self, name: str) -> None:
        self._awaits_name = False
        self._chosen_text = name
        self.setText(name)
        self.setCursorPosition(0)
