"""Editors of single values: text, notes, decimals, dates, choices, ticks; all share `value`,
`set_value`, `edited`.

`value()` returns the typed value or None where it is empty, and raises `Refused` where the text is
not one.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import QDate, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.numbers import format_decimal, parse_decimal
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.theme.icons import set_icon
from ui.widgets.choices import Choice, ChoiceBox


class Editor(Protocol):
    """What a form asks of an editor; `edited` is a signal without arguments."""

    edited: Any

    def value(self) -> Any:
        """Return the value, or None where it is empty; raise Refused where it is not one."""
        ...

    def set_value(self, value: Any) -> None:
        """Show `value` without saying that the person edited."""
        ...


class TextEdit(QLineEdit):
    """One line of text; `value()` is str without outer spaces, or None."""

    edited = Signal()

    def __init__(self, placeholder: str = "", limit: int = 500) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setMaxLength(limit)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str | None:
        """Return the text."""
        return self.text().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show `value` from its beginning."""
        self.setText(value or "")
        self.setCursorPosition(0)


class NoteEdit(QPlainTextEdit):
    """Several lines of text; Tab leaves the field; `lines` is its height."""

    edited = Signal()

    def __init__(self, lines: int = 3, placeholder: str = "") -> None:
        super().__init__()
        self._lines = lines
        self._quiet = False
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self._tell)
        self._fit()

    def value(self) -> str | None:
        """Return the text."""
        return self.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show `value`."""
        self._quiet = True
        self.setPlainText(value or "")
        self._quiet = False

    def changeEvent(self, event: Any) -> None:
        """Keep the height in lines when the text size changes."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 20)

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()


class DecimalEdit(QLineEdit):
    """A decimal as written here: comma for decimals, points for thousands; `value()` is an exact
    Decimal.
    """

    edited = Signal()

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText(unit)
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.editingFinished.connect(self._tidy)

    def value(self) -> Decimal | None:
        """Return the number; raises Refused(BAD_NUMBER)."""
        return parse_decimal(self.text()) if self.text().strip() else None

    def set_value(self, value: Decimal | None) -> None:
        """Show `value` with grouped thousands."""
        self.setText("" if value is None else format_decimal(value))

    def _tidy(self) -> None:
        try:
            self.set_value(self.value())
        except Refused:
            return


class DateEdit(QLineEdit):
    """A date as dd/MM/yyyy; "5/11" and "05112026" are completed; F4 or the button opens a
    calendar.
    """

    edited = Signal()

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today
        self.setPlaceholderText("dd/MM/yyyy")
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.editingFinished.connect(self._tidy)
        action = QAction(_("Open the calendar"), self)
        set_icon(action, "calendar", "muted")
        action.triggered.connect(self._open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> date | None:
        """Return the date; raises Refused(BAD_DATE)."""
        return complete_date(self.text(), self._today())

    def set_value(self, value: date | None) -> None:
        """Show `value`."""
        self.setText("" if value is None else format_date(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar with F4 or Alt+Down; the arrow keys move by a day."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self._open_calendar()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def _move(self, days: int) -> None:
        try:
            now = self.value() or self._today()
        except Refused:
            return
        self.set_value(date.fromordinal(now.toordinal() + days))
        self.edited.emit()

    def _tidy(self) -> None:
        try:
            self.set_value(self.value())
        except Refused:
            return

    def _open_calendar(self) -> None:
        popup = CalendarPopup(self)
        popup.chosen.connect(self._take)
        popup.show_for(self)

    def _take(self, chosen: QDate) -> None:
        self.set_value(date(chosen.year(), chosen.month(), chosen.day()))
        self.edited.emit()


class CalendarPopup(QFrame):
    """A month to choose a day from, under a date field."""

    chosen = Signal(QDate)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.activated.connect(self._choose)
        self.calendar.clicked.connect(self._choose)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.calendar)

    def show_for(self, field: DateEdit) -> None:
        """Open below `field` at its date."""
        try:
            day = field.value()
        except Refused:
            day = None
        if day is not None:
            self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        self.move(field.mapToGlobal(QPoint(0, field.height() + 2)))
        self.show()
        self.calendar.setFocus()

    def _choose(self, day: QDate) -> None:
        self.chosen.emit(day)
        self.close()


class Tick(QCheckBox):
    """Yes or no; `value()` is bool."""

    edited = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.clicked.connect(lambda _checked: self.edited.emit())

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick or clear it."""
        self.setChecked(bool(value))


class SearchField(QLineEdit):
    """A field to look for something; `searched(text)` comes 150 ms after the last key, at once
    on Enter.
    """

    searched = Signal(str)

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        action = QAction(self)
        set_icon(action, "search", "muted")
        self.addAction(action, QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what is there, so that typing starts anew."""
        super().focusInEvent(event)
        self.selectAll()

    def _now(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text().strip())


def complete_date(text: str, today: date) -> date | None:
    """Read a date as written here, or "5/11", "5", "05112026" completed from `today`; raises
    Refused.
    """
    plain = text.strip()
    if not plain:
        return None
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:2]}/{plain[2:4]}/{plain[4:]}"
    elif short := re.fullmatch(r"(\d{1,2})(?:[\s/.\-](\d{1,2})(?:[\s/.\-](\d{2}))?)?", plain):
        day, month, year = short.groups()
        plain = f"{day}/{month or today.month}/{2000 + int(year) if year else today.year}"
    return parse_date(plain)


__all__ = [
    "CalendarPopup",
    "Choice",
    "ChoiceBox",
    "DateEdit",
    "DecimalEdit",
    "Editor",
    "NoteEdit",
    "SearchField",
    "TextEdit",
    "Tick",
    "complete_date",
]


class WholeEdit(QSpinBox):
    """A whole number from `low` to `high`; `edited` comes when the person has finished."""

    edited = Signal()

    def __init__(self, low: int, high: int, unit: str = "") -> None:
        super().__init__()
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        if unit:
            self.setSuffix(f" {unit}")
        self.valueChanged.connect(lambda _value: self.edited.emit())

    def set_value(self, value: int | None) -> None:
        """Show `value` without saying that the person edited."""
        self.blockSignals(True)
        self.setValue(value or 0)
        self.blockSignals(False)

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the page."""
        event.ignore()
