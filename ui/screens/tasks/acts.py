"""What is done with the tasks at the cursor: the dialog or command of each act."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex

from okrdesk.domain.tasks import CauseState, FaultKind, TaskState
from okrdesk.i18n import _, ngettext
from ui.history import open_history
from ui.operations import Command
from ui.screens.tasks import write
from ui.screens.tasks.assign_dialog import AssignDialog
from ui.screens.tasks.cause_files import open_file
from ui.screens.tasks.dialogs import (
    CauseDialog,
    DeliverDialog,
    FaultDialog,
    RollOverDialog,
    ShareDialog,
    about,
)
from ui.screens.tasks.judge_dialog import JudgeCauseDialog
from ui.widgets.comment_dialog import Asking, ReasonDialog
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from ui.screens.tasks.screen import TasksScreen

_OPEN = (TaskState.REGISTERED, TaskState.RETURNED, TaskState.ACCEPTED, TaskState.DONE)
_TO_ACCEPT = (TaskState.REGISTERED, TaskState.RETURNED)
_FAULTS = {"errors": FaultKind.CONTENT, "delays": FaultKind.DELAY}


class Acts:
    """Acts on the rows of the screen that are selected."""

    def __init__(self, screen: "TasksScreen") -> None:
        self._screen = screen

    # What is possible with the rows selected

    def may_deliver(self) -> bool:
        """Say whether something may be recorded as delivered."""
        row = self._screen.row_here()
        return self.may_ask_cause() and row.state is not TaskState.DONE

    def may_accept(self) -> bool:
        """Say whether some of the rows may be accepted."""
        return bool(self._to(_TO_ACCEPT))

    def may_give_back(self) -> bool:
        """Say whether some of the rows may be given back."""
        return bool(self._to((TaskState.REGISTERED,)))

    def may_note_fault(self) -> bool:
        """Say whether errors or delays may be noted on the rows."""
        return bool(self._to(_OPEN))

    def may_ask_cause(self) -> bool:
        """Say whether an objective cause may be asked for the row at the cursor."""
        row = self._screen.row_here()
        return row is not None and row.state in _OPEN and self._screen.rights.may_edit(row)

    def may_judge_cause(self) -> bool:
        """Say whether an objective cause of the row at the cursor waits for one's word."""
        row = self._screen.row_here()
        is_asked = row is not None and row.cause is CauseState.ASKED
        return is_asked and self._screen.rights.may_confirm(row)

    def may_share(self) -> bool:
        """Say whether co-workers of the row at the cursor may be set."""
        row = self._screen.row_here()
        if row is None or row.state not in _OPEN or not self._screen.rights.may_edit(row):
            return False
        return row.assigned_by is None or self._screen.rights.may_assign(row)

    def may_roll_over(self) -> bool:
        """Say whether some of the rows may be rolled over."""
        return bool(self._to((TaskState.ACCEPTED,)))

    def may_cancel(self) -> bool:
        """Say whether some of the rows may be cancelled."""
        return bool(self._to(_OPEN))

    def may_remove(self) -> bool:
        """Say whether the rows may be taken away."""
        rows = self._screen.rows_here()
        return bool(rows) and all(
            self._screen.rights.may_assign(row)
            if row.state.is_agreed
            else self._screen.rights.may_edit(row)
            for row in rows
        )

    def has_key_result(self) -> bool:
        """Say whether the row at the cursor serves a key result."""
        row = self._screen.row_here()
        return row is not None and row.key_result_id is not None

    # Acts

    def assign(self) -> None:
        """Give a task to several people."""
        listed = self._screen.listed
        if listed is not None:
            people = [one for one in listed.reach.colleagues if one.id in listed.reach.may_assign]
            dialog = AssignDialog(self._screen.rows.book, people, self._screen)
            text = _("The task was assigned.")
            self._open(dialog, text)

    def deliver(self) -> None:
        """Record what was delivered of the task at the cursor: all that is left, unless said."""
        row = self._screen.row_here()
        left = max(row.quantity - row.done, 0) or None
        self._open(
            DeliverDialog(row, {"quantity": left, "done_on": self._today()}, None, self._screen),
            _("What was delivered is recorded."),
        )

    def accept(self) -> None:
        """Accept the rows that wait for it."""
        ids = [row.id for row in self._to(_TO_ACCEPT)]
        text = ngettext("{n} task was accepted.", "{n} tasks were accepted.", len(ids))
        self._run(partial(write.accept, ids), _("Accept"), text.format(n=len(ids)))

    def give_back(self) -> None:
        """Give rows back to their owners."""
        rows = self._to((TaskState.REGISTERED,))
        call = partial(write.give_back, [row.id for row in rows])
        field, button = _("What is to be put right"), _("Give back")
        asking = Asking(_("Give the task back"), about(rows), field, button)
        self._open(ReasonDialog(self._screen, asking, call), _("It was given back."))

    def cancel(self) -> None:
        """Cancel rows for good."""
        rows = self._to(_OPEN)
        call = partial(write.cancel, [row.id for row in rows])
        hint = _("A cancelled task stays in the list. How it counts, the rules say.")
        title = _("Cancel the task")
        asking = Asking(title, about(rows), _("Reason"), title, hint)
        self._open(ReasonDialog(self._screen, asking, call), _("It was cancelled."))

    def note_fault(self, kind: FaultKind = FaultKind.CONTENT, count: int = 1) -> None:
        """Note errors or delays on rows."""
        rows = self._to(_OPEN)
        start = {"kind": kind, "count": count, "noted_on": self._today()}
        self._open(FaultDialog(rows, start, self._screen), _("It was noted."))

    def ask_cause(self) -> None:
        """Ask that errors and delays of the task at the cursor be excused."""
        row = self._screen.row_here()
        start = {
            "content_errors": max(row.content_errors - row.exempt_errors, 0),
            "delays": max(row.delays - row.exempt_delays, 0),
            "from_on": row.start_on,
            "to_on": row.due_on,
        }
        self._open(CauseDialog(row, start, self._screen), _("The request was sent on."))

    def judge_cause(self) -> None:
        """Decide on the objective cause of the task at the cursor that waits the longest."""
        row, detail = self._screen.row_here(), self._screen.detail.detail
        if row is None or detail is None or detail.row.id != row.id:
            return
        asked = [one for one in detail.causes if one.state is CauseState.ASKED]
        if asked:
            dialog = JudgeCauseDialog(asked[0], self._screen)
            self._open(dialog, _("Your decision was noted."))

    def share(self) -> None:
        """Set the co-workers of the task at the cursor."""
        dialog = ShareDialog(self._screen.row_here(), self._screen)
        self._open(dialog, _("The shares were written."))

    def roll_over(self) -> None:
        """Move what is left of rows to later days."""
        rows = self._to((TaskState.ACCEPTED,))
        dialog = RollOverDialog(rows, {"start_on": self._today()}, self._screen)
        self._open(dialog, _("What is left was rolled over."))

    def remove(self) -> None:
        """Take rows away that nobody accepted."""
        ids = [row.id for row in self._screen.rows_here()]
        text = ngettext("{n} row was taken away.", "{n} rows were taken away.", len(ids))
        self._run(partial(write.remove, ids), _("Remove tasks"), text.format(n=len(ids)))

    def show_history(self) -> None:
        """Show what happened to the task at the cursor, with all that hangs on it."""
        row, detail = self._screen.row_here(), self._screen.detail.detail
        ids = [row.id]
        if detail is not None and detail.row.id == row.id:
            parts = (detail.deliveries, detail.faults, detail.causes, detail.decisions)
            ids += [one.id for part in parts for one in part]
        open_history(self._screen, ids, row.title)

    def open_key_result(self) -> None:
        """Show the key result that the task at the cursor serves."""
        row = self._screen.row_here()
        self._screen.desktop.go.emit("objectives", "key_result", row.key_result_id)

    def on_fact(self, index: QModelIndex, typed: str) -> None:
        """Do what belongs to a fact that was typed at: note a fault, ask for a cause."""
        name = self._screen.rows.cells[index.column()].id
        if name in _FAULTS and self.may_note_fault():
            self.note_fault(_FAULTS[name], int(typed) if typed.isdigit() and typed != "0" else 1)
        elif name == "cause" and self.may_judge_cause():
            self.judge_cause()
        elif name == "cause" and self.may_ask_cause():
            self.ask_cause()

    def on_double_click(self, index: QModelIndex) -> None:
        """Do what belongs to a fact; other cells open their editor by themselves."""
        if not self._screen.rows.cells[index.column()].is_typed:
            self.on_fact(index, "")

    def follow(self, link: str) -> None:
        """Follow a link in the text of a task."""
        verb, _colon, id = link.partition(":")
        detail = self._screen.detail.detail
        if verb == "open" and detail is not None:
            open_file(self._screen, detail.causes, link)
        elif verb == "key_result":
            self._screen.desktop.go.emit("objectives", "key_result", id)
        elif verb == "directive_item":
            self._screen.desktop.go.emit("directives", verb, id)
        elif verb == "task":
            self._screen.open_item("task", id)
        elif verb == "withdraw":
            self._run(partial(write.withdraw_fault, id), _("Take back"), _("It was taken back."))
        elif verb == "correct" and detail is not None:
            self._correct(detail, id)

    def _correct(self, detail: Any, delivery_id: str) -> None:
        entry = next(one for one in detail.deliveries if one.id == delivery_id)
        start = {"quantity": entry.quantity, "done_on": entry.done_on, "note": entry.note}
        dialog = DeliverDialog(detail.row, start, delivery_id, self._screen)
        self._open(dialog, _("The delivery was put right."))

    def _to(self, states: Sequence[TaskState]) -> list[Any]:
        """Return the rows in one of some states that this person may decide on."""
        may = self._screen.rights.may_assign
        return [row for row in self._screen.rows_here() if row.state in states and may(row)]

    def _today(self) -> Any:
        return self._screen.keyboard.usual.today

    def _open(self, dialog: Dialog, text: str) -> None:
        dialog.saved.connect(lambda _done: self._screen.tell_done(text))
        dialog.open()

    def _run(self, call: Any, title: str, text: str) -> None:
        told = partial(self._told, text)
        Command(call, title=title).success(told).run(self._screen)

    def _told(self, text: str, _done: Any) -> None:
        self._screen.tell_done(text)
