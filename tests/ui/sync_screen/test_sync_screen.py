"""The screen Đồng bộ over a real server: what needs a word, and giving it by keyboard."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from okrdesk.app import Application
from okrdesk.db.store import local_now
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.services.conflicts import find_conflicts
from okrdesk.services.objectives import find_objective
from okrdesk.services.outbox import find_handovers, find_parked, find_refused
from okrdesk.services.sync_state import find_sync_runs
from tests.ui.reading import clipped, nameless
from tests.ui.sync_screen.conftest import Show, Sit
from tests.ui.sync_screen.story import Story, rename_key_result, retitle, sync
from ui.desktop import Desktop
from ui.screens.objectives.screen import ObjectivesScreen
from ui.screens.sync import wording
from ui.screens.sync.resend_dialog import ResendDialog
from ui.screens.sync.screen import SyncScreen

CTRL = Qt.KeyboardModifier.ControlModifier


def press(screen: SyncScreen, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press a key in the active window."""
    QTest.keyClick(screen.window().windowHandle(), key, modifiers)


def title_of(desktop: Desktop, story: Story) -> str:
    """Return the objective's title at a PC."""
    found = desktop.application.submit(lambda desk: find_objective(desk, story.objective))
    return str(found.result().title)


def attach(application: Application, story: Story, name: str, content: bytes) -> None:
    """Check in the key result with a file."""
    entry = CheckInEntry(Decimal(70), local_now().date(), evidence=(EvidenceFile(name, content),))
    application.submit(lambda desk: record_check_in(desk, story.key_result, entry)).result()


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
    _yes(box).click()
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
    qtbot.waitUntil(lambda: clash.desktop.sync.standing.is_online, timeout=10_000)
    press(clash, Qt.Key.Key_M, CTRL)
    qtbot.waitUntil(lambda: "ghi nhận lựa chọn" in clash.messages.text())
    clash.desktop.application.sync_now().result(20)
    qtbot.waitUntil(clash.messages.isHidden)


def test_the_third_value_comes_before_its_button(clash: SyncScreen, qtbot: QtBot) -> None:
    page = clash.pages["conflict"]
    page.theirs.choose.setFocus()
    QTest.keyClick(page.theirs.choose, Qt.Key.Key_Tab)
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
    qtbot.waitUntil(lambda: clash.desktop.sync.standing.is_online, timeout=10_000)
    head = story.seats[1]
    retitle(head, story.objective, "Của Bình, lần nữa")
    sync(head)
    qtbot.waitUntil(lambda: page.heading.text() == "Của Bình, lần nữa", timeout=10_000)
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
    qtbot.waitUntil(lambda: not head.submit(find_handovers).result(), timeout=10_000)
    sync(officer)
    assert officer.submit(find_parked).result() == []


def test_where_nothing_needs_a_word_enter_begins_a_sync(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    screen = show(SyncScreen, sit(story.pc(story.officer)))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online, timeout=10_000)
    screen.focus_start()  # as the window does, before anything has been read
    qtbot.waitUntil(lambda: screen.page.pages.currentIndex() == 1)
    qtbot.waitUntil(lambda: screen.focusWidget() is screen.sync_now_button)


def test_what_waits_goes_at_once_and_the_line_says_so(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer = story.pc(story.officer)
    retitle(officer, story.objective, "Chờ gửi")
    screen = show(SyncScreen, sit(officer))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online, timeout=10_000)
    retitle(officer, story.objective, "Chờ gửi lần nữa")
    screen.refresh()
    qtbot.waitUntil(lambda: screen.pages["waiting"].count >= 1)
    press(screen, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.waiting == 0, timeout=10_000)
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
    qtbot.waitUntil(lambda: desktop.sync.standing.is_online, timeout=10_000)
    retitle(head, story.objective, "Giải quyết hồ sơ của Bình")
    sync(head)
    shown = _title_shown(screen)
    qtbot.waitUntil(lambda: shown() == "Giải quyết hồ sơ của Bình", timeout=10_000)
    assert screen.filters.text.text() == "ho so"
    assert screen.filters.text.hasFocus()
    assert screen.detail.key == ("objective", story.objective)


def test_a_sync_file_is_written_and_its_answer_dropped_on_the_screen(
    story: Story, sit: Sit, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    officer = story.pc(story.officer)
    screen = show(SyncScreen, sit(officer))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online, timeout=10_000)
    question, answer = tmp_path / "di.okrb", tmp_path / "ve.okrb"
    retitle(officer, story.objective, "Qua USB")
    press(screen, Qt.Key.Key_S, CTRL)
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(question))
    dialog.close()
    qtbot.waitUntil(question.exists)
    qtbot.waitUntil(lambda: "di.okrb" in screen.messages.text())
    story.answer(question, answer)
    _drop(screen, answer)
    qtbot.waitUntil(lambda: "Đã đọc tệp" in screen.messages.text())
    ways = [run.way.value for run in officer.submit(find_sync_runs).result()]
    assert ways.count("file") == 2


def test_a_file_that_is_no_answer_is_refused_in_words(
    story: Story, sit: Sit, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    screen = show(SyncScreen, sit(story.pc(story.officer)))
    file = tmp_path / "thu.okrb"
    file.write_text("không phải tệp đồng bộ", encoding="utf-8")
    _drop(screen, file)
    qtbot.waitUntil(lambda: bool(screen.messages.text()))
    assert screen.messages.property("tone") == "warn"


def _title_shown(screen: ObjectivesScreen) -> Callable[[], str]:
    def title() -> str:
        view = screen.detail.view
        return "" if view is None else str(view.detail.row.title)

    return title


def _button(within: object, text: str) -> QAbstractButton:
    found = within.findChildren(QAbstractButton)  # type: ignore[attr-defined]
    return next(one for one in found if one.text() == text)


def _yes(box: QMessageBox) -> QAbstractButton:
    role = QMessageBox.ButtonRole.DestructiveRole
    return next(one for one in box.buttons() if box.buttonRole(one) is role)


def _drop(screen: SyncScreen, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    screen.dropEvent(event)


def test_a_file_that_the_server_declines_needs_attention(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer = story.pc(story.officer)
    attach(officer, story, "công cụ.exe", b"MZ" + bytes(100))
    sync(officer)
    officer.work(lambda _cancel: officer.sync_session.send_files()).result(20)
    screen = show(SyncScreen, sit(officer))
    page = screen.pages["refused"]
    qtbot.waitUntil(lambda: page.count == 1)
    assert screen.tabs.tabText(0) == "Cần xử lý (1)"
    assert page.heading.text() == "Tỷ lệ hồ sơ đúng hạn"
    assert page.about.text().startswith("Tệp đính kèm “công cụ.exe”")
    assert "máy chủ không lưu loại tệp này" in page.why.text()
    assert not screen.actions_.live("sync.hand-over").isEnabled()
    assert clipped(screen) == []
    page.table.setFocus()
    press(screen, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    box = page.findChild(QMessageBox)
    assert box is not None
    _yes(box).click()
    qtbot.waitUntil(lambda: page.count == 0)
    qtbot.waitUntil(lambda: screen.link.standing.attention == 0)
    assert screen.messages.text() == "Tệp chỉ còn ở máy này."
    handled = screen.pages["handled"]
    qtbot.waitUntil(lambda: handled.count == 1)
    row = [handled.model.index(0, place).data() for place in range(1, 5)]
    assert row[:3] == ["Đã bỏ", "Tệp đính kèm “công cụ.exe”", "Tỷ lệ hồ sơ đúng hạn"]
    assert "máy chủ không lưu loại tệp này" in row[3]
    screen.open_item("handled", "first")
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    press(screen, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    dialog = handled.findChild(ResendDialog)
    assert dialog is not None
    dialog.send.click()
    qtbot.waitUntil(lambda: handled.model.index(0, 1).data() == "Đã gửi lại")
    assert not screen.actions_.live("sync.resend").isEnabled()
    assert clipped(screen) == []


def test_an_attached_file_that_waits_is_listed_too(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer = story.pc(story.officer)
    sync(officer)
    attach(officer, story, "báo cáo.pdf", b"%PDF-1.7 " + bytes(2000))
    officer.submit(lambda _desk: officer.sync_session.move("http://127.0.0.1:9")).result()
    screen = show(SyncScreen, sit(officer))
    page = screen.pages["waiting"]
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    row = [page.model.index(2, place).data() for place in range(page.model.columnCount())]
    assert row[1:] == ["Tệp đính kèm “báo cáo.pdf”", "Tỷ lệ hồ sơ đúng hạn", "2 kB"]
    qtbot.waitUntil(lambda: screen.tabs.tabText(2) == "Chờ gửi (3)")
