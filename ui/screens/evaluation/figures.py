"""The figures of a sheet beside its table: total and band, parts, components, and OKR apart.

Each figure is a button; `asked(figure)` wants its explanation. What blocks the score is named
below, each with the way to it (`wanted`). For leaders the grades d, đ, e are chosen here, once.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from okrdesk.domain.evaluation.leading import Suggestion
from okrdesk.domain.evaluation.outcome import Block, Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.numbers import format_percent
from okrdesk.evaluation_texts import block_text, suggestion_text
from okrdesk.i18n import _
from ui.screens.evaluation.figure_rows import FigureRows
from ui.screens.evaluation.wording import cased, note_of, points_text
from ui.widgets.buttons import button
from ui.widgets.text import label, rule

MOST_BLOCKS = 6
"""How many of the things that block are named at once; the others follow when these are settled."""


class Figures(QWidget):
    """Live figures; `set_pack` lays the rows out, `show_outcome` fills them in."""

    asked = Signal(str)
    wanted = Signal(str)
    graded = Signal()
    progress_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pack: RulePack | None = None
        self._blocked: tuple[Block, ...] = ()
        self.rows = FigureRows(self.asked.emit, self.graded.emit)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 0, 8, 8)
        self.column.setSpacing(4)
        self.total = button("–", partial(self.asked.emit, "total"), kind="figure")
        self.band = label("", "section", wrap=True)
        self.note = label("", "small", wrap=True)
        self.column.addWidget(label(_("Score of the period"), "muted"))
        self.column.addWidget(self.total, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.band)
        self.column.addWidget(self.note)
        self.column.addSpacing(4)
        self.column.addWidget(self.rows)
        self.missing = QWidget()
        self._missing = QVBoxLayout(self.missing)
        self._missing.setContentsMargins(0, 4, 0, 0)
        self._missing.setSpacing(0)
        self.column.addWidget(self.missing)
        self._add_okr()
        self.column.addStretch(1)

    @property
    def leadership(self) -> dict[str, Decimal]:
        """The grades chosen, by component."""
        return self.rows.grades()

    def set_pack(
        self, pack: RulePack, is_leader: bool, leadership: Mapping[str, Decimal], can_grade: bool
    ) -> None:
        """Lay out the rows of a pack; `leadership` are the grades given so far."""
        self._pack = pack
        self.rows.lay_out(pack, pack.formula_of(is_leader), leadership if can_grade else None)

    def suggest(self, suggestions: Mapping[str, Suggestion]) -> None:
        """Say which grades follow from those under a head; who scores chooses."""
        self.rows.suggest({id: suggestion_text(one) for id, one in suggestions.items()})

    def set_year(self, pack: RulePack) -> None:
        """Show a total and a band alone: those of a year come from its periods."""
        self._pack = pack
        self.rows.clear()

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what the sheet gives now."""
        pack = self._pack
        if pack is None:
            return
        text = points_text(outcome.total, pack.totals.most)
        self.total.setText(text)
        self.total.setAccessibleName(_("Total: {value}. Why?").format(value=text))
        name = pack.band(outcome.band).name if outcome.band else _("Not enough data")
        self.band.setText(cased(name))
        self.note.setText(note_of(pack, outcome))
        self.note.setVisible(bool(self.note.text()))
        self.rows.show_outcome(pack, outcome)
        self._show_missing(outcome.blocked)

    def show_progress(self, progress: Fraction | None) -> None:
        """Show the progress of the person's objectives, which is no part of the score."""
        text = "–" if progress is None else format_percent(progress)
        self.progress.setText(text)
        self.progress.setAccessibleName(_("OKR progress: {value}").format(value=text))

    def go_to(self, component_id: str) -> bool:
        """Put the cursor on the grade of a component; False where it is not chosen here."""
        box = self.rows.boxes.get(component_id)
        if box is not None:
            box.setFocus()
        return box is not None

    def _add_okr(self) -> None:
        line = QHBoxLayout()
        line.addWidget(label(_("OKR progress")), 1)
        self.progress = button("–", self.progress_asked.emit, kind="link")
        line.addWidget(self.progress)
        self.column.addSpacing(8)
        self.column.addWidget(rule())
        self.column.addLayout(line)
        apart = _("A number of its own: it adds nothing to the score.")
        self.column.addWidget(label(apart, "small", wrap=True))

    def _show_missing(self, blocked: tuple[Block, ...]) -> None:
        """Name what blocks the score; a press goes to it."""
        if blocked == self._blocked:
            return
        self._blocked = blocked
        while (item := self._missing.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if blocked:
            self._missing.addWidget(label(_("Still missing"), "label"))
        for block in blocked[:MOST_BLOCKS]:
            self._missing.addWidget(self._way_to(block))
        if len(blocked) > MOST_BLOCKS:
            more = _("and {n} more").format(n=len(blocked) - MOST_BLOCKS)
            self._missing.addWidget(label(more, "small"))

    def _way_to(self, block: Block) -> QWidget:
        text = block_text(block)
        if not block.subject:
            return label(text, "error", wrap=True)
        made: QPushButton = button(self._short(text), partial(self.wanted.emit, block.subject))
        made.setProperty("kind", "link")
        made.setToolTip(text)
        made.setAccessibleName(text)
        return made

    def _short(self, text: str) -> str:
        room = self.fontMetrics().averageCharWidth() * 32
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
