"""A field for the unit of measure: chosen from the office's list, or typed and added to it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QVBoxLayout, QWidget

from okrdesk.domain.text import fold, tidy
from okrdesk.i18n import _
from ui.operations import Command, Query
from ui.widgets.buttons import button

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_FOLDED = Qt.ItemDataRole.UserRole + 1


class _Completer(QCompleter):
    """Finds a word anywhere in an entry, whatever the accents."""

    def splitPath(self, path: str) -> list[str]:
        """Compare what was typed without accents."""
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Complete to the entry as it is written."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class MeasureUnitEdit(QWidget):
    """`value()` is the unit as text, None where it is empty; a new one is offered to be added."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(8)
        self.box.setAccessibleName(_("Unit of measure"))
        line = self.line = QLineEdit()
        self.box.setLineEdit(line)
        line.setStyleSheet("QLineEdit { border: 0; padding: 0; min-height: 0 }")
        line.setMaxLength(60)
        line.setAccessibleName(_("Unit of measure"))
        line.setPlaceholderText(_("%, files, days…"))
        self._names: list[str] = []
        self._items = QStandardItemModel(self)
        self.box.setModel(self._items)
        completer = _Completer(self._items, self)
        completer.setCompletionRole(_FOLDED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.box.setCompleter(completer)
        self.add = button(_("Add to the office's list"), self._add, kind="link")
        self.add.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.box)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.box)
        line.textEdited.connect(self._typed)
        self.box.activated.connect(lambda _place: self._typed(""))

    def load(self, owner: QObject) -> None:
        """Read the office's list on behalf of `owner`."""
        Query(_names).success(self.set_names).run(owner)

    def set_names(self, names: list[str]) -> None:
        """Offer `names`, keeping what is typed."""
        kept = self.value()
        self._names = names
        self._items.clear()
        for name in names:
            item = QStandardItem(name)
            item.setData(fold(name), _FOLDED)
            self._items.appendRow(item)
        self.set_value(kept)

    def value(self) -> str | None:
        """Return the unit."""
        return tidy(self.box.currentText()) or None

    def set_value(self, value: str | None) -> None:
        """Show `value`."""
        self.box.setCurrentIndex(self.box.findText(value or "", Qt.MatchFlag.MatchFixedString))
        self.box.setEditText(value or "")
        self._offer_to_add()

    def _typed(self, _text: str) -> None:
        self._offer_to_add()
        self.edited.emit()

    def _offer_to_add(self) -> None:
        value = self.value()
        known = {name.casefold() for name in self._names}
        self.add.setVisible(bool(self._names and value and value.casefold() not in known))

    def _add(self) -> None:
        name = self.value()
        if name:
            call = partial(_add, name)
            Command(call, title=_("Add unit of measure")).success(
                lambda _done: self.load(self)
            ).run(self)


def _names(desk: "Desk") -> list[str]:
    from okrdesk.services.measure_units import find_measure_units

    return [row.name for row in find_measure_units(desk)]


def _add(name: str, desk: "Desk") -> Any:
    from okrdesk.services.measure_units import add_measure_unit

    return add_measure_unit(desk, name)
