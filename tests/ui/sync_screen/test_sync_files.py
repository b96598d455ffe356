"""Files on Đồng bộ: the carried one, and attached ones that wait or that the server declines."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from okrdesk.services.sync_state import find_sync_runs
from tests.ui.reading import clipped
from tests.ui.sync_screen.conftest import Show, Sit
from tests.ui.sync_screen.hands import CTRL, attach, press, yes
from tests.ui.sync_screen.story import Story, retitle, sync
from ui.screens.sync.resend_dialog import ResendDialog
from ui.screens.sync.screen import SyncScreen


def test_a_sync_file_is_written_and_its_answer_dropped_on_the_screen(
    story: Story, sit: Sit, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    officer = story.pc(story.officer)
    screen = show(SyncScreen, sit(officer))
    qtbot.waitUntil(lambda: screen.desktop.sync.standing.is_online)
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


def test_a_file_that_the_server_declines_needs_attention(
    story: Story, sit: Sit, show: Show, qtbot: QtBot
) -> None:
    officer = story.pc(story.officer)
    attach(officer, story, "công cụ.exe", b"MZ" + bytes(100))
    sync(officer)
    officer.work(lambda _cancel: officer.sync_session.send_files()).result(60)
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
    yes(box).click()
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
