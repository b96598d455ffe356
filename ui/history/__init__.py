"""The history of any object, in a dialog: who changed what, when, and from what to what."""

from ui.history.dialog import open_history

__all__ = ["open_history"]
