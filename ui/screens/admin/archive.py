"""The section Lưu trữ: what is archived and what was removed for good, of every kind."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout

from okrdesk.domain.archiving import ARCHIVED
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import collation_key
from okrdesk.errors import Refused
from okrdesk.field_names import entity_name
from okrdesk.i18n import N_, _, ngettext
from ui.archiving import put_away
from ui.history import open_history
from ui.operations import Query
from ui.screens.admin import archive_load
from ui.screens.admin.table_section import TableSection
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.comment_dialog import Asking, ReasonDialog
from ui.widgets.editors import DateEdit, Tick
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.removal import Leaving
    from ui.screens.admin.screen import AdminScreen

# The order is that of need: in a narrow window the last ones are reached by scrolling.
COLUMNS = (
    Column("kind", N_("Kind"), text=lambda row: entity_name(row.entity), width=15, muted=True),
    Column("title", N_("Name"), text=lambda row: row.title, tip=lambda row: row.title, width=46),
    Column("when", N_("When"), text=lambda row: row.when, width=17),
    Column("who", N_("Done by"), text=lambda row: row.who, width=19),
    Column(
        "reason", N_("Reason"), text=lambda row: row.reason, tip=lambda row: row.reason, width=26
    ),
    Column("belongs", N_("Belongs to"), text=lambda row: row.belongs_to, width=26, muted=True),
)
_REASON = 4


class ArchiveSection(TableSection):
    """Brings back what is archived, and removes it for good; both stand in the history."""

    RIGHT = Right.KEEP_ARCHIVE
    WATCHES = frozenset({"removal", "unit", "cycle", *ARCHIVED})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._build_bar()
        self.add_table(
            COLUMNS,
            (_("What is archived"), "archive"),
            EmptyState(
                "archive",
                _("Nothing is archived here."),
                _("What is archived leaves lists and figures, and stands here."),
                _("Clear filters"),
                self._reset,
            ),
        )
        kept = _("What is removed for good leaves every list with what hangs on it; history stays.")
        self.column.addWidget(label(kept, "small", wrap=True))
        self.on("archive.restore", self._restore, self._is_archived)
        self.on("archive.remove", self._remove, lambda: self.may_edit and self._is_archived())
        self.on("archive.history", self.open_selected, lambda: self.selected)

    def refresh(self) -> None:
        """Read what the filters let through; a day being typed waits."""
        try:
            since, until = self.since.value(), self.until.value()
        except Refused:
            return
        wanted = archive_load.Asked(
            self.kind.value(), self.who.value(), since, until, self.removed.value()
        )
        call = partial(archive_load.archive, wanted)
        Query(call).success(self.latest.only(self._fill)).run(self)

    def open_selected(self) -> None:
        """Show what happened to the selected one."""
        row = self.selected
        if row is not None:
            open_history(self, row.id, row.title)

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected one."""
        names = ("archive.history", "archive.restore", None, "archive.remove")
        self.actions_.menu(*names).popup(at)

    def _build_bar(self) -> None:
        kinds = sorted(ARCHIVED, key=lambda kind: collation_key(entity_name(kind)))
        self.kind = ChoiceBox(
            [Choice(kind, entity_name(kind)) for kind in kinds], empty=_("All kinds")
        )
        self.who = ChoiceBox(empty=_("Everybody"))
        self.since, self.until = DateEdit(), DateEdit()
        self.removed = Tick(_("Removed for good"))
        for text, editor in (
            (_("Kind"), self.kind),
            (_("Done by"), self.who),
            (_("From"), self.since),
            (_("To"), self.until),
        ):
            editor.setAccessibleName(text)
            editor.edited.connect(self.refresh)
            if isinstance(editor, DateEdit):
                self.bar.addWidget(label(text, "muted"))
                editor.setFixedWidth(self.fontMetrics().averageCharWidth() * 20)
            self.bar.addWidget(editor, 0 if isinstance(editor, DateEdit) else 1)
        self.removed.edited.connect(self.refresh)
        self.removed.setVisible(self.may_edit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.removed)
        row.addStretch(1)
        row.addWidget(self.make_button("archive.restore", _("Restore")))
        row.addWidget(self.make_button("archive.history", _("History")))
        self.column.addLayout(row)
        self.add_head_button("archive.remove")

    def _fill(self, found: archive_load.Archive) -> None:
        asked = self.who.value()
        self.who.set_choices([Choice(id, name) for id, name in found.people])
        if self.who.value() != asked:  # whoever was chosen did nothing of what is looked at now
            self.refresh()
            return
        refill(self.table, found.rows, self._wanted)
        self._wanted = ""
        count = len(found.rows)
        self.show_count(ngettext("{count} object", "{count} objects", count).format(count=count))
        self.table.setColumnHidden(_REASON, not self.removed.value())
        self.pages.setCurrentIndex(0 if found.rows else 1)
        self.follow()

    def _reset(self) -> None:
        for editor in (self.kind, self.who, self.since, self.until):
            editor.set_value(None)
        self.removed.set_value(False)
        self.refresh()

    def _is_archived(self) -> bool:
        return self.selected is not None and not self.selected.reason

    def _restore(self) -> None:
        row = self.selected
        if row is not None:
            said = _("“{name}” is back in the lists.").format(name=row.title)
            title = self.actions_.live("archive.restore").text()
            self.write(partial(put_away, row.entity, row.id, False), title, said)

    def _remove(self) -> None:
        row = self.selected
        if row is not None:
            call = partial(archive_load.leaving, row.entity, row.id)
            Query(call).success(partial(self._ask_reason, row)).run(self)

    def _ask_reason(self, row: archive_load.Line, leaving: "Leaving") -> None:
        """Tell what goes with it, and ask for the reason."""
        parts = ", ".join(f"{entity_name(kind)}: {n}" for kind, n in leaving.parts.items())
        note = _("Goes with it: {parts}.").format(parts=parts) if parts else ""
        more = _("Undo brings it back until the next synchronisation.")
        asking = Asking(
            _("Remove for good"),
            f"{entity_name(row.entity)}: {leaving.title}",
            _("Reason"),
            _("Remove for good"),
            f"{note} {more}".strip(),
        )
        dialog = ReasonDialog(self, asking, partial(archive_load.remove, row.entity, row.id))
        said = _("“{name}” was removed for good.").format(name=leaving.title)
        dialog.saved.connect(lambda _done: self.screen_.tell_done(said))
        dialog.open()
