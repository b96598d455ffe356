"""What follows a click in the window: another screen, another filter, another order.

Each is timed from the call until its rows are there and painted. Screens are timed when they were
open before; the first opening is one of the stalls of the story.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from okrdesk.domain.health import Health
from tests.bench.children import has_rows, shows_rows, when

TURNS = 5
_SCREENS = ("objectives", "today")


@dataclass(frozen=True)
class Click:
    """What is done, and what has to be so when it is there."""

    name: str
    play: Callable[[], object]
    is_there: Callable[[], bool]


class Clicks(QObject):
    """Plays every click in turns on `window`, then calls `ended(seconds by name)`."""

    def __init__(self, window: Any, ended: Callable[[dict[str, list[float]]], object]) -> None:
        super().__init__(window)
        self._window = window
        self._ended = ended
        self._taken: dict[str, list[float]] = {}
        self._resets = 0
        self._seen = 0
        self._began = 0.0
        when(self, lambda: shows_rows(window), self._open_all)

    def _open_all(self) -> None:
        """Open every screen once, then begin."""
        for name in (*_SCREENS, "objectives"):
            self._window.show_screen(name)
        tree = self._window.current.tree
        tree.rows.modelReset.connect(self._count_reset)
        when(self, lambda: has_rows(tree.rows), lambda: QTimer.singleShot(2000, self, self._begin))

    def _begin(self) -> None:
        self._clicks = [click for turn in range(TURNS) for click in self._turn(turn)]
        self._next()

    def _turn(self, turn: int) -> list[Click]:
        objectives, window = self._window.current, self._window
        rows, filters = objectives.tree.rows, objectives.filters
        text = ("dat dai", "xay dung", "dau tu", "moi truong", "lao dong")[turn]
        return [
            *(
                Click("switch screen", lambda name=name: window.show_screen(name), self._is_shown)
                for name in reversed(_SCREENS)
            ),
            Click("filter by text", lambda: filters.text.searched.emit(text), self._is_new),
            Click("show all", lambda: self._reset(filters), self._is_new),
            Click("filter by health", lambda: self._choose(filters, Health.OVERDUE), self._is_new),
            Click("show all", lambda: self._reset(filters), self._is_new),
            Click("sort by progress", lambda: rows.sort_asked.emit("progress", True), self._is_new),
            Click("sort by health", lambda: rows.sort_asked.emit("health", True), self._is_new),
            Click("sort by title", lambda: rows.sort_asked.emit("title", False), self._is_new),
        ]

    def _next(self) -> None:
        if not self._clicks:
            self._window.show_screen("today")
            self._ended(self._taken)
            return
        click = self._clicks.pop(0)
        self._seen, self._began = self._resets, time.perf_counter()
        click.play()
        when(self, click.is_there, lambda: self._painted(click))

    def _painted(self, click: Click) -> None:
        # What has changed is painted in the turn of the event loop that comes before this one.
        self._window.current.repaint()
        self._taken.setdefault(click.name, []).append(time.perf_counter() - self._began)
        QTimer.singleShot(200, self, self._next)

    def _is_shown(self) -> bool:
        return shows_rows(self._window)

    def _is_new(self) -> bool:
        return self._resets > self._seen and has_rows(self._window.current.tree.rows)

    def _count_reset(self) -> None:
        self._resets += 1

    def _choose(self, filters: Any, health: Health | None) -> None:
        filters.health.set_value(health)
        filters.health.edited.emit()

    def _reset(self, filters: Any) -> None:
        filters.reset()
