"""Hôm nay over the sample office, with somebody at the keyboard."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.checkin.hands import Hands
from ui.desktop import Desktop
from ui.screens.today.screen import TodayScreen


@pytest.fixture
def hands(
    sample_desktop: Desktop,
    show_screen: Callable[[type[TodayScreen]], TodayScreen],
    qtbot: QtBot,
) -> Hands:
    screen = show_screen(TodayScreen)
    screen.activateWindow()
    found = Hands(qtbot, sample_desktop, screen)
    found.wait(lambda: screen.model.items() and screen.isActiveWindow())
    screen.list.setFocus()
    return found
