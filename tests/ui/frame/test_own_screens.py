"""Settings change at once, backups are restored with care, help is there for every screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from okrdesk.domain.permissions import Right
from okrdesk.settings import SETTINGS
from tests.ui.fakes import FakeApplication
from tests.ui.frame.conftest import MakeWindow
from ui.actions import WINDOW_ACTIONS
from ui.screens.help import TOPICS, HelpScreen, about_text, rights_text, shortcuts_text, topic_file
from ui.screens.password import PasswordDialog
from ui.screens.registry import screens
from ui.screens.restore import RestoreDialog
from ui.screens.settings import SettingsScreen
from ui.shell.window import Window
from ui.theme.tokens import DARK


@pytest.fixture
def settings(make_window: MakeWindow, qtbot: QtBot) -> SettingsScreen:
    window = make_window()
    screen = window.show_screen("settings")
    assert isinstance(screen, SettingsScreen)
    qtbot.waitUntil(lambda: screen.backups.model.rowCount() == 1)
    return screen


def window_of(screen: SettingsScreen) -> Window:
    window = screen.window()
    assert isinstance(window, Window)
    return window


def test_every_declared_setting_can_be_edited(settings: SettingsScreen) -> None:
    for setting in SETTINGS:
        row = settings._forms[setting.group].row(setting.key)
        assert row.editor.accessibleName() == row.text


def test_theme_and_text_size_change_at_once(
    settings: SettingsScreen, application: FakeApplication
) -> None:
    forms = settings._forms
    ground = forms["Language and appearance"].row("theme").editor
    ground.set_value("dark")  # type: ignore[attr-defined]
    ground.edited.emit()  # type: ignore[attr-defined]
    assert window_of(settings).theme.tokens is DARK
    forms["Language and appearance"].row("font_percent").editor.setValue(120)  # type: ignore[attr-defined]
    assert window_of(settings).theme.percent == 120
    assert application.settings.number("font_percent") == 120


def test_the_idle_time_is_in_force_at_once(settings: SettingsScreen) -> None:
    settings._forms["Lock and backups"].row("idle_lock_minutes").editor.setValue(3)  # type: ignore[attr-defined]
    assert window_of(settings).idle._minutes == 3


def test_a_backup_is_made(
    qtbot: QtBot, settings: SettingsScreen, application: FakeApplication
) -> None:
    qtbot.mouseClick(settings.backups.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "back_up" in application.calls)
    qtbot.waitUntil(lambda: settings.messages.text() != "")


def test_a_restore_says_what_is_in_it_and_asks_its_password(
    qtbot: QtBot, settings: SettingsScreen, application: FakeApplication
) -> None:
    assert not settings.backups.restore.isEnabled()
    settings.backups.table.selectRow(0)
    qtbot.mouseClick(settings.backups.restore, Qt.MouseButton.LeftButton)
    dialog = settings.backups.findChild(RestoreDialog)
    assert dialog is not None
    said = " ".join(part.text() for part in dialog.inner.findChildren(type(dialog.title)))
    assert "140 kết quả then chốt" in said
    application.password = "cũ"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.form.row("password").has_error)
    dialog.password.setText("cũ")
    with qtbot.waitSignal(settings.desktop.opened):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert application.state == "open"


def test_the_password_is_changed_by_who_knows_it(
    qtbot: QtBot, settings: SettingsScreen, application: FakeApplication
) -> None:
    application.password = "cũ"
    dialog = PasswordDialog(settings)
    dialog.open()
    dialog.old.setText("sai")
    dialog.new.setText("mới")
    dialog.again.setText("mới")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.form.row("old").has_error)
    dialog.old.setText("cũ")
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert application.password == "mới"


def test_f1_opens_the_page_of_the_screen(make_window: MakeWindow) -> None:
    window = make_window()
    window.show_screen("settings")
    window.actions_.live("window.help").trigger()
    assert isinstance(window.current, HelpScreen)
    assert "Thiết lập" in window.current.page.toPlainText()[:20]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_topic_is_written(language: str) -> None:
    for topic, _title in TOPICS:
        if topic not in ("shortcuts", "rights"):
            assert topic_file(topic, language).read_text(encoding="utf-8").startswith("# ")


def test_every_screen_has_its_page() -> None:
    topics = {topic for topic, _title in TOPICS}
    assert {spec.id for spec in screens()} - {"help"} <= topics


def test_the_help_has_the_table_of_rights() -> None:
    lines = rights_text().splitlines()
    assert sum(line.startswith("| ") for line in lines) == len(Right) + 2


def test_the_shortcut_list_comes_from_the_actions() -> None:
    text = shortcuts_text()
    for action in (*WINDOW_ACTIONS, *(action for spec in screens() for action in spec.actions)):
        if action.shortcut:
            keys = QKeySequence(action.shortcut)
            assert f"**{keys.toString(QKeySequence.SequenceFormat.NativeText)}**" in text
    assert "okrdesk" in about_text()


def test_no_screen_takes_a_shortcut_of_the_window() -> None:
    rail = {f"Ctrl+{number}" for number in range(1, 10)}
    everywhere = [action.shortcut for action in WINDOW_ACTIONS if action.shortcut]
    assert len(everywhere) == len(set(everywhere))
    for spec in screens():
        own = {action.shortcut for action in spec.actions if action.shortcut}
        assert not own & (rail | set(everywhere)), spec.id
