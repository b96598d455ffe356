"""The window's entry point.

Order of events: settings, QApplication, the opening frame, first paint; only then the rest of `ui`
is read in and built inside the frame, and the database opens on its own thread.
"""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from okrdesk.settings import Settings
from ui.shell.opening import USUAL_SIZES, Opening
from ui.single import raise_first

if TYPE_CHECKING:
    from okrdesk.app import Application
    from ui.shell.window import Window


# How long a busy thread keeps the interpreter from one that asks for it. The window asks many times
# while it paints; Python's 5 ms beside a busy worker would add up to stalls of a tenth of a second.
PATIENCE_S = 0.0005
# Where every pixel counts, the window begins as large as the screen.
SMALL_SCREEN = 1440


class FirstPaint(QObject):
    """Calls `then` once, right after `opening` was painted for the first time."""

    def __init__(self, opening: Opening, then: Callable[[], None]) -> None:
        super().__init__(opening)
        self._then = then
        opening.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint, then go on in the next turn of the event loop."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._begin)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._then()
        self.deleteLater()


def run(folder: Path, *, sample: bool = False) -> int:
    """Open the window on `folder` and return the exit status when it is closed.

    `sample` fills a new folder with the sample office instead of asking.
    """
    # By argument: QApplication.setStyle costs 15 ms of PySide's enums before the first paint.
    qt = QApplication([*sys.argv[:1], "-style", "fusion"])
    qt.setApplicationName("okrdesk")
    if raise_first(folder):
        return 0
    settings = Settings(folder / "settings.json")
    opening = Opening(settings.text("theme"), _sizes(settings))
    at_end: list[Callable[[], None]] = []
    FirstPaint(opening, lambda: at_end.extend(furnish(qt, opening, folder, sample=sample)))
    restore_place(opening, settings)
    opening.show()
    status = qt.exec()
    for call in at_end:
        call()
    return status


def furnish(
    qt: QApplication, opening: Opening, folder: Path, *, sample: bool
) -> list[Callable[[], None]]:
    """Put the window into its frame and begin; return what is to be called at the end."""
    from okrdesk import __version__, log
    from okrdesk.app import Application
    from ui.single import Doorbell

    sys.setswitchinterval(PATIENCE_S)
    QApplication.setApplicationVersion(__version__)
    application = Application(folder)
    window = build(qt, application)
    opening.take(window)
    # What was read in stays; the collector need not look at it again.
    gc.freeze()
    gc.enable()
    window.begin(sample=sample)
    logs = log.start(folder)
    offer_crash_report(window, logs.folder)
    bell = Doorbell(folder, window.raise_up, window)
    bell.listen()
    return [bell.close, window.desktop.bridge.close, application.close, logs.close]


def build(qt: QApplication, application: "Application") -> "Window":
    """Return the window of `application`, not yet shown."""
    from ui.desktop import Desktop
    from ui.screens.registry import screens
    from ui.shell.window import Window
    from ui.terms import OfficeTerms
    from ui.theme.icons import icon
    from ui.theme.theme import Theme
    from ui.translator import install, use_language

    settings = application.settings
    use_language(settings.text("language"))
    install(qt)
    theme = Theme(qt, settings.text("theme"), settings.number("font_percent"))
    desktop = Desktop(application, qt)
    desktop.language_changed.connect(lambda: use_language(settings.text("language")))
    OfficeTerms(desktop)
    window = Window(desktop, theme, screens())
    window.setWindowIcon(icon("objectives", "accent"))
    return window


def restore_place(opening: Opening, settings: Settings) -> None:
    """Open where and as large as the last time; at first, as large as the text asks for and the
    screen allows.
    """
    from PySide6.QtCore import QByteArray

    kept = settings.recall("window")
    if isinstance(kept, str) and opening.restoreGeometry(QByteArray.fromHex(kept.encode())):
        return
    room = opening.screen().availableGeometry()
    if room.width() <= SMALL_SCREEN:
        opening.setGeometry(room)
        opening.showMaximized()
        return
    percent = max(100, settings.number("font_percent"))
    wide, high = 1440 * percent // 100, 900 * percent // 100
    opening.resize(min(wide, room.width() - 40), min(high, room.height() - 60))
    opening.move(room.center() - opening.rect().center())


def _sizes(settings: Settings) -> tuple[int, int, int]:
    kept = settings.recall("frame")
    if isinstance(kept, list) and len(kept) == 3 and all(isinstance(one, int) for one in kept):
        return (kept[0], kept[1], kept[2])
    return USUAL_SIZES


def offer_crash_report(window: "Window", logs: Path) -> None:
    """Offer to show what the last, unexpected end left behind."""
    from okrdesk import log
    from okrdesk.i18n import _

    crash = log.pending_crash(logs)
    if crash is None:
        return
    from ui.shell.crash import show_crash

    window.messages.show_message(
        _("okrdesk ended unexpectedly the last time. Nothing that was saved is lost."),
        "info",
        _("Show the report"),
        lambda: show_crash(window, crash),
    )
    log.put_aside(logs)
