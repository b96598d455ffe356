"""The row of filters above the grid: whose tasks, of which month or quarter, in which state."""

from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.domain.tasks import TaskState
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.desktop import Desktop
from ui.screens.tasks import load
from ui.screens.tasks.spans import Span, span_of, spans_around
from ui.screens.tasks.wording import capital
from ui.widgets.editors import Choice, ChoiceBox
from ui.widgets.filters import Filters, choices

if TYPE_CHECKING:
    from okrdesk.services.task_reach import TaskReach

_AS_NEEDED = ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_WHOSE_LETTERS = 12
_SPAN_LETTERS = 15
_INDENT = "\u2003"


class FilterRow(Filters):
    """Text, whose, span of days and state."""

    MEMORY = "tasks.filter"

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop, _("Find in tasks"), 12)
        self._spans: dict[str, Span] = {}
        self._reach: TaskReach | None = None
        self.whose = choices(_("Whose tasks"), [(load.MINE, _("My tasks"))])
        self.whose.setMaxVisibleItems(24)
        self.whose.setSizeAdjustPolicy(_AS_NEEDED)
        self.whose.setMinimumContentsLength(_WHOSE_LETTERS)
        self.span = choices(_("Month or quarter"), [], empty=_("All days"))
        self.span.setMaxVisibleItems(24)
        self.span.setMinimumContentsLength(_SPAN_LETTERS)
        states = [(state, capital(name_of(state))) for state in TaskState]
        self.state = choices(_("State"), states, empty=_("Any state"))
        self.lay_out(self.whose, self.span, self.state, wide=[self.whose])
        self._recall()
        self.listen(self.whose, self.span, self.state)

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
        whose = [Choice(load.MINE, _("My tasks"))]
        if others:
            whose.append(Choice(load.EVERYBODY, _("Everybody in reach")))
        for unit_id, name in reach.units:
            whose.append(Choice(f"{load.UNIT}{unit_id}", name))
            of_unit = [one for one in others if one.unit_id == unit_id]
            whose += [Choice(f"{load.PERSON}{one.id}", _INDENT + one.name) for one in of_unit]
        kept = self.whose.value()
        self.whose.set_choices(whose)
        self.whose.set_value(kept if kept in {one.id for one in whose} else load.MINE)
        self.whose.setVisible(bool(others))
        self._offer_waiting(is_head=reach.is_head, waiting=waiting)

    def show_waiting(self) -> None:
        """Show what waits for this person's word, also before anything was read."""
        if load.WAITING not in {one.id for one in self.state.choices}:
            self._offer_waiting(is_head=True, waiting=0)
        self.state.set_value(load.WAITING)
        self.choose()

    def show_everything(self, whose: str) -> None:
        """Show all tasks of somebody, whatever was narrowed, also before anything was read."""
        self.forget_text()
        if whose not in {one.id for one in self.whose.choices}:
            self.whose.set_choices([*self.whose.choices, Choice(whose, "…")])
        self.whose.set_value(whose)
        self.span.set_value(None)
        self.state.set_value(None)
        self.choose()

    def widen(self) -> None:
        """Show every task of the person and span again."""
        self.state.set_value(None)

    def kept(self) -> dict[str, Any]:
        """Return whose tasks are shown."""
        return {"whose": self.whose.value()}

    def show_clear(self) -> None:
        """Offer to clear the filters; what waits comes from everybody and of all days."""
        super().show_clear()
        for box in (self.whose, self.span):
            box.setEnabled(self.state.value() != load.WAITING)

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

    def _recall(self) -> None:
        whose = self.recall().get("whose")
        if isinstance(whose, str) and whose != load.MINE:
            self.whose.set_choices([*self.whose.choices, Choice(whose, "…")])
            self.whose.set_value(whose)
