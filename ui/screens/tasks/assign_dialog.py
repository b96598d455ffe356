"""Giving the same task to several people: what, how much, by when, and to whom."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from okrdesk.domain.tasks import Source
from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _, ngettext
from okrdesk.names import name_of
from ui.operations import Command
from ui.screens.tasks import write
from ui.screens.tasks.cells import Book, CellKind, GridColumn
from ui.screens.tasks.grid_delegate import ChoiceEdit
from ui.widgets.cells import CellDelegate
from ui.widgets.dialog import Dialog
from ui.widgets.editors import (
    Choice,
    ChoiceBox,
    DateEdit,
    DecimalEdit,
    NoteEdit,
    SearchField,
    TextEdit,
)
from ui.widgets.form import Form
from ui.widgets.text import label

_LINES = 8
_ITEM = GridColumn("item", "", kind=CellKind.CHOICE, field="catalogue_item_id", offers="items")
_SOURCES = (Source.AD_HOC, Source.REGULAR, Source.DIRECTIVE)


class ItemEdit(ChoiceEdit):
    """Chooses a catalogue item; `value()` is its id."""

    edited = Signal()

    def __init__(self, book: Book) -> None:
        super().__init__(_ITEM, book)
        self._held = book
        self.setPlaceholderText(_("Type part of the name or code"))
        self.textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> str | None:
        """Return the item's id; raises Refused: NOT_FOUND, AMBIGUOUS."""
        text = self.typed().strip()
        return self._held.find("items", text).id if text else None

    def set_value(self, value: str | None) -> None:
        """Show nothing: a new task begins without an item."""
        self.setText(value or "")


class PeopleList(QWidget):
    """People to tick; `value()` are the ids ticked, None for nobody."""

    edited = Signal()

    def __init__(self, people: Sequence[Any]) -> None:
        super().__init__()
        self.search = SearchField(_("Find a person"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("People"))
        self.list.setItemDelegate(CellDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        for one in people:
            note = " · ".join(part for part in (one.title, one.unit) if part)
            line = QListWidgetItem(f"{one.name} — {note}" if note else one.name, self.list)
            line.setData(Qt.ItemDataRole.UserRole, one.id)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Unchecked)
        self.count = label("", "small")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for widget in (self.search, self.list, self.count):
            box.addWidget(widget)
        self.search.searched.connect(self._narrow)
        self.list.itemChanged.connect(lambda _line: self._changed())
        self.setFocusProxy(self.search)
        self._count()

    def value(self) -> list[str] | None:
        """Return who is ticked."""
        return [str(line.data(Qt.ItemDataRole.UserRole)) for line in self._ticked()] or None

    def set_value(self, value: Sequence[str] | None) -> None:
        """Tick these people."""
        for line in self._lines():
            is_on = line.data(Qt.ItemDataRole.UserRole) in (value or ())
            line.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def _lines(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _ticked(self) -> list[QListWidgetItem]:
        return [line for line in self._lines() if line.checkState() is Qt.CheckState.Checked]

    def _narrow(self, text: str) -> None:
        for line in self._lines():
            is_on = line.checkState() is Qt.CheckState.Checked
            line.setHidden(not is_on and fold(text) not in fold(line.text()))

    def _changed(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        count = len(self._ticked())
        text = ngettext("{n} person ticked", "{n} people ticked", count).format(n=count)
        self.count.setText(text if count else _("Space ticks a person."))


class AssignDialog(Dialog):
    """Gives each of the people ticked a task of their own."""

    def __init__(self, book: Book, people: Sequence[Any], parent: QWidget) -> None:
        super().__init__(_("Assign to people"), parent, width=84)
        self._book = book
        self.form = Form()
        title = self.form.add("title", _("Task"), TextEdit(), required=True)
        item = self.form.add("catalogue_item_id", _("Catalogue item"), ItemEdit(book))
        sources = [Choice(one.value, name_of(one)) for one in _SOURCES]
        self.form.add("source", _("Source"), ChoiceBox(sources), half=True)
        self.form.add("due_on", _("Due"), DateEdit(), half=True)
        self.form.add("quantity", _("Quantity"), DecimalEdit(), half=True, required=True)
        self.form.add("coefficient", _("Coefficient"), DecimalEdit(), half=True)
        self._add_mark("axis", _("Axis of results"), "axes")
        self._add_mark("difficulty", _("Difficulty"), "difficulties")
        self.form.add("people", _("To whom"), PeopleList(people), required=True)
        self.form.add("note", _("Note"), NoteEdit(2))
        self.form.set_values({"quantity": 1})
        item.editingFinished.connect(self._take_item)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Assign"), self._save, icon="send")
        title.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _add_mark(self, name: str, text: str, offers: str) -> None:
        """Ask for what rules in force count by; a field that none needs would leave a hole."""
        choices = [Choice(one.id, one.text) for one in self._book.lists.get(offers, ())]
        if choices:
            self.form.add(name, text, ChoiceBox(choices, empty=_("(none)")), half=True)

    def _take_item(self) -> None:
        """Show the coefficient that the chosen item brings, and its title where none is typed."""
        item: Any = self.form.row("catalogue_item_id").editor
        try:
            option = self._book.find("items", item.typed()) if item.typed().strip() else None
        except Refused as error:
            if error.code not in (Code.NOT_FOUND, Code.AMBIGUOUS):
                raise
            return
        if option is None:
            return
        coefficient: Any = self.form.row("coefficient").editor
        coefficient.set_value(option.values.get("coefficient"))
        title: Any = self.form.row("title").editor
        if title.value() is None:
            title.set_value(option.text)

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(write.assign, values, values["people"])
            Command(call, title=_("Assign tasks")).success(self.finish).run(self.form)
