"""One key result whole: figures, chart with forecast, check-ins, actions, history."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.check_in import Evidence
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.checkin.evidence_files import open_file as open_held
from ui.screens.objectives import load, wording
from ui.screens.objectives.check_in_text import write_check_ins
from ui.screens.objectives.heading import Heading
from ui.screens.objectives.item_pane import ItemPane
from ui.screens.objectives.work_list import WorkList
from ui.screens.tasks.cause_files import open_file
from ui.widgets.marks import ProgressCell
from ui.widgets.reading import Reading
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.charts import KeyResultChart
    from okrdesk.services.lists import KeyResultRow

_SHORT = 4
"""A unit of so many letters stands behind its number."""


class KeyResultPane(ItemPane):
    """Shows a `KeyResultView`; `correction_asked(check-in id)` follows “Correct…”.

    `word_asked(act, id)` follows a link that says something: "note", "return", "say", "ask" …
    """

    correction_asked = Signal(str)
    word_asked = Signal(str, str)

    def __init__(self, heading: Heading) -> None:
        super().__init__(heading, _("Parts of the key result"))
        self.forecast = label("", "small", wrap=True)
        self.check_ins = Reading(_("Check-ins"))
        self.check_ins.linked.connect(self._follow)
        self.work = WorkList()
        self._evidence: dict[str, Evidence] = {}
        self._causes: tuple[Any, ...] = ()
        # Below the chart its buttons share a line with the forecast; above it they would take one.
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.forecast, 1)
        below.addWidget(self.chart.as_table, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.chart.export, 0, Qt.AlignmentFlag.AlignTop)
        chart = QWidget()
        column = QVBoxLayout(chart)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.chart, 1)
        column.addLayout(below)
        for page in (chart, self.check_ins, self.work, self.history):
            self.tabs.addTab(page, "")

    def show_view(self, view: load.KeyResultView) -> None:
        """Show a key result; the tab in front stays."""
        detail, row = view.detail, view.detail.row
        above = _("Key result of: {title}").format(title=view.objective.title)
        self.heading.show_heading(above, row.title, row.health, above=True)
        self.figures.show_figures(_figures(view))
        cell = ProgressCell(row.progress, row.expected, row.health)
        notes = [
            wording.proposal(row),
            wording.excused(row),
            _beyond(row),
            wording.pending(row.pending),
        ]
        note = " · ".join(one for one in notes if one)
        self.figures.show_progress(cell, note, _facts(view))
        self.serves.show_served(detail.serves)
        self.chart.set_chart(view.chart)
        said = _forecast(view.chart)
        self.forecast.setText(said)
        self._evidence = {one.sha256: one for row in detail.check_ins for one in row.evidence}
        self._causes = view.words.causes
        self.check_ins.show_text(partial(write_check_ins, detail, view.words))
        self.work.show_work(view)
        self._name_tabs(view)
        self.read_history_of(row.id)

    def _name_tabs(self, view: load.KeyResultView) -> None:
        entries = len(view.detail.check_ins)
        open_work = sum(item.done_on is None for item in view.actions)
        open_work += sum(one.closed_on is None for one in view.detail.blockers)
        names = (
            _("Chart"),
            f"{_('Check-ins')} ({entries})" if entries else _("Check-ins"),
            f"{_('Actions')} ({open_work})" if open_work else _("Actions"),
            _("History"),
        )
        for place, name in enumerate(names):
            self.tabs.setTabText(place, name)
        self.tabs.setTabToolTip(2, _("Actions and blockers"))

    def _follow(self, address: str) -> None:
        verb, _colon, rest = address.partition(":")
        if verb == "correct":
            self.correction_asked.emit(rest)
            return
        if verb == "open" and rest in self._evidence:
            open_held(self, self._evidence[rest])
        elif verb == "open":
            open_file(self, self._causes, address)
        else:
            self.word_asked.emit(verb, rest)


def _beside(unit: str) -> str:
    """Return a unit that is short enough to stand behind its number, or nothing."""
    return unit if len(unit) <= _SHORT else ""


def _figures(view: load.KeyResultView) -> list[tuple[str, str]]:
    row, measure = view.detail.row, view.detail.in_force.measure
    unit = _beside(row.measure_unit)
    figures = [
        (_("Now"), wording.reached(row.kind, row.value, unit)),
        (_("Target"), wording.target(replace(row, measure_unit=unit))),
    ]
    if row.kind.moves:
        figures.insert(0, (_("Start value"), wording.number(measure.origin, unit)))
    return figures


def _beyond(row: "KeyResultRow") -> str:
    if row.raw is None or 0 <= row.raw <= 1:
        return ""
    if row.raw > 1:
        said = _("Beyond the target: raw figure {raw}.")
    else:
        said = _("Behind the start value: raw figure {raw}.")
    return said.format(raw=wording.percent(row.raw))


def _facts(view: load.KeyResultView) -> str:
    row, one = view.detail.row, view.detail.key_result
    due = _("check in by {day}").format(day=wording.day(row.due_on)) if row.due_on else ""
    unit = row.measure_unit
    measured = "" if _beside(unit) or not unit else _("measured in {unit}").format(unit=unit)
    confidence, weight = "", ""
    if row.confidence is not None:
        said = wording.confidence(row.confidence)
        confidence = _("confidence {confidence}").format(confidence=said)
    if row.weight is not None:
        weight = _("weight {weight}").format(weight=wording.number(row.weight))
    reads = view.detail.reads
    facts = [
        _("read from indicator {name}").format(name=reads) if reads else "",
        measured,
        row.owner,
        name_of(one.rhythm).lower(),
        due,
        confidence,
        weight,
        name_of(one.commitment).lower(),
    ]
    return " · ".join(fact for fact in facts if fact)


def _forecast(chart: "KeyResultChart") -> str:
    band = chart.forecast
    if band is None:
        return ""
    value, low, high = (
        wording.number(chart.near(reach), chart.unit) for reach in (band.value, band.low, band.high)
    )
    return _(
        "Forecast for {day}: {value}, likely from {low} to {high}. It never changes the mark."
    ).format(day=wording.day(band.at), value=value, low=low, high=high)
