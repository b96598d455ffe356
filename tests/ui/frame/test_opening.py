"""The frame on the screen first: painted at once in the right ground, then it holds the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeApplication
from tests.ui.frame.conftest import MakeWindow
from ui.main import FirstPaint, restore_place
from ui.shell.opening import Opening
from ui.theme.tokens import DARK


@pytest.fixture
def opening(qtbot: QtBot) -> Iterator[Opening]:
    made = Opening("dark", (150, 40, 30))
    made.resize(1000, 600)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_grounds_are_painted_before_the_window_is_there(opening: Opening) -> None:
    picture = opening.grab().toImage()
    assert picture.pixelColor(500, 300) == QColor(DARK.canvas)
    assert picture.pixelColor(20, 300) == QColor(DARK.surface)
    assert picture.pixelColor(500, 10) == QColor(DARK.surface)
    assert picture.pixelColor(149, 300) == QColor(DARK.line)


def test_what_follows_the_first_paint_comes_once(qtbot: QtBot, opening: Opening) -> None:
    seen: list[bool] = []
    FirstPaint(opening, lambda: seen.append(True))
    opening.show()
    qtbot.waitUntil(lambda: bool(seen))
    opening.repaint()
    qtbot.wait(20)
    assert seen == [True]


def test_title_and_closing_are_those_of_the_window(
    opening: Opening, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    opening.take(window)
    opening.show()
    assert window.window() is opening
    window.lock()
    assert opening.isVisible()
    assert opening.windowTitle() == "okrdesk"
    monkeypatch.setattr(window, "close", lambda: False)
    assert not opening.close()
    monkeypatch.undo()
    assert opening.close()


def test_the_next_start_opens_at_the_same_place(
    opening: Opening, make_window: MakeWindow, application: FakeApplication
) -> None:
    window = make_window()
    opening.take(window)
    opening.setMinimumSize(100, 100)
    opening.setGeometry(40, 50, 700, 610)
    opening.show()
    opening.close()
    again = Opening("light")
    restore_place(again, application.settings)
    assert again.size() == opening.size()
    assert application.settings.recall("frame")[0] == window.rail.width()
    again.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
