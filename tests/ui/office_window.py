"""The real window over the real sample office, for pictures and for checks of every screen."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from okrdesk.app import Application
from ui.main import build
from ui.shell.window import Window

PATIENCE_S = 60.0
SAMPLE_PASSWORD = "sample"


@dataclass(frozen=True)
class Look:
    """In which language, on which ground, how large."""

    language: str = "vi"
    theme: str = "light"
    percent: int = 100
    size: tuple[int, int] = (1366, 768)

    @property
    def name(self) -> str:
        """Return the name for files: "vi-light-100"."""
        return f"{self.language}-{self.theme}-{self.percent}"


def prepare_sample(folder: Path) -> None:
    """Build the sample office in `folder`, protected by `SAMPLE_PASSWORD`."""
    application = Application(folder)
    application.create(SAMPLE_PASSWORD, None, use_keyring=False).result()
    application.close()


class OfficeWindow:
    """A window over the office in `folder`, whose password OKRDESK_PASSWORD tells; close it when
    done.
    """

    def __init__(self, qt: QApplication, folder: Path, look: Look) -> None:
        self._qt = qt
        self._font, self._palette = qt.font(), qt.palette()
        self.application = Application(folder)
        for key, value in (
            ("language", look.language),
            ("theme", look.theme),
            ("font_percent", look.percent),
        ):
            self.application.settings.set(key, value)
        self.window: Window = build(qt, self.application)
        self.window.resize(*look.size)
        self.window.show()
        self.window.begin()
        self.wait(lambda: self.application.state == "open" and self.window.current is not None)
        self.settle()

    def show(self, screen_id: str) -> None:
        """Show a screen and wait until it is filled in."""
        self.window.show_screen(screen_id)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _round in range(3):
            self.application.submit(lambda _desk: None).result()
            self.application.work(lambda _cancel: None).result()
            self._turn(0.08)
            self.wait(self.window.desktop.jobs.is_idle)

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Turn the event loop until something is so; raise TimeoutError when it never is."""
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError
            self._turn(0.02)

    def close(self) -> None:
        """Close the window and the office."""
        self.window.desktop.bridge.close()
        self.window.close()
        self.application.close()
        self.window.deleteLater()
        self.window.desktop.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._qt.setStyleSheet("")
        self._qt.setFont(self._font)
        self._qt.setPalette(self._palette)

    def _turn(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._qt.processEvents()
            time.sleep(0.002)
