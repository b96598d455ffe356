"""The section Chỉ số: the catalogue of indicators by job position as of a day, and the versions."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.errors import Refused
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from okrdesk.sentences import explain
from ui.history import open_history
from ui.importing import open_import, paste_into
from ui.indicators.edit_dialog import IndicatorDialog
from ui.operations import Latest, Query
from ui.screens.admin import indicator_load as load
from ui.screens.admin.table_section import ArchivingSection
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.editors import DateEdit, SearchField
from ui.widgets.empty import EmptyState
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.domain.indicator import Indicator
    from okrdesk.services.indicators import IndicatorDetail
    from ui.screens.admin.screen import AdminScreen

_LINES_HIGH = 5


def _number(value: Any) -> str:
    return "" if value is None else format_decimal(value)


def _target(line: load.Line) -> str:
    return _number(line.row.target.value if line.row.target else None)


def _state(line: load.Line) -> str:
    if line.archived:
        return _("archived")
    return _("in force") if line.is_in_force else _("not in force")


def _until(version: "Indicator") -> str:
    return format_date(version.to_on) if version.to_on else ""


COLUMNS = (
    Column("code", N_("Code"), text=lambda line: line.row.code, width=7),
    Column("title", N_("Indicator"), text=lambda line: line.row.title, width=0),
    Column("position", N_("Job position"), text=lambda line: line.row.indicator.position, width=26),
    Column(
        "unit", N_("Unit of measure"), text=lambda line: line.row.indicator.measure_unit, width=8
    ),
    Column("target", N_("Target"), text=_target, width=9, right=True),
    Column(
        "rhythm",
        N_("Frequency"),
        text=lambda line: name_of(line.row.indicator.rhythm),
        width=11,
    ),
    Column(
        "factor",
        N_("Conversion factor"),
        text=lambda line: _number(line.row.indicator.factor),
        width=6,
        right=True,
    ),
    Column("state", N_("State"), text=_state, width=13),
    Column("owner", N_("Owner"), text=lambda line: line.row.owner, width=20, optional=True),
)
VERSION_COLUMNS = (
    Column(
        "from", N_("In force from"), text=lambda version: format_date(version.from_on), width=12
    ),
    Column("to", N_("until"), text=_until, width=12),
    Column("title", N_("Indicator"), text=lambda version: version.title, width=0),
    Column("position", N_("Job position"), text=lambda version: version.position, width=26),
    Column(
        "factor",
        N_("Conversion factor"),
        text=lambda version: _number(version.factor),
        width=6,
        right=True,
    ),
)


class IndicatorsSection(ArchivingSection):
    """Indicators as of a day above, all versions of the selected one below."""

    RIGHT = Right.EDIT_INDICATORS
    WATCHES = frozenset({"indicator", "indicator_target", "person", "unit"})
    ENTITY = KIND = "indicator"

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._latest_versions = Latest()
        self._detail: IndicatorDetail | None = None
        self._today: date | None = None
        self._build_bar()
        self.add_head_button("indicator.import", _("Import…"))
        self.add_head_button("indicator.add", _("Add indicator"), primary=True)
        empty = EmptyState(
            "chart",
            _("No indicator is in this catalogue."),
            _("An indicator outlives cycles: add one, or import them from Excel."),
            _("Show everything"),
            self._reset,
        )
        self.add_table(COLUMNS, (_("Indicators by job position"), "indicator-catalogue"), empty)
        self.column.setStretchFactor(self.pages, 3)
        self._build_versions()
        self._declare()

    def refresh(self) -> None:
        """Read the catalogue of the day."""
        try:
            on = self.day.value()
        except Refused as error:
            self.screen_.messages.show_message(explain(error), "warn")
            return
        chosen = self.position.value()
        wanted = load.Wanted(self.search.text().strip(), chosen, on, self.archived.value())
        Query(partial(load.catalogue, wanted)).success(self.latest.only(self._fill)).run(self)

    def open_item(self, entity: str, item_id: str) -> None:
        """Select an indicator, taking the filters away where they hide it."""
        if entity == "indicator" and not self.table.select_id(item_id):
            self._wanted = item_id
            self.archived.set_value(True)
            self._reset()

    def open_selected(self) -> None:
        """Change the version of the day of the selected indicator."""
        if self.selected is not None and self.may_edit:
            self._edit(self.selected.row.indicator)

    def show_menu(self, at: QPoint) -> None:
        """Show the menu of the selected indicator."""
        ids = ("indicator.edit", "indicator.add", None, self.put_away_action())
        self.actions_.menu(*ids, "indicator.history").popup(at)

    def follow(self) -> None:
        """Show the versions of the selected indicator."""
        super().follow()
        line = self.selected
        for part in (self.of, self.versions):
            part.setVisible(line is not None)
        if line is not None:
            took = self._latest_versions.only(self._fill_versions)
            Query(partial(load.versions, line.id)).success(took).run(self)

    def _build_bar(self) -> None:
        self.search = SearchField(_("Find an indicator by words or code"))
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 13)
        self.position = ChoiceBox([], empty=_("Every job position"))
        self.position.setAccessibleName(_("Job position"))
        self.position.setMinimumContentsLength(9)
        self.day = DateEdit()
        self.day.setAccessibleName(_("Indicators as of the day"))
        self.day.setFixedWidth(self.fontMetrics().averageCharWidth() * 18)
        as_of = label(_("As of"), "muted")
        as_of.setBuddy(self.day)
        self.bar.addWidget(self.search, 1)
        for one in (self.position, as_of, self.day, self.archived):
            self.bar.addWidget(one)
        self.add_buttons_of_rows(
            {
                "indicator.edit": _("Edit"),
                "indicator.archive": _("Archive"),
                "indicator.restore": _("Restore"),
            }
        )

    def _build_versions(self) -> None:
        self.of = label("", "section")
        row = QHBoxLayout()
        row.addWidget(self.of, 1)
        row.addWidget(self.make_button("indicator.history", _("History")))
        self.column.addLayout(row)
        self.version_model = RowModel(VERSION_COLUMNS, self)
        self.versions = TableView(_("Versions of the indicator"), "indicator-versions", self)
        self.versions.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.versions.set_model(self.version_model)
        self.versions.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_HIGH)
        self.versions.activated_row.connect(
            lambda index: self._edit(self.version_model.row(index.row()))
        )
        self.column.addWidget(self.versions, 1)

    def _declare(self) -> None:
        self.search.searched.connect(lambda _text: self.refresh())
        self.position.edited.connect(self.refresh)
        self.day.editingFinished.connect(self.refresh)
        self.day.edited.connect(self._on_day)
        self.table.paste_asked.connect(lambda: self.may_edit and paste_into(self, "kpis"))
        self.on("indicator.add", self._add, lambda: self.may_edit)
        self.on("indicator.edit", self.open_selected, lambda: self.may_edit and self.selected)
        self.on("indicator.import", self._import, lambda: self.may_edit)
        self.on("indicator.history", self._show_history, lambda: self.selected)
        self.on("indicator.find", self.search.setFocus)

    def _on_day(self) -> None:
        """Follow the arrow keys and the calendar at once, typing when it is finished."""
        if not self.day.isModified():
            self.refresh()

    def _reset(self) -> None:
        self.search.clear()
        self.position.set_value(None)
        self.day.set_value(None)
        self.refresh()

    def _fill(self, found: load.Catalogue) -> None:
        self.position.set_choices([Choice(one, one) for one in found.positions])
        self._today = found.today
        self.day.set_value(found.on)
        wanted, self._wanted = self._wanted, ""
        self.pages.setCurrentIndex(0 if found.lines else 1)
        refill(self.table, found.lines, wanted)
        count = len(found.lines)
        text = ngettext("{count} indicator", "{count} indicators", count)
        self.show_count(text.format(count=count))
        self.follow()

    def _fill_versions(self, detail: "IndicatorDetail") -> None:
        self._detail = detail
        refill(self.versions, sorted(detail.versions, key=lambda one: one.from_on, reverse=True))
        count = len(detail.versions)
        text = ngettext("{n} version of {code}", "{n} versions of {code}", count)
        self.of.setText(text.format(n=count, code=detail.row.code))

    def _add(self) -> None:
        if self._today is not None:
            self.ask(IndicatorDialog(self, self._today, None), _("“{name}” was added."))

    def _edit(self, version: "Indicator | None") -> None:
        """Change a version of the selected indicator."""
        detail = self._detail
        if self.may_edit and version is not None and detail is not None and self._today:
            dialog = IndicatorDialog(self, self._today, detail, version)
            self.ask(dialog, _("“{name}” was changed."))

    def _import(self) -> None:
        open_import(self, "kpis")

    def _show_history(self) -> None:
        line = self.selected
        open_history(self.screen_, line.id, line.name)
