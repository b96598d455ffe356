"""A sheet whole: the table of criteria with its words on the left, the live figures on the right.

The score is computed here, on the window's thread, at each change: one officer's sheet takes a
small part of what the eye notices. `edited` comes at each change by the person.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.steps import Level
from okrdesk.i18n import _
from ui.screens.evaluation.figures import Figures
from ui.screens.evaluation.judging import Judging
from ui.screens.evaluation.marks_model import MarkRow, allowed_text, full_marks
from ui.screens.evaluation.marks_table import MarksTable
from ui.screens.evaluation.texts import Texts
from ui.screens.evaluation.typed import Shown, Typed
from ui.screens.evaluation.year_table import YearTable
from ui.widgets.text import ElidedLabel

FIGURES_LETTERS = (31, 44)
"""The width of the figures, in a narrow window and in a wide one."""


class SheetEditor(QWidget):
    """Shows one sheet; whoever types is the `level` of what is shown."""

    edited = Signal()
    figure_asked = Signal(str)
    progress_asked = Signal()
    task_wanted = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.shown: Shown | None = None
        self.outcome: Outcome | None = None
        self.marks = MarksTable(self)
        self.year = YearTable(self)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.marks)
        self.tables.addWidget(self.year)
        self.criterion = ElidedLabel()
        self.criterion.setProperty("type", "muted")
        self.texts = Texts()
        self.figures = Figures()
        self.judging = Judging()
        self._lay_out()
        self._connect()

    @property
    def typed(self) -> Typed:
        """What stands in the fields of who types."""
        shown = self.shown
        if shown is None or shown.level is None:
            return Typed()
        is_self = shown.level is Level.SELF
        base = shown.typed.get(shown.level, Typed())
        grades = self.figures.leadership or dict(base.leadership)
        return Typed(
            marks=self.marks.marks.marks,
            leadership=grades if shown.facts.leader else {},
            knock_outs=base.knock_outs if is_self else self.judging.knock_outs,
            strengths=self.texts.value("strengths") if is_self else base.strengths,
            weaknesses=self.texts.value("weaknesses") if is_self else base.weaknesses,
            comment="" if is_self else self.texts.value("comment"),
            band=None if is_self else self.judging.band.value(),
        )

    def show_sheet(self, shown: Shown) -> None:
        """Show another sheet, or the same anew."""
        self.shown = shown
        level = shown.read_level
        typed = shown.typed.get(level, Typed())
        marks = {one: each.marks for one, each in shown.typed.items()}
        self.marks.marks.show(shown.pack, marks, shown.level)
        is_judge = shown.level in (Level.HEAD, Level.AUTHORITY)
        self._show_table(shown, typed)
        self.judging.setVisible(is_judge)
        if is_judge:
            self.judging.show_pack(shown.pack, shown.facts.leader, typed)
        self.texts.show_texts(shown, typed)
        self.figures.show_progress(shown.progress)
        self.marks.start()
        self._compute()

    def renew(self, shown: Shown) -> None:
        """Take new facts of the same sheet: figures follow, what is typed stays untouched."""
        self.shown = shown
        self.figures.show_progress(shown.progress)
        self.figures.suggest(shown.suggestions)
        if shown.year is not None:
            self.year.show_year(shown.pack, shown.year)
        self._compute()

    def focus(self) -> None:
        """Put the cursor where marking begins."""
        (self.marks if self.shown is None or self.shown.year is None else self.year).setFocus()

    def fill(self) -> None:
        """Give full marks where none is given yet."""
        if self.shown is not None:
            self.marks.marks.fill(full_marks(self.shown.pack))

    def go_to(self, subject: str) -> None:
        """Put the cursor on what blocks: a criterion, a grade; a task is wanted elsewhere."""
        if self.shown is not None and self.shown.year is not None:
            self.year.select_id(subject)
            return
        if self.figures.go_to(subject):
            return
        if self.marks.marks.place_of(subject) is not None:
            self.marks.go_to(subject)
        else:
            self.task_wanted.emit(subject)

    def go_to_missing(self) -> None:
        """Put the cursor on the first mark or grade that is missing; tasks are elsewhere."""
        marks = self.marks.marks
        for block in self.outcome.blocked if self.outcome else ():
            if self.figures.go_to(block.subject):
                return
            if marks.place_of(block.subject) is not None:
                self.marks.go_to(block.subject)
                return

    def show_problem(self, error: BaseException) -> bool:
        """Show an error at the field it is about; False where that is not here."""
        return self.texts.show_problem(error)

    def _show_table(self, shown: Shown, typed: Typed) -> None:
        """Show the criteria with their figures, or the periods of a year."""
        self.tables.setCurrentWidget(self.marks if shown.year is None else self.year)
        self.criterion.setVisible(shown.year is None)
        if shown.year is not None:
            self.year.show_year(shown.pack, shown.year)
            self.figures.set_year(shown.pack)
            return
        can_grade = shown.level is not None and shown.facts.leader
        self.figures.set_pack(shown.pack, shown.facts.leader, typed.leadership, can_grade)
        self.figures.suggest(shown.suggestions)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.tables, 1)
        left.addWidget(self.criterion)
        left.addWidget(self.texts)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addWidget(self.judging)
        column.addStretch(1)
        self.side = QScrollArea()
        self.side.setAccessibleName(_("Figures of the evaluation"))
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side.setFrameShape(QFrame.Shape.NoFrame)
        self.side.setWidgetResizable(True)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setWidget(inner)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left, 1)
        across.addWidget(self.side)

    def _connect(self) -> None:
        self.marks.marks.marked.connect(self._change)
        self.marks.marks.refused.connect(self._refuse)
        self.marks.current_row.connect(self._show_criterion)
        self.marks.finished.connect(self._leave_table)
        self.texts.edited.connect(self.edited)
        self.judging.edited.connect(self._change)
        self.figures.graded.connect(self._change)
        self.figures.asked.connect(self.figure_asked)
        self.figures.wanted.connect(self.go_to)
        self.figures.progress_asked.connect(self.progress_asked)

    def _change(self) -> None:
        self._compute()
        self.edited.emit()

    def _compute(self) -> None:
        shown = self.shown
        if shown is None:
            return
        typed = self.typed if shown.level else shown.typed.get(shown.read_level, Typed())
        self.outcome = shown.outcome(typed)
        self.figures.show_outcome(self.outcome)

    def _show_criterion(self, row: MarkRow | None) -> None:
        self._say("muted", row.criterion.name if row else "")

    def _refuse(self, row: MarkRow) -> None:
        self._say("error", allowed_text(row))

    def _say(self, kind: str, text: str) -> None:
        if self.criterion.property("type") != kind:
            self.criterion.setProperty("type", kind)
            self.criterion.style().unpolish(self.criterion)
            self.criterion.style().polish(self.criterion)
        self.criterion.setText(text)

    def _leave_table(self) -> None:
        """Go on below the table: to the words of who types."""
        level = self.shown.level if self.shown else None
        self.texts.fields["strengths" if level is Level.SELF else "comment"].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the figures their part of the room."""
        super().resizeEvent(event)
        letter = self.fontMetrics().averageCharWidth()
        least, most = (letters * letter for letters in FIGURES_LETTERS)
        self.side.setFixedWidth(min(max(self.width() * 2 // 5, least), most))
