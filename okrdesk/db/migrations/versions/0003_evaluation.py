"""Work and its evaluation: rule packs, catalogues, periods, tasks, scores, decisions, papers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables."""
    _add_rules()
    _add_catalogues()
    _add_periods()
    _add_tasks()
    _add_what_became_of_tasks()
    _add_evaluations()
    _add_documents()
    _add_steps()


def _add_rules() -> None:
    _register(
        "rule_pack",
        _text("code", 60),
        _text("version", 20),
        _text("name", 300),
        _text("text"),
        _text("sha256", 64),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date),
        _flag("published"),
        _flag("archived"),
    )
    _index("rule_pack", "code")


def _add_catalogues() -> None:
    _register(
        "catalogue",
        _text("code", 40),
        _text("version", 20),
        _text("name", 300),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date),
        _exact("baseline", nullable=False),
        _exact("lowest"),
        _exact("highest"),
        _text("groups"),
        _flag("archived"),
    )
    _index("catalogue", "code")
    _register(
        "catalogue_item",
        _id("catalogue_id"),
        _text("code", 40),
        _text("position", 200),
        _text("duty", 500),
        _text("title", 500),
        _text("product", 500),
        _text("group", 60),
        _exact("points"),
        _exact("coefficient"),
        _text("note"),
        sa.Column("ordinal", sa.Integer, nullable=False),
        _flag("archived"),
        _of("catalogue_item", "catalogue"),
    )
    _index("catalogue_item", "catalogue_id")


def _add_periods() -> None:
    _register(
        "period",
        _text("code", 20),
        _text("kind", 10),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("end_on", sa.Date, nullable=False),
        sa.Column("self_due_on", sa.Date),
        sa.Column("review_due_on", sa.Date),
        sa.Column("approve_due_on", sa.Date),
        _text("state", 10),
    )
    _index("period", "code")


def _add_tasks() -> None:
    _register(
        "task",
        _id("owner_person_id"),
        _id("unit_id", nullable=True),
        _text("title", 500),
        _text("source", 12),
        _id("key_result_id", nullable=True),
        _id("catalogue_item_id", nullable=True),
        _exact("quantity", nullable=False),
        _exact("coefficient"),
        sa.Column("start_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        _id("assigned_by", nullable=True),
        _id("rolled_from_id", nullable=True),
        _text("note"),
        _flag("archived"),
    )
    _index("task", "owner_person_id")
    _index("task", "key_result_id")
    _register(
        "task_share",
        _id("task_id"),
        _id("owner_person_id"),
        _exact("share", nullable=False),
        _of("task_share", "task"),
    )
    _index("task_share", "task_id")
    _index("task_share", "owner_person_id")


def _add_what_became_of_tasks() -> None:
    _log(
        "delivery",
        _id("task_id"),
        _id("author_id"),
        _exact("quantity", nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        _text("note"),
        _id("corrects_id", nullable=True),
        _moment(),
        _of("delivery", "task"),
    )
    _index("delivery", "task_id")
    _log(
        "fault",
        _id("task_id"),
        _id("author_id"),
        _text("kind", 10),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("noted_on", sa.Date, nullable=False),
        _text("note"),
        _moment(),
        _of("fault", "task"),
    )
    _index("fault", "task_id")
    _log(
        "cause",
        _id("task_id", nullable=True),
        _id("key_result_id", nullable=True),
        _id("author_id"),
        _text("kind", 20),
        sa.Column("content_errors", sa.Integer, nullable=False),
        sa.Column("delays", sa.Integer, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date),
        _text("reason"),
        _moment(),
        _of("cause", "task"),
        _of("cause", "key_result"),
    )
    _index("cause", "task_id")
    _index("cause", "key_result_id")


def _add_evaluations() -> None:
    _register(
        "evaluation",
        _id("period_id"),
        _id("owner_person_id"),
        _id("unit_id", nullable=True),
        _text("title", 200),
        _flag("is_leader"),
        _id("rule_pack_id"),
        sa.Column("days", sa.Integer),
        sa.Column("days_present", sa.Integer),
        sa.Column("brought", sa.Text),
        _text("note"),
        _of("evaluation", "period"),
    )
    _index("evaluation", "period_id")
    _index("evaluation", "owner_person_id")
    _log(
        "score",
        _id("evaluation_id"),
        _id("author_id"),
        _text("level", 10),
        _text("marks"),
        sa.Column("leadership", sa.Text),
        sa.Column("knock_outs", sa.Text),
        _text("strengths"),
        _text("weaknesses"),
        _text("comment"),
        sa.Column("band", sa.String(40)),
        _text("inputs"),
        _text("outcome"),
        _moment(),
        _of("score", "evaluation"),
    )
    _index("score", "evaluation_id")


def _add_documents() -> None:
    _log(
        "document",
        _id("owner_person_id"),
        _id("author_id"),
        _text("code", 40),
        _text("form", 20),
        _text("title", 300),
        _id("subject_id", nullable=True),
        _id("period_id", nullable=True),
        _text("content_sha256", 64),
        _text("facts"),
        _moment(),
    )
    _index("document", "code")
    _index("document", "owner_person_id")
    _log(
        "attachment",
        _id("document_id", nullable=True),
        _id("cause_id", nullable=True),
        _id("author_id"),
        _text("kind", 10),
        _text("name", 255),
        _text("sha256", 64),
        sa.Column("size", sa.BigInteger, nullable=False),
        _moment(),
        _of("attachment", "document"),
        _of("attachment", "cause"),
    )
    _index("attachment", "document_id")
    _index("attachment", "cause_id")


def _add_steps() -> None:
    parents = ("task", "cause", "evaluation", "score")
    _log(
        "step",
        *(_id(f"{name}_id", nullable=True) for name in parents),
        _id("author_id"),
        _text("kind", 10),
        _text("comment"),
        sa.Column("due_on", sa.Date),
        _moment(),
        *(_of("step", name) for name in parents),
    )
    for name in parents[:3]:
        _index("step", f"{name}_id")


def _register(name: str, *columns: Any) -> None:
    _table(name, *columns, sa.Column("stamps", sa.Text, nullable=False))


def _log(name: str, *columns: Any) -> None:
    _table(name, *columns, sa.Column("stamps", sa.Text, nullable=False, server_default="{}"))


def _table(name: str, *columns: Any) -> None:
    op.create_table(
        name,
        _id("agency_id"),
        _id("id"),
        *columns,
        sa.Column("deleted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("agency_id", "id", name=f"pk_{name}"),
    )


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_agency_id_{column}", table, ["agency_id", column])


def _of(table: str, parent: str) -> sa.ForeignKeyConstraint:
    column = f"{parent}_id"
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{parent}.agency_id", f"{parent}.id"],
        name=f"fk_{table}_agency_id_{column}",
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length) if length else sa.Text, nullable=False)


def _exact(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _moment() -> sa.Column[Any]:
    return sa.Column("entered_at", sa.BigInteger, nullable=False)
