"""The lines around the grid: what waits for a head's word, what was pasted and not written, and
what the cell at the cursor takes.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout

from okrdesk.i18n import _, ngettext
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import button
from ui.widgets.text import ElidedLabel, label


class WaitingStrip(QFrame):
    """Says how many tasks wait for this person's word, and shows them by `call`."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setProperty("tone", "info")
        self.text = label("")
        self.show_ = button(_("Show them"), call, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.text)
        row.addWidget(self.show_)
        row.addStretch(1)
        self.hide()

    def show_count(self, count: int, *, is_shown: bool) -> None:
        """Show how many wait; away where none does, or where they are shown already."""
        text = ngettext(
            "{n} task waits for your word: to accept it, or to decide on an objective cause.",
            "{n} tasks wait for your word: to accept them, or to decide on objective causes.",
            count,
        )
        self.text.setText(text.format(n=count))
        self.setVisible(bool(count) and not is_shown)


class BatchStrip(QFrame):
    """Rows that came at once and are not written: `write` them when right, or `drop` them."""

    def __init__(self, write: Callable[[], object], drop: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("part", "bar")
        self.setProperty("tone", "warn")
        self.text = label("", wrap=True)
        self.write = button(_("Write them"), write, icon="save")
        self.drop = button(_("Leave them out"), drop, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.write)
        row.addWidget(self.drop)
        self.hide()

    def show_rows(self, count: int, wrong: int) -> None:
        """Show how many rows wait and how many of them are wrong; away where none waits."""
        rows = ngettext("{n} row is not written yet", "{n} rows are not written yet", count)
        bad = ngettext(
            "{n} of them has an error, shown at its cell. Nothing was written.",
            "{n} of them have errors, shown at their cells. Nothing was written.",
            wrong,
        )
        good = _("All of them are right now.")
        text = f"{rows.format(n=count)}. {bad.format(n=wrong) if wrong else good}"
        self.text.setText(text)
        self.write.setEnabled(not wrong)
        self.setVisible(bool(count))


class CellNote(ElidedLabel):
    """One line below the grid: what is wrong with the cell at the cursor, or what it takes."""

    def __init__(self) -> None:
        super().__init__("")
        self.setProperty("type", "small")
        self._is_wrong = False

    def show_note(self, text: str, *, is_wrong: bool) -> None:
        """Show a line, in the colour of an error where it is one."""
        self._is_wrong = is_wrong
        self.setText(text)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_is_wrong"):
            self._colour()

    def _colour(self) -> None:
        tokens = tokens_of(self.palette())
        palette = QPalette(self.palette())
        colour = QColor(tokens.bad if self._is_wrong else tokens.muted)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        if palette != self.palette():
            self.setPalette(palette)
