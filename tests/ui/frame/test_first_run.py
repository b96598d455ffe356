"""The first start: an office is made, its key shown once, each page as it is needed."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakeApplication
from tests.ui.frame.conftest import MakeWindow
from tests.ui.frame.test_window import NOTES
from ui.shell.first_run import FirstRun
from ui.shell.office_page import Beginning


def test_first_run_makes_an_office_and_shows_its_key_once(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    window = make_window(NOTES, state="new")
    first = window.covers.currentWidget()
    assert isinstance(first, FirstRun)
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    first.password.setText("một")
    first.again.setText("hai")
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    assert first.secret_form.row("again").has_error()
    assert application.calls == []
    first.again.setText("một")
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(first.sheet.isVisible)
    assert first.sheet.key.text().startswith("ABCD")
    assert not first.next.isEnabled()
    assert not first.skip.isVisible()
    first.sheet.tick.click()
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    first.folder.set_value("/mnt/usb")
    qtbot.mouseClick(first.next, Qt.MouseButton.LeftButton)
    assert window.current is not None
    assert application.settings.text("backup_folder") == "/mnt/usb"


def test_a_short_page_of_the_first_start_keeps_its_buttons_in_view(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    page = make_window(NOTES, state="new").covers.cover
    assert isinstance(page, FirstRun)
    page.next.click()
    page.office.choose(Beginning.SERVER)
    page.office.enrol_form.show_more()
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    page.back.click()
    qtbot.waitUntil(lambda: bar.maximum() == 0)


def test_first_run_changes_the_language_at_once(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(NOTES, state="new")
    first = window.covers.currentWidget()
    assert isinstance(first, FirstRun)
    window.desktop.language_changed.connect(lambda: None)
    first.language.set_value("en")
    first.language.edited.emit()
    assert first.next.text() == "Next"
