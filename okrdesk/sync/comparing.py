"""Rows as a merge makes them and rows as a table has them, brought to one shape to be compared."""

from functools import cache
from typing import Any

from sqlalchemy import Table

from okrdesk.db import schema
from okrdesk.db.merged import MergedRow
from okrdesk.db.types import to_wire
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.wire import Row


def seen_row(entity: str, row: Row | MergedRow | None) -> tuple[dict[str, Any], Any] | None:
    """Return a row's wire values and stamps with the table's defaults filled in; None of none.

    Fields that a newer program wrote are left out: history has them, this table has no column.
    """
    if row is None:
        return None
    known = _defaults(schema.JOURNALLED[entity])
    values = {name: row.values.get(name, default) for name, default in known.items()}
    stamps = {
        name: stamp
        for name, stamp in row.stamps.items()
        if name == BIRTH or name.partition("/")[0] in known
    }
    return values, stamps


@cache
def _defaults(table: Table) -> dict[str, Any]:
    return {
        column.name: to_wire(getattr(column.default, "arg", None))
        for column in table.columns
        if column.name not in ("agency_id", "id", "stamps")
    }
