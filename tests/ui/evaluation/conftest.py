"""Đánh giá over the sample office, with somebody at the keyboard."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ShowScreen
from tests.ui.evaluation.hands import Hands
from ui.desktop import Desktop
from ui.screens.evaluation.screen import EvaluationScreen


@pytest.fixture
def hands(
    sample_desktop: Desktop, show_screen: ShowScreen[EvaluationScreen], qtbot: QtBot
) -> Hands:
    """Give the hands of the person of the sample office, on the page of the own sheet."""
    screen = show_screen(EvaluationScreen)
    screen.activateWindow()
    made = Hands(qtbot, sample_desktop, screen)
    made.wait(screen.isActiveWindow)
    made.settle()
    return made
