"""Scopes are of any root: objectives, tasks, evaluations and printed forms."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Name the column after what it holds now."""
    op.execute("ALTER TABLE tree_scope RENAME COLUMN objective_id TO root_id")
