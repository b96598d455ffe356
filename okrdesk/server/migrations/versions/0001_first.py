"""The first tables: where the history begins."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Add nothing: a database is only ever born with tables and stamp together (`db.upgrade`)."""
