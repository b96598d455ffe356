"""Keeps what is typed as a draft in the database, at most half a second behind the hand."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from okrdesk.errors import Code, OkrError
from ui.checkin.source import Subject, drop_draft, keep_draft
from ui.operations import Query, desktop_of, report

log = logging.getLogger(__name__)

Content = Mapping[str, Any]
EVERY_MS = 400


class DraftKeeper(QObject):
    """Follows one subject at a time: `begin`, then `look` after each edit.

    The timer runs from the first unsaved edit on, so that somebody who types without a pause is
    kept up with too. What cannot be kept (locked, disk full) stays in the window and is tried again
    with the next edit and after unlocking.
    """

    kept = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._subject: Subject | None = None
        self._read: Callable[[], Content] | None = None
        self._clean: Content = {}
        self._stored: Content = {}
        self._in_flight = 0
        self.touched = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.flush)
        desktop_of(owner).opened.connect(self._unlocked)

    def begin(self, subject: Subject, read: Callable[[], Content], clean: Content) -> None:
        """Follow `subject`; `read()` returns what is typed, `clean` is what was offered."""
        self._subject, self._read = subject, read
        self._clean = clean
        self._stored = read()

    def stored_was(self, content: Content) -> None:
        """Say what the database holds, where that is not what is shown."""
        self._stored = content

    def look(self) -> None:
        """Note that something was edited."""
        if self._read is not None and not self._timer.isActive():
            self._timer.start()

    def _unlocked(self, _opened: object) -> None:
        self.look()

    def pause(self) -> None:
        """Keep nothing while the check-in is recorded: a draft written after it would stay behind.

        `look` goes on.
        """
        self._timer.stop()

    def end(self) -> None:
        """Follow nothing any more: the check-in was submitted, its draft is gone."""
        self._timer.stop()
        self._read = None

    def has_draft(self) -> bool:
        """Say whether something is typed that was not there before."""
        return self._read is not None and self._read() != self._clean

    def is_behind(self) -> bool:
        """Say whether the database does not yet hold what is typed."""
        return self._read is not None and (self._in_flight > 0 or self._read() != self._stored)

    def is_writing(self) -> bool:
        """Say whether a draft is on its way to the database."""
        return self._in_flight > 0

    def flush(self, then: Callable[[], object] | None = None) -> None:
        """Keep what is typed now; `then` runs once it is on the disk."""
        self._timer.stop()
        if self._read is None or self._subject is None or not self.is_behind():
            if then is not None:
                then()
            return
        content, subject = dict(self._read()), self._subject
        call = (
            partial(drop_draft, subject=subject)
            if content == self._clean
            else partial(keep_draft, subject=subject, content=content)
        )
        self._in_flight += 1
        Query(call).success(lambda _none: self._done(content, then)).failure(self._failed).run(self)

    def _done(self, content: Content, then: Callable[[], object] | None) -> None:
        self._in_flight -= 1
        self._stored = content
        self.touched = True
        self.kept.emit()
        if then is not None:
            then()

    def _failed(self, error: BaseException) -> None:
        self._in_flight -= 1
        if isinstance(error, OkrError) and error.code is Code.LOCKED:
            log.info("The draft waits for the database to be unlocked")
            return
        report(self._owner, error)
