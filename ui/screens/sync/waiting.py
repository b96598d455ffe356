"""The tabs that are only read: Chờ gửi, Đã nhận, Lịch sử đồng bộ."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from okrdesk.domain.dates import format_moment
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _
from ui.operations import Query
from ui.screens.sync import load, wording
from ui.screens.sync.page import SyncPage
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from ui.screens.sync.screen import SyncScreen

_WHEN = Column("when", N_("Entered at"), text=lambda row: format_moment(row.at), width=17)
_WHAT = Column("what", N_("What was done"), text=lambda row: row.what, width=28)
_OBJECT = Column("object", N_("On what"), text=lambda row: row.object.title, width=44)
_SAID = Column("said", N_("Content"), text=wording.said, width=60, muted=True)
_WHO = Column("who", N_("By whom"), text=lambda row: row.who, width=20)


class WaitingPage(SyncPage):
    """What was entered here and not yet sent: it goes with the next sync, and files after it."""

    TITLE = N_("To be sent")

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _("What you enter is kept here first and goes to the server with the next sync.")
        empty = EmptyState("send", _("Everything has been sent"), text)
        names = (_("Changes to be sent"), "sync.waiting")
        self.add_table((_WHEN, _WHAT, _OBJECT, _SAID), names, empty)

    @property
    def count(self) -> int:
        """How many changes and files wait, also beyond those shown."""
        standing = self.desktop.sync.standing
        return standing.waiting + standing.waiting_files

    def refresh(self) -> None:
        """Read what waits."""
        Query(load.waiting).success(self.latest.only(self.show_rows)).run(self)


class ArrivedPage(SyncPage):
    """What others changed, the newest first; Enter opens it."""

    TITLE = N_("Arrived")
    IS_COUNTED = False

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _("What colleagues change in your objectives and units appears here.")
        empty = EmptyState("inbox", _("Nothing has arrived yet"), text)
        names = (_("Changes that arrived"), "sync.arrived")
        self.add_table((_WHEN, _WHO, _WHAT, _OBJECT, _SAID), names, empty)

    def refresh(self) -> None:
        """Read what arrived."""
        Query(load.arrived).success(self.latest.only(self.show_rows)).run(self)


def _number(name: str, title: str, width: int) -> Column:
    def text(run: object) -> str:
        return format_decimal(getattr(run, name))

    return Column(name, title, text=text, width=width, right=True)


RUN_COLUMNS = (
    Column("started", N_("Begun"), text=lambda run: format_moment(run.started_at), width=17),
    Column("way", N_("Way"), text=wording.way, width=9),
    Column("result", N_("Result"), text=wording.result, width=13),
    _number("sent", N_("Sent"), 7),
    _number("received", N_("Received"), 9),
    _number("refused", N_("Not accepted"), 14),
    _number("conflicts", N_("Differences"), 14),
    Column("data", N_("Transferred"), text=wording.data, width=17, right=True),
    Column("took", N_("Duration"), text=wording.duration, width=10, right=True),
)


class RunsPage(SyncPage):
    """Every sync: when, which way, how much, and how it ended."""

    TITLE = N_("History")
    IS_COUNTED = False
    MENU = ("sync.now",)

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _("Each sync leaves a line here: what was sent, what came, and how long it took.")
        empty = EmptyState("history", _("There was no sync yet"), text)
        self.add_table(RUN_COLUMNS, (_("History of syncs"), "sync.runs"), empty)
        self.outcome = label("", "muted", wrap=True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.outcome)

    def refresh(self) -> None:
        """Read the last syncs."""
        Query(load.runs).success(self.latest.only(self.show_rows)).run(self)

    def follow(self) -> None:
        """Say in full how the current sync ended, where that needs more words."""
        run = self.selected
        self.outcome.setText(wording.outcome(run) if run is not None else "")
        self.outcome.setVisible(bool(self.outcome.text()))
        super().follow()

    @property
    def subject(self) -> None:
        """Nothing: the line says all there is."""
        return None
