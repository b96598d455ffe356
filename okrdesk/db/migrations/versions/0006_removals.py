"""What was removed for good, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "removal",
        sa.Column("agency_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("eid", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("stamps", sa.Text, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_removal"),
    )
