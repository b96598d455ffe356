"""The base of the sections of Quản trị: one page of the screen, read when it comes into view."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from okrdesk.domain.permissions import Right
from ui.page import Page
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from ui.screens.admin.screen import AdminScreen


class Section(Page):
    """One page: a row of filters and buttons, then what it shows.

    `RIGHT` is what changing something here takes, `WATCHES` names the entities whose change makes
    the section read again. The main buttons of the section stand in
    `self.head`, which the screen shows beside its title.
    """

    RIGHT: ClassVar[Right] = Right.EDIT_ORGANISATION
    WATCHES: ClassVar[frozenset[str]] = frozenset()

    screen_: "AdminScreen"

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self.head = QWidget()
        self._head_row = QHBoxLayout(self.head)
        self._head_row.setContentsMargins(0, 0, 0, 0)
        self._head_row.setSpacing(8)
        self._head_row.addStretch(1)
        self.count = ""
        self._wanted = ""

    @property
    def may_edit(self) -> bool:
        """Whether the person at this desk may change what is shown here."""
        return self.desktop.may(self.RIGHT)

    def open_item(self, entity: str, item_id: str) -> None:
        """Show one of the things that stand here."""

    def on(
        self,
        action_id: str,
        call: Callable[[], object],
        enabled: Callable[[], object] = lambda: True,
    ) -> None:
        """Make an action possible while this section is in view and `enabled` holds."""
        self.actions_.on(action_id, call, lambda: self.screen_.is_in_view(self) and bool(enabled()))

    def add_head_button(
        self, action_id: str, word: str = "", *, primary: bool = False
    ) -> QPushButton:
        """Put the button of an action beside the screen's title; for those who may edit."""
        made = self.make_button(action_id, word, primary=primary)
        made.setVisible(self.may_edit)
        self._head_row.addWidget(made)
        return made

    def add_buttons(self, words: dict[str, str]) -> dict[str, QPushButton]:
        """Put buttons into the bar, for action ids with a short word each."""
        self.bar.addStretch(1)
        return {action_id: self.add_button(action_id, word) for action_id, word in words.items()}

    def show_count(self, text: str) -> None:
        """Show how many there are, beside the screen's title."""
        self.count = text
        if self.screen_.is_in_view(self):
            self.screen_.show_count()

    def ask(self, dialog: Dialog, said: str) -> None:
        """Open a dialog; once it has `saved` (id, name), select that and say `said` of the name."""
        dialog.saved.connect(partial(self._tell_saved, said))
        dialog.open()

    def _tell_saved(self, said: str, saved: tuple[str, str]) -> None:
        self._wanted, name = saved
        self.screen_.tell_done(said.format(name=name))
