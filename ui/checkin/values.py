"""The input of a check-in's value, by the kind of the key result: a number, yes or no, or steps."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Kind, Measure
from okrdesk.i18n import _
from ui.checkin.ticks import WrappedTick
from ui.widgets.editors import DecimalEdit
from ui.widgets.text import label

Json = Any
LARGE = 1.25


class ValueInput(QWidget):
    """What every input answers; `typed` and `restore` speak JSON, with half-typed text kept."""

    edited = Signal()

    def value(self) -> Decimal | None:
        """Return the number to store; raises Refused where it is not one."""
        raise NotImplementedError

    def steps_done(self) -> frozenset[str]:
        """Return the ids of the steps ticked."""
        return frozenset()

    def prefill(self, check_in: CheckIn | None) -> None:
        """Offer what was recorded before."""
        raise NotImplementedError

    def typed(self) -> Json:
        """Return what is typed, whatever it is."""
        raise NotImplementedError

    def restore(self, typed: Json) -> None:
        """Show again what `typed` returned."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Return the widget to focus."""
        raise NotImplementedError


class NumberInput(ValueInput):
    """A number with its unit beside it; the offered value is selected, so that typing replaces
    it.
    """

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.editor = DecimalEdit()
        self.editor.setAccessibleName(_("New value"))
        self.editor.setAccessibleDescription(unit)
        font = QFont(self.editor.font())
        font.setPointSizeF(font.pointSizeF() * LARGE)
        self.editor.setFont(font)
        self.editor.setMaximumWidth(self.editor.fontMetrics().averageCharWidth() * 20)
        self.editor.edited.connect(self.edited)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.editor, 1)
        box.addWidget(label(unit, "section"))
        box.addStretch(1)
        self.setFocusProxy(self.editor)

    def value(self) -> Decimal | None:
        """Return the number; raises Refused(BAD_NUMBER)."""
        return self.editor.value()

    def prefill(self, check_in: CheckIn | None) -> None:
        """Offer the value of `check_in`, selected."""
        self.editor.set_value(check_in.value if check_in else None)
        self.editor.selectAll()

    def typed(self) -> Json:
        """Return the text as typed."""
        return self.editor.text()

    def restore(self, typed: Json) -> None:
        """Show the text as it was typed."""
        self.editor.setText(str(typed))

    def first(self) -> QWidget:
        """Return the field."""
        return self.editor


class YesNoInput(ValueInput):
    """Reached or not; nothing is chosen before the first check-in."""

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(24)
        for number, text in ((0, _("Not yet")), (1, _("Reached"))):
            choice = QRadioButton(text)
            choice.setAccessibleName(text)
            choice.clicked.connect(lambda _checked=False: self.edited.emit())
            self._group.addButton(choice, number)
            box.addWidget(choice)
        box.addStretch(1)

    def value(self) -> Decimal | None:
        """Return 0 or 1, or None where nothing is chosen."""
        chosen = self._group.checkedId()
        return None if chosen < 0 else Decimal(chosen)

    def prefill(self, check_in: CheckIn | None) -> None:
        """Offer the answer of `check_in`; "not yet" before the first."""
        self._group.button(int(check_in.value) if check_in else 0).setChecked(True)

    def typed(self) -> Json:
        """Return 0 or 1, or −1 where nothing is chosen."""
        return self._group.checkedId()

    def restore(self, typed: Json) -> None:
        """Choose what was chosen."""
        if typed in (0, 1):
            self._group.button(typed).setChecked(True)

    def first(self) -> QWidget:
        """Return the choice that is made."""
        return self._group.checkedButton() or self._group.button(0)


class StepsInput(ValueInput):
    """The steps of the key result, each with its weight, to be ticked when done."""

    def __init__(self, key_result: KeyResult) -> None:
        super().__init__()
        self._weights = {step.id: step.weight for step in key_result.measure.steps}
        self._ticks: dict[str, WrappedTick] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for step in key_result.measure.steps:
            note = _("weight {weight}").format(weight=format_decimal(step.weight))
            tick = WrappedTick(step.id, step.title, note)
            tick.edited.connect(self.edited)
            self._ticks[step.id] = tick
            box.addWidget(tick)

    def value(self) -> Decimal | None:
        """Return the weight of the steps done."""
        return sum((self._weights[one] for one in self.steps_done()), Decimal(0))

    def steps_done(self) -> frozenset[str]:
        """Return the ids of the steps ticked."""
        return frozenset(one for one, tick in self._ticks.items() if tick.is_on())

    def prefill(self, check_in: CheckIn | None) -> None:
        """Tick what was done before."""
        self._tick(check_in.steps_done if check_in else frozenset())

    def typed(self) -> Json:
        """Return the ids of the steps ticked."""
        return sorted(self.steps_done())

    def restore(self, typed: Json) -> None:
        """Tick what was ticked."""
        self._tick(frozenset(typed))

    def first(self) -> QWidget:
        """Return the first step that is not done."""
        open_ones = [tick for tick in self._ticks.values() if not tick.is_on()]
        return (open_ones or list(self._ticks.values()))[0].tick

    def _tick(self, done: frozenset[str]) -> None:
        for one, tick in self._ticks.items():
            tick.set_on(one in done)


def value_input(key_result: KeyResult) -> ValueInput:
    """Return the input that the kind of `key_result` needs."""
    kind = key_result.measure.kind
    if kind is Kind.STEPS:
        return StepsInput(key_result)
    return YesNoInput() if kind is Kind.YES_NO else NumberInput(key_result.measure_unit)


def value_text(key_result: KeyResult, check_in: CheckIn) -> str:
    """Return a recorded value as it is said in one line, with its unit."""
    kind = key_result.measure.kind
    if kind is Kind.YES_NO:
        return _("Reached") if check_in.value >= 1 else _("Not yet")
    if kind is Kind.STEPS:
        done, of = len(check_in.steps_done), len(key_result.measure.steps)
        return _("{done} of {of} steps").format(done=done, of=of)
    return with_unit(check_in.value, key_result.measure_unit)


def with_unit(value: Decimal, unit: str) -> str:
    """Return a number with its unit, kept together on one line."""
    return f"{format_decimal(value)}\u00a0{unit}" if unit else format_decimal(value)


def goal_texts(key_result: KeyResult) -> list[str]:
    """Return what the key result is to reach or to keep, in short lines; none where that is
    plain.
    """
    measure, unit = key_result.measure, key_result.measure_unit
    if measure.kind.keeps:
        return [_limits_text(measure, unit)]
    if not measure.kind.moves or measure.target is None:
        return []
    lines = [_("Target: {target}").format(target=with_unit(measure.target, unit))]
    if measure.origin is not None:
        lines.append(_("Start value: {start}").format(start=with_unit(measure.origin, unit)))
    return lines


def _limits_text(measure: Measure, unit: str) -> str:
    floor, ceiling = measure.floor, measure.ceiling
    if floor is not None and ceiling is not None:
        limits = {"low": format_decimal(floor), "high": with_unit(ceiling, unit)}
        return _("Keep between {low} and {high}").format(**limits)
    if floor is not None:
        return _("Keep at least {limit}").format(limit=with_unit(floor, unit))
    return _("Keep at most {limit}").format(limit=with_unit(ceiling or Decimal(0), unit))
