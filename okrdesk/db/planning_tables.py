"""The tables of the office's year: directives, indicators, words on work, closing, meetings.

Directives, indicators and what a unit once was are known to the whole agency. A meeting is the root
of a small tree; the rest hangs on the objective that it is about.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Text

from okrdesk.db.kinds_of_tables import belongs_to, id_column, log, register
from okrdesk.db.types import Document, Exact, Instant

directive = register(
    "directive",
    Column("code", String(60), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("issuer", String(300), nullable=False, default=""),
    Column("issued_on", Date, nullable=False),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "code"),
)

directive_item = register(
    "directive_item",
    id_column("directive_id", nullable=False),
    Column("article", String(60), nullable=False, default=""),
    Column("title", Text, nullable=False),
    id_column("lead_unit_id"),
    Column(
        "support_unit_ids",
        Document,
        nullable=False,
        default=[],
        server_default="[]",
        info={"merge": "set"},
    ),
    Column("due_on", Date),
    Column("target", Text, nullable=False, default=""),
    Column("axis", String(20)),
    Column("ordinal", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("directive_id", "directive"),
    Index(None, "agency_id", "directive_id"),
)

directive_file = log(
    "directive_file",
    id_column("directive_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("entered_at", Instant, nullable=False),
    belongs_to("directive_id", "directive"),
    Index(None, "agency_id", "directive_id"),
)

# One version of an indicator holds from a day to a day; all versions of one share the code.
indicator = register(
    "indicator",
    Column("code", String(40), nullable=False),
    Column("title", String(500), nullable=False),
    Column("definition", Text, nullable=False, default=""),
    Column("measure_unit", String(60), nullable=False, default=""),
    Column("direction", String(12), nullable=False),
    Column("rhythm", String(12), nullable=False),
    Column("due_month", Integer),
    Column("source", String(300), nullable=False, default=""),
    Column("position", String(200), nullable=False, default=""),
    Column("factor", Exact),
    id_column("owner_person_id"),
    id_column("owner_unit_id"),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "code"),
)

indicator_target = register(
    "indicator_target",
    id_column("indicator_id", nullable=False),
    Column("kind", String(10), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("value", Exact, nullable=False),
    belongs_to("indicator_id", "indicator"),
    Index(None, "agency_id", "indicator_id"),
)

indicator_value = log(
    "indicator_value",
    id_column("indicator_id", nullable=False),
    id_column("author_id", nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("value", Exact, nullable=False),
    Column("note", Text, nullable=False, default=""),
    id_column("corrects_id"),
    Column("entered_at", Instant, nullable=False),
    belongs_to("indicator_id", "indicator"),
    Index(None, "agency_id", "indicator_id", "effective_on"),
)

# A unit that answers for an objective beside its owner, with the weight it has there.
objective_share = register(
    "objective_share",
    id_column("objective_id", nullable=False),
    id_column("owner_unit_id", nullable=False),
    Column("weight", Exact),
    belongs_to("objective_id", "objective"),
    Index(None, "agency_id", "objective_id"),
    Index(None, "agency_id", "owner_unit_id"),
)

# A word of a superior or colleague on an objective, a key result or a check-in: exactly one of the
# three is named. An answer names the question.
remark = log(
    "remark",
    id_column("objective_id"),
    id_column("key_result_id"),
    id_column("check_in_id"),
    id_column("answers_id"),
    id_column("author_id", nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("due_on", Date),
    Column("entered_at", Instant, nullable=False),
    belongs_to("objective_id", "objective"),
    belongs_to("key_result_id", "key_result"),
    belongs_to("check_in_id", "check_in"),
    Index(None, "agency_id", "objective_id"),
    Index(None, "agency_id", "key_result_id"),
    Index(None, "agency_id", "check_in_id"),
)

# How a key result (grade) or an objective (grade and outcome) ended: the last one counts.
closure = log(
    "closure",
    id_column("objective_id"),
    id_column("key_result_id"),
    id_column("author_id", nullable=False),
    Column("grade", Exact),
    Column("outcome", String(12)),
    Column("reason", Text, nullable=False, default=""),
    Column("entered_at", Instant, nullable=False),
    belongs_to("objective_id", "objective"),
    belongs_to("key_result_id", "key_result"),
    Index(None, "agency_id", "objective_id"),
    Index(None, "agency_id", "key_result_id"),
)

meeting = register(
    "meeting",
    id_column("owner_person_id", nullable=False),
    id_column("owner_unit_id"),
    Column("title", String(300), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", String(200), nullable=False, default=""),
    Column("present", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("archived", Boolean, nullable=False, default=False),
    Index(None, "agency_id", "owner_unit_id"),
)

conclusion = register(
    "conclusion",
    id_column("meeting_id", nullable=False),
    Column("text", Text, nullable=False),
    id_column("owner_person_id"),
    Column("due_on", Date),
    id_column("objective_id"),
    id_column("key_result_id"),
    Column("closed_on", Date),
    Column("ordinal", Integer, nullable=False, default=0),
    Column("archived", Boolean, nullable=False, default=False),
    belongs_to("meeting_id", "meeting"),
    Index(None, "agency_id", "meeting_id"),
    Index(None, "agency_id", "owner_person_id"),
)

# What a unit was called and stood under until a day (included), before it was renamed or moved.
unit_past = register(
    "unit_past",
    id_column("unit_id", nullable=False),
    Column("until_on", Date, nullable=False),
    Column("name", String(300), nullable=False),
    id_column("parent_id"),
    belongs_to("unit_id", "unit"),
    Index(None, "agency_id", "unit_id"),
)

# Which units became which on a day: merged (several before), split (several after), replaced.
unit_succession = log(
    "unit_succession",
    id_column("before_id", nullable=False),
    id_column("after_id", nullable=False),
    Column("on", Date, nullable=False),
    Column("kind", String(12), nullable=False),
    belongs_to("before_id", "unit"),
    belongs_to("after_id", "unit"),
    Index(None, "agency_id", "before_id"),
)

# What was put away and then removed for good: rows and history stay under their tombstones.
removal = log(
    "removal",
    Column("entity", String(40), nullable=False),
    id_column("eid", nullable=False),
    id_column("author_id", nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)
