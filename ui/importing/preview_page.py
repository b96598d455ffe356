"""The second step: what was read, row by row, with each problem at its place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _, ngettext
from ui.importing.lines import PreviewLine
from ui.importing.sources import Seen
from ui.theme.tokens import tokens_of
from ui.widgets.cells import CellDelegate, Index
from ui.widgets.editors import Tick
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import ElidedLabel, label
from ui.widgets.views import TableView

LINES_HIGH = 9
GOOD, BAD = N_("✓ Good"), N_("✕ Problem")
COLUMNS = (
    Column("state", N_("State"), lambda line: _(BAD if line.is_problem else GOOD), width=14),
    Column("sheet", N_("Sheet"), lambda line: line.sheet, width=14),
    Column("row", N_("Row"), lambda line: str(line.row), width=6, right=True),
    Column("column", N_("Column"), lambda line: line.column, width=16),
    Column("value", N_("Value found"), lambda line: line.value, width=16),
    Column("text", N_("Content, or what is wrong"), lambda line: line.text, width=0),
)
STATE, SHEET = 0, 1


class StateDelegate(CellDelegate):
    """Draws the state in the colour of good or bad, beside its sign and word."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Colour the text."""
        super().initStyleOption(option, index)
        tokens = tokens_of(option.palette)
        colour = QColor(tokens.bad if index.data() == _(BAD) else tokens.good)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, colour)


class PreviewPage(QWidget):
    """Shows what was seen; `agreed_changed` tells that the tick below the table was moved."""

    agreed_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seen: Seen | None = None
        self.source = ElidedLabel()
        self.source.setProperty("type", "muted")
        self.counts = label("", "section", wrap=True)
        self.notes = label("", "muted", wrap=True)
        self.only_problems = Tick(_("Show problems only"))
        self.only_problems.setAccessibleName(self.only_problems.text())
        self.only_problems.toggled.connect(self._show_lines)
        self.table = TableView(_("Rows of the workbook"), "import", self)
        self.model = RowModel(COLUMNS, self)
        self.detail = label("", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.agree = Tick()
        self.agree.toggled.connect(lambda _on: self.agreed_changed.emit())
        self._lay_out()
        self._fit()

    def attach(self) -> None:
        """Lay out the table; call once this page stands below a dialog."""
        self.table.set_model(self.model)
        self.table.setItemDelegateForColumn(STATE, StateDelegate(self.table))
        self.table.selectionModel().currentRowChanged.connect(lambda *_places: self._show_detail())

    def show_seen(self, seen: Seen, source: str) -> None:
        """Show another preview, its problems first where it has some."""
        self._seen = seen
        preview = seen.preview
        self.source.setText(source)
        self.counts.setText(counts_text(seen))
        self.notes.setText("\n".join(f"• {note}" for note in preview.notes))
        self.notes.setVisible(bool(preview.notes))
        has_problems = bool(preview.problems)
        self.only_problems.setVisible(has_problems)
        self.only_problems.set_value(has_problems)
        self.agree.set_value(False)
        self.agree.setText(
            ngettext(
                "I agree to leave out {bad} row and write only {ready} good rows",
                "I agree to leave out {bad} rows and write only {ready} good rows",
                seen.bad_rows,
            ).format(bad=seen.bad_rows, ready=preview.ready)
        )
        self.agree.setAccessibleName(self.agree.text())
        self.agree.setVisible(has_problems and preview.ready > 0)
        self.table.setColumnHidden(SHEET, len({line.sheet for line in seen.lines}) < 2)
        self._show_lines()

    def may_write(self) -> bool:
        """Say whether the rows may be written as things stand."""
        if self._seen is None or not self._seen.preview.rows:
            return False
        return not self._seen.preview.problems or self.agree.value()

    def lines(self) -> list[PreviewLine]:
        """Return the lines in the table."""
        seen = self._seen.lines if self._seen else ()
        only = self.only_problems.value() and not self.only_problems.isHidden()
        return [line for line in seen if line.is_problem or not only]

    def changeEvent(self, event: object) -> None:
        """Keep the height in lines when the text size changes."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.FontChange:  # type: ignore[attr-defined]
            self._fit()

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addWidget(self.counts, 1)
        across.addWidget(self.only_problems)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.source)
        column.addLayout(across)
        column.addWidget(self.notes)
        column.addWidget(self.agree)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)

    def _show_lines(self) -> None:
        self.model.set_rows(self.lines())
        if self.model.rowCount():
            self.table.selectRow(0)
        self._show_detail()

    def _show_detail(self) -> None:
        """Say in full what the table may cut off."""
        line = self.model.row(self.table.currentIndex().row())
        self.detail.setText(place_text(line) if line is not None else "")

    def _fit(self) -> None:
        self.detail.setFixedHeight(self.fontMetrics().lineSpacing() * 2)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES_HIGH)


def place_text(line: PreviewLine) -> str:
    """Return "Dòng 15, cột “Người phụ trách”: …", or the row and what it holds."""
    if line.column:
        return _("Row {row}, column “{column}”: {message}").format(
            row=line.row, column=line.column, message=line.text
        )
    return _("Row {row}: {message}").format(row=line.row, message=line.text)


def counts_text(seen: Seen) -> str:
    """Return "120 dòng, 117 dùng được, 3 lỗi"."""
    preview = seen.preview
    if not preview.total:
        return _("No rows could be read")
    text = _("{total} rows, {ready} can be written").format(
        total=preview.total, ready=preview.ready
    )
    if seen.bad_rows:
        text += ", " + ngettext("{n} has problems", "{n} have problems", seen.bad_rows).format(
            n=seen.bad_rows
        )
    return text
