"""Writing down one action under a key result: what, who, until when."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.objective import Owner
from okrdesk.i18n import _
from ui.operations import Command
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.key_results import ActionItem


class ActionDialog(Dialog):
    """A new action, or one to change."""

    def __init__(self, key_result_id: str, item: "ActionItem | None", parent: QWidget) -> None:
        super().__init__(_("Edit action") if item else _("New action"), parent, width=60)
        self._key_result_id = key_result_id
        self._item = item
        self.form = Form()
        self.body.addWidget(self.form)
        title = self.form.add("title", _("What is to be done"), TextEdit(), required=True)
        title.setFocus()
        self.owner = OwnerEdit(self, people_only=True)
        self.form.add("owner_person_id", _("Who"), self.owner, half=True)
        self.form.add("due_on", _("Due on"), DateEdit(), half=True)
        self.body.addStretch(1)
        self.save = self.add_primary(_("Save"), self._save)
        if item is not None:
            self.form.set_values({"title": item.title, "due_on": item.due_on})
            self.owner.choose(Owner(item.owner_person_id))

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        call = partial(_write, self._key_result_id, self._item, values)
        title = _("Edit action") if self._item else _("Add action")
        Command(call, title=title).success(self.finish).run(self.form)


def _write(
    key_result_id: str, item: "ActionItem | None", values: dict[str, Any], desk: "Desk"
) -> Any:
    from okrdesk.services.key_results import ActionItem, save_action_item

    owner = values["owner_person_id"]
    return save_action_item(
        desk,
        ActionItem(
            id=item.id if item else "",
            key_result_id=key_result_id,
            title=values["title"],
            owner_person_id=owner.person_id if owner else None,
            due_on=values["due_on"],
            done_on=item.done_on if item else None,
        ),
    )
