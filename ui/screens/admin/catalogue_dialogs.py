"""Writing a version of a catalogue, and an item of it."""

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import Command
from ui.screens.admin import catalogue_load as load
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, DecimalEdit, NoteEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.rows_edit import RowColumn, RowsEdit

if TYPE_CHECKING:
    from okrdesk.services.catalogues import Catalogue, CatalogueItem

_FIELDS = ("code", "version", "name", "from_on", "to_on", "baseline", "lowest", "highest")
_ITEM_FIELDS = (
    *("title", "code", "position", "duty", "product", "group", "points", "coefficient", "note"),
)


class CatalogueDialog(Dialog):
    """A new version of a catalogue, or one to change; `saved` carries (id, name)."""

    def __init__(self, catalogue: "Catalogue | None", parent: QWidget) -> None:
        title = _("Edit catalogue") if catalogue else _("Add catalogue or version")
        super().__init__(title, parent, width=72)
        self._id = catalogue.id if catalogue else ""
        self._act = title
        self.form = Form()
        self.form.add("name", _("Name"), TextEdit(limit=300), required=True).setFocus()
        self.form.add(
            "code",
            _("Code"),
            TextEdit(limit=40),
            required=True,
            half=True,
            help_text=_("Versions of one catalogue have the same code."),
        )
        self.form.add("version", _("Version"), TextEdit(limit=20), required=True, half=True)
        self.form.add("from_on", _("In force from"), DateEdit(), required=True, half=True)
        self.form.add("to_on", _("until"), DateEdit(), half=True)
        self.form.add(
            "baseline",
            _("Points of the reference product"),
            DecimalEdit(),
            required=True,
            help_text=_("The coefficient of an item is its points divided by these."),
        )
        self.form.add("lowest", _("Lowest coefficient"), DecimalEdit(), half=True)
        self.form.add("highest", _("Highest coefficient"), DecimalEdit(), half=True)
        columns = (RowColumn(_("Group"), TextEdit, 3), RowColumn(_("Most points"), DecimalEdit, 1))
        self.form.add("groups", _("Groups"), RowsEdit(columns, _("Add a group")))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        values: dict[str, Any] = {"baseline": 5}
        if catalogue is not None:
            values = {name: getattr(catalogue, name) for name in _FIELDS}
            values["groups"] = [(one.name, one.cap) for one in catalogue.groups] or None
        self.form.set_values(values)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.save_catalogue, self._id, dict(values))
            done = partial(self._done, values["name"])
            Command(call, title=self._act).success(done).run(self.form)

    def _done(self, name: str, done: Any) -> None:
        self.finish((done.value, name))


class ItemDialog(Dialog):
    """A new item of a version, or one to change; `saved` carries (id, title)."""

    def __init__(
        self, catalogue: "Catalogue", item: "CatalogueItem | None", parent: QWidget
    ) -> None:
        title = _("Edit item") if item else _("Add item")
        super().__init__(title, parent, width=72)
        self._catalogue, self._item, self._act = catalogue, item, title
        self.form = Form()
        self.form.add("title", _("Task or product"), TextEdit(), required=True).setFocus()
        self.form.add("code", _("Code"), TextEdit(limit=40), half=True)
        self.form.add("group", _("Group"), TextEdit(limit=60), half=True)
        self.form.add("position", _("Job position"), TextEdit(limit=200))
        self.form.add("duty", _("Duty"), TextEdit())
        self.form.add("product", _("Product delivered"), TextEdit())
        self.form.add("points", _("Points"), DecimalEdit(), half=True)
        self.form.add(
            "coefficient",
            _("Coefficient"),
            DecimalEdit(),
            half=True,
            help_text=_("Empty: points divided by those of the reference product."),
        )
        self.form.add("note", _("Note"), NoteEdit(2))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        if item is not None:
            known = asdict(item)
            self.form.set_values({name: known[name] for name in _ITEM_FIELDS})

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.save_item, self._item, self._catalogue.id, values)
            done = partial(self._done, values["title"])
            Command(call, title=self._act).success(done).run(self.form)

    def _done(self, title: str, done: Any) -> None:
        self.finish((done.value, title))
