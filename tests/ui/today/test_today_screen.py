"""Hôm nay lists what waits, the most urgent first, and says so when nothing does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from okrdesk.domain.health import Health
from okrdesk.domain.progress import Kind
from okrdesk.services.today import DueRow
from ui.checkin.why import WhyPopup
from ui.screens.today import wording
from ui.screens.today.rows import ITEM_ROLE, Heading
from ui.screens.today.screen import TodayScreen, counts
from ui.screens.today.source import Group, Item, TodayFacts
from ui.widgets.empty import EmptyState

TODAY = date(2026, 11, 16)
ROW = DueRow(
    id="k1",
    title="Tỷ lệ hồ sơ đúng hạn",
    objective_id="o1",
    objective="Nâng mức hài lòng",
    kind=Kind.INCREASE,
    value=Decimal("1234.5"),
    target=Decimal(2000),
    measure_unit="hồ sơ",
    progress=0.6,
    health=Health.ON_TRACK,
    due_on=TODAY,
    last_on=TODAY - timedelta(days=7),
    has_draft=False,
)


def item(group: Group = Group.TODAY, **changes: Any) -> Item:
    return Item(replace(ROW, **changes), group)


def facts(*items: Item) -> TodayFacts:
    return TodayFacts(TODAY, "Lê Thị Ánh", items, ())


def test_groups_come_in_their_order_and_overdue_first(today: TodayScreen) -> None:
    groups = [one.group for one in today.model.items()]

    assert groups == sorted(groups, key=list(Group).index)
    assert groups[0] is Group.LATE
    late = [one.row.due_on for one in today.model.items() if one.group is Group.LATE]
    assert late == sorted(late, key=str)


def test_the_first_row_is_ready_for_enter(today: TodayScreen) -> None:
    assert today.model.item(today.list.currentIndex()) == today.model.items()[0]


def test_arrow_keys_pass_over_headings(today: TodayScreen, qtbot: QtBot) -> None:
    shown = []
    for _row in today.model.items():
        shown.append(today.model.item(today.list.currentIndex()))
        qtbot.keyClick(today.list, Qt.Key.Key_Down)

    assert shown == today.model.items()


@pytest.mark.parametrize(("days", "words"), [(-5, "trễ 5 ngày"), (0, "hôm nay"), (3, "còn 3 ngày")])
def test_the_due_day_is_said_in_days(days: int, words: str) -> None:
    assert wording.due_text(item(due_on=TODAY + timedelta(days=days)), TODAY) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "1.234,5 → 2.000\u00a0hồ sơ"),
        ({"value": None}, "– → 2.000\u00a0hồ sơ"),
        ({"kind": Kind.KEEP_AT_MOST}, "1.234,5\u00a0hồ sơ"),
        ({"kind": Kind.YES_NO, "value": Decimal(1)}, "Đã đạt"),
        ({"kind": Kind.YES_NO, "value": None}, "Chưa đạt"),
        ({"kind": Kind.STEPS}, "xong 60 %"),
    ],
)
def test_the_value_is_said_by_its_kind(changes: dict[str, Any], words: str) -> None:
    assert wording.value_text(item(**changes)) == words


def test_a_row_is_heard_whole_with_its_mark_and_draft() -> None:
    heard = wording.said(item(has_draft=True), TODAY)

    for part in ("Tỷ lệ hồ sơ đúng hạn", "bản nháp", "đúng tiến độ", "hôm nay"):
        assert part.lower() in heard.lower()


def test_the_lead_counts_each_group() -> None:
    text = counts(facts(item(Group.LATE), item(Group.TODAY, id="k2"), item(Group.AHEAD, id="k3")))

    assert text == (
        "Có 3 kết quả then chốt chờ cập nhật: 1 quá hạn, 1 đến hạn hôm nay, 1 trong 7 ngày tới."
    )


def test_nothing_due_says_so_and_all_done_says_that(today: TodayScreen) -> None:
    today._fill(facts())
    page = today.pages.currentWidget()
    assert isinstance(page, EmptyState)
    assert page.title.text() == "Không có việc đến hạn"

    today._recorded(None)
    today._fill(facts())
    page = today.pages.currentWidget()
    assert isinstance(page, EmptyState)
    assert page.title.text() == "Đã xong"


def test_rows_that_come_take_the_keyboard_from_a_bare_page(today: TodayScreen) -> None:
    today._fill(facts())
    # Where all of a page that comes into view is off, Qt gives the keyboard to the page itself.
    today.setFocus()
    today._fill(facts(item(Group.LATE)))
    assert today.window().focusWidget() is today.list


def test_rows_that_come_leave_the_keyboard_where_it_works(today: TodayScreen) -> None:
    today._fill(facts())
    button = QPushButton(today)
    button.show()
    button.setFocus()
    today._fill(facts(item(Group.LATE)))
    assert today.window().focusWidget() is button


def test_going_to_an_empty_day_waits_for_its_rows(today: TodayScreen) -> None:
    today._fill(facts())
    today.focus_start()
    today._fill(facts(item(Group.LATE)))
    assert today.window().focusWidget() is today.list


def test_reading_again_keeps_the_row_in_hand(today: TodayScreen) -> None:
    items = tuple(item(id=f"k{place}") for place in range(4))
    today._fill(facts(*items))
    today.list.setCurrentIndex(today.model.index_of("k2"))

    today._fill(facts(*items[:2], *items[2:]))
    assert today.model.item(today.list.currentIndex()) == items[2]

    today._fill(facts(*items[:2], items[3]))
    assert today.model.item(today.list.currentIndex()) == items[3]


def test_headings_stand_above_their_rows(today: TodayScreen) -> None:
    today._fill(facts(item(Group.LATE), item(Group.AHEAD, id="k2")))

    lines = [today.model.index(place).data(ITEM_ROLE) for place in range(4)]
    assert [isinstance(line, Heading) for line in lines] == [True, False, True, False]


def test_a_draft_of_what_is_not_due_is_listed_apart(today: TodayScreen, qtbot: QtBot) -> None:
    due = {one.row.id for one in today.model.items()}
    other = today.desktop.application.submit(partial(_not_due, due=due)).result()

    today.refresh()
    qtbot.waitUntil(lambda: today.model.items()[-1].group is Group.DRAFT)

    assert today.model.items()[-1].row.id == other
    today.list.setCurrentIndex(today.model.index_of(other))
    today._discard()
    qtbot.waitUntil(lambda: today.model.items()[-1].group is not Group.DRAFT)


def test_why_stands_behind_the_mark(today: TodayScreen, qtbot: QtBot) -> None:
    today._why()
    qtbot.waitUntil(lambda: bool(today.findChildren(WhyPopup)))

    popup = today.findChildren(WhyPopup)[0]
    assert any("Kỳ vọng" in sentence or "hạn" in sentence for sentence in popup.sentences)
    popup.close()


def test_own_objectives_stand_beside_where_there_is_room(
    today: TodayScreen, show_screen: Callable[..., TodayScreen]
) -> None:
    today.resize(1600, 640)
    assert today.summary.isVisible()

    today.resize(700, 640)
    assert not today.summary.isVisible()


def _not_due(desk: Any, due: set[str]) -> str:
    """Keep a draft of a key result that is not due; return its id."""
    from okrdesk.services.drafts import save_draft
    from okrdesk.services.lists import Filter, find_key_results_under, find_objective_ids

    rows = find_key_results_under(desk, find_objective_ids(desk, Filter()))
    other = next(row.id for row in rows if row.id not in due)
    save_draft(desk, "check-in", other, {"value": "5"})
    return other
