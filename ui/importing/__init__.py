"""Nhập từ Excel: a dialog that shows what a workbook holds before anything of it is written.

Screens open it by `open_import(self)`, and take cells pasted into a table by `paste_into(self)`.
"""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from okrdesk.exchange.preview import KindName
    from ui.importing.dialog import ImportDialog


def open_import(
    owner: QWidget, kind: "KindName | str | None" = None, into: str | None = None
) -> "ImportDialog":
    """Open the dialog over `owner` (a screen, or a widget on one), at a kind of workbook.

    `into` is the version that a catalogue's rows go into; None finds the only one, or makes one.

    When rows were written, the screen's message bar says so and offers to undo it.
    """
    from okrdesk.exchange.preview import KindName
    from ui.importing.dialog import ImportDialog

    dialog = ImportDialog(owner, KindName(kind) if kind else KindName.PLAN)
    dialog.source_page.catalogue_id = into
    dialog.open()
    return dialog


def paste_into(owner: QWidget, kind: "KindName | str") -> "ImportDialog | None":
    """Open the preview of the cells on the clipboard; None, and nothing opens, where it has none.

    A screen connects this to Ctrl+V in its table.
    """
    if "\t" not in QGuiApplication.clipboard().text():
        return None
    dialog = open_import(owner, kind)
    dialog.paste()
    return dialog
