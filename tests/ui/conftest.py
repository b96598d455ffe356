"""A desktop over the real application and the sample office, encrypted on disk, built once."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from okrdesk.app import Application
from ui.desktop import Desktop
from ui.screen import Screen

PATIENCE_MS = 60_000
PASSWORD = "mật khẩu của tôi"
NOW = datetime(2026, 11, 16, 9, tzinfo=timezone(timedelta(hours=7)))
OneScreen = TypeVar("OneScreen", bound=Screen)
ShowScreen = Callable[[type[OneScreen]], OneScreen]


class PatientBot(QtBot):
    """A bot that waits as long as the busiest machine may take: its own five seconds were too few.

    Nobody waits for so long where all goes well.
    """

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Give pytest-qt's bot with more patience."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample office on Monday 16/11/2026, nine o'clock; tests work on copies."""
    folder: Path = tmp_path_factory.mktemp("sample")
    application = Application(folder, now=lambda: NOW)
    application.create(PASSWORD, None).result()
    application.close()
    return folder


@pytest.fixture
def sample_desktop(qapp: QApplication, sample_folder: Path, tmp_path: Path) -> Iterator[Desktop]:
    """Give the desktop of an opened copy of the sample office; nobody stands on it yet."""
    folder = tmp_path / "office"
    shutil.copytree(sample_folder, folder)
    application = Application(folder, now=lambda: NOW)
    application.open(PASSWORD).result()
    desktop = Desktop(application)
    yield desktop
    desktop.bridge.close()
    application.close()
    desktop.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def show_screen(sample_desktop: Desktop, qtbot: QtBot) -> ShowScreen[Screen]:
    """Return a function that shows a screen of a class by itself, at the size of a small window."""

    def show(kind: type[OneScreen]) -> OneScreen:
        screen = kind(sample_desktop)  # type: ignore[call-arg]
        qtbot.addWidget(screen)
        screen.resize(1140, 640)
        screen.show()
        return screen

    return show
