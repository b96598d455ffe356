"""How objectives and key results were closed, read for many at once."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, bindparam, select

from okrdesk.db import schema
from okrdesk.db.among import any_of, in_chunks
from okrdesk.db.joining import named_by
from okrdesk.domain.closing import Closure, Outcome, last_words

_closure, _key_result = schema.closure, schema.key_result
_objective, _cycle = schema.objective, schema.cycle


def _words(column: Column[Any]) -> Any:
    return select(_closure, column.label("subject_id")).where(
        _closure.c.agency_id == bindparam("agency_id"),
        any_of(column, "ids"),
        ~_closure.c.deleted,
    )


# Built once: every save of a key result asks whether its objective is closed.
_OF_OBJECTIVES = _words(_closure.c.objective_id)
_OF_KEY_RESULTS = _words(_closure.c.key_result_id)
_ENDS = (
    select(_key_result.c.id, _cycle.c.end_on)
    .join(_objective, named_by(_objective, _key_result.c.objective_id))
    .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
    .where(_key_result.c.agency_id == bindparam("agency_id"), any_of(_key_result.c.id, "ids"))
)


def closures_of_objectives(
    connection: Connection, agency_id: str, ids: Collection[str]
) -> dict[str, Closure]:
    """Return the closure that counts of each objective; it may have opened it again."""
    return _last(connection, _OF_OBJECTIVES, agency_id, ids)


def closures_of_key_results(
    connection: Connection, agency_id: str, ids: Collection[str]
) -> dict[str, Closure]:
    """Return the closure that counts of each key result that has one."""
    return _last(connection, _OF_KEY_RESULTS, agency_id, ids)


def closed_objectives(connection: Connection, agency_id: str, ids: Collection[str]) -> set[str]:
    """Return those of the objectives that are closed."""
    words = closures_of_objectives(connection, agency_id, ids)
    return {id for id, word in words.items() if word.outcome is not None}


def ends_of_cycles(
    connection: Connection, agency_id: str, key_result_ids: Collection[str]
) -> dict[str, date]:
    """Return the last day of the cycle of each key result."""
    found: dict[str, date] = {}
    for ids in in_chunks(key_result_ids):
        rows = connection.execute(_ENDS, {"agency_id": agency_id, "ids": ids})
        found |= {row.id: row.end_on for row in rows}
    return found


def _last(
    connection: Connection, statement: Any, agency_id: str, ids: Collection[str]
) -> dict[str, Closure]:
    found: dict[str, Closure] = {}
    for chunk in in_chunks(ids):
        rows = connection.execute(statement, {"agency_id": agency_id, "ids": chunk})
        found |= last_words(map(_closure_of, rows))
    return found


def _closure_of(row: Any) -> Closure:
    return Closure(
        id=row.id,
        subject_id=row.subject_id,
        author_id=row.author_id,
        grade=row.grade,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        entered_at=row.entered_at,
        at=row.stamps.get("*", 0),
    )
