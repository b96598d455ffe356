"""A backup of PostgreSQL: a dump of one snapshot, restored into a scratch database and audited.

Where the server's role may not make databases, the dump is only listed, and the manifest says so;
such a backup makes no log durable.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from okrdesk.db.engine import read_transaction
from okrdesk.db.files import file_faults
from okrdesk.errors import Code, Fault
from okrdesk.server.backup_facts import Source, audited, facts_of
from okrdesk.server.backup_manifest import AgencyFacts
from okrdesk.server.database import connect
from okrdesk.server.postgresql_tools import run_tool


def dump(source: Source, copy: Path) -> tuple[str, dict[str, AgencyFacts]]:
    """Dump the database to `copy`; return how that was verified and how far each log is.

    Raises Fault: POSTGRESQL_TOOL, BACKUP_FAILED, DISK_FULL.
    """
    with file_faults(copy):
        copy.touch(mode=0o600)
    with read_transaction(source.engine) as connection:
        # The dump of a large database takes longer than a forgotten transaction may.
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        expected = facts_of(connection, source)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        run_tool("pg_dump", [*arguments, f"--file={copy}"], source.engine.url)
    with _scratch(source.engine) as scratch:
        if scratch is None:
            _list(copy, source.engine.url)
            return "listed", expected
        load(copy, scratch)
        engine = connect(source.folder, scratch.render_as_string(hide_password=False))
        try:
            found = audited(engine, source, copy)
        finally:
            engine.dispose()
    if found != expected:
        raise Fault(Code.BACKUP_FAILED, path=str(copy), detail="pg_restore")
    return "audited", expected


def load(copy: Path, url: URL) -> None:
    """Restore a dump into the empty database of `url`, all of it or nothing."""
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    run_tool("pg_restore", [*arguments, f"--dbname={url.database}", str(copy)], url)


def _list(copy: Path, url: URL) -> None:
    """Check that a dump can be read and holds the log."""
    if "TABLE DATA public log_entry" not in run_tool("pg_restore", ["--list", str(copy)], url):
        raise Fault(Code.BACKUP_FAILED, path=str(copy), detail="log_entry")


@contextmanager
def _scratch(engine: Engine) -> Iterator[URL | None]:
    """Make a database for the block beside that of `engine`; None where the role may not."""
    name = f"okrdesk_verify_{secrets.token_hex(6)}"
    with _alone(engine) as connection:
        try:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        except (DBAPIError, Fault):
            name = ""
    if not name:
        yield None
        return
    try:
        yield engine.url.set(database=name)
    finally:
        with _alone(engine) as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a connection outside of any transaction, as making a database wants it."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")
