"""Mục tiêu over the sample office, with somebody at the keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.objectives.hands import Hands
from ui.desktop import Desktop, Scope
from ui.screens.objectives.screen import ObjectivesScreen


@pytest.fixture
def hands(
    sample_desktop: Desktop,
    show_screen: Callable[[type[ObjectivesScreen]], ObjectivesScreen],
    qtbot: QtBot,
) -> Hands:
    cycle = sample_desktop.application.submit(_running).result()
    sample_desktop.set_scope(Scope(cycle=cycle))
    screen = show_screen(ObjectivesScreen)
    screen.activateWindow()
    found = Hands(qtbot, sample_desktop, screen)
    found.wait(lambda: found.titles() and screen.isActiveWindow())
    screen.tree.setFocus()
    return found


def _running(desk: Any) -> str:
    from okrdesk.services.cycles import current_cycle

    cycle = current_cycle(desk)
    assert cycle is not None
    return cycle.id
