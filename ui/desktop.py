"""The window's side of the program: the application, its bridge, and the signals that every view
hears.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor, Right, is_allowed
from okrdesk.settings import Settings
from ui.bridge import Bridge
from ui.shell.jobs import Jobs
from ui.sync.link import SyncLink

Touched = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Scope:
    """What the top bar has chosen: ids of a cycle and a unit, or None for all."""

    cycle: str | None = None
    unit: str | None = None


class Desktop(QObject):
    """Holds the application for the window; one for each window, passed to every screen.

    Signals: `changed(touched)` after each command, with a frozenset of (entity, id);
    `scope_changed` when another cycle or unit is chosen; `opened(Opened)` and `locked` around the
    database; `problem(error)` for an error that nobody nearer could show; `go(screen id, entity,
    id)` asks the window to show something.
    """

    changed = Signal(object)
    scope_changed = Signal()
    opened = Signal(object)
    locked = Signal()
    problem = Signal(object)
    go = Signal(str, str, str)
    language_changed = Signal()
    settings_changed = Signal(str)

    def __init__(self, application: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.application = application
        self.bridge = Bridge(self)
        self.jobs = Jobs(self)
        self.roles: frozenset[Role] = frozenset()
        self._scope = self._recall_scope()
        self.sync = SyncLink(self)

    @property
    def settings(self) -> Settings:
        """This computer's settings."""
        settings: Settings = self.application.settings
        return settings

    @property
    def scope(self) -> Scope:
        """The cycle and unit chosen in the top bar."""
        return self._scope

    def may(self, right: Right) -> bool:
        """Say whether the roles of the person at this desk give `right` over the whole office.

        For what to offer; the service that does it asks again.
        """
        return is_allowed(Actor("", roles=self.roles), right)

    def set_scope(self, scope: Scope) -> None:
        """Choose another cycle or unit, remember it, and tell every view."""
        if scope == self._scope:
            return
        self._scope = scope
        self.settings.remember("scope", {"cycle": scope.cycle, "unit": scope.unit})
        self.scope_changed.emit()

    def watch(
        self, owner: QObject, future: Future[Any], reply: Callable[[Future[Any]], None]
    ) -> None:
        """Hand a future of the application to `reply`, unless `owner` is gone by then."""

        def answer(done: Future[Any]) -> None:
            if shiboken6.isValid(owner):
                reply(done)

        self.bridge.watch(future, answer)

    def announce(self, touched: Touched) -> None:
        """Tell every open view what a write touched; nothing is said of an empty set."""
        if touched:
            self.changed.emit(touched)

    def open(self, password: str | None) -> None:
        """Open or unlock the database; `opened` or `problem` follows."""
        self.bridge.watch(self.application.open(password), self._opened)

    def open_with_recovery(self, recovery_key: str, new_password: str | None) -> None:
        """Open by the recovery key from paper; `opened` or `problem` follows."""
        future = self.application.open_with_recovery(recovery_key, new_password)
        self.bridge.watch(future, self._opened)

    def create(self, password: str | None, new: Any) -> None:
        """Make an office (a NewOffice, or None for the sample); `opened` or `problem` follows."""
        self.bridge.watch(self.application.create(password, new), self._opened)

    def enrol(self, values: Mapping[str, Any]) -> Future[Any]:
        """Join the office of a server by the values of an `EnrolForm`; `opened` follows once its
        database is there.
        """
        future: Future[Any] = self.application.enrol(values)
        self.bridge.watch(future, self._joined)
        return future

    def lock(self) -> None:
        """Close the database behind the lock screen; what was typed stays in the widgets."""
        if self.application.state == "open":
            self.application.lock()
            self.locked.emit()

    def _opened(self, done: Future[Any]) -> None:
        error = done.exception()
        if error is not None:
            self.problem.emit(error)
        elif self.application.state == "open":  # and not locked again meanwhile
            self.roles = done.result().roles
            self.opened.emit(done.result())

    def _joined(self, done: Future[Any]) -> None:
        if done.exception() is None:
            self._opened(done)

    def _recall_scope(self) -> Scope:
        kept = self.settings.recall("scope", {})
        return Scope(kept.get("cycle"), kept.get("unit")) if isinstance(kept, dict) else Scope()
