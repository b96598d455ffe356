"""The list of blockers: what stands in the way of whose work, who removes it, and until when."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.dates import format_date
from okrdesk.domain.objective import Owner
from okrdesk.errors import Refused
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.operations import Command, Latest, Query
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import Asking, ReasonDialog
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.blockers import BlockerRow
    from okrdesk.services.desk import Desk

_LINES = 18
_WIDTH = 150


def _due(row: "BlockerRow") -> str:
    day = row.closed_on or row.due_on
    return format_date(day) if day else "–"


COLUMNS = (
    Column("text", N_("Blocker"), text=lambda row: row.text, width=0, tip=lambda row: row.text),
    Column("kind", N_("Kind"), text=lambda row: name_of(row.kind), width=16),
    Column(
        "key_result", N_("Key result"), text=lambda row: row.key_result, width=30,
        tip=lambda row: row.key_result,
    ),
    Column("whose", N_("Whose work"), text=lambda row: row.whose, width=18),
    Column("owner", N_("To be removed by"), text=lambda row: row.owner or "–", width=18),
    Column("due", N_("Due"), text=_due, width=11),
)  # fmt: skip


class BlockersDialog(Dialog):
    """Open blockers, narrowed by whose, kind, lateness and who is to remove them.

    Enter edits one, Ctrl+Enter closes it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Blockers"), parent, width=_WIDTH)
        self._latest = Latest()
        self.whose = ChoiceBox(_whose())
        kinds = [Choice("", _("Every kind"))] + [
            Choice(kind, name_of(kind)) for kind in BlockerKind
        ]
        self.kind = ChoiceBox(kinds)
        self.state = ChoiceBox(_states())
        row = QHBoxLayout()
        row.setSpacing(8)
        names = (_("Whose work they block"), _("Kind"), _("Open or closed"))
        for box, name in zip((self.whose, self.kind, self.state), names, strict=True):
            box.setAccessibleName(name)
            box.edited.connect(self._ask)
            row.addWidget(box)
        self.remover = OwnerEdit(self, people_only=True)
        self.remover.setPlaceholderText(_("To be removed by anybody"))
        self.remover.setAccessibleName(_("To be removed by"))
        self.remover.edited.connect(self._ask)
        row.addWidget(self.remover, 1)
        self.count = label("", "muted")
        row.addWidget(self.count)
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Blockers"), "blockers", self)
        self.table.set_model(self.model)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.table.activated_row.connect(lambda _index: self._edit())
        self.table.selectionModel().currentChanged.connect(lambda *_now: self._allow())
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        self.cancel_button.setText(_("Close the list"))
        self.show_it = button(_("Show the key result"), self._show, icon="open")
        self.edit = button(_("Owner and day…"), self._edit, icon="edit")
        for place, one in enumerate((self.show_it, self.edit)):
            self.buttons.insertWidget(place, one)
        self.close_it = self.add_primary(_("Close the blocker…"), self._close_it, icon="check")
        self._ask()

    def current(self) -> "BlockerRow | None":
        """Return the blocker that is selected."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def _ask(self) -> None:
        """Look again; while a name is being typed nothing is looked for."""
        try:
            remover = self.remover.value()
        except Refused:
            return
        scope = self.desktop.scope
        wanted = {
            "mine": self.whose.value() == "mine",
            "unit_id": scope.unit if self.whose.value() == "unit" else None,
            "kind": self.kind.value() or None,
            "overdue": self.state.value() == "overdue",
            "closed": self.state.value() == "closed",
            "owner_id": remover.person_id if remover else None,
        }
        Query(partial(_find, wanted)).success(self._latest.only(self._fill)).run(self)

    def _fill(self, rows: "list[BlockerRow]") -> None:
        self.model.set_rows(rows)
        said = ngettext("{n} blocker", "{n} blockers", len(rows)).format(n=len(rows))
        self.count.setText(said if rows else _("Nothing stands in the way here."))
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        if not self.remover.hasFocus():
            self.table.setFocus()
        self._allow()

    def _allow(self) -> None:
        row = self.current()
        may = row is not None and row.may_edit and row.closed_on is None
        self.show_it.setEnabled(row is not None)
        self.edit.setEnabled(may)
        self.close_it.setEnabled(may)

    def _show(self) -> None:
        row = self.current()
        if row is not None:
            self.desktop.go.emit("objectives", "key_result", row.key_result_id)
            self.close()

    def _edit(self) -> None:
        row = self.current()
        if row is not None and self.edit.isEnabled():
            dialog = BlockerDialog(row, self)
            dialog.saved.connect(lambda _done: self._ask())
            dialog.open()

    def _close_it(self) -> None:
        row = self.current()
        if row is None:
            return
        about = f"{row.text} · {row.key_result}"
        field, yes = _("How it was removed"), _("Close it")
        asking = Asking(_("Close the blocker"), about, field, yes)
        dialog = ReasonDialog(self, asking, partial(_close, row.id))
        dialog.saved.connect(lambda _done: self._ask())
        dialog.open()


class BlockerDialog(Dialog):
    """Says who is to remove a blocker, and until when."""

    def __init__(self, row: "BlockerRow", parent: QWidget) -> None:
        super().__init__(_("Owner and day of the blocker"), parent, width=64)
        self._id = row.id
        self.form = Form()
        self.owner = self.form.add(
            "owner", _("To be removed by"), OwnerEdit(self, people_only=True), half=True
        )
        self.form.add("due_on", _("Due"), DateEdit(), half=True)
        if row.owner_id:
            self.owner.choose(Owner(person_id=row.owner_id))
        self.form.set_values({"due_on": row.due_on})
        self.body.addWidget(label(row.text, "section", wrap=True))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save"), self._save)

    def is_dirty(self) -> bool:
        """Say whether something typed would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        owner = values["owner"].person_id if values["owner"] else None
        call = partial(_change, self._id, owner, values["due_on"])
        Command(call, title=_("Edit blocker")).success(self.finish).run(self.form)


def _whose() -> list[Choice]:
    return [
        Choice("mine", _("Mine")),
        Choice("unit", _("Of the unit chosen above")),
        Choice("all", _("Of everybody")),
    ]


def _states() -> list[Choice]:
    return [
        Choice("open", _("Still open")),
        Choice("overdue", _("Past their day")),
        Choice("closed", _("Removed ones")),
    ]


def _find(wanted: dict[str, Any], desk: "Desk") -> Any:
    from okrdesk.services.blockers import BlockerFilter, find_blockers

    return find_blockers(desk, BlockerFilter(**wanted))


def _change(id: str, owner: str | None, due_on: Any, desk: "Desk") -> Any:
    from okrdesk.services.blockers import edit_blocker

    return edit_blocker(desk, id, owner, due_on)


def _close(id: str, words: str, desk: "Desk") -> Any:
    from okrdesk.services.blockers import close_blocker

    return close_blocker(desk, id, desk.today(), words)
