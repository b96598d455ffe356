"""The mark of a key result as an expression of SQL, so that lists filter and sort by it.

The same order as `okrdesk.domain.health.shown`: closed, overdue, last colour, not due, not started.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, String, case, literal

from okrdesk.db import schema
from okrdesk.db.queries.view import View
from okrdesk.domain.health import Health

# From calm to urgent: an objective shows the gravest mark among its key results.
GRAVITY = (
    Health.CLOSED,
    Health.NOT_DUE,
    Health.NOT_STARTED,
    Health.ON_TRACK,
    Health.AT_RISK,
    Health.BEHIND,
    Health.OVERDUE,
)


def shown_health(view: View) -> ColumnElement[str]:
    """Return the mark of `key_result_state` on the day of `view`, in a query that joins `cycle`."""
    return case((schema.cycle.c.state == "closed", Health.CLOSED.value), else_=open_health(view))


def open_health(view: View) -> ColumnElement[str]:
    """Return the mark of `key_result_state` as long as its cycle is not closed."""
    state = schema.key_result_state
    overdue_before = view.today - timedelta(days=view.limits.grace_days)
    return case(
        (state.c.due_on < overdue_before, Health.OVERDUE.value),
        (state.c.colour.is_not(None), state.c.colour),
        (state.c.not_before > view.today, Health.NOT_DUE.value),
        else_=literal(Health.NOT_STARTED.value, String),
    )


def gravity(health: ColumnElement[str]) -> ColumnElement[int]:
    """Return the place of a mark in `GRAVITY`, for sorting and for the gravest of several."""
    return case({mark.value: place for place, mark in enumerate(GRAVITY)}, value=health, else_=0)
