"""Showing the evidence of a request to excuse."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.checkin.evidence_files import open_file as open_held

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


def open_file(owner: QWidget, causes: Sequence[Any], link: str) -> None:
    """Follow a link "open:<sha256>" to a file that hangs on one of `causes`."""
    verb, _colon, sha256 = link.partition(":")
    if verb != "open":
        return
    for cause in causes:
        for file in cause.evidence:
            if file.sha256 == sha256:
                open_held(owner, file, partial(_read, cause.id, sha256))
                return


def _read(cause_id: str, sha256: str, desk: "Desk") -> bytes:
    from okrdesk.services.causes import read_attachment

    return read_attachment(desk, cause_id, sha256)
