"""The base of every screen and how the rail knows it: heading, message bar, refresh by what was
touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.i18n import _
from ui.actions import Action, ActionSet
from ui.desktop import Desktop, Touched
from ui.operations import Command
from ui.problems import sentence_of, tone_of
from ui.shell.messagebar import MessageBar
from ui.shell.sources import undo
from ui.widgets.text import label


def always(_desktop: Desktop) -> bool:
    """Allow a screen to everybody."""
    return True


def takes_keys(widget: QWidget, above: QWidget) -> bool:
    """Say whether the Tab key would stop at a widget once `above` is shown."""
    is_able = widget.isVisibleTo(above) and widget.isEnabledTo(above)
    return is_able and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


@dataclass(frozen=True)
class ScreenSpec:
    """One entry of the rail: `factory(desktop)` makes the screen when it is first opened."""

    id: str
    title: str
    icon: str
    factory: Callable[[Desktop], "Screen"]
    actions: tuple[Action, ...] = ()
    allowed: Callable[[Desktop], bool] = always
    at_foot: bool = False


class Screen(QWidget):
    """One page of the window.

    A subclass fills `self.body` in `__init__`, asks its queries in `refresh`, and names in
    `WATCHES` the entities whose change makes it refresh. `open_item` shows one thing that was found
    or linked to. `TITLE` (marked with N_) is the heading; `ACTIONS` are made live as
    `self.actions_`; `IMPORTS` is the kind of workbook that an import is opened with.
    """

    TITLE: ClassVar[str] = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    WATCHES: ClassVar[frozenset[str]] = frozenset()
    IMPORTS: ClassVar[str] = "plan"

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop = desktop
        self.messages = MessageBar(self)
        self.actions_ = ActionSet(self, self.ACTIONS)
        self.actions_.left_keyboard.connect(self.focus_start)
        self._stale = True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(12)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label(_(self.TITLE), "title")
        self.note = label("", "muted")
        words = QHBoxLayout()
        words.setSpacing(8)
        for one in (self.title, self.note):
            words.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        self.head.addLayout(words)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._column.addLayout(self.head)
        self._column.addWidget(self.messages)
        self._column.addLayout(self.body, 1)
        desktop.changed.connect(self._on_changed)
        desktop.scope_changed.connect(self._on_scope)
        desktop.opened.connect(self._on_opened)

    def refresh(self) -> None:
        """Ask for everything shown; called at the first show, on F5 and after relevant changes."""

    def focus_start(self) -> None:
        """Put the cursor where work begins: the first table, tree or list, or else the first
        field, or else on the screen itself.
        """
        children = self.findChildren(QWidget)
        views = [child for child in children if child.inherits("QAbstractItemView")]
        able = (child for child in [*views, *children] if takes_keys(child, self))
        next(able, self).setFocus()

    def has_idle_keyboard(self) -> bool:
        """Say whether nothing that takes keys has the keyboard: where what had it is gone, Qt hands
        it to a bare page, or to nobody.
        """
        here = self.window().focusWidget()
        return here is None or not takes_keys(here, self.window())

    def open_item(self, entity: str, item_id: str) -> None:
        """Show one thing of this screen; ids of other entities are ignored."""

    def is_dirty(self) -> bool:
        """Say whether text typed here would be lost."""
        return False

    def show_problem(self, error: BaseException) -> None:
        """Show an error in this screen's message bar."""
        self.messages.show_message(sentence_of(error), tone_of(error))

    def tell(self, text: str, action: str = "", call: Callable[[], object] | None = None) -> None:
        """Say that something was done, with an optional action such as undo."""
        self.messages.show_message(text, "good", action, call)

    def tell_done(self, text: str) -> None:
        """Say that something was written, with the offer to take it back."""
        self.tell(text, _("Undo"), self.undo)

    def undo(self) -> None:
        """Take back the last act."""
        told = _("The last change was taken back.")
        Command(undo, title=_("Undo")).success(lambda _done: self.tell(told)).run(self)

    def refresh_soon(self) -> None:
        """Refresh now when visible and open, or else at the next show."""
        self._stale = True
        if self.isVisible() and self.desktop.application.state == "open":
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill in what became stale while hidden."""
        super().showEvent(event)
        self._align_note()
        if self._stale:
            self.refresh_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Put away a message that told of something done."""
        super().hideEvent(event)
        if self.messages.property("tone") in ("good", "info"):
            self.messages.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the note on the title's line in another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._align_note()

    def _align_note(self) -> None:
        """Put the small words beside the title on its baseline, which no layout does by itself."""
        big, small = self.title.fontMetrics(), self.note.fontMetrics()
        self.note.setContentsMargins(0, 0, 0, big.descent() - small.descent())

    def _on_changed(self, touched: Touched) -> None:
        if not self.WATCHES or any(entity in self.WATCHES for entity, _id in touched):
            self.refresh_soon()

    def _on_scope(self) -> None:
        self.refresh_soon()

    def _on_opened(self, _opened: object) -> None:
        self.refresh_soon()
