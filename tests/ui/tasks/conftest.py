"""Công việc over a small office of three people, with its head at the keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from okrdesk.app import Application
from okrdesk.services.office import NewOffice
from tests.ui.conftest import NOW, PASSWORD
from tests.ui.tasks.hands import Hands
from tests.ui.tasks.people import People, fill
from ui.desktop import Desktop
from ui.screens.tasks.screen import TasksScreen


@pytest.fixture(scope="session")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, People]:
    """Build the office on Monday 16/11/2026; tests work on copies."""
    folder: Path = tmp_path_factory.mktemp("small")
    application = Application(folder, now=lambda: NOW)
    application.create(PASSWORD, NewOffice("Phường Thử", "PT", "Lê Thị Hoa")).result()
    people = application.submit(fill).result()
    application.close()
    return folder, people


@pytest.fixture
def desktop(
    qapp: QApplication, small_office: tuple[Path, People], tmp_path: Path
) -> Iterator[Desktop]:
    """Give the desktop of an opened copy of the small office."""
    folder = tmp_path / "office"
    shutil.copytree(small_office[0], folder)
    application = Application(folder, now=lambda: NOW)
    application.open(PASSWORD).result()
    made = Desktop(application)
    yield made
    made.bridge.close()
    application.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def hands(desktop: Desktop, small_office: tuple[Path, People], qtbot: QtBot) -> Hands:
    """Show the screen, with the cursor in its grid."""
    screen = TasksScreen(desktop)
    qtbot.addWidget(screen)
    screen.resize(1140, 640)
    screen.show()
    found = Hands(qtbot, desktop, screen)
    found.people = small_office[1]
    found.wait(lambda: screen.listed is not None)
    screen.activateWindow()
    found.wait(screen.isActiveWindow)
    screen.grid.setFocus()
    found.settle()
    return found
