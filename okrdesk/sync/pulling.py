"""What PCs lack, gathered page by page from the feeds of their scopes.

Asked for once the changes of a request, or of several, are written: what one of them changed, the
others are told in the same answer. Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from okrdesk.domain.organisation import Role
from okrdesk.domain.structure import parents_of
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.authority import Authority
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.record import Record, canonical
from okrdesk.sync.scopes import AGENCY, scopes_of
from okrdesk.sync.shelf import DeviceState, FeedEntry, Key, Outcome, Parked, ServerShelf
from okrdesk.sync.wire import MOST_ROWS, PulledRow, Row, SyncReply, SyncRequest

PRIVATE = {"person": frozenset({"personal_number", "born_on"})}
"""Columns that only who may read personal numbers gets (NĐ 27/2026/NĐ-CP)."""


class News:
    """The store after some requests were decided, and what is asked of it once for all of them.

    Where nobody else wrote since, what is known of the rows that the requests made spares asking.
    """

    def __init__(self, shelf: ServerShelf, arrival: Arrival) -> None:
        self.shelf = shelf
        self.today = arrival.today
        self.head = shelf.head()
        self._outcome = Outcome()
        if self.head == arrival.outcome.last_aseq:
            self._outcome = arrival.outcome
            shelf.recall(arrival.outcome)
        self.directory = shelf.directory()

    @cached_property
    def handovers(self) -> Sequence[Parked]:
        """Return all changes that wait for a person's word."""
        return self.shelf.handovers()

    @cached_property
    def authority(self) -> Authority:
        """Return the rights over what waits for a person's word."""
        rows = Overlay(self.shelf)
        rows.load(
            key
            for parked in self.handovers
            for key in (parked.record.key, *parents_of(parked.record.key, parked.record.set))
        )
        return Authority(self.directory, rows, self.today)

    def is_known_to(self, device: str, eid: str) -> bool:
        """Say whether the whole history of a row is new, and the device's own."""
        return self._makers.get(eid) == {device}

    @cached_property
    def _makers(self) -> dict[str, set[str]]:
        """Return the devices that wrote the rows which are new."""
        new = {key[1] for key, (_row, columns) in self._outcome.rows.items() if columns is None}
        found: dict[str, set[str]] = {}
        for record, _verdict in self._outcome.decided:
            if record.eid in new:
                found.setdefault(record.eid, set()).add(record.dev)
        return found


class Pull:
    """What one PC lacks."""

    def __init__(self, news: News, device: DeviceState, request: SyncRequest) -> None:
        self._news = news
        self._shelf = news.shelf
        self._device = device
        self._request = request
        actor = news.directory.actor(device.person_id, news.today)
        self._sees_private = Role.ADMINISTRATOR in actor.roles and not actor.has_left
        self._left: defaultdict[Key, list[str]] = defaultdict(list)
        self._since: dict[str, int] = {}

    def gather(self, reply: SyncReply, turned_back: set[Key], *, scope_diff: bool) -> None:
        """Fill the reply: rows, history, cursors, late verdicts and what waits for a word.

        `turned_back` are rows of which the PC shows what did not stand.
        """
        news, pins = self._news, self._request.pins
        scopes = scopes_of(news.directory, self._device.person_id, news.today, pins)
        reply.scopes = sorted(scopes)
        if scope_diff:
            reply.gone = sorted(self._request.cursors.keys() - scopes)
        keys = self._read_feeds(reply, scopes) | turned_back
        reply.rows = list(self._rows(keys, scopes)) if keys else []
        reply.records = [msgspec.Raw(canonical(record)) for record in self._history()]
        since = self._request.cursors.get(AGENCY, 0)
        reply.fates = list(self._shelf.late_verdicts(self._device.id, since))
        reply.handover = list(self._handovers())

    def _read_feeds(self, reply: SyncReply, scopes: frozenset[str]) -> set[Key]:
        """Read the feeds up to the limit, those that the PC has read least of first.

        They are read to where the next ones are, and on together with those: the parts of an act
        that are in several scopes come in one page.
        """
        head, known = self._news.head, self._request.cursors
        began = {scope: min(known.get(scope, 0), head) for scope in scopes}
        room = max(1, min(self._request.max_rows, MOST_ROWS))
        keys: set[Key] = set()
        reached = min(began.values(), default=head)
        for until in sorted({*began.values(), head} - {reached}):
            group = {scope for scope, cursor in began.items() if cursor <= reached}
            entries = self._shelf.feed(group, reached, until, room)
            reached = entries[-1].aseq if len(entries) >= room else until
            room -= len(entries)
            self._note(entries, began)
            keys |= {entry.key for entry in entries}
            if reached < until or room <= 0:
                break
        reply.more = reached < head
        read = {scope: max(cursor, reached) for scope, cursor in began.items()}
        reply.cursors = {scope: at for scope, at in read.items() if known.get(scope) != at}
        return keys

    def _note(self, entries: Sequence[FeedEntry], began: Mapping[str, int]) -> None:
        """Note from where the rows' history is wanted, and which scopes they have left."""
        for entry in entries:
            if began[entry.scope]:
                self._since[entry.key[1]] = began[entry.scope]
            if not entry.is_held:
                self._left[entry.key].append(entry.scope)

    def _rows(self, keys: set[Key], scopes: frozenset[str]) -> Iterator[PulledRow]:
        held = self._shelf.held_in([key[1] for key in keys])
        visible = {key: sorted(held.get(key[1], frozenset()) & scopes) for key in keys}
        stored = self._shelf.rows([key for key in keys if visible[key]])
        for key in sorted(keys):
            row = stored.get(key)
            yield PulledRow(
                ent=key[0],
                eid=key[1],
                held=visible[key],
                left=sorted(self._left.get(key, ())),
                row=self._seen(key[0], row) if row else None,
            )

    def _seen(self, entity: str, row: Row) -> Row:
        hidden = PRIVATE.get(entity)
        if not hidden or self._sees_private:
            return row
        values = {name: value for name, value in row.values.items() if name not in hidden}
        stamps = {name: stamp for name, stamp in row.stamps.items() if name not in hidden}
        return Row(values, stamps)

    def _history(self) -> Iterator[Record]:
        """Yield what others did to the rows; a PC knows what it did itself."""
        if not self._since or self._request.anew:
            return
        since, device = min(self._since.values()), self._device.id
        eids = [eid for eid in self._since if not self._news.is_known_to(device, eid)]
        for record in self._shelf.history(eids, since, device):
            hidden = PRIVATE.get(record.ent)
            if hidden and not self._sees_private and not hidden.isdisjoint(record.set):
                values = {name: v for name, v in record.set.items() if name not in hidden}
                base = {name: v for name, v in record.base.items() if name not in hidden}
                record = msgspec.structs.replace(record, set=values, base=base)
            yield record

    def _handovers(self) -> Iterator[dict[str, Any]]:
        for parked in self._news.handovers:
            record, person_id = parked.record, self._device.person_id
            is_own = record.actor == person_id
            if not is_own and self._news.authority.may_answer_for(record, person_id):
                yield {"record": msgspec.to_builtins(record), "reason": parked.reason}
