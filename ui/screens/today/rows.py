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
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from okrdesk.i18n import _
from ui.screens.today import wording
from ui.screens.today.row_painting import PADDING, SMALL, RowPainter
from ui.screens.today.source import Due, Group, Item, Submitted, Word
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.marks import word_of

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ITEM_ROLE = Qt.ItemDataRole.UserRole + 1


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
        self._lines: list[Heading | Item | Submitted | Due | Word] = []

    def set_items(self, items: Sequence[Item | Submitted | Due | Word], today: date) -> None:
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

    def word(self, index: Index) -> Word | None:
        """Return the returned check-in or question at `index`, None for anything else."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Word) else None

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
        if isinstance(line, Word):
            return _data_of_word(line, role, self.today)
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


def _data_of_word(line: Word, role: int, today: date) -> Any:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return wording.said_of_word(line, today)
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{line.row.title}\n{wording.word_note(line)}"
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
            row = RowPainter(painter, option, tokens)
            if isinstance(line, Submitted):
                row.paint_submitted(line)
            elif isinstance(line, Due):
                row.paint_task(line, today)
            elif isinstance(line, Word):
                row.paint_word(line, today)
            else:
                row.paint(line, today)
        painter.restore()


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
