"""Somebody at the screen Đánh giá: types, decides, waits for what follows."""

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.screens.evaluation.inbox_page import InboxPage
from ui.screens.evaluation.own_page import OwnPage
from ui.screens.evaluation.periods_page import PeriodsPage
from ui.screens.evaluation.screen import EvaluationScreen
from ui.screens.evaluation.unit_page import UnitPage

T = TypeVar("T")
D = TypeVar("D", bound=QWidget)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Hands:
    """Works the screen as a person does; `desk(call)` asks the core directly."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: EvaluationScreen) -> None:
        self.qtbot = qtbot
        self.desktop = desktop
        self.screen = screen

    @property
    def own(self) -> OwnPage:
        page = self.screen.pages["own"]
        assert isinstance(page, OwnPage)
        return page

    @property
    def inbox(self) -> InboxPage:
        page = self.screen.pages["inbox"]
        assert isinstance(page, InboxPage)
        return page

    @property
    def unit(self) -> UnitPage:
        page = self.screen.pages["unit"]
        assert isinstance(page, UnitPage)
        return page

    @property
    def periods(self) -> PeriodsPage:
        page = self.screen.pages["periods"]
        assert isinstance(page, PeriodsPage)
        return page

    @property
    def said(self) -> str:
        """What the message bar says."""
        bar = self.screen.messages
        return bar.text() if bar.isVisible() else ""

    def desk(self, call: Callable[[Any], T]) -> T:
        """Run `call(desk)` on the database thread and return its answer."""
        return self.desktop.application.submit(call).result()

    def tell(self, call: Callable[[Any], T]) -> T:
        """Change something beside the screen, and read the screen anew."""
        found = self.desk(call)
        self.screen.refresh()
        self.settle()
        return found

    def go(self, page: str) -> None:
        """Bring a page into view and put the cursor where work begins."""
        self.screen.open_item(page, "")
        self.settle()
        self.screen.focus_start()

    def wait(self, is_so: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=5_000)

    def settle(self) -> None:
        """Wait until everything asked of the database was answered and shown."""
        for _round in range(3):
            self.desk(lambda _desk: None)
            self.qtbot.wait(10)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """Press one key in the active window."""
        window = QApplication.activeWindow()
        assert window is not None
        QTest.keyClick(window.windowHandle(), key, modifiers)

    def write(self, text: str) -> None:
        """Type text where the focus is."""
        for sign in text:
            window = QApplication.activeWindow()
            assert window is not None
            QTest.sendKeyEvent(
                QTest.KeyAction.Click, window.windowHandle(), Key.Key_unknown, sign, PLAIN
            )

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

    def names(self) -> list[str]:
        """Return who waits in the inbox, in order."""
        rows = [self.inbox.model.row(at) for at in range(self.inbox.model.rowCount())]
        return [row.name for row in rows if row is not None]
