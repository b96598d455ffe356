"""Places in the program where a process of a test kills itself, as a power cut would there.

The product knows nothing of them: the process of the test puts them around its functions.
"""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

from okrdesk.app import Application
from okrdesk.server import backup, blobs, http_sync, shelf_writing
from okrdesk.server.shelf_writing import Writer
from okrdesk.sync import engine
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.desk_store_purge import Holding
from okrdesk.sync.desk_store_reply import Absorption
from okrdesk.sync.serving import Serving
from okrdesk.sync.transport import Transport

CLIENT = (
    "after an edit was committed",
    "before sending",
    "while sending",
    "while receiving",
    "before storing",
    "while storing",
    "before the commit",
    "after the commit",
)
SERVER = (
    "before the transaction",
    "between rows and changes",
    "between changes and log",
    "between log and feed",
    "while writing the feed",
    "before the commit",
    "after the commit, before the reply",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_client(point: str, nth: int = 1) -> None:
    """Let this process die the nth time that it comes to a point of a PC's work."""
    _CLIENT[point](_countdown(nth))


def kill_server(point: str, nth: int = 1) -> None:
    """Let this process die the nth time that it comes to a point of a server's work."""
    _SERVER[point](_countdown(nth))


def small_pages(rows: int) -> None:
    """Let this PC ask for so many rows at a time."""
    engine.MOST_ROWS = engine.ROWS_AHEAD = rows


def _countdown(nth: int) -> Callable[[], None]:
    left = nth

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            die()

    return count


def _before(owner: Any, name: str, count: Callable[[], None]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        count()
        return real(*args, **more)

    setattr(owner, name, wrapped)


def _after(owner: Any, name: str, count: Callable[[], None]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Any:
        result = real(*args, **more)
        count()
        return result

    setattr(owner, name, wrapped)


def _half_sent(count: Callable[[], None]) -> None:
    from httpcore._backends.sync import SyncStream

    real = SyncStream.write

    def write(self: Any, buffer: bytes, timeout: float | None = None) -> None:
        is_body = not buffer.startswith((b"POST", b"GET"))
        real(self, buffer[: len(buffer) // 2] if is_body else buffer, timeout)
        if is_body:
            count()
            real(self, buffer[len(buffer) // 2 :], timeout)

    SyncStream.write = write  # type: ignore[method-assign]


def _half_received(count: Callable[[], None]) -> None:
    from httpcore._backends.sync import SyncStream

    real = SyncStream.read

    def read(self: Any, most: int, timeout: float | None = None) -> bytes:
        got = real(self, min(most, 300), timeout)
        count()
        return got

    SyncStream.read = read  # type: ignore[method-assign]


def _half_fed(count: Callable[[], None]) -> None:
    real = shelf_writing.insert_rows

    def insert(connection: Any, into: Any, rows: Any) -> None:
        if into is shelf_writing._FEED:
            real(connection, into, rows[: len(rows) // 2 + 1])
            count()
            rows = rows[len(rows) // 2 + 1 :]
        if rows:
            real(connection, into, rows)

    shelf_writing.insert_rows = insert


def _within(owner: Any, name: str, count: Callable[[], None]) -> None:
    """Die after the first of what a generator function yields."""
    real = getattr(owner, name)

    def wrapped(*args: Any, **more: Any) -> Iterator[Any]:
        for one in real(*args, **more):
            yield one
            count()

    setattr(owner, name, wrapped)


_CLIENT: dict[str, Callable[[Callable[[], None]], None]] = {
    "after an edit was committed": lambda count: _after(Application, "_with_desk", count),
    "before sending": lambda count: _before(Transport, "exchange", count),
    "while sending": _half_sent,
    "while receiving": _half_received,
    "before storing": lambda count: _before(SqlDeskStore, "absorb", count),
    "while storing": lambda count: _before(Absorption, "_refresh", count),
    "before the commit": lambda count: _after(Absorption, "run", count),
    "after the commit": lambda count: _after(SqlDeskStore, "absorb", count),
    "while purging": lambda count: _after(Holding, "_remove", count),
    "while becoming another": lambda count: _before(SqlDeskStore, "move_to", count),
}
_SERVER: dict[str, Callable[[Callable[[], None]], None]] = {
    "before the transaction": lambda count: _before(http_sync, "answer_request", count),
    "between rows and changes": lambda count: _before(Writer, "_write_changes", count),
    "between changes and log": lambda count: _before(Writer, "_write_log", count),
    "between log and feed": lambda count: _after(Writer, "_write_log", count),
    "while writing the feed": _half_fed,
    "before the commit": lambda count: _after(Serving, "decide", count),
    "after the commit, before the reply": lambda count: _after(http_sync, "answer_request", count),
    "before an attachment is kept": lambda count: _before(blobs, "_is_kept", count),
    "while an attachment is kept": lambda count: _after(blobs, "_is_kept", count),
    "while a backup is copied": lambda count: _after(backup, "copy_sqlite", count),
    "before a backup has its name": lambda count: _after(backup, "_fill", count),
}
