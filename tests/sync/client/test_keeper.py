"""What happens by itself: when a PC synchronises, how it waits, and what it tells."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from okrdesk.app import Application
from okrdesk.errors import Code, Fault, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.sync.blobs import SentFiles
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.engine import SyncFigures
from okrdesk.sync.keeper import Keeper, Rhythm
from okrdesk.sync.session import Session
from okrdesk.sync.status import SyncStatus
from okrdesk.sync.stops import Busy
from okrdesk.sync.transport import Backoff
from tests.offices import HANOI
from tests.sync.client.bench import Pc
from tests.sync.client.conftest import Pcs
from tests.sync.client.house import PASSWORD, SOON_S, House, until

QUICK = Rhythm(after_change=0.0, look=0.02, end_of_day_jitter=0.0)


@dataclass
class FakeSession:
    """A session whose syncs and notices are the test's."""

    pc: Pc
    syncs: int = 0
    error: Fault | None = None
    during: Callable[[], object] = lambda: None
    files: int = 0
    statuses: list[SyncStatus] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)

    @property
    def desk(self) -> Desk:
        return self.pc.desk

    @desk.setter
    def desk(self, desk: Desk) -> None:
        self.pc.desk = desk

    @property
    def store(self):
        return self.pc.store

    def run(self, progress, is_cancelled) -> SyncFigures:
        self.syncs += 1
        self.during()
        if self.error is not None:
            raise self.error
        figures = self.pc.sync()
        progress(figures)
        return figures

    def transport(self):
        """Keep the listener out of the way: each time it cannot listen, it tells `offline`."""
        self.hung_up.wait()
        raise Busy(retry_after=60)

    def send_files(self, is_cancelled) -> SentFiles:
        sent, self.files = self.files, 0
        return SentFiles(taken=sent)

    def close(self) -> None:
        """Have nothing to close."""


@contextmanager
def kept(pc: Pc, rhythm: Rhythm = QUICK) -> Iterator[tuple[Keeper, FakeSession]]:
    session = FakeSession(pc)
    keeper = Keeper(session, session.statuses.append, rhythm=rhythm)
    keeper.start()
    try:
        yield keeper, session
    finally:
        session.hung_up.set()
        keeper.stop()


@pytest.fixture
def pc(pcs: Pcs, ids) -> Pc:
    return pcs(ids.admin)


def test_it_synchronises_at_once_when_it_begins(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: "online" in {status.state for status in session.statuses})
        assert session.syncs == 1
        assert keeper.status.last_at is not None
        assert {status.state for status in session.statuses} == {"offline", "syncing", "online"}


def test_files_that_went_after_the_text_are_told_once(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.files = 2
        keeper.sync_now().result(SOON_S)
        until(lambda: any(status.has_sent_files for status in session.statuses))
        keeper.sync_now().result(SOON_S)
        assert [status.has_sent_files for status in session.statuses].count(True) == 1


def test_a_change_is_sent_some_seconds_later(pc: Pc) -> None:
    with kept(pc, replace(QUICK, after_change=30.0)) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        add_measure_unit(pc.desk, "chuyến")
        keeper.changed()
        keeper._ring()
        assert session.syncs == 1
        pc.server.clock.go_on(seconds=31)
        until(lambda: session.syncs == 2)
        until(lambda: keeper.status.waiting == 0)


def test_a_check_in_is_sent_at_once_and_an_edit_after_it_does_not_hold_it_up(pc: Pc) -> None:
    with kept(pc, replace(QUICK, after_change=30.0, after_check_in=0.5)) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        add_measure_unit(pc.desk, "chuyến")
        keeper.changed(is_check_in=True)
        keeper.changed()
        pc.server.clock.go_on(seconds=1)
        until(lambda: session.syncs == 2)


def test_the_end_of_the_day_comes_once_a_day(pc: Pc) -> None:
    clock = pc.server.clock
    clock.now = datetime(2026, 11, 16, 16, 0, tzinfo=HANOI)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        slot = pc.store.state().slot
        clock.now = clock.now.replace(hour=0) + timedelta(seconds=slot + 1)
        until(lambda: session.syncs == 2)
        until(lambda: keeper.status.state == "online")
        clock.go_on(hours=1)
        keeper._ring()
        keeper.sync_now().result(SOON_S)
        assert session.syncs == 3, "only what was asked for"
        clock.go_on(days=1)
        until(lambda: session.syncs == 4)


def test_the_day_ends_as_in_the_office_on_a_machine_that_keeps_another_time(
    pc: Pc, another_zone: str
) -> None:
    clock = pc.server.clock
    clock.now = datetime(2026, 11, 16, 16, 0, tzinfo=HANOI)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        slot = pc.store.state().slot
        clock.now = clock.now.replace(hour=0) + timedelta(seconds=slot + 1)
        until(lambda: session.syncs == 2)


@pytest.mark.parametrize("slot", [-1, 24 * 3600, 10**18])
def test_a_slot_that_no_day_has_is_passed_over(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, slot: int
) -> None:
    state = SqlDeskStore.state
    monkeypatch.setattr(SqlDeskStore, "state", lambda store: replace(state(store), slot=slot))
    clock = pc.server.clock
    clock.now = datetime(2026, 11, 16, 16, 0, tzinfo=HANOI)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        assert session.syncs == 1
        clock.go_on(minutes=31)
        until(lambda: session.syncs == 2)


@pytest.fixture
def look_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[Keeper], None]:
    """Return a call that lets a keeper look twice whether there is something to do."""
    looks, is_due = 0, Keeper._is_due

    def look(keeper: Keeper) -> bool:
        nonlocal looks
        looks += 1
        return is_due(keeper)

    def wait(keeper: Keeper) -> None:
        before = looks
        keeper._ring()
        until(lambda: looks > before + 2)

    monkeypatch.setattr(Keeper, "_is_due", look)
    return wait


def test_after_a_failure_it_waits_and_comes_again(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, look_again: Callable[[Keeper], None]
) -> None:
    monkeypatch.setattr(Backoff, "next", lambda _self, floor=0.0: 60.0 + floor)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.error = Fault(Code.SERVER_UNREACHABLE, url="u", reason="r")
        add_measure_unit(pc.desk, "chuyến")
        with pytest.raises(Fault):
            keeper.sync_now().result(SOON_S)
        before = session.syncs
        look_again(keeper)
        assert keeper.status.state == "offline"
        assert session.syncs == before
        session.error = None
        pc.server.clock.go_on(seconds=61)
        until(lambda: keeper.status.state == "online")
        assert (keeper.status.error, keeper.status.waiting) == (None, 0)


def test_what_no_later_try_mends_ends_the_trying(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.error = Fault(Code.DEVICE_UNKNOWN)
        with pytest.raises(Fault):
            keeper.sync_now().result(SOON_S)
        session.hung_up.set()
        until(lambda: not any(thread.is_alive() for thread in keeper._threads))
        assert session.statuses[-1].error.code is Code.DEVICE_UNKNOWN


def test_a_log_that_grew_while_a_sync_was_under_way_is_looked_at_once(
    pc: Pc, look_again: Callable[[Keeper], None]
) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        lengths = [1_000_000]
        session.during = lambda: [keeper._hear(lengths.pop()) for _once in lengths[:]]
        keeper.sync_now().result(SOON_S)
        until(lambda: session.syncs == 3)
        until(lambda: keeper.status.state == "online")
        look_again(keeper)
        assert session.syncs == 3, "a restored server's log is shorter than it was"


def test_a_sync_that_was_stopped_does_not_begin_again_by_itself(
    pc: Pc, look_again: Callable[[Keeper], None]
) -> None:
    def stopped() -> None:
        keeper._hear(1_000_000)
        keeper.cancel()

    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.during = stopped
        keeper.sync_now().result(SOON_S)
        look_again(keeper)
        assert session.syncs == 2


def test_news_that_a_failed_sync_was_to_fetch_are_fetched_when_its_time_has_come(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, look_again: Callable[[Keeper], None]
) -> None:
    monkeypatch.setattr(Backoff, "next", lambda _self, floor=0.0: 60.0 + floor)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.error = Fault(Code.SYNC_UNSTABLE)
        keeper._hear(1_000_000)
        until(lambda: keeper.status.error is not None)
        look_again(keeper)
        assert session.syncs == 2
        session.error = None
        pc.server.clock.go_on(seconds=61)
        until(lambda: keeper.status.state == "online")
        assert session.syncs == 3


@pytest.mark.logs("a sync failed")
def test_a_bug_is_logged_and_does_not_end_the_trying(pc: Pc) -> None:
    def broken() -> None:
        raise ValueError("a bug")

    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.during = broken
        with pytest.raises(ValueError, match="a bug"):
            keeper.sync_now().result(SOON_S)
        session.during = lambda: None
        assert keeper.sync_now().result(SOON_S).requests == 1


def test_a_database_that_cannot_be_read_while_nothing_is_to_do_does_not_end_the_trying(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, look_again: Callable[[Keeper], None]
) -> None:
    def broken(_store: SqlDeskStore) -> NoReturn:
        raise Fault(Code.DISK_ERROR, path="okrdesk.db")

    with kept(pc) as (keeper, _session):
        until(lambda: keeper.status.state == "online")
        with monkeypatch.context() as patched:
            patched.setattr(SqlDeskStore, "state", broken)
            look_again(keeper)
        assert keeper.sync_now().result(SOON_S).requests == 1


def test_what_is_asked_for_after_the_end_is_cancelled(pc: Pc) -> None:
    with kept(pc) as (keeper, _session):
        until(lambda: keeper.status.state == "online")
    future = keeper.sync_now()
    assert future.cancelled()


def test_a_person_types_while_a_sync_is_under_way(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.during = lambda: add_measure_unit(pc.desk, "gõ trong lúc đồng bộ")
        assert keeper.sync_now().result(SOON_S).sent == 1


def test_a_pc_without_word_for_two_weeks_opens_for_reading_only(
    served: House, tmp_path: Path
) -> None:
    application = served.enrolled(tmp_path / "pc", served.admin)
    application.close()

    def later() -> datetime:
        return datetime.now().astimezone() + timedelta(days=15)

    late = Application(tmp_path / "pc", now=later)
    late.open(PASSWORD).result()
    with pytest.raises(Refused) as refused:
        late.submit(lambda desk: add_measure_unit(desk, "quá hạn")).result()
    assert refused.value.code is Code.LEASE_OVER
    late.close()


def test_a_session_needs_a_server(office) -> None:
    with pytest.raises(Refused) as refused:
        Session(office.desk, Path(), None)
    assert refused.value.code is Code.NOT_ENROLLED
