"""What is to be printed: form, period, and whose, with a list to look people and units up in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import units_within
from okrdesk.domain.text import fold
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Latest, Query, desktop_of
from ui.screens.forms.sources import (
    INDENT,
    Ground,
    OwnerRow,
    SpanChoice,
    Wish,
    count_objectives,
    find_member_ids,
)
from ui.widgets.editors import Choice, ChoiceBox, SearchField, Tick
from ui.widgets.form import Form
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

if TYPE_CHECKING:
    from okrdesk.forms.offer import Offer

LETTERS_WIDE = 46
NOBODY = ""
FORM_AT_FIRST = "F11"
_REMEMBERED = "form"
_SPANS = {
    "meeting": N_("Meeting"),
    "decision": N_("What was decided"),
    "directive": N_("Directive"),
}
"""What a form is filled for where it is no period."""


class Whose(StrEnum):
    """Whose sheet it is to be."""

    MINE = "mine"
    PERSON = "person"
    UNIT = "unit"
    MEMBERS = "members"


WHOSE = {
    Whose.MINE: N_("Mine"),
    Whose.PERSON: N_("One person's"),
    Whose.UNIT: N_("A unit's"),
    Whose.MEMBERS: N_("Everyone in a unit, one sheet each"),
}
OBJECTIVES = 1
"""The place of the column that only a registration has."""
COLUMNS = (
    Column(
        "name",
        N_("Name"),
        lambda row: INDENT * row.depth + row.name,
        width=0,
        tip=lambda row: " · ".join(part for part in (row.name, row.code, row.note) if part),
    ),
    Column(
        "objectives",
        N_("Objectives"),
        lambda row: "" if row.objectives is None else str(row.objectives or "–"),
        width=8,
        right=True,
        muted=True,
    ),
)


class Chooser(QWidget):
    """The left side of the screen; `chosen` is emitted after each change of what is to be shown."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground: Ground | None = None
        self._scope_cycle: str | None = None
        self._members: list[str] = []
        self._counts: Counter[str] | None = None
        self._counted = Latest()
        self._quiet = False
        self._latest = Latest()
        self._build()
        self._connect()
        self._fit()

    def fill(self, ground: Ground, cycle_id: str | None) -> None:
        """Offer what there is, keeping what was chosen; `cycle_id` is the top bar's cycle, which
        is chosen here too when it changes.
        """
        first_time = self._ground is None
        self._ground = ground
        self._quiet = True
        self.form.set_choices(
            [Choice(one.code, f"{one.code} · {one.name}") for one in ground.forms]
        )
        if first_time:
            kept = desktop_of(self).settings.recall(_REMEMBERED, FORM_AT_FIRST)
            codes = [one.code for one in ground.forms]
            self.form.set_value(kept if kept in codes else FORM_AT_FIRST)
        self._offer_spans()
        if first_time or cycle_id != self._scope_cycle:
            self.choose_span(cycle_id)
        self._scope_cycle = cycle_id
        self.unit.set_choices(
            [Choice(one.id, INDENT * one.depth + one.name) for one in ground.units]
        )
        self._quiet = False
        self._count()
        self._show_whose()

    def offer(self) -> "Offer | None":
        """Return the form that is chosen."""
        forms = self._ground.forms if self._ground else ()
        return next((one for one in forms if one.code == self.form.value()), None)

    def choose_span(self, span_id: str | None) -> None:
        """Show the cycle, period or year of this id, or the running one where it is not there."""
        spans = self._spans()
        running = next((one.id for one in spans if one.is_current), None)
        known = any(one.id == span_id for one in spans)
        self.span.set_value(span_id if known else running)
        self._count()

    def choose_owner(self, whose: Whose, owner_id: str) -> None:
        """Choose one person or one unit of the list."""
        self.whose.set_value(whose)
        self.search.clear()
        self._show_whose(owner_id)

    def choose(self, wish: Wish) -> None:
        """Choose all of a sheet that is wanted."""
        self._quiet = True
        self.form.set_value(wish.code)
        self._offer_spans()
        self.choose_span(wish.span)
        self._quiet = False
        if self._ground is not None and wish.owner == Owner(person_id=self._ground.own_id):
            self.whose.set_value(Whose.MINE)
            self._show_whose()
        elif wish.owner.unit_id:
            self.choose_owner(Whose.UNIT, wish.owner.unit_id)
        else:
            self.choose_owner(Whose.PERSON, wish.owner.person_id or NOBODY)

    def wish(self) -> Wish | None:
        """Return the sheet that is chosen; None while nobody is, or no period is there."""
        owner, code, span = self.owner(), self.form.value(), self.span.value()
        return Wish(code, span, owner) if owner and code and span else None

    def owner(self) -> Owner | None:
        """Return whose sheet is to be shown; None while nobody is chosen."""
        whose: Whose = self.whose.value()
        if self._ground is None:
            return None
        if whose is Whose.MINE:
            return Owner(person_id=self._ground.own_id)
        row = self.model.id_at(self.table.currentIndex().row())
        if row is None:
            return None
        return Owner(unit_id=row) if whose is Whose.UNIT else Owner(person_id=row)

    def members(self) -> tuple[Wish, ...]:
        """Return the sheets that a batch makes; none where one sheet is wanted."""
        code, span = self.form.value(), self.span.value()
        if self.whose.value() is not Whose.MEMBERS or not code or not span:
            return ()
        return tuple(Wish(code, span, Owner(person_id=row.id)) for row in self._candidates())

    def look_up(self) -> None:
        """Put the cursor where a name can be typed."""
        (self.search if self.search.isVisible() else self.whose).setFocus()

    def changeEvent(self, event: object) -> None:
        """Keep the width in letters when the text size changes."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.FontChange:  # type: ignore[attr-defined]
            self._fit()

    def _build(self) -> None:
        fields = Form(columns=1)
        self.form = fields.add("form", _("Form"), ChoiceBox())
        self.span = fields.add("span", _("Period"), ChoiceBox())
        self.whose = fields.add(
            "whose", _("Whose"), ChoiceBox([Choice(one, _(text)) for one, text in WHOSE.items()])
        )
        self.unit = fields.add("unit", _("Unit"), ChoiceBox())
        self.below = fields.add("below", "", Tick(_("With the units below it")))
        self.skips_empty = fields.add("skip", "", Tick(_("Leave out who has no objectives")))
        for tick in (self.below, self.skips_empty):
            tick.setAccessibleName(tick.text())
            tick.set_value(True)
        self.fields = fields
        self.search = SearchField(_("Look for a name or code"))
        self.table = TableView(_("Whose form"), "forms", self)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.count = label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 16, 0)
        column.setSpacing(12)
        column.addWidget(fields)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        column.addStretch(0)

    def _connect(self) -> None:
        self.model = RowModel(COLUMNS, self)
        self.form.edited.connect(self._follow_form)
        self.span.edited.connect(self._count)
        self.span.edited.connect(self._tell)
        self.whose.edited.connect(self._show_whose)
        self.unit.edited.connect(self._ask_members)
        self.below.edited.connect(self._ask_members)
        self.skips_empty.edited.connect(self._show_rows)
        self.search.searched.connect(lambda _text: self._show_rows())
        self.search.returnPressed.connect(self.table.setFocus)

    def attach(self) -> None:
        """Lay out the list; call once this widget stands below a screen."""
        self.table.set_model(self.model)
        self.table.selectionModel().currentRowChanged.connect(lambda *_places: self._tell())

    def _follow_form(self) -> None:
        """Offer the periods and owners that the chosen form can have."""
        desktop_of(self).settings.remember(_REMEMBERED, self.form.value())
        self.form.setToolTip(self.form.currentText())
        self._quiet = True
        kept = self.span.value()
        self._offer_spans()
        self.choose_span(kept)
        self._quiet = False
        self._count()
        self._show_whose()

    def _offer_spans(self) -> None:
        offer = self.offer()
        self.span.set_choices([Choice(one.id, one.name) for one in self._spans()])
        self.fields.row("span").set_text(_(_SPANS.get(offer.span if offer else "", "Period")))

    def _spans(self) -> Sequence[SpanChoice]:
        offer = self.offer()
        return self._ground.spans[offer.span] if self._ground and offer else ()

    def _registers(self) -> bool:
        """Say whether the form lists objectives, so that their number matters."""
        offer = self.offer()
        return offer is not None and offer.span == "cycle"

    def _offer_whose(self) -> None:
        """Leave the owners that the form is for; a unit's form is never somebody's."""
        offer = self.offer()
        able = {
            Whose.MINE: offer is None or offer.is_for_people,
            Whose.PERSON: offer is None or offer.is_for_people,
            Whose.UNIT: offer is None or offer.is_for_units,
            Whose.MEMBERS: offer is None or offer.is_for_people,
        }
        kept = self.whose.value()
        left = [one for one in WHOSE if able[one]]
        self.whose.set_choices([Choice(one, _(WHOSE[one])) for one in left])
        self.whose.set_value(kept if kept in left else left[0])

    def _show_whose(self, owner_id: str | None = None) -> None:
        self._offer_whose()
        whose: Whose = self.whose.value()
        many = whose is Whose.MEMBERS
        for name in ("unit", "below"):
            self.fields.show_field(name, many)
        self.fields.show_field("skip", many and self._registers())
        self.table.setColumnHidden(OBJECTIVES, not self._registers())
        listed = whose is not Whose.MINE
        self.search.setVisible(listed)
        self.table.setVisible(listed)
        self.count.setVisible(listed)
        if many:
            self._ask_members()
        else:
            self._show_rows(owner_id)

    def _count(self) -> None:
        """Ask how many objectives each one has in the cycle."""
        cycle_id = self.span.value()
        if cycle_id is not None and self._registers() and not self._quiet:
            reply = self._counted.only(self._take_counts)
            Query(partial(count_objectives, cycle_id=cycle_id)).success(reply).run(self)

    def _take_counts(self, counts: Counter[str]) -> None:
        nobody = self.model.rowCount() > 0 and not self.table.currentIndex().isValid()
        self._counts = counts
        self._show_rows(NOBODY if nobody else None)

    def _ask_members(self) -> None:
        unit_id = self.unit.value()
        if self._ground is None or unit_id is None:
            self._take_members([])
            return
        units = (
            units_within(self._ground.units, unit_id)
            if self.below.value()
            else frozenset([unit_id])
        )
        reply = self._latest.only(self._take_members)
        Query(partial(find_member_ids, unit_ids=units)).success(reply).run(self)

    def _take_members(self, members: Sequence[str]) -> None:
        self._members = list(members)
        self._show_rows()

    def _show_rows(self, owner_id: str | None = None) -> None:
        """List what fits the words typed, and stay on the same one where it is still there.

        An `owner_id` that is asked for and not in the list leaves nobody chosen, so that a link
        never shows somebody else's form.
        """
        kept = owner_id or self.model.id_at(self.table.currentIndex().row())
        words = fold(self.search.text()).split()
        rows = [row for row in self._candidates() if _fits(row, words)]
        self._quiet = True
        self.model.set_rows(rows)
        self.count.setText(self._counted_text(len(rows)))
        if not (kept and self.table.select_id(kept)) and owner_id is None:
            self._select_first(rows)
        self._quiet = False
        self._tell()

    def _counted_text(self, listed: int) -> str:
        if self.whose.value() is not Whose.MEMBERS:
            return ngettext("{n} in the list", "{n} in the list", listed).format(n=listed)
        made = len(self.members())
        text = ngettext("{n} form to make", "{n} forms to make", made).format(n=made)
        if self._registers() and (left := len(self._people()) - made):
            text += " · " + _("without objectives: {n}").format(n=left)
        return text

    def _select_first(self, rows: Sequence[OwnerRow]) -> None:
        """Begin with somebody who has something to show."""
        first = next((row for row in rows if row.objectives), rows[0] if rows else None)
        if first is not None:
            self.table.select_id(first.id)

    def _candidates(self) -> Sequence[OwnerRow]:
        ground = self._ground
        whose = self.whose.value()
        if ground is None or whose is Whose.MINE:
            return ()
        if whose is not Whose.MEMBERS:
            return self._with_counts(ground.units if whose is Whose.UNIT else ground.people)
        people = self._with_counts(self._people())
        if not self.skips_empty.value() or not self._registers():
            return people
        return [row for row in people if row.objectives != 0]

    def _people(self) -> Sequence[OwnerRow]:
        known = {row.id: row for row in self._ground.people} if self._ground else {}
        return [known[one] for one in self._members if one in known]

    def _with_counts(self, rows: Sequence[OwnerRow]) -> Sequence[OwnerRow]:
        counts = self._counts
        if counts is None:
            return rows
        return [replace(row, objectives=counts[row.id]) for row in rows]

    def _tell(self) -> None:
        if not self._quiet:
            self.chosen.emit()

    def _fit(self) -> None:
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS_WIDE)


def _fits(row: OwnerRow, words: Sequence[str]) -> bool:
    text = fold(f"{row.name} {row.code} {row.note}")
    return all(word in text for word in words)
