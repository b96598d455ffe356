"""Bring a database to the tables of this program: made new, found current, or upgraded in place.

Alembic is imported only when an upgrade is due; equality of one short text decides that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, text

from okrdesk.db.engine import (
    POSTGRESQL,
    place_of,
    read_transaction,
    unreferenced,
    write_transaction,
)
from okrdesk.db.migrations import REVISIONS, SCRIPTS
from okrdesk.errors import Code, Fault, OkrError


class Prepared(StrEnum):
    """What `prepare` found and did."""

    CREATED = "created"
    CURRENT = "current"
    UPGRADED = "upgraded"


@dataclass(frozen=True)
class History:
    """The revisions that a program knows, oldest first, and the folder of their scripts.

    A database holds two histories where a server keeps tables of its own beside the common ones:
    each notes its revision in its own `version_table`, and `tables` are those it is about (None:
    all that there are).
    """

    revisions: tuple[str, ...]
    scripts: Path
    version_table: str = "alembic_version"
    tables: frozenset[str] | None = None

    @property
    def head(self) -> str:
        """The revision of a database that this program makes."""
        return self.revisions[-1]


SHIPPED = History(REVISIONS, SCRIPTS)


def prepare(
    engine: Engine,
    metadata: MetaData,
    backup: Callable[[], object],
    history: History = SHIPPED,
) -> Prepared:
    """Make the database of `engine` ready for use; call `backup` first when it has to be upgraded.

    Raises Fault: NEWER_DATABASE, STORE_DAMAGED (tables without a revision), UPGRADE_FAILED (nothing
    was changed), and whatever `backup` raises, in which case there is no upgrade either.
    """
    with read_transaction(engine) as connection:
        found = revision_of(connection, history)
    if found is None:
        return _create(engine, metadata, history)
    refuse_unknown(found, place_of(engine), history)
    if found == history.head:
        return Prepared.CURRENT
    backup()
    _upgrade(engine, history)
    return Prepared.UPGRADED


def revision_of(connection: Connection, history: History = SHIPPED) -> str | None:
    """Return the revision of the tables; None where there are none, "" where nothing names it."""
    names = set(connection.exec_driver_sql(_TABLES[connection.dialect.name]).scalars())
    if history.version_table in names:
        versions = text(f"SELECT version_num FROM {history.version_table}")  # noqa: S608
        return connection.scalar(versions) or ""
    own = names if history.tables is None else names & history.tables
    return "" if own else None


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    POSTGRESQL: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def refuse_unknown(revision: str, path: str | Path, history: History = SHIPPED) -> None:
    """Raise Fault(NEWER_DATABASE) for a revision of a later program, STORE_DAMAGED for none."""
    if not revision:
        raise Fault(Code.STORE_DAMAGED, path=str(path))
    if revision not in history.revisions:
        raise Fault(Code.NEWER_DATABASE, path=str(path))


def _create(engine: Engine, metadata: MetaData, history: History) -> Prepared:
    """Make all tables and the stamp in one transaction, unless another process just did."""
    table = history.version_table
    with write_transaction(engine) as connection:
        _wait_for_others(connection)
        if revision_of(connection, history) is not None:
            return Prepared.CURRENT
        metadata.create_all(connection, checkfirst=False)
        connection.exec_driver_sql(
            f"CREATE TABLE {table} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
        )
        stamp = text(f"INSERT INTO {table} VALUES (:revision)")  # noqa: S608
        connection.execute(stamp, {"revision": history.head})
    return Prepared.CREATED


def _wait_for_others(connection: Connection) -> None:
    """Let one process at a time change tables, until the transaction ends; SQLite does anyway."""
    if connection.dialect.name == POSTGRESQL:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHANGING_TABLES})")


_CHANGING_TABLES = int.from_bytes(b"okrdesk", "big")


def _upgrade(engine: Engine, history: History) -> None:
    """Run the missing scripts in one transaction; what fails leaves the database as it was."""
    place = place_of(engine)
    is_sqlite = engine.dialect.name != POSTGRESQL
    try:
        with unreferenced(engine) if is_sqlite else write_transaction(engine) as connection:
            _wait_for_others(connection)
            _run_scripts(connection, history)
            # PostgreSQL checks references as they are made.
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Fault(Code.UPGRADE_FAILED, path=place)
    except OkrError:
        raise
    except Exception as error:
        raise Fault(Code.UPGRADE_FAILED, path=place) from error


def _run_scripts(connection: Connection, history: History) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

    folder = str(history.scripts)
    scripts = ScriptDirectory(folder, version_locations=[folder])

    def missing(revision: Any, context: MigrationContext) -> list[RevisionStep]:
        return scripts._upgrade_revs(history.head, revision)

    with EnvironmentContext(Config(), scripts, fn=missing) as environment:
        environment.configure(
            connection=connection, render_as_batch=True, version_table=history.version_table
        )
        environment.run_migrations()
