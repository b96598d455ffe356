"""Meetings in the search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from okrdesk.domain.text import collation_key, fold

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Enter every meeting into the search index."""
    texts = ("title", "note")
    one = sa.table("meeting", *map(sa.column, ("agency_id", "id", "deleted", *texts)))
    entry = sa.table(
        "search_entry",
        *map(sa.column, ("agency_id", "id", "entity", "title", "words", "sort_key")),
    )
    found: list[dict[str, Any]] = [
        {
            "agency_id": row.agency_id,
            "id": row.id,
            "entity": "meeting",
            "title": row.title,
            "words": " " + " ".join(fold(str(text)) for text in row[3:] if text),
            "sort_key": collation_key(row.title),
        }
        for row in op.get_bind().execute(sa.select(one).where(one.c.deleted == sa.false()))
    ]
    if found:
        op.bulk_insert(entry, found)
