"""The kinds of tables, and what those of one kind have in common; `okrdesk.db.schema` has all."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    false,
)

from okrdesk.db.types import Document, Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(name: str, **options: Any) -> Column[str]:
    """Return a column that holds a UUID as canonical text on the Python side."""
    return Column(name, Id(as_uuid=False), **options)


def keyed(name: str, *columns: Any, **options: Any) -> Table:
    """Return a table of rows that an agency knows by id."""
    return Table(
        name,
        metadata,
        id_column("agency_id", nullable=False),
        id_column("id", nullable=False),
        *columns,
        PrimaryKeyConstraint("agency_id", "id"),
        **options,
    )


def register(name: str, *columns: Any) -> Table:
    """Return a journalled table whose rows are edited."""
    return keyed(
        name,
        *columns,
        Column("deleted", Boolean, nullable=False, server_default=false(), default=False),
        Column("stamps", Document, nullable=False),
        info={"journal": "register"},
    )


def log(name: str, *columns: Any) -> Table:
    """Return a journalled table whose rows are written once, but for the tombstone."""
    return keyed(
        name,
        *columns,
        Column("deleted", Boolean, nullable=False, server_default=false(), default=False),
        Column("stamps", Document, nullable=False, server_default="{}"),
        info={"journal": "log"},
    )


def belongs_to(column: str, table: str) -> ForeignKeyConstraint:
    """Return the constraint that what `column` names is there, in the same agency."""
    return ForeignKeyConstraint(["agency_id", column], [f"{table}.agency_id", f"{table}.id"])
