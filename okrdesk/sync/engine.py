"""The PC's side of a sync: send what waits, store what comes, until both sides have all.

Each request and its reply stand alone: a cut costs at most one page, and the next run goes on where
the store says. The pages grow while the line is good and shrink when it is slow. What the server
sends in many pages is asked for a page ahead (`okrdesk.sync.ahead`).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import msgspec

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.sync.ahead import Ahead, after
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

_MOST_BYTES = 2 * 1024 * 1024
_LEAST_BYTES = 32 * 1024
_FIRST_BYTES = 1024 * 1024
_MOST_DETOURS = 5
ROWS_AHEAD = 500
"""Rows of a page while the next one is on its way: many small pages keep both sides at work."""


@dataclass(frozen=True)
class Line:
    """What the engine needs of the world: the way to the server, the device's key, and a witness.

    `exchange` sends a request and returns its reply, or raises a Stop, a TimeoutError, or a Fault.
    `sign` returns the hex signature of this device; `rekey` makes this machine another device and
    returns its id; `check` raises a Fault where a checkpoint contradicts the one before. `ahead`
    sends a request and does not wait; without it every page is waited for.
    """

    exchange: Callable[[SyncRequest], SyncReply]
    sign: Callable[[bytes], str]
    rekey: Callable[[], str]
    check: Callable[[Checkpoint | None, Checkpoint, list[str]], None]
    ahead: Callable[[SyncRequest], Ahead] | None = None


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
        self._ahead: Ahead | None = None
        self._has_more = False

    def run(
        self,
        progress: Callable[[SyncFigures], None] = lambda figures: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SyncFigures:
        """Exchange pages until nothing waits here and nothing more is there.

        Raises the Stops that a person or the program has to answer (Revoked, UnknownDevice, Busy),
        Fault(SYNC_UNSTABLE) where the server contradicts itself again and again, and what
        `Line` raises. What was stored before stays.
        """
        figures = SyncFigures()
        try:
            while not is_cancelled():
                if self._is_last(figures, progress):
                    break
        finally:
            self._leave()
        return figures

    def _is_last(self, figures: SyncFigures, progress: Callable[[SyncFigures], None]) -> bool:
        """Exchange one page; say whether nothing is left on either side."""
        state = self._store.state()
        records = () if self._ahead else self._store.outbox(MOST_CHANGES, self._page)
        waiting = self._store.waiting() if records else 0
        reply = self._exchange(state, records, waiting)
        if reply is None:
            return False
        if reply.checkpoint:
            self._line.check(state.checkpoint, reply.checkpoint, reply.proof)
        figures.requests += 1
        figures.sent += len(records)
        figures.received += len(reply.rows)
        figures.is_update_due, figures.slot = reply.update, reply.slot
        is_all_sent = waiting == len(records)
        if reply.more and is_all_sent:
            self._look_ahead(state, reply)
        for name, count in self._store.absorb(reply, records).items():
            figures.counts[name] = figures.counts.get(name, 0) + count
        self._has_more = reply.more
        progress(figures)
        return not reply.more and is_all_sent and not (records and self._store.waiting())

    def _look_ahead(self, state: SyncState, reply: SyncReply) -> None:
        """Ask for the page that follows `reply`; what the person answered has gone already."""
        if self._line.ahead:
            there = replace(after(state, reply), decisions={})
            self._ahead = self._line.ahead(self.request(there, ()))

    def _leave(self) -> None:
        """Leave nothing on the line, nor uncounted what pages of this run have brought."""
        ahead, self._ahead = self._ahead, None
        if ahead:
            ahead.drop()
        if self._has_more:
            with suppress(OkrError):
                self._store.settle()

    def _exchange(
        self, state: SyncState, records: Sequence[Record], waiting: int
    ) -> SyncReply | None:
        """Send one page, or wait for the one that was sent; None where it has to be made anew."""
        ahead, self._ahead = self._ahead, None
        try:
            reply = ahead.result() if ahead else self._ask(state, records, waiting)
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

    def _ask(self, state: SyncState, records: Sequence[Record], waiting: int) -> SyncReply:
        return self._line.exchange(self.request(state, records, waiting))

    def request(self, state: SyncState, records: Sequence[Record], waiting: int = 0) -> SyncRequest:
        """Return the request that says where the PC stands and carries `records` of `waiting`."""
        return SyncRequest(
            proto=PROTOCOL,
            sv=SCHEMA_VERSION,
            dev=state.device,
            app=__version__,
            epoch=state.epoch,
            token=state.token,
            cursors=dict(state.cursors),
            max_rows=ROWS_AHEAD if self._line.ahead and not records else MOST_ROWS,
            tree_size=state.checkpoint.size if state.checkpoint else 0,
            pins=self._pins,
            waiting=waiting,
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
