"""The base of the sections of Quản trị: one page of the screen, read when it comes into view."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from okrdesk.domain.permissions import Right
from okrdesk.i18n import _
from ui.operations import Command
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen


class Section(QWidget):
    """One page: a row of filters and buttons, then what it shows.

    `RIGHT` is what changing something here takes. The main buttons of the section stand in
    `self.head`, which the screen shows beside its title.
    """

    RIGHT: ClassVar[Right] = Right.EDIT_ORGANISATION

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__()
        self.screen_ = screen
        self.desktop = screen.desktop
        self.actions_ = screen.actions_
        self.stale = True
        self.head = QWidget()
        self._head_row = QHBoxLayout(self.head)
        self._head_row.setContentsMargins(0, 0, 0, 0)
        self._head_row.setSpacing(8)
        self._head_row.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 12, 0, 0)
        self.column.setSpacing(12)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        self.column.addLayout(self.bar)
        self.count = ""
        self._wanted = ""

    @property
    def may_edit(self) -> bool:
        """Whether the person at this desk may change what is shown here."""
        return self.desktop.may(self.RIGHT)

    def refresh(self) -> None:
        """Ask for what is shown."""

    def open_item(self, entity: str, item_id: str) -> None:
        """Show one of the things that stand here."""

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return False

    def on(
        self,
        action_id: str,
        call: Callable[[], object],
        enabled: Callable[[], object] = lambda: True,
    ) -> None:
        """Make an action possible while this section is in view and `enabled` holds."""
        self.actions_.on(action_id, call, lambda: self.screen_.is_in_view(self) and bool(enabled()))

    def add_head_button(self, action_id: str, *, primary: bool = False) -> QPushButton:
        """Put the button of an action beside the screen's title; for those who may edit."""
        made = self.actions_.button(action_id, primary=primary)
        made.setVisible(self.may_edit)
        self._head_row.addWidget(made)
        return made

    def add_buttons(self, words: dict[str, str]) -> dict[str, QPushButton]:
        """Put buttons into the bar, for action ids with a short word each."""
        self.bar.addStretch(1)
        return {action_id: self._add_button(action_id, word) for action_id, word in words.items()}

    def show_count(self, text: str) -> None:
        """Show how many there are, beside the screen's title."""
        self.count = text
        if self.screen_.is_in_view(self):
            self.screen_.show_count()

    def _add_button(self, action_id: str, word: str) -> QPushButton:
        made = self.actions_.button(action_id)
        made.setAccessibleName(made.text())
        made.setText(word)
        self.bar.addWidget(made)
        return made

    def write(self, call: Callable[[Any], Any], title: str, said: str) -> None:
        """Run a write called `title`, then say `said` with the offer to take it back."""
        Command(call, title=title).success(lambda _done: self.tell_done(said)).run(self)

    def ask(self, dialog: Dialog, said: str) -> None:
        """Open a dialog; once it has `saved` (id, name), select that and say `said` of the name."""
        dialog.saved.connect(partial(self._tell_saved, said))
        dialog.open()

    def _tell_saved(self, said: str, saved: tuple[str, str]) -> None:
        self._wanted, name = saved
        self.tell_done(said.format(name=name))

    def tell_done(self, text: str) -> None:
        """Say that something was written, with the offer to take it back."""
        self.screen_.tell(text, _("Undo"), self.screen_.undo)
