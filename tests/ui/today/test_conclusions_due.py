"""A conclusion of a meeting stands in Hôm nay; Enter says that it is carried out."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.services.meetings import find_my_conclusions, hold_meeting
from tests.ui.conftest import ShowScreen
from ui.screens.today.screen import TodayScreen
from ui.screens.today.source import Group

DAY = date(2026, 11, 16)


def conclude(desk: Any) -> None:
    given = Conclusion("", "", "Bổ sung người", desk.person_id, DAY)
    hold_meeting(desk, Meeting("", "Giao ban", DAY, ""), [given])


def test_enter_says_that_it_is_carried_out(
    show_screen: ShowScreen[TodayScreen], qtbot: QtBot
) -> None:
    screen = show_screen(TodayScreen)
    submit = screen.desktop.application.submit
    submit(conclude).result()
    screen.refresh_soon()

    def place() -> int:
        model = screen.model
        words = [(row, model.word(model.index(row))) for row in range(model.rowCount())]
        return next((row for row, word in words if word and word.group is Group.CONCLUDED), -1)

    qtbot.waitUntil(lambda: place() >= 0)
    screen.list.setCurrentIndex(screen.model.index(place()))
    qtbot.keyClick(screen.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place() < 0)
    assert submit(find_my_conclusions).result() == []
