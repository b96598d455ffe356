"""The fields of a key result; which of them show follows its kind."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from okrdesk.domain.advice import Advice, advise_key_result
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Commitment, KeyResult, Owner, Phase
from okrdesk.domain.progress import Kind, Measure, Step, check_measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.indicators import source as indicators
from ui.operations import Query
from ui.screens.objectives.advice_note import AdviceNote
from ui.screens.objectives.detailed_form import DetailedForm
from ui.screens.objectives.measure_unit_edit import MeasureUnitEdit
from ui.screens.objectives.weights import WeightEdit
from ui.widgets.editors import (
    Choice,
    ChoiceBox,
    DateEdit,
    DecimalEdit,
    NoteEdit,
    TextEdit,
)
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.rows_edit import RowColumn, RowsEdit
from ui.widgets.served_edit import ServedEdit

if TYPE_CHECKING:
    from okrdesk.services.indicators import IndicatorRow

_NEEDS: dict[Kind, frozenset[str]] = {
    Kind.INCREASE: frozenset({"start", "target", "measure_unit"}),
    Kind.DECREASE: frozenset({"start", "target", "measure_unit"}),
    Kind.COUNT: frozenset({"start", "target", "measure_unit"}),
    Kind.KEEP_AT_LEAST: frozenset({"low", "measure_unit"}),
    Kind.KEEP_AT_MOST: frozenset({"high", "measure_unit"}),
    Kind.KEEP_BETWEEN: frozenset({"low", "high", "measure_unit"}),
    Kind.YES_NO: frozenset(),
    Kind.STEPS: frozenset({"steps"}),
}
_TARGET = (
    "kind", "start", "target", "low", "high", "steps", "phases", "measure_unit", "start_on",
    "end_on", "rhythm", "due_month", "indicator",
)  # fmt: skip
_OF_KIND = frozenset().union(*_NEEDS.values())
_LATER_DETAILS = frozenset(
    {"start_on", "end_on", "commitment", "phases", "indicator", "directive_item_id"}
)
_FIRST_DETAILS = _LATER_DETAILS | {"owner", "weight", "rhythm"}


@dataclass(frozen=True)
class Frame:
    """What a new key result takes over where nothing was typed: dates and owner."""

    start_on: date
    end_on: date
    owner: Owner = field(default_factory=Owner)


class KeyResultForm(DetailedForm):
    """Edits one key result; as the first of a new objective it shows its five main fields.

    A change of an approved target asks for its reason as soon as it is typed (`reason_asked`).
    """

    reason_asked = Signal()

    def __init__(self, owner: QObject, *, first: bool) -> None:
        super().__init__()
        self._reads: str | None = None
        self._are_offered = False
        self._asker = owner
        self._offered: list[Choice] = []
        self.details = _FIRST_DETAILS if first else _LATER_DETAILS
        title = _("What will be measured") if first else _("Title")
        hint = _("Files settled on time, citizens satisfied…")
        self.add("title", title, TextEdit(hint), required=True)
        self.advice = AdviceNote()
        self.add_widget(self.advice)
        self._add_measure()
        self._add_reason()
        self.units.load(owner)
        self._add_details(owner)
        self._approved: tuple[Any, ...] | None = None
        self._asks_reason = False
        self.edited.connect(self._ask_reason)
        self.kind.edited.connect(self._choose_kind)
        self.rhythm.edited.connect(self.fit)
        self._place_limits()
        self.fit()

    # What is shown

    def is_relevant(self, name: str) -> bool:
        """Say whether a field has a meaning for the kind and rhythm chosen."""
        kind = self.kind.value()
        if name in _OF_KIND:
            return name in _NEEDS[kind]
        if name == "due_month":
            return bool(self.rhythm.value() is Rhythm.YEARLY)
        if name == "indicator":
            return bool(kind is not Kind.STEPS and (self._offered or self._reads))
        if name == "reason":
            return self._asks_reason
        if name == "phases":
            return bool(kind.moves or kind is Kind.STEPS)
        return True

    def show_key_result(self, one: KeyResult) -> None:
        """Show a stored key result, as unedited."""
        measure = one.measure
        self._reads = one.indicator_id
        if one.indicator_id:
            ask = partial(indicators.row, one.indicator_id)
            Query(ask).success(self._name_read).run(self._asker)
        self.owner.choose(one.owner)
        self.served.choose(one.directive_item_id)
        self.set_values(
            {
                "title": one.title,
                "kind": measure.kind,
                "measure_unit": one.measure_unit,
                "start": measure.start,
                "target": measure.target,
                "low": measure.floor,
                "high": measure.ceiling,
                "weight": one.weight,
                "rhythm": one.rhythm,
                "due_month": one.due_month or 12,
                "start_on": one.start_on,
                "end_on": one.end_on,
                "commitment": one.commitment,
                "phases": [(phase.on, phase.value) for phase in one.phases],
                "indicator": one.indicator_id,
            }
        )
        self.steps.set_marked([(step.id, (step.title, step.weight)) for step in measure.steps])
        self._place_limits()
        self.fit()

    def guard_target(self, is_approved: bool) -> None:
        """Ask for a reason from now on where what is shown of an approved target is changed."""
        self._approved = self._target_now() if is_approved else None

    def _ask_reason(self) -> None:
        asks = self._approved is not None and self._approved != self._target_now()
        if asks is not self._asks_reason:
            self._asks_reason = asks
            self.fit()
            self.reason_asked.emit()

    def _target_now(self) -> tuple[Any, ...]:
        now = {name: self._now(name) for name in _TARGET}
        return tuple(map(repr, (now | {"indicator": self._read_indicator(now)}).values()))

    def current_advice(self, frame: Frame | None) -> list[Advice]:
        """Return the advice on what is typed so far."""
        title = self.row("title").editor.value() or ""  # type: ignore[attr-defined]
        start = self._now("start_on") or (frame.start_on if frame else None)
        end = self._now("end_on") or (frame.end_on if frame else None)
        return advise_key_result(title, self._measure_so_far(), start, end)

    # What was typed

    def key_result(self, base: KeyResult | None, frame: Frame) -> KeyResult | None:
        """Return the key result as typed over `base`, or None after showing what is wrong."""
        values = self.values()
        if values is None:
            return None
        try:
            measure = self._measure(values)
            check_measure(measure)
            phases = _phases(values["phases"])
        except Refused as error:
            self.show_problem(error)
            return None
        given = {
            "title": values["title"],
            "measure": measure,
            "owner": values["owner"] or frame.owner,
            "start_on": values["start_on"] or frame.start_on,
            "end_on": values["end_on"] or frame.end_on,
            "measure_unit": values["measure_unit"] or "",
            "weight": values["weight"],
            "commitment": values["commitment"],
            "rhythm": values["rhythm"],
            "due_month": values["due_month"],
            "phases": phases,
            "indicator_id": self._read_indicator(values),
            "directive_item_id": values["directive_item_id"],
        }
        return replace(base, **given) if base else KeyResult("", "", **given)

    def _read_indicator(self, values: dict[str, Any]) -> str | None:
        """Return the indicator chosen; what was known stays until the choices are here."""
        return values["indicator"] if self._are_offered else self._reads

    def _offer_indicators(self, found: list[tuple[str, str]]) -> None:
        self._offer([Choice(id, name) for id, name in found])

    def _name_read(self, row: "IndicatorRow") -> None:
        """Offer what is read under the id it is read by: that of an older version, or put away."""
        others = [one for one in self._offered if one.id not in (row.id, self._reads)]
        self._offer([*others, Choice(self._reads, f"{row.code} · {row.title}")])

    def _offer(self, choices: list[Choice]) -> None:
        self._offered = choices
        self._are_offered = self._reads is None or self._reads in {one.id for one in choices}
        self.indicator.set_choices(choices)
        self.indicator.set_value(self._reads)
        self.fit()

    def _measure(self, values: dict[str, Any]) -> Measure:
        steps = values["steps"] or []
        marks = self.steps.marks() if steps else []
        return Measure(
            kind=values["kind"],
            start=values["start"],
            target=values["target"],
            low=values["low"],
            high=values["high"],
            steps=tuple(
                Step(mark or new_id(), title or "", weight if weight is not None else Decimal(0))
                for mark, (title, weight) in zip(marks, steps, strict=True)
            ),
        )

    def _measure_so_far(self) -> Measure:
        kind = self.kind.value()
        names = ("start", "target", "low", "high")
        start, target, low, high = (
            self._now(name) if name in _NEEDS[kind] else None for name in names
        )
        return Measure(kind, start, target, low, high)

    def _now(self, name: str) -> Any:
        """Return a field's value, None while it is not a value yet."""
        try:
            return self._rows[name].editor.value()  # type: ignore[attr-defined]
        except OkrError:
            return None

    # Fields

    def _add_measure(self) -> None:
        kinds = [Choice(kind, name_of(kind)) for kind in Kind]
        self.kind = self.add("kind", _("How it is measured"), ChoiceBox(kinds), half=True)
        self.units = self.add("measure_unit", _("Unit of measure"), MeasureUnitEdit(), half=True)
        self.add("start", _("Start value"), DecimalEdit(), half=True)
        self.add("target", _("Target"), DecimalEdit(), required=True, half=True)
        self.add("low", _("Lower limit"), DecimalEdit(), required=True, half=True)
        self.add("high", _("Upper limit"), DecimalEdit(), required=True, half=True)
        columns = (
            RowColumn(_("Step"), lambda: TextEdit(limit=300), 4),
            RowColumn(_("Weight"), DecimalEdit, 1),
        )
        self.steps = self.add("steps", _("Steps"), RowsEdit(columns, _("Add step")), required=True)

    def _add_reason(self) -> None:
        help_text = _("The approved target stays in force until the change is approved.")
        text = _("Why the approved target changes")
        self.reason = self.add("reason", text, NoteEdit(2), help_text=help_text)

    def _add_details(self, owner: QObject) -> None:
        self.owner = self.add("owner", _("Owner"), OwnerEdit(owner), half=True)
        self.weight = self.add("weight", _("Weight (0–100)"), WeightEdit(), half=True)
        rhythms = [Choice(one, name_of(one)) for one in Rhythm]
        self.rhythm = self.add("rhythm", _("Check-in rhythm"), ChoiceBox(rhythms), half=True)
        self.rhythm.set_value(Rhythm.WEEKLY)
        months = [Choice(number, _("Month {n}").format(n=number)) for number in range(1, 13)]
        due = self.add("due_month", _("Due month"), ChoiceBox(months), half=True)
        due.set_value(12)
        start = self.add("start_on", _("Start"), DateEdit(), half=True)
        end = self.add("end_on", _("End"), DateEdit(), half=True)
        for editor in (self.owner, start, end):
            editor.setPlaceholderText(_("As the objective"))
        help_text = _("The number is read from it, and a check-in records into it.")
        self.indicator = ChoiceBox(empty=_("(none)"))
        self.add("indicator", _("Read from an indicator"), self.indicator, help_text=help_text)
        Query(indicators.choices).success(self._offer_indicators).run(owner)
        commitments = [Choice(one, name_of(one)) for one in Commitment]
        self.add("commitment", _("Commitment"), ChoiceBox(commitments), half=True)
        columns = (RowColumn(_("By the end of"), DateEdit), RowColumn(_("Planned"), DecimalEdit))
        phases = RowsEdit(columns, _("Add phase"))
        help_text = _("Values that the plan expects on the way; without them progress is even.")
        self.phases = self.add("phases", _("Phases of the plan"), phases, help_text=help_text)
        self.served = self.add("directive_item_id", _("Item of a directive"), ServedEdit(owner))

    def _choose_kind(self) -> None:
        self._place_limits()
        if self.kind.value() is Kind.STEPS and self.steps.value() is None:
            self.steps.set_value([(None, None), (None, None)])
        self.fit()

    def _place_limits(self) -> None:
        """Put a single limit on the left, two side by side."""
        row = self.row("high")
        position: Any = self._grid.getItemPosition(self._grid.indexOf(row))
        self._grid.removeWidget(row)
        place = 0 if self.kind.value() is Kind.KEEP_AT_MOST else 1
        self._grid.addWidget(row, position[0], place, Qt.AlignmentFlag.AlignTop)


def _phases(rows: list[tuple[Any, ...]] | None) -> tuple[Phase, ...]:
    found = []
    for on, value in rows or ():
        if on is None or value is None:
            raise Refused(Code.MISSING_FIELD, field="phases", label=_("Phases of the plan"))
        found.append(Phase(on, value))
    return tuple(sorted(found, key=lambda phase: phase.on))
