"""Lists of evaluations: what waits for the person at the desk, and the own ones.

All figures are those that were frozen with the scores: nothing is computed anew for a list.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.queries.people import Wanted
from okrdesk.domain.dates import day_at
from okrdesk.domain.evaluation.steps import OF_CLOSED, Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.domain.identity import Hlc
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_names import Known, band_name, known_of, periods_of, total_of
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import (
    Stand,
    candidates,
    stands_in,
    stands_of,
    stands_of_person,
)
from okrdesk.services.periods import Period

_step = schema.step
_WAITING = frozenset(
    {EvaluationState.SUBMITTED, EvaluationState.PROPOSED, EvaluationState.REOPENED}
)


@dataclass(frozen=True)
class InboxRow:
    """An evaluation that waits for the person at the desk to score it as `level`.

    `deviation` is the head's total less the officer's own; `waits` counts working days since it
    came. `is_complaint` says that a complaint waits for an answer instead.
    """

    id: str
    period_id: str
    period: str
    person_id: str
    name: str
    title: str
    unit: str
    level: Level
    state: EvaluationState
    self_total: Decimal | None
    deviation: Decimal | None
    band: str
    since: datetime
    waits: int
    is_overdue: bool
    is_complaint: bool
    comment: str


@dataclass(frozen=True)
class OwnRow:
    """One of the own evaluations, or an open period in which none is prepared (`id` None).

    `is_own_turn` says that it waits for the person at the desk to score it.
    """

    id: str | None
    period: Period
    state: EvaluationState | None
    total: Decimal | None
    band: str
    is_returned: bool
    is_own_turn: bool


def find_inbox(desk: Desk, period_id: str | None = None) -> list[InboxRow]:
    """Return what waits for the person at the desk, of one period or of all, the oldest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rights = Rights(desk, connection)
        stands = _perhaps_waiting(connection, desk.agency_id, period_id)
        waiting = [
            (stand, level) for stand in stands if (level := waits_for(stand, rights)) is not None
        ]
        known = known_of(connection, desk, [stand for stand, _level in waiting])
    rows = [_inbox_row(stand, level, known) for stand, level in waiting]
    return sorted(rows, key=lambda row: (row.since, row.id))


def count_inbox(desk: Desk) -> int:
    """Return how many evaluations wait for the person at the desk."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rights = Rights(desk, connection)
        stands = _perhaps_waiting(connection, desk.agency_id, None)
        return sum(waits_for(stand, rights) is not None for stand in stands)


def find_own(desk: Desk) -> list[OwnRow]:
    """Return the own evaluations, and the open periods that ask for one, the latest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        stands = list(stands_of_person(connection, desk.agency_id, desk.person_id).values())
        known = known_of(connection, desk, stands)
        by_period = {stand.row.period_id: stand for stand in stands}
        found = [
            _own_row(period, by_period.get(period.id), known)
            for period in periods_of(connection, desk.agency_id).values()
            if period.id in by_period or _asks_for_own(connection, desk, period)
        ]
    return sorted(found, key=lambda row: (row.period.end_on, row.period.start_on), reverse=True)


def waits_for(stand: Stand, rights: Rights) -> Level | None:
    """Return as which level the person at the desk is waited for, None where not at all.

    The direct head is waited for first, then the authority; who is both approves at once. Other
    heads above may step in, but are not waited for.
    """
    owner, situation = stand.row.owner_person_id, stand.situation
    may_approve = rights.may(Right.APPROVE_EVALUATIONS, owner)
    if situation.has_open_complaint:
        return Level.AUTHORITY if may_approve else None
    if situation.state is EvaluationState.PROPOSED:
        return Level.AUTHORITY if may_approve else None
    if situation.state not in _WAITING:
        return None
    heads = rights.direct_heads(owner, stand.row.unit_id)
    if may_approve and (not heads or rights.actor.person_id in heads):
        return Level.AUTHORITY
    is_head = rights.actor.person_id in heads and rights.may(Right.REVIEW_EVALUATIONS, owner)
    return Level.HEAD if is_head else None


def _perhaps_waiting(connection: Connection, agency_id: str, period_id: str | None) -> list[Stand]:
    """Return the evaluations of open periods, and of closed ones those with a late word on them."""
    if period_id is not None:
        return list(stands_in(connection, agency_id, period_id).values())
    open_ids = [
        period.id for period in periods_of(connection, agency_id).values() if not period.is_closed
    ]
    found: dict[str, Stand] = {}
    for id in open_ids:
        found |= stands_in(connection, agency_id, id)
    late = connection.scalars(
        select(_step.c.evaluation_id).where(
            _step.c.agency_id == agency_id,
            _step.c.kind.in_([kind.value for kind in OF_CLOSED]),
            _step.c.evaluation_id.is_not(None),
            ~_step.c.deleted,
        )
    )
    found |= stands_of(connection, agency_id, sorted(set(late) - found.keys()))
    return list(found.values())


def _inbox_row(stand: Stand, level: Level, known: Known) -> InboxRow:
    row, period = stand.row, known.periods[stand.row.period_id]
    own, head = (total_of(stand.score_of(each)) for each in (Level.SELF, Level.HEAD))
    step = stand.steps[-1] if stand.steps else None
    since = step.entered_at if step else _prepared_at(stand)
    pack, person = known.packs[row.rule_pack_id], known.people.get(row.owner_person_id)
    dues = period.dues
    due_on = dues.review_due_on if level is Level.HEAD else dues.approve_due_on
    return InboxRow(
        id=row.id,
        period_id=period.id,
        period=period.code,
        person_id=row.owner_person_id,
        name=person.name if person else "",
        title=row.title,
        unit=known.unit_in(row.unit_id, row.period_id),
        level=level,
        state=stand.situation.state,
        self_total=own,
        deviation=None if own is None or head is None else head - own,
        band=band_name(pack, stand.decided.band if stand.decided is not None else None),
        since=since,
        waits=known.office.calendar(pack.calendar).days_after(day_at(since), known.today),
        is_overdue=due_on is not None and due_on < known.today,
        is_complaint=stand.situation.has_open_complaint,
        comment=step.comment if step else "",
    )


def _prepared_at(stand: Stand) -> datetime:
    """Return when an evaluation was last written, by the clock of its row."""
    at = Hlc.unpack(max(stand.row.stamps.values(), default=0)).ms
    return datetime.fromtimestamp(at / 1000, UTC)


def _own_row(period: Period, stand: Stand | None, known: Known) -> OwnRow:
    if stand is None:
        return OwnRow(None, period, None, None, "", is_returned=False, is_own_turn=True)
    situation = stand.situation
    is_locked = period.is_closed and not situation.is_unlocked
    shown = stand.decided if stand.decided is not None else stand.score_of(Level.SELF)
    pack = known.packs[stand.row.rule_pack_id]
    return OwnRow(
        stand.row.id,
        period,
        situation.state,
        total_of(shown),
        band_name(pack, shown.band if shown is not None else None),
        is_returned=situation.state is EvaluationState.RETURNED,
        is_own_turn=situation.turn is Level.SELF and not is_locked,
    )


def _asks_for_own(connection: Connection, desk: Desk, period: Period) -> bool:
    """Say whether rules are in force for the person at the desk in an open period."""
    if period.is_closed:
        return False
    wanted = Wanted(ids=frozenset([desk.person_id]))
    found = candidates(connection, desk, period.kind, period.end_on, wanted)
    return any(one.pack_id is not None for one in found)
