"""The actions of the screen Bảng điều khiển."""

from okrdesk.i18n import N_
from ui.actions import Action

DASHBOARD_ACTIONS: tuple[Action, ...] = (
    Action("dashboard.meeting", N_("Hold a meeting…"), "Ctrl+Shift+M", "people"),
    Action("dashboard.print", N_("Save on one page…"), "Ctrl+P", "print"),
)
