"""The frame that is on the screen first: the grounds of rail, bars and page, then the window
itself.

Nothing here needs the rest of `ui` or `okrdesk`, so it is painted as soon as Qt is there; the
window is read in and built right after, and takes the place of the grounds.
"""

from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from ui.theme.tokens import DARK, LIGHT, Tokens, tokens_of

if TYPE_CHECKING:
    from ui.shell.window import Window

USUAL_SIZES = (200, 50, 36)


class Opening(QMainWindow):
    """The top-level window; `sizes` are the rail's width and the heights of top and status bar;
    `inside` is the window, once it is there.
    """

    def __init__(self, ground: str, sizes: tuple[int, int, int] = USUAL_SIZES) -> None:
        super().__init__()
        self.setWindowTitle("okrdesk")
        self._ground = ground
        self._sizes = sizes
        self.inside: Window | None = None

    def take(self, window: "Window") -> None:
        """Hold `window` from now on: its title, its icon and whether it may close are those of
        it.
        """
        self.inside = window
        window.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowIcon(window.windowIcon())
        self.setMinimumSize(window.minimumSize())
        self.setCentralWidget(window)
        window.show()  # at once: what is not shown cannot take the keyboard

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when the window inside agrees."""
        if self.inside is not None and not self.inside.close():
            event.ignore()
            return
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds while nothing else is there."""
        if self.inside is not None:
            super().paintEvent(event)
            return
        tokens = self._tokens()
        rail, top, status = self._sizes
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.canvas))
        painter.fillRect(0, 0, self.width(), top, QColor(tokens.surface))
        painter.fillRect(0, self.height() - status, self.width(), status, QColor(tokens.surface))
        painter.fillRect(0, 0, rail, self.height(), QColor(tokens.surface))
        line = QColor(tokens.line)
        painter.fillRect(rail, top - 1, self.width() - rail, 1, line)
        painter.fillRect(rail, self.height() - status, self.width() - rail, 1, line)
        painter.fillRect(rail - 1, 0, 1, self.height(), line)

    def _tokens(self) -> Tokens:
        return {"dark": DARK, "light": LIGHT}.get(self._ground) or tokens_of(self.palette())


def remember_place(window: "Window", screen_id: str) -> None:
    """Keep where the next start begins: place and size, the grounds, and the screen in front."""
    sizes = [window.rail.width(), window.top.height(), window.status.height()]
    place = bytes(window.window().saveGeometry().toHex().data()).decode()
    for key, value in (("window", place), ("screen", screen_id), ("frame", sizes)):
        window.desktop.settings.remember(key, value)
