"""What a worker of the server has at hand for every request: database, keys, counters, threads."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, bindparam, select

from okrdesk.db.engine import read_transaction
from okrdesk.domain.dates import day_at
from okrdesk.server import schema
from okrdesk.server.blobs import Blobs
from okrdesk.server.keys import Keys
from okrdesk.server.metrics import Metrics
from okrdesk.server.rollups import Rollups
from okrdesk.server.rounds import Rounds
from okrdesk.server.shelf import Signer, SqlShelf
from okrdesk.server.threads import Threads
from okrdesk.server.unstored import Unstored
from okrdesk.sync.value_checks import is_uuid

if TYPE_CHECKING:
    from okrdesk.server.answering import Question, Told
    from okrdesk.server.notices import Notices

THREADS = 8
GUESSES = 2
"""How many enrolments are looked at at once: each costs memory and time on purpose."""
MOST_KNOWN = 50_000
"""Devices of which a worker remembers key, person and agency."""
_device = schema.device
_CALLER = select(_device).where(_device.c.id == bindparam("device"))


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Caller:
    """The device that a request says it comes from."""

    agency_id: str
    device: str
    person_id: str
    verify_key: bytes
    is_revoked: bool
    is_to_wipe: bool


@dataclass
class Running:
    """One worker process; `ca` is the certificate for PCs to pin (PEM, or "").

    `guard` raises where the database is not the one that the server answered from before; then the
    worker is shut (`is_shut`) and answers nobody. `one_writer` lets threads of one process queue
    for SQLite's only writer instead of asking again and again. `metrics_token` opens the counters
    to others than this machine; without one they stay closed.
    """

    engine: Engine
    keys: Keys
    folder: Path
    metrics: Metrics
    guard: Callable[[], object]
    now: Callable[[], datetime] = utc_now
    ca: str = ""
    metrics_token: str = ""
    rollups: Rollups = field(default_factory=Rollups)
    threads: Threads = field(default_factory=lambda: Threads(THREADS))
    guesses: Threads = field(default_factory=lambda: Threads(GUESSES))
    watching: Threads = field(default_factory=lambda: Threads(1))
    upkeep: Threads = field(default_factory=lambda: Threads(1))
    one_writer: AbstractContextManager[Any] = field(default_factory=nullcontext)
    is_shut: bool = False
    notices: "Notices | None" = None
    known: dict[str, Caller] = field(default_factory=dict)
    unstored: Unstored = field(init=False)
    rounds: "Rounds[Question, Told]" = field(init=False)

    def __post_init__(self) -> None:
        """Open the queues of requests that wait for their agency."""
        from okrdesk.server.answering import answer_round, take_together

        self.unstored = Unstored(self.now)
        self.rounds = Rounds(take_together, partial(answer_round, self))

    def close(self) -> None:
        """End the threads; what runs in them ends first."""
        for threads in (self.threads, self.guesses, self.watching, self.upkeep):
            threads.close()

    @cached_property
    def blobs(self) -> Blobs:
        """Return the attachments."""
        return Blobs(self.engine, self.folder)

    @property
    def now_ms(self) -> int:
        """Return this moment in Unix ms."""
        return int(self.now().timestamp() * 1000)

    @property
    def today(self) -> date:
        """Return the day that it is in Việt Nam, whatever time the server's machine keeps."""
        return day_at(self.now())

    def shelf(self, connection: Connection, agency_id: str) -> SqlShelf:
        """Return an agency's shelf inside a transaction; to write, it has to hold the lock."""
        return SqlShelf(connection, agency_id, Signer(self.keys.signing_seed, self.now_ms))

    def find_caller(self, device: str) -> Caller | None:
        """Return the device of this id; None where there is none."""
        if not is_uuid(device):
            return None
        with self.engine.connect() as connection:
            # One statement needs no transaction, nor the two answers of its beginning and end.
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            row = alone.execute(_CALLER, {"device": device}).first()
        if row is None:
            return None
        return Caller(
            row.agency_id,
            row.id,
            row.person_id,
            bytes.fromhex(row.verify_key),
            row.revoked_at is not None,
            row.wipe,
        )

    def remember(self, caller: Caller) -> None:
        """Keep what never changes of a device that has proved itself."""
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[caller.device] = caller

    def heads(self) -> Mapping[str, int]:
        """Return how long the log of each agency is."""
        counter = schema.counter
        with read_transaction(self.engine) as connection:
            rows = connection.execute(select(counter.c.agency_id, counter.c.aseq))
            return {row.agency_id: row.aseq for row in rows}
