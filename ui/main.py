"""The window's entry point.

Order of events: settings, language, QApplication, theme, shell, first paint; only then the first
screen and, on its own thread, the database. SQLAlchemy is not imported before the first paint.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from okrdesk import __version__, log
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
    logs = log.start(folder)
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("okrdesk")
    qt.setApplicationVersion(__version__)
    if raise_first(folder):
        return 0
    application = Application(folder)
    window = build(qt, application)
    bell = Doorbell(folder, window.raise_up, window)

    def begin() -> None:
        window.begin(sample=sample)
        bell.listen()
        offer_crash_report(window, logs.folder)

    restore_place(window)
    FirstPaint(window, begin)
    window.show()
    status = qt.exec()
    bell.close()
    window.desktop.bridge.close()
    application.close()
    logs.close()
    return status


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
    kept = window.desktop.settings.recall("window")
    if isinstance(kept, str) and window.restoreGeometry(QByteArray.fromHex(kept.encode())):
        return
    room = window.screen().availableGeometry()
    window.resize(min(1440, room.width() - 40), min(900, room.height() - 60))
    window.move(room.center() - window.rect().center())


def offer_crash_report(window: Window, logs: Path) -> None:
    """Offer to show what the last, unexpected end left behind."""
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
