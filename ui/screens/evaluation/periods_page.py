"""The page Kỳ đánh giá: the periods with their days, and who still keeps one from being closed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.operations import Latest, Query
from ui.screens.evaluation import load
from ui.screens.evaluation.page import EvaluationPage, add_table
from ui.screens.evaluation.period_dialog import PeriodDialog
from ui.screens.evaluation.wording import cased, missing_text
from ui.widgets.beside import Beside
from ui.widgets.comment_dialog import Asking, ReasonDialog
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from datetime import date

    from okrdesk.services.evaluation_rows import Missing
    from okrdesk.services.periods import PeriodRow
    from ui.screens.evaluation.screen import EvaluationScreen


def _day(day: "date | None") -> str:
    return format_date(day) if day else ""


COLUMNS = (
    Column("name", N_("Evaluation period"), text=lambda row: row.name, width=0),
    Column("state", N_("State"), text=lambda row: name_of(row.state), width=9),
    Column("done", N_("Approved"), text=lambda row: row.done, width=10, right=True),
    Column("self", N_("Self by"), text=lambda row: _day(row.dues.self_due_on), width=12),
    Column(
        "review",
        N_("Head by"),
        text=lambda row: _day(row.dues.review_due_on),
        width=12,
        optional=True,
    ),
    Column("approve", N_("Approved by"), text=lambda row: _day(row.dues.approve_due_on), width=16),
)
MISSING = (
    Column("name", N_("Full name"), text=lambda row: row.name, width=24),
    Column("what", N_("What is missing"), text=missing_text, width=0),
    Column("unit", N_("Unit"), text=lambda row: row.unit, width=20, muted=True, optional=True),
)


class Shown:
    """A period as a row of the table."""

    def __init__(self, row: "PeriodRow") -> None:
        self.id, self.name = row.period.id, row.period.name
        self.state, self.dues, self.is_closed = (
            row.period.state,
            row.period.dues,
            row.period.is_closed,
        )
        self.done = f"{row.approved} / {row.total}"
        self.period = row.period


class MissingRow:
    """Somebody who keeps a period open."""

    def __init__(self, one: "Missing") -> None:
        self.id = one.person_id
        self.name, self.unit, self.state = one.name, one.unit, one.state
        self.evaluation_id = one.evaluation_id


class PeriodsPage(EvaluationPage):
    """Opens and closes periods; closing is refused while somebody is missing, who is named."""

    TITLE = N_("Periods")
    MENU = (
        "evaluation.edit-period",
        "evaluation.close-period",
        "evaluation.reopen-period",
        None,
        "evaluation.add-period",
    )

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self._latest_missing = Latest()
        self.note = label("", "muted")
        self.bar.addWidget(self.note, 1)
        self.buttons = (
            self.add_button("evaluation.edit-period", _("Due days…")),
            self.add_button("evaluation.close-period"),
            self.add_button("evaluation.add-period", primary=True),
        )
        self.reopen = self.add_button("evaluation.reopen-period", _("Reopen…"))
        names = (_("Evaluation periods"), "evaluation.periods")
        self.table, self.model = add_table(self, COLUMNS, names)
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self._follow())
        self.table.activated_row.connect(lambda _index: self._edit())
        self._build()
        self._declare()

    def refresh(self) -> None:
        """Show the periods, and who is missing in the selected one."""
        periods = self.screen_.periods
        for one in self.buttons:
            one.setVisible(periods.may_edit)
        self.reopen.setVisible(periods.may_reopen)
        refill(self.table, [Shown(row) for row in periods.rows], self.period_id or "")
        self.pages.setCurrentIndex(0 if periods.rows else 1)
        count = len(periods.rows)
        self.note.setText(ngettext("{n} period", "{n} periods", count).format(n=count))
        self._follow()

    def focus(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def show_item(self, item_id: str) -> None:
        """Select a period."""
        self.table.select_id(item_id)

    @property
    def selected(self) -> Shown | None:
        """The current period."""
        row = self.model.row(self.table.currentIndex().row())
        return row if isinstance(row, Shown) else None

    def _build(self) -> None:
        detail = QWidget()
        column = QVBoxLayout(detail)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        self.heading = label("", "section", wrap=True)
        self.told = label("", "muted", wrap=True)
        names = (_("Who is missing"), "evaluation.missing")
        self.missing, self.missing_model = add_table(self, MISSING, names)
        self.missing.activated_row.connect(lambda _index: self._open_missing())
        for one in (self.heading, self.told):
            column.addWidget(one)
        column.addWidget(self.missing, 1)
        column.addStretch(0)
        empty = EmptyState(
            "calendar",
            _("There is no evaluation period yet"),
            _("An administrator or planner opens the month, the quarter or the year."),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(Beside(self.table, detail))
        self.pages.addWidget(empty)
        self.column.addWidget(self.pages, 1)

    def _declare(self) -> None:
        self.on("evaluation.add-period", self._add, lambda: self.screen_.periods.may_edit)
        self.on("evaluation.edit-period", self._edit, self._may_change)
        self.on("evaluation.close-period", self._close, self._may_change)
        self.on("evaluation.reopen-period", self._reopen, self._may_reopen)

    def _may_change(self) -> bool:
        row = self.selected
        return self.screen_.periods.may_edit and row is not None and not row.is_closed

    def _may_reopen(self) -> bool:
        row = self.selected
        return self.screen_.periods.may_reopen and row is not None and row.is_closed

    def _follow(self) -> None:
        row = self.selected
        self.actions_.update()
        self.missing.setVisible(False)
        if row is None:
            return
        self.heading.setText(row.name)
        self.told.setText(_("Closed: everything is kept to be read.") if row.is_closed else "")
        if not row.is_closed:
            reply = self._latest_missing.only(self._show_missing)
            Query(partial(load.missing, row.id)).success(reply).run(self)

    def _show_missing(self, missing: "list[Missing]") -> None:
        refill(self.missing, [MissingRow(one) for one in missing])
        self.missing.setVisible(bool(missing))
        count = len(missing)
        text = ngettext("{n} person is not done yet.", "{n} people are not done yet.", count)
        self.told.setText(
            text.format(n=count) if missing else _("Everybody is done; the period can be closed.")
        )

    def _open_missing(self) -> None:
        row = self.missing_model.row(self.missing.currentIndex().row())
        period = self.selected
        if row is None or period is None:
            return
        self.screen_.choose_period(period.id)
        if row.evaluation_id:
            self.screen_.open_item("unit", row.evaluation_id)
        else:
            self.screen_.open_item("unit", "")

    def _add(self) -> None:
        dialog = PeriodDialog(self, None)
        dialog.saved.connect(self._opened)
        dialog.open()

    def _opened(self, period_id: str) -> None:
        self.screen_.show_next(period_id)
        self.screen_.tell_done(_("The period is open."))

    def _edit(self) -> None:
        row = self.selected
        if row is not None and self._may_change():
            self.ask(PeriodDialog(self, row.period), _("The due days were changed."))

    def _close(self) -> None:
        row = self.selected
        if row is not None:
            said = _("{period} is closed. Its results are kept as they were approved.")
            call = partial(load.close_period, row.id)
            self.write(call, _("Close the period"), said.format(period=cased(row.name)))

    def _reopen(self) -> None:
        row = self.selected
        if row is None:
            return
        note = _(
            "Its tasks can be changed again; what is approved stays until it is reopened itself."
        )
        title, about = _("Reopen the period"), cased(row.name)
        asking = Asking(title, about, _("Reason"), _("Reopen"), note)
        dialog = ReasonDialog(self, asking, partial(load.reopen_period, row.id))
        self.ask(dialog, _("The period is open again."))
