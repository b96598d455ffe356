"""What is done to objectives and key results: the dialog or command of each act."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.archiving import put_away
from ui.operations import Command
from ui.screens.objectives.key_result_dialog import KeyResultDialog
from ui.screens.objectives.link_dialog import LinkDialog
from ui.screens.objectives.nodes import Key
from ui.screens.objectives.objective_dialog import NewObjectiveDialog, ObjectiveDialog
from ui.screens.objectives.why import WhyDialog

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.objectives.screen import ObjectivesScreen


class Acts:
    """Acts on what the detail pane of the screen shows."""

    def __init__(self, screen: "ObjectivesScreen") -> None:
        self._screen = screen
        self._detail = screen.detail

    def add(self) -> None:
        """Write a new objective with its first key result."""
        dialog = NewObjectiveDialog(self._screen)
        dialog.saved.connect(self._objective_added)
        dialog.open()

    def _objective_added(self, done: Any) -> None:
        self._screen.show_next(("objective", done.value))
        self._screen.tell(_("The objective and its first key result were added."))

    def add_key_result(self) -> None:
        """Write a new key result of the objective shown."""
        dialog = KeyResultDialog(self._detail.objective_id(), None, self._screen)
        dialog.saved.connect(self._key_result_added)
        dialog.open()

    def _key_result_added(self, done: Any) -> None:
        self._screen.show_next(("key_result", done.value))
        self._screen.tell(_("The key result was added."))

    def edit(self) -> None:
        """Change the item shown, where this person may."""
        if not self._detail.may_edit():
            return
        view = self._detail.view
        if self._detail.is_a("objective"):
            dialog: QWidget = ObjectiveDialog(view.detail.objective, self._screen)
        else:
            dialog = KeyResultDialog(self._detail.objective_id(), view.detail.row.id, self._screen)
        dialog.open()  # type: ignore[attr-defined]

    def submit(self) -> None:
        """Ask for approval of the objective shown."""
        from ui.reviewing import SubmitDialog

        dialog = SubmitDialog(self._detail.objective_id(), self._screen)
        dialog.saved.connect(lambda _done: self._screen.tell(_("Submitted for approval.")))
        dialog.open()

    def review(self) -> None:
        """Read the objective shown, to approve or return it."""
        from ui.reviewing import JudgeDialog

        dialog = JudgeDialog(self._detail.objective_id(), self._screen)
        dialog.saved.connect(lambda _done: self._screen.tell(_("Your decision was noted.")))
        dialog.open()

    def check_in(self) -> None:
        """Check in the key result shown."""
        from ui.checkin.dialog import open_check_in

        open_check_in(self._screen, self._detail.view.detail.row.id)

    def correct(self, check_in_id: str) -> None:
        """Correct a check-in of the key result shown."""
        from ui.checkin.dialog import correct_check_in

        correct_check_in(self._screen, self._detail.view.detail.row.id, check_in_id)

    def read_many(self) -> None:
        """Read what waits for this person's word, one after the other."""
        from ui.reviewing import open_reading

        open_reading(self._screen)

    def show_blockers(self) -> None:
        """Show what stands in the way."""
        from ui.reviewing import open_blockers

        open_blockers(self._screen)

    def say(self, verb: str, id: str) -> None:
        """Say something of the key result shown, or of one of its check-ins."""
        from ui.screens.objectives.saying import say

        say(self._screen, self._detail.view, verb, id)

    def comment(self) -> None:
        """Say something of the objective shown."""
        from ui.screens.objectives.saying import comment_on

        row = self._detail.view.detail.row
        comment_on(self._screen, row.id, row.title)

    def explain(self) -> None:
        """Explain the figures of what is shown."""
        if self._detail.key is not None:
            WhyDialog(*self._detail.key, self._screen).open()

    def link(self, parent_id: str = "") -> None:
        """Align the objective shown, to `parent_id` where it is given."""
        row = self._detail.view.detail.row
        LinkDialog(row.id, row.title, self._screen, parent_id).open()

    def hand_down(self) -> None:
        """Hand the objective shown down to units and people."""
        from ui.alignment.hand_down_dialog import HandDownDialog, told

        row = self._detail.view.detail.row
        dialog = HandDownDialog(row.id, row.title, self._screen)
        dialog.saved.connect(lambda done: self._screen.tell(told(len(done.value))))
        dialog.open()

    def share(self) -> None:
        """Say which units carry the objective shown."""
        from ui.alignment.share_dialog import ShareDialog

        row = self._detail.view.detail.row
        dialog = ShareDialog(row.id, row.title, self._screen)
        dialog.saved.connect(lambda _done: self._screen.tell(_("The units were noted.")))
        dialog.open()

    def unlink(self, link_id: str) -> None:
        """Take an alignment away."""
        Command(partial(_unlink, link_id), title=_("Unlink objective")).run(self._screen)

    def close_objective(self) -> None:
        """Close the objective shown with grades and an outcome."""
        from ui.closing.dialogs import CloseDialog

        dialog = CloseDialog(self._detail.objective_id(), self._screen)
        dialog.saved.connect(lambda _done: self._screen.tell(_("The objective was closed.")))
        dialog.open()

    def copy(self) -> None:
        """Copy the objective shown into another cycle."""
        from ui.closing.dialogs import CopyDialog

        dialog = CopyDialog(self._detail.objective_id(), self._screen)
        dialog.saved.connect(lambda _ids: self._screen.tell(_("The objective was copied.")))
        dialog.open()

    def archive(self) -> None:
        """Archive the item shown."""
        entity, id = self._detail.key or ("", "")
        text = _("Archived “{title}”.").format(title=self._detail.view.detail.row.title)
        done = partial(self._archived, text, (entity, id))
        Command(partial(put_away, entity, id, True), title=_("Archive")).success(done).run(
            self._screen
        )

    def _archived(self, text: str, key: Key, _done: Any) -> None:
        self._screen.tell(text, _("Undo"), partial(self.bring_back, key))

    def restore(self) -> None:
        """Bring the item shown back."""
        if self._detail.key is not None:
            self.bring_back(self._detail.key)

    def bring_back(self, key: Key) -> None:
        """Bring an archived item back and show it."""
        self._screen.show_next(key)
        call = partial(put_away, *key, False)
        told = partial(self._told, _("It is back in its place."))
        Command(call, title=_("Restore from archive")).success(told).run(self._screen)

    def _told(self, text: str, _done: Any) -> None:
        self._screen.tell(text)

    def fill_form(self) -> None:
        """Go to the form of the owner of the item shown."""
        row = self._detail.view.detail.row
        entity = "person" if row.owner_person_id else "unit"
        self._screen.desktop.go.emit("forms", entity, row.owner_person_id or row.owner_unit_id)


def _unlink(link_id: str, desk: "Desk") -> Any:
    from okrdesk.services.objectives import unlink_objective

    return unlink_objective(desk, link_id)
