"""Asking for a file or a folder in the system's dialog, without stopping the program."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.operations import desktop_of

_FOLDER_KEY = "files.folder"


def ask_file(owner: QWidget, title: str, kinds: str, then: Callable[[str], object]) -> QFileDialog:
    """Ask for a file that is there; `kinds` is "Excel workbooks (*.xlsx *.xlsm)"."""
    dialog = _dialog(owner, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.open()
    return dialog


def ask_new_file(
    owner: QWidget, title: str, name: str, kinds: str, then: Callable[[str], object]
) -> QFileDialog:
    """Ask where to write a file, offering `name`; its suffix is added to a name without one."""
    dialog = _dialog(owner, title, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(Path(name).suffix[1:])
    dialog.selectFile(name)
    dialog.open()
    return dialog


def ask_folder(owner: QWidget, title: str, then: Callable[[str], object]) -> QFileDialog:
    """Ask for a folder."""
    dialog = _dialog(owner, title, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def _dialog(owner: QWidget, title: str, then: Callable[[str], object]) -> QFileDialog:
    settings = desktop_of(owner).settings
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kept = settings.recall(_FOLDER_KEY, usual)
    dialog = QFileDialog(owner, title, kept if isinstance(kept, str) else usual)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)

    def take(path: str) -> None:
        folder = path if Path(path).is_dir() else str(Path(path).parent)
        settings.remember(_FOLDER_KEY, folder)
        then(path)

    dialog.fileSelected.connect(take)
    return dialog
