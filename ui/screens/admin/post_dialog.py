"""The dialog of one post: unit, title, duty, share of the working time, from and until."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.organisation import Post
from okrdesk.i18n import _
from ui.operations import Command
from ui.screens.admin.duty import Duty, duty_choice, duty_of
from ui.screens.admin.editors import UnitChoice
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, DateEdit, TextEdit, WholeEdit
from ui.widgets.form import Form

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.posts import PostRow
    from okrdesk.services.units import UnitRow


class PostDialog(Dialog):
    """Adds a post to a person, or edits `row`; `saved` carries a SavedPost."""

    def __init__(
        self,
        owner: QWidget,
        person_id: str,
        row: "PostRow | None",
        units: "Sequence[UnitRow]",
    ) -> None:
        super().__init__(_("Edit post") if row else _("Add post"), owner, width=70)
        self._person_id = person_id
        self._row = row
        self.form = Form(columns=2)
        self.unit = UnitChoice(empty=_("(choose a unit)"))
        # A unit that was dissolved is offered for the posts it has.
        self.unit.set_units(units, Choice(row.unit_id, row.unit_name) if row else None)
        self.form.add("unit_id", _("Unit"), self.unit, required=True)
        self.form.add("title", _("Title of the post"), TextEdit(limit=200), half=True)
        self.form.add("duty", _("Duty in the unit"), duty_choice(), half=True)
        self.form.add("from_on", _("From"), DateEdit(), half=True)
        until = _("Empty while the post is held.")
        self.form.add("to_on", _("To"), DateEdit(), half=True, help_text=until)
        share = WholeEdit(1, 100, "%")
        share.set_value(100)
        self.form.add("share", _("Share of working time"), share, half=True)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        if row is not None:
            self._show(row)
        self.unit.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _show(self, row: "PostRow") -> None:
        names = ("unit_id", "title", "share", "from_on", "to_on")
        values = {name: getattr(row, name) for name in names}
        self.form.set_values(values | {"duty": duty_of(row.is_leader, row.is_deputy)})

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        duty = values.pop("duty")
        title = values.pop("title") or ""
        post = Post(
            id=self._row.id if self._row else "",
            person_id=self._person_id,
            title=title,
            is_leader=duty is Duty.LEADER,
            is_deputy=duty is Duty.DEPUTY,
            **values,
        )
        name = _("Edit post") if self._row else _("Add post")
        Command(partial(_write, post), title=name).success(self._done).run(self.form)

    def _done(self, done: Any) -> None:
        self.finish(done.value)


def _write(post: Post, desk: "Desk") -> Any:
    from okrdesk.services.posts import add_post, edit_post

    return edit_post(desk, post) if post.id else add_post(desk, post)
