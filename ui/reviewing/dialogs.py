"""The two dialogs of reviewing: asking for approval, and reading an objective to decide on it."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import Query
from ui.reviewing import source
from ui.reviewing.text import write_matter
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import CommentDialog
from ui.widgets.reading import Reading

_LINES = 15


class ReviewDialog(CommentDialog):
    """What both have in common: the objective to read, and a comment."""

    def __init__(self, title: str, objective_id: str, comment: str, parent: QWidget) -> None:
        super().__init__(title, parent, comment, width=84)
        self.objective_id = objective_id
        self.matter: source.Matter | None = None
        self.text = Reading(_("What is to be agreed on"))
        self.text.keep_lines(_LINES)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.row)
        Query(partial(source.read_matter, objective_id)).success(self._fill).run(self)

    def _fill(self, matter: source.Matter) -> None:
        self.matter = matter
        self.title.setText(matter.detail.row.title)
        self.text.show_text(partial(write_matter, matter))
        self._allow(matter)

    def _allow(self, matter: source.Matter) -> None:
        raise NotImplementedError


class SubmitDialog(ReviewDialog):
    """Asks for approval of an objective, with a comment if one likes."""

    def __init__(self, objective_id: str, parent: QWidget) -> None:
        super().__init__(_("Submit for approval"), objective_id, _("Comment"), parent)
        self.save = self.add_primary(_("Submit"), self._submit, icon="send")
        self.save.setEnabled(False)

    def _allow(self, matter: source.Matter) -> None:
        self.save.setEnabled(matter.review.may_submit)

    def _submit(self) -> None:
        call = partial(source.submit, self.objective_id, self.words())
        self.say(call, _("Submit objective"))


class JudgeDialog(ReviewDialog):
    """Reads a submitted objective and approves it, or returns it with the reason."""

    def __init__(self, objective_id: str, parent: QWidget) -> None:
        comment = _("Comment (needed to return it)")
        super().__init__(_("Review"), objective_id, comment, parent)
        self.back = button(_("Return it"), self._return, icon="undo")
        self.back.setShortcut("Ctrl+Shift+R")
        self.buttons.addWidget(self.back)
        self.save = self.add_primary(_("Approve"), self._approve, icon="check")
        for one in (self.back, self.save):
            one.setEnabled(False)

    def _allow(self, matter: source.Matter) -> None:
        self.back.setEnabled(matter.review.may_return)
        self.save.setEnabled(matter.review.may_approve)

    def _approve(self) -> None:
        self.say(self._word(source.approve), _("Approve objective"))

    def _return(self) -> None:
        self.say(self._word(source.give_back), _("Return objective"))

    def _word(self, say: Any) -> Any:
        """Return the word to say on just the content that was read here."""
        content = self.matter.review.content_hash if self.matter else ""
        return partial(say, self.objective_id, self.words(), content)
