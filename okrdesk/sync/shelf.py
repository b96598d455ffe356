"""What a store has to be able to do, on the server and on the PC, for the engine to work on it.

The server has two: SQLAlchemy's (`okrdesk.server.shelf`) and the simulator's (`tests/sync`); the
same holds of the PC (`okrdesk.sync.desk_store`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from okrdesk.sync.directory import Directory
from okrdesk.sync.record import Record, chain_start
from okrdesk.sync.wire import Checkpoint, Row, SyncReply, SyncRequest, Verdict

Key = tuple[str, str]
"""(entity, id) of a row."""


@dataclass(frozen=True)
class Parked:
    """A change that waits: for the row `waits_for`, or (None) for a person's word."""

    record: Record
    reason: str
    waits_for: Key | None


class Past(NamedTuple):
    """An accepted change of a row, as it is told to PCs: `raw` is the canonical record."""

    key: Key
    op: str
    aseq: int
    hlc_eff: int | None
    raw: bytes


class FeedEntry(NamedTuple):
    """That a row is (`is_held`), or no longer is, in a scope since `aseq`; one per scope and id."""

    scope: str
    key: Key
    aseq: int
    is_held: bool


@dataclass(frozen=True)
class DeviceState:
    """What the server knows of a PC: who sits there and how far its chain of changes goes."""

    id: str
    person_id: str
    head_dseq: int
    head: str
    token: str
    token_before: str
    is_revoked: bool


@dataclass
class Outcome:
    """All that one request changes, written in one go.

    `rows` maps a key to its state and the changed columns, None for a new row. `decided` lists
    every change with its verdict, in the order of `aseq`; a change may come twice, where it was
    parked and then decided. `trees` are objectives with their scopes from now on.
    """

    rows: dict[Key, tuple[Row, frozenset[str] | None]] = field(default_factory=dict)
    decided: list[tuple[Record, Verdict]] = field(default_factory=list)
    feed: dict[tuple[str, str], FeedEntry] = field(default_factory=dict)
    trees: dict[str, frozenset[str]] = field(default_factory=dict)
    parked: dict[str, Parked] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)
    versions: set[tuple[str, str]] = field(default_factory=set)
    last_aseq: int = 0
    scoped_on: date | None = None


class Shelf(Protocol):
    """One agency on the server, inside one transaction that holds the agency's lock."""

    agency_id: str

    def head(self) -> int:
        """Return the agency's last aseq."""

    def directory(self) -> Directory:
        """Return who is who; may be kept between requests while nothing of it changed."""

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Return the state of those rows that exist, tombstones too."""

    def trees(self, roots: Collection[Key]) -> dict[str, set[Key]]:
        """Return, for the id of each root, the keys of all that hangs on it, itself included."""

    def tree_scopes(self, root_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the scopes that hold each root now."""

    def trees_of(self, person_ids: Collection[str]) -> set[Key]:
        """Return the roots that these people own, or own a part of."""

    def objectives_in(self, cycle_id: str) -> set[str]:
        """Return the ids of the objectives of a cycle, tombstones too."""

    def verdicts(self, cids: Collection[str]) -> dict[str, Verdict]:
        """Return what was decided of those changes that are known."""

    def refused(self, keys: Collection[Key]) -> set[Key]:
        """Return those rows whose creation was refused; `keys` are of rows that are not there."""

    def was_owner(self, key: Key, person_id: str) -> bool:
        """Say whether a person ever owned the objective or key result."""

    def author(self, key: Key, name: str, hlc: int) -> Record | None:
        """Return the change that gave the field `name` the value of clock `hlc`."""

    def parked(self, keys: Collection[Key]) -> list[Parked]:
        """Return what waits for these rows, in the order it arrived."""

    def parked_by_cid(self, cids: Collection[str]) -> list[Parked]:
        """Return those of the changes that wait for a person's word."""

    def handovers(self) -> list[Parked]:
        """Return all changes that wait for a person's word."""

    def versions(self, objective_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return (objective, content hash) of every version seen."""

    def write(self, outcome: Outcome) -> None:
        """Write all of it, with its entries in the log."""


class ServerShelf(Shelf, Protocol):
    """What answering a whole request needs beside deciding its changes."""

    def recall(self, outcome: Outcome) -> None:
        """Take for known what was written, though by another shelf; nothing was written since."""

    def epoch(self) -> str:
        """Return the name of this run of the database; a restored one has another."""

    def durable(self) -> int:
        """Return the aseq up to which a verified backup holds the log."""

    def scoped_on(self) -> date | None:
        """Return the day for which the objectives were last put into scopes."""

    def batch_head(self, device: str, last: int) -> str | None:
        """Return the chain head that a device's batch ending in dseq `last` had."""

    def save_devices(self, seen: Sequence[tuple[DeviceState, SyncRequest]]) -> None:
        """Note devices' new heads and tokens, when they were seen, what they said of themselves."""

    def feed(
        self, scopes: Collection[str], after: int, until: int, most: int
    ) -> Sequence[FeedEntry]:
        """Return entries of `scopes` by aseq, `after` < aseq <= `until`, about `most` of them.

        Entries of one act are never cut apart, so there may be more than `most`: a PC that hears no
        more for now shows no half of what somebody did. Only an act of more changes than travel at
        once (MOST_CHANGES) comes in parts, as it was sent; and what was changed again since comes
        with that later act.
        """

    def held_in(self, eids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return all scopes that hold these rows now."""

    def history(self, eids: Collection[str], after: int, but_of: str = "") -> Sequence[Past]:
        """Return the accepted changes of these rows since `after`, by aseq; none of `but_of`'s.

        `but_of` is a device: it knows its own.
        """

    def late_verdicts(self, device: str, after: int) -> Sequence[Verdict]:
        """Return what was decided anew since `after` of changes that a device had sent before."""

    def checkpoint(self) -> Checkpoint:
        """Return the signed checkpoint of the log as it stands after `write`."""

    def proof(self, size: int) -> list[str]:
        """Return the RFC 6962 consistency proof from `size` to the checkpoint, in hex."""


@dataclass(frozen=True)
class SyncState:
    """What a PC knows of its server; all of it changes with a reply, in the same transaction."""

    agency_id: str
    device: str
    person_id: str
    epoch: str = ""
    token: str = ""
    cursors: Mapping[str, int] = field(default_factory=dict)
    generation: int = 0
    ack: int = 0
    head: str = ""
    durable: int = 0
    checkpoint: Checkpoint | None = None
    former: tuple[str, ...] = ()
    decisions: Mapping[str, str] = field(default_factory=dict)
    rollups: str = ""
    is_anew: bool = False

    @property
    def chain_head(self) -> str:
        """Where this device's chain of changes is on the server, in hex; at first its beginning."""
        return self.head or chain_start(self.agency_id, self.device).hex()


class DeskStore(Protocol):
    """The PC's database as the client engine sees it; each method is one transaction."""

    def state(self) -> SyncState:
        """Return where the PC stands with its server."""

    def outbox(self, most: int, most_bytes: int, after: int = 0) -> Sequence[Record]:
        """Return the changes without a fate, in their order, whole groups, up to the limits.

        Only those numbered `after` some that were sent and have no answer yet.
        """

    def waiting(self) -> int:
        """Return how many changes have no fate."""

    def absorb(self, reply: SyncReply, sent: Sequence[Record], head: str = "") -> Mapping[str, Any]:
        """Store a reply whole: verdicts, rows with the outbox replayed on them, cursors.

        `head` is where this device's chain of changes is after those that were `sent`. Returns
        figures for the person: counts by name.
        """

    def settle(self) -> None:
        """Count what the pages of a sync that came to no end have left uncounted."""

    def start_over(self, epoch: str, ack: int, head: str, token: str) -> bool:
        """Meet a server restored from a backup: read all scopes anew, offer again what it lost.

        Of the devices that the PC was before, the server does not tell what it lost: all that was
        done as those is offered too, as the present one. Returns what `rewind` does.
        """

    def rewind(self, ack: int, head: str) -> bool:
        """Offer again all changes after `ack`, where the server's chain of this device ends.

        Returns False where the chain of the own changes up to `ack` is not `head`: another machine
        wrote as this device, and this one has to become another, or what it wrote is lost.
        """

    def move_to(self, device: str) -> None:
        """Become another device (after a fork): what is not durable is offered again by it."""
