"""Agreeing on objectives in the window: submitting one, and reading one to approve or return it.

Used by the screens Hôm nay and Mục tiêu; nothing here is read before a dialog opens.
"""

from ui.reviewing.dialogs import JudgeDialog, SubmitDialog

__all__ = ["JudgeDialog", "SubmitDialog"]
