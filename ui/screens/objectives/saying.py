"""What follows a link of words in the detail pane: the dialog, or the act itself."""

from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_date
from okrdesk.i18n import _
from ui.reviewing import remarks
from ui.screens.tasks.judge_dialog import JudgeCauseDialog

if TYPE_CHECKING:
    from ui.screens.objectives.screen import ObjectivesScreen


def say(screen: "ObjectivesScreen", view: Any, verb: str, id: str) -> None:
    """Say what `verb` names of the key result of `view`, or of its check-in or question `id`."""
    page = remarks.Page(screen, screen.tell)
    row, words = view.detail.row, view.words
    if verb == "note":
        remarks.acknowledge(page, (id,))
    elif verb == "return":
        remarks.give_back(page, id, _of_check_in(view, id))
    elif verb == "say":
        remarks.comment(page, ("check_in", id), _of_check_in(view, id))
    elif verb == "remark":
        remarks.comment(page, ("key_result", row.id), row.title)
    elif verb == "ask":
        remarks.AskDialog(page, row.id, row.title).open()
    elif verb == "answer":
        asked = next(one for one in words.asked if one.question.id == id)
        remarks.answer(page, id, row.title, asked.question.text)
    elif verb == "excuse":
        remarks.ExcuseDialog(page, row.id, row.title).open()
    elif verb == "judge":
        cause = next(one for one in words.causes if one.id == id)
        dialog = JudgeCauseDialog(cause, screen)
        dialog.saved.connect(page.done(_("Your decision was noted.")))
        dialog.open()


def comment_on(screen: "ObjectivesScreen", objective_id: str, title: str) -> None:
    """Ask for a comment on an objective."""
    remarks.comment(remarks.Page(screen, screen.tell), ("objective", objective_id), title)


def _of_check_in(view: Any, id: str) -> str:
    entry = next(one.check_in for one in view.detail.check_ins if one.check_in.id == id)
    return f"{view.detail.row.title} · {format_date(entry.effective_on)}"
