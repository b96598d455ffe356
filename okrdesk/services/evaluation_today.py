"""Which of the own evaluations are to be scored today."""

from dataclasses import dataclass
from datetime import date

from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_lists import find_own


@dataclass(frozen=True)
class OwnTurn:
    """An own evaluation that waits to be scored; `id` is None where it is not prepared yet."""

    id: str | None
    period_id: str
    period: str
    due_on: date | None
    is_returned: bool


def find_own_turns(desk: Desk) -> list[OwnTurn]:
    """Return the own evaluations that wait to be scored, from the period's last day on, by due
    day.
    """
    own = [
        OwnTurn(
            row.id,
            row.period.id,
            row.period.code,
            row.period.dues.self_due_on,
            row.is_returned,
        )
        for row in find_own(desk)
        if row.is_own_turn and (row.is_returned or desk.today() >= row.period.end_on)
    ]
    return sorted(own, key=lambda one: (one.due_on or date.max, one.period))
