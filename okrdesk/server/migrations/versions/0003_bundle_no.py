"""A carried file is told from an older one by what it answers, and not by a number of its own."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Drop the number, which nothing ever read."""
    op.execute("ALTER TABLE device DROP COLUMN bundle_no")
