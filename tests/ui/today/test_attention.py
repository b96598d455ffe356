"""Hôm nay tells in a line each what of the sync needs a word, and opens Đồng bộ at it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.screens.today.attention import Attention
from ui.screens.today.screen import TodayScreen


@pytest.fixture
def attention(today: TodayScreen) -> Attention:
    found = today.findChild(Attention)
    assert found is not None
    return found


def test_without_anything_to_decide_there_is_no_line(attention: Attention) -> None:
    assert attention.isHidden()


def test_each_kind_has_one_line_with_its_number(today: TodayScreen, attention: Attention) -> None:
    today.desktop.sync._become(refused=2, conflicts=0, handovers=1)
    shown = [line.text() for line in attention.lines.values() if line.isVisible()]
    assert shown == [
        "2 nội dung của bạn không được nhận",
        "1 nội dung bàn giao chờ bạn quyết định",
    ]


@pytest.mark.parametrize("name", ["refused", "conflict", "parked"])
def test_enter_opens_the_sync_at_it(today: TodayScreen, attention: Attention, name: str) -> None:
    asked: list[tuple[str, str]] = []
    today.desktop.go.connect(lambda screen, entity, _id: asked.append((screen, entity)))
    today.desktop.sync._become(refused=1, conflicts=1, handovers=1)
    QTest.keyClick(attention.lines[name], Qt.Key.Key_Return)
    assert asked == [("sync", name)]
