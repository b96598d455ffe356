"""Table cells: the delegate that draws marks, progress bars and plain text alike, with tooltips
when cut off.
"""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui.theme.tokens import tokens_of
from ui.widgets.marks import MarkCell, ProgressCell, mark_of, paint_mark, paint_progress, word_of

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
MUTED_ROLE = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex
PADDING = 8


class CellDelegate(QStyledItemDelegate):
    """Draws what a model gives under CELL_ROLE (MarkCell, ProgressCell), or else the text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Keep rows at 28–32 pixels at normal text size, growing with it."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), row_height(option.fontMetrics.height()))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Mute what the model calls muted."""
        super().initStyleOption(option, index)
        if index.data(MUTED_ROLE):
            muted = QColor(tokens_of(option.palette).muted)
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, muted)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground by the style, and the cell's own picture over it."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, MarkCell | ProgressCell):
            super().paint(painter, option, index)
        else:
            self._paint_ground(painter, option, index)
            inner = QRectF(option.rect.adjusted(PADDING, 0, -PADDING, 0))
            if isinstance(cell, MarkCell):
                self._paint_mark(painter, option, inner, cell)
            else:
                self._paint_progress(painter, option, inner, cell)
        self._paint_focus(painter, option)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text where the column is too narrow for it."""
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        text = own or index.data(Qt.ItemDataRole.DisplayRole)
        if event.type() == QEvent.Type.ToolTip and text:
            room = view.visualRect(index).width() - 2 * PADDING
            if own or option.fontMetrics.horizontalAdvance(str(text)) > room:
                QToolTip.showText(event.globalPos(), str(text), view)
                return True
            QToolTip.hideText()
            return True
        return super().helpEvent(event, view, option, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Take what was typed with Enter at once: Qt would wait for the next turn of the window,
        and what is typed until then would go into the same cell.
        """
        if (
            isinstance(editor, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.SubmitModelCache)
            return True
        return super().eventFilter(editor, event)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)

    def _paint_mark(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, cell: MarkCell
    ) -> None:
        tokens = tokens_of(option.palette)
        side = option.fontMetrics.ascent() * 0.92
        spot = QRectF(box.x(), box.center().y() - side / 2, side, side)
        if not cell.with_word:
            spot.moveCenter(box.center())
        paint_mark(painter, spot, cell.health, tokens)
        if cell.with_word:
            painter.setPen(QColor(getattr(tokens, mark_of(cell.health).role)))
            self._write(
                painter, option, box.adjusted(side + 8, 0, 0, 0), word_of(cell.health), left=True
            )

    def _paint_progress(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, cell: ProgressCell
    ) -> None:
        tokens = tokens_of(option.palette)
        wide = option.fontMetrics.horizontalAdvance("100 %") + 8
        if cell.pending:
            painter.setPen(QColor(tokens.accent))
            room = box.adjusted(0, 0, -wide, 0)
            self._write(painter, option, room, f"+{cell.pending}", left=False)
            wide += option.fontMetrics.horizontalAdvance(f"+{cell.pending}") + 6
        paint_progress(painter, box.adjusted(0, 0, -wide, 0), cell, tokens)
        painter.setPen(QColor(tokens.text if cell.progress is not None else tokens.muted))
        self._write(painter, option, box, cell.text(), left=False)

    def _write(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, text: str, *, left: bool
    ) -> None:
        painter.setFont(option.font)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        shown = option.fontMetrics.elidedText(
            text, Qt.TextElideMode.ElideRight, max(0, int(box.width()))
        )
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QColor(tokens_of(option.palette).accent))
            painter.drawRect(QRect(option.rect).adjusted(0, 0, -1, -1))
            painter.restore()


def row_height(text_height: int) -> int:
    """Return the height of a table row for text of this height: 28 to 32 at normal size."""
    return max(28, text_height + 13)
