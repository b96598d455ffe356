"""The section Bộ quy tắc: the rules of evaluation by version and date, written and put in force."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout

from okrdesk.domain.dates import format_date
from okrdesk.domain.evaluation.pack import Certainty, RulePack
from okrdesk.domain.evaluation.pack_reading import decode_pack
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Fault
from okrdesk.i18n import N_, _, ngettext
from okrdesk.outgoing import write_whole
from okrdesk.sentences import reason_of
from ui.archiving import put_away
from ui.history import open_history
from ui.operations import Job, Latest, Query
from ui.screens.admin import pack_load as load
from ui.screens.admin.pack_dialogs import CopyPackDialog, EndDialog, PublishDialog
from ui.screens.admin.pack_editor import PackEditor
from ui.screens.admin.table_section import TableSection
from ui.screens.admin.what_if import WhatIfDialog
from ui.widgets.empty import EmptyState
from ui.widgets.files import ask_file, ask_new_file
from ui.widgets.keeping import refill
from ui.widgets.rows import Column
from ui.widgets.text import card, label

if TYPE_CHECKING:
    from okrdesk.services.rule_packs import PackRow
    from ui.screens.admin.screen import AdminScreen

TOML_FILES = N_("Rule packs (*.toml)")


def pack_state(row: "PackRow") -> str:
    """Return whether a version is in force on its days, or still written."""
    return _("published") if row.published else _("draft")


COLUMNS = (
    Column("name", N_("Rule pack"), text=lambda row: row.name, width=58),
    Column("version", N_("Version"), text=lambda row: row.version, width=10),
    Column("state", N_("State"), text=pack_state, width=14),
    Column("from", N_("In force from"), text=lambda row: format_date(row.from_on), width=12),
    Column(
        "to",
        N_("until"),
        text=lambda row: format_date(row.to_on) if row.to_on else "",
        width=12,
    ),
    Column("code", N_("Code"), text=lambda row: row.code, width=18, muted=True),
)


class RulePacksSection(TableSection):
    """A draft is edited, tried and published; a published version is only read and copied."""

    RIGHT = Right.EDIT_RULES
    WATCHES = frozenset({"rule_pack"})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest_pack = Latest()
        self._packs = load.Packs((), ())
        self.add_buttons(
            {
                "pack.edit": _("Open"),
                "pack.try": _("Try on closed periods…"),
                "pack.publish": _("Publish…"),
                "pack.end": _("Last day…"),
                "pack.archive": _("Archive"),
                "pack.export": _("Export"),
            }
        )
        self.add_head_button("pack.import")
        self.add_head_button("pack.add", primary=True)
        empty = EmptyState(
            "slip",
            _("There is no rule pack yet."),
            _("Begin from one that comes with okrdesk, or read one from a file."),
        )
        self.add_table(COLUMNS, (_("Rule packs"), "rule-packs"), empty)
        self._build_card()
        self._declare()

    def refresh(self) -> None:
        """Read the list."""
        Query(load.packs).success(self.latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select a pack."""
        if not self.table.select_id(item_id):
            self._wanted = item_id
            self.refresh()

    def open_selected(self) -> None:
        """Open the selected pack to edit it, or to read it where it is published."""
        row = self.selected
        if row is not None:
            Query(partial(load.pack, row.id)).success(partial(self._edit, row)).run(self)

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected pack."""
        ids = ("pack.edit", "pack.try", "pack.publish", "pack.end", None, "pack.add", "pack.export")
        self.actions_.menu(*ids, None, "pack.history", "pack.archive").popup(at)

    def follow(self) -> None:
        """Say of the selected pack which law it follows, and how sure that is."""
        super().follow()
        row = self.selected
        self.card.setVisible(row is not None)
        if row is not None:
            reply = self._latest_pack.only(self._tell_law)
            Query(partial(load.pack, row.id)).success(reply).run(self)

    def _build_card(self) -> None:
        self.card = card()
        box = QVBoxLayout(self.card)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        self.law = label("", "label", wrap=True)
        self.note = label("", "muted", wrap=True)
        box.addWidget(self.law)
        box.addWidget(self.note)
        self.card.hide()
        self.column.addWidget(self.card)

    def _declare(self) -> None:
        self.on("pack.add", self._add, lambda: self.may_edit)
        self.on("pack.edit", self.open_selected, lambda: self.selected)
        self.on("pack.publish", self._publish, self._is_draft)
        self.on("pack.end", self._end, self._is_published)
        self.on("pack.archive", self._archive, self._is_draft)
        self.on("pack.try", self._try, lambda: self.may_edit and self.selected)
        self.on("pack.import", self._import, lambda: self.may_edit)
        self.on("pack.export", self._export, lambda: self.selected)
        self.on("pack.history", self._history, lambda: self.selected)

    def _is_draft(self) -> bool:
        return self.may_edit and self.selected is not None and not self.selected.published

    def _is_published(self) -> bool:
        return self.may_edit and self.selected is not None and self.selected.published

    def _fill(self, packs: load.Packs) -> None:
        self._packs = packs
        refill(self.table, packs.rows, self._wanted)
        self._wanted = ""
        count = len(packs.rows)
        self.show_count(ngettext("{n} version", "{n} versions", count).format(n=count))
        self.pages.setCurrentIndex(0 if packs.rows else 1)
        self.follow()

    def _tell_law(self, pack: RulePack) -> None:
        self.law.setText(pack.legal.reference)
        sure = {
            Certainty.GAZETTE: _("After the gazette text."),
            Certainty.READING: _("After others' reading of the text; check it before use."),
        }
        self.note.setText(" ".join(filter(None, (sure[pack.legal.certainty], pack.legal.note))))

    def _add(self) -> None:
        row = self.selected
        dialog = CopyPackDialog(self, self._packs, row.id if row else None)
        dialog.saved.connect(lambda text: self._open_editor(text, None, can_edit=True))
        dialog.open()

    def _edit(self, row: "PackRow", pack: RulePack) -> None:
        self._open_editor(pack.text, row.id, can_edit=self.may_edit and not row.published)

    def _open_editor(self, text: str, pack_id: str | None, *, can_edit: bool) -> None:
        dialog = PackEditor(self, text, pack_id, can_edit)
        dialog.saved.connect(self._saved)
        dialog.open()

    def _saved(self, pack_id: str) -> None:
        self._wanted = pack_id
        self.refresh()
        self.screen_.tell_done(_("The draft was saved. It is in force once it is published."))

    def _publish(self) -> None:
        row = self.selected
        if row is not None:
            dialog = PublishDialog(self, row)
            dialog.saved.connect(lambda _id: self.screen_.tell(_("The rule pack is published.")))
            dialog.open()

    def _end(self) -> None:
        row = self.selected
        if row is not None:
            dialog = EndDialog(self, row)
            dialog.saved.connect(lambda _id: self.screen_.tell_done(_("The last day was saved.")))
            dialog.open()

    def _archive(self) -> None:
        row = self.selected
        if row is not None:
            said = _("“{name}” was archived.").format(name=f"{row.code} {row.version}")
            self.write(partial(put_away, "rule_pack", row.id, True), _("Archive rule pack"), said)

    def _try(self) -> None:
        row = self.selected
        if row is not None:
            open_it = partial(self._open_trial, row)
            Query(partial(load.pack, row.id)).success(open_it).run(self)

    def _open_trial(self, row: "PackRow", pack: RulePack) -> None:
        WhatIfDialog(self, f"{row.name} ({row.version})", pack.text).open()

    def _import(self) -> None:
        ask_file(self, _("Read a rule pack"), _(TOML_FILES), self.read_file)

    def read_file(self, path: str) -> None:
        """Open the pack in a file as a new draft; what is wrong with it is shown by line."""
        job = Job(lambda _ticket: _read(path), title=_("Read a rule pack"))
        job.success(lambda text: self._open_editor(text, None, can_edit=True)).run(self)

    def _export(self) -> None:
        row = self.selected
        if row is not None:
            name = f"{row.code}-{row.version}.toml"
            ask_new_file(self, _("Export rule pack"), name, _(TOML_FILES), self.export_to)

    def export_to(self, path: str) -> None:
        """Write the selected pack to a file, just as it was typed."""
        row = self.selected
        if row is not None:
            reply = partial(self._write_file, path)
            Query(partial(load.pack, row.id)).success(reply).run(self)

    def _write_file(self, path: str, pack: RulePack) -> None:
        job = Job(lambda _ticket: _write(path, pack.text), title=_("Export rule pack"))
        job.success(self._told_file).run(self)

    def _told_file(self, path: Path) -> None:
        self.screen_.tell(_("Saved: {file}").format(file=path))

    def _history(self) -> None:
        row = self.selected
        if row is not None:
            open_history(self, row.id, row.name)


def _read(path: str) -> str:
    file = Path(path)
    try:
        return decode_pack(file.read_bytes())
    except OSError as error:
        reason = reason_of(error, file)
        raise Fault(Code.FILE_UNREADABLE, file=file.name, reason=reason) from error


def _write(path: str, text: str) -> Path:
    return write_whole(Path(path), text.encode)
