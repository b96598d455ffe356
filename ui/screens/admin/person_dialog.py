"""The dialog of a person: name, code and kind; posts and roles below, each written at once."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.organisation import Person, PersonKind, Post, masked
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.sentences import explain
from ui.operations import Command, Query
from ui.screens.admin import load
from ui.screens.admin.duty import Duty, duty_choice
from ui.screens.admin.editors import UnitChoice
from ui.screens.admin.posts_part import PostsPart
from ui.screens.admin.roles_part import RolesPart
from ui.shell.sources import undo
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label, rule

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_POST_FIELDS = ("unit_id", "title", "duty")


class PersonDialog(Dialog):
    """Adds a person with a first post, or edits one; `saved` carries (id, name).

    Of a person who is known, posts and roles are changed one by one, each with its own undo.
    """

    def __init__(self, owner: QWidget, person_id: str | None, unit_id: str | None = None) -> None:
        title = _("Edit person") if person_id else _("Add person")
        super().__init__(title, owner, width=130 if person_id else 76)
        self._person_id = person_id
        self._unit_id = unit_id
        self.form = Form(columns=2)
        self._add_fields()
        self.body.addWidget(self.form)
        if person_id is None:
            self._add_first_post()
        else:
            self.cancel_button.setText(_("Close"))
            self.posts = PostsPart(self, person_id)
            self.roles = RolesPart(self, person_id)
            note = _("Posts and roles are written as soon as you change them.")
            self.body.addWidget(rule())
            self.body.addWidget(self.posts)
            self.body.addWidget(rule())
            self.body.addWidget(self.roles)
            self.body.addWidget(label(note, "small", wrap=True))
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        self.save.setEnabled(False)
        self.read()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def read(self) -> None:
        """Read the person, posts and roles."""
        Query(partial(load.person_facts, self._person_id)).success(self._fill).run(self)

    def tell_done(self, text: str) -> None:
        """Say that a post or role was written, with the offer to take it back; read again."""
        self.messages.show_message(text, "good", _("Undo"), self._undo)
        self.read()

    def warn(self, text: str) -> None:
        """Say that something was written which should be looked at again; read again."""
        self.messages.show_message(text, "warn", _("Undo"), self._undo)
        self.read()

    def _add_fields(self) -> None:
        kinds = [Choice(kind, name_of(kind)) for kind in PersonKind]
        self.code = TextEdit(limit=40)
        kind = ChoiceBox(kinds)
        kind.set_value(PersonKind.CIVIL_SERVANT)
        self.form.add("code", _("Code"), self.code, required=True, half=True)
        self.form.add("kind", _("Kind"), kind, required=True, half=True)
        self.form.add("name", _("Full name"), TextEdit(limit=200), required=True)
        self.form.add("born_on", _("Day of birth"), DateEdit(), half=True)
        self.form.add(
            "personal_number",
            _("Personal number"),
            TextEdit(limit=20),
            half=True,
            help_text=_("Only the last three digits are shown; type the whole number to change it.")
            if self._person_id
            else _("12 digits (or 9 of an old identity card)."),
        )

    def _add_first_post(self) -> None:
        self.form.add_section(_("First post"))
        self.unit = UnitChoice(empty=_("(none yet)"))
        self.form.add("unit_id", _("Unit"), self.unit)
        self.form.add("title", _("Title of the post"), TextEdit(limit=200), half=True)
        self.form.add("duty", _("Duty in the unit"), duty_choice(), half=True)

    def _fill(self, facts: load.PersonFacts) -> None:
        person = facts.person
        if person is None:
            self.unit.set_units(facts.units)
            self.unit.set_value(self._unit_id)
        else:
            self.posts.show_posts(facts)
            self.roles.show_roles(facts.roles)
        if not self.save.isEnabled():
            if person is not None:
                self._show_person(person)
            self.save.setEnabled(True)
            self.code.setFocus()

    def _show_person(self, person: Person) -> None:
        self.title.setText(person.name)
        self.form.set_values(
            {
                "code": person.code,
                "kind": person.kind,
                "name": person.name,
                "born_on": person.born_on,
                "personal_number": _as_masked(person.personal_number),
            }
        )

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        post = {name: values.pop(name, None) for name in _POST_FIELDS}
        if post["unit_id"] is None and (post["title"] or post["duty"] not in (None, Duty.MEMBER)):
            missing = Refused(Code.MISSING_FIELD, label=_("Unit"))
            self.form.row("unit_id").set_error(explain(missing))
            self.form.focus_first_error()
            return
        person = Person(id=self._person_id or "", **values)
        title = _("Edit person") if self._person_id else _("Add person")
        call = partial(_write, person, _first_post(post))
        done = partial(self._done, person.name)
        Command(call, title=title).success(done).run(self.form)

    def _done(self, name: str, done: Any) -> None:
        self.finish((done.value, name))

    def _undo(self) -> None:
        Command(undo, title=_("Undo")).success(lambda _done: self.read()).run(self)


def _as_masked(number: str | None) -> str:
    """Hide all but the last digits of a number; one that came hidden stays as it is."""
    return number if number and "•" in number else masked(number)


def _first_post(post: dict[str, Any]) -> Post | None:
    if post["unit_id"] is None:
        return None
    duty = post["duty"]
    return Post(
        id="",
        person_id="",
        unit_id=post["unit_id"],
        title=post["title"] or "",
        is_leader=duty is Duty.LEADER,
        is_deputy=duty is Duty.DEPUTY,
    )


def _write(person: Person, post: Post | None, desk: "Desk") -> Any:
    from okrdesk.services.people import add_person, edit_person

    return edit_person(desk, person) if person.id else add_person(desk, person, post)
