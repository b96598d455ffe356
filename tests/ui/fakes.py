"""An application without a database, for tests of the frame: canned answers on real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from okrdesk.app import Opened
from okrdesk.domain.act import Act
from okrdesk.errors import Code, Refused
from okrdesk.services.reminders import Reminders
from okrdesk.services.sync_state import SyncView
from okrdesk.settings import Settings
from okrdesk.sync.status import SyncStatus
from ui.shell.sources import (
    Entry,
    Found,
    FrameFacts,
    load_facts,
    load_reminders,
    search_everything,
)
from ui.sync.link import load_view

FACTS = FrameFacts(
    cycles=(
        Entry("c1", "Năm 2026"),
        Entry("c2", "Quý IV năm 2026", is_current=True),
        Entry("c3", "Quý III năm 2026"),
    ),
    units=(
        Entry("u1", "Sở Khoa học và Công nghệ"),
        Entry("u2", "Văn phòng Sở", 1),
        Entry("u3", "Phòng Quản lý khoa học và công nghệ cơ sở", 1),
    ),
    undo=Act.CHECK_IN,
)
FOUND = [
    Found("objective", "o1", "Nâng cao chất lượng giải quyết thủ tục hành chính"),
    Found("key_result", "k1", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98 %"),
    Found("person", "p1", "Nguyễn Thị Ánh"),
]


@dataclass(frozen=True)
class FakeDone:
    """A write's answer."""

    value: Any
    touched: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class FakeBackup:
    """What a backup says of itself."""

    path: Path
    made_at: datetime
    counts: dict[str, int]
    size: int


NOTHING_DUE = Reminders(True, (), ())
ALONE = SyncView(is_enrolled=False, person="Nguyễn Thị Ánh")
BACKUPS = (
    FakeBackup(
        Path("backups/okrdesk-automatic-20261120-080000.okrbak"),
        datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        {"objective": 40, "key_result": 140, "check_in": 1432, "person": 60},
        4_300_000,
    ),
)


@dataclass
class FakeApplication:
    """Behaves as `okrdesk.app.Application` does, from canned answers."""

    folder: Path
    password: str | None = None
    state: str = "closed"
    answers: dict[Callable[..., Any], Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    damage: tuple[str, ...] = ()
    watchers: list[Callable[[SyncStatus], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = Settings(self.folder / "settings.json")
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="database")
        self.answers = {
            load_facts: FACTS,
            load_view: ALONE,
            load_reminders: NOTHING_DUE,
            **self.answers,
        }

    def needs_password(self) -> bool:
        return self.password is not None

    def create(self, password: str | None, new: Any) -> Future[Opened]:
        self.calls.append("create")
        self.password = password
        return self._pool.submit(self._open, password, "ABCD-EFGH-JKMN-PQRS-TVWX-YZ23")

    def open(self, password: str | None = None) -> Future[Opened]:
        self.calls.append("open")
        return self._pool.submit(self._open, password, None)

    def open_with_recovery(self, recovery_key: str, new_password: str | None) -> Future[Opened]:
        self.password = new_password
        return self._pool.submit(self._open, new_password, None)

    def change_password(self, old: str | None, new: str | None) -> Future[None]:
        def change() -> None:
            if old != self.password:
                raise Refused(Code.WRONG_PASSWORD)
            self.password = new

        return self._pool.submit(change)

    def submit(self, call: Callable[[Any], Any]) -> Future[Any]:
        if call in self.answers:
            return self._pool.submit(lambda: self.answers[call])
        return self._pool.submit(call, self)

    def work(self, call: Callable[[threading.Event], Any]) -> Future[Any]:
        return self._pool.submit(call, threading.Event())

    def watch_sync(self, told: Callable[[SyncStatus], None]) -> Callable[[], None]:
        self.watchers.append(told)
        return lambda: self.watchers.remove(told)

    def sync_now(self) -> Future[Any]:
        self.calls.append("sync_now")
        return self._pool.submit(lambda: None)

    def cancel_sync(self) -> None:
        self.calls.append("cancel_sync")

    def lock(self) -> Future[None]:
        self.state = "locked"
        return self._pool.submit(lambda: None)

    def find_backups(self) -> Future[tuple[FakeBackup, ...]]:
        return self._pool.submit(lambda: BACKUPS)

    def back_up(self) -> Future[FakeBackup]:
        self.calls.append("back_up")
        return self._pool.submit(lambda: BACKUPS[0])

    def back_up_daily(self) -> Future[FakeBackup]:
        return self._pool.submit(lambda: BACKUPS[0])

    def check(self, *, quick: bool = False) -> Future[list[str]]:
        return self._pool.submit(lambda: list(self.damage))

    def restore(
        self, file: Path, password: str | None = None, recovery_key: str | None = None
    ) -> Future[None]:
        self.calls.append(f"restore {file.name}")

        def put_back() -> None:
            if password != self.password and recovery_key is None:
                raise Refused(Code.WRONG_PASSWORD)
            self.state = "locked"

        return self._pool.submit(put_back)

    def close(self) -> None:
        self._pool.shutdown()

    def _open(self, password: str | None, recovery: str | None) -> Opened:
        if password != self.password:
            raise Refused(Code.WRONG_PASSWORD)
        self.state = "open"
        return Opened("Nguyễn Thị Ánh", "Sở Khoa học và Công nghệ", recovery)


def search_answer(_desk: Any, _text: str) -> list[Found]:
    return FOUND


__all__ = ["FACTS", "FOUND", "FakeApplication", "FakeDone", "search_everything"]
