"""The screen Đồng bộ over a real server: what needs a word, and giving it by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from okrdesk.services.conflicts import find_conflicts
from okrdesk.services.objectives import find_objective
from okrdesk.services.outbox import find_handovers, find_parked, find_refused
from tests.ui.reading import clipped, nameless
from tests.ui.sync_screen.conftest import Show, Sit
from tests.ui.sync_screen.hands import CTRL, press, yes
from tests.ui.sync_screen.story import Story, rename_key_result, retitle, sync
from ui.desktop import Desktop
from ui.screens.objectives.screen import ObjectivesScreen
from ui.screens.sync import wording
from ui.screens.sync.resend_dialog import ResendDialog
from ui.screens.sync.screen import SyncScreen


def title_of(desktop: Desktop, story: Story) -> str:
    """Return the objective's title at a PC."""
    found = desktop.application.submit(lambda desk: find_objective(desk, story.objective))
    return str(found.result().title)


@pytest.fixture
def refused(story: Story, sit: Sit, show: Show, qtbot: QtBot) -> SyncScreen:
    """The officer's screen: a title was changed after the cycle had closed."""
    officer = story.pc(story.officer)
    retitle(officer, story.objective, "Giải quyết mọi hồ sơ đúng hạn")
    story.close_cycle()
    sync(officer)
    screen = show(SyncScreen, sit(officer))
    assert isinstance(screen, SyncScreen)
    qtbot.waitUntil(lambda: screen.pages["refused"].count == 1)
    return screen


@pytest.fixture
def clash(story: Story, sit: Sit, show: Show, qtbot: QtBot) -> SyncScreen:
    """The officer's screen: the head wrote another title meanwhile, and later."""
    officer, head = story.pc(story.officer), story.pc(story.head)
    retitle(officer, story.objective, "Của Đào")
    retitle(head, story.objective, "Của Bình")
    sync(head, officer)
    screen = show(SyncScreen, sit(officer))
    assert isinstance(screen, SyncScreen)
    qtbot.waitUntil(lambda: screen.pages["conflict"].count == 1)
    screen.open_item("conflict", "first")
    return screen


def test_a_refused_change_says_why_and_what_to_do(refused: SyncScreen) -> None:
    page = refused.pages["refused"]
    assert refused.tabs.tabText(0) == "Cần xử lý (1)"
    assert page.why.text() == "Chu kỳ đã đóng trước khi thay đổi của bạn đến máy chủ."
    assert page.advice.text()
    assert "Giải quyết mọi hồ sơ đúng hạn" in page.text.toPlainText()
    assert nameless(refused) == []
    assert clipped(refused) == []


def test_the_text_of_a_refused_change_can_be_copied(refused: SyncScreen) -> None:
    press(refused, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "Giải quyết mọi hồ sơ đúng hạn" in QGuiApplication.clipboard().text()


def test_a_refused_change_is_corrected_and_sent_again(refused: SyncScreen, qtbot: QtBot) -> None:
    refused.pages["refused"].table.setFocus()
    press(refused, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    dialog = refused.pages["refused"].findChild(ResendDialog)
    assert dialog is not None
    field = dialog.form.row("title").editor
    assert field.value() == "Giải quyết mọi hồ sơ đúng hạn"
    field.setText("Giải quyết gần hết hồ sơ")
    field.edited.emit()
    dialog.send.click()
    # The cycle is closed here too by now, so the service says so at once; nothing is lost.
    bar = dialog.scroller.verticalScrollBar()
    scrolled = bar.maximum()
    qtbot.waitUntil(lambda: bool(dialog.messages.text()))
    qtbot.waitUntil(lambda: bar.maximum() <= scrolled)
    assert "đã đóng" in dialog.messages.text()
    high = dialog.height()
    dialog.messages.hide()
    dialog.send.click()
    qtbot.waitUntil(dialog.messages.isVisible)
    assert dialog.height() == high, "it has room for a message already"
    dialog.finish()
    assert refused.pages["refused"].count == 1


def test_a_refused_change_is_discarded_after_a_question(refused: SyncScreen, qtbot: QtBot) -> None:
    assert refused.pages["handled"].typed.isHidden()
    refused.pages["refused"].table.setFocus()
    press(refused, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    box = refused.pages["refused"].findChild(QMessageBox)
    assert box is not None
    assert refused.desktop.application.submit(find_refused).result()
    yes(box).click()
    qtbot.waitUntil(lambda: refused.pages["refused"].count == 0)
    assert refused.desktop.application.submit(find_refused).result() == []
    assert refused.tabs.tabText(0) == "Cần xử lý"
    handled = refused.pages["handled"]
    qtbot.waitUntil(lambda: handled.count == 1)
    row = handled.model.row(0)
    assert row.change.text == handled.typed.toPlainText() != ""
    assert wording.handling(row) == "Đã bỏ"
    refused.open_item("handled", "first")
    refused.activateWindow()
    qtbot.waitUntil(refused.isActiveWindow)
    press(refused, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    dialog = handled.findChild(ResendDialog)
    assert dialog is not None
    assert dialog.form.row("title").editor.value() == "Giải quyết mọi hồ sơ đúng hạn"
    dialog.finish()


def test_a_refused_change_is_handed_over(refused: SyncScreen, qtbot: QtBot) -> None:
    press(refused, Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: refused.pages["refused"].count == 0)
    assert "đồng bộ tới" in refused.messages.text()


def test_both_values_stand_side_by_side_with_their_authors(clash: SyncScreen) -> None:
    page = clash.pages["conflict"]
    assert page.mine.value.toPlainText() == "Của Đào"
    assert page.theirs.value.toPlainText() == "Của Bình"
    assert page.mine.author.text().startswith("Lê Văn Đào, ")
    assert page.theirs.author.text().startswith("Trần Thị Bình, ")
    assert (page.mine.counts.text(), page.theirs.counts.text()) == ("", "đang có hiệu lực")
    assert nameless(clash) == []
    assert clipped(clash) == []


def test_keeping_mine_by_key_brings_the_own_value_back_and_can_be_undone(
    clash: SyncScreen, story: Story, qtbot: QtBot
) -> None:
    press(clash, Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: clash.pages["conflict"].count == 0)
    assert title_of(clash.desktop, story) == "Của Đào"
    _button(clash.messages, "Hoàn tác").click()
    qtbot.waitUntil(lambda: clash.pages["conflict"].count == 1)
    assert title_of(clash.desktop, story) == "Của Bình"


def test_a_choice_that_was_sent_is_offered_no_undo(clash: SyncScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: clash.desktop.sync.standing.is_online)
    press(clash, Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: "ghi nhận lựa chọn" in clash.messages.text())
    clash.desktop.application.sync_now().result(60)
    qtbot.waitUntil(clash.messages.isHidden)


def test_the_third_value_comes_before_its_button(clash: SyncScreen, qtbot: QtBot) -> None:
    page = clash.pages["conflict"]
    page.keep_theirs.setFocus()
    QTest.keyClick(page.keep_theirs, Qt.Key.Key_Tab)
    assert clash.focusWidget() is page._other
    QTest.keyClick(page._other, Qt.Key.Key_Tab)
    assert clash.focusWidget() is page.write_other


def test_a_third_value_is_typed_and_stays_while_others_arrive(
    clash: SyncScreen, story: Story, qtbot: QtBot
) -> None:
    page = clash.pages["conflict"]
    press(clash, Qt.Key.Key_E, CTRL)
    assert clash.focusWidget() is page._other
    page._other.setText("Của cả hai")
    page._other.textEdited.emit("Của cả hai")
    assert clash.is_dirty()
    qtbot.waitUntil(lambda: clash.desktop.sync.standing.is_online)
    head = story.seats[1]
    retitle(head, story.objective, "Của Bình, lần nữa")
    sync(head)
    qtbot.waitUntil(lambda: page.heading.text() == "Của Bình, lần nữa")
    assert page._other.text() == "Của cả hai"
    press(clash, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: page.count == 0)
    assert title_of(clash.desktop, story) == "Của cả hai"
    assert clash.desktop.application.submit(find_conflicts).result() == []


def test_an_emptied_third_value_is_asked_for_at_its_field(clash: SyncScreen, qtbot: QtBot) -> None:
    page = clash.pages["conflict"]
    press(clash, Qt.Key.Key_E, CTRL)
    QTest.keyClick(page._other, Qt.Key.Key_A, CTRL)
    QTest.keyClick(page._other, Qt.Key.Key_Delete)
    press(clash, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(page.other_row.has_error)
    assert "còn trống" in page._other.accessibleDescription()
    assert clash.focusWidget() is page._other
    assert page.count == 1


def test_a_hand_over_is_accepted(story: Story, sit: Sit, show: Show, qtbot: QtBot) -> None:
    officer, head = story.pc(story.officer), story.pc(story.head)
    rename_key_result(officer, story.key_result, "Tỷ lệ hồ sơ đất đai")
    story.give_away(story.head)
    sync(officer, head)
    assert officer.submit(find_parked).result()
    desktop = sit(head)
    screen = show(SyncScreen, desktop)
    screen.open_item("parked", "first")
    page = screen.pages["parked"]
    qtbot.waitUntil(lambda: page.count == 1)
    assert "Lê Văn Đào" in page.about.text()
    assert page.answers.isVisible()
    press(screen, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: page.count == 0)
    screen.sync_now()
    qtbot.waitUntil(lambda: not head.submit(find_handovers).result())
    sync(officer)
    assert officer.submit(find_parked).result() == []


def test_where_nothing_needs_a_word_enter_begins_a_sync(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    screen = show(SyncScreen, sit(story.pc(story.officer)))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online)
    screen.focus_start()  # as the window does, before anything has been read
    qtbot.waitUntil(lambda: screen.page.pages.currentIndex() == 1)
    qtbot.waitUntil(lambda: screen.focusWidget() is screen.sync_now_button)


def test_what_waits_goes_at_once_and_the_line_says_so(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer = story.pc(story.officer)
    retitle(officer, story.objective, "Chờ gửi")
    screen = show(SyncScreen, sit(officer))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online)
    retitle(officer, story.objective, "Chờ gửi lần nữa")
    screen.refresh()
    qtbot.waitUntil(lambda: screen.pages["waiting"].count >= 1)
    press(screen, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.waiting == 0)
    qtbot.waitUntil(lambda: "không có gì chờ gửi" in screen.header.facts.text())
    qtbot.waitUntil(lambda: screen.messages.text().startswith("Đã đồng bộ: gửi "))
    qtbot.waitUntil(lambda: screen.pages["run"].model.rowCount() >= 2)


def test_what_arrives_refreshes_a_list_and_leaves_the_selection(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer, head = story.pc(story.officer), story.pc(story.head)
    desktop = sit(officer)
    screen = show(ObjectivesScreen, desktop)
    screen.open_item("objective", story.objective)
    qtbot.waitUntil(lambda: screen.detail.view is not None)
    screen.filters.text.setFocus()
    QTest.keyClicks(screen.filters.text, "ho so")
    qtbot.waitUntil(lambda: desktop.sync.standing.is_online)
    retitle(head, story.objective, "Giải quyết hồ sơ của Bình")
    sync(head)
    shown = _title_shown(screen)
    qtbot.waitUntil(lambda: shown() == "Giải quyết hồ sơ của Bình")
    assert screen.filters.text.text() == "ho so"
    assert screen.filters.text.hasFocus()
    assert screen.detail.key == ("objective", story.objective)


def _title_shown(screen: ObjectivesScreen) -> Callable[[], str]:
    def title() -> str:
        view = screen.detail.view
        return "" if view is None else str(view.detail.row.title)

    return title


def _button(within: object, text: str) -> QAbstractButton:
    found = within.findChildren(QAbstractButton)  # type: ignore[attr-defined]
    return next(one for one in found if one.text() == text)
