"""The end of a meeting: where it was, who was there, what was discussed; then the minutes."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.meeting import Meeting
from okrdesk.i18n import _
from ui.meeting import source
from ui.operations import Command
from ui.widgets.dialog import Dialog
from ui.widgets.editors import NoteEdit, TextEdit
from ui.widgets.form import Form


class EndDialog(Dialog):
    """Writes the minutes; `saved` carries the id of the meeting."""

    def __init__(self, meeting: Meeting, owner: QWidget) -> None:
        super().__init__(_("End of the meeting"), owner, width=90)
        self._meeting = meeting
        self.form = Form(columns=2)
        self.form.add("title", _("Title of the meeting"), TextEdit(), required=True, half=True)
        self.form.add("place", _("Place"), TextEdit(), half=True)
        self.form.add("present", _("Who was present"), NoteEdit(2))
        self.form.add("note", _("What was discussed"), NoteEdit(9))
        self.form.set_values(
            {
                "title": meeting.title,
                "place": meeting.place,
                "present": meeting.present,
                "note": meeting.note,
            }
        )
        self.body.addWidget(self.form)
        self.cancel_button.setText(_("Back to the meeting"))
        self.form.row("place").editor.setFocus()
        self.save = self.add_primary(_("Save and show the minutes"), self._save)

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        texts: dict[str, Any] = {name: value or "" for name, value in values.items()}
        call = partial(source.finish, replace(self._meeting, **texts))
        Command(call, title=_("Hold meeting")).success(self._done).run(self)

    def _done(self, done: Any) -> None:
        self.finish(done.value)
