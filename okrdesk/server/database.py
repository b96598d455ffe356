"""The server's database as an engine: SQLCipher for a small office, PostgreSQL for many agencies.

The same statements run on both. Whoever writes for an agency first takes the lock of its row in
`counter`: on PostgreSQL agencies do not wait for each other, on SQLite the whole file has one
writer. A read is one snapshot on both. Errors of either leave here as a `Fault`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    bindparam,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError

from okrdesk.db import schema as common
from okrdesk.db.engine import POSTGRESQL, open_engine, place_of, write_transaction
from okrdesk.db.files import make_folder
from okrdesk.db.store import guard_journal
from okrdesk.db.upgrade import History, prepare
from okrdesk.errors import Code, Fault, Refused
from okrdesk.server import schema
from okrdesk.server.keys import ensure_keys
from okrdesk.server.migrations import REVISIONS, SCRIPTS

DATABASE = "server.db"
OWN = History(REVISIONS, SCRIPTS, "server_version", frozenset(schema.metadata.tables))
_PATIENCE = 30.0
_MOST_WAL_PAGES = 16_000
"""Pages of SQLite's log (64 MB) after which a commit moves them itself into the file: workers do so
every few seconds, so that nobody's commit waits for it (`okrdesk.server.upkeep`)."""
_POOL = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 30}
# Nobody may hold up an agency: a statement or a forgotten transaction ends by itself. A plan is
# made once for a connection; where the tables were small then, it would go on to scan them whole.
_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        "lock_timeout=30s",
        "statement_timeout=10min",
        "idle_in_transaction_session_timeout=5min",
        "enable_seqscan=off",
        "jit=off",
    )
)
# SQLite has the lock of the whole file since BEGIN IMMEDIATE, and knows no FOR UPDATE.
_READ = select(schema.counter).where(schema.counter.c.agency_id == bindparam("id"))
_LOCK = _READ.with_for_update()
_COUNTER = "counter"
# SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), whole or by its class.
_CODES = {
    "08": Code.DATABASE_UNREACHABLE,
    "28": Code.DATABASE_UNREACHABLE,
    "3D": Code.DATABASE_UNREACHABLE,
    "25006": Code.STORE_READ_ONLY,
    "40": Code.STORE_BUSY,
    "42501": Code.DATABASE_RIGHTS,
    "53100": Code.DISK_FULL,
    "53": Code.STORE_BUSY,
    "55P03": Code.STORE_BUSY,
    "57P": Code.DATABASE_UNREACHABLE,
    "57014": Code.STORE_BUSY,
    "58": Code.DISK_ERROR,
    # An error within PostgreSQL, as 16 and later call a file that may not grow: no change's fault.
    "XX000": Code.DISK_ERROR,
    "XX001": Code.STORE_DAMAGED,
    "XX002": Code.STORE_DAMAGED,
}


def open_database(
    folder: Path, url: str | None = None, before_upgrade: Callable[[Engine], object] | None = None
) -> Engine:
    """Open the database of a state folder, with all tables made or brought up to this program.

    `url` is `postgresql+psycopg://…` or `sqlite:///file`; None is SQLite in the folder. An existing
    database of an older program is handed to `before_upgrade` first. Raises Fault: what
    `open_engine`, `prepare` and `ensure_keys` raise, DATABASE_UNREACHABLE; Refused(DATABASE_URL).
    """
    engine = connect(folder, url)

    def backup() -> None:
        if before_upgrade:
            before_upgrade(engine)

    try:
        prepare(engine, common.metadata, backup)
        prepare(engine, schema.metadata, backup, OWN)
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(folder: Path, url: str | None = None) -> Engine:
    """Return the engine of `open_database` with the tables as they are found."""
    make_folder(folder)
    try:
        target = make_url(url) if url else URL.create("sqlite", database=str(folder / DATABASE))
    except ArgumentError as error:
        raise Refused(Code.DATABASE_URL) from error
    if target.get_backend_name() == "sqlite" and target.database:
        key = ensure_keys(folder).database_key
        engine = open_engine(Path(target.database), key, patience=_PATIENCE)
        event.listen(engine, "connect", _put_off_checkpoints)
    elif target.get_backend_name() == POSTGRESQL:
        engine = _open_postgresql(target.set(drivername="postgresql+psycopg"))
    else:
        raise Refused(Code.DATABASE_URL)
    guard_journal(engine)
    return engine


@contextmanager
def write_agency(engine: Engine, agency_id: str) -> Iterator[Connection]:
    """Hold the lock of one agency for the block; commit at its end, roll back when it raises.

    Raises Refused(NOT_FOUND) where the server has no such agency, Fault(STORE_BUSY).
    """
    with write_transaction(engine) as connection:
        lock_agency(connection, agency_id)
        # Asked for once: after a failure of the disk the connection has none to give.
        notes = connection.info
        try:
            yield connection
        finally:
            notes.pop(_COUNTER, None)


def lock_agency(connection: Connection, agency_id: str) -> Any:
    """Take the lock of an agency until the transaction ends; return its row of `counter`."""
    return _read_counter(connection, agency_id, _LOCK)


def counter_of(connection: Connection, agency_id: str) -> Any:
    """Return an agency's row of `counter`, as it was read with the lock if that is held."""
    known = connection.info.get(_COUNTER)
    if known is not None and known.agency_id == agency_id:
        return known
    return _read_counter(connection, agency_id, _READ)


def forget_counter(connection: Connection) -> None:
    """Say that the row of `counter` is no longer what was read, or no longer locked."""
    connection.info.pop(_COUNTER, None)


def _read_counter(connection: Connection, agency_id: str, statement: Any) -> Any:
    row = connection.execute(statement, {"id": agency_id}).first()
    if row is None:
        raise Refused(Code.NOT_FOUND, text=agency_id)
    if statement is _LOCK:
        connection.info[_COUNTER] = row
    return row


def find_agencies(connection: Connection) -> list[str]:
    """Return the ids of all agencies that the server holds."""
    return list(connection.scalars(select(schema.counter.c.agency_id).order_by("agency_id")))


def fault_of(error: BaseException, place: str) -> Fault | None:
    """Return the Fault that an error of psycopg stands for; None where it is no fault but a bug."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        is_lost = type(error).__name__ == "OperationalError"
        return Fault(Code.DATABASE_UNREACHABLE, path=place) if is_lost else None
    codes = (_CODES.get(state[:length]) for length in (5, 3, 2))
    code = next((code for code in codes if code), None)
    return Fault(code, path=place) if code else None


def _open_postgresql(url: URL) -> Engine:
    arguments = {
        "connect_timeout": 10,
        "application_name": "okrdesk-server",
        "options": _OPTIONS,
        "prepare_threshold": 1,
    }
    engine = create_engine(
        url, connect_args=arguments, hide_parameters=True, pool_use_lifo=True, **_POOL
    )
    event.listen(engine, "handle_error", _converter(place_of(engine)), retval=True)
    with engine.connect():
        return engine


def _put_off_checkpoints(bare: Any, _record: object) -> None:
    bare.execute(f"PRAGMA wal_autocheckpoint = {_MOST_WAL_PAGES}")


def _converter(place: str) -> Callable[[ExceptionContext], BaseException | None]:
    return lambda context: fault_of(context.original_exception, place)
