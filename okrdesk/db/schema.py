"""The tables, the same on a PC and on the central server: `agency_id` first in every key.

Journalled tables hold what people decide; only `okrdesk.db.journal`, and a merge, write them. Each
carries `stamps`, the clock of each field's last change (`"*"` is the row's creation), so that a
merge knows what an author had seen. A *register* table is edited; a *log* table is append-only, but
for the tombstone. A column with `info={"merge": "set"}` holds a sorted list whose elements come and
go one by one, each with a stamp of its own (`"tags/road"`). References to what may lie outside a
person's scope (owners, links between objectives) are no foreign keys on purpose: such rows may
arrive before, or without, the row they name.
"""

from sqlalchemy import (
    BigInteger,
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

from okrdesk.db.change_table import change as change
from okrdesk.db.evaluation_tables import attachment as attachment
from okrdesk.db.evaluation_tables import catalogue as catalogue
from okrdesk.db.evaluation_tables import catalogue_item as catalogue_item
from okrdesk.db.evaluation_tables import cause as cause
from okrdesk.db.evaluation_tables import delivery as delivery
from okrdesk.db.evaluation_tables import document as document
from okrdesk.db.evaluation_tables import evaluation as evaluation
from okrdesk.db.evaluation_tables import fault as fault
from okrdesk.db.evaluation_tables import period as period
from okrdesk.db.evaluation_tables import rule_pack as rule_pack
from okrdesk.db.evaluation_tables import score as score
from okrdesk.db.evaluation_tables import step as step
from okrdesk.db.evaluation_tables import task as task
from okrdesk.db.evaluation_tables import task_share as task_share
from okrdesk.db.kinds_of_tables import belongs_to, id_column, keyed, log, register
from okrdesk.db.kinds_of_tables import metadata as metadata
from okrdesk.db.types import Document, Exact, Instant

agency = register(
    "agency",
    Column("code", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    Column("superior", String(300), nullable=False, default=""),
    Column("place", String(100), nullable=False, default=""),
    Column("letterhead", String(10), nullable=False, default="state"),
)

unit = register(
    "unit",
    Column("code", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    id_column("parent_id"),
    Column("from_on", Date),
    Column("to_on", Date),
    Column("ordinal", Integer, nullable=False, default=0),
    Index(None, "agency_id", "parent_id"),
    Index(None, "agency_id", "code"),
)

person = register(
    "person",
    Column("code", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("born_on", Date),
    Column("personal_number", String(20)),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "code"),
    Index(None, "agency_id", "personal_number"),
)

post = register(
    "post",
    id_column("person_id", nullable=False),
    id_column("unit_id", nullable=False),
    Column("title", String(200), nullable=False, default=""),
    Column("is_leader", Boolean, nullable=False, default=False),
    Column("is_deputy", Boolean, nullable=False, default=False),
    Column("share", Integer, nullable=False, default=100),
    Column("from_on", Date),
    Column("to_on", Date),
    belongs_to("person_id", "person"),
    belongs_to("unit_id", "unit"),
    Index(None, "agency_id", "person_id"),
    Index(None, "agency_id", "unit_id"),
)

role_grant = register(
    "role_grant",
    id_column("person_id", nullable=False),
    Column("role", String(20), nullable=False),
    belongs_to("person_id", "person"),
    Index(None, "agency_id", "person_id"),
)

office_setting = register(
    "office_setting",
    Column("key", String(60), nullable=False),
    Column("value", Document, nullable=False),
)

measure_unit = register(
    "measure_unit",
    Column("name", String(60), nullable=False),
    Column("archived", Boolean, nullable=False, default=False),
)

cycle = register(
    "cycle",
    Column("code", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("state", String(12), nullable=False),
    id_column("parent_id"),
    Index(None, "agency_id", "code"),
)

objective = register(
    "objective",
    id_column("cycle_id", nullable=False),
    Column("title", String(500), nullable=False),
    Column("description", Text, nullable=False, default=""),
    id_column("owner_person_id"),
    id_column("owner_unit_id"),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("weight", Exact),
    Column("commitment", String(12), nullable=False),
    Column("roll_up", String(12), nullable=False),
    Column(
        "tags", Document, nullable=False, default=[], server_default="[]", info={"merge": "set"}
    ),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("cycle_id", "cycle"),
    Index(None, "agency_id", "cycle_id"),
    Index(None, "agency_id", "owner_person_id"),
    Index(None, "agency_id", "owner_unit_id"),
)

link = register(
    "link",
    id_column("child_id", nullable=False),
    id_column("parent_id", nullable=False),
    Column("parent_entity", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("weight", Exact),
    Index(None, "agency_id", "child_id"),
    Index(None, "agency_id", "parent_id"),
)

key_result = register(
    "key_result",
    id_column("objective_id", nullable=False),
    Column("title", String(500), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("start_value", Exact),
    Column("target_value", Exact),
    Column("low", Exact),
    Column("high", Exact),
    Column("steps", Document),
    Column("phases", Document),
    Column("measure_unit", String(60), nullable=False, default=""),
    id_column("owner_person_id"),
    id_column("owner_unit_id"),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("weight", Exact),
    Column("commitment", String(12), nullable=False),
    Column("rhythm", String(12), nullable=False),
    Column("due_month", Integer),
    Column("ordinal", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("objective_id", "objective"),
    Index(None, "agency_id", "objective_id"),
    Index(None, "agency_id", "owner_person_id"),
    Index(None, "agency_id", "owner_unit_id"),
)

action_item = register(
    "action_item",
    id_column("key_result_id", nullable=False),
    Column("title", String(500), nullable=False),
    id_column("owner_person_id"),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("key_result_id", "key_result"),
    Index(None, "agency_id", "key_result_id"),
)

blocker = register(
    "blocker",
    id_column("key_result_id", nullable=False),
    id_column("check_in_id"),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    id_column("owner_person_id"),
    Column("due_on", Date),
    Column("closed_on", Date),
    belongs_to("key_result_id", "key_result"),
    Index(None, "agency_id", "key_result_id"),
)

check_in = log(
    "check_in",
    id_column("key_result_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("value", Exact, nullable=False),
    Column("steps_done", Document),
    Column("confidence", Integer),
    Column("comment", Text, nullable=False, default=""),
    Column("answers", Document),
    Column("next_on", Date),
    Column("computed_colour", String(12)),
    Column("chosen_colour", String(12)),
    Column("colour_reason", Text, nullable=False, default=""),
    id_column("corrects_id"),
    belongs_to("key_result_id", "key_result"),
    Index(None, "agency_id", "key_result_id", "effective_on"),
)

evidence = log(
    "evidence",
    id_column("check_in_id", nullable=False),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    belongs_to("check_in_id", "check_in"),
    Index(None, "agency_id", "check_in_id"),
)

review = log(
    "review",
    id_column("objective_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("kind", String(10), nullable=False),
    Column("level", Integer, nullable=False, default=1),
    Column("content_hash", String(64), nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("entered_at", Instant, nullable=False),
    belongs_to("objective_id", "objective"),
    Index(None, "agency_id", "objective_id"),
)

# Written by the server when two edits met; both authors decide it like any other register.
conflict = register(
    "conflict",
    Column("entity", String(20), nullable=False),
    id_column("eid", nullable=False),
    Column("field", String(60), nullable=False),
    Column("kept", Document, nullable=False),
    Column("lost", Document, nullable=False),
    Column("choice", String(10)),
    id_column("chosen_by"),
    Column("chosen_at", Instant),
    Index(None, "agency_id", "eid"),
)

JOURNALLED: dict[str, Table] = {
    table.name: table for table in metadata.sorted_tables if "journal" in table.info
}

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

# A plain table, not a full-text one: fifty thousand titles are scanned in a few hundredths of a
# second, it is the same on PostgreSQL, and folding (đ, tones, hòa/hoà) has to be ours anyway.
search_entry = keyed(
    "search_entry",
    Column("entity", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
)
