"""The action that opens the import, for the screens that offer it."""

from okrdesk.i18n import N_
from ui.actions import Action

IMPORT_ACTION = Action("import.excel", N_("Import from Excel…"), "Ctrl+Shift+I", "import")
