"""Closing a cycle in four steps: what misses, the grades, what is carried over, the end."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.closing import Outcome
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.closing import source
from ui.closing.carry_table import CarryTable
from ui.closing.dialogs import WIDTH
from ui.closing.grade_model import left_open, told
from ui.closing.grade_table import GradeTable
from ui.closing.missing_table import MissingTable
from ui.operations import Command, Query
from ui.widgets.buttons import button
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Tick
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.missing import Missing

_STEPS = (
    N_("Step 1 of 4: what is missing"),
    N_("Step 2 of 4: grades and outcomes"),
    N_("Step 3 of 4: what is carried over"),
    N_("Step 4 of 4: summary"),
)
_NOTES = (
    N_(
        "Enter opens what is selected. Objectives that are not closed, wait for approval or were "
        "never approved stop the cycle; what is dropped needs no approval."
    ),
    N_("Type grades from 0,0 to 1,0 and a reason; without reason an objective stays open."),
    N_("Nothing goes along unless it is chosen: Space takes a row, or leaves it."),
    N_("This is what will be done:"),
)


class ClosingWizard(Dialog):
    """Takes a cycle that is closing to its end; `saved` says that something was done."""

    def __init__(self, cycle_id: str, owner: QWidget) -> None:
        super().__init__(_("Close the cycle"), owner, width=WIDTH)
        self._facts: source.Facts | None = None
        self.step = label("", "section")
        self.note = label("", "muted", wrap=True)
        self.pages = QStackedWidget()
        self._build_pages()
        self.body.addWidget(self.step)
        self.body.addWidget(self.note)
        self.body.addWidget(self.pages, 1)
        self.back = button(_("Back"), self._go_back)
        self.buttons.addWidget(self.back)
        self.next = self.add_primary(_("Go on"), self._go_on)
        self._show_step(0)
        self.next.setEnabled(False)
        Query(partial(source.facts, cycle_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed grades would be lost."""
        return self.grades.grades.is_typed

    def open(self) -> None:
        """Show the dialog as high as its tables want."""
        super().open()
        room = self.screen().availableGeometry()
        self.resize(self.width(), int(room.height() * 0.85))

    def _build_pages(self) -> None:
        self.missing = MissingTable(self)
        self.missing.activated_row.connect(self._open_missing)
        self.grades = GradeTable(self)
        self.grades.grades.refused.connect(self.show_problem)
        self.grades.grades.edited.connect(self._count)
        self.carry = CarryTable(self)
        self.cycle = ChoiceBox()
        form = Form(columns=2)
        form.add("cycle", _("Into the cycle"), self.cycle, half=True)
        self.summary = label("", wrap=True)
        self.ends = Tick(_("Close the cycle: nothing in it can be changed afterwards"))
        self._add_page(self.missing)
        self._add_page(self.grades)
        self._add_page(form, self.carry)
        self._add_page(self.summary, self.ends, stretch=True)

    def _add_page(self, *widgets: QWidget, stretch: bool = False) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in widgets:
            column.addWidget(widget)
        if stretch:
            column.addStretch(1)
        self.pages.addWidget(page)

    def _fill(self, facts: source.Facts) -> None:
        self._facts = facts
        self.title.setText(_("Close {cycle}").format(cycle=facts.cycle.name))
        self.missing.show_missing(facts.missing)
        self.grades.grades.show(facts.suggestions)
        self.carry.rows.show(facts.suggestions, taken=False)
        self.cycle.set_choices([Choice(row.id, row.name) for row in facts.elsewhere])
        self.next.setEnabled(True)
        self._show_step(0)
        self.missing.setFocus()

    def _show_step(self, place: int) -> None:
        self.messages.hide()
        self.pages.setCurrentIndex(place)
        self.step.setText(_(_STEPS[place]))
        self.note.setText(_(_NOTES[place]))
        self.back.setEnabled(place > 0)
        self.next.setText(_("Finish") if place == len(_STEPS) - 1 else _("Go on"))
        if self._facts is None:
            return
        if place == 0:
            self.note.setText(f"{_missing_text(self._facts.missing)} {_(_NOTES[0])}")
        elif place == 1:
            self._count()
            self.grades.start()
        elif place == 2:
            self.carry.start()
        else:
            self._sum_up()

    def _count(self) -> None:
        self.messages.hide()
        self.note.setText(f"{_(_NOTES[1])} {told(self.grades.grades)}")

    def _go_back(self) -> None:
        self._show_step(self.pages.currentIndex() - 1)

    def _go_on(self) -> None:
        place = self.pages.currentIndex()
        if place < len(_STEPS) - 1:
            self._show_step(place + 1)
        elif self._facts is not None:
            call = partial(source.carry_out, self._plan(self._facts))
            Command(call, title=_("Close the cycle")).success(self.finish).run(self)

    def _plan(self, facts: source.Facts) -> source.Plan:
        endings = self.grades.grades.endings()
        chosen = self.carry.rows.chosen()
        return source.Plan(facts.cycle.id, endings, chosen, self.cycle.value(), self.ends.value())

    def _sum_up(self) -> None:
        facts = self._facts
        if facts is None:
            return
        plan = self._plan(facts)
        lines = [told(self.grades.grades)]
        counts = Counter(one.outcome for one in plan.endings.values())
        lines += [f"– {name_of(outcome)}: {count}" for outcome, count in counts.items()]
        if plan.chosen:
            text = _("{count} objectives are copied into {cycle}.")
            lines.append(text.format(count=len(plan.chosen), cycle=self.cycle.currentText()))
        else:
            lines.append(_("Nothing is carried over."))
        others = len(facts.missing.closed) - len(facts.suggestions)
        if others:
            text = _("{count} objectives are for others to close.")
            lines.append(text.format(count=others))
        if unjudged := _unjudged(facts.missing, plan):
            text = _("{count} objectives wait for approval, or were never approved.")
            lines.append(text.format(count=unjudged))
        self.summary.setText("\n".join(lines))
        is_settled = not left_open(self.grades.grades) and not others and not unjudged
        self.ends.setEnabled(is_settled)
        self.ends.set_value(is_settled and self.ends.value())

    def _open_missing(self, index: QModelIndex) -> None:
        row: Any = self.missing.rows.row(index.row())
        if row is not None:
            screen = "objectives" if row.one.entity == "objective" else "admin"
            self.desktop.go.emit(screen, row.one.entity, row.one.id)
            self.close()


def _unjudged(missing: "Missing", plan: source.Plan) -> int:
    """Return how many objectives are left without a word that the end of the cycle needs."""
    dropped = {id for id, one in plan.endings.items() if one.outcome is Outcome.DROPPED}
    return sum(row.id not in dropped for row in (*missing.judged, *missing.approved))


def _missing_text(missing: "Missing") -> str:
    if not missing.closed:
        return _("All {count} objectives are closed.").format(count=missing.objectives)
    text = _("{open} of {count} objectives are not closed.")
    return text.format(open=len(missing.closed), count=missing.objectives)
