"""What happens by itself: when a PC synchronises, how it waits, and what it tells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from okrdesk.app import Application
from okrdesk.errors import Code, Fault, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.sync.engine import SyncFigures
from okrdesk.sync.keeper import Keeper, Rhythm, SyncStatus
from okrdesk.sync.session import Session
from okrdesk.sync.stops import Busy
from okrdesk.sync.transport import Backoff
from tests.offices import HANOI
from tests.sync.client.bench import Pc
from tests.sync.client.conftest import Pcs
from tests.sync.client.house import PASSWORD, House, until

QUICK = Rhythm(after_change=0.0, look=0.02, end_of_day_jitter=0.0)


@dataclass
class FakeSession:
    """A session whose syncs and notices are the test's."""

    pc: Pc
    syncs: int = 0
    error: Fault | None = None
    during: Callable[[], None] = lambda: None
    statuses: list[SyncStatus] = field(default_factory=list)

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
        raise Busy(retry_after=60)

    def send_files(self, is_cancelled) -> int:
        return 0

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
        keeper.stop()


@pytest.fixture
def pc(pcs: Pcs, ids) -> Pc:
    return pcs(ids.admin)


def test_it_synchronises_at_once_when_it_begins(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        assert session.syncs == 1
        assert keeper.status.last_at is not None
        assert {status.state for status in session.statuses} == {"offline", "syncing", "online"}


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
        keeper.sync_now().result(10)
        assert session.syncs == 3, "only what was asked for"
        clock.go_on(days=1)
        until(lambda: session.syncs == 4)


def test_after_a_failure_it_waits_and_comes_again(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "next", lambda _self, floor=0.0: 60.0 + floor)
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.error = Fault(Code.SERVER_UNREACHABLE, url="u", reason="r")
        with pytest.raises(Fault):
            keeper.sync_now().result(10)
        add_measure_unit(pc.desk, "chuyến")
        keeper.changed()
        before = session.syncs
        keeper._ring()
        assert keeper.status.state == "offline"
        assert session.syncs == before
        session.error = None
        pc.server.clock.go_on(seconds=61)
        until(lambda: keeper.status.state == "online")
        assert keeper.status.error is None


def test_what_no_later_try_mends_ends_the_trying(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.error = Fault(Code.DEVICE_UNKNOWN)
        with pytest.raises(Fault):
            keeper.sync_now().result(10)
        until(lambda: not any(thread.is_alive() for thread in keeper._threads))
        assert session.statuses[-1].error.code is Code.DEVICE_UNKNOWN


@pytest.mark.logs("a sync failed")
def test_a_bug_is_logged_and_does_not_end_the_trying(pc: Pc) -> None:
    def broken() -> None:
        raise ValueError("a bug")

    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.during = broken
        with pytest.raises(ValueError, match="a bug"):
            keeper.sync_now().result(10)
        session.during = lambda: None
        assert keeper.sync_now().result(10).requests == 1


def test_what_is_asked_for_after_the_end_is_cancelled(pc: Pc) -> None:
    with kept(pc) as (keeper, _session):
        until(lambda: keeper.status.state == "online")
    future = keeper.sync_now()
    assert future.cancelled()


def test_a_person_types_while_a_sync_is_under_way(pc: Pc) -> None:
    with kept(pc) as (keeper, session):
        until(lambda: keeper.status.state == "online")
        session.during = lambda: add_measure_unit(pc.desk, "gõ trong lúc đồng bộ")
        assert keeper.sync_now().result(10).sent == 1


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
