"""A field that finds people and units as their name is typed, whatever the accents."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from ui.operations import Latest, Query
from ui.theme.icons import set_icon

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.people import OwnerRow

_PAUSE_MS = 120
_LIST_LETTERS = 60


class OwnerEdit(QLineEdit):
    """Chooses one person or unit; `value()` is an `Owner`, None where it is empty.

    The arrow down offers everybody. Text that names nobody is refused (NOT_FOUND); text that only
    one owner fits is taken for that owner.
    """

    edited = Signal()

    def __init__(self, owner: QObject, *, people_only: bool = False) -> None:
        super().__init__()
        self._owner = owner
        self._people_only = people_only
        self._chosen: Owner | None = None
        self._chosen_text = ""
        self._rows: list[OwnerRow] = []
        self._latest = Latest()
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        activated: Any = self._completer.activated
        activated[QModelIndex].connect(self._take)
        self._completer.setWidget(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.setPlaceholderText(_("Type part of a name or code"))
        self.textEdited.connect(self._typed)
        show = QAction(_("Show everybody"), self)
        set_icon(show, "chevron-down", "muted")
        show.triggered.connect(self._offer_all)
        self.addAction(show, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> Owner | None:
        """Return who was chosen; raises Refused(NOT_FOUND)."""
        text = self.text().strip()
        if not text:
            return None
        if self._chosen is not None and text == self._chosen_text:
            return self._chosen
        if len(self._rows) == 1:
            self._set(self._rows[0])
            return self._chosen
        raise Refused(Code.NOT_FOUND, text=text)

    def set_value(self, value: Owner | None) -> None:
        """Show `value`, whose name is read by itself."""
        self.choose(value)

    def choose(self, owner: Owner | None) -> None:
        """Show `owner` as unedited; the name follows."""
        self._chosen = owner
        self._chosen_text = ""
        self.setText("")
        if owner is not None and (owner.person_id or owner.unit_id):
            Query(partial(_name_of, owner)).success(self._named).run(self._owner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer owners on the arrow down."""
        popup = self._popup
        if event.key() == Qt.Key.Key_Down and not popup.isVisible():
            self._offer_all()
            return
        if popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _typed(self, _text: str) -> None:
        self._rows = []
        self._timer.start()
        self.edited.emit()

    def _ask(self) -> None:
        self._find(self.text().strip())

    def _offer_all(self) -> None:
        known = self._chosen is not None and self.text().strip() == self._chosen_text
        self._find("" if known else self.text().strip())

    def _find(self, text: str) -> None:
        call = partial(_find, text, self._people_only)
        Query(call).success(self._latest.only(self._offer)).run(self)

    def _offer(self, rows: "list[OwnerRow]") -> None:
        self._rows = rows
        self._names.setStringList([_line(row) for row in rows])
        if rows and self.hasFocus():
            wide = self.fontMetrics().averageCharWidth() * _LIST_LETTERS
            self._popup.setMinimumWidth(min(wide, self.window().width()))
            self._completer.complete()
        else:
            self._popup.hide()

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._rows):
            # The completer writes its line after this signal; the name comes last.
            row = self._rows[index.row()]
            QTimer.singleShot(0, self, partial(self._choose_row, row))

    def _choose_row(self, row: "OwnerRow") -> None:
        self._set(row)
        self.edited.emit()

    def _set(self, row: "OwnerRow") -> None:
        is_person = row.entity == "person"
        self._chosen = Owner(row.id, None) if is_person else Owner(None, row.id)
        self._named(row.name)

    def _named(self, name: str) -> None:
        self._chosen_text = name
        self.setText(name)
        self.setCursorPosition(0)


def _line(row: "OwnerRow") -> str:
    return f"{row.name} — {row.detail}" if row.detail else row.name


def _find(text: str, people_only: bool, desk: "Desk") -> "list[OwnerRow]":
    from okrdesk.services.people import find_owners

    rows = find_owners(desk, text, limit=200)
    return [row for row in rows if row.entity == "person" or not people_only][:60]


def _name_of(owner: Owner, desk: "Desk") -> str:
    from okrdesk.services.people import find_person
    from okrdesk.services.units import find_unit

    if owner.person_id:
        return find_person(desk, owner.person_id).name
    return find_unit(desk, owner.unit_id or "").name
