"""The screen Quản trị over the sample office, with the roles of the person at the desk."""

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.domain.organisation import Role
from okrdesk.services.people import me
from okrdesk.services.roles import grant_role
from tests.ui.admin.hands import Hands
from tests.ui.conftest import ShowScreen
from ui.desktop import Desktop
from ui.screens.admin.screen import AdminScreen


@pytest.fixture
def hands(sample_desktop: Desktop, show_screen: ShowScreen[AdminScreen], qtbot: QtBot) -> Hands:
    """Give the hands of the administrator of the sample office, on the screen just opened."""
    mine = sample_desktop.application.submit(me).result()
    sample_desktop.roles = mine.roles
    made = Hands(qtbot, sample_desktop, show_screen(AdminScreen))
    made.wait(lambda: bool(made.units.count))
    return made


@pytest.fixture
def planner(hands: Hands) -> Hands:
    """Give the hands of somebody who may change rules, catalogues and indicators too."""
    hands.desk(lambda desk: grant_role(desk, desk.person_id, Role.PLANNER))
    hands.desktop.roles = hands.desktop.roles | {Role.PLANNER}
    return hands
