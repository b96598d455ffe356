"""Ctrl+K: one field that finds everything in the office and every command, accents ignored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from okrdesk.domain.text import fold
from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.operations import Latest, Query
from ui.shell.sources import Found, search_everything
from ui.theme.icons import MENU_SIZE, icon
from ui.theme.tokens import tokens_of
from ui.widgets.cells import CellDelegate
from ui.widgets.editors import SearchField
from ui.widgets.text import label

NOTE = Qt.ItemDataRole.UserRole + 11
CALL = Qt.ItemDataRole.UserRole + 12
COMMANDS_SHOWN = 8

KINDS: dict[str, tuple[str, str, str]] = {
    "objective": ("objectives", "objectives", N_("objective")),
    "key_result": ("objectives", "check-in", N_("key result")),
    "task": ("tasks", "tasks", N_("task")),
    "directive": ("directives", "directives", N_("directive")),
    "directive_item": ("directives", "directives", N_("task of a directive")),
    "indicator": ("objectives", "chart", N_("indicator")),
    "meeting": ("forms", "people", N_("meeting")),
    "person": ("admin", "person", N_("person")),
    "unit": ("admin", "unit", N_("unit")),
    "cycle": ("admin", "calendar", N_("cycle")),
}


@dataclass(frozen=True)
class Offer:
    """One line of the palette."""

    text: str
    note: str
    icon: str
    call: Callable[[], object]


class NoteDelegate(CellDelegate):
    """Draws an entry's note (its kind or its shortcut), muted, at the right of its text."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Shorten the text to leave room for the note."""
        super().initStyleOption(option, index)
        taken = option.decorationSize.width() + 40
        taken += option.fontMetrics.horizontalAdvance(str(index.data(NOTE) or ""))
        room = option.rect.width() - taken
        option.text = option.fontMetrics.elidedText(
            option.text, Qt.TextElideMode.ElideRight, max(room, 60)
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the entry and its note."""
        super().paint(painter, option, index)
        painter.setPen(QColor(tokens_of(option.palette).muted))
        box = QRectF(option.rect).adjusted(0, 0, -12, 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(side), str(index.data(NOTE) or ""))


class Palette(QFrame):
    """The palette, floating over the workspace; `commands` gives the actions that are possible
    now.
    """

    def __init__(
        self, desktop: Desktop, commands: Callable[[], Sequence[QAction]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._around = parent
        self.desktop = desktop
        self.setProperty("part", "card")
        self._commands = commands
        self._latest = Latest()
        self._came_from: QWidget | None = None
        self.field = SearchField(_("Search or command…"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setItemDelegate(NoteDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("part", "plain")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._run)
        hint = label(_("↑ ↓ choose · Enter opens · Esc closes"), "small")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 8)
        box.setSpacing(8)
        box.addWidget(self.field)
        box.addWidget(self.list, 1)
        box.addWidget(hint)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        self.field.searched.connect(self._search)
        self.field.textChanged.connect(self._offer_commands)
        self.field.installEventFilter(self)
        parent.installEventFilter(self)
        self.hide()

    def pop_up(self) -> None:
        """Open, empty, over the workspace."""
        self._came_from = self.window().focusWidget()
        self._place()
        self.field.clear()
        self._offer_commands("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def put_away(self) -> None:
        """Close and give the cursor back."""
        self.hide()
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Steer the list from the field; close when the cursor leaves or the window changes
        size.
        """
        kind = event.type()
        if watched is self.field and kind == QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and self._on_key(event)
        if watched is self.field and kind == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        elif watched is self._around and kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item := self.list.currentItem():
                self._run(item)
        elif event.key() in steps:
            row = self.list.currentRow() + steps[Qt.Key(event.key())]
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
        else:
            return False
        return True

    def _place(self) -> None:
        around = self._around
        letter = self.fontMetrics().averageCharWidth()
        width = min(max(72 * letter, 480), around.width() - 48)
        height = min(30 * letter + 280, around.height() - 80)
        self.setGeometry((around.width() - width) // 2, 56, width, height)

    def _offer_commands(self, text: str) -> None:
        self._latest.only(lambda _none: None)
        self.list.clear()
        self._append(self._matching(text))
        self.list.setCurrentRow(0)

    def _matching(self, text: str) -> list[Offer]:
        words = fold(text).split()
        offers = []
        for action in self._commands():
            name = action.text().replace("&&", "&")
            if all(any(part.startswith(word) for part in fold(name).split()) for word in words):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                sign = str(action.property("okr_icon") or "chevron-right")
                offers.append(Offer(name, keys, sign, action.trigger))
        return offers[:COMMANDS_SHOWN] if words else offers

    def _search(self, text: str) -> None:
        if len(text) < 2 or self.desktop.application.state != "open":
            return
        reply = self._latest.only(partial(self._show_found, text))
        Query(lambda desk: search_everything(desk, text)).success(reply).run(self)

    def _show_found(self, text: str, found: list[Found]) -> None:
        if self.field.text().strip() != text:
            return
        self.list.clear()
        # A screen whose whole name was typed goes first: Enter was meant for it.
        commands = self._matching(text)
        named = [one for one in commands if fold(one.text).endswith(f": {fold(text)}")]
        self._append(named)
        self._append([self._offer(hit) for hit in found])
        self._append([one for one in commands if one not in named])
        if not self.list.count():
            item = QListWidgetItem(_("Nothing was found"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _offer(self, hit: Found) -> Offer:
        screen, sign, kind = KINDS.get(hit.entity, ("objectives", "open", hit.entity))
        return Offer(
            hit.title, _(kind), sign, lambda: self.desktop.go.emit(screen, hit.entity, hit.id)
        )

    def _append(self, offers: Sequence[Offer]) -> None:
        for offer in offers:
            item = QListWidgetItem(icon(offer.icon, "muted", [MENU_SIZE]), offer.text)
            item.setData(NOTE, offer.note)
            item.setData(CALL, offer.call)
            item.setToolTip(offer.text)
            self.list.addItem(item)

    def _run(self, item: QListWidgetItem) -> None:
        call = item.data(CALL)
        self.put_away()
        if callable(call):
            call()
