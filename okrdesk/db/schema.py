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
    Index,
    Integer,
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
from okrdesk.db.evaluation_tables import unit_rating as unit_rating
from okrdesk.db.kinds_of_tables import belongs_to, id_column, log, register
from okrdesk.db.kinds_of_tables import metadata as metadata
from okrdesk.db.own_tables import blob as blob
from okrdesk.db.own_tables import blob_part as blob_part
from okrdesk.db.own_tables import draft as draft
from okrdesk.db.own_tables import key_result_state as key_result_state
from okrdesk.db.own_tables import key_result_trace as key_result_trace
from okrdesk.db.own_tables import meta as meta
from okrdesk.db.own_tables import objective_state as objective_state
from okrdesk.db.own_tables import rollup as rollup
from okrdesk.db.own_tables import scope_row as scope_row
from okrdesk.db.own_tables import search_entry as search_entry
from okrdesk.db.own_tables import sync_run as sync_run
from okrdesk.db.planning_tables import closure as closure
from okrdesk.db.planning_tables import conclusion as conclusion
from okrdesk.db.planning_tables import directive as directive
from okrdesk.db.planning_tables import directive_file as directive_file
from okrdesk.db.planning_tables import directive_item as directive_item
from okrdesk.db.planning_tables import indicator as indicator
from okrdesk.db.planning_tables import indicator_target as indicator_target
from okrdesk.db.planning_tables import indicator_value as indicator_value
from okrdesk.db.planning_tables import meeting as meeting
from okrdesk.db.planning_tables import objective_share as objective_share
from okrdesk.db.planning_tables import remark as remark
from okrdesk.db.planning_tables import removal as removal
from okrdesk.db.planning_tables import unit_past as unit_past
from okrdesk.db.planning_tables import unit_succession as unit_succession
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
    Column("axis", String(20)),
    id_column("directive_item_id"),
    id_column("copied_from_id"),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("cycle_id", "cycle"),
    Index(None, "agency_id", "cycle_id"),
    Index(None, "agency_id", "owner_person_id"),
    Index(None, "agency_id", "owner_unit_id"),
    Index(None, "agency_id", "directive_item_id"),
)

link = register(
    "link",
    id_column("child_id", nullable=False),
    id_column("parent_id", nullable=False),
    Column("parent_entity", String(12), nullable=False),
    id_column("key_result_id"),
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
    id_column("indicator_id"),
    id_column("directive_item_id"),
    id_column("copied_from_id"),
    Column("ordinal", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("objective_id", "objective"),
    Index(None, "agency_id", "indicator_id"),
    Index(None, "agency_id", "directive_item_id"),
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
    Column("resolution", Text, nullable=False, default="", server_default=""),
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
    Column("content", Document),
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
