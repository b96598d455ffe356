"""The window of indicators: which there are, where each stands, its history, and a new value."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.domain.indicator import IndicatorState
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.archiving import put_away
from ui.indicators import source
from ui.indicators.edit_dialog import IndicatorDialog
from ui.operations import Command, Latest, Query
from ui.widgets.buttons import button
from ui.widgets.chart_view import ChartView
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit, DecimalEdit, TextEdit, Tick
from ui.widgets.empty import EmptyState
from ui.widgets.form import Form
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.services.indicators import IndicatorRow

_SIGNS = {
    IndicatorState.MET: "●",
    IndicatorState.NOT_MET: "■",
    IndicatorState.STALE: "◌",
    IndicatorState.NOT_DUE: "○",
    IndicatorState.EMPTY: "○",
    IndicatorState.WITHOUT_TARGET: "–",
}


def _number(value: Any) -> str:
    return "–" if value is None else format_decimal(value.value)


def _state(row: "IndicatorRow") -> str:
    return _("archived") if row.archived else f"{_SIGNS[row.state]} {name_of(row.state)}"


COLUMNS = (
    Column("code", N_("Code"), text=lambda row: row.code, width=6, muted=True),
    Column("title", N_("Indicator"), text=lambda row: row.title, width=0),
    Column("target", N_("Target"), text=lambda row: _number(row.target), width=9, right=True),
    Column("last", N_("Last value"), text=lambda row: _number(row.last), width=9, right=True),
    Column("state", N_("State"), text=_state, width=20),
    Column(
        "on",
        N_("Of the day"),
        text=lambda row: format_date(row.last.effective_on) if row.last else "–",
        width=10,
        optional=True,
    ),
    Column("owner", N_("Owner"), text=lambda row: row.owner, width=18, muted=True, optional=True),
)


class IndicatorsDialog(Dialog):
    """A table of indicators beside the history of the selected one, and a value to enter."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(_("Indicators"), owner, width=170)
        self._latest, self._latest_whole = Latest(), Latest()
        self._whole: source.Whole | None = None
        self._wanted = ""
        self.count = label("", "muted")
        self.archived = Tick(_("Archived"))
        self.archived.setAccessibleName(_("Archived too"))
        self.archived.edited.connect(self.refresh)
        self.rows = RowModel(COLUMNS, self)
        self.table = TableView(_("Indicators"), "indicators", self)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.set_model(self.rows)
        self.table.selectionModel().currentChanged.connect(lambda *_now: self._follow())
        self.table.activated_row.connect(lambda _index: self.value.setFocus())
        self.chart = ChartView(self)
        self._build()
        self.cancel_button.setText(_("Close"))
        self.save = self.add_primary(_("Record the value"), self._record)
        self.save.setEnabled(False)
        self.desktop.changed.connect(self._on_changed)
        self.refresh()

    def is_dirty(self) -> bool:
        """Say whether a typed value would be lost."""
        return self.form.is_dirty()

    def open(self) -> None:
        """Show the dialog as high as its table wants."""
        super().open()
        self.resize(self.width(), int(self.screen().availableGeometry().height() * 0.85))

    def refresh(self) -> None:
        """Read the indicators."""
        call = partial(source.rows, self.archived.value())
        Query(call).success(self._latest.only(self._fill)).run(self)

    def select(self, id: str) -> None:
        """Show one indicator, by any of its versions, archived or not."""
        Query(partial(source.row, id)).success(self._select).run(self)

    def _select(self, row: "IndicatorRow") -> None:
        self._wanted = row.id
        if row.archived:
            self.archived.set_value(True)
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.archived)
        self.add = button(_("Add indicator"), self._add)
        self.edit = button(_("Edit"), self._edit)
        self.put_away = button(_("Archive"), partial(self._put_away, True))
        self.bring_back = button(_("Restore"), partial(self._put_away, False))
        self.take_in = button(_("From Excel…"), self._import)
        for one in (self.take_in, self.add, self.edit, self.put_away, self.bring_back):
            head.addWidget(one)
        self.bring_back.hide()
        empty = EmptyState(
            "chart",
            _("There is no indicator yet."),
            _("An indicator outlives cycles: add one, or import them from Excel."),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(empty)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.pages)
        across.addWidget(self._side())
        letter = self.fontMetrics().averageCharWidth()
        across.setSizes([letter * 105, letter * 65])
        self.body.addLayout(head)
        self.body.addWidget(across, 1)

    def _side(self) -> QWidget:
        self.name = label("", "section", wrap=True)
        self.facts = label("", "muted", wrap=True)
        self.value, self.on, self.words = DecimalEdit(), DateEdit(), TextEdit(limit=500)
        self.form = Form(columns=2)
        self.form.add("value", _("New value"), self.value, required=True, half=True)
        self.form.add("effective_on", _("Of the day"), self.on, required=True, half=True)
        self.form.add("note", _("Note"), self.words)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.name, self.facts):
            column.addWidget(widget)
        column.addWidget(self.chart, 1)
        column.addWidget(self.form)
        return side

    def _fill(self, rows: "list[IndicatorRow]") -> None:
        wanted, self._wanted = self._wanted, ""
        refill(self.table, rows, wanted)
        self.pages.setCurrentIndex(0 if rows else 1)
        count = len(rows)
        text = ngettext("{count} indicator", "{count} indicators", count).format(count=count)
        self.count.setText(text)
        self._follow()

    def _selected(self) -> "IndicatorRow | None":
        row: IndicatorRow | None = self.rows.row(self.table.currentIndex().row())
        return row

    def _follow(self) -> None:
        row = self._selected()
        if row is None:
            for one in (self.save, self.edit, self.put_away, self.bring_back):
                one.setEnabled(False)
            return
        took = self._latest_whole.only(self._show)
        Query(partial(source.whole, row.id)).success(took).run(self)

    def _show(self, whole: source.Whole) -> None:
        is_other = self._whole is None or self._whole.detail.row.id != whole.detail.row.id
        self._whole = whole
        row = whole.detail.row
        self.name.setText(row.title)
        self.facts.setText(_facts(row))
        self.chart.set_chart(whole.chart)
        for one in (self.put_away, self.bring_back):
            one.setEnabled(whole.detail.may_edit)
        self.edit.setEnabled(whole.detail.may_edit and not row.archived)
        self.put_away.setHidden(row.archived)
        self.bring_back.setVisible(row.archived)
        self.form.setEnabled(row.may_record and not row.archived)
        self.save.setEnabled(row.may_record and not row.archived)
        if is_other or not self.form.is_dirty():
            self._clear()

    def _clear(self) -> None:
        if self._whole is not None:
            empty = {"value": None, "effective_on": self._whole.today, "note": None}
            self.form.set_values(empty)
            self.form.mark_clean()

    def _record(self) -> None:
        from okrdesk.services.indicators import ValueEntry

        values = self.form.values()
        row = self._selected()
        if values is None or row is None:
            return
        entry = ValueEntry(values["value"], values["effective_on"], values["note"] or "")
        call = partial(source.record, row.id, entry)
        Command(call, title=_("Record the value")).success(self._recorded).run(self.form)

    def _recorded(self, _done: Any) -> None:
        self._clear()
        self.messages.show_message(_("The value was recorded."), "good")
        self.table.setFocus()

    def _add(self) -> None:
        Query(_today).success(self._open_new).run(self)

    def _open_new(self, today: Any) -> None:
        self._open(IndicatorDialog(self, today, None))

    def _edit(self) -> None:
        if self._whole is not None:
            self._open(IndicatorDialog(self, self._whole.today, self._whole.detail))

    def _open(self, dialog: IndicatorDialog) -> None:
        dialog.saved.connect(self._saved)
        dialog.open()

    def _saved(self, saved: tuple[str, str]) -> None:
        self._wanted = saved[0]
        self.refresh()

    def _import(self) -> None:
        from ui.importing import open_import

        open_import(self, "kpis")

    def _put_away(self, archived: bool) -> None:
        row = self._selected()
        if row is not None:
            said = _("“{name}” was archived.") if archived else _("“{name}” is back in the lists.")
            told = partial(self.messages.show_message, said.format(name=row.title), "good")
            call = partial(put_away, "indicator", row.id, archived)
            title = _("Archive") if archived else _("Restore")
            Command(call, title=title).success(lambda _done: told()).run(self)

    def _on_changed(self, touched: Any) -> None:
        names = {"indicator", "indicator_value", "indicator_target"}
        if any(entity in names for entity, _id in touched):
            self.refresh()


def _facts(row: "IndicatorRow") -> str:
    one = row.indicator
    facts = [
        one.measure_unit,
        name_of(one.direction),
        name_of(one.rhythm),
        row.owner,
        one.position,
        one.source,
        _("last on {date}").format(date=format_date(row.last.effective_on)) if row.last else "",
        _("due {date}").format(date=format_date(row.due_on)) if row.due_on else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def _today(desk: Any) -> Any:
    return desk.today()
