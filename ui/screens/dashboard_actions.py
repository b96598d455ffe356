"""The actions of the screen Bảng điều khiển."""

from ui.actions import Action

DASHBOARD_ACTIONS: tuple[Action, ...] = ()
