"""The office's year: directives, indicators, words on work, closing, meetings, units' past."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables, and what objectives, key results, tasks, blockers and reviews gain."""
    _add_columns()
    _add_directives()
    _add_indicators()
    _add_what_hangs_on_objectives()
    _add_meetings()
    _add_past_of_units()
    _add_traces()


def _add_columns() -> None:
    _gain("objective", sa.Column("axis", sa.String(20)), _id("directive_item_id", nullable=True))
    _gain("objective", _id("copied_from_id", nullable=True))
    for name in ("indicator_id", "directive_item_id", "copied_from_id"):
        _gain("key_result", _id(name, nullable=True))
    _gain("task", _id("directive_item_id", nullable=True))
    _gain("link", _id("key_result_id", nullable=True))
    _gain("blocker", sa.Column("resolution", sa.Text, nullable=False, server_default=""))
    _gain("review", sa.Column("content", sa.Text))
    for table in ("objective", "key_result", "task"):
        _index(table, "directive_item_id")
    _index("key_result", "indicator_id")


def _add_directives() -> None:
    _register(
        "directive",
        _text("code", 60),
        _text("kind", 12),
        _text("title"),
        _text("issuer", 300),
        _day("issued_on"),
        _flag("archived"),
    )
    _index("directive", "code")
    _register(
        "directive_item",
        _id("directive_id"),
        _text("article", 60),
        _text("title"),
        _id("lead_unit_id", nullable=True),
        sa.Column("support_unit_ids", sa.Text, nullable=False, server_default="[]"),
        _day("due_on", nullable=True),
        _text("target"),
        sa.Column("axis", sa.String(20)),
        sa.Column("ordinal", sa.Integer, nullable=False),
        _flag("archived"),
        _of("directive_item", "directive"),
    )
    _index("directive_item", "directive_id")
    _log(
        "directive_file",
        _id("directive_id"),
        _id("author_id"),
        _text("name", 255),
        _text("sha256", 64),
        sa.Column("size", sa.BigInteger, nullable=False),
        _moment(),
        _of("directive_file", "directive"),
    )
    _index("directive_file", "directive_id")


def _add_indicators() -> None:
    _register(
        "indicator",
        _text("code", 40),
        _text("title", 500),
        _text("definition"),
        _text("measure_unit", 60),
        _text("direction", 12),
        _text("rhythm", 12),
        sa.Column("due_month", sa.Integer),
        _text("source", 300),
        _text("position", 200),
        _exact("factor", nullable=True),
        _id("owner_person_id", nullable=True),
        _id("owner_unit_id", nullable=True),
        _day("from_on"),
        _day("to_on", nullable=True),
        _flag("archived"),
    )
    _index("indicator", "code")
    _register(
        "indicator_target",
        _id("indicator_id"),
        _text("kind", 10),
        _day("start_on"),
        _exact("value"),
        _of("indicator_target", "indicator"),
    )
    _index("indicator_target", "indicator_id")
    _log(
        "indicator_value",
        _id("indicator_id"),
        _id("author_id"),
        _day("effective_on"),
        _exact("value"),
        _text("note"),
        _id("corrects_id", nullable=True),
        _moment(),
        _of("indicator_value", "indicator"),
    )
    _index("indicator_value", "indicator_id", "effective_on")


def _add_what_hangs_on_objectives() -> None:
    _register(
        "objective_share",
        _id("objective_id"),
        _id("owner_unit_id"),
        _exact("weight", nullable=True),
        _of("objective_share", "objective"),
    )
    _index("objective_share", "objective_id")
    _index("objective_share", "owner_unit_id")
    about = ("objective", "key_result", "check_in")
    _log(
        "remark",
        *(_id(f"{name}_id", nullable=True) for name in about),
        _id("answers_id", nullable=True),
        _id("author_id"),
        _text("kind", 12),
        _text("text"),
        _day("due_on", nullable=True),
        _moment(),
        *(_of("remark", name) for name in about),
    )
    _log(
        "closure",
        *(_id(f"{name}_id", nullable=True) for name in about[:2]),
        _id("author_id"),
        _exact("grade", nullable=True),
        sa.Column("outcome", sa.String(12)),
        _text("reason"),
        _moment(),
        *(_of("closure", name) for name in about[:2]),
    )
    for name in about:
        _index("remark", f"{name}_id")
    for name in about[:2]:
        _index("closure", f"{name}_id")


def _add_meetings() -> None:
    _register(
        "meeting",
        _id("owner_person_id"),
        _id("owner_unit_id", nullable=True),
        _text("title", 300),
        _day("held_on"),
        _text("place", 200),
        _text("present"),
        _text("note"),
        _flag("archived"),
    )
    _index("meeting", "owner_unit_id")
    _register(
        "conclusion",
        _id("meeting_id"),
        _text("text"),
        _id("owner_person_id", nullable=True),
        _day("due_on", nullable=True),
        _id("objective_id", nullable=True),
        _id("key_result_id", nullable=True),
        _day("closed_on", nullable=True),
        sa.Column("ordinal", sa.Integer, nullable=False),
        _flag("archived"),
        _of("conclusion", "meeting"),
    )
    _index("conclusion", "meeting_id")
    _index("conclusion", "owner_person_id")


def _add_past_of_units() -> None:
    _register(
        "unit_past",
        _id("unit_id"),
        _day("until_on"),
        _text("name", 300),
        _id("parent_id", nullable=True),
        _of("unit_past", "unit"),
    )
    _index("unit_past", "unit_id")
    _log(
        "unit_succession",
        _id("before_id"),
        _id("after_id"),
        _day("on"),
        _text("kind", 12),
        _of("unit_succession", "unit", "before_id"),
        _of("unit_succession", "unit", "after_id"),
    )
    _index("unit_succession", "before_id")


def _add_traces() -> None:
    """Add the table empty: traces are counted when somebody looks."""
    op.create_table(
        "key_result_trace",
        _id("agency_id"),
        _id("id"),
        _day("first_on"),
        *(
            sa.Column(name, sa.LargeBinary, nullable=False)
            for name in ("progress_by_week", "stands", "late")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name="pk_key_result_trace"),
    )


def _gain(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


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


def _index(table: str, *columns: str) -> None:
    name = "_".join(("ix", table, "agency_id", *columns))
    op.create_index(name, table, ["agency_id", *columns])


def _of(table: str, parent: str, column: str = "") -> sa.ForeignKeyConstraint:
    column = column or f"{parent}_id"
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{parent}.agency_id", f"{parent}.id"],
        name=f"fk_{table}_agency_id_{column}",
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length) if length else sa.Text, nullable=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=nullable)


def _exact(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _moment() -> sa.Column[Any]:
    return sa.Column("entered_at", sa.BigInteger, nullable=False)
