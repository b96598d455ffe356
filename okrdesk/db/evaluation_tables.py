"""The tables of work and its evaluation: rules, catalogues, periods, tasks, scores, decisions.

What all of an agency share (packs, catalogues, periods) are registers. A task, an evaluation and a
printed document are each the root of a small tree that belongs to one person; what was done, what
was found wanting, what was scored and what was decided are logs, so that no word is ever replaced.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Text

from okrdesk.db.kinds_of_tables import belongs_to, id_column, log, register
from okrdesk.db.types import Document, Exact, Instant

rule_pack = register(
    "rule_pack",
    Column("code", String(60), nullable=False),
    Column("version", String(20), nullable=False),
    Column("name", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("published", Boolean, nullable=False, default=False),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "code"),
)

catalogue = register(
    "catalogue",
    Column("code", String(40), nullable=False),
    Column("version", String(20), nullable=False),
    Column("name", String(300), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("baseline", Exact, nullable=False),
    Column("lowest", Exact),
    Column("highest", Exact),
    Column("groups", Document, nullable=False, default=[]),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "code"),
)

catalogue_item = register(
    "catalogue_item",
    id_column("catalogue_id", nullable=False),
    Column("code", String(40), nullable=False, default=""),
    Column("position", String(200), nullable=False, default=""),
    Column("duty", String(500), nullable=False, default=""),
    Column("title", String(500), nullable=False),
    Column("product", String(500), nullable=False, default=""),
    Column("group", String(60), nullable=False, default=""),
    Column("points", Exact),
    Column("coefficient", Exact),
    Column("note", Text, nullable=False, default=""),
    Column("ordinal", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("catalogue_id", "catalogue"),
    Index(None, "agency_id", "catalogue_id"),
)

period = register(
    "period",
    Column("code", String(20), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("self_due_on", Date),
    Column("review_due_on", Date),
    Column("approve_due_on", Date),
    Column("state", String(10), nullable=False),
    Column("note", Text, nullable=False, default="", server_default=""),
    Index(None, "agency_id", "code"),
)

# How a unit itself is rated in a period, by the authority; its head is not rated above it.
unit_rating = register(
    "unit_rating",
    id_column("period_id", nullable=False),
    id_column("unit_id", nullable=False),
    Column("band", String(40)),
    Column("note", Text, nullable=False, default=""),
    belongs_to("period_id", "period"),
    belongs_to("unit_id", "unit"),
    Index(None, "agency_id", "period_id"),
)

task = register(
    "task",
    id_column("owner_person_id", nullable=False),
    id_column("unit_id"),
    Column("title", String(500), nullable=False),
    Column("source", String(12), nullable=False),
    id_column("key_result_id"),
    id_column("catalogue_item_id"),
    Column("quantity", Exact, nullable=False),
    Column("coefficient", Exact),
    Column("axis", String(20)),
    Column("difficulty", String(40)),
    Column("start_on", Date, nullable=False),
    Column("due_on", Date),
    id_column("assigned_by"),
    id_column("rolled_from_id"),
    id_column("directive_item_id"),
    Column("note", Text, nullable=False, default=""),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "owner_person_id"),
    Index(None, "agency_id", "key_result_id"),
    Index(None, "agency_id", "directive_item_id"),
)

task_share = register(
    "task_share",
    id_column("task_id", nullable=False),
    id_column("owner_person_id", nullable=False),
    Column("share", Exact, nullable=False),
    belongs_to("task_id", "task"),
    Index(None, "agency_id", "task_id"),
    Index(None, "agency_id", "owner_person_id"),
)

delivery = log(
    "delivery",
    id_column("task_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("quantity", Exact, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("note", Text, nullable=False, default=""),
    id_column("corrects_id"),
    Column("entered_at", Instant, nullable=False),
    belongs_to("task_id", "task"),
    Index(None, "agency_id", "task_id"),
)

fault = log(
    "fault",
    id_column("task_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("kind", String(10), nullable=False),
    Column("count", Integer, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("entered_at", Instant, nullable=False),
    belongs_to("task_id", "task"),
    Index(None, "agency_id", "task_id"),
)

cause = log(
    "cause",
    id_column("task_id"),
    id_column("key_result_id"),
    id_column("author_id", nullable=False),
    Column("kind", String(20), nullable=False),
    Column("content_errors", Integer, nullable=False, default=0),
    Column("delays", Integer, nullable=False, default=0),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("reason", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
    belongs_to("task_id", "task"),
    belongs_to("key_result_id", "key_result"),
    Index(None, "agency_id", "task_id"),
    Index(None, "agency_id", "key_result_id"),
)

evaluation = register(
    "evaluation",
    id_column("period_id", nullable=False),
    id_column("owner_person_id", nullable=False),
    id_column("unit_id"),
    Column("title", String(200), nullable=False, default=""),
    Column("is_leader", Boolean, nullable=False, default=False),
    id_column("rule_pack_id", nullable=False),
    Column("days", Integer),
    Column("days_present", Integer),
    Column("brought", Document),
    Column("note", Text, nullable=False, default=""),
    belongs_to("period_id", "period"),
    Index(None, "agency_id", "period_id"),
    Index(None, "agency_id", "owner_person_id"),
)

score = log(
    "score",
    id_column("evaluation_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("level", String(10), nullable=False),
    Column("marks", Document, nullable=False),
    Column("leadership", Document),
    Column("knock_outs", Document),
    Column("strengths", Text, nullable=False, default=""),
    Column("weaknesses", Text, nullable=False, default=""),
    Column("comment", Text, nullable=False, default=""),
    Column("band", String(40)),
    Column("inputs", Document, nullable=False),
    Column("outcome", Document, nullable=False),
    Column("entered_at", Instant, nullable=False),
    belongs_to("evaluation_id", "evaluation"),
    Index(None, "agency_id", "evaluation_id"),
)

document = log(
    "document",
    id_column("owner_person_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("code", String(40), nullable=False),
    Column("form", String(20), nullable=False),
    Column("title", String(300), nullable=False),
    id_column("subject_id"),
    id_column("period_id"),
    Column("content_sha256", String(64), nullable=False),
    Column("facts", Document, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Index(None, "agency_id", "code"),
    Index(None, "agency_id", "owner_person_id"),
)

attachment = log(
    "attachment",
    id_column("document_id"),
    id_column("cause_id"),
    id_column("author_id", nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("entered_at", Instant, nullable=False),
    belongs_to("document_id", "document"),
    belongs_to("cause_id", "cause"),
    Index(None, "agency_id", "document_id"),
    Index(None, "agency_id", "cause_id"),
)

# A decision on a task, a cause or an evaluation: exactly one of the three is named. Where a score
# is decided on, `score_id` names it, so nobody approves what nobody has read.
step = log(
    "step",
    id_column("task_id"),
    id_column("cause_id"),
    id_column("evaluation_id"),
    id_column("score_id"),
    id_column("author_id", nullable=False),
    Column("kind", String(10), nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("due_on", Date),
    Column("entered_at", Instant, nullable=False),
    belongs_to("task_id", "task"),
    belongs_to("cause_id", "cause"),
    belongs_to("evaluation_id", "evaluation"),
    belongs_to("score_id", "score"),
    Index(None, "agency_id", "task_id"),
    Index(None, "agency_id", "cause_id"),
    Index(None, "agency_id", "evaluation_id"),
)
