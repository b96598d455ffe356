"""Bring a database to the tables of this program: made new, found current, or upgraded in place.

Alembic is imported only when an upgrade is due; equality of one short text decides that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData

from okrdesk.db.engine import IMMEDIATE, path_of, read_transaction, write_transaction
from okrdesk.db.migrations import REVISIONS, SCRIPTS
from okrdesk.errors import Code, Fault, OkrError


class Prepared(StrEnum):
    """What `prepare` found and did."""

    CREATED = "created"
    CURRENT = "current"
    UPGRADED = "upgraded"


@dataclass(frozen=True)
class History:
    """The revisions that a program knows, oldest first, and the folder of their scripts."""

    revisions: tuple[str, ...]
    scripts: Path

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
        found = revision_of(connection)
    if found is None:
        return _create(engine, metadata, history)
    refuse_unknown(found, path_of(engine), history)
    if found == history.head:
        return Prepared.CURRENT
    backup()
    _upgrade(engine, history)
    return Prepared.UPGRADED


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables; None where there are none, "" where nothing names it."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = set(tables.scalars())
    if not names:
        return None
    if "alembic_version" not in names:
        return ""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def refuse_unknown(revision: str, path: Path, history: History = SHIPPED) -> None:
    """Raise Fault(NEWER_DATABASE) for a revision of a later program, STORE_DAMAGED for none."""
    if not revision:
        raise Fault(Code.STORE_DAMAGED, path=str(path))
    if revision not in history.revisions:
        raise Fault(Code.NEWER_DATABASE, path=str(path))


def _create(engine: Engine, metadata: MetaData, history: History) -> Prepared:
    """Make all tables and the stamp in one transaction, unless another process just did."""
    with write_transaction(engine) as connection:
        if revision_of(connection) is not None:
            return Prepared.CURRENT
        metadata.create_all(connection, checkfirst=False)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (history.head,))
    return Prepared.CREATED


def _upgrade(engine: Engine, history: History) -> None:
    """Run the missing scripts in one transaction; what fails leaves the database as it was."""
    path = path_of(engine)
    try:
        with _unreferenced(engine) as connection:
            _run_scripts(connection, history)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise Fault(Code.UPGRADE_FAILED, path=str(path), broken=len(broken))
    except OkrError:
        raise
    except Exception as error:
        raise Fault(Code.UPGRADE_FAILED, path=str(path)) from error


@contextmanager
def _unreferenced(engine: Engine) -> Iterator[Connection]:
    """Hold the write lock with foreign keys off, as rewriting a table drops it for a moment.

    SQLite ignores the pragma inside a transaction (https://www.sqlite.org/lang_altertable.html), so
    it goes before BEGIN and by the bare connection.
    """
    with engine.connect() as outer:
        bare: Any = outer.connection.driver_connection
        bare.execute("PRAGMA foreign_keys = OFF")
        try:
            with outer.execution_options(**IMMEDIATE).begin():
                yield outer
        finally:
            bare.execute("PRAGMA foreign_keys = ON")


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
        environment.configure(connection=connection, render_as_batch=True)
        environment.run_migrations()
