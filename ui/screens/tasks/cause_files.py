"""Showing the evidence of a request to excuse."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.checkin.evidence_files import open_file as open_held


def open_file(owner: QWidget, causes: Sequence[Any], link: str) -> None:
    """Follow a link "open:<sha256>" to a file that hangs on one of `causes`."""
    verb, _colon, sha256 = link.partition(":")
    files = (file for cause in causes for file in cause.evidence)
    if verb == "open" and (file := next((f for f in files if f.sha256 == sha256), None)):
        open_held(owner, file)
