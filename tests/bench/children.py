"""The programs that start.py and window.py start: a bare window, and okrdesk with a stopwatch.

Each prints one line of JSON with moments of the monotonic clock, which all processes share.
Nothing heavier than what the program itself imports is imported before the first paint.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> int:
    """Run the child named by the first word, with the rest as its arguments."""
    return CHILDREN[sys.argv[1]](*sys.argv[2:])


def bare() -> int:
    """Show an empty QMainWindow, as small a program as Qt allows."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv[:1])
    window = QMainWindow()

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, self, self.done)
            return super().eventFilter(watched, event)

        def done(self) -> None:
            tell(paint=time.monotonic())
            application.quit()

    window.installEventFilter(Painted(window))
    window.resize(1326, 708)
    window.show()
    return application.exec()


def idle() -> int:
    """Turn the event loop of an empty window for two seconds; tell its longest stall."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.bench.watch import Watch

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.show()
    watch = Watch(window)
    QTimer.singleShot(2000, window, application.quit)
    status = application.exec()
    tell(longest=max(watch.longest.values()))
    return status


def start(folder: str) -> int:
    """Open okrdesk on a folder; tell when it is painted, when rows show, and then its memory."""
    moments: dict[str, float] = {}

    def painted(window: Any) -> None:
        when(window, lambda: shows_rows(window), lambda: has_data(window))

    def has_data(window: Any) -> None:
        moments["data"] = time.monotonic()
        window.show_screen("objectives")
        when(window, lambda: shows_rows(window), lambda: finish(window))

    def finish(window: Any) -> None:
        tell(**moments, memory=memory())
        # The next start begins where this one ends.
        window.show_screen("today")
        window.window().close()

    return run(folder, painted, moments)


def story(folder: str) -> int:
    """Play an officer's day on a folder; tell the longest stall of each step."""

    def painted(window: Any) -> None:
        from tests.bench.story import Story

        def ended(longest: dict[str, float]) -> None:
            tell(longest=longest)
            window.window().close()

        Story(window, ended)

    return run(folder, painted, {})


def clicks(folder: str) -> int:
    """Click through the screens and the list of a folder; tell how long each click takes."""

    def painted(window: Any) -> None:
        from tests.bench.clicks import Clicks

        def ended(taken: dict[str, list[float]]) -> None:
            tell(taken=taken)
            window.window().close()

        Clicks(window, ended)

    return run(folder, painted, {})


def follow(folder: str, url: str) -> int:
    """Catch up with a server; tell the longest stall meanwhile, and how many rows came."""

    def painted(window: Any) -> None:
        from tests.bench.following import Follower

        def ended(longest: float, rows: int) -> None:
            tell(longest=longest, rows=rows)
            window.window().close()

        Follower(window, url, ended)

    return run(folder, painted, {})


def run(folder: str, painted: Callable[[Any], None], moments: dict[str, float]) -> int:
    """Run the program as its entry point does; `painted(window)` follows the first paint."""
    gc.disable()
    from ui import main as program

    class Watched(program.FirstPaint):
        def _begin(self) -> None:
            frame = self.parent()
            moments["paint"] = time.monotonic()
            super()._begin()
            painted(frame.inside)

    program.FirstPaint = Watched  # type: ignore[misc]
    return program.run(Path(folder))


def when(owner: Any, is_so: Callable[[], bool], then: Callable[[], object]) -> None:
    """Call `then` as soon as `is_so`, looking again every millisecond."""
    from PySide6.QtCore import QTimer

    timer = QTimer(owner)

    def look() -> None:
        if is_so():
            timer.stop()
            timer.deleteLater()
            then()

    timer.timeout.connect(look)
    timer.start(1)


def shows_rows(window: Any) -> bool:
    """Say whether the screen in front has a list, table or tree with rows in it."""
    from PySide6.QtWidgets import QAbstractItemView

    if window.current is None:
        return False
    views = window.current.findChildren(QAbstractItemView)
    return any(view.isVisible() and view.model() and has_rows(view.model()) for view in views)


def has_rows(model: Any) -> bool:
    """Say whether the first row is there, and more than a placeholder."""
    return model.rowCount() > 0 and str(model.index(0, 0).data()) != "…"


def memory() -> float:
    """Return the resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line) / 1024


def tell(**facts: Any) -> None:
    """Print what was measured."""
    print(json.dumps(facts), flush=True)


CHILDREN: dict[str, Callable[..., int]] = {
    "bare": bare,
    "idle": idle,
    "start": start,
    "story": story,
    "clicks": clicks,
    "follow": follow,
}

if __name__ == "__main__":
    sys.exit(main())
