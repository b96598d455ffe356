"""The fields of an objective."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject

from okrdesk.domain.directive import Axis
from okrdesk.domain.objective import Commitment, Objective, Owner, RollUp
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.screens.objectives.advice_note import AdviceNote
from ui.screens.objectives.detailed_form import DetailedForm
from ui.screens.objectives.tag_edit import TagEdit
from ui.screens.objectives.weights import WeightEdit
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, NoteEdit, TextEdit
from ui.widgets.owner_edit import OwnerEdit
from ui.widgets.served_edit import ServedEdit

_LATER_DETAILS = frozenset({"commitment", "roll_up", "axis"})
_FIRST_DETAILS = _LATER_DETAILS | {
    *("start_on", "end_on", "weight", "tags", "description", "directive_item_id")
}


class ObjectiveForm(DetailedForm):
    """Edits one objective; a new one shows title, owner and cycle."""

    def __init__(self, owner: QObject, *, first: bool) -> None:
        super().__init__()
        self.details = _FIRST_DETAILS if first else _LATER_DETAILS
        title = _("What will be better") if first else _("Title")
        hint = _("Citizens get their papers without coming to the office")
        self.title = self.add("title", title, TextEdit(hint), required=True)
        self.advice = AdviceNote()
        self.add_widget(self.advice)
        self.owner = self.add("owner", _("Owner"), OwnerEdit(owner), half=True)
        self.cycle = self.add("cycle_id", _("Cycle"), ChoiceBox(), half=True)
        self.start = self.add("start_on", _("Start"), DateEdit(), half=True)
        self.end = self.add("end_on", _("End"), DateEdit(), half=True)
        if first:
            self.start.setPlaceholderText(_("As the cycle"))
            self.end.setPlaceholderText(_("As the cycle"))
        help_text = _("Among the objectives of the same owner; empty counts as equal.")
        self.add("weight", _("Weight (0–100)"), WeightEdit(), help_text=help_text, half=True)
        commitments = [Choice(one, name_of(one)) for one in Commitment]
        self.add("commitment", _("Commitment"), ChoiceBox(commitments), half=True)
        self.add("description", _("Description"), NoteEdit(3))
        tags_help = _("Separated by commas; they find objectives again.")
        self.add("tags", _("Tags"), TagEdit(), help_text=tags_help)
        self.served = self.add("directive_item_id", _("Item of a directive"), ServedEdit(owner))
        rolls = [Choice(one, name_of(one)) for one in RollUp]
        self.add("roll_up", _("Progress comes from"), ChoiceBox(rolls), half=True)
        axes = [Choice(one, name_of(one)) for one in Axis]
        self.add("axis", _("Axis of results"), ChoiceBox(axes, empty=_("(none)")), half=True)
        self._cycles: Sequence[Any] = ()
        self.cycle.edited.connect(self._choose_cycle)
        self.fit()

    def set_cycles(self, cycles: Sequence[Any], chosen: str | None) -> None:
        """Offer cycles (with id, name and dates) and choose one."""
        self._cycles = cycles
        self.cycle.set_choices([Choice(one.id, one.name) for one in cycles])
        self.cycle.set_value(chosen)

    @property
    def dates(self) -> tuple[date, date] | None:
        """The dates of the cycle chosen, None while there is none."""
        for cycle in self._cycles:
            if cycle.id == self.cycle.value():
                return cycle.start_on, cycle.end_on
        return None

    def show_objective(self, one: Objective) -> None:
        """Show a stored objective, as unedited."""
        self.owner.choose(one.owner)
        self.served.choose(one.directive_item_id)
        self.set_values(
            {
                "title": one.title,
                "start_on": one.start_on,
                "end_on": one.end_on,
                "weight": one.weight,
                "commitment": one.commitment,
                "description": one.description,
                "roll_up": one.roll_up,
                "tags": one.tags,
                "axis": one.axis,
            }
        )

    def objective(self, base: Objective | None) -> Objective | None:
        """Return the objective as typed over `base`, or None after showing what is wrong."""
        values = self.values()
        if values is None:
            return None
        start, end = self.dates or (date.min, date.min)
        given = {
            "cycle_id": values["cycle_id"] or "",
            "title": values["title"],
            "owner": values["owner"] or Owner(),
            "start_on": values["start_on"] or start,
            "end_on": values["end_on"] or end,
            "description": values["description"] or "",
            "weight": values["weight"],
            "commitment": values["commitment"],
            "roll_up": values["roll_up"],
            "tags": values["tags"],
            "axis": values["axis"],
            "directive_item_id": values["directive_item_id"],
        }
        return replace(base, **given) if base else Objective("", **given)

    def _choose_cycle(self) -> None:
        """Take the dates of another cycle, which the old ones would lie outside of."""
        if self.dates is not None and self.start.text() and self.end.text():
            self.start.set_value(self.dates[0])
            self.end.set_value(self.dates[1])
