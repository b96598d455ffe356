"""Somebody at a screen: presses keys, types, waits for what follows."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.screen import Screen

T = TypeVar("T")
D = TypeVar("D", bound=QWidget)
S = TypeVar("S", bound=Screen)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Keyboard(Generic[S]):
    """Works a screen as a person does; `desk(call)` asks the core directly."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: S) -> None:
        self.qtbot = qtbot
        self.desktop = desktop
        self.screen = screen

    @property
    def said(self) -> str:
        """What the message bar of the screen says."""
        bar = self.screen.messages
        return bar.text() if bar.isVisible() else ""

    def desk(self, call: Callable[[Any], T]) -> T:
        """Run `call(desk)` on the database thread and return its answer."""
        return self.desktop.application.submit(call).result()

    def wait(self, is_so: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        self.qtbot.waitUntil(lambda: bool(is_so()))

    def settle(self) -> None:
        """Wait until everything asked of the database was answered and shown."""
        for _round in range(3):
            self.desk(lambda _desk: None)
            self.qtbot.wait(10)
            self.wait(self.desktop.jobs.is_idle)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press one key in the active window, or in the list that is open over it."""
        over = QApplication.activePopupWidget()
        if over is not None:
            QTest.keyClick(over, key, modifiers)
        else:
            QTest.keyClick(_window().windowHandle(), key, modifiers)

    def write(self, text: str) -> None:
        """Type text where the focus is."""
        for sign in text:
            over = QApplication.activePopupWidget() or _window().windowHandle()
            QTest.sendKeyEvent(QTest.KeyAction.Click, over, Key.Key_unknown, sign, PLAIN)

    def rush(self, *what: str | Qt.Key) -> None:
        """Type texts and press keys so fast that the window does nothing else between them."""
        for one in what:
            for sign in one if isinstance(one, str) else [""]:
                key = Key.Key_unknown if isinstance(one, str) else one
                over = QApplication.activePopupWidget() or QApplication.focusWidget()
                QTest.sendKeyEvent(QTest.KeyAction.Click, over, key, sign, PLAIN)

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog of a class once it is in front."""
        found: list[D] = []

        def is_shown() -> bool:
            found[:] = [one for one in self.screen.findChildren(kind) if one.isActiveWindow()]
            return bool(found)

        self.wait(is_shown)
        return found[0]

    def gone(self, dialog: QWidget) -> None:
        """Wait until a dialog has closed and is deleted."""
        self.wait(lambda: not shiboken6.isValid(dialog))
        # A screen without a window manager activates no other window by itself.
        self.screen.activateWindow()
        self.wait(self.screen.isActiveWindow)
        self.settle()

    def save(self, dialog: QWidget) -> None:
        """Press the main button of a dialog by its keys, and wait until it has closed."""
        self.press(Key.Key_Return, CTRL)
        self.gone(dialog)


def _window() -> QWidget:
    window = QApplication.activeWindow()
    assert window is not None
    return window
