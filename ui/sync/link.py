"""How this computer stands with its server, kept up to date for the whole window.

The application tells on any thread how a sync goes; the bridge brings that here. What waits and
what needs attention is counted in the database, anew after everything that may have changed it.
"""

from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from okrdesk.errors import Code, Fault
from okrdesk.sync.status import HOPELESS
from ui.problems import is_wiping

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.sync_state import SyncView
    from okrdesk.sync.status import SyncStatus
    from ui.desktop import Desktop


_MEMORY = "sync.enrolled"
_PAUSE_MS = 300
_REVOKED = (Code.DEVICE_REVOKED, Code.DEVICE_UNKNOWN)


@dataclass(frozen=True)
class Standing:
    """What the frame and the screen say of the server; `error` is that of the last attempt.

    Where `is_stopped`, no later attempt mends it, and none is made.
    """

    is_enrolled: bool = False
    is_known: bool = False
    is_online: bool = False
    is_syncing: bool = False
    is_revoked: bool = False
    is_stopped: bool = False
    is_lease_over: bool = False
    is_update_due: bool = False
    waiting: int = 0
    waiting_files: int = 0
    refused: int = 0
    conflicts: int = 0
    handovers: int = 0
    last_at: datetime | None = None
    lease_until: datetime | None = None
    offset_ms: int = 0
    server: str = ""
    user: str = ""
    done: int = 0
    total: int = 0
    text: str = ""
    error: BaseException | None = None

    @property
    def is_wiped(self) -> bool:
        """Whether the server had the key of this computer's data destroyed."""
        return self.error is not None and is_wiping(self.error)

    @property
    def attention(self) -> int:
        """How much needs a person's word."""
        return self.refused + self.conflicts + self.handovers


class SyncLink(QObject):
    """The standing of this computer: `changed` whenever it is another one, `finished` after a sync,
    `synced(SyncFigures)` after one that was asked for here.
    """

    changed = Signal()
    finished = Signal()
    synced = Signal(object)

    def __init__(self, desktop: "Desktop") -> None:
        super().__init__(desktop)
        self.desktop = desktop
        self._round = 0
        self._touched: frozenset[tuple[str, str]] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._announce)
        self.standing = _remembered(desktop.settings.recall(_MEMORY))
        desktop.opened.connect(lambda _opened: self.count())
        desktop.changed.connect(lambda _touched: self.count())
        desktop.application.watch_sync(self._hear)

    @property
    def may_sync(self) -> bool:
        """Whether a sync can be begun now."""
        standing = self.standing
        return standing.is_enrolled and not standing.is_syncing and not standing.is_stopped

    def sync_now(self) -> None:
        """Begin a sync, unless one is under way."""
        if self.may_sync:
            self.desktop.watch(self, self.desktop.application.sync_now(), self._synced)

    def cancel(self) -> None:
        """Stop the sync under way at its next page; what was stored stays."""
        self.desktop.application.cancel_sync()

    def count(self) -> None:
        """Count anew what waits and what needs attention."""
        if self.desktop.application.state != "open":
            return
        self._round += 1
        this_round = self._round

        def answer(view: "SyncView") -> None:
            if this_round == self._round:
                self._take_view(view)

        from ui.operations import Query

        Query(load_view).success(answer).run(self)

    def _hear(self, status: "SyncStatus") -> None:
        """Take what the application tells, on whatever thread."""
        self.desktop.bridge.post(lambda: self._take_status(status))

    def _take_status(self, status: "SyncStatus") -> None:
        was_syncing = self.standing.is_syncing
        self._become(
            is_online=status.state in ("online", "syncing"),
            is_syncing=status.state == "syncing",
            is_revoked=status.error is not None and status.error.code in _REVOKED,
            is_stopped=status.error is not None and status.error.code in HOPELESS,
            is_lease_over=status.is_lease_over,
            is_update_due=status.is_update_due,
            lease_until=status.lease_until,
            done=status.done,
            total=status.total,
            text=status.text,
            error=status.error,
        )
        if status.touched:
            self._touched |= status.touched
            if not self._pause.isActive():
                self._pause.start()
        has_finished = was_syncing and not self.standing.is_syncing
        if has_finished or status.has_sent_files:
            self.count()
        if has_finished:
            self.finished.emit()

    def _announce(self) -> None:
        """Tell every open view what arrived; the pages of one sync are told of together."""
        touched, self._touched = self._touched, frozenset()
        self.desktop.announce(touched)

    def _synced(self, done: "Future[Any]") -> None:
        if done.cancelled():  # locked meanwhile, or stopped
            return
        error = done.exception()
        if error is None:
            self.synced.emit(done.result())
        elif not isinstance(error, Fault):  # a fault is part of the standing
            self.desktop.problem.emit(error)

    def _take_view(self, view: "SyncView") -> None:
        known = {"server": view.server, "user": view.user} if view.is_enrolled else None
        self.desktop.settings.remember(_MEMORY, known)
        if not view.is_enrolled:  # an office that came after one that was destroyed
            self._become(error=None, is_revoked=False, is_stopped=False)
        self._become(
            is_enrolled=view.is_enrolled,
            is_known=True,
            waiting=view.waiting,
            waiting_files=view.waiting_files,
            refused=view.refused,
            conflicts=view.conflicts,
            handovers=view.handovers,
            last_at=view.last_good_at,
            offset_ms=view.offset_ms,
            server=view.server,
            user=view.user,
        )

    def _become(self, **changes: Any) -> None:
        before, self.standing = self.standing, replace(self.standing, **changes)
        if self.standing != before:
            self.changed.emit()


def _remembered(known: object) -> Standing:
    """Return what is known before the database is open, or where it was destroyed."""
    if not isinstance(known, dict):
        return Standing()
    return Standing(is_enrolled=True, server=known["server"], user=known["user"])


def load_view(desk: "Desk") -> "SyncView":
    """Return where this computer stands; runs on the database thread."""
    from okrdesk.services.sync_state import find_sync_state

    return find_sync_state(desk)
