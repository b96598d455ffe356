"""What can be done on Đồng bộ; only what fits the selected row is possible."""

from okrdesk.i18n import N_
from ui.actions import Action

SYNC_ACTIONS: tuple[Action, ...] = (
    Action("sync.now", N_("Sync now"), "Ctrl+Return", "sync"),
    Action("sync.cancel", N_("Stop syncing"), "Ctrl+.", "close"),
    Action("sync.read-file", N_("Read a sync file…"), "Ctrl+O", "import"),
    Action("sync.write-file", N_("Write a sync file…"), "Ctrl+S", "usb"),
    Action("sync.enrol", N_("Enrol with a server…"), "Ctrl+J", "server"),
    Action("sync.show", N_("Show the item"), "Ctrl+I", "open"),
    Action("sync.resend", N_("Correct and send again…"), "F2", "edit"),
    Action("sync.hand-over", N_("Hand over"), "Ctrl+G", "handover"),
    Action("sync.discard", N_("Discard…"), "Delete", "delete"),
    Action("sync.copy", N_("Copy the text"), "Ctrl+Shift+C", "copy"),
    Action("sync.keep-mine", N_("Keep mine"), "Ctrl+M", "person"),
    Action("sync.keep-theirs", N_("Keep the other's"), "Ctrl+T", "people"),
    Action("sync.keep-other", N_("Write another value"), "Ctrl+E", "edit"),
    Action("sync.accept", N_("Accept the hand-over"), "Ctrl+Y", "check"),
    Action("sync.decline", N_("Decline the hand-over…"), "Ctrl+Shift+Y", "close"),
)
