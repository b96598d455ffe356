"""The page Phiếu của tôi: the own sheet of the period, prefilled, marked and sent."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.i18n import N_, _
from ui.operations import Command, Query
from ui.problems import sentence_of
from ui.screens.evaluation import load
from ui.screens.evaluation.course import step_text
from ui.screens.evaluation.sheet_page import SheetPage
from ui.screens.evaluation.wording import STATE_ROLES, state_text
from ui.widgets.chips import Chip
from ui.widgets.comment_dialog import Asking
from ui.widgets.empty import EmptyState
from ui.widgets.text import ElidedLabel

if TYPE_CHECKING:
    from okrdesk.services.evaluation_sheets import EvaluationSheet
    from ui.screens.evaluation.screen import EvaluationScreen


class OwnPage(SheetPage):
    """Prepared from the tasks with one key, marked by the keyboard, sent with Ctrl+Enter."""

    TITLE = N_("My evaluation")

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self.state = Chip("", "idle")
        self.note = ElidedLabel()
        self.note.setProperty("type", "muted")
        self.bar.addWidget(self.state)
        self.bar.addWidget(self.note, 1)
        self.complain = self.add_button("evaluation.complain", _("Complaint…"))
        course = self.add_button("evaluation.course", _("Course"))
        self.fill = self.add_button("evaluation.fill", _("Full marks"))
        self.buttons = (course, self.add_button("evaluation.print", _("Print…")))
        self.send = self.add_button("evaluation.send", _("Send"), primary=True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.editor)
        self.column.addWidget(self.pages, 1)
        self.on("evaluation.send", self._send, lambda: self.may(StepKind.SUBMIT))
        self.on("evaluation.complain", self._complain, lambda: self.may(StepKind.COMPLAIN))

    def refresh(self) -> None:
        """Read the own sheet of the period."""
        period_id = self.period_id
        if period_id is None:
            self._show_no_period()
            return
        query = Query(partial(load.own, period_id)).success(self.latest.only(self._fill))
        query.run(self)

    def show_item(self, item_id: str) -> None:
        """Show the own sheet of a period."""
        self.screen_.choose_period(item_id)

    def focus(self) -> None:
        """Put the cursor on the first mark to give, or on what there is to do instead."""
        page = self.pages.currentWidget()
        if page is self.editor:
            self.editor.focus()
        elif page is not None:
            for one in page.findChildren(QPushButton)[:1]:
                one.setFocus()

    def _fill(self, opened: load.Opened | None) -> None:
        if opened is None:
            self._show_unprepared()
            return
        is_new = self.opened is None or self.opened.sheet.id != opened.sheet.id
        self.show_opened(opened)
        self._show_standing(opened)
        self.pages.setCurrentWidget(self.editor)
        if is_new and self.isVisible():
            self.editor.focus()

    def _show_standing(self, opened: load.Opened) -> None:
        sheet = opened.sheet
        for one in (self.state, *self.buttons):
            one.show()
        self.state.set_word(state_text(sheet.state), STATE_ROLES[sheet.state])
        self.note.setText(standing_text(sheet, opened.today))
        self.send.setVisible(self.may(StepKind.SUBMIT))
        self.fill.setVisible(self._may_fill())
        self.complain.setVisible(self.may(StepKind.COMPLAIN))

    def _send(self) -> None:
        opened = self.opened
        if opened is None:
            return
        self._timer.stop()
        call = partial(load.submit, opened.sheet.id, self.editor.typed)
        command = Command(call, title=_("Send the evaluation")).success(self._sent)
        command.failure(self._not_sent).run(self)

    def _sent(self, _done: Any) -> None:
        self.screen_.tell(_("The evaluation was sent to your head."), _("Print…"), self.print)

    def _not_sent(self, error: BaseException) -> None:
        """Say what is missing, and put the cursor there."""
        self.show_problem(error)
        self.editor.go_to_missing()

    def _complain(self) -> None:
        opened = self.opened
        if opened is None:
            return
        until = opened.sheet.complain_until
        note = _("It may be filed until {date}.").format(date=format_date(until)) if until else ""
        asking = Asking(
            _("File a complaint"),
            opened.sheet.period.name,
            _("What you ask to be looked at again, and why"),
            _("File the complaint"),
            note,
        )
        self.ask_words("complain", asking, _("The complaint was filed."))

    def _prepare(self) -> None:
        if self.period_id is not None:
            call = partial(load.prepare, self.period_id)
            command = Command(call, title=_("Prepare the evaluation"))
            command.failure(self._cannot_prepare).run(self)

    def _cannot_prepare(self, error: BaseException) -> None:
        self._show_empty(
            EmptyState("slip", _("Your evaluation cannot be prepared yet"), sentence_of(error))
        )

    def _show_unprepared(self) -> None:
        rows = self.screen_.periods.rows
        if any(row.period.is_closed for row in rows if row.period.id == self.period_id):
            title = _("You have no evaluation in this period")
            self._show_empty(EmptyState("slip", title, _("The period is closed.")))
            return
        text = _("It is filled in from your tasks; last period's general marks are taken over.")
        title = _("Your evaluation of this period is not prepared yet")
        button = _("Prepare it from my tasks")
        self._show_empty(EmptyState("slip", title, text, button, self._prepare))

    def _show_no_period(self) -> None:
        title = _("There is no evaluation period yet")
        text = _("An administrator or planner opens the month, the quarter or the year.")
        self._show_empty(EmptyState("calendar", title, text))

    def _show_empty(self, state: QWidget) -> None:
        self.opened = None
        self.state.hide()
        self.note.setText("")
        for one in (self.send, self.fill, self.complain, *self.buttons):
            one.hide()
        while self.pages.count() > 1:
            if (old := self.pages.widget(1)) is not None:
                self.pages.removeWidget(old)
                old.deleteLater()
        self.pages.addWidget(state)
        self.pages.setCurrentWidget(state)
        self.actions_.update()
        if self.isVisible():
            self.focus()


def standing_text(sheet: "EvaluationSheet", today: date) -> str:
    """Return the last word on a sheet, or by when it is to be sent."""
    complaint = sheet.complaint
    if complaint is not None and complaint.answer is not None:
        return _("Complaint answered by {who}: {text}").format(
            who=complaint.answered_by, text=complaint.answer
        )
    if complaint is not None:
        due = complaint.answer_due_on
        if due is None:
            return _("The complaint waits for its answer.")
        return _("The complaint is answered by {date}.").format(date=format_date(due))
    if sheet.state in (EvaluationState.PREPARED, EvaluationState.SELF):
        due = sheet.period.dues.self_due_on
        if due is None:
            return ""
        text = _("It was to be sent by {date}") if due < today else _("Send it by {date}")
        return text.format(date=format_date(due))
    if not sheet.steps:
        return ""
    last = sheet.steps[-1]
    return f"{step_text(last)}: {last.comment}" if last.comment else step_text(last)
