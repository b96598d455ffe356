"""The frame: rail, choosers, palette, messages, undo, lock, and what stays when locked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from okrdesk.i18n import N_
from tests.ui.fakes import FOUND, FakeApplication, FakeDone
from tests.ui.frame.conftest import MakeWindow
from tests.ui.reading import nameless
from ui.actions import Action
from ui.checkin.evidence_files import place_of
from ui.desktop import Desktop
from ui.screen import Screen, ScreenSpec
from ui.shell.idle import IdleWatch
from ui.shell.lock_screen import LockScreen
from ui.shell.window import Window
from ui.widgets.dialog import Dialog
from ui.widgets.editors import NoteEdit

NEW = Action("note.new", N_("Help"), "Ctrl+N", "add")


class NoteScreen(Screen):
    """A screen with a field to type into."""

    TITLE = N_("Today")
    ACTIONS = (NEW,)

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self.field = NoteEdit()
        self.field.setAccessibleName("Ghi chú")
        self.body.addWidget(self.field)
        self.refreshed = 0
        self.opened_item = ("", "")
        self.created = 0
        self.actions_.on("note.new", self._create)

    def refresh(self) -> None:
        self.refreshed += 1

    def open_item(self, entity: str, item_id: str) -> None:
        self.opened_item = (entity, item_id)

    def _create(self) -> None:
        self.created += 1


NOTES = ScreenSpec("objectives", N_("Objectives"), "objectives", NoteScreen, (NEW,))


def notes_of(window: Window) -> NoteScreen:
    screen = window.show_screen("objectives")
    assert isinstance(screen, NoteScreen)
    return screen


def test_screens_are_made_when_they_are_first_opened(make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    assert list(window._screens) == ["objectives"]
    window.show_screen("help")
    assert list(window._screens) == ["objectives", "help"]
    assert window.show_screen("objectives") is window._screens["objectives"]


def test_a_screen_that_is_not_allowed_is_not_on_the_rail(make_window: MakeWindow) -> None:
    hidden = ScreenSpec("admin", N_("Help"), "admin", NoteScreen, allowed=lambda _desktop: False)
    window = make_window(NOTES, hidden)
    assert [spec.id for spec in window.specs] == ["objectives", "help", "settings"]
    assert window.show_screen("admin") is None


def test_the_current_cycle_is_chosen_at_first_and_the_choice_remembered(
    make_window: MakeWindow, desktop: Desktop
) -> None:
    window = make_window(NOTES)
    assert desktop.scope.cycle == "c2"
    window.top.unit.setCurrentIndex(2)
    window.top.unit.edited.emit()
    assert desktop.scope.unit == "u2"
    assert Desktop(desktop.application).scope.unit == "u2"


def test_undo_is_named_after_what_it_takes_back(make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    assert window.top.undo.toolTip().startswith("Hoàn tác: Cập nhật kết quả then chốt")


def test_the_palette_finds_commands_without_accents(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shell.palette.search_everything", lambda _desk, _text: [])
    window = make_window(NOTES)
    window.palette_.pop_up()
    qtbot.keyClicks(window.palette_.field, "chu to")
    texts = [window.palette_.list.item(at).text() for at in range(window.palette_.list.count())]
    assert texts == ["Chữ to hơn"]
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert window.theme.percent == 110
    assert not window.palette_.isVisible()


def test_the_palette_opens_what_was_found(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shell.palette.search_everything", lambda _desk, _text: FOUND)
    window = make_window(NOTES)
    notes = notes_of(window)
    window.palette_.pop_up()
    qtbot.keyClicks(window.palette_.field, "ho so")
    qtbot.waitUntil(lambda: window.palette_.list.count() == len(FOUND))
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert notes.opened_item == ("key_result", "k1")


def test_a_screen_whose_name_was_typed_whole_goes_before_what_was_found(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shell.palette.search_everything", lambda _desk, _text: FOUND)
    window = make_window(NOTES)
    window.palette_.pop_up()
    qtbot.keyClicks(window.palette_.field, "muc tieu")
    qtbot.waitUntil(lambda: window.palette_.list.count() > len(FOUND))
    assert window.palette_.list.item(0).text() == "Đi tới: Mục tiêu"


def test_a_message_offers_its_action(qtbot: QtBot, make_window: MakeWindow) -> None:
    notes, seen = notes_of(make_window(NOTES)), []
    notes.tell("Đã lưu trữ.", "Hoàn tác", lambda: seen.append("undone"))
    link = next(
        child
        for child in notes.messages.findChildren(QAbstractButton)
        if child.text() == "Hoàn tác"
    )
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert seen == ["undone"]
    assert notes.messages.text() == ""


def test_what_was_typed_survives_a_lock(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication, desktop: Desktop
) -> None:
    window = make_window(NOTES)
    application.password = "đúng"
    notes = notes_of(window)
    notes.field.setFocus()
    qtbot.keyClicks(notes.field, "chua luu")
    window.lock()
    cover = window.covers.currentWidget()
    assert isinstance(cover, LockScreen)
    assert application.state == "locked"
    assert not notes.isVisible()
    qtbot.waitUntil(cover.password.isVisible)
    qtbot.keyClicks(cover.password, "sai")
    qtbot.keyClick(cover.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cover.messages.text() != "")
    assert cover.isEnabled()
    cover.password.setText("đúng")
    qtbot.mouseClick(cover.unlock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(notes.isVisible)
    assert notes.field.toPlainText() == "chua luu"


def test_dialogs_are_hidden_by_a_lock_and_come_back(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    window = make_window(NOTES)
    dialog = Dialog("Sửa", notes_of(window))
    dialog.open()
    window.lock()
    assert not dialog.isVisible()
    window.desktop.open(None)
    qtbot.waitUntil(dialog.isVisible)
    dialog.close()


def test_actions_of_the_workspace_sleep_while_locked(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    notes = notes_of(window)
    window.lock()
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert notes.created == 0


def test_idle_time_locks(make_window: MakeWindow, application: FakeApplication) -> None:
    window = make_window(NOTES)
    window.idle.set_minutes(0)
    window.idle.check()
    assert application.state == "locked"


def test_a_key_starts_the_idle_clock_anew(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(NOTES)
    moment = [1_000.0]
    monkeypatch.setattr("ui.shell.idle.time.monotonic", lambda: moment[0])
    watch = IdleWatch(10, window)
    seen: list[bool] = []
    watch.idle.connect(lambda: seen.append(True))
    watch.touch()
    watch._watch(window.windowHandle())
    moment[0] += 9 * 60
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)
    moment[0] += 9 * 60
    watch.check()
    assert seen == []
    moment[0] += 60
    watch.check()
    assert seen == [True]


def test_a_password_is_asked_for_at_the_start(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    application.password = "đúng"
    window = make_window(NOTES)
    qtbot.waitUntil(lambda: isinstance(window.covers.currentWidget(), LockScreen))
    cover = window.covers.currentWidget()
    assert isinstance(cover, LockScreen)
    assert cover.title.text() == "Mở okrdesk"
    cover.password.setText("đúng")
    qtbot.keyClick(cover.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current is not None)


def test_the_recovery_key_sets_a_new_password(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    application.password = "quên"
    window = make_window(NOTES)
    qtbot.waitUntil(lambda: isinstance(window.covers.currentWidget(), LockScreen))
    cover = window.covers.currentWidget()
    assert isinstance(cover, LockScreen)
    qtbot.mouseClick(cover.other, Qt.MouseButton.LeftButton)
    cover.recovery.setText("ABCD-EFGH")
    cover.new.setText("mới")
    qtbot.keyClick(cover.new, Qt.Key.Key_Return)
    assert cover.form.row("again").has_error()
    cover.again.setText("mới")
    qtbot.keyClick(cover.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: application.state == "open")
    assert application.password == "mới"


def test_damage_is_told_with_the_way_to_the_backups(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    application.damage = ("page 7",)
    window = make_window(NOTES)
    qtbot.waitUntil(lambda: "hỏng" in window.messages.text())


def test_unsaved_text_keeps_the_window_open(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(NOTES)
    notes = notes_of(window)
    window.show_screen("help")
    monkeypatch.setattr(notes, "is_dirty", lambda: True)
    assert not window.close()
    assert window.current is notes


def test_every_widget_that_takes_the_focus_says_its_name(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    window = make_window(NOTES)
    for spec in window.specs:
        window.show_screen(spec.id)
    assert nameless(window) == []


def test_a_screen_that_is_gone_to_has_the_keyboard(make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    window.show_screen("settings")
    notes = notes_of(window)
    assert window.focusWidget() is notes.field


def test_what_had_the_keyboard_before_the_first_opening_does_not_get_it_back(
    make_window: MakeWindow,
) -> None:
    window = make_window(NOTES)
    window.rail.focus_start()
    for first, is_back in ((True, False), (False, True)):
        window.rail.focus_start()
        window.covers.lock(needs_password=True, first=first)
        window.covers.uncover()
        assert window.covers.bring_back() is is_back


def test_f6_goes_from_screen_to_rail_to_top_bar_and_back(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    window = make_window(NOTES)
    window.show_screen("settings")
    notes = notes_of(window)
    seen = []
    for _press in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        here = window.focusWidget()
        parts = (window.rail, window.top, notes)
        seen.append([part.isAncestorOf(here) for part in parts].index(True))
    assert seen == [0, 1, 2]


def test_what_a_killed_run_had_opened_of_attached_files_is_removed(
    qtbot: QtBot, make_window: MakeWindow, application: FakeApplication
) -> None:
    place = place_of(application.folder)
    (place / "a").mkdir(parents=True)
    (place / "a" / "Biên bản.pdf").write_bytes(b"%PDF")
    make_window(NOTES)
    qtbot.waitUntil(lambda: place.is_dir() and not list(place.iterdir()))


def test_another_language_rebuilds_the_frame_and_keeps_the_screen(
    qtbot: QtBot, make_window: MakeWindow, desktop: Desktop
) -> None:
    from okrdesk import i18n

    window = make_window(NOTES)
    window.show_screen("settings")
    desktop.language_changed.connect(lambda: i18n.use("en"))
    desktop.language_changed.emit()
    qtbot.waitUntil(
        lambda: window.current is not None and window.current.title.text() == "Settings"
    )
    assert window.top.person.text() == "Nguyễn Thị Ánh"


def test_a_command_refreshes_the_undo_name(
    qtbot: QtBot, make_window: MakeWindow, desktop: Desktop
) -> None:
    window = make_window(NOTES)
    notes = notes_of(window)
    before = notes.refreshed
    desktop.announce(FakeDone(None, frozenset({("objective", "o1")})).touched)
    assert notes.refreshed == before + 1


def test_nothing_of_the_office_is_in_the_title_when_locked(make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    assert "Sở Khoa học" in window.windowTitle()
    window.lock()
    assert window.windowTitle() == "okrdesk"
    assert QGuiApplication.applicationName() is not None
