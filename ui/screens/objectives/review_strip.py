"""Below the figures of an objective: where its approval stands, who said so, and its tags."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.domain.review import ReviewState
from okrdesk.i18n import _
from ui.reviewing.text import ROLES, last_word, state_word
from ui.screens.objectives.load import ObjectiveView
from ui.widgets.chips import Chip, FlowLayout
from ui.widgets.text import ElidedLabel


class ReviewStrip(QWidget):
    """A chip for the state, a line for the last word, chips for the tags.

    `tag_asked(tag)` follows a tag that was pressed.
    """

    tag_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.state = Chip("")
        self.note = ElidedLabel()
        self.note.setProperty("type", "small")
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.state)
        line.addWidget(self.note, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(line)
        box.addWidget(self._tags)

    def show_strip(self, view: ObjectiveView) -> None:
        """Show the state of an objective and its tags."""
        state = view.review.state
        self.state.set_word(state_word(state), ROLES[state])
        self.state.setAccessibleName(_("Approval: {state}").format(state=state_word(state)))
        self.note.setText(_note(view))
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for tag in view.detail.objective.tags:
            self._flow.addWidget(self._chip(tag))
        self._tags.setVisible(bool(view.detail.objective.tags))

    def _chip(self, tag: str) -> Chip:
        chip = Chip(tag, "muted", lambda: self.tag_asked.emit(tag))
        chip.setAccessibleName(_("Tag “{tag}”").format(tag=tag))
        chip.setToolTip(_("Show all objectives with this tag"))
        return chip


def _note(view: ObjectiveView) -> str:
    """Return who said the last word; of what was returned, why."""
    review = view.review
    if review.state is ReviewState.RETURNED and review.history[0].comment:
        return f"{last_word(review)}: {review.history[0].comment}"
    if review.next_level and review.levels > 1 and review.next_people:
        return _("Level {level} of {levels}: waits for {people}").format(
            level=review.next_level, levels=review.levels, people=", ".join(review.next_people)
        )
    return last_word(review)
