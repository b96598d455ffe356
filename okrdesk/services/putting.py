"""Writing rows whose ids follow from what they are: two PCs that make one make the same."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from okrdesk.db.journal import Work


def put(work: Work, table: Table, rows: Mapping[str, dict[str, Any]]) -> None:
    """Write rows by their ids: new ones, and some whose making was undone."""
    there = set(
        work.connection.scalars(
            select(table.c.id).where(
                table.c.agency_id == work.author.agency_id, table.c.id.in_(rows)
            )
        )
    )
    work.add_many(table, [{"id": id} | row for id, row in rows.items() if id not in there])
    if there:
        work.bring_back(table, *there)
        work.change_many(table, {id: rows[id] for id in there})
