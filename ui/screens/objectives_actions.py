"""The actions of the screen Mục tiêu, declared apart so that the frame knows them before the
screen is made.
"""

from okrdesk.i18n import N_
from ui.actions import Action

OBJECTIVE_ACTIONS: tuple[Action, ...] = (
    Action("objective.new", N_("New objective"), "Ctrl+N", "add"),
    Action("objective.new-key-result", N_("New key result"), "Ctrl+Shift+N", "add"),
    Action("objective.edit", N_("Edit"), "F2", "edit"),
    Action("objective.check-in", N_("Check in"), "Ctrl+Return", "check-in"),
    Action("objective.why", N_("Why?"), "Ctrl+I", "info"),
    Action("objective.link", N_("Align to an objective…"), "Ctrl+Shift+L", "link"),
    Action("objective.submit", N_("Submit for approval…"), "Ctrl+Shift+D", "send"),
    Action("objective.review", N_("Review…"), "Ctrl+Shift+A", "check"),
    Action("objective.close", N_("Close objective…"), "Ctrl+Shift+X", "lock"),
    Action("objective.copy", N_("Copy into another cycle…"), "Ctrl+Shift+C", "copy"),
    Action("objective.hand-down", N_("Hand the objective down…"), "Ctrl+G", "send"),
    Action("objective.map", N_("Alignment map"), "Ctrl+M", "tree"),
    Action("objective.meeting", N_("Hold a meeting…"), "Ctrl+Shift+M", "people"),
    Action("objective.indicators", N_("Indicators"), "Ctrl+Shift+K", "table"),
    Action("objective.archive", N_("Archive"), "Delete", "archive"),
    Action("objective.restore", N_("Restore from archive"), "", "restore"),
    Action("objective.history", N_("History"), "Ctrl+H", "history"),
    Action("objective.form", N_("Print form F11"), "Ctrl+P", "print"),
    Action("objective.unit-chart", N_("Chart of the unit"), "Ctrl+U", "chart"),
    Action("objective.pin", N_("Receive the unit in full"), "Ctrl+Shift+U", "import"),
    Action("objective.unpin", N_("Receive the unit's figures only"), "Ctrl+Shift+J", "close"),
    Action("objective.export", N_("Export the list to Excel…"), "Ctrl+E", "export"),
    Action("objective.read", N_("Read and decide, one after the other…"), "Ctrl+R", "inbox"),
    Action("objective.blockers", N_("Blockers…"), "Ctrl+Shift+B", "blocker"),
    Action("objective.find", N_("Look for an objective"), "Ctrl+F", "search"),
)
