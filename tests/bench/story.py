"""An officer's day in the window, played by keys, with a watch on the event loop.

Each step is played when the one before has settled: what it waits for is there, no job is under way
and the database thread is idle. The watch notes, for each step, the longest time in which the
window answered to nothing.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from okrdesk.domain.progress import Kind
from tests.bench.children import has_rows, shows_rows
from tests.bench.large import PASSWORD
from tests.bench.watch import Watch
from ui.checkin.dialog import CheckInDialog

LOOK_S = 2.0  # so long somebody looks at the list before the first key
REST_S = 0.15
PATIENCE_S = 20.0
_KEY = Qt.Key
_NUMBERS = {Kind.INCREASE, Kind.DECREASE, Kind.COUNT, Kind.KEEP_AT_LEAST, Kind.KEEP_AT_MOST}


@dataclass(frozen=True)
class Step:
    """What is done, and what has to be so before the next step."""

    name: str
    play: Callable[[], object]
    is_done: Callable[[], bool]


class Story(QObject):
    """Plays the steps on `window`, then calls `ended(longest gap by step)`."""

    def __init__(self, window: Any, ended: Callable[[dict[str, float]], object]) -> None:
        super().__init__(window)
        self._window = window
        self._ended = ended
        self._watch = Watch(self)
        self._steps = self._all_steps()
        self._now = Step("open", _yes, lambda: shows_rows(window))
        self._began = time.monotonic()
        self._asked: Future[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _all_steps(self) -> list[Step]:
        window = self._window
        steps = [step for place in range(5) for step in self._check_in(place)]
        return [
            *steps,
            self._go("objectives"),
            Step("filter", lambda: self._type(self._screen.filters.text, "h"), self._listed),
            Step("filter", lambda: self._type(self._screen.filters.text, "o so"), self._listed),
            Step("filter", self._reset, self._listed),
            Step("sort", lambda: self._tree.rows.sort(2), self._listed),
            Step("expand", self._expand, lambda: self._tree.rows.rowCount(self._first) > 0),
            Step("chart", self._choose_key_result, lambda: self._screen.detail.view is not None),
            Step("form", lambda: window.show_screen("forms"), self._may_print),
            Step("search", window.palette_.pop_up, window.palette_.isVisible),
            Step("search", lambda: self._type(window.palette_.field, "ho so"), self._found),
            Step("search", lambda: self._press(window.palette_.field, _KEY.Key_Escape), _yes),
            self._go("today"),
            Step("lock", window.lock, lambda: window.desktop.application.state == "locked"),
            Step("unlock", self._unlock, lambda: shows_rows(window)),
        ]

    def _check_in(self, place: int) -> list[Step]:
        name = f"check-in {place + 1}"
        return [
            Step(name, self._open_due, lambda: _dialog() is not None),
            Step(name, lambda: self._type(_dialog().focusWidget(), "91"), _yes),
            Step(
                name, lambda: self._press(_dialog(), _KEY.Key_S, ctrl=True), lambda: not _dialog()
            ),
        ]

    def _go(self, screen: str) -> Step:
        window = self._window
        return Step(screen, lambda: window.show_screen(screen), lambda: shows_rows(window))

    @property
    def _screen(self) -> Any:
        return self._window.current

    @property
    def _tree(self) -> Any:
        return self._screen.tree

    @property
    def _first(self) -> Any:
        return self._tree.rows.index(0, 0)

    def _look(self) -> None:
        """Go on when the step has settled; give up on one that never does."""
        if time.monotonic() - self._began > PATIENCE_S:
            waits = f"done {self._now.is_done()}, idle {self._window.desktop.jobs.is_idle()}"
            sys.exit(f"the story got stuck at “{self._now.name}”: {waits}")
        rest = LOOK_S if self._now.name == "open" else REST_S
        if time.monotonic() - self._began < rest or not self._is_settled():
            return
        if not self._steps:
            self._timer.stop()
            self._ended(self._watch.longest)
            return
        self._now = self._steps.pop(0)
        self._watch.step = self._now.name
        self._began, self._asked = time.monotonic(), None
        self._now.play()

    def _is_settled(self) -> bool:
        desktop = self._window.desktop
        if not self._now.is_done() or not desktop.jobs.is_idle():
            return False
        if desktop.application.state != "open":
            return True
        if self._asked is None:
            self._asked = desktop.application.submit(lambda _desk: None)
        return self._asked.done()

    def _open_due(self) -> None:
        screen = self._screen
        item = next(one for one in screen.model.items() if one.row.kind in _NUMBERS)
        screen.list.setCurrentIndex(screen.model.index_of(item.row.id))
        self._press(screen.list, _KEY.Key_Return)

    def _reset(self) -> None:
        self._screen.filters.reset()

    def _listed(self) -> bool:
        return has_rows(self._tree.rows)

    def _expand(self) -> None:
        self._tree.setCurrentIndex(self._first)
        self._tree.expand(self._first)

    def _choose_key_result(self) -> None:
        self._tree.setCurrentIndex(self._tree.rows.index(0, 0, self._first))

    def _may_print(self) -> bool:
        return bool(self._screen.actions_.live("forms.print").isEnabled())

    def _found(self) -> bool:
        return bool(self._window.palette_.list.count())

    def _unlock(self) -> None:
        field = next(
            edit
            for edit in self._window.covers.currentWidget().findChildren(QLineEdit)
            if edit.isVisible()
        )
        field.setText(PASSWORD)
        self._press(field, _KEY.Key_Return)

    def _type(self, field: Any, text: str) -> None:
        QTest.keyClicks(field, text)

    def _press(self, target: Any, key: Qt.Key, *, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, key, held)


def _yes() -> bool:
    return True


def _dialog() -> Any:
    """Return the check-in window that is open, if there is one."""
    windows = QApplication.topLevelWidgets()
    return next(
        (one for one in windows if isinstance(one, CheckInDialog) and one.isVisible()), None
    )
