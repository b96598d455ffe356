"""Buttons with a word, an icon or both; one primary button on a screen."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.theme.icons import set_icon

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PushButton(QPushButton):
    """A button that Enter presses too, on every system, when the keyboard is at it."""

    def setText(self, text: str) -> None:
        """Show another word; the shortcut stays, which Qt would take away."""
        shortcut = self.shortcut()
        super().setText(text)
        self.setShortcut(shortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter; left to itself, a dialog would press its main button instead."""
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """An icon button that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter, as `PushButton` does."""
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    text: str, clicked: Callable[[], object], *, icon: str = "", kind: str = ""
) -> QPushButton:
    """Return a push button; `kind` is "primary" (one on a screen), "link" or empty."""
    made = PushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if icon:
        set_icon(made, icon, {"primary": "on_accent", "link": "accent"}.get(kind, "text"))
    made.clicked.connect(lambda _checked=False: clicked())
    return made


def tool(text: str, icon: str, clicked: Callable[[], object] | None = None) -> QToolButton:
    """Return a button that shows only an icon; `text` is its tooltip and accessible name."""
    made = ToolButton()
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_icon(made, icon, "muted")
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made
