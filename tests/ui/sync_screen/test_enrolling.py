"""Joining a server's office: on the first start, and from Đồng bộ of a stand-alone office."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from okrdesk.app import Application
from okrdesk.errors import Code, Fault
from okrdesk.services.objectives import find_objective
from okrdesk.services.office import NewOffice
from tests.sync.client.house import PASSWORD
from tests.ui.reading import clipped, nameless
from tests.ui.sync_screen.conftest import Show, Sit
from tests.ui.sync_screen.story import Story, retitle
from ui.desktop import Desktop
from ui.screens.registry import screens
from ui.screens.sync.screen import SyncScreen
from ui.shell.first_run import FirstRun
from ui.shell.office_page import Beginning
from ui.shell.window import Window
from ui.sync.enrol_dialog import EnrolDialog
from ui.sync.enrol_form import EnrolForm
from ui.theme.theme import Theme


def fill(form: EnrolForm, asked: dict[str, str]) -> None:
    """Type into the fields, the password twice where it is asked for twice."""
    again = {"again": asked["password"]} if "password" in asked else {}
    for name, text in (again | asked).items():
        form.row(name).editor.setText(text)  # type: ignore[attr-defined]


def test_the_first_start_joins_the_server_and_opens_the_office(
    qapp: QApplication, qtbot: QtBot, story: Story, tmp_path: Path
) -> None:
    application = Application(tmp_path / "new")
    desktop = Desktop(application)
    window = Window(desktop, Theme(qapp, "light", 100), screens())
    window.resize(1366, 728)
    window.show()
    window.begin()
    first = window.covers.currentWidget()
    assert isinstance(first, FirstRun)
    first.next.click()
    first.office.choose(Beginning.SERVER)
    first.next.click()
    form = first.office.enrol_form
    assert [name for name in form.names() if form.row(name).has_error()] == [
        "server", "user", "code", "password", "again",
    ]  # fmt: skip
    assert nameless(window) == []
    assert clipped(window) == []
    asked = story.house.asked(story.officer)
    fill(form, asked | {"code": "AAAA-AAAA-AAAA", "again": "mật khẩu khác"})
    first.next.click()
    assert form.row("again").has_error(), "a slip would lock the person out"
    fill(form, {"again": asked["password"]})
    first.next.click()
    assert first.office.download.isVisible()
    qtbot.waitUntil(lambda: form.row("code").has_error())
    assert not first.office.download.isVisible()
    assert first.isEnabled()
    fill(form, {"code": asked["code"]})
    first.next.click()
    qtbot.waitUntil(lambda: application.state == "open")
    qtbot.waitUntil(lambda: first.pages.current() in (2, 3))
    if first.pages.current() == 2:
        first.sheet.tick.click()
        first.next.click()
    first.next.click()
    qtbot.waitUntil(lambda: window.current is not None and window.covers.cover is None)
    qtbot.waitUntil(lambda: desktop.sync.standing.is_online)
    qtbot.waitUntil(lambda: window.status.place.text().startswith("Trực tuyến — "))
    assert window.top.person.text() == "Lê Văn Đào"
    window.status.place.click()
    assert isinstance(window.current, SyncScreen)
    _close(window)


def test_an_office_that_stands_alone_joins_from_its_screen(
    qtbot: QtBot, story: Story, sit: Sit, show: Show, tmp_path: Path
) -> None:
    application = Application(tmp_path / "alone")
    new = NewOffice("Văn phòng riêng", "VPR", "Lê Riêng")
    application.create(PASSWORD, new, use_keyring=False).result()
    desktop = sit(application)
    screen = show(SyncScreen, desktop)
    assert isinstance(screen, SyncScreen)
    assert screen.stack.currentIndex() == 0
    assert not screen.buttons[0].isVisible()
    assert nameless(screen) == []
    screen.enrol()
    dialog = screen.findChild(EnrolDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.form.server.hasFocus()
    fill(dialog.form, story.house.asked(story.officer))
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desktop.sync.standing.is_enrolled)
    qtbot.waitUntil(lambda: screen.stack.currentIndex() == 1)
    qtbot.waitUntil(lambda: desktop.sync.standing.is_online)
    assert screen.header.server.text() == f"u0 tại {story.house.url}"


def test_the_dialog_grows_with_the_fields_that_few_offices_need(
    qtbot: QtBot, story: Story, sit: Sit, show: Show
) -> None:
    screen = show(SyncScreen, sit(story.pc(story.officer)))
    assert isinstance(screen, SyncScreen)
    screen.enrol()
    dialog = screen.findChild(EnrolDialog)
    assert dialog is not None
    high = dialog.height()
    dialog.form.more.click()
    qtbot.waitUntil(lambda: dialog.height() > high)
    assert dialog.form.second.hasFocus()
    high = dialog.height()
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.height() > high or dialog.height() >= _room(dialog))
    dialog.finish()


def _room(dialog: EnrolDialog) -> int:
    return dialog.screen().availableGeometry().height() - 60


def test_a_wrong_address_is_told_at_its_field(
    qtbot: QtBot, story: Story, sit: Sit, show: Show
) -> None:
    desktop = sit(story.pc(story.officer))
    screen = show(SyncScreen, desktop)
    assert isinstance(screen, SyncScreen)
    screen.enrol()
    dialog = screen.findChild(EnrolDialog)
    assert dialog is not None
    assert dialog.form.server.value() == story.house.url
    asked = story.house.asked(story.officer) | {"server": "http://okr.coquan.vn"}
    fill(dialog.form, asked)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.form.row("server").has_error())
    dialog.finish()


def test_a_server_that_does_not_answer_is_told_at_the_address(
    qtbot: QtBot, story: Story, sit: Sit, show: Show
) -> None:
    screen = show(SyncScreen, sit(story.pc(story.officer)))
    assert isinstance(screen, SyncScreen)
    screen.enrol()
    dialog = screen.findChild(EnrolDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    fill(dialog.form, story.house.asked(story.officer) | {"server": "http://127.0.0.1:9"})
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.form.row("server").has_error())
    assert "kiểm tra địa chỉ" in dialog.form.server.accessibleDescription()
    assert dialog.focusWidget() is dialog.form.server
    dialog.finish()


def test_a_server_that_is_not_trusted_asks_for_the_certificate(qtbot: QtBot) -> None:
    form = EnrolForm()
    qtbot.addWidget(form)
    assert form.row("ca_file").isHidden()
    form.show_problem(Fault(Code.SERVER_NOT_TRUSTED, url="https://okr.vn", reason="tự ký"))
    assert not form.row("ca_file").isHidden()
    assert form.row("ca_file").has_error()
    assert form.field_of(Fault(Code.SERVER_BUSY, seconds=5)) == ""


def test_a_revoked_computer_enrols_again_and_sends_what_it_kept(
    qtbot: QtBot, story: Story, sit: Sit, show: Show
) -> None:
    officer = story.pc(story.officer)
    desktop = sit(officer)
    screen = show(SyncScreen, desktop)
    assert isinstance(screen, SyncScreen)
    qtbot.waitUntil(lambda: desktop.sync.standing.is_online)
    story.revoke(story.officer)
    retitle(officer, story.objective, "Viết khi đã bị thu hồi")
    screen.sync_now()
    qtbot.waitUntil(lambda: desktop.sync.standing.is_revoked)
    qtbot.waitUntil(screen.enrol_again.isVisible)
    assert screen.header.state.text() == "Đã bị thu hồi"
    assert not any(one.isVisible() for one in screen.buttons), "one way on, and not two"
    assert not screen.actions_.live("sync.write-file").isEnabled()
    screen.sync_now()
    screen.enrol_again.click()
    dialog = screen.findChild(EnrolDialog)
    assert dialog is not None
    assert dialog.form.user.value()
    fill(dialog.form, story.house.asked(story.officer))
    dialog.go.click()
    qtbot.waitUntil(lambda: not desktop.sync.standing.is_revoked)
    qtbot.waitUntil(lambda: desktop.sync.standing.waiting == 0)
    found = find_objective(story.house.desk(), story.objective)
    assert found.title == "Viết khi đã bị thu hồi"
    assert not screen.enrol_again.isVisible()
    assert all(one.isVisible() for one in screen.buttons)


def _close(window: Window) -> None:
    window.desktop.bridge.close()
    window.close()
    window.desktop.application.close()
    window.deleteLater()
    window.desktop.deleteLater()
