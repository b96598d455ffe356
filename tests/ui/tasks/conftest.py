"""Công việc over the sample office, with somebody at the keyboard."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.tasks.hands import Hands
from ui.desktop import Desktop
from ui.screens.tasks.screen import TasksScreen


@pytest.fixture
def hands(
    sample_desktop: Desktop,
    show_screen: Callable[[type[TasksScreen]], TasksScreen],
    qtbot: QtBot,
) -> Hands:
    screen = show_screen(TasksScreen)
    found = Hands(qtbot, sample_desktop, screen)
    found.wait(lambda: screen.listed is not None)
    screen.activateWindow()
    found.wait(screen.isActiveWindow)
    screen.grid.setFocus()
    found.settle()
    return found
