"""Status bar and notice: how one stands with the server, told by any thread, in words."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.errors import Code, Fault
from okrdesk.services.sync_state import SyncView
from okrdesk.sync.keeper import SyncStatus
from tests.ui.fakes import FakeApplication
from tests.ui.frame.conftest import MakeWindow
from tests.ui.frame.test_window import NOTES
from ui.desktop import Desktop
from ui.shell.notice import notice_of
from ui.shell.window import Window
from ui.sync.link import Standing, load_view
from ui.sync.words import clock_text, line_of

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
AT = datetime.now().astimezone().replace(hour=16, minute=42)
ENROLLED = SyncView(
    is_enrolled=True,
    person="Nguyễn Thị Ánh",
    server="https://okr.coquan.gov.vn",
    user="anh.nt",
    waiting=3,
    last_good_at=AT,
)
STANDING = Standing(is_enrolled=True, is_known=True, waiting=3, last_at=AT)


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
        (timedelta(days=2, hours=1), "sau 2 ngày"),
        (timedelta(hours=3), "ngày mai"),
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


def test_before_it_is_counted_only_the_connection_is_told() -> None:
    assert line_of(Standing(is_enrolled=True)) == "Ngoại tuyến"
    assert line_of(STANDING).startswith("Ngoại tuyến — 3 thay đổi")
