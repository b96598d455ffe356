"""The small dialogs of Bộ quy tắc: what a new pack begins from, and from when it is in force."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.pack_fields import PackFaulty
from okrdesk.i18n import _
from okrdesk.shipped_packs import shipped_text
from ui.operations import Command, Query
from ui.screens.admin import pack_load as load
from ui.screens.admin.pack_editor import sentence_of
from ui.screens.admin.pack_fields import write_field
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.rule_packs import PackRow


class CopyPackDialog(Dialog):
    """Chooses what a new draft begins from; `saved` carries the text to edit."""

    def __init__(self, owner: QWidget, packs: load.Packs, pack_id: str | None) -> None:
        super().__init__(_("Add rule pack"), owner, width=84)
        self._packs = packs
        choices = [Choice(("own", row.id), f"{row.name} ({row.version})") for row in packs.rows]
        choices += [
            Choice(("shipped", one.code), _("{name}, as shipped").format(name=one.name))
            for one in packs.shipped
        ]
        self.form = Form(columns=1)
        text = _("The text is copied; the version is raised by one where the office has it.")
        self.base = self.form.add("base", _("Begin from"), ChoiceBox(choices), help_text=text)
        if pack_id is not None:
            self.base.set_value(("own", pack_id))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Go on"), self._go_on).setEnabled(bool(choices))
        self.base.setFocus()

    def _go_on(self) -> None:
        kind, id = self.base.value()
        if kind == "own":
            Query(partial(load.pack, id)).success(self._copy).run(self)
            return
        shipped = next(one for one in self._packs.shipped if one.code == id)
        text = shipped_text(id)
        self.finish(_raised(text, shipped.version) if shipped.is_here else text)

    def _copy(self, pack: RulePack) -> None:
        self.finish(_raised(pack.text, pack.version))


class _DaysDialog(Dialog):
    """Asks for days of one pack; a clash with another pack is told at the field `clashing`."""

    clashing = "to_on"

    def __init__(self, title: str, owner: QWidget, row: "PackRow", note: str) -> None:
        super().__init__(title, owner, width=76)
        self._row = row
        self.body.addWidget(label(f"{row.name} ({row.version})", "section", wrap=True))
        self.body.addWidget(label(note, "muted", wrap=True))
        self.form = Form(columns=2)
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def open(self) -> None:
        """Show the dialog with the cursor on the day that may clash."""
        super().open()
        self.form.row(self.clashing).editor.setFocus()

    def show_problem(self, error: BaseException) -> None:
        """Say with which other pack it clashes."""
        if isinstance(error, PackFaulty):
            self.form.row(self.clashing).set_error(" ".join(map(sentence_of, error.errors)))
            self.form.focus_first_error()
        else:
            super().show_problem(error)

    def _done(self, done: Any) -> None:
        self.finish(done.value)


class PublishDialog(_DaysDialog):
    """Asks from when a draft is in force; `saved` carries its id."""

    clashing = "from_on"

    def __init__(self, owner: QWidget, row: "PackRow") -> None:
        note = _(
            "The version before it ends on the day before. A published version is not changed any "
            "more, and periods closed under an older one keep their results."
        )
        super().__init__(_("Publish rule pack"), owner, row, note)
        self.form.add("from_on", _("In force from"), DateEdit(), required=True, half=True)
        self.form.add("to_on", _("In force until"), DateEdit(), half=True)
        self.form.set_values({"from_on": row.from_on, "to_on": row.to_on})
        self.add_primary(_("Publish"), self._publish, icon="check")

    def _publish(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.publish, self._row.id, values["from_on"], values["to_on"])
            command = Command(call, title=_("Publish rule pack")).success(self._done)
            command.run(self.form)


class EndDialog(_DaysDialog):
    """Asks until when a published version is in force; `saved` carries its id."""

    def __init__(self, owner: QWidget, row: "PackRow") -> None:
        note = _(
            "After this day another pack may be in force for the same people. Sheets that are "
            "prepared keep the pack they have. An empty day lets it be in force without end."
        )
        super().__init__(_("Last day of the rule pack"), owner, row, note)
        self.form.add("to_on", _("In force until"), DateEdit(), half=True)
        self.form.set_values({"to_on": row.to_on})
        self.add_primary(_("Save"), self._end, icon="check")

    def _end(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.end, self._row.id, values["to_on"])
            command = Command(call, title=_("Last day of the rule pack")).success(self._done)
            command.run(self.form)


def _raised(text: str, version: str) -> str:
    """Return a pack's text with the version after its own."""
    return write_field(text, ("version",), f'"{load.next_version(version)}"')
