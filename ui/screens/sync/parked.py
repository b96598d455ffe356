"""The tab Đang chờ: changes of others that wait for the person's word, and own ones on hold."""

from functools import partial
from typing import TYPE_CHECKING

from okrdesk.i18n import N_, _
from ui.operations import Command, Query
from ui.screens.sync import load, wording
from ui.screens.sync.fields import ButtonRow, CopyText, Pane
from ui.screens.sync.page import SyncPage
from ui.widgets.dialog import ask
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.subjects import Subject
    from ui.screens.sync.screen import SyncScreen


def _state(row: load.Pending) -> str:
    if row.is_mine:
        return _("waits on the server")
    if row.answer is None:
        return _("waits for your word")
    return _("accepted by you") if row.answer == "accept" else _("declined by you")


COLUMNS = (
    Column("state", N_("State"), text=_state, width=20),
    Column("object", N_("On what"), text=lambda row: row.change.object.title, width=0),
)


class ParkedPage(SyncPage):
    """Hand-overs first, with what accepting means; then what of one's own the server keeps."""

    TITLE = N_("On hold")
    MENU = ("sync.accept", "sync.decline", "sync.copy", "sync.show")

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _(
            "When somebody has changed what is yours now, or a change of yours waits for something,"
            " it stands here."
        )
        empty = EmptyState("handover", _("Nothing is on hold"), text)
        self.add_table(COLUMNS, (_("Changes on hold"), "sync.parked"), empty)
        self._build_detail()
        self._connect()

    @property
    def count(self) -> int:
        """How many rows still wait, those with an answer left out."""
        rows = [self.model.row(place) for place in range(self.model.rowCount())]
        return sum(row is not None and row.answer is None for row in rows)

    def refresh(self) -> None:
        """Read what is on hold."""
        Query(load.pending).success(self.latest.only(self.show_rows)).run(self)

    @property
    def subject(self) -> "Subject | None":
        """What the current change is about."""
        row: load.Pending | None = self.selected
        return None if row is None else row.change.object

    def follow(self) -> None:
        """Tell of the current row."""
        row: load.Pending | None = self.selected
        if row is not None:
            change = row.change
            self.heading.setText(change.object.title or change.what)
            about = wording.about(change)
            self.about.setText(about if row.is_mine else f"{change.who} · {about}")
            self.why.setText(self._why(row))
            self.text.show_text(change.text)
        self.answers.setVisible(row is not None and not row.is_mine)
        super().follow()

    def _why(self, row: load.Pending) -> str:
        if row.is_mine:
            return f"{row.change.why} {row.change.advice}"
        if row.answer is not None:
            return _("Your answer goes to the server with the next sync.")
        return _(
            "This was entered for an item that you are responsible for now. Accepting puts it in"
            " force; declining leaves the item as it is, and the author is told."
        )

    def _build_detail(self) -> None:
        pane = Pane(_("About the change"))
        self.heading = label("", "section", wrap=True)
        self.about = label("", "muted", wrap=True)
        self.why = label("", wrap=True)
        self.text = CopyText(_("What was entered"))
        pane.add(self.heading)
        pane.add(self.about)
        pane.add(self.why, _("What it waits for"))
        pane.add(self.text, _("What was entered"))
        self.answers = ButtonRow(self.actions_, "sync.accept", "sync.decline")
        pane.foot.addWidget(self.answers)
        pane.foot.addWidget(ButtonRow(self.actions_, "sync.copy", "sync.show"))
        self.add_detail(pane)

    def _connect(self) -> None:
        on = self.screen_.on
        on("sync.accept", self, self._accept, self._is_open)
        on("sync.decline", self, self._ask_decline, self._is_open)
        on("sync.copy", self, self._copy, lambda: self.selected is not None)

    def _is_open(self) -> bool:
        row: load.Pending | None = self.selected
        return row is not None and not row.is_mine

    def _accept(self) -> None:
        self._answer(True, _("Accepted; the server hears of it with the next sync."))

    def _ask_decline(self) -> None:
        row: load.Pending | None = self.selected
        if row is None:
            return
        text = _("{name} is told that it was declined. The item stays as it is.")
        ask(
            self,
            _("Decline this hand-over?"),
            text.format(name=row.change.who),
            _("Decline"),
            lambda: self._answer(False, _("Declined; the author hears of it after the sync.")),
        )

    def _answer(self, accept: bool, said: str) -> None:
        row: load.Pending | None = self.selected
        if row is None:
            return
        call = partial(load.answer, row.id, accept)
        title = _("Accept the hand-over") if accept else _("Decline the hand-over")
        Command(call, title=title).success(lambda _done: self._told(said)).run(self)

    def _told(self, text: str) -> None:
        self.screen_.tell(text)
        self.refresh()

    def _copy(self) -> None:
        self.text.copy_all()
        self.screen_.tell(_("The text was copied."))
