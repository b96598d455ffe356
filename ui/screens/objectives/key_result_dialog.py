"""The dialog for one key result, new or changed."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from okrdesk.domain.advice import advise_key_result_count
from okrdesk.domain.objective import KeyResult
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.operations import Command, Query
from ui.screens.objectives import editing
from ui.screens.objectives.detailed_dialog import DetailedDialog
from ui.screens.objectives.key_result_form import Frame, KeyResultForm
from ui.screens.objectives.weights import weight_sum_text
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_PAUSE_MS = 250


class KeyResultDialog(DetailedDialog):
    """Edits the key result `key_result_id`, or a new one under the objective where it is None.

    A `draft` fills in what is known of a new one already.
    """

    def __init__(
        self,
        objective_id: str,
        key_result_id: str | None,
        parent: QWidget,
        draft: KeyResult | None = None,
    ) -> None:
        title = _("Edit key result") if key_result_id else _("New key result")
        super().__init__(title, parent, width=78)
        self._draft = draft
        self._start: editing.KeyResultStart | None = None
        self.objective = label("", "muted", wrap=True)
        self.form = KeyResultForm(self, first=False)
        self.body.addWidget(self.objective)
        self.body.addWidget(self.form)
        self.add_more(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.save.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._advise)
        self.form.edited.connect(self._timer.start)
        self.form.reason_asked.connect(self.grow)
        self.form.weight.edited.connect(self._sum_up)
        call = partial(editing.key_result_start, objective_id, key_result_id)
        Query(call).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _fill(self, start: editing.KeyResultStart) -> None:
        self._start = start
        said = _("Key result of: {title}").format(title=start.objective.title)
        self.objective.setText(said)
        if start.key_result is not None:
            self.form.show_key_result(start.key_result)
            self.form.guard_target(start.is_approved)
        elif self._draft is not None:
            self.form.show_key_result(self._draft)
        else:
            self.form.owner.choose(start.objective.owner)
        self.save.setEnabled(True)
        self._sum_up()
        self.form.row("title").editor.setFocus()
        self.grow()

    def _sum_up(self) -> None:
        if self._start is None:
            return
        try:
            weight = self.form.weight.value()
        except Refused:
            return
        said = weight_sum_text([*self._start.others, weight])
        self.form.row("weight").set_help(said)

    def _frame(self) -> Frame | None:
        if self._start is None:
            return None
        above = self._start.objective
        return Frame(above.start_on, above.end_on, above.owner)

    def _advise(self) -> None:
        start = self._start
        advice = self.form.current_advice(self._frame())
        if start is not None and start.key_result is None:
            advice += advise_key_result_count(len(start.others) + 1)
        self.form.advice.show_advice(advice)
        self.grow()

    def _save(self) -> None:
        start, frame = self._start, self._frame()
        if start is None or frame is None:
            return
        made = self.form.key_result(start.key_result or self._draft, frame)
        self.grow()
        if made is None:
            return
        if start.key_result is not None:
            call = partial(_edit, made, self.form.reason.value() or "")
            command = Command(call, title=_("Edit key result"))
        else:
            placed = replace(made, objective_id=start.objective.id, ordinal=len(start.others))
            command = Command(partial(_add, placed), title=_("Add key result"))
        command.success(self.finish).run(self.form)


def _add(key_result: KeyResult, desk: "Desk") -> Any:
    from okrdesk.services.key_results import add_key_result

    return add_key_result(desk, key_result)


def _edit(key_result: KeyResult, reason: str, desk: "Desk") -> Any:
    from okrdesk.services.key_results import edit_key_result

    return edit_key_result(desk, key_result, reason)
