"""What waits for the person at the desk today."""

from datetime import timedelta

from okrdesk.db.queries.due import DueRow, due_key_results
from okrdesk.services.desk import Desk

__all__ = ["DueRow", "find_due"]

AHEAD_DAYS = 7


def find_due(desk: Desk, ahead_days: int = AHEAD_DAYS) -> list[DueRow]:
    """Return the own key results to check in within `ahead_days`, overdue first."""
    with desk.view() as view:
        until = view.today + timedelta(days=ahead_days)
        return due_key_results(view, desk.actor(view.connection), until)
