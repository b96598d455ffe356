"""The dialogs of words on work: a comment, a return, a question with its day, an answer, a cause.

Each writes by a service on the database thread; `tell` is what the page says when it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.tasks import CauseKind
from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.sentences import explain
from ui.checkin.evidence_part import EvidencePart
from ui.operations import Command
from ui.widgets.comment_dialog import Asking, CommentDialog, ReasonDialog
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, NoteEdit
from ui.widgets.form import FieldRow, Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Page:
    """Where words are said: the widget that owns the dialogs, and how it tells what was done."""

    owner: QWidget
    tell: Tell

    def done(self, text: str) -> Callable[[Any], None]:
        """Return what follows a word that was written."""
        return lambda _done: self.tell(text)


def acknowledge(page: Page, check_in_ids: tuple[str, ...]) -> None:
    """Take note of check-ins, at once."""
    command = Command(partial(_acknowledge, check_in_ids), title=_("Acknowledge"))
    command.success(page.done(_("Noted."))).run(page.owner)


def give_back(page: Page, check_in_id: str, about: str) -> None:
    """Ask for the reason and return a check-in."""
    note = _("The officer sees it among the returned ones and corrects it; nothing is lost.")
    asking = Asking(_("Return the check-in"), about, _("Reason"), _("Return it"), note)
    dialog = ReasonDialog(page.owner, asking, partial(_give_back, check_in_id))
    dialog.saved.connect(page.done(_("The check-in was returned.")))
    dialog.open()


def comment(page: Page, subject: tuple[str, str], about: str) -> None:
    """Ask for a comment on an objective, key result or check-in, given as (entity, id)."""
    asking = Asking(_("Comment"), about, _("Comment"), _("Save"))
    dialog = ReasonDialog(page.owner, asking, partial(_comment, *subject))
    dialog.saved.connect(page.done(_("The comment was kept.")))
    dialog.open()


def answer(page: Page, ask_id: str, about: str, question: str) -> None:
    """Ask for the explanation that is owed."""
    asking = Asking(_("Explain"), about, _("Your explanation"), _("Send"), question)
    dialog = ReasonDialog(page.owner, asking, partial(_answer, ask_id))
    dialog.saved.connect(page.done(_("The explanation was kept beside the question.")))
    dialog.open()


class AskDialog(CommentDialog):
    """Asks why a key result is red, to be answered by a day."""

    def __init__(self, page: Page, key_result_id: str, about: str) -> None:
        title, field = _("Ask for an explanation"), _("What is to be explained")
        super().__init__(title, page.owner, field, needed=True)
        self._id, self._title = key_result_id, title
        self.due = DateEdit()
        self.due_row = FieldRow(_("Answer by"), self.due, required=True)
        self.body.addWidget(label(about, "section", wrap=True))
        self.body.addWidget(self.row)
        self.body.addWidget(self.due_row)
        self.body.addStretch(1)
        self.add_primary(_("Send"), self._ask)
        self.saved.connect(page.done(_("The question was sent to the officer.")))

    def show_problem(self, error: BaseException) -> None:
        """Show what is wrong with the day at its field."""
        if isinstance(error, OkrError) and error.field == "due_on":
            self.due_row.set_error(explain(error))
            self.due.setFocus()
        else:
            super().show_problem(error)

    def _ask(self) -> None:
        self.due_row.set_error("")
        try:
            due = self.due.value()
        except OkrError as error:
            self.due_row.set_error(explain(error))
            return
        if due is None:
            self.due_row.set_error(_("Say by which day."))
            self.due.setFocus()
            return
        self.say(partial(_ask, self._id, self.words(), due), self._title)


class ExcuseDialog(Dialog):
    """Asks that a cause be confirmed, by which nothing is overdue in its period."""

    def __init__(self, page: Page, key_result_id: str, about: str) -> None:
        title = _("Ask to confirm an objective cause")
        super().__init__(title, page.owner, width=72)
        self._id, self._title = key_result_id, title
        self.form = Form()
        kinds = [Choice(kind, name_of(kind)) for kind in CauseKind]
        self.form.add("kind", _("Cause"), ChoiceBox(kinds))
        self.form.add("from_on", _("From"), DateEdit(), half=True, required=True)
        self.form.add("to_on", _("To"), DateEdit(), half=True)
        help_text = _(
            "Once confirmed, no check-in is overdue in these days; the number stays as it is."
        )
        text = _("What happened, and how it hindered the work")
        self.form.add("reason", text, NoteEdit(3), required=True, help_text=help_text)
        self.evidence = EvidencePart(())
        self.form.add_widget(self.evidence)
        self.body.addWidget(label(about, "section", wrap=True))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Ask"), self._save)
        self.saved.connect(page.done(_("The request waits for the competent authority.")))

    def open(self) -> None:
        """Show the dialog with the keyboard at the cause."""
        super().open()
        self.form.row("kind").editor.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text or chosen files would be lost."""
        return self.form.is_dirty() or bool(self.evidence.typed())

    def _save(self) -> None:
        values = self.form.values()
        if values is None or self.evidence.is_reading():
            return
        call = partial(_excuse, self._id, values, self.evidence.files())
        Command(call, title=self._title).success(self.finish).run(self.form)


def _acknowledge(ids: tuple[str, ...], desk: "Desk") -> Any:
    from okrdesk.services.remarks import acknowledge

    return acknowledge(desk, ids)


def _give_back(id: str, words: str, desk: "Desk") -> Any:
    from okrdesk.services.remarks import return_check_in

    return return_check_in(desk, id, words)


def _comment(entity: str, id: str, words: str, desk: "Desk") -> Any:
    from okrdesk.services.remarks import comment

    return comment(desk, entity, id, words)


def _answer(ask_id: str, words: str, desk: "Desk") -> Any:
    from okrdesk.services.remarks import answer

    return answer(desk, ask_id, words)


def _ask(id: str, words: str, due: Any, desk: "Desk") -> Any:
    from okrdesk.services.remarks import ask_explanation

    return ask_explanation(desk, id, words, due)


def _excuse(id: str, values: dict[str, Any], files: tuple[Any, ...], desk: "Desk") -> Any:
    from okrdesk.services.causes import CauseEntry, ask_exemption

    entry = CauseEntry(
        kind=values["kind"],
        reason=values["reason"],
        from_on=values["from_on"],
        to_on=values["to_on"],
        key_result_id=id,
        evidence=files,
    )
    return ask_exemption(desk, entry)
