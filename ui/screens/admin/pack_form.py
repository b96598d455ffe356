"""The parameters of a rule pack as a table: what they are called, and their values to type."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from okrdesk.errors import Refused
from okrdesk.i18n import N_, _
from okrdesk.sentences import explain
from ui.screens.admin.pack_fields import PackField
from ui.widgets.cells import MUTED_ROLE
from ui.widgets.rows import NOWHERE, Column, Index, header_data
from ui.widgets.views import TableView

COLUMNS = (
    Column("section", N_("Part"), text=lambda row: row.section, width=20, muted=True),
    Column("label", N_("Parameter"), text=lambda row: row.label, width=0),
    Column("value", N_("Value"), text=lambda row: row.text(), width=44),
)
_VALUE = 2


class FieldsModel(QAbstractTableModel):
    """One parameter in each row; `typed(path, literal)` tells what somebody wrote there."""

    typed = Signal(object, str)
    refused = Signal(str)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.columns = COLUMNS
        self.fields: tuple[PackField, ...] = ()

    def show(self, fields: tuple[PackField, ...]) -> None:
        """Show these parameters; the same ones keep their place in the view."""
        if [one.path for one in fields] == [one.path for one in self.fields]:
            self.fields = fields
            if fields:
                self.dataChanged.emit(self.index(0, 0), self.index(len(fields) - 1, _VALUE))
            return
        self.beginResetModel()
        self.fields = fields
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many parameters there are."""
        return 0 if parent.isValid() else len(self.fields)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the values be typed into."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _VALUE else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell; the name of a part stands only where it begins."""
        field, column = self.fields[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return field.text()
        if role == Qt.ItemDataRole.DisplayRole:
            above = self.fields[index.row() - 1].section if index.row() else ""
            is_repeated = column.id == "section" and above == field.section
            return "" if is_repeated or column.text is None else column.text(field)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(field) if column.text else None
        return column.muted if role == MUTED_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed as TOML; what is no such value is refused with the reason."""
        field = self.fields[index.row()]
        if role != Qt.ItemDataRole.EditRole or str(value) == field.text():
            return False
        try:
            literal = field.literal(str(value))
        except Refused as error:
            self.refused.emit(explain(error))
            return False
        self.typed.emit(field.path, literal)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a header."""
        if orientation == Qt.Orientation.Horizontal:
            return header_data(self.columns[section], role)
        return None


class PackForm(TableView):
    """The table: typing or F2 opens a value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Parameters of the rule pack"), "rule-pack.fields", parent)
        self.fields = FieldsModel(self)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            TableView.EditTrigger.AnyKeyPressed
            | TableView.EditTrigger.EditKeyPressed
            | TableView.EditTrigger.DoubleClicked
        )
        self.set_model(self.fields)
        self.activated_row.connect(lambda index: self._open(index.row()))

    def can_edit(self, is_editable: bool) -> None:
        """Let the values be changed, or only read."""
        if not is_editable:
            self.setEditTriggers(TableView.EditTrigger.NoEditTriggers)

    def _open(self, row: int) -> None:
        if self.editTriggers() != TableView.EditTrigger.NoEditTriggers:
            index = self.fields.index(row, _VALUE)
            self.setCurrentIndex(index)
            self.edit(index)
