"""The actions of the screen Đánh giá; only those of the page in view are possible."""

from okrdesk.i18n import N_
from ui.actions import Action

EVALUATION_ACTIONS: tuple[Action, ...] = (
    Action("evaluation.send", N_("Send the evaluation"), "Ctrl+Return", "send"),
    Action("evaluation.fill", N_("Full marks where none is given"), "Ctrl+D", "check"),
    Action("evaluation.print", N_("Print the sheet…"), "Ctrl+P", "print"),
    Action("evaluation.why", N_("Why this score?"), "Ctrl+I", "info"),
    Action("evaluation.key-results", N_("Key results beside the criteria"), "Ctrl+J", "link"),
    Action("evaluation.course", N_("Course of the evaluation"), "Ctrl+H", "history"),
    Action("evaluation.complain", N_("File a complaint…"), "", "comment"),
    Action("evaluation.accept", N_("Decide, then the next person"), "Ctrl+Return", "check"),
    Action("evaluation.return", N_("Return with the reason…"), "Ctrl+Shift+R", "undo"),
    Action("evaluation.next", N_("Next person"), "Alt+Down", "chevron-down"),
    Action("evaluation.previous", N_("Previous person"), "Alt+Up", "chevron-up"),
    Action(
        "evaluation.accept-all", N_("Accept all selected as self-scored"), "Ctrl+Shift+A", "people"
    ),
    Action("evaluation.answer", N_("Answer the complaint…"), "", "comment"),
    Action("evaluation.reopen", N_("Reopen the evaluation…"), "", "unlock"),
    Action("evaluation.open", N_("Open the sheet"), "", "open"),
    Action("evaluation.prepare-all", N_("Prepare the sheets of all"), "", "people"),
    Action("evaluation.export", N_("Export the table to Excel…"), "Ctrl+E", "export"),
    Action("evaluation.results", N_("Print the results of the unit (F4)…"), "", "print"),
    Action("evaluation.list", N_("Print the list for approval (F5)…"), "", "print"),
    Action("evaluation.absence", N_("Days worked and scores brought along…"), "F2", "edit"),
    Action("evaluation.rate-unit", N_("Rate the unit…"), "", "check"),
    Action("evaluation.add-period", N_("Open a period…"), "Ctrl+N", "add"),
    Action("evaluation.edit-period", N_("Change the due days…"), "F2", "edit"),
    Action("evaluation.close-period", N_("Close the period"), "", "lock"),
    Action("evaluation.reopen-period", N_("Reopen the period…"), "", "unlock"),
)
