"""Desktops over PCs of a real server, and the screen Đồng bộ on one of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from okrdesk.app import Application
from tests.sync.client.house import house
from tests.ui.sync_screen.story import Story, begin
from ui.desktop import Desktop
from ui.screen import Screen

Sit = Callable[[Application], Desktop]
Show = Callable[..., Screen]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """Give a server with its small office."""
    with house(tmp_path / "server") as served:
        told = begin(served, tmp_path)
        yield told
        told.close()


@pytest.fixture
def sit(qapp: QApplication, qtbot: QtBot, story: Story) -> Iterator[Sit]:
    """Return a function that gives the desktop of an opened PC; it follows the server from now."""
    made: list[Desktop] = []

    def at(application: Application) -> Desktop:
        desktop = Desktop(application)
        made.append(desktop)
        desktop.sync.count()
        qtbot.waitUntil(lambda: desktop.sync.standing.is_known)
        return desktop

    yield at
    for desktop in made:
        desktop.bridge.close()
        desktop.application.close()
        desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Return a function that shows a screen of a class on a desktop, at a small window's size."""

    def at(kind: type[Screen], desktop: Desktop) -> Screen:
        screen = kind(desktop)
        qtbot.addWidget(screen)
        screen.resize(1140, 640)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        return screen

    return at
