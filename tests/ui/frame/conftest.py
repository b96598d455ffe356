"""A frame over an application without a database, closed and deleted after each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeApplication
from ui.desktop import Desktop
from ui.screen import ScreenSpec
from ui.screens.registry import screens
from ui.shell.window import Window
from ui.theme.theme import Theme

OWN = tuple(spec for spec in screens() if spec.id in ("help", "settings"))


@pytest.fixture
def application(tmp_path: Path) -> Iterator[FakeApplication]:
    made = FakeApplication(tmp_path)
    yield made
    made.close()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, palette = qapp.font(), qapp.palette()
    made = Theme(qapp, "light", 100)
    yield made
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)
    made.deleteLater()


@pytest.fixture
def desktop(qapp: QApplication, application: FakeApplication) -> Iterator[Desktop]:
    made = Desktop(application)
    yield made
    made.bridge.close()
    made.deleteLater()


MakeWindow = Callable[..., Window]


@pytest.fixture
def make_window(
    qtbot: QtBot, desktop: Desktop, application: FakeApplication, theme: Theme
) -> Iterator[MakeWindow]:
    """Return a function that shows the window with the given screens and opens it."""
    made: list[Window] = []

    def make(*specs: ScreenSpec, state: str = "closed") -> Window:
        application.state = state
        window = Window(desktop, theme, (*specs, *OWN))
        made.append(window)
        window.resize(1366, 728)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.begin()
        if state == "closed" and application.password is None:
            qtbot.waitUntil(lambda: application.state == "open" and window.current is not None)
            qtbot.waitUntil(lambda: window.top.cycle.count() > 1)
        return window

    yield make
    for window in made:
        for screen in window._screens.values():
            screen.is_dirty = lambda: False  # type: ignore[method-assign]
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
