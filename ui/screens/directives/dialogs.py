"""The dialogs of the screen Văn bản: a directive, an item, and the work that is made of it."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind, kind_of_number
from okrdesk.domain.objective import Owner
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.operations import Command, Query
from ui.screens.directives import load
from ui.screens.directives.units_edit import UnitsEdit
from ui.screens.objectives.detailed_dialog import DetailedDialog
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, DecimalEdit, NoteEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit

if TYPE_CHECKING:
    from okrdesk.domain.tasks import Task
    from okrdesk.services.directive_work import ObjectiveChoice

_INDENT = "\u2003"
_CHOSEN_LETTERS = 70


class DirectiveDialog(Dialog):
    """Adds a directive, or edits one; `saved` carries (id, number)."""

    def __init__(self, directive: Directive | None, parent: QWidget) -> None:
        super().__init__(_("Edit directive") if directive else _("Add directive"), parent, width=78)
        self._directive = directive
        self.form = Form()
        self.code = self.form.add("code", _("Number"), TextEdit(), required=True, half=True)
        self.form.add("issued_on", _("Issued on"), DateEdit(), required=True, half=True)
        kinds = [Choice(one, name_of(one)) for one in DirectiveKind]
        self.kind = self.form.add("kind", _("Kind"), ChoiceBox(kinds), half=True)
        self.form.add("issuer", _("Issuer"), TextEdit(limit=300), half=True)
        self.form.add("title", _("Abstract"), NoteEdit(2))
        if directive is not None:
            names = ("code", "issued_on", "kind", "issuer", "title")
            self.form.set_values({name: getattr(directive, name) for name in names})
        else:
            self.code.editingFinished.connect(self._guess_kind)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.code.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _guess_kind(self) -> None:
        self.kind.set_value(kind_of_number(self.code.value() or ""))

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        given = values | {"issuer": values["issuer"] or "", "title": values["title"] or ""}
        directive = replace(self._directive, **given) if self._directive else Directive("", **given)
        title = _("Edit directive") if self._directive else _("Add directive")
        done = partial(self._done, directive.code)
        Command(partial(load.save_directive, directive), title=title).success(done).run(self.form)

    def _done(self, code: str, done: Any) -> None:
        self.finish((done.value, code))


class ItemDialog(Dialog):
    """Adds an item to a directive, or edits one; `saved` carries (id, title)."""

    def __init__(self, directive_id: str, item_id: str | None, parent: QWidget) -> None:
        title = _("Edit task of the directive") if item_id else _("Add task of the directive")
        super().__init__(title, parent, width=78)
        self._directive_id = directive_id
        self._item: DirectiveItem | None = None
        self.form = Form()
        self.title_edit = self.form.add(
            "title", _("Task of the directive"), NoteEdit(2), required=True
        )
        self.form.add("article", _("Article"), TextEdit(limit=60), half=True)
        self.form.add("due_on", _("Due"), DateEdit(), half=True)
        self.lead = self.form.add("lead_unit_id", _("Lead unit"), ChoiceBox(empty=_("(none)")))
        self.support = self.form.add("support_unit_ids", _("Supporting units"), UnitsEdit())
        self.form.add("target", _("Target of the task"), NoteEdit(2))
        axes = [Choice(one, name_of(one)) for one in Axis]
        self.form.add("axis", _("Axis of results"), ChoiceBox(axes, empty=_("(none)")))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.save.setEnabled(False)
        Query(partial(load.item_facts, item_id)).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _fill(self, facts: load.ItemFacts) -> None:
        units = [Choice(one.id, _INDENT * one.depth + one.name) for one in facts.units]
        self.lead.setMaxVisibleItems(20)
        self.lead.set_choices(units)
        self.support.set_units(facts.units)
        self._item = facts.item
        if facts.item is not None:
            names = ("title", "article", "due_on", "lead_unit_id", "support_unit_ids", "target")
            self.form.set_values({name: getattr(facts.item, name) for name in (*names, "axis")})
        self.save.setEnabled(True)
        self.title_edit.setFocus()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        texts = {name: values[name] or "" for name in ("article", "target")}
        support = tuple(values["support_unit_ids"] or ())
        base = self._item or DirectiveItem("", self._directive_id, "")
        item = replace(base, **(values | texts | {"support_unit_ids": support}))
        done = partial(self._done, item.title)
        title = _("Edit directive")
        Command(partial(load.save_item, item), title=title).success(done).run(self.form)

    def _done(self, title: str, done: Any) -> None:
        self.finish((done.value, title))


class TaskDialog(Dialog):
    """Writes the task that an item asks for; `saved` carries (id, title)."""

    def __init__(self, draft: "Task", parent: QWidget) -> None:
        super().__init__(_("New task"), parent, width=78)
        self._draft = draft
        self.form = Form()
        title = self.form.add("title", _("Task"), TextEdit(), required=True)
        self.owner = self.form.add(
            "owner_person_id", _("Who"), OwnerEdit(self, people_only=True), required=True
        )
        self.form.add("start_on", _("Start"), DateEdit(), required=True, half=True)
        self.form.add("due_on", _("Due"), DateEdit(), half=True)
        self.form.add("quantity", _("Quantity"), DecimalEdit(), required=True, half=True)
        self.form.add("coefficient", _("Coefficient"), DecimalEdit(), half=True)
        self.form.add("note", _("Note"), NoteEdit(2))
        names = ("title", "start_on", "due_on", "quantity", "coefficient", "note")
        self.form.set_values({name: getattr(draft, name) for name in names})
        self.owner.choose(Owner(draft.owner_person_id))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        title.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        owner: Owner = values["owner_person_id"]
        given = {"owner_person_id": owner.person_id, "note": values["note"] or ""}
        task = replace(self._draft, **(values | given))
        done = partial(self._done, task.title)
        Command(partial(load.save_task, task), title=_("Add task")).success(done).run(self.form)

    def _done(self, title: str, done: Any) -> None:
        self.finish((done.value, title))


class ObjectiveOfDialog(DetailedDialog):
    """Asks which objective is meant; `saved` carries its id."""

    def __init__(self, title: str, choices: "list[ObjectiveChoice]", parent: QWidget) -> None:
        super().__init__(title, parent, width=78)
        self.form = Form()
        offered = [Choice(one.id, f"{one.title} — {one.owner}") for one in choices]
        self.objective = self.form.add(
            "objective_id",
            _("Objective"),
            ChoiceBox(offered),
            required=True,
            help_text=_("Objectives that stand behind the task come first."),
        )
        self.objective.setMinimumContentsLength(_CHOSEN_LETTERS)
        self.objective.setMaxVisibleItems(20)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.go = self.add_primary(_("Go on"), self._go)
        self.objective.setFocus()

    def _go(self) -> None:
        values = self.form.values()
        if values is not None:
            self.finish(values["objective_id"])
