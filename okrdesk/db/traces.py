"""The traces of key results, kept so that a year of an agency is not counted anew at each look.

What changes a key result or its check-ins drops its trace in the same transaction, by
`derived.refresh`; whoever reads traces counts those that are missing first. So a save pays for one
row, a download of a whole agency for none, and what is kept is never out of date.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.db.joining import named_by
from okrdesk.db.queries.excuses import excuses_of
from okrdesk.db.queries.in_force import key_results_in_force
from okrdesk.db.queries.key_results import check_ins_under
from okrdesk.domain.check_in import in_force
from okrdesk.domain.traces import Trace, trace_of

_kr, _state = schema.key_result, schema.key_result_state
_trace = schema.key_result_trace
_agency: BindParameter[str] = bindparam("agency_id")
_KEY_RESULTS = select(_kr).where(_kr.c.agency_id == _agency, any_of(_kr.c.id, "ids"))
_FORGET = delete(_trace).where(_trace.c.agency_id == _agency, any_of(_trace.c.id, "ids"))
_COLUMNS = tuple(column.name for column in _trace.columns)
_KEEP = Into(_trace, _COLUMNS, _COLUMNS[2:])


def forget_traces(connection: Connection, agency_id: str, ids: Iterable[str]) -> None:
    """Drop the traces of key results that something happened to."""
    gone = list(ids)
    if gone:
        connection.execute(_FORGET, {"agency_id": agency_id, "ids": gone})


def missing_traces(
    connection: Connection, agency_id: str, objectives: Select[Any] | None, limit: int
) -> list[str]:
    """Return up to `limit` key results without a trace, of some objectives or of all."""
    wanted = [] if objectives is None else [_state.c.objective_id.in_(objectives)]
    return list(
        connection.scalars(
            select(_state.c.id)
            .outerjoin(_trace, named_by(_trace, _state.c.id))
            .where(
                _state.c.agency_id == agency_id, ~_state.c.archived, _trace.c.id.is_(None), *wanted
            )
            .limit(limit)
        )
    )


def count_traces(connection: Connection, agency_id: str, ids: Sequence[str]) -> None:
    """Count and keep the traces of the key results `ids`, some hundreds at most."""
    names = {"agency_id": agency_id, "ids": list(ids)}
    rows_now = connection.execute(_KEY_RESULTS, names).mappings()
    found = key_results_in_force(connection, agency_id, rows_now)
    entries = check_ins_under(connection, agency_id, found)
    excused = excuses_of(connection, agency_id, ids)
    rows = [
        (one.id, trace_of(one, in_force(entries[one.id]), excused.get(one.id, ()))) for one in found
    ]
    insert_rows(connection, _KEEP, [(agency_id, id, *_wire(trace)) for id, trace in rows])


def read_trace(row: Any) -> Trace:
    """Return the trace that the columns of a row hold."""
    progress: array[float] = array("f")
    progress.frombytes(row.progress_by_week)
    return Trace(row.first_on, progress, row.stands, row.late)


def _wire(trace: Trace) -> tuple[Any, ...]:
    return trace.first_on.isoformat(), trace.progress.tobytes(), trace.stands, trace.late
