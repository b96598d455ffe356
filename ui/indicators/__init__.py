"""Chỉ số in the window: the list with targets and states, values by keyboard, the history."""
