"""The page Bảng đơn vị: everybody's result by name, how the bands are spread, who is missing.

Nobody is ranked. A quota says who is over it; it never takes anybody's band away by itself.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from okrdesk.i18n import N_, _, ngettext
from ui.operations import Command, Job, Latest, Query
from ui.screens.evaluation import load
from ui.screens.evaluation.absence_dialog import AbsenceDialog
from ui.screens.evaluation.page import EvaluationPage, add_table
from ui.screens.evaluation.rating_dialog import RatingDialog
from ui.screens.evaluation.sheet_dialog import SheetDialog
from ui.screens.evaluation.spread import Spread
from ui.screens.evaluation.unit_rows import (
    UNIT_COLUMNS,
    Line,
    lines_of,
    rating_text,
    write_lines,
)
from ui.widgets.beside import Beside
from ui.widgets.empty import EmptyState
from ui.widgets.files import ask_new_file
from ui.widgets.keeping import refill
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from okrdesk.services.evaluation_tables import UnitTable
    from ui.screens.evaluation.screen import EvaluationScreen


class UnitPage(EvaluationPage):
    """The unit is the one chosen in the top bar, with all below it."""

    TITLE = N_("Unit table")
    MENU = (
        "evaluation.open",
        "evaluation.absence",
        "evaluation.rate-unit",
        None,
        "evaluation.export",
        "evaluation.results",
        "evaluation.list",
    )

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self._wanted = ""
        self.units: UnitTable | None = None
        self.rating: load.Rating | None = None
        self._latest_rating = Latest()
        self.note = ElidedLabel()
        self.note.setProperty("type", "muted")
        self.bar.addWidget(self.note, 1)
        self.add_button("evaluation.open", _("Open"))
        self.absence = self.add_button("evaluation.absence", _("Days worked…"))
        self.rate = self.add_button("evaluation.rate-unit")
        self.add_button("evaluation.export", _("Export"))
        self.papers = (
            self.add_button("evaluation.results", _("Form F4")),
            self.add_button("evaluation.list", _("Form F5")),
        )
        self.prepare = self.add_button("evaluation.prepare-all", _("Prepare for all"))
        names = (_("Results of the unit"), "evaluation.unit")
        self.table, self.model = add_table(self, UNIT_COLUMNS, names)
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        self.table.activated_row.connect(lambda _index: self._open())
        current = self.table.selectionModel().currentChanged
        current.connect(lambda *_now: self.actions_.update())
        self.spread = Spread()
        self._lay_out()
        self._declare()

    def refresh(self) -> None:
        """Read the table of the unit chosen in the top bar."""
        if self.period_id is None:
            self.pages.setCurrentIndex(1)
            return
        call = partial(load.unit, self.period_id, self.desktop.scope.unit)
        Query(call).success(self.latest.only(self._fill)).run(self)
        self._read_rating(self.period_id, self.desktop.scope.unit)

    def focus(self) -> None:
        """Put the cursor into the table."""
        self.table.setFocus()

    def show_item(self, item_id: str) -> None:
        """Select an evaluation."""
        self._wanted = item_id
        self.table.select_id(item_id)

    @property
    def selected(self) -> Line | None:
        """The current row."""
        row = self.model.row(self.table.currentIndex().row())
        return row if isinstance(row, Line) else None

    def export_to(self, path: str) -> None:
        """Write the table as it is shown to a workbook at `path`."""
        lines = lines_of(self.units) if self.units else []
        job = Job(lambda _ticket: write_lines(lines, Path(path)), title=_("Export to Excel"))
        job.success(self._told_file).run(self)

    def _lay_out(self) -> None:
        self.spread.setMinimumWidth(self.fontMetrics().averageCharWidth() * 31)
        self.pages = QStackedWidget()
        self.pages.addWidget(Beside(self.table, self.spread, (3, 1)))
        title = _("No evaluation of this period is to be seen here")
        text = _("They are prepared by each officer, or here for the whole unit at once.")
        self.pages.addWidget(EmptyState("people", title, text))
        self.rated = label("", "muted", wrap=True)
        self.rated.hide()
        self.column.addWidget(self.rated)
        self.column.addWidget(self.pages, 1)

    def _read_rating(self, period_id: str, unit_id: str | None) -> None:
        """Ask for the rating of the unit chosen in the top bar; the agency itself has none here."""
        show = self._latest_rating.only(self._show_rating)
        if unit_id is None:
            show(None)
        else:
            Query(partial(load.rating, period_id, unit_id)).success(show).run(self)

    def _show_rating(self, rating: load.Rating | None) -> None:
        self.rating = rating
        text = rating_text(rating) if rating else ""
        self.rated.setText(text)
        self.rated.setVisible(bool(text))
        self.rate.setVisible(rating is not None and rating.may_rate)
        self.actions_.update()

    def _declare(self) -> None:
        self.on("evaluation.open", self._open, lambda: self.selected)
        self.on("evaluation.absence", self._absence, self._may_note)
        self.on("evaluation.rate-unit", self._rate, self._may_rate)
        self.on("evaluation.results", partial(self._print, "F4"), self.model.rowCount)
        self.on("evaluation.list", partial(self._print, "F5"), self.model.rowCount)
        self.on("evaluation.export", self._export, self.model.rowCount)
        self.on("evaluation.prepare-all", self._prepare_all, self._may_prepare)

    def _may_note(self) -> bool:
        return self.selected is not None and self.selected.row.may_edit

    def _may_rate(self) -> bool:
        rating, units = self.rating, self.units
        return rating is not None and rating.may_rate and bool(units and not units.period.is_closed)

    def _may_prepare(self) -> bool:
        units = self.units
        if units is None or units.period.is_closed:
            return False
        return any(one.evaluation_id is None for one in units.missing)

    def _fill(self, units: "UnitTable") -> None:
        self.units = units
        refill(self.table, lines_of(units), self._wanted)
        self._wanted = ""
        count = len(units.rows)
        is_empty = not units.rows and not units.missing
        self.pages.setCurrentIndex(1 if is_empty else 0)
        text = ngettext("{n} evaluation, by name", "{n} evaluations, by name", count)
        self.note.setText(text.format(n=count))
        self.prepare.setVisible(self._may_prepare())
        self.absence.setVisible(any(row.may_edit for row in units.rows))
        self.spread.show_table(units)
        self.actions_.update()

    def _open(self) -> None:
        row = self.selected
        if row is not None:
            call = partial(load.opened, row.id, None)
            Query(call).success(self._show_sheet).run(self)

    def _show_sheet(self, opened: load.Opened) -> None:
        dialog = SheetDialog(self, opened)
        dialog.told.connect(self.screen_.tell_done)
        dialog.open()

    def _absence(self) -> None:
        row = self.selected
        if row is not None and self.units is not None:
            self.ask(AbsenceDialog(self, row, self.units), _("The days were noted."))

    def _rate(self) -> None:
        if self.rating is not None and self.units is not None:
            dialog = RatingDialog(self, self.rating, self.units.period)
            self.ask(dialog, _("The rating of the unit was recorded."))

    def _prepare_all(self) -> None:
        if self.period_id is not None:
            call = partial(load.prepare_all, self.period_id, self.desktop.scope.unit)
            command = Command(call, title=_("Prepare the evaluations"))
            command.success(self._prepared).run(self)

    def _prepared(self, done: Any) -> None:
        count = len(done.value)
        text = ngettext("{n} evaluation was prepared.", "{n} evaluations were prepared.", count)
        self.screen_.tell_done(text.format(n=count))

    def _print(self, form: str) -> None:
        """Open a form of the unit chosen in the top bar as it prints, of this period."""
        if self.units is not None:
            unit = self.desktop.scope.unit or ""
            self.desktop.go.emit("forms", form, f"{self.units.period.code} {unit}")

    def _export(self) -> None:
        name = f"{_('Results of the unit')}.xlsx"
        kinds = _("Excel workbooks (*.xlsx)")
        ask_new_file(self, _("Export to Excel"), name, kinds, self.export_to)

    def _told_file(self, path: Path) -> None:
        self.screen_.tell(_("Saved {file}").format(file=path.name))
