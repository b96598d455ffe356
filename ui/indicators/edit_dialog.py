"""The dialog of an indicator: what it measures, by whom, how often, and its targets."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.rhythm import Rhythm
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.indicators import source
from ui.indicators.targets_edit import TargetsEdit
from ui.operations import Command
from ui.screens.objectives.measure_unit_edit import MeasureUnitEdit
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, DateEdit, DecimalEdit, NoteEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.owner_edit import OwnerEdit

if TYPE_CHECKING:
    from okrdesk.services.indicators import IndicatorDetail


class IndicatorDialog(Dialog):
    """Adds an indicator, or edits a version of one (usually that of today).

    `saved` carries (id, title).
    """

    def __init__(
        self,
        owner: QWidget,
        today: date,
        detail: "IndicatorDetail | None",
        version: Indicator | None = None,
    ) -> None:
        title = _("Edit indicator") if detail else _("Add indicator")
        super().__init__(title, owner, width=92)
        self._today = today
        self._detail = detail
        self._before = version or (detail.row.indicator if detail else None)
        self.form = Form(columns=2)
        self._add_what()
        self._add_who()
        self._add_targets()
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save"), self._save)
        if self._before is not None:
            self._show(self._before)
        self.form.mark_clean()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _add_what(self) -> None:
        add = self.form.add
        self.code = add("code", _("Code"), TextEdit(limit=40), required=True, half=True)
        self.units = MeasureUnitEdit()
        add("measure_unit", _("Unit of measure"), self.units, half=True)
        self.units.load(self)
        add("title", _("Title"), TextEdit(), required=True)
        add("definition", _("Definition"), NoteEdit(2))
        ways = [Choice(one, name_of(one)) for one in Direction]
        add("direction", _("Which way is better"), ChoiceBox(ways), half=True)
        rhythms = [Choice(one, name_of(one)) for one in Rhythm]
        self.rhythm = add("rhythm", _("Frequency"), ChoiceBox(rhythms), half=True)
        self.rhythm.set_value(Rhythm.MONTHLY)
        self.rhythm.edited.connect(self._fit)

    def _add_who(self) -> None:
        add = self.form.add
        self.owner = add("owner", _("Owner"), OwnerEdit(self), required=True, half=True)
        add("position", _("Position"), TextEdit(limit=200), half=True)
        help_text = _("A later day begins a new version; the one before ends the day before.")
        from_on = add("from_on", _("From"), DateEdit(), required=True, half=True)
        self.form.row("from_on").set_help(help_text if self._detail else "")
        from_on.set_value(self._today.replace(month=1, day=1))
        add("to_on", _("until"), DateEdit(), half=True)
        add("source", _("Source"), TextEdit(limit=300), half=True)
        add("factor", _("Conversion factor"), DecimalEdit(), half=True)
        months = [Choice(number, _("Month {n}").format(n=number)) for number in range(1, 13)]
        add("due_month", _("Due month"), ChoiceBox(months), half=True).set_value(12)
        self._fit()

    def _add_targets(self) -> None:
        self.targets = self.form.add("targets", _("Targets"), TargetsEdit(self._today))
        if self._detail is not None:
            self.targets.set_targets(self._detail.targets)

    def _fit(self) -> None:
        self.form.show_field("due_month", self.rhythm.value() is Rhythm.YEARLY)

    def _show(self, one: Indicator) -> None:
        names = ["code", "title", "definition", "measure_unit", "direction", "rhythm", "from_on"]
        names += ["to_on", "source", "position", "factor"]
        shown: dict[str, Any] = {name: getattr(one, name) for name in names}
        self.owner.choose(one.owner)
        self.form.set_values(shown | {"due_month": one.due_month or 12})
        self.code.setReadOnly(True)
        self._fit()

    def _save(self) -> None:
        values = self.form.values()
        if values is None:
            return
        targets = values.pop("targets")
        texts = ("definition", "measure_unit", "source", "position")
        kept = values | {name: values[name] or "" for name in texts}
        given = Indicator(id=self._before.id if self._before else "", **kept)
        title = _("Edit indicator") if self._before else _("Add indicator")
        call = partial(source.write, given, targets)
        told = partial(self._done, given.title)
        Command(call, title=title).success(told).run(self.form)

    def _done(self, title: str, done: Any) -> None:
        self.finish((done.value, title))
