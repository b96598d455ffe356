"""Rows of any kind by what names them: the kind and the id."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.domain.structure import Key


def rows_by_key(
    connection: Connection, agency_id: str, keys: Iterable[Key]
) -> dict[Key, RowMapping]:
    """Return the rows of (entity, id), under tombstones too; what is not here is left out."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for entity, id in keys:
        if id:
            wanted[entity].add(id)
    found: dict[Key, RowMapping] = {}
    for entity, ids in wanted.items():
        table = schema.JOURNALLED[entity]
        for chunk in in_chunks(ids):
            rows = connection.execute(
                select(table).where(table.c.agency_id == agency_id, table.c.id.in_(chunk))
            ).mappings()
            found |= {(entity, row["id"]): row for row in rows}
    return found
