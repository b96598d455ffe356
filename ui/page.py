"""The base of the pages of a screen with tabs: a row of words and buttons, then what it shows."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.operations import Command
from ui.screen import Screen


class Page(QWidget):
    """One tab of `screen_`; it is read anew, when it comes into view, while it is `stale`.

    A subclass puts words and buttons into `self.bar`, and what it shows into `self.column`.
    """

    screen_: Screen

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.screen_ = screen
        self.desktop = screen.desktop
        self.actions_ = screen.actions_
        self.stale = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 12, 0, 0)
        self.column.setSpacing(12)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        self.column.addLayout(self.bar)

    def refresh(self) -> None:
        """Ask for what is shown."""

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return False

    def add_button(self, action_id: str, word: str = "", *, primary: bool = False) -> QPushButton:
        """Put the button of an action into the bar, with a shorter word where one is given."""
        made = self.make_button(action_id, word, primary=primary)
        self.bar.addWidget(made)
        return made

    def make_button(self, action_id: str, word: str = "", *, primary: bool = False) -> QPushButton:
        """Return the button of an action, with a shorter word where one is given."""
        made = self.actions_.button(action_id, primary=primary)
        if word:
            made.setAccessibleName(made.text())
            made.setText(word)
        return made

    def write(self, call: Callable[[Any], Any], title: str, said: str) -> None:
        """Run a write called `title`, then say `said` with the offer to take it back."""
        tell = self.screen_.tell_done
        Command(call, title=title).success(lambda _done: tell(said)).run(self)
