"""Ratings of units, axis and difficulty of tasks, why a period reopened; items in the search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from okrdesk.domain.text import collation_key, fold

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what tasks and periods gain, the table of ratings, and the words of catalogue items."""
    op.add_column("task", sa.Column("axis", sa.String(20)))
    op.add_column("task", sa.Column("difficulty", sa.String(40)))
    op.add_column("period", sa.Column("note", sa.Text, nullable=False, server_default=""))
    _add_ratings()
    _add_words()


def _add_ratings() -> None:
    op.create_table(
        "unit_rating",
        sa.Column("agency_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("period_id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Uuid, nullable=False),
        sa.Column("band", sa.String(40)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("stamps", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_unit_rating"),
        *(_of(name) for name in ("period", "unit")),
    )
    op.create_index("ix_unit_rating_agency_id_period_id", "unit_rating", ["agency_id", "period_id"])


def _of(parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", f"{parent}_id"],
        [f"{parent}.agency_id", f"{parent}.id"],
        name=f"fk_unit_rating_agency_id_{parent}_id",
    )


def _add_words() -> None:
    """Enter catalogue items into the search index, which were looked for one by one before."""
    texts = ("title", "code", "duty", "product")
    item = sa.table("catalogue_item", *map(sa.column, ("agency_id", "id", "deleted", *texts)))
    entry = sa.table(
        "search_entry",
        *map(sa.column, ("agency_id", "id", "entity", "title", "words", "sort_key")),
    )
    found: list[dict[str, Any]] = [
        {
            "agency_id": row.agency_id,
            "id": row.id,
            "entity": "catalogue_item",
            "title": row.title,
            "words": " " + " ".join(fold(str(text)) for text in row[3:] if text),
            "sort_key": collation_key(row.title),
        }
        for row in op.get_bind().execute(sa.select(item).where(item.c.deleted == sa.false()))
    ]
    if found:
        op.bulk_insert(entry, found)
