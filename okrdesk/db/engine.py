"""The encrypted database as a SQLAlchemy engine: SQLCipher, its pragmas, transactions and faults.

sqlcipher3 is told to keep its hands off transactions (`isolation_level=None`); the `begin` event of
the connection emits the statement instead: `BEGIN IMMEDIATE` where `write_transaction` asked for it
(the write lock is taken, or waited for, before anything is read), plain `BEGIN` otherwise (a
snapshot that never blocks a writer). WAL lets several processes work on one file: a window and a
command line beside it. The key goes by `creator` as 32 raw bytes, so it is in no URL, no log line,
and costs no derivation per connection. Every error of SQLite that a person can meet leaves here as
a `Fault`; anything else stays what it is, a bug.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, ExceptionContext, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import QueuePool

from okrdesk.db.files import file_faults
from okrdesk.errors import Code, Fault

# What sqlcipher3 binds as it is, but for which it looks for an adapter first, and by three failing
# attributes where there is none: 0.9 µs for each empty, boolean or binary value of a row.
sqlcipher.register_adapter(type(None), {None: None}.get)
sqlcipher.register_adapter(bool, int)
sqlcipher.register_adapter(bytes, bytes)

KEY_BYTES = 32
_BEGIN = "okrdesk_begin"
POSTGRESQL = "postgresql"
# The execution option of a connection whose next transaction takes the write lock at its start.
IMMEDIATE = {_BEGIN: "BEGIN IMMEDIATE"}

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the low byte of any code.
_CODES = {
    3: Code.STORE_READ_ONLY,  # PERM
    5: Code.STORE_BUSY,
    6: Code.STORE_BUSY,  # LOCKED
    8: Code.STORE_READ_ONLY,
    10: Code.DISK_ERROR,  # IOERR
    11: Code.STORE_DAMAGED,  # CORRUPT
    13: Code.DISK_FULL,
    14: Code.STORE_UNREADABLE,  # CANTOPEN
    26: Code.STORE_DAMAGED,  # NOTADB, seen after the key was accepted
}
_NOT_A_DATABASE = 26
_SPACE_TO_OPEN = 64 * 1024
# After a page that fails its HMAC, SQLCipher refuses every other page on that connection too.
_SPOILING = frozenset({Code.STORE_DAMAGED, Code.DISK_ERROR})


def open_engine(
    path: Path, key: bytes, *, must_exist: bool = False, patience: float = 5.0
) -> Engine:
    """Open (or create) the database at `path` with its 32-byte `key`, and prove that the key fits.

    `patience` is how many seconds a statement waits for another process' lock. Raises Fault:
    WRONG_KEY, STORE_UNREADABLE (also where `must_exist` and there is none), STORE_READ_ONLY,
    DISK_FULL, DISK_ERROR, FOLDER_READ_ONLY.
    """
    if must_exist and not path.is_file():
        raise Fault(Code.STORE_UNREADABLE, path=str(path))
    with file_faults(path):
        path.touch(mode=0o600, exist_ok=True)
    engine = create_engine(
        # Only the name of the file: `connect` opens it, and the key goes nowhere else.
        URL.create("sqlite", database=str(path)),
        module=sqlcipher,
        creator=lambda: _connect_again(path, key, patience),
        poolclass=QueuePool,
        pool_size=4,
        # What one connection wrote empties the caches of the others: the last one used is the warm
        # one, and needs to read and decrypt the least.
        pool_use_lifo=True,
        # What people typed stays out of the text of a bug's exception, and so out of the log.
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = _Compiler
    _emit_begin(engine)
    _convert_errors(engine, path)
    with engine.connect():
        return engine


def _connect_again(path: Path, key: bytes, patience: float) -> Any:
    """Connect for the pool; a file that was taken away since must not come back empty."""
    if not path.is_file():
        raise Fault(Code.STORE_UNREADABLE, path=str(path))
    return connect(path, key, patience=patience)


def connect(path: Path, key: bytes, *, patience: float = 5.0) -> Any:
    """Return a bare sqlcipher3 connection, key and pragmas set; its errors are sqlcipher3's own."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    connection = sqlcipher.connect(
        str(path), timeout=patience, isolation_level=None, check_same_thread=False
    )
    try:
        # SQLCipher 4.19 otherwise prints a refused key to stderr. Must come before the key.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # in WAL mode this is what makes a commit survive a power cut
    "foreign_keys = ON",
    "temp_store = MEMORY",  # a sort of decrypted rows never reaches the disk in clear
    "secure_delete = FAST",  # removed rows are overwritten in pages that are written anyway
    "cache_size = -16000",  # KiB; a page in the cache is not decrypted again
    # Wiping every freed block makes a point read 2.7 times slower, and guards only against one who
    # reads this process' memory, where the key is too.
    "cipher_memory_security = OFF",
)


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Hold the write lock for the block; commit at its end, roll back when it raises.

    On PostgreSQL there is no such lock: writers lock what they write (`okrdesk.server.database`).
    Raises Fault(STORE_BUSY) where another process keeps the lock beyond the engine's patience.
    """
    with engine.connect() as connection:
        writer = connection.execution_options(**IMMEDIATE)
        with writer.begin():
            yield writer


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """See one unchanging snapshot for the block, beside any writer."""
    with engine.connect() as connection:
        if engine.dialect.name == POSTGRESQL:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def unreferenced(engine: Engine) -> Iterator[Connection]:
    """Hold the write lock with foreign keys off, for what is whole only at its end.

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
            # A disk that failed has closed the connection; the next one begins with them on.
            if not outer.invalidated:
                bare.execute("PRAGMA foreign_keys = ON")


def place_of(engine: Engine) -> str:
    """Return where the database is, for a sentence: its file, or its server and name."""
    url = engine.url
    return url.database or "" if url.host is None else f"{url.host}/{url.database}"


def path_of(engine: Engine) -> Path:
    """Return the file behind an engine that `open_engine` made."""
    return Path(engine.url.database or "")


def forbid_thread(engine: Engine, ident: int) -> None:
    """Raise RuntimeError, a bug, whenever the thread `ident` (the window's) executes SQL here."""

    def refuse(*_details: object) -> None:
        if threading.get_ident() == ident:
            raise RuntimeError("SQL on the window's thread: submit it to the database thread")

    event.listen(engine, "before_cursor_execute", refuse)


def fault_of(error: BaseException, path: Path, *, opening: bool = False) -> Fault | None:
    """Return the Fault that an error of sqlcipher3 stands for; None where it is no fault but a bug.

    `opening` says that no statement has succeeded yet: then "not a database" means a wrong key.
    """
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        return None
    primary = number & 0xFF
    if primary == _NOT_A_DATABASE and opening:
        return Fault(Code.WRONG_KEY, path=str(path))
    code = _CODES.get(primary)
    if code is Code.DISK_ERROR and _is_full(path):
        code = Code.DISK_FULL
    return Fault(code, path=str(path)) if code else None


@contextmanager
def store_faults(path: Path, *, opening: bool = False) -> Iterator[None]:
    """Turn sqlcipher3's errors of the block into Faults, for work on a bare connection."""
    try:
        yield
    except sqlcipher.Error as error:
        fault = fault_of(error, path, opening=opening)
        if fault is None:
            raise
        raise fault from error


def _is_full(path: Path) -> bool:
    """Tell whether space is wanting: SQLite calls a wal-index it cannot grow an I/O error."""
    try:
        return shutil.disk_usage(path.parent).free < _SPACE_TO_OPEN
    except OSError:
        return False


class _Compiler(SQLiteCompiler):
    """Writes hints (`Select.with_hint`), which SQLAlchemy 2.1 leaves out of SQLite's statements."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def _emit_begin(engine: Engine) -> None:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    event.listen(engine, "begin", begin)


def _convert_errors(engine: Engine, path: Path) -> None:
    def convert(context: ExceptionContext) -> BaseException | None:
        opening = context.connection is None
        fault = fault_of(context.original_exception, path, opening=opening)
        if fault and not opening and fault.code in _SPOILING:
            # Drop this one connection of the pool; the others have seen nothing.
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False
        return fault

    event.listen(engine, "handle_error", convert, retval=True)
