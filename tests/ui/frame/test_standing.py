"""Status bar and notice: how one stands with the server, told by any thread, in words."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from okrdesk.app import Opened
from okrdesk.db import vault
from okrdesk.errors import Code, Fault
from okrdesk.services.sync_state import SyncView
from okrdesk.sync.status import SyncStatus
from tests.ui.fakes import ALONE, FakeApplication
from tests.ui.frame.conftest import MakeWindow
from tests.ui.frame.test_window import NOTES
from ui.desktop import Desktop
from ui.operations import report
from ui.shell.notice import notice_of
from ui.shell.window import Window
from ui.sync import words
from ui.sync.link import Standing, load_view
from ui.sync.words import clock_text, line_of
from ui.widgets.dialog import Dialog

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
AT = datetime(2026, 11, 20, 16, 42).astimezone()
ENROLLED = SyncView(
    is_enrolled=True,
    person="Nguyễn Thị Ánh",
    server="https://okr.coquan.gov.vn",
    user="anh.nt",
    waiting=3,
    last_good_at=AT,
)
STANDING = Standing(is_enrolled=True, is_known=True, waiting=3, last_at=AT)


@pytest.fixture(autouse=True)
def _on_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "now", lambda: AT + timedelta(minutes=5))


@pytest.fixture
def window(application: FakeApplication, make_window: MakeWindow, qtbot: QtBot) -> Window:
    """A window on an enrolled PC."""
    application.answers[load_view] = ENROLLED
    made = make_window(NOTES)
    qtbot.waitUntil(lambda: made.desktop.sync.standing.is_known)
    return made


def tell(application: FakeApplication, status: SyncStatus) -> None:
    """Tell a status from a thread that is not the window's."""
    for told in application.watchers:
        thread = Thread(target=told, args=(status,))
        thread.start()
        thread.join()


def test_a_stand_alone_office_says_where_its_data_is(make_window: MakeWindow) -> None:
    window = make_window(NOTES)
    assert window.status.place.text() == "Làm việc ngoại tuyến — dữ liệu trên máy này"
    assert window.notice.isHidden()


def test_offline_it_says_what_waits_and_when_it_last_synced(window: Window) -> None:
    line = "Ngoại tuyến — 3 thay đổi chờ gửi — đồng bộ lần cuối 16:42"
    assert window.status.place.text() == line


def test_a_line_too_long_for_the_window_is_cut_and_told_whole(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    many = replace(ENROLLED, waiting=123456, waiting_files=123456, refused=12, conflicts=345678)
    many = replace(many, last_good_at=AT - timedelta(days=400))
    application.answers[load_view] = many
    window.theme.set_percent(150)
    window.resize(1000, 600)
    window.desktop.sync.count()
    qtbot.waitUntil(lambda: "123456" in window.status.place.accessibleName())
    place = window.status.place
    assert place.text().endswith("…")
    assert place.toolTip() == place.accessibleName() == line_of(window.desktop.sync.standing)
    assert place.sizeHint().width() <= window.status.width()


def test_it_follows_what_is_told_from_another_thread(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    tell(application, SyncStatus("online"))
    qtbot.waitUntil(lambda: window.status.place.text().startswith("Trực tuyến — "))


def test_a_long_sync_shows_progress_and_can_be_stopped(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    tell(application, SyncStatus("syncing", done=20, total=80, text="20 đã nhận"))
    qtbot.waitUntil(lambda: window.desktop.sync.standing.is_syncing)
    assert not window.status._bar.isVisible()
    qtbot.waitUntil(window.status._bar.isVisible)
    assert (window.status._bar.value(), window.status._bar.maximum()) == (20, 80)
    assert window.status._job.text() == "Đồng bộ — 20 đã nhận"
    window.status._cancel.click()
    assert "cancel_sync" in application.calls
    tell(application, SyncStatus("online"))
    qtbot.waitUntil(lambda: not window.status._bar.isVisible())


def test_rows_that_arrive_are_announced_once_for_many_pages(
    window: Window, application: FakeApplication, desktop: Desktop, qtbot: QtBot
) -> None:
    heard: list[frozenset[tuple[str, str]]] = []
    desktop.changed.connect(heard.append)
    for page in range(5):
        rows = frozenset({("objective", f"o{page}")})
        tell(application, SyncStatus("syncing", touched=rows))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [frozenset({("objective", f"o{page}") for page in range(5)})]


def test_the_error_of_a_revoked_computer_is_told_in_plain_words(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    tell(application, SyncStatus("offline", error=Fault(Code.DEVICE_UNKNOWN)))
    qtbot.waitUntil(window.notice.isVisible)
    assert "thu hồi" in window.notice.text()
    assert window.status.place.text().startswith("Đã bị thu hồi — ")


def test_why_syncing_stopped_for_good_stands_above_every_screen(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    link = window.desktop.sync
    assert link.may_sync
    tell(application, SyncStatus("offline", error=Fault(Code.CHECKPOINT_FORGED)))
    qtbot.waitUntil(window.notice.isVisible)
    assert "Đừng đồng bộ nữa" in window.notice.text()
    assert not link.may_sync
    tell(application, SyncStatus("online"))
    qtbot.waitUntil(lambda: link.may_sync)
    assert window.notice.isHidden()


def test_a_sync_that_was_let_go_of_is_no_mistake(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    gone: Future[None] = Future()
    gone.cancel()
    application.sync_now = lambda: gone  # type: ignore[method-assign]
    heard: list[object] = []
    window.desktop.problem.connect(heard.append)
    window.desktop.sync.sync_now()
    qtbot.wait(20)
    assert heard == []


def test_a_computer_whose_key_was_destroyed_begins_anew(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    tell(application, SyncStatus("offline", error=Fault(Code.DEVICE_REVOKED)))
    qtbot.waitUntil(lambda: window.covers.is_first_run)
    assert application.state != "open"
    page = window.covers.cover
    assert "khóa của dữ liệu đã bị hủy" in page.messages.text()
    page.next.click()
    form = page.office.enrol_form
    assert form.isVisible(), "and not an office of one's own"
    assert (form.server.value(), form.user.value()) == (ENROLLED.server, ENROLLED.user)
    assert window.focusWidget() is form.code


def test_a_locked_computer_whose_key_was_destroyed_begins_anew(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    window.lock()
    qtbot.waitUntil(lambda: window.covers.cover is not None)
    tell(application, SyncStatus("offline", error=Fault(Code.DEVICE_REVOKED)))
    qtbot.waitUntil(lambda: window.covers.is_first_run)
    page = window.covers.cover
    assert page is not None
    window.show_problem(Fault(Code.STORE_UNREADABLE, path="okrdesk.db"))
    assert "khóa của dữ liệu đã bị hủy" in page.messages.text(), "whatever else fails by then"
    assert window.windowTitle() == "okrdesk"


def test_an_office_of_ones_own_after_a_destroyed_one_has_no_trouble(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    tell(application, SyncStatus("offline", error=Fault(Code.DEVICE_REVOKED)))
    qtbot.waitUntil(lambda: window.covers.is_first_run)
    application.answers[load_view] = ALONE
    application.state = "open"
    window.desktop.sync.count()
    qtbot.waitUntil(lambda: not window.desktop.sync.standing.is_enrolled)
    assert window.desktop.sync.standing.error is None
    assert not window.desktop.sync.standing.is_stopped


def test_a_dialog_over_the_destroyed_office_goes_with_it(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    assert window.current is not None
    dialogs = [Dialog(title, window.current) for title in ("Trước khi khóa", "Sau đó")]
    dialogs[0].open()
    window.lock()
    qtbot.waitUntil(lambda: window.covers.cover is not None)
    dialogs[1].open()
    tell(application, SyncStatus("offline", error=Fault(Code.DEVICE_REVOKED)))
    qtbot.waitUntil(lambda: not any(map(shiboken6.isValid, dialogs)))


def test_whoever_hears_of_the_destroyed_key_tells_the_whole_window(window: Window) -> None:
    report(window.status, Fault(Code.DEVICE_REVOKED))
    assert window.covers.is_first_run


def test_unlocking_what_was_destroyed_meanwhile_begins_anew(
    window: Window, application: FakeApplication, desktop: Desktop, qtbot: QtBot
) -> None:
    window.lock()
    qtbot.waitUntil(lambda: window.covers.cover is not None)
    failed: Future[Opened] = Future()
    failed.set_exception(Fault(Code.DEVICE_REVOKED))
    application.open = lambda _password=None: failed  # type: ignore[method-assign]
    desktop.open("mật khẩu")
    qtbot.waitUntil(lambda: window.covers.is_first_run)
    page = window.covers.cover
    assert page is not None
    assert "khóa của dữ liệu đã bị hủy" in page.messages.text()


def test_a_later_start_says_too_that_the_data_was_destroyed(
    make_window: MakeWindow, application: FakeApplication, qtbot: QtBot
) -> None:
    vault.destroy(application.folder, None)
    window = make_window(NOTES, state="new")
    qtbot.waitUntil(lambda: window.covers.is_first_run)
    page = window.covers.cover
    assert page is not None
    qtbot.waitUntil(lambda: "khóa của dữ liệu đã bị hủy" in page.messages.text())


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(5, ""), (-5, ""), (6, "chậm 6 phút"), (-90, "nhanh 90 phút")],
)
def test_a_wrong_clock_is_told_from_five_minutes_on(minutes: int, said: str) -> None:
    text = clock_text(minutes * 60_000)
    assert said in text
    assert bool(text) == bool(said)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=10), ""),
        (timedelta(days=2, hours=1), "trước 17:00"),
        (timedelta(hours=3), "trước 19:00"),
    ],
)
def test_the_end_of_the_lease_is_told_in_its_last_days(left: timedelta, said: str) -> None:
    text, _tone = notice_of(Standing(is_enrolled=True, lease_until=NOW + left), NOW)
    assert said in text
    assert bool(text) == bool(said)


def test_after_the_lease_it_says_that_one_may_only_read() -> None:
    text, tone = notice_of(Standing(is_enrolled=True, is_lease_over=True), NOW)
    assert "chỉ xem được" in text
    assert tone == "warn"


def test_the_gravest_is_told_first() -> None:
    standing = Standing(is_enrolled=True, is_revoked=True, is_lease_over=True, offset_ms=3_600_000)
    assert "thu hồi" in notice_of(standing, NOW)[0]


@pytest.mark.parametrize(
    ("waiting", "files", "said"),
    [
        (3, 2, "Ngoại tuyến — 3 thay đổi chờ gửi — 2 tệp đính kèm chờ gửi — "),
        (0, 2, "Ngoại tuyến — 2 tệp đính kèm chờ gửi — "),
        (0, 0, "Ngoại tuyến — không có gì chờ gửi — "),
    ],
)
def test_attached_files_that_wait_are_told_beside_the_changes(
    waiting: int, files: int, said: str
) -> None:
    assert line_of(replace(STANDING, waiting=waiting, waiting_files=files)).startswith(said)


def test_how_much_needs_a_word_is_told_at_the_end() -> None:
    told = line_of(replace(STANDING, refused=1, conflicts=2))
    assert told.endswith(" — đồng bộ lần cuối 16:42 — 3 mục cần bạn xử lý")


def test_files_that_went_are_counted_anew(
    window: Window, application: FakeApplication, qtbot: QtBot
) -> None:
    application.answers[load_view] = replace(ENROLLED, waiting_files=1)
    tell(application, SyncStatus("online", has_sent_files=True))
    qtbot.waitUntil(lambda: "1 tệp đính kèm chờ gửi" in window.status.place.text())


def test_before_it_is_counted_only_the_connection_is_told() -> None:
    assert line_of(Standing(is_enrolled=True)) == "Ngoại tuyến"
    assert line_of(STANDING).startswith("Ngoại tuyến — 3 thay đổi")
