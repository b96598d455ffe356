"""The actions of the screen Văn bản, declared apart so that the frame knows them before the
screen is made.
"""

from okrdesk.i18n import N_
from ui.actions import Action

DIRECTIVE_ACTIONS: tuple[Action, ...] = (
    Action("directive.add", N_("Add directive"), "Ctrl+N", "add"),
    Action("directive.edit", N_("Edit directive"), "", "edit"),
    Action("directive.attach", N_("Attach the file of the directive…"), "", "evidence"),
    Action("directive.open", N_("Open the file of the directive"), "Ctrl+O", "open"),
    Action("directive.archive", N_("Archive directive"), "", "archive"),
    Action("directive.restore", N_("Restore directive"), "", "restore"),
    Action("directive.history", N_("History of the directive"), "", "history"),
    Action("directive.import", N_("Import directives from Excel…"), "", "import"),
    Action("directive.export", N_("Export the list to Excel…"), "Ctrl+E", "export"),
    Action("directive.report", N_("Report on carrying out directives…"), "Ctrl+P", "print"),
    Action("directive.paper", N_("Report on this directive…"), "Ctrl+Shift+P", "forms"),
    Action("item.new", N_("Add task of the directive"), "Ctrl+Shift+N", "add"),
    Action("item.change", N_("Edit task of the directive"), "", "edit"),
    Action("item.put-away", N_("Archive task of the directive"), "", "archive"),
    Action("item.objective", N_("Make an objective of it…"), "Ctrl+Shift+O", "objectives"),
    Action("item.key-result", N_("Make a key result of it…"), "Ctrl+Shift+K", "check-in"),
    Action("item.task", N_("Make a task of it…"), "Ctrl+Shift+T", "tasks"),
    Action("item.link", N_("Put an existing objective behind it…"), "Ctrl+Shift+L", "link"),
    Action("item.behind", N_("Open what stands behind it"), "Ctrl+Return", "next"),
    Action("item.history", N_("History of the task"), "Ctrl+H", "history"),
    Action("item.look-for", N_("Look for a task of a directive"), "Ctrl+F", "search"),
)
