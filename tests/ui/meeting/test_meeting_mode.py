"""Meeting mode: the gravest first, conclusions typed in place and written at once, then minutes."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from okrdesk.domain.health import Health
from okrdesk.services.meetings import find_conclusions, find_meetings
from tests.ui.conftest import ShowScreen
from ui.meeting.dialog import MeetingDialog
from ui.meeting.end_dialog import EndDialog
from ui.screens.objectives.screen import ObjectivesScreen


@pytest.fixture
def meeting(show_screen: ShowScreen[ObjectivesScreen], qtbot: QtBot) -> MeetingDialog:
    dialog = MeetingDialog(show_screen(ObjectivesScreen))
    dialog.open()
    qtbot.waitUntil(lambda: dialog._item is not None)
    return dialog


def ask(dialog: MeetingDialog, call: Any) -> Any:
    return dialog.desktop.application.submit(call).result()


def conclude(dialog: MeetingDialog, qtbot: QtBot, text: str) -> None:
    known = dialog.side.list.count()
    dialog.side.text.setPlainText(text)
    qtbot.keyClick(dialog.side.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: dialog.side.list.count() == known + 1)


def test_what_is_overdue_and_red_comes_first(meeting: MeetingDialog) -> None:
    agenda = meeting._agenda
    assert agenda is not None
    assert agenda.items[0].health is Health.OVERDUE
    marks = [row.health for row in agenda.items]
    assert marks.index(Health.BEHIND) > marks.index(Health.OVERDUE)
    assert marks.index(Health.ON_TRACK) > marks.index(Health.AT_RISK)
    assert meeting.windowState() & Qt.WindowState.WindowFullScreen


def test_a_conclusion_is_written_at_once_and_the_minutes_follow(
    meeting: MeetingDialog, qtbot: QtBot
) -> None:
    agenda = meeting._agenda
    assert agenda is not None
    conclude(meeting, qtbot, "Bổ sung người")
    (row,) = ask(meeting, find_conclusions)
    assert (row.conclusion.text, row.conclusion.key_result_id) == (
        "Bổ sung người",
        agenda.items[0].id,
    )
    qtbot.keyClick(meeting.side.text, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: meeting.pane.title.text() == agenda.items[1].title)
    conclude(meeting, qtbot, "Rà soát lại")
    went: list[tuple[str, str, str]] = []
    desktop = meeting.desktop
    desktop.go.connect(lambda *words: went.append(words))
    qtbot.keyClick(meeting.side.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(meeting.findChildren(EndDialog)))
    end = meeting.findChildren(EndDialog)[0]
    end.form.set_values({"place": "Phòng họp 1"})
    end.save.click()
    qtbot.waitUntil(lambda: bool(went))
    (held,) = desktop.application.submit(find_meetings).result()
    assert (held.conclusions, held.meeting.place) == (2, "Phòng họp 1")
    assert agenda.items[1].title in held.meeting.note
    assert went[0][:2] == ("forms", "B3")
    assert went[0][2].startswith(held.meeting.id)


def test_the_arrow_keys_walk_until_something_is_typed(meeting: MeetingDialog, qtbot: QtBot) -> None:
    text = meeting.side.text
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Left, 1)):
        qtbot.keyClick(text, key)
        assert meeting._place == place
    meeting.on.setFocus()
    qtbot.keyClick(meeting.on, Qt.Key.Key_Right)
    assert meeting._place == 2
    text.setFocus()
    text.setPlainText("Đang gõ")
    qtbot.keyClick(text, Qt.Key.Key_Right)
    assert (meeting._place, text.textCursor().position()) == (2, 1)
    text.clear()


def test_what_is_typed_is_not_left_behind(meeting: MeetingDialog, qtbot: QtBot) -> None:
    meeting.side.text.setPlainText("Chưa ghi")
    meeting.on.click()
    assert meeting._place == 0
    assert meeting.messages.isVisible()
    meeting.side.text.clear()
    meeting.on.click()
    assert meeting._place == 1
    assert ask(meeting, find_meetings) == []
