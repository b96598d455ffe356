"""The dialog Thử trên kỳ đã đóng: who would have another band by a pack; nothing is saved."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.i18n import N_, _, ngettext
from ui.operations import Latest, Query
from ui.screens.admin import pack_load as load
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, Tick
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.periods import PeriodRow

COLUMNS = (
    Column("name", N_("Full name"), text=lambda row: row.name, width=22),
    Column("before", N_("Points then"), text=lambda row: row.before, width=9, right=True),
    Column("after", N_("Points now"), text=lambda row: row.after, width=9, right=True),
    Column("band", N_("Band then"), text=lambda row: row.band_before, width=0),
    Column("new", N_("Band now"), text=lambda row: row.band_after, width=0),
)


class WhatIfDialog(Dialog):
    """Computes a closed period again by the text of a pack, side by side with what was approved."""

    def __init__(self, owner: QWidget, name: str, text: str) -> None:
        super().__init__(_("Try on closed periods"), owner, width=170)
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setDefault(True)
        self._text = text
        self._latest = Latest()
        self._rows: tuple[load.Tried, ...] = ()
        self.body.addWidget(label(name, "section", wrap=True))
        told = _("Computed anew by this pack, beside what was approved. Nothing is saved.")
        self.body.addWidget(label(told, "muted", wrap=True))
        self.period = ChoiceBox()
        self.period.setAccessibleName(_("Closed period"))
        self.period.setMinimumContentsLength(20)
        self.period.edited.connect(self._ask)
        self.only_changed = Tick(_("Only who would have another band"))
        self.only_changed.edited.connect(self._show)
        self.count = label("", "label", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(12)
        for one in (self.period, self.only_changed):
            line.addWidget(one)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.count)
        self.model = RowModel(COLUMNS, self)
        self.table = TableView(_("Results side by side"), "rule-pack.what-if", self)
        self.table.set_model(self.model)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * 18)
        self.body.addWidget(self.table, 1)
        Query(load.closed_periods).success(self._offer).run(self)

    def _offer(self, periods: "list[PeriodRow]") -> None:
        self.period.set_choices([Choice(row.period.id, row.period.name) for row in periods])
        if periods:
            self._ask()
        else:
            self.count.setText(_("No period is closed yet."))
            self.period.setEnabled(False)

    def _ask(self) -> None:
        call: Any = partial(load.what_if, self._text, self.period.value())
        Query(call, title=_("Try the rule pack")).success(self._latest.only(self._take)).run(self)

    def _take(self, rows: "tuple[load.Tried, ...]") -> None:
        self._rows = rows
        self._show()

    def _show(self) -> None:
        changed = [row for row in self._rows if row.is_changed]
        shown = changed if self.only_changed.value() else list(self._rows)
        refill(self.table, shown)
        count = len(changed)
        text = ngettext(
            "{n} of {all} would have another band",
            "{n} of {all} would have another band",
            count,
        )
        said = text.format(n=count, all=len(self._rows))
        unscored = sum(row.is_unscored for row in self._rows)
        if unscored:
            said += " · " + _("{n} cannot be scored by it").format(n=unscored)
        self.count.setText(said)
