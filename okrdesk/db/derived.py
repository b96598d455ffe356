"""Numbers that follow from others, kept in tables so that lists sort and filter in SQL.

`refresh` runs inside the transaction that changed something, so a reader never sees a key result
without its progress. Nothing here is a decision: all of it can be thrown away and counted anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, delete, insert, select

from okrdesk.db import schema, search
from okrdesk.db.among import any_of, in_chunks
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.db.joining import named_by
from okrdesk.db.queries.closings import closed_objectives
from okrdesk.db.queries.excuses import ASKED, DECIDED, excuses_of
from okrdesk.db.queries.in_force import JUDGED
from okrdesk.db.queries.in_force import in_force as in_force_now
from okrdesk.db.queries.indicators import FORMER_READERS, READERS
from okrdesk.db.queries.key_results import check_ins_under, last_in_force_under
from okrdesk.db.queries.office import load_office
from okrdesk.db.rows import key_result_of
from okrdesk.db.traces import forget_traces
from okrdesk.db.types import to_wire
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.excuse import Excuse, deferred, holds_until
from okrdesk.domain.health import Health, Limits
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.reached import colour_of_last, health_colour, reached_on
from okrdesk.domain.rhythm import next_due, opens_on, periods
from okrdesk.domain.rollup import roll_up

_CHUNK = 2000
COUNTED = ("unit", "person", "cycle", "objective", "key_result")
"""The tables from whose rows all that is derived follows, with what hangs on them."""
_FIGURES = "key_result_state"
"""Names, among what was touched, a key result of which only the figures are to be counted."""

# The statements stand here once: building one takes SQLAlchemy longer than SQLite takes to run it,
# and every save runs them all.
_kr = schema.key_result
_kr_state = schema.key_result_state
_objective = schema.objective
_objective_state = schema.objective_state
_link = schema.link
_check_in = schema.check_in
_closure = schema.closure
_agency: BindParameter[str] = bindparam("agency_id")

_KEY_RESULTS = select(_kr).where(_kr.c.agency_id == _agency, any_of(_kr.c.id, "ids"))
_FORGET_KEY_RESULTS = delete(_kr_state).where(
    _kr_state.c.agency_id == _agency, any_of(_kr_state.c.id, "ids")
)
_KR_COLUMNS = tuple(column.name for column in _kr_state.columns)
_KEEP_KEY_RESULTS = Into(_kr_state, _KR_COLUMNS, _KR_COLUMNS[2:])
_OBJECTIVES = select(_objective.c.id, _objective.c.roll_up).where(
    _objective.c.agency_id == _agency, any_of(_objective.c.id, "ids"), ~_objective.c.deleted
)
_FORGET_OBJECTIVES = delete(_objective_state).where(
    _objective_state.c.agency_id == _agency, any_of(_objective_state.c.id, "ids")
)
_KEEP_OBJECTIVES = insert(_objective_state)
_OWN_PARTS = (
    select(_kr.c.objective_id, _kr_state.c.progress, _kr.c.weight)
    .join(_kr_state, named_by(_kr_state, _kr.c.id))
    .where(
        _kr.c.agency_id == _agency,
        any_of(_kr.c.objective_id, "ids"),
        ~_kr.c.archived,
        ~_kr.c.deleted,
    )
)
_CHILD_PARTS = (
    select(_link.c.parent_id, _objective_state.c.progress, _link.c.weight)
    .join(_objective, named_by(_objective, _link.c.child_id))
    .join(_objective_state, named_by(_objective_state, _link.c.child_id))
    .where(
        _link.c.agency_id == _agency,
        any_of(_link.c.parent_id, "ids"),
        _link.c.kind == "contributes",
        ~_link.c.deleted,
        ~_objective.c.archived,
        ~_objective.c.deleted,
        _objective_state.c.progress.is_not(None),
    )
)
_LINKS_ABOVE = select(_link.c.child_id, _link.c.parent_id).where(
    _link.c.agency_id == _agency,
    any_of(_link.c.child_id, "ids"),
    _link.c.kind == "contributes",
    ~_link.c.deleted,
)
_LINK_ENDS = select(_link.c.child_id, _link.c.parent_id).where(
    _link.c.agency_id == _agency, any_of(_link.c.id, "ids")
)
_COLOURED = select(_kr_state.c.id).where(
    _kr_state.c.agency_id == _agency, _kr_state.c.colour.is_not(None)
)
_CHECKED_IN = select(_check_in.c.key_result_id).where(
    _check_in.c.agency_id == _agency, any_of(_check_in.c.id, "ids")
)
_CLOSED = (
    select(_kr.c.id)
    .join(
        _closure,
        and_(
            _closure.c.agency_id == _kr.c.agency_id, _closure.c.objective_id == _kr.c.objective_id
        ),
    )
    .where(_closure.c.agency_id == _agency, any_of(_closure.c.id, "ids"))
)
_FOLLOWS = (
    ("check_in", _CHECKED_IN),
    ("closure", _CLOSED),
    ("review", JUDGED),
    ("indicator_value", READERS),
    ("indicator_value", FORMER_READERS),
    ("cause", ASKED),
    ("step", DECIDED),
)
"""Of which key results the figures follow from rows of an entity."""


def refresh(
    connection: Connection, agency_id: str, touched: Iterable[tuple[str, str]], today: date
) -> set[tuple[str, str]]:
    """Count anew what depends on the `touched` (entity, id) pairs; return the pairs that moved."""
    by_entity: dict[str, set[str]] = defaultdict(set)
    for entity, eid in touched:
        by_entity[entity].add(eid)
    key_results = by_entity["key_result"] | by_entity[_FIGURES]
    key_results |= _following(connection, agency_id, by_entity)
    forget_traces(connection, agency_id, key_results)
    if by_entity["office_setting"]:
        key_results |= _coloured(connection, agency_id)
    moved = refresh_key_results(connection, agency_id, key_results, today)
    moved |= by_entity["objective"] | _ends_of(connection, agency_id, by_entity["link"])
    moved = refresh_objectives(connection, agency_id, moved)
    search.refresh_index(connection, agency_id, touched)
    return {("key_result", id) for id in key_results} | {("objective", id) for id in moved}


def counted_by(
    connection: Connection, agency_id: str, touched: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return the fewest pairs that `refresh` has to be told of instead of the `touched` ones.

    Of a key result of which only check-ins were touched the words stay.
    """
    pairs = set(touched)
    names = {name for name, _statement in _FOLLOWS}
    by_entity = {name: {id for entity, id in pairs if entity == name} for name in names}
    kept = {*search.SEARCHED, "link", "office_setting", _FIGURES}
    return {(entity, id) for entity, id in pairs if entity in kept} | {
        (_FIGURES, id) for id in _following(connection, agency_id, by_entity)
    }


def refresh_outdated(connection: Connection, agency_id: str, today: date) -> int:
    """Count anew the key results whose periods went on by themselves; return how many they were."""
    state = schema.key_result_state
    ids = set(
        connection.scalars(
            select(state.c.id).where(state.c.agency_id == agency_id, state.c.counted_until < today)
        )
    )
    refresh_objectives(
        connection, agency_id, refresh_key_results(connection, agency_id, ids, today)
    )
    return len(ids)


def refresh_key_results(
    connection: Connection, agency_id: str, ids: set[str], today: date
) -> set[str]:
    """Write the state of the key results `ids`; return the objectives they belong to."""
    objectives: set[str] = set()
    limits = load_office(connection, agency_id).limits if ids else Limits()
    for chunk in in_chunks(ids, _CHUNK):
        names = {"agency_id": agency_id, "ids": chunk}
        rows = connection.execute(_KEY_RESULTS, names).mappings().all()
        found = [(row, key_result_of(row)) for row in rows]
        there = [key_result for row, key_result in found if not row["deleted"]]
        there = in_force_now(connection, agency_id, there)
        counted = _counted(connection, agency_id, there)
        excused = excuses_of(connection, agency_id, chunk)
        above = {one.objective_id for one in there}
        rule = _Rule(today, limits, closed_objectives(connection, agency_id, above), excused)
        states = [
            (agency_id, one.id, *map(to_wire, _state_of(one, counted[one.id], rule)))
            for one in there
        ]
        gone = set(chunk) - {one.id for one in there}
        if gone:
            connection.execute(_FORGET_KEY_RESULTS, {"agency_id": agency_id, "ids": list(gone)})
        insert_rows(connection, _KEEP_KEY_RESULTS, states)
        objectives |= {key_result.objective_id for _row, key_result in found}
    return objectives


@dataclass(frozen=True)
class _Counted:
    """What counts of a key result's check-ins: those that its progress needs, and their number."""

    valid: Sequence[CheckIn] = ()
    number: int = 0


@dataclass(frozen=True)
class _Rule:
    """By what states are counted: the day, the office's limits, objectives closed, and excuses."""

    today: date
    limits: Limits
    closed: set[str]
    excused: Mapping[str, tuple[Excuse, ...]]


def _counted(
    connection: Connection, agency_id: str, key_results: Sequence[KeyResult]
) -> Mapping[str, _Counted]:
    """Return all check-ins in force of those that keep a limit, of the others the last one."""
    keeping = [one for one in key_results if one.measure.kind.keeps]
    others = [one for one in key_results if not one.measure.kind.keeps]
    found: dict[str, _Counted] = defaultdict(_Counted)
    if keeping:
        for id, entries in check_ins_under(connection, agency_id, keeping).items():
            valid = in_force(entries)
            found[id] = _Counted(valid, len(valid))
    if others:
        for id, (last, number) in last_in_force_under(connection, agency_id, others).items():
            found[id] = _Counted([last], number)
    return found


def _state_of(key_result: KeyResult, counted: _Counted, rule: _Rule) -> tuple[Any, ...]:
    """Return the columns of `key_result_state`, after its key, for what counts of a key result."""
    valid = counted.valid
    last = valid[-1] if valid else None
    span = (key_result.start_on, key_result.end_on)
    keeps = key_result.measure.kind.keeps
    is_closed = key_result.objective_id in rule.closed
    reached = reached_on(key_result, valid, rule.today).progress
    colour = _colour(key_result, valid, rule.limits, reached.value)
    excuses = (rule.excused.get(key_result.id, ()), rule.today, key_result.end_on)
    turns = [_day_before_next_end(key_result, rule.today) if keeps else None, holds_until(*excuses)]
    state = {
        "objective_id": key_result.objective_id,
        "progress": float(reached.value),
        "raw": None if reached.raw is None else float(reached.raw),
        "value": last.value if last else None,
        "last_on": last.effective_on if last else None,
        "last_check_in_id": last.id if last and not last.from_indicator else None,
        "colour": Health.CLOSED.value if is_closed else colour,
        "confidence": last.confidence if last else None,
        "check_ins": counted.number,
        "due_on": None if is_closed else deferred(_due_on(key_result, last), *excuses),
        "not_before": opens_on(key_result.rhythm, *span, key_result.due_month),
        "counted_until": min(filter(None, turns), default=None),
        "archived": key_result.archived,
    }
    return tuple(map(state.__getitem__, _KR_COLUMNS[2:]))


def refresh_objectives(connection: Connection, agency_id: str, ids: set[str]) -> set[str]:
    """Write the progress of the objectives `ids` and of those they contribute to; return all."""
    children: dict[str, set[str]] = {id: set() for id in ids}
    wave = set(ids)
    while wave:
        above = _links_above(connection, agency_id, wave)
        wave = {parent for _child, parent in above} - children.keys()
        for child, parent in above:
            children.setdefault(parent, set()).add(child)
    for level in _from_below(children):
        for chunk in in_chunks(level, _CHUNK):
            _refresh_objective_chunk(connection, agency_id, chunk)
    return set(children)


def _from_below(children: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """Yield the objectives so that each comes after all of its children, however many ways up.

    A loop, which only a merge of two machines can make, is broken at the smallest id.
    """
    waiting = {id: set(below) for id, below in children.items()}
    while waiting:
        ready = {id for id, below in waiting.items() if not below} or {min(waiting)}
        yield ready
        waiting = {id: below - ready for id, below in waiting.items() if id not in ready}


def _refresh_objective_chunk(connection: Connection, agency_id: str, ids: list[str]) -> None:
    names = {"agency_id": agency_id, "ids": ids}
    own = _grouped(connection.execute(_OWN_PARTS, names).all())
    below = _grouped(connection.execute(_CHILD_PARTS, names).all())
    states = []
    for row in connection.execute(_OBJECTIVES, names).all():
        parts = {"key-results": own[row.id], "children": below[row.id]}.get(
            row.roll_up, own[row.id] + below[row.id]
        )
        rolled = roll_up(parts)
        states.append(
            {
                "agency_id": agency_id,
                "id": row.id,
                "progress": None if rolled is None else float(rolled),
                "key_results": len(own[row.id]),
            }
        )
    connection.execute(_FORGET_OBJECTIVES, names)
    if states:
        connection.execute(_KEEP_OBJECTIVES, states)


def _grouped(rows: Iterable[Any]) -> Mapping[str, list[tuple[Fraction, Any]]]:
    parts: dict[str, list[tuple[Fraction, Any]]] = defaultdict(list)
    for owner_id, ratio, weight in rows:
        parts[owner_id].append((Fraction(ratio), weight))
    return parts


def _links_above(connection: Connection, agency_id: str, ids: set[str]) -> set[tuple[str, str]]:
    return {(row[0], row[1]) for row in _read(connection, _LINKS_ABOVE, agency_id, ids)}


def _ends_of(connection: Connection, agency_id: str, link_ids: set[str]) -> set[str]:
    return {end for row in _read(connection, _LINK_ENDS, agency_id, link_ids) for end in row}


def _following(
    connection: Connection, agency_id: str, by_entity: Mapping[str, set[str]]
) -> set[str]:
    """Return the key results whose figures follow from rows of the entities of `_FOLLOWS`."""
    return {
        row[0]
        for entity, statement in _FOLLOWS
        for row in _read(connection, statement, agency_id, by_entity[entity])
    }


def _coloured(connection: Connection, agency_id: str) -> set[str]:
    """Return the key results that have a colour, for which the office may have moved the limits."""
    return set(connection.scalars(_COLOURED, {"agency_id": agency_id}))


def _read(
    connection: Connection, statement: Select[Any], agency_id: str, ids: set[str]
) -> Iterator[Any]:
    for chunk in in_chunks(ids, _CHUNK):
        # All at once: one by one, SQLAlchemy takes as long again for each row.
        yield from connection.execute(statement, {"agency_id": agency_id, "ids": chunk}).all()


def _day_before_next_end(key_result: KeyResult, today: date) -> date | None:
    """Return the last day on which the counts hold: a period counts from its last day on."""
    spans = periods(key_result.rhythm, key_result.start_on, key_result.end_on, key_result.due_month)
    return next((one.end - timedelta(days=1) for one in spans if one.end > today), None)


def _colour(
    key_result: KeyResult, valid: Sequence[CheckIn], limits: Limits, reached: Fraction
) -> str | None:
    """Return the colour of the last check-in: as chosen, else by today's plan and limits.

    The colour computed at entry stays in the check-in; a plan or a limit that changed since would
    make it contradict the numbers beside it, and what “Vì sao?” says of them.
    """
    if not valid:
        return None
    last = valid[-1]
    if last.chosen_colour:
        return last.chosen_colour.value
    if not key_result.measure.kind.keeps:
        # What has been reached today was reached on the day of the last value.
        return health_colour(limits, key_result, reached, last.effective_on).value
    values = [(entry.effective_on, entry.value) for entry in valid]
    return colour_of_last(key_result, values, limits, last.steps_done).value


def _due_on(key_result: KeyResult, last: CheckIn | None) -> date | None:
    return next_due(
        key_result.rhythm,
        key_result.start_on,
        key_result.end_on,
        last.effective_on if last else None,
        last.next_on if last else None,
        key_result.due_month,
    )
