"""Puts the look on the application, live: ground (system, light, dark), text size, fonts and
icons.
"""

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from okrdesk.paths import resources
from ui.theme.icons import refresh_icons
from ui.theme.sheet import points, sheet
from ui.theme.tokens import DARK, LIGHT, Tokens, palette_of

FAMILIES = {"linux": "DejaVu Sans", "win32": "Segoe UI"}


class Theme(QObject):
    """The look of one application; `changed` is emitted after each change of ground or text
    size.
    """

    changed = Signal()

    def __init__(
        self, application: QApplication, choice: str = "system", percent: int = 100
    ) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self.percent = percent
        self._family = _load_family()
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        if self._choice == "system":
            scheme = self._application.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def set_ground(self, choice: str) -> None:
        """Use "system", "light" or "dark"."""
        self._choice = choice
        self._apply()

    def set_percent(self, percent: int) -> None:
        """Scale all text to `percent` (90 to 200) of its normal size."""
        self.percent = percent
        self._apply()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        font = QFont(self._family) if self._family else QFont()
        font.setPointSizeF(points("body", self.percent))
        self._application.setFont(font)
        self._application.setPalette(palette_of(self.tokens))
        self._application.setStyleSheet(sheet(self.tokens, self.percent))
        refresh_icons(self._application)
        self.changed.emit()


def _load_family() -> str:
    """Load the bundled interface font where the system's cannot be relied on; return its family."""
    if sys.platform == "linux":
        for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
            file = resources() / "fonts" / name
            if file.exists():
                QFontDatabase.addApplicationFont(str(file))
    return FAMILIES.get(sys.platform, "")
