"""The reminder comes once for each thing a day, can be put off, and leads to Hôm nay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from okrdesk.services.reminders import Reminders
from tests.ui.fakes import FakeApplication
from tests.ui.frame.conftest import MakeWindow
from tests.ui.frame.test_window import NOTES
from ui.shell import reminder as reminding
from ui.shell.reminder import PAUSE, Reminder
from ui.shell.sources import load_reminders

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
DUE = Reminders(True, ("k1", "k2"), ("t1",))


class Clock:
    """The time that the reminder reads."""

    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(reminding, "now", made)
    return made


@pytest.fixture
def reminder(
    make_window: MakeWindow, application: FakeApplication, clock: Clock
) -> Iterator[Reminder]:
    clock.now = NINE - timedelta(hours=1)
    window = make_window(NOTES)
    application.answers[load_reminders] = DUE
    clock.now = NINE
    yield window.reminder
    window.reminder.stop()


def comes(reminder: Reminder, qtbot: QtBot) -> str:
    reminder.look()
    qtbot.waitUntil(lambda: reminder.card is not None)
    assert reminder.card is not None
    return reminder.card.text.text()


def stays_away(reminder: Reminder, application: FakeApplication) -> bool:
    reminder.look()
    application.submit(lambda _desk: None).result()
    reminder._desktop.bridge._deliver()
    return reminder.card is None


def test_it_counts_what_is_due_and_tells_it_once_a_day(
    reminder: Reminder, application: FakeApplication, clock: Clock, qtbot: QtBot
) -> None:
    assert comes(reminder, qtbot) == (
        "2 kết quả then chốt chờ cập nhật. 1 công việc đến hạn hoặc quá hạn."
    )
    assert reminder.card is not None
    reminder.card.close_.click()
    clock.now += PAUSE
    assert stays_away(reminder, application)
    clock.now += timedelta(days=1)
    comes(reminder, qtbot)


def test_it_waits_for_the_hour(
    reminder: Reminder, application: FakeApplication, clock: Clock
) -> None:
    clock.now -= timedelta(minutes=1)
    assert stays_away(reminder, application)


def test_it_leaves_the_database_alone_for_a_while_after_it_asked(
    reminder: Reminder, application: FakeApplication, clock: Clock, qtbot: QtBot
) -> None:
    application.answers[load_reminders] = Reminders(True, (), ())
    assert stays_away(reminder, application)
    application.answers[load_reminders] = DUE
    clock.now += PAUSE - timedelta(seconds=1)
    assert stays_away(reminder, application)
    clock.now += timedelta(seconds=1)
    comes(reminder, qtbot)


def test_it_keeps_quiet_on_days_off_and_where_it_is_not_wanted(
    reminder: Reminder, application: FakeApplication, clock: Clock
) -> None:
    application.answers[load_reminders] = Reminders(False, ("k1",), ())
    assert stays_away(reminder, application)
    application.answers[load_reminders] = DUE
    application.settings.set("reminds", False)
    clock.now += PAUSE
    assert stays_away(reminder, application)


def test_it_comes_again_an_hour_after_it_was_put_off(
    reminder: Reminder, application: FakeApplication, clock: Clock, qtbot: QtBot
) -> None:
    comes(reminder, qtbot)
    assert reminder.card is not None
    reminder.card.later.click()
    assert stays_away(reminder, application)
    clock.now += timedelta(hours=1)
    comes(reminder, qtbot)


def test_it_leads_to_what_is_due(reminder: Reminder, qtbot: QtBot) -> None:
    comes(reminder, qtbot)
    assert reminder.card is not None
    with qtbot.waitSignal(reminder.asked_for):
        reminder.card.open.click()
    assert reminder.card is None


def test_a_lock_takes_it_away(
    reminder: Reminder, application: FakeApplication, clock: Clock, qtbot: QtBot
) -> None:
    comes(reminder, qtbot)
    reminder._desktop.lock()
    assert reminder.card is None
    clock.now += PAUSE
    assert stays_away(reminder, application)
