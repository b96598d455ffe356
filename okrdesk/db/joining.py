"""One row joined to the row that it names: every key is led by the agency, so every join is too."""

from typing import Any

from sqlalchemy import ColumnElement, and_


def named_by(table: Any, column: Any, base: Any = None) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is the one whose id stands in `column`.

    The agency is that of the column's own table, or of `base` where the column is computed.
    """
    source = column.table if base is None else base
    return and_(table.c.agency_id == source.c.agency_id, table.c.id == column)
