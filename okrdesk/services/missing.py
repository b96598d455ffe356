"""What a cycle still misses before it can be closed, each with what to open to mend it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.closings import closures_of_objectives
from okrdesk.db.queries.people import Wanted, person_rows
from okrdesk.db.queries.tree import Filter, ObjectiveRow, Sort, objective_rows
from okrdesk.domain.closing import Outcome, is_judged
from okrdesk.domain.objective import Cycle, Owner
from okrdesk.domain.review import ReviewState, Standing
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.lists import listed_ids
from okrdesk.services.review_states import standings, words_on

MOST_NAMED = 3
"""How many units a refusal names; the others are counted."""


@dataclass(frozen=True)
class MissingRow:
    """One thing that is wanting: an objective, or a person, with whose it is."""

    entity: str
    id: str
    title: str
    owner: str
    unit: str


@dataclass(frozen=True)
class Missing:
    """What a cycle misses; what is not `closed`, `judged` or `approved` keeps it from being closed.

    Not `judged` is what waits for a word of who approves it, not `approved` what never was, unless
    it is dropped. `goals` are people with a post who own neither an objective nor a key result.
    """

    objectives: int
    closed: tuple[MissingRow, ...]
    judged: tuple[MissingRow, ...]
    approved: tuple[MissingRow, ...]
    checked_in: tuple[MissingRow, ...]
    goals: tuple[MissingRow, ...]

    @property
    def is_settled(self) -> bool:
        """Whether the cycle can be closed."""
        return not (self.closed or self.judged or self.approved)


def find_missing(desk: Desk, cycle_id: str) -> Missing:
    """Return what a cycle misses; raise Refused(NOT_FOUND) where there is none."""
    with desk.view() as view:
        connection = view.connection
        cycle = fetch(connection, schema.cycle, desk.agency_id, cycle_id)
        ids = listed_ids(view, Filter(cycle_id=cycle_id), Sort())
        rows = objective_rows(view, ids)
        units = _Units(desk, connection)
        stand = _Stand(desk, connection, ids)
        seen = _checked_in(desk, connection, cycle_id)
        open_ones = [row for row in rows if stand.is_open(row.id)]
        waiting = {id for id in ids if stand.waits(id)}
        unjudged = [row for row in rows if not stand.is_judged(row.id)]
        return Missing(
            objectives=len(rows),
            closed=units.told(open_ones),
            judged=units.told([row for row in unjudged if row.id in waiting]),
            approved=units.told([row for row in unjudged if row.id not in waiting]),
            checked_in=units.told([row for row in open_ones if row.id not in seen]),
            goals=_without_goals(desk, connection, cycle["id"], units),
        )


@dataclass(frozen=True)
class Unsettled:
    """How many objectives of a cycle something is wanting of, and in which units: “Phòng A: 3, …”.

    `where` and `where_unjudged` name units; an objective may count in both.
    """

    open: int
    where: str
    unjudged: int
    where_unjudged: str


def find_unsettled(desk: Desk, connection: Connection, cycle: Cycle) -> Unsettled:
    """Return what keeps a cycle from being closed."""
    objective = schema.objective
    rows = connection.execute(
        select(objective.c.id, objective.c.owner_person_id, objective.c.owner_unit_id).where(
            objective.c.agency_id == desk.agency_id,
            objective.c.cycle_id == cycle.id,
            ~objective.c.deleted,
            ~objective.c.archived,
        )
    ).all()
    owners = {row.id: Owner(row.owner_person_id, row.owner_unit_id) for row in rows}
    units = _Units(desk, connection)
    stand = _Stand(desk, connection, list(owners))
    open_ones = [owner for id, owner in owners.items() if stand.is_open(id)]
    unjudged = [owner for id, owner in owners.items() if not stand.is_judged(id)]
    return Unsettled(
        len(open_ones), units.counted(open_ones), len(unjudged), units.counted(unjudged)
    )


class _Stand:
    """Where objectives stand at the end of their cycle: their outcomes and their approvals."""

    def __init__(self, desk: Desk, connection: Connection, ids: Sequence[str]) -> None:
        closures = closures_of_objectives(connection, desk.agency_id, ids)
        self._outcomes: dict[str, Outcome | None] = {
            id: word.outcome for id, word in closures.items()
        }
        words = words_on(connection, desk.agency_id, ids)
        self._standings: Mapping[str, Standing] = standings(connection, desk.agency_id, words)

    def is_open(self, id: str) -> bool:
        return self._outcomes.get(id) is None

    def waits(self, id: str) -> bool:
        return self._standings[id].state is ReviewState.SUBMITTED

    def is_judged(self, id: str) -> bool:
        return is_judged(self._standings[id], self._outcomes.get(id))


class _Units:
    """Names the unit that an owner belongs to today."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        table = schema.unit
        found = connection.execute(
            select(table.c.id, table.c.name).where(table.c.agency_id == desk.agency_id)
        )
        self._names: dict[str, str] = {row.id: row.name for row in found}
        self.people = person_rows(connection, desk.agency_id, Wanted(), desk.today())
        self._of_person = {row.id: row.unit_name for row in self.people}

    def of(self, owner: Owner) -> str:
        """Return the name of the owner's unit, "" where none is known."""
        if owner.unit_id:
            return self._names.get(owner.unit_id, "")
        return self._of_person.get(owner.person_id or "", "")

    def counted(self, owners: Iterable[Owner]) -> str:
        """Return how many of the owners belong to each unit, the most first."""
        counts = Counter(self.of(owner) for owner in owners).most_common()
        named = [f"{name or '–'}: {count}" for name, count in counts[:MOST_NAMED]]
        return ", ".join(named + ["…"] * (len(counts) > MOST_NAMED))

    def told(self, rows: Sequence[ObjectiveRow]) -> tuple[MissingRow, ...]:
        """Return objectives as rows of what is wanting."""
        return tuple(
            MissingRow(
                "objective",
                row.id,
                row.title,
                row.owner,
                self.of(Owner(row.owner_person_id, row.owner_unit_id)),
            )
            for row in rows
        )


def _checked_in(desk: Desk, connection: Connection, cycle_id: str) -> set[str]:
    """Return the objectives of a cycle that have a check-in."""
    objective, state = schema.objective, schema.key_result_state
    return set(
        connection.scalars(
            select(state.c.objective_id)
            .distinct()
            .join(objective, named_by(objective, state.c.objective_id))
            .where(
                state.c.agency_id == desk.agency_id,
                objective.c.cycle_id == cycle_id,
                state.c.check_ins > 0,
            )
        )
    )


def _without_goals(
    desk: Desk, connection: Connection, cycle_id: str, units: _Units
) -> tuple[MissingRow, ...]:
    objective, key_result = schema.objective, schema.key_result
    alive = (
        objective.c.agency_id == desk.agency_id,
        objective.c.cycle_id == cycle_id,
        ~objective.c.deleted,
        ~objective.c.archived,
    )
    owning = set(connection.scalars(select(objective.c.owner_person_id).where(*alive)))
    below = (
        select(key_result.c.owner_person_id)
        .join(objective, named_by(objective, key_result.c.objective_id))
        .where(*alive, ~key_result.c.deleted, ~key_result.c.archived)
    )
    owning |= set(connection.scalars(below))
    return tuple(
        MissingRow("person", row.id, row.name, row.name, row.unit_name)
        for row in units.people
        if row.posts and row.id not in owning
    )
