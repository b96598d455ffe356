"""What can be done on Hôm nay."""

from okrdesk.i18n import N_
from ui.actions import Action

TODAY_ACTIONS: tuple[Action, ...] = (
    Action("today.check-in", N_("Check in"), "Ctrl+Return", "check-in"),
    Action("today.review", N_("Review…"), "Ctrl+Shift+A", "check"),
    Action("today.read", N_("Read and decide, one after the other…"), "Ctrl+R", "inbox"),
    Action("today.blockers", N_("Blockers…"), "Ctrl+Shift+B", "blocker"),
    Action("today.deliver", N_("Record what was delivered…"), "Ctrl+D", "tasks"),
    Action("today.why", N_("Why this mark?"), "Ctrl+I", "help"),
    Action("today.show", N_("Show it in its list"), "Ctrl+O", "open"),
    Action("today.discard", N_("Discard the draft"), "", "delete"),
)
