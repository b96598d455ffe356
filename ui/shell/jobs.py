"""What is running: jobs with title, progress and cancel, shown by the status bar after 0.6 seconds.

A `Ticket` is what a job's call holds on its own thread: it says how far it is, and learns there
whether the person asked to stop.
"""

import time
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any, Self

from PySide6.QtCore import QObject, QTimer, Signal

GRACE_SECONDS = 0.6


class Ticket:
    """Progress and cancel of one job; `progress` and `check` are called on the job's thread."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.text = ""
        self.cancel: Any = None
        self.cancelled = False

    def bind(self, cancel: Any) -> Self:
        """Join the application's own cancel token; returns self."""
        self.cancel = cancel
        if self.cancelled:
            self.stop()
        return self

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say that `done` of `total` is finished; raises CancelledError when the person asked to
        stop.
        """
        self.done, self.total, self.text = done, total, text
        self.check()

    def check(self) -> None:
        """Raise CancelledError when the person asked to stop."""
        if self.cancelled:
            raise CancelledError

    def stop(self) -> None:
        """Ask the job to stop; it stops at its next `progress` or `check`."""
        self.cancelled = True
        set_token = getattr(self.cancel, "set", None)
        if callable(set_token):
            set_token()


@dataclass(eq=False)
class Running:
    """One operation under way."""

    title: str
    future: Future[Any]
    ticket: Ticket | None
    started: float = field(default_factory=time.monotonic)

    def cancel(self) -> None:
        """Stop it: before its start at once, later at its next step."""
        self.future.cancel()
        if self.ticket is not None:
            self.ticket.stop()


class Jobs(QObject):
    """The list of what is running; `shown` is told only of what takes longer than the grace."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Running] = []
        self._timer = QTimer(self)
        self._timer.setInterval(200)
        self._timer.timeout.connect(self._tick)

    def follow(self, title: str, future: Future[Any], ticket: Ticket | None = None) -> None:
        """Show `future` under `title` until it is done; an empty title is followed silently."""
        self._running.append(Running(title, future, ticket))
        self._timer.start()

    def shown(self) -> list[Running]:
        """Return what has been running for longer than the grace and has a title, oldest first."""
        now = time.monotonic()
        return [one for one in self._running if one.title and now - one.started >= GRACE_SECONDS]

    def is_idle(self) -> bool:
        """Say whether nothing at all is under way."""
        return all(one.future.done() for one in self._running)

    def _tick(self) -> None:
        self._running = [one for one in self._running if not one.future.done()]
        if not self._running:
            self._timer.stop()
        self.changed.emit()
