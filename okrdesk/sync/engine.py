"""The PC's side of a sync: send what waits, store what comes, until both sides have all.

Each request and its reply stand alone: a cut costs at most one page, and the next run goes on where
the store says. The pages grow while the line is good and shrink when it is slow. While one page is
stored here the next one is on its way, in either direction (`okrdesk.sync.ahead`).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import msgspec

from okrdesk import __version__
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.sync.ahead import Ahead, after
from okrdesk.sync.detours import take_detour
from okrdesk.sync.record import Record, canonical, chain
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
"""The first page is shorter: the server begins while the next one is made ready here. An act that
is larger than its page goes in parts, so no page begins below what a workbook of two thousand rows
takes.
"""
_MOST_DETOURS = 5
ROWS_AHEAD = 300
"""Rows of the first page after which others are on their way: both sides are at work soon."""
_MORE_ROWS = 4
"""How many times as many the next page has: they are here once the first are stored."""


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


@dataclass(frozen=True)
class _Page:
    """Changes to send, of `waiting` that wait, ready for the line; the reply where they went."""

    records: Sequence[Record] = ()
    waiting: int = 0
    push: Push | None = None
    sent: Ahead | None = None

    @property
    def is_last(self) -> bool:
        """Say whether nothing waits beside them."""
        return self.waiting <= len(self.records)


class Engine:
    """One sync of one PC; `pins` are units asked for beside the own."""

    def __init__(self, store: DeskStore, line: Line, pins: Sequence[str] = ()) -> None:
        self._store = store
        self._line = line
        self._pins = list(pins)
        self._most = _FIRST_BYTES
        self._rows = ROWS_AHEAD if line.ahead else MOST_ROWS
        self._detours = 0
        self._ahead: _Page | None = None
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
        page, self._ahead = self._ahead or self._page_of(state), None
        reply, following = self._exchange(state, page)
        if reply is None:
            return False
        if reply.checkpoint:
            self._line.check(state.checkpoint, reply.checkpoint, reply.proof)
        figures.requests += 1
        figures.sent += len(page.records)
        figures.received += len(reply.rows)
        if self._line.ahead and (following or (reply.more and page.is_last)):
            self._look_ahead(state, reply, following)
        head = page.push.head if page.push else ""
        for name, count in self._store.absorb(reply, page.records, head).items():
            figures.counts[name] = figures.counts.get(name, 0) + count
        self._has_more = reply.more or following is not None
        progress(figures)
        is_done = page.is_last and not reply.more
        return is_done and not (page.records and self._store.waiting())

    def _page_of(self, state: SyncState) -> _Page:
        """Return the first changes that wait."""
        records = self._store.outbox(MOST_CHANGES, self._most)
        waiting = self._store.waiting() if records else 0
        return _Page(records, waiting, self._push(state, records))

    def _following(self, state: SyncState, page: _Page) -> _Page | None:
        """Return the changes that wait beside those of `page`; None where there are none."""
        if page.is_last or not page.push:
            return None
        records = self._store.outbox(MOST_CHANGES, self._most, page.records[-1].dseq)
        there = replace(state, head=page.push.head)
        return _Page(records, page.waiting - len(page.records), self._push(there, records))

    def _look_ahead(self, state: SyncState, reply: SyncReply, following: _Page | None) -> None:
        """Ask for what comes after `reply`; what the person answered has gone already.

        Changes that go ahead show the token that is stored here, which stays stored while they are
        on their way: the server takes the one that it was shown last, whatever replies are lost.
        """
        there = replace(after(state, reply), decisions={})
        if following:
            reply.token = state.token
            there = replace(there, token=state.token)
        self._ahead = self._thrown(there, following or _Page())

    def _thrown(self, state: SyncState, page: _Page) -> _Page:
        """Send a page without waiting for the reply, where the line can do that."""
        if not self._line.ahead:
            return page
        return replace(page, sent=self._line.ahead(self._request(state, page)))

    def _leave(self) -> None:
        """Leave nothing on the line, nor uncounted what pages of this run have brought."""
        ahead, self._ahead = self._ahead, None
        if ahead and ahead.sent:
            ahead.sent.drop()
        if self._has_more:
            with suppress(OkrError):
                self._store.settle()

    def _reply_to(self, state: SyncState, page: _Page) -> tuple[SyncReply, _Page | None]:
        """Return the reply to a page, and the page of the changes that follow its own, if any.

        Those are read and made ready while the server works.
        """
        if not page.is_last and not page.sent:
            page = self._thrown(state, page)
        if page.sent:
            following = self._following(state, page)
            return page.sent.result(), following
        return self._line.exchange(self._request(state, page)), None

    def _exchange(self, state: SyncState, page: _Page) -> tuple[SyncReply | None, _Page | None]:
        """Send one page, or wait for the one that was sent; None where it has to be made anew."""
        try:
            reply, following = self._reply_to(state, page)
        except TimeoutError:
            self._slow_down()
        except (EpochChanged, Gap, Forked) as stop:
            self._count_detour()
            if not take_detour(self._store, state, stop):
                self._store.move_to(self._line.rekey())
        else:
            self._speed_up()
            return reply, following
        return None, None

    def request(self, state: SyncState, records: Sequence[Record], waiting: int = 0) -> SyncRequest:
        """Return the request that says where the PC stands and carries `records` of `waiting`."""
        return self._request(state, _Page(records, waiting, self._push(state, records)))

    def _request(self, state: SyncState, page: _Page) -> SyncRequest:
        return SyncRequest(
            proto=PROTOCOL,
            sv=SCHEMA_VERSION,
            dev=state.device,
            app=__version__,
            epoch=state.epoch,
            token=state.token,
            cursors=dict(state.cursors),
            max_rows=MOST_ROWS if page.push else self._rows,
            tree_size=state.checkpoint.size if state.checkpoint else 0,
            pins=self._pins,
            waiting=page.waiting,
            push=page.push,
            decisions=dict(state.decisions),
            rollups=state.rollups,
            anew=state.is_anew,
        )

    def _push(self, state: SyncState, records: Sequence[Record]) -> Push | None:
        """Return `records` as they travel, chained to the changes before them and signed."""
        if not records:
            return None
        raws = [canonical(record) for record in records]
        before = state.chain_head
        push = Push(
            first=records[0].dseq,
            prev_head=before,
            head=chain(bytes.fromhex(before), raws).hex(),
            sig="",
            changes=[msgspec.Raw(raw) for raw in raws],
        )
        push.sig = self._line.sign(push_claim(state.agency_id, state.device, push))
        return push

    def _count_detour(self) -> None:
        self._detours += 1
        if self._detours > _MOST_DETOURS:
            raise Fault(Code.SYNC_UNSTABLE)

    def _slow_down(self) -> None:
        if self._most <= _LEAST_BYTES:
            raise Fault(Code.SERVER_TOO_SLOW)
        self._most //= 2

    def _speed_up(self) -> None:
        self._most = min(self._most * 2, _MOST_BYTES)
        self._rows = min(self._rows * _MORE_ROWS, MOST_ROWS)
