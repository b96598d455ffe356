"""What of the evaluations is to be done today: the own ones to score, and what waits as a head."""

from dataclasses import dataclass
from datetime import date

from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_lists import InboxRow, find_inbox, find_own


@dataclass(frozen=True)
class OwnTurn:
    """An own evaluation that waits to be scored; `id` is None where it is not prepared yet."""

    id: str | None
    period_id: str
    period: str
    due_on: date | None
    is_returned: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for the person at the desk: the own turns, and the inbox."""

    own: tuple[OwnTurn, ...]
    inbox: tuple[InboxRow, ...]


def waiting_for_me(desk: Desk) -> Waiting:
    """Return what waits for the person at the desk: own ones, from the period's last day on.

    They come by due day, the inbox by age.
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
    own.sort(key=lambda one: (one.due_on or date.max, one.period))
    return Waiting(tuple(own), tuple(find_inbox(desk)))
