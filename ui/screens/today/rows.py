"""The list of Hôm nay: headings and rows in one model, drawn in two lines by a delegate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from okrdesk.domain.dates import format_date
from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import _
from ui.reviewing.text import age_text
from ui.screens.today import wording
from ui.screens.today.source import Due, Group, Item, Submitted
from ui.theme.icons import pixmap
from ui.theme.sheet import POINTS
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.marks import paint_mark, word_of

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
PADDING = 12
LONG = 3
"""After so many working days what waits for approval is written in the colour of a warning."""
SMALL = POINTS["small"] / POINTS["body"]


@dataclass(frozen=True)
class Heading:
    """A line between groups."""

    group: Group
    text: str


class TodayModel(QAbstractListModel):
    """Headings and items; headings are neither selected nor passed by the arrow keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.today = date.min
        self._lines: list[Heading | Item | Submitted | Due] = []

    def set_items(self, items: Sequence[Item | Submitted | Due], today: date) -> None:
        """Show `items`, which come in the order of their groups."""
        self.beginResetModel()
        self.today = today
        self._lines = []
        for group in Group:
            of_group = [item for item in items if item.group is group]
            if of_group:
                self._lines.append(Heading(group, wording.heading(group, len(of_group))))
                self._lines += of_group
        self.endResetModel()

    def items(self) -> list[Item]:
        """Return the items in the order shown."""
        return [line for line in self._lines if isinstance(line, Item)]

    def item(self, index: Index) -> Item | None:
        """Return the item at `index`, None for a heading."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Item) else None

    def submitted(self, index: Index) -> Submitted | None:
        """Return what waits for approval at `index`, None for anything else."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Submitted) else None

    def task(self, index: Index) -> Due | None:
        """Return the task at `index`, None for anything else."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Due) else None

    def may_be_chosen(self, index: Index) -> bool:
        """Say whether something stands at `index` that can be done."""
        return index.isValid() and not isinstance(self._lines[index.row()], Heading)

    def index_of(self, item_id: str) -> QModelIndex:
        """Return where a key result or objective stands; an invalid index where it does not."""
        for place, line in enumerate(self._lines):
            if not isinstance(line, Heading) and line.row.id == item_id:
                return self.index(place)
        return NOWHERE

    def first(self) -> QModelIndex:
        """Return the first item."""
        return self.index(1) if len(self._lines) > 1 else NOWHERE

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only items be chosen."""
        if not self.may_be_chosen(index):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line, its text, or what is said of it."""
        line = self._lines[index.row()]
        if role == ITEM_ROLE:
            return line
        if isinstance(line, Heading):
            return line.text if role in _TEXTS else None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.row.title
        if isinstance(line, Submitted):
            return _data_of_submitted(line, role)
        if isinstance(line, Due):
            return _data_of_task(line, role, self.today)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return wording.said(line, self.today)
        if role == Qt.ItemDataRole.ToolTipRole:
            mark = word_of(line.row.health)
            return f"{line.row.title}\n{line.row.objective}\n{mark}"
        return None


def _data_of_submitted(line: Submitted, role: int) -> Any:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return wording.said_of_submitted(line)
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{line.row.title}\n{wording.whose(line)}"
    return None


def _data_of_task(line: Due, role: int, today: date) -> Any:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return wording.said_of_task(line, today)
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{line.row.title}\n{wording.task_note(line)}"
    return None


_TEXTS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class RowDelegate(QStyledItemDelegate):
    """Draws mark, title over objective, value, and when it is due."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Take two lines for an item, one for a heading."""
        line = option.fontMetrics.lineSpacing()
        if isinstance(index.data(ITEM_ROLE), Heading):
            return QSize(0, round(line * 1.15) + (10 if index.row() == 0 else 20))
        return QSize(0, round(line * (1 + SMALL)) + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, tokens = index.data(ITEM_ROLE), tokens_of(option.palette)
        if isinstance(line, Heading):
            _paint_heading(painter, option, line, tokens)
        else:
            _paint_ground(painter, option, tokens)
            today: date = index.model().today  # type: ignore[attr-defined]
            row = _Row(painter, option, tokens)
            if isinstance(line, Submitted):
                row.paint_submitted(line)
            elif isinstance(line, Due):
                row.paint_task(line, today)
            else:
                row.paint(line, today)
        painter.restore()


class _Row:
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
        day = format_date(row.submitted_at.astimezone().date())
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


def _paint_heading(
    painter: QPainter, option: QStyleOptionViewItem, line: Heading, tokens: Tokens
) -> None:
    font = QFont(option.font)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(tokens.bad if line.group is Group.LATE else tokens.muted))
    box = QRectF(option.rect).adjusted(PADDING, 0, -PADDING, -5)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), line.text)
    painter.setPen(QPen(QColor(tokens.line), 1))
    below = option.rect.bottom()
    painter.drawLine(option.rect.left() + PADDING, below, option.rect.right() - PADDING, below)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    box = QRectF(option.rect).adjusted(2, 1, -2, -1)
    if selected or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selected if selected else tokens.hover))
        painter.drawRoundedRect(box, 5, 5)
    if option.state & QStyle.StateFlag.State_HasFocus and selected:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent), 1.5))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)


class TodayList(QListView):
    """The list: Enter or a double click opens, a click on the mark asks why, a right click offers
    the rest.
    """

    opened = Signal(object)
    why_asked = Signal(object)
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("What waits for me"))
        self.setItemDelegate(RowDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.viewport().mapToGlobal(at))
        )
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask why where the mark is clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        within = event.position().x() < PADDING * 2 + self.fontMetrics().ascent()
        if index.isValid() and within and event.button() == Qt.MouseButton.LeftButton:
            self.why_asked.emit(index)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index)
