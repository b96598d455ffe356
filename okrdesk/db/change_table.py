"""The table of change records: what was changed, by whom, and what the server decided of it.

At once history, outbox, undo and audit; the journal writes it with the row, a merge with what was
decided.
"""

from typing import TypeVarTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
)

from okrdesk.db.kinds_of_tables import id_column, metadata
from okrdesk.db.types import Document, Instant

Columns = TypeVarTuple("Columns")

change = Table(
    "change",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("cid", nullable=False),
    id_column("device", nullable=False),
    Column("dseq", BigInteger, nullable=False),
    id_column("actor", nullable=False),
    Column("action", String(40), nullable=False),
    Column("entity", String(20), nullable=False),
    id_column("eid", nullable=False),
    Column("op", String(8), nullable=False),
    Column("fields", Document, nullable=False),
    Column("base", Document, nullable=False),
    Column("was", Document, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    id_column("grp", nullable=False),
    id_column("undoes"),
    Column("sv", Integer, nullable=False),
    Column("wall", Instant, nullable=False),
    Column("tz", Integer, nullable=False),
    Column("app", String(20), nullable=False),
    Column("effective_on", Date),
    # What a newer program wrote that this one does not know: kept, so that hashes stay the same.
    Column("extra", Document),
    # What the server decided: none while the change waits. `hlc_eff` is the clock that the server
    # took instead of one that ran ahead.
    Column("fate", String(12)),
    Column("reason", String(24)),
    Column("aseq", BigInteger),
    Column("hlc_eff", BigInteger),
    PrimaryKeyConstraint("agency_id", "cid"),
    # Not unique: a cloned disk writes the same numbers, and the server has to see both.
    Index(None, "agency_id", "device", "dseq"),
    Index(
        "ix_change_waiting",
        "agency_id",
        "device",
        "dseq",
        sqlite_where=Column("fate").is_(None),
        postgresql_where=Column("fate").is_(None),
    ),
    Index(None, "agency_id", "eid"),
    Index(None, "agency_id", "grp"),
    Index(
        "ix_change_undoes",
        "agency_id",
        "undoes",
        sqlite_where=Column("undoes").isnot(None),
        postgresql_where=Column("undoes").isnot(None),
    ),
)


def by_waiting(question: Select[*Columns]) -> Select[*Columns]:
    """Return a question about changes without a fate that SQLite answers by their own index.

    Of indexes that serve alike it takes the one made last, which may be the one of all that the
    device ever wrote.
    """
    return question.with_hint(change, "INDEXED BY ix_change_waiting", "sqlite")
