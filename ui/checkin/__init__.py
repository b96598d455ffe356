"""Recording a check-in: one window for value, confidence, comment, evidence and what is in the way.

`open_check_in` and `correct_check_in` are all that a screen needs; the window tells the screen it
was opened from what was recorded, and how to take it back.
"""

from ui.checkin.dialog import CheckInDialog, correct_check_in, open_check_in

__all__ = ["CheckInDialog", "correct_check_in", "open_check_in"]
