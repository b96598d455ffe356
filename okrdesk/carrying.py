"""What is done with a server beside syncing, by the session of an open desk: files, and questions.

All of it runs on a worker thread; nothing is imported before it is needed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.errors import Code, Fault

if TYPE_CHECKING:
    from okrdesk.sync.bundle_desk import Carrier
    from okrdesk.sync.engine import SyncFigures
    from okrdesk.sync.session import Session
    from okrdesk.sync.stops import Stop

Touched = frozenset[tuple[str, str]]
ENDING = ".okrb"


@dataclass(frozen=True)
class Carried:
    """What a carried file held: counts, and the rows that look different now.

    `sent` changes went into it, or have a verdict by it; `files` are attached ones that rode along,
    `declined` those that the server would not have. `write_again` says that the server lost what it
    had been told, so that a new file is needed.
    """

    sent: int
    received: int
    files: int = 0
    declined: int = 0
    refused: int = 0
    conflicts: int = 0
    write_again: bool = False
    touched: Touched = frozenset()


def write_file(session: "Session", path: Path) -> Carried:
    """Write all that waits into `path`; raise as `okrdesk.sync.bundle_desk.write_bundle`."""
    from okrdesk.sync.bundle_desk import write_bundle

    started = session.desk.store.now()
    figures = write_bundle(_carrier(session), path, session.pins())
    session.note_file(started, figures, (path.stat().st_size, 0))
    return _carried(session, figures)


def read_file(session: "Session", path: Path) -> Carried:
    """Store the server's answer in `path`; raise as `okrdesk.sync.bundle_desk.read_answer`.

    What the server says no to is a Fault with a sentence, as in a sync.
    """
    from okrdesk.sync.bundle_desk import read_answer
    from okrdesk.sync.stops import Stop

    started = session.desk.store.now()
    try:
        figures = read_answer(_carrier(session), path)
    except Stop as stop:
        raise session.fault_of(stop) from stop
    session.note_file(started, figures, (0, path.stat().st_size))
    return _carried(session, figures)


def ask(
    session: "Session", method: str, path: str, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Ask the server something small, signed as this PC; return its JSON answer.

    Raises Faults: those of the network, and SERVER_REFUSES; Refused: NO_AUTHORITY, NOT_AT_SERVER.
    """
    import msgspec

    from okrdesk.sync.stops import Stop

    raw = msgspec.json.encode(body) if body is not None else b""
    try:
        with session.transport() as transport:
            answer = transport.ask(method, path, raw)
    except Stop as stop:
        raise _told(session, stop) from stop
    except TimeoutError as error:
        raise Fault(Code.SERVER_TOO_SLOW) from error
    told: dict[str, Any] = msgspec.json.decode(answer.content)
    return told


def _told(session: "Session", stop: "Stop") -> Exception:
    from okrdesk.errors import Refused
    from okrdesk.sync.stops import NoAuthority, NotFound

    if isinstance(stop, NoAuthority):
        return Refused(Code.NO_AUTHORITY)
    return Refused(Code.NOT_AT_SERVER) if isinstance(stop, NotFound) else session.fault_of(stop)


def _carrier(session: "Session") -> "Carrier":
    from okrdesk.sync.blobs import Blobs
    from okrdesk.sync.bundle_desk import Carrier

    check: Callable[..., None] = session.check()
    return Carrier(session.store, session.keys(), check, Blobs(session.desk.store))


def _carried(session: "Session", figures: "SyncFigures") -> Carried:
    counts = figures.counts
    return Carried(
        sent=figures.sent,
        received=figures.received,
        files=counts.get("files", 0),
        declined=counts.get("declined_files", 0),
        refused=counts.get("refused", 0),
        conflicts=counts.get("conflicts", 0),
        write_again=bool(counts.get("write_again")),
        touched=session.store.take_touched(),
    )
