"""What hangs on tasks: deliveries, faults, causes, decisions, shares; a few queries for any number.

A choice of tasks is one SELECT of their ids, so that the same queries serve one task, one person's
month, and an agency of eighty thousand tasks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.tasks import (
    AGREED,
    CauseState,
    Delivery,
    FaultKind,
    Share,
    TaskFate,
    TaskState,
    deliveries_in_force,
    state_of_cause,
    state_of_task,
)

_task, _delivery, _fault, _cause, _step, _share = (
    schema.task,
    schema.delivery,
    schema.fault,
    schema.cause,
    schema.step,
    schema.task_share,
)
_NONE = Decimal(0)


@dataclass(frozen=True)
class Choice:
    """Some tasks of an agency: the condition that picks them, and the values that it binds."""

    agency_id: str
    condition: ColumnElement[bool]
    values: Mapping[str, Any] = field(default_factory=dict)

    def ids(self) -> Select[Any]:
        """Return the SELECT of their ids."""
        return self._of(_task.c.id)

    def owners(self) -> Select[Any]:
        """Return the SELECT of whose they are."""
        return self._of(_task.c.owner_person_id)

    def items(self) -> Select[Any]:
        """Return the SELECT of the catalogue items that they name."""
        return self._of(_task.c.catalogue_item_id)

    def _of(self, column: ColumnElement[Any]) -> Select[Any]:
        return select(column).where(
            _task.c.agency_id == self.agency_id, ~_task.c.deleted, self.condition
        )


def choice_of(agency_id: str, ids: Collection[str]) -> Choice:
    """Return the choice of the tasks `ids`."""
    return Choice(agency_id, any_of(_task.c.id, "task_ids"), {"task_ids": list(ids)})


@dataclass(frozen=True)
class CauseFact:
    """A request to exempt, and where it stands."""

    id: str
    state: CauseState
    content_errors: int
    delays: int


@dataclass(slots=True)
class Parts:
    """What hangs on one task, all of it in force.

    There are as many as there are tasks, so they hold nothing that is empty.
    """

    deliveries: tuple[Delivery, ...] = ()
    content_errors: int = 0
    delays: int = 0
    causes: tuple[CauseFact, ...] = ()
    shares: tuple[Share, ...] = ()
    last: StepKind | None = None
    is_cancelled: bool = False
    is_changed_since: bool = False
    is_rolled_over: bool = False

    def done(self, until: date | None = None) -> Decimal:
        """Return how many products were done, by `until` where it is given."""
        counted = self._until(until)
        if len(counted) == 1:  # the usual case of eighty thousand
            return counted[0].quantity
        return sum((one.quantity for one in counted), _NONE)

    def done_on(self, until: date | None = None) -> date | None:
        """Return the last day on which something was done."""
        for one in reversed(self._until(until)):
            if one.quantity:
                return one.done_on
        return None

    def exempt(self) -> tuple[int, int]:
        """Return how many content errors and delays confirmed causes excuse, at most all."""
        confirmed = [one for one in self.causes if one.state is CauseState.CONFIRMED]
        return (
            min(sum(one.content_errors for one in confirmed), self.content_errors),
            min(sum(one.delays for one in confirmed), self.delays),
        )

    def cause(self) -> CauseState | None:
        """Return where the requests stand: one that waits comes before one decided."""
        states = [one.state for one in self.causes]
        return CauseState.ASKED if CauseState.ASKED in states else states[-1] if states else None

    def _until(self, until: date | None) -> tuple[Delivery, ...]:
        """Return the deliveries up to a day; they are in the order of their days."""
        entries = self.deliveries
        if until is None or not entries or entries[-1].done_on <= until:
            return entries
        return tuple(one for one in entries if one.done_on <= until)

    def state(self, assigned_by: str | None, quantity: Decimal) -> TaskState:
        """Return where the task stands."""
        fate = TaskFate(
            assigned_by is not None,
            self.last,
            self.is_cancelled,
            self.is_changed_since,
            self.is_rolled_over,
        )
        return state_of_task(fate, quantity, self.done())


def parts_of(connection: Connection, choice: Choice) -> dict[str, Parts]:
    """Return what hangs on the chosen tasks by task id; the mapping makes what nothing hangs on."""
    found: defaultdict[str, Parts] = defaultdict(Parts)
    _add_deliveries(connection, choice, found)
    _add_faults(connection, choice, found)
    _add_causes(connection, choice, found)
    _add_shares(connection, choice, found)
    _add_decisions(connection, choice, found)
    _add_roll_overs(connection, choice, found)
    return found


def _hanging(choice: Choice, table: Table, *names: str) -> Select[Any]:
    return select(*(table.c[name] for name in names)).where(
        table.c.agency_id == choice.agency_id,
        ~table.c.deleted,
        table.c.task_id.in_(choice.ids()),
    )


def _add_deliveries(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    several: set[str] = set()
    statement = _hanging(choice, _delivery, "task_id", "id", "quantity", "done_on", "corrects_id")
    for task_id, *values in connection.execute(statement, choice.values).all():
        parts = found[task_id]
        if parts.deliveries:
            several.add(task_id)
        parts.deliveries += (Delivery._make(values),)
    for task_id in several:
        found[task_id].deliveries = deliveries_in_force(found[task_id].deliveries)


def _add_faults(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    statement = _hanging(choice, _fault, "task_id", "kind", "count")
    for task_id, kind, count in connection.execute(statement, choice.values).all():
        if kind == FaultKind.CONTENT:
            found[task_id].content_errors += count
        else:
            found[task_id].delays += count


def _add_causes(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    names = ("task_id", "id", "content_errors", "delays")
    rows = connection.execute(_hanging(choice, _cause, *names), choice.values).all()
    states = cause_states(connection, choice.agency_id, [row.id for row in rows])
    for row in sorted(rows, key=lambda row: row.id):
        fact = CauseFact(row.id, states[row.id], row.content_errors, row.delays)
        found[row.task_id].causes += (fact,)


def cause_states(
    connection: Connection, agency_id: str, ids: Collection[str]
) -> dict[str, CauseState]:
    """Return where the requests `ids` stand."""
    words: dict[str, list[Any]] = {id: [] for id in ids}
    if ids:
        rows = connection.execute(
            select(_step.c.cause_id, _step.c.id, _step.c.kind, _step.c.stamps).where(
                _step.c.agency_id == agency_id, ~_step.c.deleted, any_of(_step.c.cause_id, "ids")
            ),
            {"ids": list(ids)},
        )
        for row in rows:
            words[row.cause_id].append(row)
    return {
        id: state_of_cause(StepKind(row.kind) for row in _in_order(rows))
        for id, rows in words.items()
    }


def _add_shares(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    statement = _hanging(choice, _share, "task_id", "owner_person_id", "share")
    for task_id, person_id, percent in connection.execute(statement, choice.values).all():
        found[task_id].shares += (Share(person_id, percent),)


def _add_decisions(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    """Say what was decided last; clocks are read only where there is more than one word."""
    words: defaultdict[str, list[Any]] = defaultdict(list)
    statement = _hanging(choice, _step, "task_id", "id", "kind")
    for row in connection.execute(statement, choice.values).all():
        words[row.task_id].append(row)
    several = {
        row.id
        for rows in words.values()
        if len(rows) > 1 or rows[0].kind == StepKind.RETURN
        for row in rows
    }
    clocks = _clocks(connection, choice.agency_id, several)
    returned: dict[str, int] = {}
    for task_id, rows in words.items():
        last = max(rows, key=lambda row: (clocks.get(row.id, 0), row.id))
        parts = found[task_id]
        parts.last = StepKind(last.kind)
        parts.is_cancelled = any(row.kind == StepKind.CANCEL for row in rows)
        if parts.last is StepKind.RETURN:
            returned[task_id] = clocks[last.id]
    _add_changes(connection, choice.agency_id, returned, found)


def _clocks(connection: Connection, agency_id: str, ids: Collection[str]) -> dict[str, int]:
    """Return the clock of each of the decisions `ids`."""
    if not ids:
        return {}
    statement = select(_step.c.id, _step.c.stamps).where(
        _step.c.agency_id == agency_id, any_of(_step.c.id, "ids")
    )
    rows = connection.execute(statement, {"ids": list(ids)})
    return {row.id: row.stamps.get("*", 0) for row in rows}


def _add_changes(
    connection: Connection, agency_id: str, returned: dict[str, int], found: dict[str, Parts]
) -> None:
    """Say of returned tasks whether what is agreed on was changed since."""
    if not returned:
        return
    rows = connection.execute(
        select(_task.c.id, _task.c.stamps).where(
            _task.c.agency_id == agency_id, any_of(_task.c.id, "ids")
        ),
        {"ids": list(returned)},
    )
    for row in rows:
        latest = max((row.stamps.get(name, 0) for name in AGREED), default=0)
        found[row.id].is_changed_since = latest > returned[row.id]


def _add_roll_overs(connection: Connection, choice: Choice, found: dict[str, Parts]) -> None:
    """Say which tasks were rolled over; the rest has the same owner, by whom an index finds it.

    They are few, so those of the same people that were not chosen come along.
    """
    later = _task.alias("later")
    statement = select(later.c.rolled_from_id).where(
        later.c.agency_id == choice.agency_id,
        later.c.owner_person_id.in_(choice.owners()),
        later.c.rolled_from_id.is_not(None),
        ~later.c.deleted,
    )
    for task_id in connection.scalars(statement, choice.values):
        found[task_id].is_rolled_over = True


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Return decisions in the order of their clocks, the same on every PC."""
    return sorted(rows, key=lambda row: (row.stamps.get("*", 0), row.id))
