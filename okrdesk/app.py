"""The composition root: one data folder, its settings, its lock, and the threads that work on it.

Order of events: `Application(folder)` reads settings only. `create` or `open` starts the database
thread's first job, which imports SQLAlchemy, unlocks the vault, upgrades the tables and opens the
desk. From then on `submit` runs what a person does on that one thread, in the order asked; `work`
runs Excel, PDF and charts on others. `lock` forgets the key; jobs asked for afterwards fail with
Refused(LOCKED). Nothing here knows Qt.
"""

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from okrdesk.app_sync import Following, Told, asked_of, hand_on, keyring_of, wipe_told
from okrdesk.domain.organisation import Role
from okrdesk.errors import Code, Refused
from okrdesk.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from okrdesk.db.backup_file import BackupInfo
    from okrdesk.db.restore import Restored
    from okrdesk.services.desk import Desk
    from okrdesk.services.office import NewOffice
    from okrdesk.sync.engine import SyncFigures
    from okrdesk.sync.session import Session
    from okrdesk.sync.status import SyncStatus

T = TypeVar("T")
Cancel = threading.Event
ENVIRONMENT_PASSWORD = "OKRDESK_PASSWORD"  # noqa: S105 - the name of a variable
_ENROLLED_IN = "enrolled-in"


@dataclass(frozen=True)
class Opened:
    """What the window needs to know of a folder just opened."""

    person_name: str
    agency_name: str
    recovery_key: str | None = None
    problems: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()


class Application:
    """One data folder and the threads that may touch it."""

    def __init__(self, folder: Path, now: "Callable[[], datetime] | None" = None) -> None:
        self.settings = Settings(folder / "settings.json")
        # An office that was here before stays as it is beside that of the server.
        self.folder: Path = folder / str(self.settings.recall(_ENROLLED_IN, ""))
        self._now = now
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="worker")
        self._cancels: set[Cancel] = set()
        self._engine: Engine | None = None
        self._desk: Desk | None = None
        self._was_open = False
        self._is_locking = False
        # Whoever makes the application asks and never reads: a slow disk must not stop a window.
        self._window_thread = threading.get_ident()
        self._is_closed = False
        self._password = os.environ.get(ENVIRONMENT_PASSWORD)
        self._following = Following(self._take_device)

    @property
    def exists(self) -> bool:
        """Say whether the folder holds an office already."""
        return (self.folder / "okrdesk.db").is_file()

    @property
    def state(self) -> str:
        """Return "new", "closed", "locked" or "open"."""
        if self._desk is not None and not self._is_locking:
            return "open"
        if self._was_open:
            return "locked"
        return "closed" if self.exists else "new"

    def needs_password(self) -> bool:
        """Say whether opening asks for a password; raises the faults of the key file.

        At the first opening OKRDESK_PASSWORD answers for the person, for scripts and the sample
        office; a locked window always asks.
        """
        from okrdesk.db import vault

        answered = self._password is not None and not self._was_open
        return vault.what_is_needed(self.folder).password and not answered

    def create(
        self, password: str | None, new: "NewOffice | None", *, use_keyring: bool = True
    ) -> Future[Opened]:
        """Make the folder's database: an empty office, or the sample office where `new` is None."""
        return self._database.submit(self._create, password, new, use_keyring)

    def open(self, password: str | None = None) -> Future[Opened]:
        """Open or unlock the database; the future raises Refused or Fault with a sentence."""
        return self._database.submit(self._open, password, None)

    def open_with_recovery(self, recovery_key: str, new_password: str | None) -> Future[Opened]:
        """Open by the office's recovery key, and set the password that opens from now on."""
        return self._database.submit(self._open, new_password, recovery_key)

    def submit(self, call: "Callable[[Desk], T]") -> Future[T]:
        """Run `call(desk)` on the database thread, after all that was asked before."""
        return self._database.submit(self._with_desk, call)

    def work(self, call: Callable[[Cancel], T]) -> Future[T]:
        """Run `call(cancel)` on a worker thread; it looks at `cancel.is_set()` now and then."""
        cancel = Cancel()
        self._cancels.add(cancel)
        future = self._workers.submit(call, cancel)
        future.add_done_callback(lambda _done: self._cancels.discard(cancel))
        return future

    def change_password(self, old: str | None, new: str | None) -> Future[None]:
        """Replace the password; raises what unlocking raises."""
        return self._database.submit(self._change_password, old, new)

    def back_up(self, target: Path | None = None) -> "Future[BackupInfo]":
        """Write a backup to `target`, or among the backups of the data folder."""
        return self._workers.submit(self._back_up, target)

    def back_up_daily(self) -> "Future[BackupInfo | None]":
        """Write today's automatic backup, unless there is one; old ones go by their rule."""
        return self._workers.submit(self._back_up_daily)

    def find_backups(self) -> "Future[list[BackupInfo]]":
        """Return the backups in the data folder with what each says of itself, newest first."""
        return self._workers.submit(self._find_backups)

    def preview_backup(self, file: Path) -> "Future[BackupInfo]":
        """Return what a backup file says of itself, without opening it."""
        return self._workers.submit(self._preview_backup, file)

    def restore(
        self, file: Path, password: str | None = None, recovery_key: str | None = None
    ) -> "Future[Restored]":
        """Put a backup in the place of the database, which is set aside, and close it.

        The backup opens by `recovery_key`, or by the password and keyring it was made under.
        """
        self._is_locking = True
        return self._database.submit(self._restore, file, password, recovery_key)

    def check(self, *, quick: bool = False) -> Future[list[str]]:
        """Return what is wrong with the database file; an empty list where it is whole."""
        return self._workers.submit(self._check, quick)

    def enrol(self, values: Mapping[str, Any]) -> Future[Opened]:
        """Join the office of a server; `values` are those of `okrdesk.app_sync.asked_of`.

        A folder that holds an office keeps it, and the server's goes into a folder inside. A PC
        that is enrolled already gets a new device and keeps what it has. Raises what
        `okrdesk.sync.enrolment` and a first sync raise.
        """
        return self._database.submit(self._enrol, values)

    def sync_now(self) -> "Future[SyncFigures]":
        """Synchronise at once; raises a Fault with a sentence, Refused(NOT_ENROLLED or LOCKED)."""
        outcome: Future[SyncFigures] = Future()
        self._workers.submit(self._sync_now, outcome)
        return outcome

    def cancel_sync(self) -> None:
        """Stop the sync under way between two pages; what was stored stays."""
        self._following.cancel()

    @property
    def sync_status(self) -> "SyncStatus":
        """Return how this PC stands with its server."""
        return self._following.status

    @property
    def sync_session(self) -> "Session":
        """Return what reaches the server, for carried files; raises Refused(NOT_ENROLLED)."""
        return self._following.session

    def watch_sync(self, told: Told) -> Callable[[], None]:
        """Keep the open desk in step with its server, and call `told` with each new status.

        `told` runs on a thread of its own. Return what ends the calls.
        """
        return self._following.watch(told)

    def fetch_file(self, sha256: str, is_cancelled: Callable[[], bool] = lambda: False) -> None:
        """Bring an attached file here, on the caller's thread, as `app_sync.Following.fetch`."""
        self._following.fetch(sha256, is_cancelled)

    def lock(self) -> Future[None]:
        """Close the database behind a lock; what was asked for before it is still done."""
        self._is_locking = True
        return self._database.submit(self._close)

    def close(self) -> None:
        """Finish what waits, stop what can be stopped, and close the database, for good."""
        if self._is_closed:
            return
        self._is_closed = True
        self.lock()
        for cancel in tuple(self._cancels):
            cancel.set()
        self._workers.shutdown(cancel_futures=True)
        self._database.shutdown()

    def _with_desk(self, call: "Callable[[Desk], T]") -> T:
        if self._desk is None:
            raise Refused(Code.LOCKED)
        result = call(self._desk)
        self._following.changed(result)
        return result

    def _enrol(self, values: Mapping[str, Any]) -> Opened:
        asked = asked_of(values)
        if self._engine is not None and self._following.is_enrolled:
            self._following.enrol_again(asked)
            self._following.leave()
            return self._sit_down(self._engine)
        home = str(self.settings.recall(_ENROLLED_IN, "")) or ("enrolled" if self.exists else "")
        place = self.settings.file.parent / home
        key, recovery_key = self._following.enrol(place, asked.password, asked)
        self._close()
        self.folder = place
        self.settings.remember(_ENROLLED_IN, home)
        return self._enter(key, recovery_key)

    def _sync_now(self, outcome: "Future[SyncFigures]") -> None:
        """Hand what a sync gives to `outcome`, without waiting for it on this thread."""
        if self.state != "open":
            outcome.set_exception(Refused(Code.LOCKED))
            return
        done = self._following.sync_now()
        done.add_done_callback(lambda one: hand_on(one, outcome))

    def _take_device(self, device: str) -> None:
        """Go on writing as the device that this PC has become."""
        desk = self._desk
        if desk is not None:
            self._desk = replace(desk, store=replace(desk.store, device=device))

    def _create(self, password: str | None, new: "NewOffice | None", use_keyring: bool) -> Opened:
        from okrdesk.db import keyring_secret, vault
        from okrdesk.db.opening import open_database
        from okrdesk.db.restore import staged

        vault.refuse_existing(self.folder)
        keyring = keyring_secret.system_store().store if use_keyring else None
        with staged(self.folder, datetime.now().astimezone()) as staging:
            made, recovery_key = vault.create(staging, password or self._password, keyring)
            engine = open_database(staging, made.key, is_new=True)
            try:
                self._found_office(engine, new)
            finally:
                engine.dispose()
        return self._enter(made.key, recovery_key)

    def _found_office(self, engine: "Engine", new: "NewOffice | None") -> None:
        """Write the first rows of a new database."""
        if new is None:
            from okrdesk.sample import build_sample

            build_sample(engine, **self._store_args())
        else:
            from okrdesk.services.office import create_office

            create_office(engine, self._store_args(), new)

    def _open(self, password: str | None, recovery_key: str | None) -> Opened:
        # Hashing the password takes another core as long as loading SQLAlchemy takes this one.
        with ThreadPoolExecutor(1, thread_name_prefix="unlock") as beside:
            unlocking = beside.submit(self._unlock, password, recovery_key)
            import okrdesk.services.office  # noqa: F401
        with wipe_told(self.folder):
            return self._enter(unlocking.result())

    def _unlock(self, password: str | None, recovery_key: str | None) -> bytes:
        from okrdesk.db import keyring_secret, vault

        if recovery_key is None:
            if password is None and not self._was_open:
                password = self._password
            # The keyring's libraries take 50 ms to load, and many machines have no keyring.
            asks_keyring = vault.what_is_needed(self.folder).keyring
            keyring = keyring_secret.system_store().store if asks_keyring else None
            return vault.unlock(self.folder, password, keyring)
        key = vault.unlock_with_recovery(self.folder, recovery_key)
        vault.protect(self.folder, key, password, keyring_secret.system_store().store)
        return key

    def _enter(self, key: bytes, recovery_key: str | None = None) -> Opened:
        """Open the database by its key and sit down at the desk noted in it."""
        from okrdesk.db.engine import forbid_thread
        from okrdesk.db.opening import open_database

        self._is_locking = False
        engine = open_database(self.folder, key)
        forbid_thread(engine, self._window_thread)
        try:
            return replace(self._sit_down(engine), recovery_key=recovery_key)
        except BaseException:
            self._close()
            engine.dispose()
            raise

    def _sit_down(self, engine: "Engine") -> Opened:
        from okrdesk.services.office import find_agency, open_desk
        from okrdesk.services.people import me

        desk = open_desk(engine, **self._store_args())
        if desk is None:
            raise Refused(Code.NO_OFFICE)
        desk = self._following.join(desk, self.folder, keyring_of)
        desk.store.refresh_outdated()
        mine, agency = me(desk), find_agency(desk)
        self._engine, self._desk = engine, desk
        self._was_open = True
        return Opened(mine.person.name, agency.name, roles=mine.roles)

    def _store_args(self) -> "dict[str, Callable[[], datetime]]":
        return {"now": self._now} if self._now else {}

    def _backups(self) -> Path:
        """Return where backups are kept: the chosen folder, with a folder for each office in it.

        Where it is not there now, as a stick that was pulled, the data folder's own serves.
        """
        from okrdesk.db import vault
        from okrdesk.db.files import BACKUPS

        chosen = Path(self.settings.text("backup_folder") or self.folder / BACKUPS)
        if chosen != self.folder / BACKUPS and chosen.is_dir():
            return chosen / f"okrdesk-{vault.identity(self.folder)[:8]}"
        return self.folder / BACKUPS

    def _back_up(self, target: Path | None) -> "BackupInfo":
        from okrdesk.db import backup

        now = datetime.now().astimezone()
        place = target or backup.target_for(self._backups(), backup.Occasion.BY_HAND, now)
        return backup.write_backup(self._opened_engine(), place, now)

    def _back_up_daily(self) -> "BackupInfo | None":
        from okrdesk.db import backup

        return backup.write_automatic(
            self._opened_engine(), self._backups(), datetime.now().astimezone()
        )

    def _find_backups(self) -> "list[BackupInfo]":
        from okrdesk.db import backup
        from okrdesk.db.backup_file import preview

        return [preview(file) for file in backup.find_backups(self._backups())]

    @staticmethod
    def _preview_backup(file: Path) -> "BackupInfo":
        from okrdesk.db.backup_file import preview

        return preview(file)

    def _restore(self, file: Path, password: str | None, recovery_key: str | None) -> "Restored":
        from okrdesk.db import keyring_secret, vault
        from okrdesk.db.restore import restore

        def unlock(staged: Path) -> bytes:
            if recovery_key is not None:
                return vault.unlock_with_recovery(staged, recovery_key)
            return vault.unlock(staged, password, keyring_secret.system_store().store)

        self._close()
        return restore(file, self.folder, unlock, datetime.now().astimezone())

    def _check(self, quick: bool) -> list[str]:
        from okrdesk.db import integrity

        return integrity.check(self._opened_engine(), quick=quick)

    def _opened_engine(self) -> "Engine":
        if self._engine is None:
            raise Refused(Code.LOCKED)
        return self._engine

    def _change_password(self, old: str | None, new: str | None) -> None:
        from okrdesk.db import keyring_secret, vault

        vault.change_password(self.folder, old, new, keyring_secret.system_store().store)

    def _close(self) -> None:
        self._following.leave()
        engine, self._engine, self._desk = self._engine, None, None
        if engine is not None:
            engine.dispose()
