"""The window's entry point.

Order of events: settings, language, QApplication, theme, shell, first paint; only then the first
screen and, on its own thread, the database. SQLAlchemy is not imported before the first paint.
"""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from okrdesk import __version__
from okrdesk.app import Application
from ui.desktop import Desktop
from ui.screens.registry import screens
from ui.shell.window import Window
from ui.single import Doorbell, raise_first
from ui.theme.icons import icon
from ui.theme.theme import Theme
from ui.translator import install, use_language


class FirstPaint(QObject):
    """Calls `then` once, right after the window was painted for the first time."""

    def __init__(self, window: Window, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

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
    qt.setApplicationVersion(__version__)
    if raise_first(folder):
        return 0
    application = Application(folder)
    window = build(qt, application)
    at_end: list[Callable[[], None]] = []

    def begin() -> None:
        # What was read in for the first paint stays; the collector need not look at it again.
        gc.freeze()
        gc.enable()
        window.begin(sample=sample)
        at_end.extend(attend(window, folder))

    restore_place(window)
    FirstPaint(window, begin)
    window.show()
    status = qt.exec()
    for call in at_end:
        call()
    window.desktop.bridge.close()
    application.close()
    return status


def attend(window: Window, folder: Path) -> list[Callable[[], None]]:
    """Begin the log and listen for second starts; return what is to be called at the end."""
    from okrdesk import log

    logs = log.start(folder)
    offer_crash_report(window, logs.folder)
    bell = Doorbell(folder, window.raise_up, window)
    bell.listen()
    return [bell.close, logs.close]


def build(qt: QApplication, application: Application) -> Window:
    """Return the window of `application`, not yet shown."""
    settings = application.settings
    use_language(settings.text("language"))
    install(qt)
    theme = Theme(qt, settings.text("theme"), settings.number("font_percent"))
    desktop = Desktop(application, qt)
    desktop.language_changed.connect(lambda: use_language(settings.text("language")))
    window = Window(desktop, theme, screens())
    window.setWindowIcon(icon("objectives", "accent"))
    return window


def restore_place(window: Window) -> None:
    """Open where and as large as the last time; at first, as large as a small screen allows."""
    from PySide6.QtCore import QByteArray

    kept = window.desktop.settings.recall("window")
    if isinstance(kept, str) and window.restoreGeometry(QByteArray.fromHex(kept.encode())):
        return
    room = window.screen().availableGeometry()
    window.resize(min(1440, room.width() - 40), min(900, room.height() - 60))
    window.move(room.center() - window.rect().center())


def offer_crash_report(window: Window, logs: Path) -> None:
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
