"""The actions of the screen Công việc, declared apart so that the frame knows them before the
screen is made.
"""

from okrdesk.i18n import N_
from ui.actions import Action

TASK_ACTIONS: tuple[Action, ...] = (
    Action("task.new", N_("New task"), "Ctrl+N", "add"),
    Action("task.assign", N_("Assign to people…"), "Ctrl+G", "people"),
    Action("task.repeat", N_("Repeat this task in a new row"), "Ctrl+R", "copy"),
    Action("task.fill-down", N_("Fill down"), "Ctrl+D", "next"),
    Action("task.deliver", N_("Record what was delivered…"), "Ctrl+Return", "check-in"),
    Action("task.accept", N_("Accept"), "Ctrl+Shift+A", "check"),
    Action("task.return", N_("Give back…"), "Ctrl+Shift+R", "undo"),
    Action("task.fault", N_("Note an error or a delay…"), "Ctrl+Shift+F", "warning"),
    Action("task.cause", N_("Ask to confirm an objective cause…"), "Ctrl+Shift+O", "comment"),
    Action("task.judge", N_("Decide on the objective cause…"), "Ctrl+Shift+D", "inbox"),
    Action("task.share", N_("Co-workers and shares…"), "", "people"),
    Action("task.roll-over", N_("Roll over…"), "", "next"),
    Action("task.cancel", N_("Cancel…"), "", "close"),
    Action("task.remove", N_("Remove the row"), "Ctrl+Delete", "delete"),
    Action("task.history", N_("History"), "Ctrl+H", "history"),
    Action("task.key-result", N_("Open the key result"), "Ctrl+O", "objectives"),
    Action("task.import", N_("Import tasks from Excel…"), "", "import"),
    Action("task.export", N_("Export the list to Excel…"), "Ctrl+E", "export"),
    Action("task.find", N_("Look for a task"), "Ctrl+F", "search"),
)
