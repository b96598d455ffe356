"""The tab Cần xử lý: what the server did not accept, why, and what the author can do about it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_moment
from okrdesk.i18n import N_, _
from ui.operations import Command, Query
from ui.screens.sync import load, wording
from ui.screens.sync.fields import ButtonRow, CopyText, Pane
from ui.screens.sync.page import SyncPage
from ui.screens.sync.resend_dialog import ResendDialog
from ui.widgets.dialog import ask
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.change_rows import ChangeRow
    from okrdesk.services.unsent_files import UnsentFile
    from ui.screens.sync.screen import SyncScreen

COLUMNS = (
    Column("object", N_("On what"), text=lambda row: row.object.title, width=0),
    Column("when", N_("Entered at"), text=lambda row: format_moment(row.at), width=17),
)


class RefusedPage(SyncPage):
    """One row for each act or file; beside it the reason, the advice, and the text to copy."""

    TITLE = N_("Needs attention")
    MENU = (
        "sync.resend", "sync.hand-over", "sync.copy", "sync.show", None, "sync.discard",
    )  # fmt: skip

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _("The server has accepted everything that was sent from here.")
        empty = EmptyState("check", _("Nothing was refused"), text)
        self.add_table(COLUMNS, (_("Changes that were not accepted"), "sync.refused"), empty)
        self._build_detail()
        self._connect()

    def refresh(self) -> None:
        """Read what was not accepted."""
        Query(load.refused).success(self.latest.only(self.show_rows)).run(self)

    def open_selected(self) -> None:
        """Correct the current one and send it again."""
        self._resend()

    def follow(self) -> None:
        """Tell of the current row."""
        row = self.selected
        if row is not None:
            self.heading.setText(row.object.title or row.what)
            self.about.setText(wording.about(row))
            self.why.setText(row.why)
            self.advice.setText(row.advice)
            self.text.show_text(row.text)
        super().follow()

    def _build_detail(self) -> None:
        pane = Pane(_("About the change"))
        self.heading = label("", "section", wrap=True)
        self.about = label("", "muted", wrap=True)
        self.why = label("", wrap=True)
        self.advice = label("", wrap=True)
        self.text = CopyText(_("What you entered"))
        pane.add(self.heading)
        pane.add(self.about)
        pane.add(self.why, _("Why it was not accepted"))
        pane.add(self.advice, _("What to do"))
        pane.add(self.text, _("What you entered"))
        for acts in (("resend", "hand-over", "discard"), ("copy", "show")):
            pane.foot.addWidget(ButtonRow(self.actions_, *(f"sync.{act}" for act in acts)))
        self.add_detail(pane)

    def _connect(self) -> None:
        for action_id, call, enabled in (
            ("sync.resend", self._resend, self._has_row),
            ("sync.hand-over", self._hand_over, self._is_act),
            ("sync.discard", self._ask_discard, self._has_row),
            ("sync.copy", self._copy, self._has_row),
        ):
            self.screen_.on(action_id, self, call, enabled)

    def _has_row(self) -> bool:
        return self.selected is not None

    def _is_act(self) -> bool:
        return self.selected is not None and not load.is_file(self.selected)

    def _resend(self) -> None:
        row = self.selected
        if row is None:
            return
        dialog = ResendDialog(self, row)
        dialog.saved.connect(lambda _group: self._told(_("It is sent again with the next sync.")))
        dialog.open()

    def _hand_over(self) -> None:
        row = self.selected
        if row is not None:
            said = _("It is offered to whoever is responsible with the next sync.")
            self._write(partial(load.hand_over, row.id), _("Hand over"), said)

    def _ask_discard(self) -> None:
        row = self.selected
        if row is None:
            return
        title = _("Discard this change?")
        text = _("“{title}” stays as it is on the server. The history keeps what you entered.")
        if load.is_file(row):
            title = _("Discard this file?")
            text = _("The file stays on this computer, attached to “{title}”, and is sent no more.")
        said = text.format(title=row.object.title or row.what)
        ask(self, title, said, _("Discard"), partial(self._discard, row))

    def _discard(self, row: "ChangeRow | UnsentFile") -> None:
        if load.is_file(row):
            said = _("The file stays on this computer alone.")
            self._write(partial(load.put_file_aside, row.id), _("Discard the file"), said)
            return
        said = _("The change was discarded.")
        self._write(partial(load.discard, row.id), _("Discard the change"), said)

    def _write(self, call: Any, title: str, said: str) -> None:
        Command(call, title=title).success(lambda _done: self._told(said)).run(self)

    def _told(self, text: str) -> None:
        self.screen_.tell(text)
        self.refresh()

    def _copy(self) -> None:
        self.text.copy_all()
        self.screen_.tell(_("The text was copied."))
