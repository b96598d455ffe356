"""What can be done on Mục tiêu: which act an action calls, when it is possible, where it shows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from ui.screens.objectives.wishes import Wishes

if TYPE_CHECKING:
    from ui.screens.objectives.screen import ObjectivesScreen

_ON_ITEMS = (
    "check-in", "edit", "new-key-result", None,
    "submit", "review", None,
    "why", "link", "hand-down", "history", "form", None,
    "copy", "close", None,
    "archive", "restore",
)  # fmt: skip
"""The context menu of an objective or key result."""
_ON_GROUPS = ("pin", "unpin", None, "new")
"""The context menu of a unit or a person."""


class Offer:
    """Ties the declared actions to the acts; of those that exclude each other only one shows."""

    def __init__(self, screen: "ObjectivesScreen") -> None:
        self._screen = screen
        self._detail, self._actions = screen.detail, screen.actions_
        self._shown_if = {
            "archive": lambda: not self._detail.is_archived(),
            "restore": self._detail.is_archived,
            "submit": self._detail.may_submit,
            "review": self._detail.may_review,
            "pin": self._detail.may_pin,
            "unpin": self._detail.may_unpin,
        }
        self._tie_to_screen()
        self._tie_to_item()
        self._tie_to_objective()
        self._tie_to_unit()
        self.show_possible()

    def show_possible(self) -> None:
        """Show the actions that fit what is shown, and enable those that are possible."""
        for name, is_shown in self._shown_if.items():
            self._actions.live(f"objective.{name}").setVisible(is_shown())
        self._actions.update()

    def menu(self, at: QPoint) -> None:
        """Open the context menu of the current row; `at` is a place on the desktop."""
        key = self._screen.tree.current_key()
        is_item = key is not None and key[0] in ("objective", "key_result")
        names = _ON_ITEMS if is_item else _ON_GROUPS
        self._actions.menu(*(name and f"objective.{name}" for name in names)).popup(at)

    def _tie_to_screen(self) -> None:
        on, screen, acts = self._actions.on, self._screen, self._screen.acts
        on("objective.new", acts.add)
        on("objective.read", acts.read_many)
        on("objective.blockers", acts.show_blockers)
        on("objective.map", screen.show_map)
        on("objective.meeting", screen.meet)
        on("objective.indicators", screen.show_indicators)
        on("objective.export", screen.export, screen.has_rows)
        on("objective.unit-chart", screen.show_unit, lambda: bool(screen.desktop.scope.cycle))
        on("objective.find", screen.filters.text.setFocus)

    def _tie_to_item(self) -> None:
        on, detail, acts = self._actions.on, self._detail, self._screen.acts
        on("objective.edit", acts.edit, detail.may_edit)
        on("objective.new-key-result", acts.add_key_result, detail.may_edit)
        on("objective.check-in", acts.check_in, detail.may_check_in)
        on("objective.why", acts.explain, detail.is_item)
        on("objective.history", detail.show_history, detail.is_item)
        on("objective.form", acts.fill_form, detail.is_item)
        on("objective.archive", acts.archive, self._may_archive)
        on("objective.restore", acts.restore, self._may_restore)

    def _tie_to_objective(self) -> None:
        on, detail, acts = self._actions.on, self._detail, self._screen.acts
        on("objective.link", acts.link, self._is_my_objective)
        on("objective.close", acts.close_objective, self._may_end)
        on("objective.copy", acts.copy, self._may_end)
        on("objective.hand-down", acts.hand_down, self._may_hand_down)
        on("objective.submit", acts.submit, detail.may_submit)
        on("objective.review", acts.review, detail.may_review)

    def _tie_to_unit(self) -> None:
        on, wishes = self._actions.on, Wishes(self._screen)
        on("objective.pin", wishes.pin, self._detail.may_pin)
        on("objective.unpin", wishes.unpin, self._detail.may_unpin)

    def _may_archive(self) -> bool:
        return self._detail.may_edit() and not self._detail.is_archived()

    def _may_restore(self) -> bool:
        return self._detail.may_edit() and self._detail.is_archived()

    def _is_my_objective(self) -> bool:
        return self._detail.may_edit() and self._detail.is_a("objective")

    def _may_end(self) -> bool:
        return self._is_my_objective() and not self._detail.is_archived()

    def _may_hand_down(self) -> bool:
        return self._detail.is_a("objective") and not self._detail.is_archived()
