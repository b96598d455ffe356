"""What a screen asks of the core, as one sentence: a query, a command or a long job, with its
reply.

    Query(find_due).success(self._fill).run(self)
    Command(lambda desk: archive(desk, id), title=_("Archive")).success(self._told).run(self)
    Job(lambda ticket: export(rows, ticket), title=_("Export")).success(self._saved).run(self)

Replies come on the window's thread. A reply whose owner was destroyed meanwhile is dropped. A
command's `Done.touched` is announced by `Desktop.changed`. An error goes to `failure`, or else to
the nearest ancestor of the owner that has `show_problem` (a form, a dialog, a screen, the window).
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, Generic, Self, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from ui.desktop import Desktop, Touched
from ui.problems import is_wiping
from ui.shell.jobs import Ticket

T = TypeVar("T")
log = logging.getLogger(__name__)


def desktop_of(owner: QObject) -> Desktop:
    """Return the desktop that `owner` belongs to: its own, or that of its nearest ancestor."""
    node: QObject | None = owner
    while node is not None:
        found = getattr(node, "desktop", None)
        if isinstance(found, Desktop):
            return found
        node = node.parent()
    raise LookupError(f"{owner!r} stands on no desktop")


def report(owner: QObject, error: BaseException) -> None:
    """Show `error` at the nearest ancestor of `owner` (itself included) that can show one.

    That the data here was destroyed concerns the whole window, whoever heard of it.
    """
    if is_wiping(error):
        desktop_of(owner).problem.emit(error)
        return
    node: QObject | None = owner
    while node is not None:
        show = getattr(node, "show_problem", None)
        if callable(show):
            show(error)
            return
        node = node.parent()
    desktop_of(owner).problem.emit(error)


class _Operation(ABC, Generic[T]):
    def __init__(self, call: Callable[[Any], T], title: str = "") -> None:
        self._call = call
        self._title = title
        self._success: Callable[[T], None] | None = None
        self._failure: Callable[[BaseException], None] | None = None
        self._owner: QObject | None = None

    def success(self, reply: Callable[[T], None]) -> Self:
        """Call `reply` with the result, on the window's thread."""
        self._success = reply
        return self

    def failure(self, reply: Callable[[BaseException], None]) -> Self:
        """Call `reply` with the error instead of showing it at the owner."""
        self._failure = reply
        return self

    def run(self, owner: QObject) -> Self:
        """Start; `owner` is the screen, dialog or form on whose behalf it runs."""
        self._owner = owner
        desktop = desktop_of(owner)
        future = self._start(desktop)
        desktop.bridge.watch(future, lambda done: self._arrive(desktop, done))
        return self

    @abstractmethod
    def _start(self, desktop: Desktop) -> Future[T]:
        """Begin the call on a thread of its own, and return what will hold its result."""

    def _arrive(self, desktop: Desktop, done: Future[T]) -> None:
        try:
            result = done.result()
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 (whatever a call raises is shown or logged)
            self._fail(error)
            return
        self._succeed(desktop, result)

    def _succeed(self, desktop: Desktop, result: T) -> None:
        if self._success is not None and self._is_wanted():
            self._success(result)

    def _fail(self, error: Exception) -> None:
        if not self._is_wanted():
            log.warning("An operation failed after its owner was gone", exc_info=error)
        elif self._failure is not None:
            self._failure(error)
        elif self._owner is not None:
            report(self._owner, error)

    def _is_wanted(self) -> bool:
        return self._owner is not None and shiboken6.isValid(self._owner)


class Query(_Operation[T]):
    """Reads on the database thread: `call(desk)`; the latest of several may be kept with
    `Latest`.
    """

    def _start(self, desktop: Desktop) -> Future[T]:
        future: Future[T] = desktop.application.submit(self._call)
        if self._title:
            desktop.jobs.follow(self._title, future)
        return future


class Command(_Operation[T]):
    """Writes on the database thread: `call(desk)` returns `Done`; every open view hears what it
    touched.
    """

    def _start(self, desktop: Desktop) -> Future[T]:
        future: Future[T] = desktop.application.submit(self._call)
        desktop.jobs.follow(self._title, future)
        return future

    def _succeed(self, desktop: Desktop, result: T) -> None:
        touched: Touched = getattr(result, "touched", frozenset())
        super()._succeed(desktop, result)
        desktop.announce(touched)


class Job(_Operation[T]):
    """Works on a worker thread: `call(ticket)`; the status bar shows progress and a cancel
    button after 0.6 s.
    """

    def _start(self, desktop: Desktop) -> Future[T]:
        ticket = Ticket()
        future: Future[T] = desktop.application.work(lambda cancel: self._call(ticket.bind(cancel)))
        desktop.jobs.follow(self._title, future, ticket)
        return future


class Latest:
    """Keeps only the newest of repeated questions, so that a slow old answer never covers a new
    one.
    """

    def __init__(self) -> None:
        self._number = 0

    def only(self, reply: Callable[[T], None]) -> Callable[[T], None]:
        """Return `reply`, to be ignored once a newer question was asked."""
        self._number += 1
        mine = self._number

        def answer(result: T) -> None:
            if mine == self._number:
                reply(result)

        return answer
