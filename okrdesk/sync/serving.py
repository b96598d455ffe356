"""The server's answer to one request: what came is decided, then what the PC lacks is gathered.

One transaction holds all of it. A request may come twice, late, or after its reply was lost: known
changes get the verdict they got, and rows are sent again from the cursor that the PC names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zlib import crc32

import msgspec

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.identity import new_id
from okrdesk.domain.organisation import Role
from okrdesk.errors import Refused
from okrdesk.sync import validity
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.authority import Authority
from okrdesk.sync.guards import ALL, Guards
from okrdesk.sync.overlay import Overlay, parents_of
from okrdesk.sync.record import Record, canonical, chain, chain_start, decode
from okrdesk.sync.scopes import AGENCY, scopes_of
from okrdesk.sync.shelf import DeviceState, Key, ServerShelf
from okrdesk.sync.stops import EpochChanged, Forked, Gap, Malformed, Revoked, TooLarge
from okrdesk.sync.wire import (
    MOST_CHANGES,
    MOST_ROWS,
    PROTOCOL,
    PulledRow,
    Push,
    Row,
    SyncReply,
    SyncRequest,
    Verdict,
    push_claim,
)

_READABLE_FROM = SCHEMA_VERSION - 1
_TOKEN_BYTES = 8
_SLOT_FROM, _SLOT_LENGTH = 16 * 3600, 3600
PRIVATE = {"person": frozenset({"personal_number", "born_on"})}
"""Columns that only who may read personal numbers gets (NĐ 27/2026/NĐ-CP)."""


@dataclass(frozen=True)
class Surroundings:
    """What a request is answered with beside its rows: the time, chance, and a check of signatures.

    `random(n)` gives n bytes; `verify(message, signature)` checks one of the asking device. Changes
    `aside` are parked without being looked at (`okrdesk.sync.poison`).
    """

    now_ms: int
    random: Callable[[int], bytes]
    verify: Callable[[bytes, str], bool]
    guards: Guards = ALL
    aside: frozenset[str] = frozenset()


class Serving:
    """One agency's side of one request."""

    def __init__(self, shelf: ServerShelf, around: Surroundings) -> None:
        self._shelf = shelf
        self._around = around
        self._guards = around.guards

    def answer(self, device: DeviceState, request: SyncRequest) -> SyncReply:
        """Decide what `device` sends and return what it lacks.

        Raises the stops Revoked, EpochChanged, Forked, Gap, Malformed, TooLarge; then nothing is
        written.
        """
        self._admit(device, request)
        records, head = self._read_push(device, request.push)
        arrival = Arrival(
            self._shelf,
            self._around.now_ms,
            lambda record: validity.problem(record) or _forged(record, device),
            self._guards,
            self._around.aside,
        )
        self._pass_day(arrival)
        verdicts = arrival.receive(records)
        if request.decisions:
            arrival.answer(request.decisions, device.person_id)
        outcome = arrival.finish()
        self._shelf.write(outcome)
        after = self._advanced(device, request, head, len(records))
        self._shelf.save_device(after, request)
        reply = SyncReply(
            epoch=self._shelf.epoch(),
            now=self._around.now_ms,
            ack=after.head_dseq,
            head=after.head,
            token=after.token,
            durable=self._shelf.durable(),
            verdicts=verdicts,
            slot=_SLOT_FROM + crc32(device.id.encode()) % _SLOT_LENGTH,
            update=request.sv < SCHEMA_VERSION,
        )
        if request.sv >= _READABLE_FROM:
            pull = _Pull(self._shelf, arrival, device, request)
            pull.gather(reply, _turned_back(records, verdicts), scope_diff=self._guards.scope_diff)
        self._attest(reply, request)
        return reply

    def _admit(self, device: DeviceState, request: SyncRequest) -> None:
        if request.proto != PROTOCOL:
            raise Malformed(detail="proto")
        if device.is_revoked:
            raise Revoked(wipe=True)
        if self._guards.epoch:
            self._meet_epoch(device, request)
        known = (device.token, device.token_before)
        if self._guards.fork_detection and device.token and request.token not in known:
            raise Forked()

    def _meet_epoch(self, device: DeviceState, request: SyncRequest) -> None:
        """Tell a PC that the server was restored, or is behind what the PC has read.

        A restore takes all tokens. A device that has one again has met the new epoch: whoever comes
        as that device from the epoch before is another machine.
        """
        epoch = self._shelf.epoch()
        is_other = bool(request.epoch) and request.epoch != epoch
        if is_other and device.token and self._guards.fork_detection:
            raise Forked()
        if is_other or max(request.cursors.values(), default=0) > self._shelf.head():
            raise EpochChanged(
                epoch=epoch,
                aseq=self._shelf.head(),
                ack=device.head_dseq,
                head=device.head,
                token=device.token,
            )

    def _read_push(self, device: DeviceState, push: Push | None) -> tuple[list[Record], str]:
        """Return the records of a push, their chain proved, and the device's new chain head."""
        if push is None or not push.changes:
            return [], device.head
        if len(push.changes) > MOST_CHANGES:
            raise TooLarge(limit="changes")
        if not self._around.verify(push_claim(self._shelf.agency_id, device.id, push), push.sig):
            raise Malformed(detail="signature")
        if push.first > device.head_dseq + 1:
            raise Gap(ack=device.head_dseq, head=device.head)
        raws = [bytes(raw) for raw in push.changes]
        self._check_chain(device, push, raws)
        records = [_decoded(raw) for raw in raws]
        for place, record in enumerate(records):
            if record.dev != device.id or record.dseq != push.first + place:
                raise Malformed(detail="sequence")
        self._check_resent(records[: max(device.head_dseq - push.first + 1, 0)])
        goes_further = push.first + len(raws) - 1 > device.head_dseq
        return records, push.head if goes_further else device.head

    def _check_chain(self, device: DeviceState, push: Push, raws: Sequence[bytes]) -> None:
        """Raise Forked where the device's chain is not the one that the server knows."""
        if not self._guards.fork_detection:
            return
        start = chain_start(self._shelf.agency_id, device.id)
        before = self._head_at(device, push.first - 1, start)
        if before is None or push.prev_head != before:
            raise Forked()
        known = min(device.head_dseq - push.first + 1, len(raws))
        head = chain(bytes.fromhex(before), raws[:known])
        if known and known < len(raws) and head.hex() != device.head:
            raise Forked()
        if chain(head, raws[known:]).hex() != push.head:
            raise Malformed(detail="chain")
        last = push.first + len(raws) - 1
        if known == len(raws) and self._head_at(device, last, start) not in (push.head, None):
            raise Forked()

    def _check_resent(self, records: Sequence[Record]) -> None:
        """Raise Forked where changes with numbers that the device has used are not those it sent.

        A machine that writes as the same device may end its batch where no batch of the other did;
        the chain has no head there to compare with.
        """
        cids = {record.cid for record in records}
        if self._guards.fork_detection and len(self._shelf.verdicts(cids)) < len(cids):
            raise Forked()

    def _head_at(self, device: DeviceState, dseq: int, start: bytes) -> str | None:
        if dseq == 0:
            return start.hex()
        if dseq == device.head_dseq:
            return device.head
        return self._shelf.batch_head(device.id, dseq)

    def _pass_day(self, arrival: Arrival) -> None:
        """On the first request of a day, let the posts that begin or ended take their effect."""
        since = self._shelf.scoped_on()
        if since == arrival.today:
            return
        arrival.outcome.scoped_on = arrival.today
        if since is None:
            return
        for person_id in sorted(arrival.directory.changing_on(since, arrival.today)):
            arrival.receive_own(self._touch(arrival, person_id, arrival.today))

    def _touch(self, arrival: Arrival, person_id: str, day: date) -> list[Record]:
        """Return a change of nothing for each post of a person: the log says why rows moved."""
        posts = arrival.directory.tables["post"].items()
        return [
            Record(
                cid=new_id(self._around.now_ms, self._around.random(10)),
                dev=self._shelf.agency_id,
                dseq=0,
                actor=self._shelf.agency_id,
                act="pass-day",
                ent="post",
                eid=id,
                op="set",
                hlc=self._around.now_ms << 16,
                grp=new_id(self._around.now_ms, self._around.random(10)),
                sv=SCHEMA_VERSION,
                wall=self._around.now_ms,
                tz=420,
                app=day.isoformat(),
            )
            for id, row in posts
            if row.values["person_id"] == person_id
        ]

    def _advanced(
        self, device: DeviceState, request: SyncRequest, head: str, pushed: int
    ) -> DeviceState:
        """Return the device after the request; its token changes with each push that goes further.

        The token that was presented stays good: the reply may be lost, more than once. A request
        that comes late, after it was sent again, brings nothing new: it takes no token away.
        """
        last = (request.push.first + pushed - 1) if request.push and pushed else 0
        after = replace(device, head_dseq=max(device.head_dseq, last), head=head)
        if last > device.head_dseq or not device.token:
            fresh = self._around.random(_TOKEN_BYTES).hex()
            return replace(after, token=fresh, token_before=request.token)
        return after

    def _attest(self, reply: SyncReply, request: SyncRequest) -> None:
        reply.checkpoint = self._shelf.checkpoint()
        if 0 < request.tree_size < reply.checkpoint.size:
            reply.proof = self._shelf.proof(request.tree_size)


class _Pull:
    """What a PC lacks, gathered page by page from the feeds of its scopes."""

    def __init__(
        self, shelf: ServerShelf, arrival: Arrival, device: DeviceState, request: SyncRequest
    ) -> None:
        self._shelf = shelf
        self._device = device
        self._request = request
        self._directory = arrival.directory
        self._today = arrival.today
        self._head = arrival.outcome.last_aseq
        actor = self._directory.actor(device.person_id, self._today)
        self._sees_private = Role.ADMINISTRATOR in actor.roles and not actor.has_left
        self._held: dict[Key, list[str]] = {}
        self._left: defaultdict[Key, list[str]] = defaultdict(list)
        self._since: dict[str, int] = {}

    def gather(self, reply: SyncReply, turned_back: set[Key], *, scope_diff: bool) -> None:
        """Fill the reply: rows, history, cursors, late verdicts and what waits for a word.

        `turned_back` are rows of which the PC shows what did not stand.
        """
        scopes = scopes_of(self._directory, self._device.person_id, self._today, self._request.pins)
        reply.scopes = sorted(scopes)
        if scope_diff:
            reply.gone = sorted(self._request.cursors.keys() - scopes)
        keys = self._read_feeds(reply, scopes) | turned_back
        reply.rows = list(self._rows(keys, scopes))
        reply.records = [msgspec.Raw(canonical(record)) for record in self._history()]
        since = self._request.cursors.get(AGENCY, 0)
        reply.fates = list(self._shelf.late_verdicts(self._device.id, since))
        reply.handover = list(self._handovers())

    def _read_feeds(self, reply: SyncReply, scopes: frozenset[str]) -> set[Key]:
        """Read the feeds up to the limit, those that the PC has read least of first."""
        room = max(1, min(self._request.max_rows, MOST_ROWS))
        by_cursor: defaultdict[int, set[str]] = defaultdict(set)
        for scope in scopes:
            by_cursor[min(self._request.cursors.get(scope, 0), self._head)].add(scope)
        keys: set[Key] = set()
        for cursor, group in sorted(by_cursor.items()):
            reached = self._head
            if room <= 0 and cursor < self._head:
                reached, reply.more = cursor, True
            elif cursor < self._head:
                entries = self._shelf.feed(group, cursor, self._head, room)
                if len(entries) >= room:
                    reached = entries[-1].aseq
                    reply.more = reply.more or reached < self._head
                room -= len(entries)
                for entry in entries:
                    keys.add(entry.key)
                    if cursor:
                        self._since[entry.key[1]] = cursor
                    if not entry.is_held:
                        self._left[entry.key].append(entry.scope)
            known = self._request.cursors
            reply.cursors |= {scope: reached for scope in group if known.get(scope) != reached}
        return keys

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
        if not self._since or self._request.anew:
            return
        since = min(self._since.values())
        for record in self._shelf.history(list(self._since), since, self._device.id):
            hidden = PRIVATE.get(record.ent)
            if hidden and not self._sees_private and not hidden.isdisjoint(record.set):
                values = {name: v for name, v in record.set.items() if name not in hidden}
                base = {name: v for name, v in record.base.items() if name not in hidden}
                record = msgspec.structs.replace(record, set=values, base=base)
            yield record

    def _handovers(self) -> Iterator[dict[str, Any]]:
        waiting = self._shelf.handovers()
        if not waiting:
            return
        rows = Overlay(self._shelf)
        rows.load(
            key
            for parked in waiting
            for key in (parked.record.key, *parents_of(parked.record.key, parked.record.set))
        )
        authority = Authority(self._directory, rows, self._today)
        for parked in waiting:
            record = parked.record
            is_own = record.actor == self._device.person_id
            if not is_own and authority.may_answer_for(record, self._device.person_id):
                yield {"record": msgspec.to_builtins(record), "reason": parked.reason}


def _forged(record: Record, device: DeviceState) -> Reason | None:
    """Say that a change in another's name is nobody's to send.

    What another device sent, and waited, was looked at when that sent it.
    """
    is_own = record.dev != device.id or record.actor == device.person_id
    return None if is_own else Reason.NO_AUTHORITY


def _decoded(raw: bytes) -> Record:
    try:
        return decode(raw)
    except Refused as error:
        raise Malformed(detail="change") from error


def _turned_back(records: Sequence[Record], verdicts: Sequence[Verdict]) -> set[Key]:
    return {
        record.key
        for record, verdict in zip(records, verdicts, strict=True)
        if verdict.fate != Fate.APPLIED or verdict.hlc_eff is not None
    }
