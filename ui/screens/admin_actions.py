"""The actions of the screen Quản trị; only those of the section in view are possible."""

from okrdesk.i18n import N_
from ui.actions import Action

ADMIN_ACTIONS: tuple[Action, ...] = (
    Action("unit.add", N_("Add unit"), "Ctrl+N", "add"),
    Action("unit.edit", N_("Edit unit"), "F2", "edit"),
    Action("unit.dissolve", N_("Dissolve unit…"), "", "archive"),
    Action("unit.history", N_("History of the unit"), "Ctrl+H", "history"),
    Action("person.add", N_("Add person"), "Ctrl+N", "add"),
    Action("person.edit", N_("Edit person"), "F2", "edit"),
    Action("person.archive", N_("Archive person"), "Delete", "archive"),
    Action("person.restore", N_("Restore person from archive"), "", "restore"),
    Action("person.history", N_("History of the person"), "Ctrl+H", "history"),
    Action("person.find", N_("Look for a person"), "Ctrl+F", "search"),
    Action("person.import", N_("Import people from Excel…"), "", "import"),
    Action("cycle.add", N_("Add cycle"), "Ctrl+N", "add"),
    Action("cycle.edit", N_("Edit cycle"), "F2", "edit"),
    Action("cycle.history", N_("History of the cycle"), "Ctrl+H", "history"),
    Action("measure.add", N_("Add unit of measure"), "Ctrl+N", "add"),
    Action("measure.rename", N_("Rename unit of measure"), "F2", "edit"),
    Action("measure.archive", N_("Archive unit of measure"), "Delete", "archive"),
    Action("measure.restore", N_("Restore unit of measure"), "", "restore"),
    Action("device.code", N_("Codes for enrolling…"), "Ctrl+N", "key"),
    Action("device.revoke", N_("Revoke the computer…"), "Delete", "lock"),
    Action("device.read", N_("Read the computers again"), "", "refresh"),
    Action("pack.add", N_("Add rule pack"), "Ctrl+N", "add"),
    Action("pack.edit", N_("Open rule pack"), "F2", "edit"),
    Action("pack.try", N_("Try the rule pack on closed periods…"), "Ctrl+T", "compare"),
    Action("pack.publish", N_("Publish the rule pack…"), "", "check"),
    Action("pack.archive", N_("Archive rule pack"), "Delete", "archive"),
    Action("pack.import", N_("Read a rule pack from a file…"), "", "import"),
    Action("pack.export", N_("Export rule pack…"), "Ctrl+E", "export"),
    Action("pack.history", N_("History of the rule pack"), "Ctrl+H", "history"),
    Action("agency.history", N_("History of the agency's details"), "Ctrl+H", "history"),
)
