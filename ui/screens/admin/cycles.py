"""The section Chu kỳ: the cycles, and the way of the selected one from draft to closed."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from okrdesk.domain.dates import format_date
from okrdesk.domain.objective import CycleState
from okrdesk.domain.permissions import Right
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.closing.wizard import ClosingWizard
from ui.history import open_history
from ui.operations import Latest, Query
from ui.screens.admin import load
from ui.screens.admin.cycle_dialog import CycleDialog
from ui.screens.admin.state_steps import StateSteps
from ui.screens.admin.table_section import TableSection
from ui.widgets.buttons import button
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import ElidedLabel, card, label

if TYPE_CHECKING:
    from okrdesk.services.cycles import CycleRow
    from okrdesk.services.desk import Desk
    from ui.screens.admin.screen import AdminScreen

# The order is that of need: in a narrow window the last ones are reached by scrolling.
COLUMNS = (
    Column("name", N_("Cycle"), text=lambda row: row.name, width=32),
    Column("state", N_("State"), text=lambda row: name_of(row.state), width=15),
    Column("start", N_("Start"), text=lambda row: format_date(row.start_on), width=12),
    Column("end", N_("End"), text=lambda row: format_date(row.end_on), width=12),
    Column(
        "objectives",
        N_("Objectives"),
        text=lambda row: str(row.objectives or ""),
        width=9,
        right=True,
    ),
    Column("code", N_("Code"), text=lambda row: row.code, width=9, muted=True),
    Column("kind", N_("Kind"), text=lambda row: name_of(row.kind), width=8, muted=True),
    Column("above", N_("Lies in"), text=lambda row: row.parent_code, width=9, muted=True),
)
_MEANINGS = {
    CycleState.DRAFT: N_("Objectives are written now; check-ins begin when the cycle runs."),
    CycleState.SUBMITTED: N_("Waits for approval; check-ins begin when the cycle runs."),
    CycleState.RUNNING: N_("Key results are checked in."),
    CycleState.CLOSING: N_("The last check-ins are entered; after that the cycle is closed."),
    CycleState.CLOSED: N_("Everything is kept to be read; nothing can be changed any more."),
}
_STEPS = {
    (CycleState.DRAFT, CycleState.SUBMITTED): N_("Submit for approval"),
    (CycleState.SUBMITTED, CycleState.RUNNING): N_("Approve and run"),
    (CycleState.SUBMITTED, CycleState.DRAFT): N_("Return to draft"),
    (CycleState.RUNNING, CycleState.CLOSING): N_("Begin closing"),
    (CycleState.RUNNING, CycleState.DRAFT): N_("Return to draft"),
    (CycleState.CLOSING, CycleState.CLOSED): N_("Close the cycle"),
}


class CyclesSection(TableSection):
    """Years, quarters and months; the state of the selected one is changed by buttons."""

    RIGHT = Right.EDIT_CYCLES
    WATCHES = frozenset({"cycle", "objective"})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest_steps = Latest()
        self._next: dict[CycleState, tuple[CycleState, ...]] = {}
        self._reached: tuple[str, CycleState] | None = None
        self.add_buttons({"cycle.edit": _("Edit"), "cycle.history": _("History")})
        self.add_head_button("cycle.add", primary=True)
        empty = EmptyState("calendar", _("There is no cycle yet."), _("Begin with the year."))
        self.add_table(COLUMNS, (_("Cycles"), "cycles"), empty)
        self._build_card()
        self.on("cycle.add", self._add, lambda: self.may_edit)
        self.on("cycle.edit", self.open_selected, self._may_open)
        self.on("cycle.history", self._history, lambda: self.selected)

    def refresh(self) -> None:
        """Read the cycles."""
        Query(load.cycles).success(self.latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a cycle."""
        if not self.table.select_id(item_id):
            self._wanted = item_id
            self.refresh()

    def _build_card(self) -> None:
        self.card = card()
        box = QVBoxLayout(self.card)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        self.name = label("", "section")
        self.meaning = ElidedLabel()
        self.meaning.setProperty("type", "muted")
        self.steps = StateSteps()
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.name)
        head.addWidget(self.meaning, 1)
        head.addLayout(self.buttons)
        box.addLayout(head)
        box.addWidget(self.steps)
        self.card.hide()
        self.column.addWidget(self.card)

    def _fill(self, cycles: load.Cycles) -> None:
        is_first = self.selected is None
        self._next = cycles.next_states
        refill(self.table, cycles.rows, self._wanted)
        count = len(cycles.rows)
        self.show_count(ngettext("{count} cycle", "{count} cycles", count).format(count=count))
        self.pages.setCurrentIndex(0 if cycles.rows else 1)
        if cycles.rows and is_first and not self._wanted:
            self.table.select_id(_first_running(cycles.rows))
        self._wanted = ""
        self.follow()

    def follow(self) -> None:
        """Show the state of the selected cycle, and the steps that it can take."""
        super().follow()
        row = self.selected
        self.card.setVisible(row is not None)
        if row is None:
            return
        self.name.setText(row.name)
        self.meaning.setText(_(_MEANINGS[row.state]))
        self._show_buttons(row)
        self.steps.show_state(row.state, {})
        took = self._latest_steps.only(partial(self.steps.show_state, row.state))
        Query(partial(load.cycle_steps, row.id)).success(took).run(self)

    def _show_buttons(self, row: "CycleRow") -> None:
        goes_on = self._reached == (row.id, row.state)
        while (item := self.buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                goes_on = goes_on or widget is self.card.window().focusWidget()
                widget.hide()
                widget.deleteLater()
        if self.may_edit:
            for state in reversed(self._next.get(row.state, ())):
                text = _(_STEPS[row.state, state])
                self.buttons.addWidget(button(text, partial(self._go, row, state)))
        if goes_on:
            self._reached = None
            self._focus_next_step()

    def _focus_next_step(self) -> None:
        """Put the keyboard on the next step of the cycle, on the table where there is none."""
        last = self.buttons.itemAt(self.buttons.count() - 1)
        step = (last.widget() if last is not None else None) or self.table
        step.show()  # a layout shows what it is given only later, and what is hidden has no focus
        step.setFocus()

    def _go(self, row: "CycleRow", state: CycleState) -> None:
        if state is CycleState.CLOSED:
            self._close(row)
            return
        self._reached = (row.id, state)
        text = _("{cycle} is now: {state}.")
        said = text.format(cycle=row.name, state=name_of(state))
        self.write(partial(_set_state, row.id, state), _("Change state of cycle"), said)

    def _close(self, row: "CycleRow") -> None:
        wizard = ClosingWizard(row.id, self)
        wizard.saved.connect(lambda _done: self._told_of_closing(row.name))
        wizard.open()

    def _told_of_closing(self, cycle: str) -> None:
        text = _("What was decided at the end of {cycle} is recorded.")
        self.screen_.tell(text.format(cycle=cycle))
        self.refresh()

    def _may_open(self) -> bool:
        row = self.selected
        return self.may_edit and row is not None and row.state is not CycleState.CLOSED

    def _add(self) -> None:
        self.ask(CycleDialog(self), _("“{name}” was added."))

    def open_selected(self) -> None:
        """Edit the selected cycle."""
        row = self.selected
        if row is not None and self._may_open():
            self.ask(CycleDialog(self, row.id), _("“{name}” was changed."))

    def _history(self) -> None:
        row = self.selected
        if row is not None:
            open_history(self, row.id, row.name)

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected cycle."""
        self.actions_.menu("cycle.edit", "cycle.add", None, "cycle.history").popup(at)


def _first_running(rows: "tuple[CycleRow, ...]") -> str:
    """Return the newest cycle that runs, else the newest of all."""
    running = (row for row in rows if row.state is CycleState.RUNNING)
    return next(running, rows[0]).id


def _set_state(cycle_id: str, state: CycleState, desk: "Desk") -> Any:
    from okrdesk.services.cycles import set_cycle_state

    return set_cycle_state(desk, cycle_id, state)
