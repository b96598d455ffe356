"""The actions of the screen Biểu mẫu & báo cáo, declared apart so that the frame knows them before
the screen is made.
"""

from okrdesk.i18n import N_
from ui.actions import Action

FORM_ACTIONS: tuple[Action, ...] = (
    Action("forms.print", N_("Print…"), "Ctrl+P", "print"),
    Action("forms.save", N_("Save as PDF…"), "Ctrl+S", "save"),
    Action("forms.folder", N_("Save one PDF each…"), "Ctrl+Shift+S", "folder"),
    Action("forms.workbook", N_("Save as Excel…"), "Ctrl+E", "table"),
    Action("forms.register", N_("Register of printed forms…"), "Ctrl+R", "evidence"),
    Action("forms.find", N_("Look for a person or unit"), "Ctrl+F", "search"),
)
