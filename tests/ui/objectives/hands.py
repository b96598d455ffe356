"""Somebody at the screen Mục tiêu: types, selects, waits for what follows."""

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.desktop import Desktop
from ui.screens.objectives.nodes import Node
from ui.screens.objectives.screen import ObjectivesScreen

T = TypeVar("T")
D = TypeVar("D", bound=QWidget)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Hands:
    """Works the screen as a person does; `desk(call)` asks the core directly."""

    def __init__(self, qtbot: QtBot, desktop: Desktop, screen: ObjectivesScreen) -> None:
        self.qtbot = qtbot
        self.desktop = desktop
        self.screen = screen

    def desk(self, call: Callable[[Any], T]) -> T:
        """Run `call(desk)` on the database thread and return its answer."""
        return self.desktop.application.submit(call).result()

    def wait(self, is_so: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=5_000)

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

    def save(self, dialog: QWidget) -> None:
        """Press the main button of a dialog by its keys, and wait until it has closed."""
        self.press(Key.Key_Return, CTRL)
        self.gone(dialog)

    # The tree

    def top(self) -> list[Node]:
        """Return the nodes at the top of the tree."""
        rows = self.screen.tree.rows
        nodes = [rows.node(rows.index(place, 0)) for place in range(rows.rowCount())]
        return [node for node in nodes if node is not None]

    def titles(self) -> list[str]:
        """Return the titles at the top of the tree that are read already."""
        return [node.row.title for node in self.top() if node.row is not None]

    def place(self, title: str) -> QModelIndex:
        """Return where the objective with this title stands."""
        rows = self.screen.tree.rows
        return rows.index(self.titles().index(title), 0)

    def select(self, entity: str, item_id: str) -> None:
        """Select something and wait until it is shown whole."""
        self.screen.open_item(entity, item_id)
        self.wait(lambda: self.screen.detail.key == (entity, item_id) and self.screen.detail.view)

    def first(self, entity: str = "objective") -> str:
        """Return the first objective of the list that has key results, or its first key result."""

        def with_key_results() -> list[Node]:
            return [node for node in self.top() if node.row and node.row.key_results]

        self.wait(with_key_results)
        node = with_key_results()[0]
        if entity == "objective":
            return node.id
        tree = self.screen.tree
        tree.expand(tree.rows.find(node.key))
        self.wait(lambda: node.children)
        assert node.children
        return node.children[0].id

    def message(self) -> str:
        """Return what the message bar of the screen says."""
        bar = self.screen.messages
        return bar.text() if bar.isVisible() else ""
