"""The row of filters above the tree; cycle and unit are chosen in the top bar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from okrdesk.domain.health import Health
from okrdesk.domain.review import ReviewState
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.desktop import Desktop
from ui.reviewing.text import state_word
from ui.widgets.editors import Choice, Tick
from ui.widgets.filters import Filters, choices


class FilterRow(Filters):
    """Text, whose, health or approval, tag, what a number counts, arrangement, archived."""

    MEMORY = "objectives.filter"

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop, _("Find in objectives and key results"), 20)
        self.owner = choices(
            _("Whose objectives"), [("all", _("Everybody's")), ("me", _("Mine only"))]
        )
        marks = [(mark, name_of(mark).capitalize()) for mark in Health]
        states = [(state, state_word(state)) for state in ReviewState]
        self.health = choices(_("Health or approval"), [*marks, *states], empty=_("Any health"))
        self.tag = choices(_("Tag"), [], empty=_("Any tag"))
        self.tag.hide()
        self.only = choices(_("Behind a number of the dashboard"), [], empty=_("All of them"))
        self.only.setSizeAdjustPolicy(
            self.only.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.only.setMinimumContentsLength(16)
        self.only.hide()
        self.arrangement = choices(
            _("Arrangement"), [("list", _("As a list")), ("units", _("By unit"))]
        )
        self.archived = Tick(_("Archived"))
        self.archived.setAccessibleName(_("Show archived objectives"))
        editors = (
            self.owner,
            self.health,
            self.tag,
            self.only,
            self.arrangement,
            self.archived,
        )
        self.lay_out(*editors)
        kept = self.recall()
        self.owner.set_value(kept.get("owner", "all"))
        self.arrangement.set_value(kept.get("arrangement", "list"))
        self.listen(*editors)

    @property
    def is_narrowing(self) -> bool:
        """Whether something is hidden by these filters."""
        mine = self.owner.value() == "me"
        chosen = self.health.value() or self.tag.value() or self.archived.value()
        return bool(self._searched or mine or chosen or self.only.value() is not None)

    def offer_tags(self, tags: Sequence[str]) -> None:
        """Offer the tags in use; without any there is no such filter."""
        if [choice.id for choice in self.tag.choices[1:]] != list(tags):
            self.tag.set_choices([Choice(tag, tag) for tag in tags])
        self.tag.setVisible(bool(tags))

    def show_tag(self, tag: str) -> None:
        """Narrow the list to a tag."""
        self.tag.set_value(tag)
        self.choose()

    def show_only(self, name: str, objective_ids: frozenset[str]) -> None:
        """Narrow the list to the objectives that the number called `name` counts.

        They stay while they are worked on, though their marks change: the hint says so.
        """
        self.forget_text()
        self.widen()
        self.only.set_choices([Choice(objective_ids, name)])
        self.only.set_value(objective_ids)
        hint = _("{name}, as counted at {time}. Open the number again to count anew.")
        hint = hint.format(name=name, time=f"{datetime.now().astimezone():%H:%M}")
        self.only.setToolTip(hint)
        self.only.setAccessibleDescription(hint)
        self.choose()

    def forget_number(self) -> None:
        """Let go of what a number counts, without saying so."""
        self.only.set_choices([])
        self.show_clear()

    def show_clear(self) -> None:
        """Offer to clear; what a number counts stands in the place of whose and which mark."""
        is_counted = self.only.value() is not None
        self.only.setVisible(is_counted)
        for box in (self.owner, self.health):
            box.setHidden(is_counted)
        super().show_clear()

    def widen(self) -> None:
        """Show everybody's, of any state."""
        self.owner.set_value("all")
        self.health.set_value(None)
        self.tag.set_value(None)
        self.only.set_value(None)
        self.archived.set_value(False)

    def kept(self) -> dict[str, Any]:
        """Return whose are shown, and how they are arranged."""
        return {"owner": self.owner.value(), "arrangement": self.arrangement.value()}
