"""The row of filters above the grid: whose tasks, of which month or quarter, in which state."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.desktop import Desktop
from ui.screens.tasks import load
from ui.screens.tasks.spans import Span, span_of, spans_around
from ui.screens.tasks.wording import capital
from ui.widgets.buttons import button, tool
from ui.widgets.editors import Choice, ChoiceBox, SearchField

if TYPE_CHECKING:
    from okrdesk.services.task_reach import TaskReach

_MEMORY = "tasks.filter"
_AS_NEEDED = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_WHOSE_LETTERS = 12
_INDENT = "\u2003"


class FilterRow(QWidget):
    """Text, whose, span of days and state; `changed` after each choice."""

    changed = Signal()
    columns_asked = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._settings = desktop.settings
        self._spans: dict[str, Span] = {}
        self._reach: TaskReach | None = None
        self.text = SearchField(_("Find in tasks"))
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.whose = _choices(_("Whose tasks"), [(load.MINE, _("My tasks"))])
        self.whose.setMaxVisibleItems(24)
        self.whose.setSizeAdjustPolicy(_AS_NEEDED)
        self.whose.setMinimumContentsLength(_WHOSE_LETTERS)
        self.span = _choices(_("Month or quarter"), [], empty=_("All days"))
        self.span.setMaxVisibleItems(24)
        states = [(state, capital(name_of(state))) for state in TaskState]
        self.state = _choices(_("State"), states, empty=_("Any state"))
        self.clear = button(_("Clear filters"), self.reset, kind="link")
        self.columns = tool(_("Choose columns"), "columns", self.columns_asked.emit)
        self._searched = ""
        self._lay_out()
        self._recall()
        self.text.searched.connect(self._search)
        for editor in (self.whose, self.span, self.state):
            editor.edited.connect(self._choose)
        self._show_clear()

    @property
    def wanted(self) -> load.Wanted:
        """What is asked for."""
        span = self._spans.get(self.span.value() or "")
        return load.Wanted(
            whose=self.whose.value() or load.MINE,
            from_on=span.from_on if span else None,
            to_on=span.to_on if span else None,
            state=self.state.value(),
            text=self._searched,
        )

    @property
    def is_narrowing(self) -> bool:
        """Whether something is hidden by text or state."""
        return bool(self._searched or self.state.value())

    @property
    def has_spans(self) -> bool:
        """Whether months and quarters are offered already."""
        return bool(self._spans)

    def offer_spans(self, today: date) -> None:
        """Offer the months and quarters around a day, beginning with its month."""
        if not self._spans:
            self._spans = {one.id: one for one in spans_around(today)}
            self.span.set_choices([Choice(one.id, one.name) for one in self._spans.values()])
            self.span.set_value(span_of(today).id)

    def offer_people(self, reach: "TaskReach", waiting: int) -> None:
        """Offer the units and people in reach, and what waits for a head's word."""
        if self._reach == reach and not self._is_waiting_new(waiting):
            return
        self._reach = reach
        others = [one for one in reach.colleagues if one.id != reach.me]
        choices = [Choice(load.MINE, _("My tasks"))]
        if others:
            choices.append(Choice(load.EVERYBODY, _("Everybody in reach")))
        for unit_id, name in reach.units:
            choices.append(Choice(f"{load.UNIT}{unit_id}", name))
            of_unit = [one for one in others if one.unit_id == unit_id]
            choices += [Choice(f"{load.PERSON}{one.id}", _INDENT + one.name) for one in of_unit]
        kept = self.whose.value()
        self.whose.set_choices(choices)
        self.whose.set_value(kept if kept in {one.id for one in choices} else load.MINE)
        self.whose.setVisible(bool(others))
        self._offer_waiting(is_head=reach.is_head, waiting=waiting)

    def _let_choose(self) -> None:
        """What waits comes from everybody and of all days."""
        for box in (self.whose, self.span):
            box.setEnabled(self.state.value() != load.WAITING)

    def show_waiting(self) -> None:
        """Show what waits for this person's word, also before anything was read."""
        if load.WAITING not in {one.id for one in self.state.choices}:
            self._offer_waiting(is_head=True, waiting=0)
        self.state.set_value(load.WAITING)
        self._choose()

    def show_everything(self, whose: str) -> None:
        """Show all tasks of somebody, whatever was narrowed, also before anything was read."""
        self._forget_text()
        if whose not in {one.id for one in self.whose.choices}:
            self.whose.set_choices([*self.whose.choices, Choice(whose, "…")])
        self.whose.set_value(whose)
        self.span.set_value(None)
        self.state.set_value(None)
        self._choose()

    def reset(self) -> None:
        """Show every task of the person and span again."""
        self._forget_text()
        self.state.set_value(None)
        self._choose()

    def _is_waiting_new(self, waiting: int) -> bool:
        return self.property("waiting") != waiting

    def _offer_waiting(self, *, is_head: bool, waiting: int) -> None:
        self.setProperty("waiting", waiting)
        kept = self.state.value()
        states = [Choice(state, capital(name_of(state))) for state in TaskState]
        if is_head:
            text = _("Waiting for my word ({n})").format(n=waiting)
            states.insert(0, Choice(load.WAITING, text))
        self.state.set_choices(states)
        self.state.set_value(kept)

    def _forget_text(self) -> None:
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._searched = ""

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.whose, 1)
        for widget in (self.span, self.state, self.clear, self.columns):
            row.addWidget(widget)

    def _recall(self) -> None:
        kept = self._settings.recall(_MEMORY, {})
        whose = kept.get("whose") if isinstance(kept, dict) else None
        if isinstance(whose, str) and whose != load.MINE:
            self.whose.set_choices([*self.whose.choices, Choice(whose, "…")])
            self.whose.set_value(whose)

    def _search(self, text: str) -> None:
        if text != self._searched:
            self._searched = text
            self._show_clear()
            self.changed.emit()

    def _choose(self) -> None:
        self._settings.remember(_MEMORY, {"whose": self.whose.value()})
        self._show_clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self._let_choose()
        self.clear.setVisible(self.is_narrowing)


def _choices(name: str, choices: list[tuple[Any, str]], *, empty: str | None = None) -> ChoiceBox:
    box = ChoiceBox([Choice(id, text) for id, text in choices], empty=empty)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    return box
