"""Check-ins that the server has not heard of yet, so that a figure says what of it is one's own.

Numbers on this PC count them; who reads a figure here has to see that others do not have it yet.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, func, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.change_table import by_waiting
from okrdesk.db.joining import named_by
from okrdesk.services.enrolled import enrolment_of

_change, _check_in, _key_result = schema.change, schema.check_in, schema.key_result


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


def with_pending(
    connection: Connection, agency_id: str, rows: Sequence[Row], *, of_objectives: bool = False
) -> list[Row]:
    """Return rows of key results, or of objectives, with `pending` filled in."""
    column = _key_result.c.objective_id if of_objectives else _check_in.c.key_result_id
    counts = _waiting(connection, agency_id, column, [row.id for row in rows])
    return [replace(row, pending=counts[row.id]) if row.id in counts else row for row in rows]  # type: ignore[type-var]


def _waiting(
    connection: Connection, agency_id: str, column: ColumnElement[str], ids: Collection[str]
) -> dict[str, int]:
    if not ids or enrolment_of(connection) is None:
        return {}
    counts: dict[str, int] = {}
    for chunk in in_chunks(ids):
        rows: Iterable[Any] = connection.execute(
            by_waiting(select(column, func.count()))
            .select_from(_change)
            .join(_check_in, named_by(_check_in, _change.c.eid))
            .join(_key_result, named_by(_key_result, _check_in.c.key_result_id))
            .where(
                _change.c.agency_id == agency_id,
                _change.c.fate.is_(None),
                _change.c.entity == "check_in",
                _change.c.op == "append",
                ~_check_in.c.deleted,
                column.in_(chunk),
            )
            .group_by(column)
        )
        counts |= {row[0]: row[1] for row in rows}
    return counts
