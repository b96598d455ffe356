"""How a row of Hôm nay is drawn: mark or sign, title over a smaller line, and when it is due."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import _
from ui.reviewing.text import age_text
from ui.screens.today import wording
from ui.screens.today.source import Due, Group, Item, Submitted, Word
from ui.theme.icons import pixmap
from ui.theme.sheet import POINTS
from ui.theme.tokens import Tokens
from ui.widgets.marks import paint_mark, word_of

PADDING = 12
LONG = 3
"""After so many working days what waits for approval is written in the colour of a warning."""
SMALL = POINTS["small"] / POINTS["body"]


class RowPainter:
    """One item being drawn."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
        self._painter = painter
        self._tokens = tokens
        self._body = QFont(option.font)
        self._small = QFont(option.font)
        self._small.setPointSizeF(option.font.pointSizeF() * SMALL)
        box = QRectF(option.rect).adjusted(PADDING, 6, -PADDING, -6)
        letter = option.fontMetrics.averageCharWidth()
        top = option.fontMetrics.lineSpacing()
        self._first = QRectF(box.x(), box.y(), box.width(), top)
        self._second = QRectF(box.x(), box.y() + top + 2, box.width(), box.height() - top - 2)
        self._side = option.fontMetrics.ascent() * 0.92
        self._due_width = letter * 13.0
        self._value_width = min(letter * 26.0, box.width() * 0.32)

    def paint(self, item: Item, today: date) -> None:
        """Draw the columns from the right to the left, the title in what is left."""
        row, tokens = item.row, self._tokens
        spot = QRectF(
            self._first.x(),
            self._first.center().y() - self._side / 2,
            self._side,
            self._side,
        )
        paint_mark(self._painter, spot, row.health, tokens)
        late = item.group is Group.LATE
        right = self._first.right()
        self._write(
            (right - self._due_width, self._due_width),
            wording.due_text(item, today),
            wording.day_text(item),
            tokens.bad if late else tokens.text,
        )
        right -= self._due_width + 16
        self._write(
            (right - self._value_width, self._value_width),
            wording.value_text(item),
            word_of(row.health),
            tokens.text,
        )
        left = self._first.x() + self._side + 12
        self._write_title(left, right - self._value_width - 16 - left, item)

    def paint_submitted(self, line: Submitted) -> None:
        """Draw what waits for approval: title over its owner, and since when it waits."""
        row, tokens = line.row, self._tokens
        self._paint_sign("inbox", tokens.accent)
        right = self._first.right()
        wide = self._due_width * 1.6
        day = format_date(day_at(row.submitted_at))
        colour = tokens.warn if row.age > LONG else tokens.text
        self._write((right - wide, wide), age_text(row.age), day, colour)
        left = self._first.x() + self._side + 12
        badge = _("Amendment") if row.is_amendment else ""
        texts = (row.title, wording.whose(line), badge)
        self._write_texts((left, right - wide - 16 - left), texts)

    def paint_task(self, line: Due, today: date) -> None:
        """Draw a task: title over where it comes from, how much is done, and when it is due."""
        row, tokens = line.row, self._tokens
        is_late = row.due_on is not None and row.due_on < today
        self._paint_sign("tasks", tokens.bad if is_late else tokens.accent)
        right = self._first.right()
        day = format_date(row.due_on) if row.due_on else ""
        colour = tokens.bad if is_late else tokens.text
        due = wording.task_due_text(line, today)
        self._write((right - self._due_width, self._due_width), due, day, colour)
        right -= self._due_width + 16
        span = (right - self._value_width, self._value_width)
        self._write(span, wording.done_text(line), "", tokens.text)
        left = self._first.x() + self._side + 12
        badge = _("Given back") if row.state is TaskState.RETURNED else ""
        texts = (row.title, wording.task_note(line), badge)
        self._write_texts((left, right - self._value_width - 16 - left), texts)

    def paint_word(self, line: Word, today: date) -> None:
        """Draw what was returned, asked or concluded: title over who said what, until when."""
        row, tokens = line.row, self._tokens
        is_late = row.due_on is not None and row.due_on < today
        returned = line.group is Group.RETURNED
        colour = tokens.bad if is_late or returned else tokens.warn
        sign = {Group.RETURNED: "undo", Group.CONCLUDED: "people"}.get(line.group, "help")
        self._paint_sign(sign, colour)
        right = self._first.right()
        wide = self._due_width * 1.2
        due = wording.days_text(row.due_on, today) if row.due_on else format_date(row.on)
        day = format_date(row.due_on) if row.due_on else ""
        self._write((right - wide, wide), due, day, colour if is_late else tokens.text)
        left = self._first.x() + self._side + 12
        badge = _("Returned") if returned else ""
        texts = (row.title, wording.word_note(line), badge)
        self._write_texts((left, right - wide - 16 - left), texts)

    def _paint_sign(self, name: str, colour: str) -> None:
        side = round(self._side * 1.25)
        drawn = pixmap(name, colour, side)
        top = self._first.center().y() - side / 2
        self._painter.drawPixmap(QPointF(self._first.x() - (side - self._side) / 2, top), drawn)

    def _write_title(self, left: float, width: float, item: Item) -> None:
        badge = _("Draft") if item.row.has_draft else ""
        self._write_texts((left, width), (item.row.title, item.row.objective, badge))

    def _write_texts(self, span: tuple[float, float], texts: tuple[str, str, str]) -> None:
        """Draw a title with a badge, and a smaller line below it."""
        (left, width), (over, under, badge) = span, texts
        wide = QFontMetricsF(self._small).horizontalAdvance(badge) + 16 if badge else 0.0
        room = width - wide - 8 if badge else width
        metrics = QFontMetricsF(self._body)
        title = metrics.elidedText(over, Qt.TextElideMode.ElideRight, room)
        self._draw(QRectF(left, self._first.y(), room, self._first.height()), title, self._body)
        if badge:
            at = left + metrics.horizontalAdvance(title) + 8
            self._paint_badge(
                QRectF(at, self._first.y() + 1, wide, self._first.height() - 2), badge
            )
        below = QRectF(left, self._second.y(), width, self._second.height())
        text = QFontMetricsF(self._small).elidedText(under, Qt.TextElideMode.ElideRight, width)
        self._draw(below, text, self._small, self._tokens.muted)

    def _paint_badge(self, box: QRectF, text: str) -> None:
        painter, tokens = self._painter, self._tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tint(tokens.accent)))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens.accent))
        painter.setFont(self._small)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _write(self, span: tuple[float, float], over: str, under: str, colour: str) -> None:
        right = Qt.AlignmentFlag.AlignRight
        for line, text, font, shade in (
            (self._first, over, self._body, colour),
            (self._second, under, self._small, self._tokens.muted),
        ):
            box = QRectF(span[0], line.y(), span[1], line.height())
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, span[1])
            self._draw(box, shown, font, shade, right)

    def _draw(
        self,
        box: QRectF,
        text: str,
        font: QFont,
        colour: str = "",
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour or self._tokens.text))
        self._painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), text)
