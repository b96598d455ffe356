"""Rows as a merge makes them and rows as a table has them, brought to one shape to be compared."""

from functools import cache
from typing import Any

from sqlalchemy import Table

from okrdesk.db import schema
from okrdesk.db.merged import MergedRow
from okrdesk.db.types import to_wire
from okrdesk.sync.wire import Row


def seen_row(entity: str, row: Row | MergedRow | None) -> tuple[dict[str, Any], Any] | None:
    """Return a row's wire values and stamps with the table's defaults filled in; None of none."""
    if row is None:
        return None
    return {**_defaults(schema.JOURNALLED[entity]), **row.values}, dict(row.stamps)


@cache
def _defaults(table: Table) -> dict[str, Any]:
    return {
        column.name: to_wire(getattr(column.default, "arg", None))
        for column in table.columns
        if column.name not in ("agency_id", "id", "stamps")
    }
