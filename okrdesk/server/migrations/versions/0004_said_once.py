"""What a change says is kept once, in `change`; the log names it by the hash that it always had."""

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"

# Without its change the log's copy is the only one: it is evidence, and goes nowhere.
_ONLY_HERE = text(
    """
    SELECT count(*) FROM log_entry WHERE body IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM change
        WHERE change.agency_id = log_entry.agency_id AND change.cid = log_entry.cid
    )
    """
)


def upgrade() -> None:
    """Drop the copies; raise RuntimeError where one of them has no original."""
    alone = op.get_bind().scalar(_ONLY_HERE)
    if alone:
        raise RuntimeError(f"{alone} entries of the log tell changes that are nowhere else")
    op.execute("ALTER TABLE log_entry DROP COLUMN body")
