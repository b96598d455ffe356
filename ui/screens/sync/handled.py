"""The tab Đã xử lý: what was not accepted, and what was done about it."""

from typing import TYPE_CHECKING

from okrdesk.domain.dates import format_moment
from okrdesk.i18n import N_, _
from ui.operations import Query
from ui.screens.sync import load, wording
from ui.screens.sync.fields import ButtonRow, CopyText
from ui.screens.sync.page import SyncPage
from ui.screens.sync.resend_dialog import ResendDialog
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.subjects import Subject
    from ui.screens.sync.screen import SyncScreen

COLUMNS = (
    Column("when", N_("Decided at"), text=lambda row: format_moment(row.at), width=17),
    Column("how", N_("What was done about it"), text=wording.handling, width=16),
    Column("what", N_("What was done"), text=lambda row: row.change.what, width=28),
    Column("object", N_("On what"), text=lambda row: row.change.object.title, width=40),
    Column("why", N_("Why it was not accepted"), text=lambda row: row.change.why, width=60),
)


class HandledPage(SyncPage):
    """Acts and files, the newest first, with what was typed; a discarded one may be taken up."""

    TITLE = N_("Dealt with")
    MENU = ("sync.resend", "sync.copy", "sync.show")
    IS_COUNTED = False

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _(
            "What was sent again, handed over or discarded is kept here with what you typed; what"
            " you discarded can be taken up again."
        )
        empty = EmptyState("check", _("Nothing was dealt with yet"), text)
        self.add_table(COLUMNS, (_("Changes dealt with"), "sync.handled"), empty)
        self.why = label("", "muted", wrap=True)
        self.typed = CopyText(_("What you entered"))
        self.buttons = ButtonRow(self.actions_, *(one for one in self.MENU if one))
        self._parts = (self.why, self.typed, self.buttons)
        for part in self._parts:
            part.hide()
            self.column.addWidget(part)
        screen.on("sync.resend", self, self._resend, self._is_put_aside)
        screen.on("sync.copy", self, self._copy, lambda: self.selected is not None)

    def refresh(self) -> None:
        """Read what was dealt with."""
        Query(load.handled).success(self.latest.only(self.show_rows)).run(self)

    def follow(self) -> None:
        """Show why it was not accepted and what was entered."""
        row = self.selected
        for part in self._parts:
            part.setVisible(row is not None)
        self.why.setText(row.change.why if row is not None else "")
        self.typed.show_text(row.change.text if row is not None else "")
        super().follow()

    @property
    def subject(self) -> "Subject | None":
        """What the change was about."""
        row = self.selected
        return None if row is None else row.change.object

    def _is_put_aside(self) -> bool:
        return self.selected is not None and load.is_put_aside(self.selected)

    def _resend(self) -> None:
        row = self.selected
        if row is not None:
            dialog = ResendDialog(self, row.change)
            dialog.saved.connect(self._told_sent)
            dialog.open()

    def _told_sent(self, _group: str) -> None:
        self.screen_.tell(_("It is sent again with the next sync."))
        self.refresh()

    def _copy(self) -> None:
        self.typed.copy_all()
        self.screen_.tell(_("The text was copied."))
