"""A field that takes several units, ticked in the tree."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.widgets.cells import CellDelegate

_INDENT = "\u2003"
_LINES = 5


class UnitsEdit(QListWidget):
    """Units to tick by Space; `value()` are the ids ticked, None where none is."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        height = self.fontMetrics().lineSpacing() * 2 * _LINES
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)
        self.itemChanged.connect(lambda _line: self.edited.emit())

    def set_units(self, units: Iterable[Any]) -> None:
        """Offer units, which come in tree order."""
        self.blockSignals(True)
        self.clear()
        for unit in units:
            line = QListWidgetItem(_INDENT * unit.depth + unit.name, self)
            line.setData(Qt.ItemDataRole.UserRole, unit.id)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def value(self) -> list[str] | None:
        """Return which units are ticked."""
        ticked = [line for line in self._lines() if line.checkState() is Qt.CheckState.Checked]
        return [str(line.data(Qt.ItemDataRole.UserRole)) for line in ticked] or None

    def set_value(self, value: Sequence[str] | None) -> None:
        """Tick these units."""
        self.blockSignals(True)
        for line in self._lines():
            is_on = line.data(Qt.ItemDataRole.UserRole) in (value or ())
            line.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def _lines(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]
