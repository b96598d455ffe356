"""The PC's side of a sync: send what waits, store what comes, until both sides have all.

Each request and its reply stand alone: a cut costs at most one page, and the next run goes on where
the store says. The pages grow while the line is good and shrink when it is slow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.errors import Code, Fault
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.shelf import DeskStore, SyncState
from okrdesk.sync.stops import EpochChanged, Forked, Gap
from okrdesk.sync.wire import (
    MOST_CHANGES,
    MOST_ROWS,
    PROTOCOL,
    Checkpoint,
    Push,
    SyncReply,
    SyncRequest,
    push_claim,
)

_MOST_BYTES = 1024 * 1024
_LEAST_BYTES = 32 * 1024
_FIRST_BYTES = 512 * 1024
_MOST_DETOURS = 5


@dataclass(frozen=True)
class Line:
    """What the engine needs of the world: the way to the server, the device's key, and a witness.

    `exchange` sends a request and returns its reply, or raises a Stop, a TimeoutError, or a Fault.
    `sign` returns the hex signature of this device; `rekey` makes this machine another device and
    returns its id; `check` raises a Fault where a checkpoint contradicts the one before.
    """

    exchange: Callable[[SyncRequest], SyncReply]
    sign: Callable[[bytes], str]
    rekey: Callable[[], str]
    check: Callable[[Checkpoint | None, Checkpoint, list[str]], None]


@dataclass
class SyncFigures:
    """What a sync did, in counts."""

    requests: int = 0
    sent: int = 0
    received: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    is_update_due: bool = False
    slot: int | None = None


class Engine:
    """One sync of one PC; `pins` are units asked for beside the own."""

    def __init__(self, store: DeskStore, line: Line, pins: Sequence[str] = ()) -> None:
        self._store = store
        self._line = line
        self._pins = list(pins)
        self._page = _FIRST_BYTES
        self._detours = 0

    def run(
        self,
        progress: Callable[[SyncFigures], None] = lambda figures: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SyncFigures:
        """Exchange pages until nothing waits here and nothing more is there.

        Raises the Stops that a person or the program has to answer (Revoked, UnknownDevice, TooOld,
        Busy), Fault(SYNC_UNSTABLE) where the server contradicts itself again and again, and what
        `Line` raises. What was stored before stays.
        """
        figures = SyncFigures()
        while not is_cancelled():
            state = self._store.state()
            records = self._store.outbox(MOST_CHANGES, self._page)
            reply = self._exchange(state, records)
            if reply is None:
                continue
            if reply.checkpoint:
                self._line.check(state.checkpoint, reply.checkpoint, reply.proof)
            figures.requests += 1
            figures.sent += len(records)
            figures.received += len(reply.rows)
            figures.is_update_due, figures.slot = reply.update, reply.slot
            for name, count in self._store.absorb(reply, records).items():
                figures.counts[name] = figures.counts.get(name, 0) + count
            progress(figures)
            if not reply.more and not (records and self._store.waiting()):
                break
        return figures

    def _exchange(self, state: SyncState, records: Sequence[Record]) -> SyncReply | None:
        """Send one page; None where it has to be made anew."""
        try:
            reply = self._line.exchange(self.request(state, records))
        except TimeoutError:
            self._slow_down()
        except EpochChanged as stop:
            self._detour()
            said = stop.params
            if said["epoch"] == state.epoch:
                # A restored server says so by a new epoch; this one lost part of its log unsaid.
                before = max(state.cursors.values(), default=0)
                raise Fault(Code.HISTORY_REWRITTEN, before=before, now=said["aseq"]) from stop
            if not self._store.start_over(said["epoch"], said["ack"], said["head"], said["token"]):
                self._store.move_to(self._line.rekey())
        except Gap as stop:
            self._detour()
            if not self._store.rewind(stop.params["ack"], stop.params["head"]):
                self._store.move_to(self._line.rekey())
        except Forked:
            self._detour()
            self._store.move_to(self._line.rekey())
        else:
            self._speed_up()
            return reply
        return None

    def request(self, state: SyncState, records: Sequence[Record]) -> SyncRequest:
        """Return the request that says where the PC stands and carries `records`."""
        return SyncRequest(
            proto=PROTOCOL,
            sv=SCHEMA_VERSION,
            dev=state.device,
            app=__version__,
            epoch=state.epoch,
            token=state.token,
            cursors=dict(state.cursors),
            max_rows=MOST_ROWS,
            tree_size=state.checkpoint.size if state.checkpoint else 0,
            pins=self._pins,
            waiting=self._store.waiting() if records else 0,
            push=self._push(state, records) if records else None,
            decisions=dict(state.decisions),
            rollups=state.rollups,
            anew=state.is_anew,
        )

    def _push(self, state: SyncState, records: Sequence[Record]) -> Push:
        raws = [canonical(record) for record in records]
        before = state.head or chain_start(state.agency_id, state.device).hex()
        push = Push(
            first=records[0].dseq,
            prev_head=before,
            head=chain(bytes.fromhex(before), raws).hex(),
            sig="",
            changes=[msgspec.Raw(raw) for raw in raws],
        )
        push.sig = self._line.sign(push_claim(state.agency_id, state.device, push))
        return push

    def _detour(self) -> None:
        self._detours += 1
        if self._detours > _MOST_DETOURS:
            raise Fault(Code.SYNC_UNSTABLE)

    def _slow_down(self) -> None:
        if self._page <= _LEAST_BYTES:
            raise Fault(Code.SERVER_TOO_SLOW)
        self._page //= 2

    def _speed_up(self) -> None:
        self._page = min(self._page * 2, _MOST_BYTES)
