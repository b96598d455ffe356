"""The dialog of a cycle: from its code (2026, 2026-Q4, 2026-10) the rest is proposed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from okrdesk.domain.objective import Cycle, CycleKind, CycleState
from okrdesk.errors import OkrError
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.sentences import explain
from ui.operations import Command, Query
from ui.screens.admin import load
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, TextEdit
from ui.widgets.form import Form

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_PAUSE_MS = 250
_LENGTHS = tuple(CycleKind)


class CycleDialog(Dialog):
    """Adds a cycle, or edits the one with `cycle_id`; `saved` carries (id, name)."""

    def __init__(self, owner: QWidget, cycle_id: str | None = None) -> None:
        super().__init__(_("Edit cycle") if cycle_id else _("Add cycle"), owner, width=70)
        self._cycle_id = cycle_id
        self._kind: CycleKind | None = None
        self._rows: tuple[Any, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._propose)
        self.form = Form(columns=2)
        self._add_fields()
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.save.setEnabled(False)
        Query(partial(load.cycle_facts, cycle_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _add_fields(self) -> None:
        self.code = TextEdit("2026-Q4", limit=20)
        help_text = _("A year, a quarter or a month: 2026, 2026-Q4, 2026-10.")
        self.form.add("code", _("Code"), self.code, required=True, help_text=help_text, half=True)
        self.code.edited.connect(self._timer.start)
        self.above = ChoiceBox(empty=_("(none)"))
        self.form.add("parent_id", _("Cycle above"), self.above, half=True)
        self.form.add("name", _("Name"), TextEdit(limit=100))
        self.form.add("start_on", _("Start"), DateEdit(), required=True, half=True)
        self.form.add("end_on", _("End"), DateEdit(), required=True, half=True)

    def _fill(self, facts: load.CycleFacts) -> None:
        self._rows = facts.rows
        self._offer_above()
        if facts.cycle is not None:
            self._show(facts.cycle, {"code": facts.cycle.code})
        self.save.setEnabled(True)
        self.code.setFocus()

    def _propose(self) -> None:
        self._ask(self._take)

    def _ask(self, take: Callable[[str, Cycle], None]) -> None:
        """Ask what the code stands for; an answer that comes too late is not taken."""
        code = self.code.value()
        if code is not None:
            query = Query(partial(load.proposal, code)).success(partial(take, code))
            query.failure(partial(self._refuse, code)).run(self)

    def _take(self, code: str, cycle: Cycle) -> None:
        if code == self.code.value():
            self.form.row("code").set_error("")
            self._show(cycle, {})

    def _refuse(self, code: str, error: BaseException) -> None:
        if not isinstance(error, OkrError):
            self.show_problem(error)
        elif code == self.code.value():
            self._kind = None
            self.form.row("code").set_error(explain(error))
            self.form.focus_first_error()

    def _show(self, cycle: Cycle, more: dict[str, Any]) -> None:
        self._kind = cycle.kind
        self._offer_above()
        names = ("name", "start_on", "end_on", "parent_id")
        for name, value in {**more, **{one: getattr(cycle, one) for one in names}}.items():
            self.form.row(name).editor.set_value(value)  # type: ignore[attr-defined]
        self.form.row("code").set_help(name_of(cycle.kind))

    def _offer_above(self) -> None:
        """Offer the cycles of a longer kind."""
        longer = _LENGTHS[: _LENGTHS.index(self._kind)] if self._kind else _LENGTHS
        rows = [row for row in self._rows if row.kind in longer and row.id != self._cycle_id]
        self.above.set_choices([Choice(row.id, row.name) for row in rows])

    def _save(self) -> None:
        if self._timer.isActive() or (self._kind is None and self.code.value()):
            # Enter came before the answer: take the proposal first, then save.
            self._timer.stop()
            self._ask(self._take_and_save)
        else:
            self._write()

    def _take_and_save(self, code: str, cycle: Cycle) -> None:
        self._take(code, cycle)
        self._write()

    def _write(self) -> None:
        values = self.form.values()
        if values is None or self._kind is None:
            return
        cycle = Cycle(
            id=self._cycle_id or "",
            kind=self._kind,
            state=CycleState.DRAFT,
            **values | {"name": values["name"] or ""},
        )
        title = _("Edit cycle") if self._cycle_id else _("Add cycle")
        done = partial(self._done, cycle.name)
        Command(partial(_write, cycle), title=title).success(done).run(self.form)

    def _done(self, name: str, done: Any) -> None:
        self.finish((done.value, name))


def _write(cycle: Cycle, desk: "Desk") -> Any:
    from okrdesk.services.cycles import add_cycle, edit_cycle

    return edit_cycle(desk, cycle) if cycle.id else add_cycle(desk, cycle)
