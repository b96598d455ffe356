"""The choice box, apart from the other editors because the first paint of the window needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter


@dataclass(frozen=True)
class Choice:
    """One entry of a choice box: the id it stands for and the text shown."""

    id: Any
    text: str


class ChoiceBox(QComboBox):
    """One of some choices; `value()` is the id of the chosen one. The wheel does not change it
    by accident.
    """

    edited = Signal()

    def __init__(self, choices: Sequence[Choice] = (), *, empty: str | None = None) -> None:
        super().__init__()
        self._empty = empty
        self._choices: list[Choice] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.edited.emit())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer `choices`, keeping the chosen one where it is still there."""
        kept = self.value()
        self._choices = ([Choice(None, self._empty)] if self._empty is not None else []) + list(
            choices
        )
        self.clear()
        for choice in self._choices:
            self.addItem(choice.text)
            self.setItemData(self.count() - 1, choice.text, Qt.ItemDataRole.ToolTipRole)
        self.set_value(kept)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What is offered, the empty entry first where there is one."""
        return tuple(self._choices)

    def value(self) -> Any:
        """Return the id of the chosen entry, or None."""
        index = self.currentIndex()
        return self._choices[index].id if 0 <= index < len(self._choices) else None

    def set_value(self, value: Any) -> None:
        """Choose the entry with the id `value`; the first where there is none."""
        ids = [choice.id for choice in self._choices]
        self.setCurrentIndex(ids.index(value) if value in ids else (0 if ids else -1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, with an ellipsis where the chosen text has no room."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        box, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(box, option, field, self).width()
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = text
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the page."""
        event.ignore()
