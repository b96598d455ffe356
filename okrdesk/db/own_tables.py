"""The tables beside the journal: what a store keeps for itself, and what follows from the journal.

None of them is sent anywhere: notes of a device, contents of files, scopes, drafts, states, search.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from okrdesk.db.kinds_of_tables import id_column, keyed, metadata
from okrdesk.db.types import Document, Exact, Instant

meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Document, nullable=False),
)

blob = Table(
    "blob",
    metadata,
    id_column("agency_id", nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("agency_id", "sha256"),
)

blob_part = Table(
    "blob_part",
    metadata,
    id_column("agency_id", nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("agency_id", "sha256", "ordinal"),
)

# Which scopes hold a row on this PC; a row that none holds any more is purged. `generation` tells
# the snapshot it was last seen in.
scope_row = Table(
    "scope_row",
    metadata,
    id_column("agency_id", nullable=False),
    Column("scope", String(60), nullable=False),
    id_column("eid", nullable=False),
    Column("entity", String(20), nullable=False),
    Column("generation", Integer, nullable=False, default=0),
    PrimaryKeyConstraint("agency_id", "scope", "eid"),
    Index(None, "agency_id", "eid"),
)

sync_run = Table(
    "sync_run",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("id", nullable=False),
    Column("way", String(10), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("figures", Document, nullable=False),
    Column("error", String(40)),
    PrimaryKeyConstraint("agency_id", "id"),
)

# Figures of units too deep below a reader to arrive in full, counted by the server.
rollup = Table(
    "rollup",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("unit_id", nullable=False),
    id_column("cycle_id", nullable=False),
    Column("figures", Document, nullable=False),
    PrimaryKeyConstraint("agency_id", "unit_id", "cycle_id"),
)

draft = Table(
    "draft",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("person_id", nullable=False),
    Column("kind", String(20), nullable=False),
    id_column("subject_id", nullable=False),
    Column("content", Document, nullable=False),
    Column("saved_at", Instant, nullable=False),
    PrimaryKeyConstraint("agency_id", "person_id", "kind", "subject_id"),
)

key_result_state = keyed(
    "key_result_state",
    id_column("objective_id", nullable=False),
    Column("progress", Float, nullable=False),
    Column("raw", Float),
    Column("value", Exact),
    Column("last_on", Date),
    id_column("last_check_in_id"),
    Column("colour", String(12)),
    Column("confidence", Integer),
    Column("check_ins", Integer, nullable=False),
    Column("due_on", Date),
    Column("not_before", Date),
    Column("counted_until", Date),
    Column("archived", Boolean, nullable=False),
    Index(None, "agency_id", "objective_id"),
    Index(None, "agency_id", "due_on"),
    Index(None, "agency_id", "counted_until"),
)

objective_state = keyed(
    "objective_state",
    Column("progress", Float),
    Column("key_results", Integer, nullable=False),
)

# What a key result showed at the end of each week (`okrdesk.domain.traces`). A row that is not
# there is counted when somebody looks.
key_result_trace = keyed(
    "key_result_trace",
    Column("first_on", Date, nullable=False),
    Column("progress_by_week", LargeBinary, nullable=False),
    Column("stands", LargeBinary, nullable=False),
    Column("late", LargeBinary, nullable=False),
)

# A plain table, not a full-text one: fifty thousand titles are scanned in a few hundredths of a
# second, it is the same on PostgreSQL, and folding (đ, tones, hòa/hoà) has to be ours anyway.
search_entry = keyed(
    "search_entry",
    Column("entity", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
)
