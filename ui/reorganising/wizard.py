"""Reorganising units in three steps: what, who and what goes where, before and after.

The report can be written before the last step, and once more of what was carried out.
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.reorganisation import Plan
from okrdesk.i18n import N_, _
from ui.operations import Command, Job, Query
from ui.reorganising import source
from ui.reorganising.follow_table import FollowTable
from ui.reorganising.what_form import WhatForm
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.files import ask_new_file
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.reorganisation import Report

_WIDTH = 140
_STEPS = (
    N_("Step 1 of 3: what is done"),
    N_("Step 2 of 3: who and what goes where"),
    N_("Step 3 of 3: before and after"),
)
_COLUMNS = (
    Column("side", N_("When"), text=lambda row: row.side, width=10, muted=True),
    Column("name", N_("Unit"), text=lambda row: row.name, width=0),
    Column("above", N_("Unit above"), text=lambda row: row.above, width=28, muted=True),
    Column("people", N_("People"), text=lambda row: str(row.people), width=9, right=True),
    Column(
        "goals", N_("Open objectives"), text=lambda row: str(row.objectives), width=14, right=True
    ),
)


@dataclass(frozen=True)
class _SideRow:
    id: str
    side: str
    name: str
    above: str
    people: int
    objectives: int


class ReorganisingWizard(Dialog):
    """Takes a plan to its end and stays for its report; `saved` carries what was done."""

    def __init__(self, owner: QWidget, unit_id: str | None) -> None:
        super().__init__(_("Reorganise units"), owner, width=_WIDTH)
        self._plan: Plan | None = None
        self._report: Report | None = None
        self._is_done = False
        self.step = label("", "section")
        self.note = label("", "muted", wrap=True)
        self.what = WhatForm()
        self.follow = FollowTable(self)
        self.follow.given.connect(self._give)
        self.sides = TableView(_("Units before and after"), "reorganising.sides", self)
        self.side_rows = RowModel(_COLUMNS, self)
        self.sides.set_model(self.side_rows)
        self.summary = label("", wrap=True)
        self.pages = QStackedWidget()
        for widgets in ((self.what,), (self.follow,), (self.sides, self.summary)):
            self._add_page(*widgets)
        for widget in (self.step, self.note, self.pages):
            self.body.addWidget(widget)
        self.export = button(_("Export the report…"), self._export)
        self.back = button(_("Back"), self._go_back)
        self.buttons.addWidget(self.export)
        self.buttons.addWidget(self.back)
        self.next = self.add_primary(_("Go on"), self._go_on)
        self.next.setEnabled(False)
        self._show_step(0)
        Query(source.ground).success(lambda ground: self._fill(ground, unit_id)).run(self)

    def is_dirty(self) -> bool:
        """Say whether what was typed would be lost."""
        return not self._is_done and self.what.is_dirty()

    def reject(self) -> None:
        """Close as Esc does; what was carried out is told."""
        if self._is_done and not self._is_closing:
            self.finish(self._report)
        else:
            super().reject()

    def open(self) -> None:
        """Show the dialog as high as its tables want."""
        super().open()
        self.resize(self.width(), int(self.screen().availableGeometry().height() * 0.85))

    def _add_page(self, *widgets: QWidget) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in widgets:
            column.addWidget(widget, 1 if isinstance(widget, TableView) else 0)
        if not any(isinstance(widget, TableView) for widget in widgets):
            column.addStretch(1)
        self.pages.addWidget(page)

    def _fill(self, ground: source.Ground, unit_id: str | None) -> None:
        self.what.fill(ground, unit_id)
        self.next.setEnabled(True)
        self.what.kind.setFocus()

    def _show_step(self, place: int) -> None:
        self.messages.hide()
        self.pages.setCurrentIndex(place)
        self.step.setText(_(_STEPS[place]))
        self.back.setEnabled(place > 0)
        self.export.setVisible(place == len(_STEPS) - 1)
        self.next.setText(_("Carry out") if place == len(_STEPS) - 1 else _("Go on"))
        self.note.setText(self._note(place))
        table = {1: self.follow, 2: self.sides}.get(place)
        if table is not None:
            table.setFocus()

    def _note(self, place: int) -> str:
        if place == 0:
            return _("Nothing is changed before the last step. Undo takes all of it back.")
        if place == 1 and self._plan is not None and len(self._plan.into) > 1:
            return _("Space gives the row to the next unit. Tasks go with their people.")
        if place == 1:
            return _("What people own follows them; what the unit owns goes to its successor.")
        return _("This is what will be done:")

    def _go_back(self) -> None:
        self._show_step(self.pages.currentIndex() - 1)

    def _go_on(self) -> None:
        place = self.pages.currentIndex()
        if place == 0:
            self._read_plan()
        elif place == 1:
            self._show_step(2)
        elif self._is_done:
            self.finish(self._report)
        elif self._plan is not None:
            call = partial(source.carry_out, self._plan)
            Command(call, title=_("Reorganise units")).success(
                lambda done: self._show_done(done.value)
            ).run(self)

    def _show_done(self, report: "Report") -> None:
        """Stay at what was done, for its report."""
        self._is_done, self._report = True, report
        self.messages.hide()
        self.step.setText(_("Carried out: before and after"))
        self.note.setText(_("The report can be exported now. Undo takes all of it back."))
        self.back.hide()
        self.cancel_button.hide()
        self.next.setText(_("Close"))
        self.export.setFocus()

    def _read_plan(self) -> None:
        plan = self.what.plan()
        if plan is not None:
            ids = {unit.id for unit in plan.into}
            known = self._plan.chosen if self._plan else {}
            chosen = {id: unit for id, unit in known.items() if unit in ids}
            self._look(replace(plan, chosen=chosen), step=1)

    def _look(self, plan: Plan, step: int) -> None:
        query = Query(partial(source.preview, plan)).success(partial(self._take, plan, step))
        query.failure(self._refused).run(self)

    def _refused(self, error: BaseException) -> None:
        """Show what is wrong at its field where that is asked for, else above the page."""
        name = getattr(error, "field", None) or ""
        is_asked = name in self.what.names() and not self.what.row(name).isHidden()
        (self.what if is_asked else self).show_problem(error)

    def _take(self, plan: Plan, step: int, report: "Report") -> None:
        self._plan, self._report = plan, report
        self.follow.show_lines(source.lines(report))
        sides = ((_("Before"), report.before), (_("After"), report.after))
        self.side_rows.set_rows(
            [
                _SideRow(f"{side} {row.id}", side, row.name, row.above, row.people, row.objectives)
                for side, rows in sides
                for row in rows
            ]
        )
        self.summary.setText("\n".join(_summary(report)))
        self._show_step(step)

    def _give(self, id: str) -> None:
        """Give a row to the next successor."""
        plan, report = self._plan, self._report
        if plan is None or report is None or len(plan.into) < 2:
            return
        ids = [unit.id for unit in plan.into]
        now = next(one.after_id for one in source.lines(report) if one.id == id)
        place = (ids.index(now) + 1) % len(ids) if now in ids else 0
        self._look(replace(plan, chosen={**plan.chosen, id: ids[place]}), step=1)

    def _export(self) -> None:
        kinds = f"{_('PDF files (*.pdf)')};;{_('Excel workbooks (*.xlsx)')}"
        title = _("Export the report")
        ask_new_file(self, title, _("reorganisation.pdf"), kinds, self.export_to)

    def export_to(self, path: str) -> None:
        """Write the report to `path`, as PDF or as a workbook by its suffix."""
        report = self._report
        if report is not None:
            Query(source.head).success(partial(self._write_report, Path(path), report)).run(self)

    def _write_report(self, path: Path, report: "Report", head: source.Head) -> None:
        job = Job(lambda _ticket: source.write_report(path, report, head))
        job.success(self._tell_saved).run(self)

    def _tell_saved(self, path: Path) -> None:
        self.messages.show_message(_("Saved {file}").format(file=path.name), "info")


def _summary(report: "Report") -> list[str]:
    moved = [one for one in report.work if one.is_moved]
    people = sum(one.is_moved for one in report.people)
    text = _("{people} people go to another unit; {count} pieces of open work follow.")
    found = [text.format(people=people, count=len(moved))]
    text = _("Stays as it was: {closed} objectives of closed cycles, {count} evaluations.")
    staying = report.staying
    found.append(text.format(closed=staying.closed_objectives, count=staying.evaluations))
    if report.approved:
        text = _("{count} approved objectives ask for a new approval in their new unit.")
        found.append(text.format(count=report.approved))
    return found
