"""What a server decided of each change, reviews and conflicts, and the notes of a device."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns and tables; the clock of an appended row is that of its change record."""
    for name in ("check_in", "evidence"):
        op.add_column(name, sa.Column("stamps", sa.Text, nullable=False, server_default="{}"))
        op.execute(_stamps_from_changes(name))
    op.add_column("objective", sa.Column("tags", sa.Text, nullable=False, server_default="[]"))
    _add_to_changes()
    _add_reviews()
    _add_conflicts()
    _add_blob_parts()
    _add_what_a_device_notes()


def _stamps_from_changes(name: str) -> sa.TextClause:
    """Return the UPDATE that gives each row the clock of its birth and of its tombstone, if any."""
    of_row = f"FROM change WHERE change.agency_id = {name}.agency_id AND change.eid = {name}.id"
    born = f"""SELECT '{{"*":' || min(change.hlc) {of_row} AND change.op = 'append'"""
    gone = f"""SELECT ',"deleted":' || max(change.hlc) {of_row} AND change.op <> 'append'"""
    written = f"coalesce(({born}) || coalesce(({gone}), '') || '}}', '{{}}')"
    # No colon may look like a parameter's.
    return sa.text(f"UPDATE {name} SET stamps = {written}".replace(":", "\\:"))  # noqa: S608


def _add_to_changes() -> None:
    op.add_column("change", sa.Column("extra", sa.Text))
    op.add_column("change", sa.Column("fate", sa.String(12)))
    op.add_column("change", sa.Column("reason", sa.String(24)))
    op.add_column("change", sa.Column("aseq", sa.BigInteger))
    op.add_column("change", sa.Column("hlc_eff", sa.BigInteger))
    numbered = ["agency_id", "device", "dseq"]
    op.drop_index("ix_change_agency_id_device_dseq", "change")
    op.create_index("ix_change_agency_id_device_dseq", "change", numbered)
    waiting = sa.text("fate IS NULL")
    op.create_index(
        "ix_change_waiting", "change", numbered, sqlite_where=waiting, postgresql_where=waiting
    )


def _add_reviews() -> None:
    op.create_table(
        "review",
        _id("agency_id"),
        _id("id"),
        _id("objective_id"),
        _id("author_id"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("stamps", sa.Text, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_review"),
        sa.ForeignKeyConstraint(
            ["agency_id", "objective_id"],
            ["objective.agency_id", "objective.id"],
            name="fk_review_agency_id_objective_id",
        ),
    )
    op.create_index("ix_review_agency_id_objective_id", "review", ["agency_id", "objective_id"])


def _add_conflicts() -> None:
    op.create_table(
        "conflict",
        _id("agency_id"),
        _id("id"),
        sa.Column("entity", sa.String(20), nullable=False),
        _id("eid"),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("lost", sa.Text, nullable=False),
        sa.Column("choice", sa.String(10)),
        sa.Column("chosen_by", sa.Uuid),
        sa.Column("chosen_at", sa.BigInteger),
        sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("stamps", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_conflict"),
    )
    op.create_index("ix_conflict_agency_id_eid", "conflict", ["agency_id", "eid"])


def _add_blob_parts() -> None:
    op.create_table(
        "blob_part",
        _id("agency_id"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "sha256", "ordinal", name="pk_blob_part"),
    )


def _add_what_a_device_notes() -> None:
    op.create_table(
        "scope_row",
        _id("agency_id"),
        sa.Column("scope", sa.String(60), nullable=False),
        _id("eid"),
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "scope", "eid", name="pk_scope_row"),
    )
    op.create_index("ix_scope_row_agency_id_eid", "scope_row", ["agency_id", "eid"])
    op.create_table(
        "sync_run",
        _id("agency_id"),
        _id("id"),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("error", sa.String(40)),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_sync_run"),
    )
    op.create_table(
        "rollup",
        _id("agency_id"),
        _id("unit_id"),
        _id("cycle_id"),
        sa.Column("figures", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "unit_id", "cycle_id", name="pk_rollup"),
    )


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, nullable=False)
