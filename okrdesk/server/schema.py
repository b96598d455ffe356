"""What only the server keeps, beside the tables of `okrdesk.db.schema`; `agency_id` leads each key.

The log (`log_entry`, `merkle_node`, `checkpoint`) is written once and says what was decided of each
change. The feed says where a row is, once per scope and row. What is derived from rows is not
counted while changes arrive: `counter.counted` says up to which entry of the log it has been.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

from okrdesk.db import schema
from okrdesk.db.kinds_of_tables import id_column
from okrdesk.db.types import Document, Instant

metadata = MetaData(naming_convention=schema.metadata.naming_convention)

# One row for each agency, locked by every writer: the agency's log grows by one writer at a time.
# `org` names the state of units, people, posts, roles and cycles; it changes with each change of
# them. `device` is the one that the server itself writes as. `hlc` is the latest clock seen.
# `waiting` counts the rows of `parked`; `waited` is the last entry of the log about a change that
# waits or had waited.
counter = Table(
    "counter",
    metadata,
    id_column("agency_id", primary_key=True),
    Column("epoch", String(36), nullable=False),
    Column("aseq", BigInteger, nullable=False, default=0),
    Column("hlc", BigInteger, nullable=False, default=0),
    Column("org", String(36), nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("scoped_on", Date),
    Column("durable", BigInteger, nullable=False, default=0),
    Column("counted", BigInteger, nullable=False, default=0),
    Column("waiting", Integer, nullable=False, default=0),
    Column("waited", BigInteger, nullable=False, default=0),
    id_column("device", nullable=False),
)

# `hash` is the leaf of the tree and the `prev` of the row's next entry (`okrdesk.server.entries`).
# What a change says is in `change` alone, and is hashed with `salt`; both may be erased where the
# law says so. `has_waited` marks what was decided of a change that waits or had waited: its author
# has to hear of it.
log_entry = Table(
    "log_entry",
    metadata,
    id_column("agency_id", nullable=False),
    Column("aseq", BigInteger, nullable=False),
    id_column("cid", nullable=False),
    id_column("actor", nullable=False),
    Column("entity", String(20), nullable=False),
    id_column("eid", nullable=False),
    Column("fate", String(12), nullable=False),
    Column("reason", String(24)),
    Column("hlc_eff", BigInteger),
    Column("at", BigInteger, nullable=False),
    Column("prev", LargeBinary),
    Column("body_hash", String(64), nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("has_waited", Boolean, nullable=False),
    PrimaryKeyConstraint("agency_id", "aseq"),
    Index(None, "agency_id", "eid", "aseq"),
    Index(
        "ix_log_entry_waited",
        "agency_id",
        "actor",
        "aseq",
        sqlite_where=Column("has_waited"),
        postgresql_where=Column("has_waited"),
    ),
)

# Of the tree over the log; level 0 is not here: `log_entry.hash` of aseq idx + 1 is it.
merkle_node = Table(
    "merkle_node",
    metadata,
    id_column("agency_id", nullable=False),
    Column("level", Integer, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("agency_id", "level", "idx"),
)

# The checkpoints that were printed, mailed or witnessed; `witness` holds co-signatures.
checkpoint = Table(
    "checkpoint",
    metadata,
    id_column("agency_id", nullable=False),
    Column("epoch", String(36), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("sig", String(128), nullable=False),
    Column("witness", Document),
    PrimaryKeyConstraint("agency_id", "epoch", "size"),
)

feed = Table(
    "feed",
    metadata,
    id_column("agency_id", nullable=False),
    Column("scope", String(60), nullable=False),
    id_column("eid", nullable=False),
    Column("entity", String(20), nullable=False),
    Column("aseq", BigInteger, nullable=False),
    Column("is_held", Boolean, nullable=False),
    PrimaryKeyConstraint("agency_id", "eid", "scope"),
    Index(None, "agency_id", "scope", "aseq"),
)

tree_scope = Table(
    "tree_scope",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("root_id", nullable=False),
    Column("scope", String(60), nullable=False),
    PrimaryKeyConstraint("agency_id", "root_id", "scope"),
)

# Changes that wait: for the row `waits_eid`, or (none) for a person's word. The record is in
# `change`, `aseq` its place in the order of arrival.
parked = Table(
    "parked",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("cid", nullable=False),
    Column("aseq", BigInteger, nullable=False),
    Column("reason", String(24), nullable=False),
    Column("waits_entity", String(20)),
    id_column("waits_eid"),
    PrimaryKeyConstraint("agency_id", "cid"),
    Index(None, "agency_id", "waits_eid"),
)

version_seen = Table(
    "version_seen",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("objective_id", nullable=False),
    Column("content_hash", String(64), nullable=False),
    PrimaryKeyConstraint("agency_id", "objective_id", "content_hash"),
)

# Keys and chain heads are hex. `waiting`, `app`, `sv` are what the PC last said of itself.
device = Table(
    "device",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("id", nullable=False),
    id_column("person_id", nullable=False),
    Column("verify_key", String(64), nullable=False),
    Column("seal_key", String(64), nullable=False),
    Column("name", String(100), nullable=False, default=""),
    Column("app", String(20), nullable=False, default=""),
    Column("sv", Integer, nullable=False, default=0),
    Column("enrolled_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("waiting", Integer, nullable=False, default=0),
    Column("head_dseq", BigInteger, nullable=False, default=0),
    Column("head", String(64), nullable=False),
    Column("token", String(64), nullable=False, default=""),
    Column("token_before", String(64), nullable=False, default=""),
    Column("revoked_at", Instant),
    Column("wipe", Boolean, nullable=False, default=False),
    PrimaryKeyConstraint("agency_id", "id"),
    Index(None, "agency_id", "person_id"),
    Index(None, "id"),
)

# What devices signed: proof that changes were theirs, and where their chains of changes were.
batch = Table(
    "batch",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("device", nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("prev_head", String(64), nullable=False),
    Column("head", String(64), nullable=False),
    Column("sig", String(128), nullable=False),
    PrimaryKeyConstraint("agency_id", "device", "last"),
)

# Who may enrol; `name` is the login in lower case, `password` an argon2 hash. `totp_step` is the
# last step of time of which a code was used.
account = Table(
    "account",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("person_id", nullable=False),
    Column("name", String(60), nullable=False),
    Column("password", String(200)),
    Column("totp", String(64)),
    Column("totp_step", BigInteger, nullable=False, default=0),
    Column("needs_totp", Boolean, nullable=False, default=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("agency_id", "person_id"),
    Index(None, "agency_id", "name", unique=True),
)

enrol_code = Table(
    "enrol_code",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("id", nullable=False),
    id_column("person_id", nullable=False),
    Column("hash", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    PrimaryKeyConstraint("agency_id", "id"),
    Index(None, "agency_id", "person_id"),
    Index(None, "hash"),
)

# Failed enrolments by login, whether there is such a user or not: the answer must not tell. `who`
# is a hash of the login; the agency is all zeros where none was meant.
attempt = Table(
    "attempt",
    metadata,
    id_column("agency_id", nullable=False),
    Column("who", String(64), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("last_at", Instant, nullable=False),
    PrimaryKeyConstraint("agency_id", "who"),
)

# Who has to enrol with a second factor: `second_factor` is one of `second_factor.Whose`.
agency_policy = Table(
    "agency_policy",
    metadata,
    id_column("agency_id", nullable=False),
    Column("second_factor", String(20), nullable=False),
    PrimaryKeyConstraint("agency_id"),
)

# The public key (X25519, hex) to which PCs seal the key of their database; its other half is
# printed once, at the agency's birth, and kept nowhere here.
agency_key = Table(
    "agency_key",
    metadata,
    id_column("agency_id", nullable=False),
    Column("recovery_key", String(64), nullable=False),
    PrimaryKeyConstraint("agency_id"),
)

api_token = Table(
    "api_token",
    metadata,
    id_column("agency_id", nullable=False),
    id_column("id", nullable=False),
    Column("name", String(100), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("revoked_at", Instant),
    PrimaryKeyConstraint("agency_id", "id"),
    Index(None, "hash"),
)
