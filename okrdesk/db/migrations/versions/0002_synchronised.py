"""What a server decided of each change, reviews and conflicts, and where rows came from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = (
    sa.Column("agency_id", sa.Uuid, nullable=False),
    sa.Column("id", sa.Uuid, nullable=False),
)


def upgrade() -> None:
    """Add columns and tables; the clock of an appended row is that of its change record."""
    for name in ("check_in", "evidence"):
        op.add_column(name, sa.Column("stamps", sa.Text, nullable=False, server_default="{}"))
    for name in ("check_in", "evidence"):
        op.execute(
            f"UPDATE {name} SET stamps = coalesce((SELECT '{{\"*\":' || change.hlc || '}}' FROM change"  # noqa: S608
            f" WHERE change.agency_id = {name}.agency_id AND change.eid = {name}.id"
            " AND change.op = 'append'), '{}')"
        )
    op.add_column("objective", sa.Column("tags", sa.Text, nullable=False, server_default="[]"))
    _add_to_changes()
    _add_reviews()
    _add_conflicts()
    _add_what_a_device_notes()


def _add_to_changes() -> None:
    op.add_column("change", sa.Column("extra", sa.Text))
    op.add_column("change", sa.Column("fate", sa.String(12)))
    op.add_column("change", sa.Column("reason", sa.String(24)))
    op.add_column("change", sa.Column("aseq", sa.BigInteger))
    op.add_column("change", sa.Column("hlc_eff", sa.BigInteger))
    # By the name that the naming convention of the first tables gave it.
    op.drop_index("ix_change_agency_id", "change", if_exists=True)
    for index in ("agency_id_device_dseq", "agency_id_eid", "agency_id_grp"):
        op.drop_index(f"ix_change_{index}", "change", if_exists=True)


def _add_reviews() -> None:
    op.create_table("review")


def _add_conflicts() -> None:
    op.create_table("conflict")


def _add_what_a_device_notes() -> None:
    op.create_table("sync_run")
