"""The fields of one check-in: value and outlook, confidence, comment, dates and colour at the left,
what is optional at the right.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.domain.progress import Kind
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.checkin.confidence import ConfidenceEdit
from ui.checkin.evidence_part import EvidencePart
from ui.checkin.outlook import Outlook
from ui.checkin.parts import ActionsPart, BlockerPart, PromptsPart
from ui.checkin.preview import Typed, due_after
from ui.checkin.source import Sheet
from ui.checkin.values import goal_texts, value_input, value_text
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, NoteEdit, TextEdit
from ui.widgets.form import FieldRow
from ui.widgets.marks import word_of
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.check_ins import CheckInEntry

COLOURS = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND)
COMMENT_LIMIT = 20_000


class CheckInPage(QWidget):
    """The fields for one `Sheet`; `edited` is emitted at every change by the person, `grew` when
    they need more height.
    """

    edited = Signal()
    grew = Signal()

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        self.setAcceptDrops(True)
        self._make_left()
        self._make_right()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(24)
        across.addLayout(self._left(), 11)
        across.addLayout(self._right(), 9)
        self._prefill()
        self._connect()
        self._look()

    @property
    def is_correction(self) -> bool:
        """Say whether an earlier check-in is corrected."""
        return self.sheet.subject.corrects_id is not None

    def first(self) -> QWidget:
        """Return the field to type in first."""
        return self.value.first()

    def entry(self) -> "CheckInEntry | None":
        """Return what was typed, or None after showing at each field what is wrong."""
        from okrdesk.services.check_ins import CheckInEntry

        self._clear_errors()
        number = self._read("value", self._needed_value)
        effective_on = self._read("effective_on", self._needed_day)
        next_on = self._read("next_on", self._later_day)
        blocker = self._read("due_on", self.blocker.entry)
        if self._focus_first_error():
            return None
        return CheckInEntry(
            value=number,
            effective_on=effective_on,
            confidence=self.confidence.number(),
            comment=self.comment.value() or "",
            answers=self.prompts.answers(),
            steps_done=self.value.steps_done(),
            next_on=next_on,
            chosen_colour=self._chosen(),
            colour_reason=self.reason.value() or "",
            corrects_id=self.sheet.subject.corrects_id,
            evidence=self.evidence.files(),
            actions_done=self.actions_part.done(),
            blocker=blocker,
            blockers_closed=self.blocker.closed(),
        )

    def typed(self) -> dict[str, Any]:
        """Return everything as typed, right or wrong, as a JSON document for the draft."""
        return {
            "value": self.value.typed(),
            "effective_on": self.effective_on.text(),
            "confidence": self.confidence.number(),
            "comment": self.comment.toPlainText(),
            "next_on": self.next_on.text(),
            "colour": self.colour.value(),
            "reason": self.reason.text(),
            "prompts": self.prompts.typed(),
            "actions": self.actions_part.typed(),
            "evidence": self.evidence.typed(),
            "blocker": self.blocker.typed(),
        }

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Show again what `typed` returned."""
        self.value.restore(typed["value"])
        self.effective_on.setText(typed["effective_on"])
        self.confidence.set_number(typed["confidence"])
        self.comment.set_value(typed["comment"])
        self.next_on.setText(typed["next_on"])
        self.colour.set_value(typed["colour"])
        self.reason.set_value(typed["reason"])
        self.prompts.restore(typed["prompts"])
        self.actions_part.restore(typed["actions"])
        self.evidence.restore(typed["evidence"])
        self.blocker.restore(typed["blocker"])
        self._look()

    def show_error(self, error: BaseException) -> bool:
        """Show an error at its field; False where it belongs to none of them."""
        if not isinstance(error, OkrError) or error.field is None:
            return False
        if error.field == "evidence":
            self.evidence.set_error(explain(error))
            return True
        if error.field not in self._all_rows():
            return False
        self._set_error(error.field, explain(error))
        if error.field in self.prompts.rows:
            self.prompts.set_open(True)
        if error.field in self.blocker.rows:
            self.blocker.set_open(True)
        self._focus_first_error()
        return True

    def event(self, event: QEvent) -> bool:
        """Ask for the height that wrapped texts need, which a layout's minimum leaves out."""
        answer = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            layout = self.layout()
            needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)
                self.grew.emit()
        return answer

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, from anywhere over the fields."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        self.evidence.attach([Path(url.toLocalFile()) for url in urls])
        event.acceptProposedAction()

    def _make_left(self) -> None:
        sheet = self.sheet
        self.value = value_input(sheet.key_result)
        self.outlook = Outlook(sheet)
        self.confidence = ConfidenceEdit()
        self.comment = NoteEdit(3)
        self.effective_on = DateEdit(lambda: sheet.today)
        self.next_on = DateEdit(lambda: sheet.today)
        self.colour = ChoiceBox(
            [Choice(colour.value, word_of(colour)) for colour in COLOURS], empty=_("As computed")
        )
        self.reason = TextEdit(limit=2_000)
        self.rows = {
            "value": FieldRow(_("New value"), self.value),
            "confidence": FieldRow(_("Confidence in the target (0–10)"), self.confidence),
            "comment": FieldRow(_("Comment"), self.comment),
            "effective_on": FieldRow(_("Effective date"), self.effective_on),
            "next_on": FieldRow(_("Next check-in"), self.next_on),
            "chosen_colour": FieldRow(_("Colour"), self.colour),
            "colour_reason": FieldRow(_("Reason for the colour"), self.reason),
        }

    def _make_right(self) -> None:
        sheet = self.sheet
        row = sheet.corrected or sheet.last
        self.prompts = PromptsPart(sheet.settings.prompts)
        self.actions_part = ActionsPart(sheet.key_result.id, sheet.actions)
        self.evidence = EvidencePart(row.evidence if row else ())
        self.blocker = BlockerPart(sheet.detail.blockers)
        if self.is_correction:
            self.actions_part.hide()
            self.blocker.hide()

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self._value_block())
        column.addWidget(self.outlook)
        column.addWidget(self.rows["confidence"])
        column.addWidget(self.rows["comment"])
        names = ("effective_on", "next_on", "chosen_colour")
        column.addLayout(_abreast([self.rows[name] for name in names]))
        column.addWidget(self.rows["colour_reason"])
        column.addStretch(1)
        return column

    def _value_block(self) -> QWidget:
        """Return the value with, at its right, what was and what is to be."""
        if self.sheet.key_result.measure.kind is Kind.STEPS:
            self.rows["value"].set_help(self._before_text())
            return self.rows["value"]
        before = QVBoxLayout()
        before.setSpacing(2)
        before.addStretch(1)
        for text in (self._before_text(), *goal_texts(self.sheet.key_result)):
            before.addWidget(label(text, "muted"), 0, Qt.AlignmentFlag.AlignRight)
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.rows["value"], 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(before)
        return block

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for part in (self.actions_part, self.evidence, self.prompts, self.blocker):
            column.addWidget(part)
        column.addStretch(1)
        return column

    def _before_text(self) -> str:
        row = self.sheet.corrected or self.sheet.last
        if row is None:
            return _("No check-in yet")
        value = value_text(self.sheet.key_result, row.check_in)
        on = format_date(row.check_in.effective_on)
        if self.is_correction:
            return _("Old value: {value} ({date})").format(value=value, date=on)
        return _("Last: {value} ({date})").format(value=value, date=on)

    def _prefill(self) -> None:
        before = self.sheet.prefill
        self.value.prefill(before)
        self.effective_on.set_value(self.sheet.day)
        if before is not None and self.is_correction:
            self._prefill_correction(before)
        elif before is not None and before.confidence is not None:
            text = _("Last time: {number}").format(number=before.confidence)
            self.rows["confidence"].set_help(text)

    def _prefill_correction(self, old: CheckIn) -> None:
        self.effective_on.set_value(old.effective_on)
        self.confidence.set_number(old.confidence)
        self.comment.set_value(old.comment)
        self.next_on.set_value(old.next_on)
        self.colour.set_value(old.chosen_colour.value if old.chosen_colour else None)
        self.reason.set_value(old.colour_reason)
        self.prompts.prefill(old.answers)

    def _connect(self) -> None:
        editors: tuple[Any, ...] = (
            self.value,
            self.confidence,
            self.comment,
            self.effective_on,
            self.next_on,
            self.colour,
            self.reason,
        )
        for name, editor in zip(self.rows, editors, strict=True):
            editor.edited.connect(lambda name=name: self._touched(name))
        for part in (self.prompts, self.actions_part, self.evidence, self.blocker):
            part.edited.connect(self.edited)

    def _touched(self, name: str) -> None:
        if self.rows[name].has_error():
            self._set_error(name, "")
        self._look()
        self.edited.emit()

    def _look(self) -> None:
        """Show what follows from the typed value, date and colour."""
        day = self._day_or_none()
        typed = self._typed_or_none(day)
        self.outlook.show_typed(typed)
        is_late = day is not None and day < self.sheet.today
        note = _("Entered late: marked as such.") if is_late else ""
        self.rows["effective_on"].set_help(note)
        due = due_after(self.sheet, day or self.sheet.today)
        self.next_on.setPlaceholderText(format_date(due) if due else _("none"))
        self.rows["next_on"].set_help(_("Left empty, the rhythm decides.") if due else "")
        self.rows["colour_reason"].setVisible(self.colour.value() is not None)

    def _typed_or_none(self, day: date | None) -> Typed | None:
        try:
            number = self.value.value()
        except Refused:
            return None
        if number is None or day is None:
            return None
        return Typed(number, self.value.steps_done(), day)

    def _day_or_none(self) -> date | None:
        try:
            return self.effective_on.value()
        except Refused:
            return None

    def _needed_value(self) -> Any:
        number = self.value.value()
        if number is None:
            raise Refused(Code.MISSING_FIELD, label=_("New value"))
        return number

    def _needed_day(self) -> date:
        day = self.effective_on.value()
        if day is None:
            raise Refused(Code.MISSING_FIELD, label=_("Effective date"))
        if day > self.sheet.today:
            raise Refused(Code.DATE_IN_FUTURE, date=format_date(day))
        return day

    def _later_day(self) -> date | None:
        following, day = self.next_on.value(), self._day_or_none()
        if following is not None and day is not None and following <= day:
            ends = {"start": format_date(day), "end": format_date(following)}
            raise Refused(Code.DATES_UPSIDE_DOWN, **ends)
        return following

    def _chosen(self) -> Health | None:
        chosen = self.colour.value()
        return None if chosen is None else Health(chosen)

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read()
        except OkrError as error:
            self._set_error(name, explain(error))
            return None

    def _all_rows(self) -> dict[str, FieldRow]:
        """Return every row by field name, those of optional sections as far as they are made."""
        return self.rows | self.prompts.rows | self.blocker.rows

    def _set_error(self, name: str, sentence: str) -> None:
        self._all_rows()[name].set_error(sentence)
        if name == "value":
            field = self.value.first()
            field.setProperty("invalid", "true" if sentence else "false")
            field.style().unpolish(field)
            field.style().polish(field)

    def _clear_errors(self) -> None:
        self.evidence.set_error("")
        for name, row in self._all_rows().items():
            if row.has_error():
                self._set_error(name, "")

    def _focus_first_error(self) -> bool:
        for name, row in self._all_rows().items():
            if row.has_error():
                target = self.value.first() if name == "value" else row.editor
                target.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False


def _abreast(parts: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return row
