"""What syncs cost on this machine: PCs with real databases and a rush, against a real server.

The database has to be empty: what is measured is invented, and stays there.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine

from okrdesk.errors import Code, Refused
from okrdesk.server.database import find_agencies, open_database
from okrdesk.server.epoch import read_heads
from okrdesk.server.http_state import database_size
from okrdesk.server.keys import ensure_keys
from okrdesk.server.scale_office import Plan, Town, build_town
from okrdesk.server.scale_pcs import Pc, make_changes, open_pc
from okrdesk.server.scale_rush import Rush, Taken, rush
from okrdesk.server.scale_serving import Serving, running_server

SIZES = {20: 9, 1_000: 3, 10_000: 1}
"""Changes of a sync, and how often it is measured."""
_IDLE_TIMES = 21
_OFFICE = Plan(people=16, objectives=125)
"""One unit whose head sees ten thousand rows."""


@dataclass(frozen=True)
class Wanted:
    """What to measure with: PCs of the rush, worker processes, an address of an empty database."""

    people: int = 1_000
    workers: int = 2
    database: str | None = None
    sizes: tuple[int, ...] = tuple(SIZES)


@dataclass(frozen=True)
class Exchange:
    """A sync of `changes` from one PC to another: the seconds and bytes of each."""

    changes: int
    push_seconds: float
    pull_seconds: float
    bytes_up: int
    bytes_down: int
    pulled_bytes: int

    @property
    def seconds(self) -> float:
        """Return how long it takes from one PC to the other."""
        return self.push_seconds + self.pull_seconds


@dataclass
class Measured:
    """What was found; bytes are on the wire, with the headers of HTTP."""

    exchanges: list[Exchange] = field(default_factory=list)
    idle_seconds: float = 0.0
    idle_up: int = 0
    idle_down: int = 0
    first_rows: int = 0
    first_seconds: float = 0.0
    first_bytes: int = 0
    resident_mb: float = 0.0
    rush_pcs: int = 0
    rush_per_second: float = 0.0
    rush_p99_seconds: float = 0.0
    rush_cpu_ms: float = 0.0
    rush_errors: dict[str, int] = field(default_factory=dict)
    bytes_per_change: float = 0.0

    def to_wire(self) -> dict[str, Any]:
        """Return it as a JSON document."""
        return asdict(self)


Say = Callable[[str], object]


def measure(wanted: Wanted, say: Say = lambda _text: None) -> Measured:
    """Measure all of it in a folder that goes with the measuring; `say` is told what comes next.

    Raises Refused(DATABASE_IN_USE) where the database holds an agency already.
    """
    found = Measured()
    with tempfile.TemporaryDirectory(prefix="okrdesk-bench-") as place, ExitStack() as stack:
        folder = Path(place)
        say("office")
        with _opened(folder, wanted.database) as engine:
            if _is_used(engine):
                raise Refused(Code.DATABASE_IN_USE)
            office = build_town(engine, ensure_keys(folder), _OFFICE)
            crowd = build_town(engine, ensure_keys(folder), Plan(wanted.people))
        serving = stack.enter_context(running_server(folder, wanted.database, wanted.workers))
        say("exchanges")
        measure_exchanges(folder, serving, office, wanted.sizes, found)
        say("rush")
        measure_rush(folder, serving, crowd, wanted, found)
        found.resident_mb = serving.resident_mb()
    return found


def measure_exchanges(
    folder: Path, serving: Serving, office: Town, sizes: tuple[int, ...], found: Measured
) -> None:
    """Let one PC send and another read: the head of the unit, who sees all of it."""
    head, officer = office.seats[0], office.seats[1]
    with open_pc(folder, serving.url, officer) as one, open_pc(folder, serving.url, head) as other:
        one.sync()
        found.first_seconds, figures = _timed(other.sync)
        found.first_rows = figures.received
        found.first_bytes = other.bytes()[1]
        make_changes(one.desk, officer.key_results, 20)
        one.sync()
        other.sync()
        for size in sizes:
            found.exchanges.append(_exchange(one, other, officer.key_results, size))
        one.bytes()
        found.idle_seconds = median(_timed(one.sync)[0] for _turn in range(_IDLE_TIMES))
        up, down = one.bytes()
        found.idle_up, found.idle_down = up // _IDLE_TIMES, down // _IDLE_TIMES


def _exchange(one: Pc, other: Pc, key_results: tuple[str, ...], size: int) -> Exchange:
    pushes, pulls = [], []
    sent, pulled = (0, 0), (0, 0)
    for _turn in range(SIZES.get(size, 1)):
        make_changes(one.desk, key_results, size)
        one.bytes()
        other.bytes()
        pushes.append(_timed(one.sync)[0])
        pulls.append(_timed(other.sync)[0])
        sent, pulled = one.bytes(), other.bytes()
    return Exchange(size, median(pushes), median(pulls), *sent, pulled[1])


def measure_rush(
    folder: Path, serving: Serving, crowd: Town, wanted: Wanted, found: Measured
) -> Taken:
    """Let every PC of an agency come once, each with twenty changes."""
    with _opened(folder, wanted.database) as engine:
        head = read_heads_of(engine, crowd)
        before = _size(engine)
    cpu = serving.cpu_seconds()
    taken = rush(Rush(serving.url, *head), crowd.seats)
    with _opened(folder, wanted.database) as engine:
        grown = _size(engine) - before
    changes = Rush(serving.url, *head).changes * len(crowd.seats)
    found.rush_pcs = len(crowd.seats)
    found.rush_per_second, found.rush_p99_seconds = taken.per_second, taken.p99
    found.rush_cpu_ms = (serving.cpu_seconds() - cpu) / len(crowd.seats) * 1000
    found.rush_errors = dict(taken.errors)
    found.bytes_per_change = grown / changes
    return taken


def read_heads_of(engine: Engine, town: Town) -> tuple[str, int]:
    """Return epoch and length of the log of an invented agency."""
    with engine.connect() as connection:
        head = read_heads(connection)[town.agency_id]
    return head.epoch, head.aseq


@contextmanager
def _opened(folder: Path, database: str | None) -> Iterator[Engine]:
    engine = open_database(folder, database)
    try:
        yield engine
    finally:
        engine.dispose()


def _is_used(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(find_agencies(connection))


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        return database_size(engine, connection)


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = call()
    return time.perf_counter() - began, answer
