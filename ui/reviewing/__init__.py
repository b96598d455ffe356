"""Agreeing on objectives in the window, words on work, and what stands in its way.

Used by the screens Hôm nay and Mục tiêu; nothing here is read before a dialog opens.
"""

from PySide6.QtWidgets import QWidget

from ui.reviewing.dialogs import JudgeDialog, SubmitDialog

__all__ = ["JudgeDialog", "SubmitDialog", "open_blockers", "open_reading"]


def open_reading(owner: QWidget) -> None:
    """Open what waits for the person's word, to be read one after the other."""
    from ui.reviewing.bulk import BulkReviewDialog

    BulkReviewDialog(owner).open()


def open_blockers(owner: QWidget) -> None:
    """Open the list of what stands in the way."""
    from ui.reviewing.blockers import BlockersDialog

    BlockersDialog(owner).open()
