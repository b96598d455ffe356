"""What PCs lack, gathered page by page from the feeds of their scopes.

Asked for once the changes of a request, or of several, are written: what one of them changed, the
others are told in the same answer. Nothing here writes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from okrdesk.domain.fate import Fate
from okrdesk.domain.organisation import Role
from okrdesk.domain.structure import parents_of
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.authority import Authority
from okrdesk.sync.births import PRIVATE, tells_all
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.record import Record, canonical, decode
from okrdesk.sync.scopes import AGENCY, scopes_of
from okrdesk.sync.shelf import DeviceState, FeedEntry, Key, Outcome, Parked, ServerShelf
from okrdesk.sync.wire import MOST_ROWS, PulledRow, Row, SyncReply, SyncRequest, Verdict

Decided = tuple[Record, Verdict]


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

    def feed(
        self, scopes: Collection[str], after: int, until: int, most: int
    ) -> Sequence[FeedEntry]:
        """Return entries as `ServerShelf.feed` does, without asking for those that are new."""
        if self.head - len(self._outcome.decided) <= after:
            found = [
                entry
                for entry in self._outcome.feed.values()
                if entry.scope in scopes and after < entry.aseq <= until
            ]
            if len(found) <= most:
                return sorted(found, key=lambda one: one.aseq)
        return self.shelf.feed(scopes, after, until, most)

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
        self._since: dict[str, int] = {}
        self._last: dict[Key, int] = {}
        self._births: dict[Key, int] = {}

    def gather(self, reply: SyncReply, told: Iterable[Decided], *, scope_diff: bool) -> None:
        """Fill the reply: rows, history, cursors, late verdicts and what waits for a word.

        `told` are the changes that the request carried, with what was decided of them.
        """
        turned_back = self._sort(told)
        news, pins = self._news, self._request.pins
        scopes = scopes_of(news.directory, self._device.person_id, news.today, pins)
        reply.scopes = sorted(scopes)
        if scope_diff:
            reply.gone = sorted(self._request.cursors.keys() - scopes)
        keys = self._read_feeds(reply, scopes) | turned_back
        visible = self._visible(keys, scopes)
        reply.records = list(self._history({key[1] for key in keys if visible[key]}))
        # Of these the PC knows all by their births alone: nothing came after.
        births = self._births.items() & self._last.items()
        known = {key for key, _aseq in births} - turned_back
        reply.rows = list(self._rows(visible, known))
        since = self._request.cursors.get(AGENCY, 0)
        reply.fates = list(self._shelf.late_verdicts(self._device.id, since))
        reply.handover = list(self._handovers())

    def _read_feeds(self, reply: SyncReply, scopes: frozenset[str]) -> set[Key]:
        """Read the feeds up to the limit, those that the PC has read least of first.

        They are read to where the next ones are, and on together with those: the parts of an act
        that are in several scopes come in one page.
        """
        head, known = self._news.head, self._request.cursors
        began = {scope: known.get(scope, 0) for scope in scopes}
        room = max(1, min(self._request.max_rows, MOST_ROWS))
        reached = min(began.values(), default=head)
        for until in sorted({*began.values(), head} - {reached}):
            group = {scope for scope, cursor in began.items() if cursor <= reached}
            entries = self._news.feed(group, reached, until, room)
            reached = entries[-1].aseq if len(entries) >= room else until
            room -= len(entries)
            self._note(entries, began)
            if reached < until or room <= 0:
                break
        reply.more = reached < head
        read = {scope: max(cursor, reached) for scope, cursor in began.items()}
        reply.cursors = {scope: at for scope, at in read.items() if known.get(scope) != at}
        return set(self._last)

    def _note(self, entries: Sequence[FeedEntry], began: Mapping[str, int]) -> None:
        """Note from where the rows' history is wanted, and their last entries."""
        for entry in entries:
            self._last[entry.key] = max(entry.aseq, self._last.get(entry.key, 0))
            if began[entry.scope]:
                self._since[entry.key[1]] = began[entry.scope]

    def _sort(self, told: Iterable[Decided]) -> set[Key]:
        """Note what the PC made itself; return the rows of which it shows what did not stand."""
        turned_back: set[Key] = set()
        for record, verdict in told:
            if verdict.fate != Fate.APPLIED or verdict.hlc_eff is not None:
                turned_back.add(record.key)
            elif tells_all(record.ent, record.op, verdict.hlc_eff):
                self._births[record.key] = verdict.aseq
        return turned_back

    def _visible(self, keys: set[Key], scopes: frozenset[str]) -> dict[Key, list[str]]:
        """Return which of the person's scopes hold each row now; of what left, none."""
        held = self._shelf.held_in([key[1] for key in keys]) if keys else {}
        return {key: sorted(held.get(key[1], frozenset()) & scopes) for key in keys}

    def _rows(self, visible: Mapping[Key, list[str]], known: set[Key]) -> Iterator[PulledRow]:
        wanted = [key for key in visible.keys() - known if visible[key]]
        stored = self._shelf.rows(wanted) if visible else {}
        for key in sorted(visible):
            row = stored.get(key)
            yield PulledRow(
                ent=key[0],
                eid=key[1],
                held=visible[key],
                row=self._seen(key[0], row) if row else None,
            )

    def _seen(self, entity: str, row: Row) -> Row:
        hidden = PRIVATE.get(entity)
        if not hidden or self._sees_private:
            return row
        values = {name: value for name, value in row.values.items() if name not in hidden}
        stamps = {name: stamp for name, stamp in row.stamps.items() if name not in hidden}
        return Row(values, stamps)

    def _history(self, visible: Collection[str]) -> Iterator[msgspec.Raw]:
        """Yield what others did to the rows that are still to be seen here.

        A PC knows what it did itself, and of what left it is told no more than that.
        """
        if not self._since or self._request.anew:
            return
        since, device = min(self._since.values()), self._device.id
        eids = [
            eid for eid in self._since if eid in visible and not self._news.is_known_to(device, eid)
        ]
        for past in self._shelf.history(eids, since, device):
            if tells_all(past.key[0], past.op, past.hlc_eff):
                self._births[past.key] = past.aseq
            hidden = frozenset() if self._sees_private else PRIVATE.get(past.key[0])
            yield msgspec.Raw(_without(past.raw, hidden) if hidden else past.raw)

    def _handovers(self) -> Iterator[dict[str, Any]]:
        for parked in self._news.handovers:
            record, person_id = parked.record, self._device.person_id
            is_own = record.actor == person_id
            if not is_own and self._news.authority.may_answer_for(record, person_id):
                yield {"record": msgspec.to_builtins(record), "reason": parked.reason}


def _without(raw: bytes, hidden: frozenset[str]) -> bytes:
    """Return a change without what it says of some columns."""
    record = decode(raw)
    values = {name: value for name, value in record.set.items() if name not in hidden}
    base = {name: stamp for name, stamp in record.base.items() if name not in hidden}
    return canonical(msgspec.structs.replace(record, set=values, base=base))
