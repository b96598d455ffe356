"""Hôm nay over the sample office."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from ui.screens.today.screen import TodayScreen


@pytest.fixture
def today(show_screen: Callable[[type[TodayScreen]], TodayScreen], qtbot: QtBot) -> TodayScreen:
    screen = show_screen(TodayScreen)
    qtbot.waitUntil(lambda: bool(screen.model.items()))
    return screen
