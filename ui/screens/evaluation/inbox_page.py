"""The page Hộp duyệt: who waits for one's word on the left, the sheet of the current one beside.

One key decides and goes on: what was not touched is accepted as it was scored, what was changed is
decided by the marks that stand there now.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.evaluation.steps import Level, StepKind
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Command, Latest, Query
from ui.reviewing.text import age_text
from ui.screens.evaluation import load
from ui.screens.evaluation.page import add_table
from ui.screens.evaluation.sheet_page import SheetPage
from ui.screens.evaluation.snug_table import SnugTable
from ui.screens.evaluation.wording import deviation_text, number_text, reopening, state_text
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import Asking
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from okrdesk.services.evaluation_lists import InboxRow
    from ui.screens.evaluation.screen import EvaluationScreen


def _tip(row: "InboxRow") -> str:
    return f"{row.name} · {row.title} · {row.unit} · {row.period} · {state_text(row.state)}"


COLUMNS = (
    Column("name", N_("Full name"), text=lambda row: row.name, width=0, tip=_tip),
    Column(
        "self", N_("By\nself"), text=lambda row: number_text(row.self_total), width=6, right=True
    ),
    Column(
        "deviation",
        N_("±"),
        text=lambda row: deviation_text(row.deviation),
        width=5,
        right=True,
    ),
    Column("waits", N_("Waits"), text=lambda row: str(row.waits), width=2, right=True),
    Column("period", N_("Period"), text=lambda row: row.period, width=9, optional=True, muted=True),
    Column("unit", N_("Unit"), text=lambda row: row.unit, width=20, optional=True, muted=True),
    Column("band", N_("Band"), text=lambda row: row.band, width=12, optional=True),
)


OWN_SCORE = 1
"""The place of the column that a narrow window does without."""
LIST_LETTERS = (29, 50)
"""The width of the list, in a narrow window and in a wide one."""
WIDE_LETTERS = 150


class InboxPage(SheetPage):
    """Head and authority decide here, person after person or many at once."""

    TITLE = N_("To decide")
    MENU = (
        "evaluation.accept",
        "evaluation.return",
        None,
        "evaluation.accept-all",
        "evaluation.answer",
        "evaluation.reopen",
    )

    def __init__(self, screen: "EvaluationScreen") -> None:
        super().__init__(screen)
        self._latest_sheet = Latest()
        self._wanted = self._said = ""
        self._marks_next = False
        self.count = ElidedLabel()
        self.count.setProperty("type", "muted")
        self.bar.addWidget(self.count)
        self.undo = button(_("Undo"), self._undo, kind="link")
        self.undo.hide()
        self.bar.addWidget(self.undo)
        self.bar.addStretch(1)
        self.answer = self.add_button("evaluation.answer", _("Answer…"))
        self.reopen = self.add_button("evaluation.reopen", _("Reopen…"))
        self.accept = self.actions_.button("evaluation.accept", primary=True)
        self.buttons = (
            self.add_button("evaluation.course", _("Course")),
            self.add_button("evaluation.accept-all", _("Accept selected")),
            self.add_button("evaluation.return", _("Return…")),
            self.accept,
        )
        self.bar.addWidget(self.accept)
        names = (_("Waiting for your decision"), "evaluation.inbox")
        self.table, self.model = add_table(self, COLUMNS, names, SnugTable)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self._follow())
        self.table.activated_row.connect(lambda _index: self.editor.focus())
        self.editor.edited.connect(self._word)
        self._lay_out()
        self._declare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sheet its room where the window is narrow: it says itself what one scored."""
        super().resizeEvent(event)
        letter = self.fontMetrics().averageCharWidth()
        is_narrow = self.width() < letter * WIDE_LETTERS
        wide = letter * LIST_LETTERS[0 if is_narrow else 1]
        self.across.setSizes([wide, self.width() - wide])
        self.table.setColumnHidden(OWN_SCORE, is_narrow)

    def refresh(self) -> None:
        """Read who waits."""
        Query(load.inbox).success(self.latest.only(self._fill)).run(self)

    def focus(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def show_item(self, item_id: str) -> None:
        """Select an evaluation."""
        if not self.table.select_id(item_id):
            self._wanted = item_id
            self.refresh()

    @property
    def selected(self) -> "InboxRow | None":
        """The current row."""
        row: InboxRow | None = self.model.row(self.table.currentIndex().row())
        return row

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(4)
        self.name = label("", "section")
        self.facts = ElidedLabel()
        self.facts.setProperty("type", "muted")
        self.told = label("", "body", wrap=True)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(self.name)
        heading.addWidget(self.facts, 1)
        column.addLayout(heading)
        column.addWidget(self.told)
        column.addSpacing(4)
        column.addWidget(self.editor, 1)
        self.across = across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.table)
        across.addWidget(right)
        letter = self.fontMetrics().averageCharWidth()
        self.table.setMinimumWidth(letter * 24)
        across.setStretchFactor(1, 1)
        title = _("Nothing waits for you")
        text = _("Evaluations come here once they are sent to you, the oldest first.")
        self.pages = QStackedWidget()
        self.pages.addWidget(across)
        self.pages.addWidget(EmptyState("inbox", title, text))
        self.column.addWidget(self.pages, 1)

    def _declare(self) -> None:
        self.on("evaluation.accept", self._accept, self._may_decide)
        self.on("evaluation.accept-all", self._accept_all, self._chosen)
        self.on("evaluation.return", self._return, lambda: self.may(StepKind.RETURN))
        self.on("evaluation.answer", self._answer, lambda: self.may(StepKind.ANSWER))
        self.on("evaluation.reopen", self._reopen, lambda: self.may(StepKind.REOPEN))
        self.on("evaluation.next", lambda: self._move(1), lambda: self.selected)
        self.on("evaluation.previous", lambda: self._move(-1), lambda: self.selected)

    def _fill(self, rows: "list[InboxRow]") -> None:
        refill(self.table, rows, self._wanted)
        self._wanted = ""
        count = len(rows)
        self.pages.setCurrentIndex(0 if rows else 1)
        text = ngettext("{n} person waits", "{n} people wait", count)
        self.count.setText(" · ".join(filter(None, (text.format(n=count), self._said))))
        for one in self.buttons:
            one.setVisible(bool(rows))
        if not rows:
            self.opened = None
            self.answer.hide()
            self.reopen.hide()
        self._follow()

    def _follow(self) -> None:
        """Read the sheet of the current row; what was typed into the last one is kept."""
        if self._timer.isActive():
            self.keep()
        row = self.selected
        if row is None:
            self.actions_.update()
            return
        call = partial(load.opened, row.id, row.level)
        Query(call).success(self._latest_sheet.only(self._show)).run(self)

    def _show(self, opened: load.Opened) -> None:
        row = self.selected
        if row is None or row.id != opened.sheet.id:
            return
        self.show_opened(opened)
        if self._marks_next:
            self._marks_next = False
            self.editor.focus()
        self.name.setText(row.name)
        facts = (row.title, row.unit, opened.sheet.period.name, age_text(row.waits))
        self.facts.setText(" · ".join(filter(None, facts)))
        complaint = opened.sheet.complaint if row.is_complaint else None
        said = complaint.text if complaint else row.comment
        self.told.setText(said)
        self.told.setVisible(bool(said))
        for one in (self.answer, self.reopen):
            one.setVisible(row.is_complaint)
        self._word()

    def _word(self) -> None:
        """Say on the main button what it would do now."""
        level = self.opened.level if self.opened else None
        if self._is_touched():
            approve, propose = _("Approve with these marks"), _("Propose with these marks")
        else:
            approve, propose = _("Approve as scored"), _("Propose as scored")
        self.accept.setText(approve if level is Level.AUTHORITY else propose)

    def _is_touched(self) -> bool:
        shown = self.editor.shown
        if shown is None or shown.level is None or self.opened is None:
            return False
        return self.editor.typed != load.typed_of(self.opened.sheet.to_start_from(shown.level))

    def _may_decide(self) -> bool:
        level = self.opened.level if self.opened and self.selected else None
        if level is None:
            return False
        return self.may(StepKind.APPROVE if level is Level.AUTHORITY else StepKind.PROPOSE)

    def _chosen(self) -> list[str]:
        rows = [self.model.row(place) for place in self.table.selected_rows()]
        return [row.id for row in rows if row is not None and not row.is_complaint]

    def _accept(self) -> None:
        opened = self.opened
        if opened is None or opened.level is None:
            return
        typed = self.editor.typed if self._is_touched() else None
        # Who marks goes on at the next one's marks, wherever in the sheet the keys came from.
        self._marks_next = self.editor.isAncestorOf(self.focusWidget())
        self._timer.stop()
        call = partial(load.decide, opened.sheet.id, opened.level, typed)
        said = _("{name}: approved.") if opened.level is Level.AUTHORITY else _("{name}: proposed.")
        told = said.format(name=opened.sheet.person.name)
        command = Command(call, title=_("Decide on the evaluation"))
        command.success(lambda _done: self._say(told)).run(self)

    def _accept_all(self) -> None:
        ids = self._chosen()
        self._timer.stop()
        command = Command(partial(load.accept_many, ids), title=_("Decide on the evaluations"))
        command.success(partial(self._told_all, len(ids))).run(self)

    def _told_all(self, count: int, _done: Any) -> None:
        text = ngettext(
            "{n} evaluation was accepted as scored.",
            "{n} evaluations were accepted as scored.",
            count,
        )
        self._say(text.format(n=count))

    def _say(self, said: str) -> None:
        """Say beside the count what was decided last, to be taken back; nothing moves for it."""
        self._said = said
        self.undo.show()
        self.screen_.messages.hide()

    def _undo(self) -> None:
        self._said = ""
        self.undo.hide()
        self.screen_.undo()

    def _return(self) -> None:
        title, button = _("Return the evaluation"), _("Return it")
        asking = Asking(title, self._about(), _("Reason, for the officer to read"), button)
        self.ask_words("return", asking, _("The evaluation was returned."))

    def _answer(self) -> None:
        complaint = self.opened.sheet.complaint if self.opened else None
        asking = Asking(
            _("Answer the complaint"),
            self._about(),
            _("Answer"),
            _("Answer"),
            complaint.text if complaint else "",
        )
        self.ask_words("answer", asking, _("The complaint was answered."))

    def _reopen(self) -> None:
        self.ask_words("reopen", reopening(self._about()), _("The evaluation is open again."))

    def _about(self) -> str:
        return self.opened.sheet.person.name if self.opened else ""

    def _move(self, by: int) -> None:
        place = self.table.currentIndex().row() + by
        if (id := self.model.id_at(place)) is not None:
            self.table.select_id(id)
