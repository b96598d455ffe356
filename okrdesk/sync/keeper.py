"""The background of an enrolled PC: it synchronises by itself, and says how it stands.

One thread synchronises: at once when asked or when the server gives notice, some seconds after a
change, at the end of the day, and after a failure when its time has come. Another listens to the
server, and knows by that whether there is a connection. Neither is the window's. Every callback is
called on one of these threads, with a snapshot that never changes.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from okrdesk.domain.dates import day_at, office_time
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.i18n import _
from okrdesk.sync.engine import SyncFigures
from okrdesk.sync.scopes import AGENCY
from okrdesk.sync.session import Session, seated
from okrdesk.sync.status import HOPELESS, Connection, SyncStatus, Touched, standing
from okrdesk.sync.stops import Stop
from okrdesk.sync.transport import Backoff, Notices, Transport

log = logging.getLogger(__name__)
_END_OF_DAY = timedelta(hours=16, minutes=30)
_JITTER_S = 1800
_DAY_S = range(24 * 3600)
_LOOK_S = 60.0
_LEAVE_S = 2.0
_TELL_S = 0.2
"""Progress is told no more often: pages may come by the dozen a second."""


@dataclass(frozen=True)
class Rhythm:
    """When the keeper does what by itself, in seconds.

    A check-in goes soon, for the screens of others follow it within two seconds; an edit waits for
    the next one, as people correct themselves.
    """

    after_change: float = 5.0
    after_check_in: float = 0.5
    look: float = _LOOK_S
    end_of_day_jitter: float = _JITTER_S


@dataclass
class _Wish:
    """What somebody waits for: the next sync, whichever thread asked."""

    futures: list[Future[SyncFigures]] = field(default_factory=list)
    at: datetime | None = None
    is_noticed: bool = False


class Keeper:
    """Keeps one opened, enrolled desk in step with its server, from `start` to `stop`.

    `told` is called with each new `SyncStatus`, and `moved` with the id of the device that this PC
    has become, where it had to become another.
    """

    def __init__(
        self,
        session: Session,
        told: Callable[[SyncStatus], None],
        moved: Callable[[str], None] = lambda _device: None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self.status = SyncStatus(Connection.OFFLINE)
        self._session = session
        self._told = told
        self._moved = moved
        self._rhythm = rhythm or Rhythm()
        self._backoff = Backoff()
        self._bell = threading.Condition()
        self._telling = threading.RLock()
        self._wish = _Wish()
        self._retry_at: datetime | None = None
        self._last_day: date | None = None
        self._jitter = random.random()  # noqa: S311 - spreads the PCs of an office, hides nothing
        self._cancel = threading.Event()
        self._ending = threading.Event()
        self._notices: Notices | None = None
        self._heard = 0
        self._has_read = 0
        self._slot: int | None = None
        self._told_at = 0.0
        self._threads = [
            threading.Thread(target=self._keep, name="sync", daemon=True),
            threading.Thread(target=self._listen, name="notices", daemon=True),
        ]

    # -------------------------------------------------------------------------- from any thread

    def start(self) -> None:
        """Begin; the first sync follows at once, the connection permitting."""
        self._wish.is_noticed = True
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, at the latest after the page under way; what was stored stays."""
        self._ending.set()
        self.cancel()
        notices = self._notices
        if notices is not None:
            notices.end()
        self._ring()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_LEAVE_S)
        self._let_go()

    def sync_now(self) -> Future[SyncFigures]:
        """Synchronise at once; the future has the figures, or raises a Fault with a sentence."""
        future: Future[SyncFigures] = Future()
        with self._bell:
            self._wish.futures.append(future)
            self._bell.notify_all()
        if self._ending.is_set():
            self._let_go()
        return future

    def cancel(self) -> None:
        """Stop the sync under way between two pages."""
        self._cancel.set()

    def changed(self, *, is_check_in: bool = False) -> None:
        """Say that something was written here: it is sent some seconds after the last change."""
        rhythm, now = self._rhythm, self._now()
        soon = now + timedelta(seconds=rhythm.after_check_in)
        with self._bell:
            if is_check_in:
                self._wish.at = soon
            elif self._wish.at is None or self._wish.at > soon:
                self._wish.at = now + timedelta(seconds=rhythm.after_change)
            self._bell.notify_all()

    def _let_go(self) -> None:
        for future in self._taken().futures:
            future.cancel()

    # ------------------------------------------------------------------------ the sync's thread

    def _keep(self) -> None:
        self._look()
        self._tell_standing()
        while not self._ending.is_set():
            wish = self._next_wish()
            if wish is None:
                continue
            self._cancel.clear()
            try:
                figures = self._sync()
            except OkrError as error:
                self._after_failure(error, wish)
            except Exception as error:
                log.exception("a sync failed")
                self._after_failure(Fault(Code.SYNC_UNSTABLE), wish, error)
            else:
                self._after_success(figures, wish)
        self._session.close()
        self._let_go()

    def _next_wish(self) -> _Wish | None:
        """Wait until there is something to do; None where it was only time to look."""
        with self._bell:
            if not self._is_due():
                self._bell.wait(self._pause())
            if self._ending.is_set() or not self._is_due():
                return None
        return self._taken()

    def _taken(self) -> _Wish:
        with self._bell:
            wish, self._wish = self._wish, _Wish()
        return wish

    def _is_due(self) -> bool:
        now, wish = self._now(), self._wish
        if wish.futures:
            return True
        if self._retry_at is not None and now < self._retry_at:
            return False
        is_late = self._retry_at is not None and self.status.waiting > 0
        is_time = wish.at is not None and wish.at <= now
        return wish.is_noticed or is_late or is_time or self._is_end_of_day(now)

    def _pause(self) -> float:
        """Return how long there is surely nothing to do; the clock may be set meanwhile."""
        moments = [moment for moment in (self._wish.at, self._retry_at) if moment is not None]
        waits = [(moment - self._now()).total_seconds() for moment in moments]
        return max(0.01, min([self._rhythm.look, *(wait for wait in waits if wait > 0)]))

    def _is_end_of_day(self, now: datetime) -> bool:
        local, slot = office_time(now), self._slot
        jitter = timedelta(seconds=self._jitter * self._rhythm.end_of_day_jitter)
        after_midnight = timedelta(seconds=slot) if slot is not None else _END_OF_DAY + jitter
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return self._last_day != local.date() and local >= midnight + after_midnight

    def _sync(self) -> SyncFigures:
        if self._is_end_of_day(self._now()):
            self._last_day = day_at(self._now())
        waiting = self._session.store.waiting()
        self._tell(state=Connection.SYNCING, waiting=waiting, done=0, total=0, text="", error=None)
        before = self._session.store.state().device
        try:
            return self._session.run(self._progress, self._is_cancelled)
        finally:
            self._look(before)

    def _look(self, before: str = "") -> None:
        """Note where the PC stands after a sync, and which device it was `before` and is now.

        Nothing of it changes until the next sync, and the waiting for that reads no database.
        """
        with suppress(OkrError):
            notes = self._session.store.state()
            self._slot = notes.slot if notes.slot in _DAY_S else None
            self._has_read = notes.cursors.get(AGENCY, 0)
            if before and notes.device != before:
                self._session.desk = seated(self._session.desk, notes.device)
                self._moved(notes.device)

    def _progress(self, figures: SyncFigures) -> None:
        touched, moment = self._session.store.take_touched(), time.monotonic()
        if not touched and moment - self._told_at < _TELL_S:
            return
        self._told_at = moment
        waiting, done = self._session.store.waiting(), figures.sent + figures.received
        text = _("{sent} sent, {received} received").format(
            sent=figures.sent, received=figures.received
        )
        self._tell(waiting=waiting, done=done, total=done + waiting, text=text, touched=touched)

    def _after_success(self, figures: SyncFigures, wish: _Wish) -> None:
        self._backoff.reset()
        self._retry_at = None
        self._tell_standing(state=Connection.ONLINE, error=None)
        with self._bell:
            if self._has_read < self._heard and not self._is_cancelled():
                self._wish.is_noticed = True
            self._heard = 0
        for future in wish.futures:
            if future.set_running_or_notify_cancel():
                future.set_result(figures)
        self._send_files()

    def _after_failure(
        self, error: OkrError, wish: _Wish, cause: BaseException | None = None
    ) -> None:
        asked_for = float(error.params.get("seconds", 0))
        self._retry_at = self._now() + timedelta(seconds=self._backoff.next(asked_for))
        self._tell_standing(state=Connection.OFFLINE, error=error)
        with self._bell:
            self._wish.is_noticed = self._wish.is_noticed or wish.is_noticed
        for future in wish.futures:
            if future.set_running_or_notify_cancel():
                future.set_exception(cause or error)
        if error.code in HOPELESS:
            self._ending.set()

    def _send_files(self) -> None:
        """Send attached files while nothing else is to be done; text never waits for them."""

        def is_interrupted() -> bool:
            with self._bell:
                return self._ending.is_set() or self._is_due()

        try:
            sent = self._session.send_files(is_interrupted)
            if sent.taken or sent.declined:
                self._tell(has_sent_files=True)
        except OkrError as error:
            if error.code in HOPELESS:
                self._after_failure(error, _Wish())
            else:
                log.info("attached files stay for the next time: %s", error.code)

    # -------------------------------------------------------------------- the listener's thread

    def _listen(self) -> None:
        backoff = Backoff()
        while not self._ending.is_set():
            try:
                with self._session.transport() as transport:
                    self._follow(transport, backoff)
            except (OkrError, Stop, TimeoutError) as error:
                log.info("no notices: %s", error)
            if not self._ending.wait(backoff.next()):
                self._turn(Connection.ONLINE, Connection.OFFLINE)

    def _follow(self, transport: Transport, backoff: Backoff) -> None:
        with transport.listen() as notices:
            self._notices = notices
            backoff.reset()
            try:
                for length in notices:
                    if self._ending.is_set():
                        return
                    self._hear(length)
            finally:
                self._notices = None

    def _hear(self, length: int) -> None:
        """Ask the server where its log is longer than what was read here.

        While a sync is under way its own changes make the log longer: that is looked at afterwards,
        and once, for a server that was restored has a shorter log than it told of before.
        """
        with self._bell:
            if self.status.state == Connection.SYNCING:
                self._heard = length
                return
            is_new = self._has_read < length
            self._retry_at = None
            self._wish.is_noticed = self._wish.is_noticed or is_new
            self._bell.notify_all()
        if not is_new:
            self._turn(Connection.OFFLINE, Connection.ONLINE)

    # -------------------------------------------------------------------------------- the state

    def _is_cancelled(self) -> bool:
        return self._cancel.is_set() or self._ending.is_set()

    def _now(self) -> datetime:
        return self._session.desk.store.now()

    def _ring(self) -> None:
        with self._bell:
            self._bell.notify_all()

    def _turn(self, was: Connection, now: Connection) -> None:
        """Tell that the connection came or went; a sync under way tells that by its end."""
        with self._telling:
            if self.status.state == was:
                self._tell(state=now)

    def _tell_standing(self, **changes: object) -> None:
        """Tell what the database says of waiting changes and the lease, with `changes`."""
        with self._telling:
            touched: Touched = frozenset()
            with suppress(OkrError):  # revoked: there is no database any more
                self.status = standing(self._session, self.status)
                touched = self._session.store.take_touched()
            self._tell(touched=touched, **changes)

    def _tell(self, **changes: object) -> None:
        """Tell the status with `changes`; two threads do, one after the other."""
        told = {"touched": frozenset(), "has_sent_files": False, **changes}
        with self._telling:
            self.status = replace(self.status, **told)  # type: ignore[arg-type]
            if not self._ending.is_set() or self.status.error is not None:
                self._told(self.status)
