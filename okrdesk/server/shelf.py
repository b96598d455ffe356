"""One agency's devices, feeds and log in SQL, as far as answering a request asks for them.

What deciding about its changes asks for is `okrdesk.server.shelf_deciding`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.bulk import Into, insert_rows, update_rows
from okrdesk.server import schema
from okrdesk.server import shelf_statements as sql
from okrdesk.server.changes import verdict_of
from okrdesk.server.shelf_deciding import DecidingShelf
from okrdesk.server.together import together
from okrdesk.sync.change_rows import record_of
from okrdesk.sync.checkpoints import sign_checkpoint
from okrdesk.sync.merkle import consistency_proof, nodes_for
from okrdesk.sync.record import canonical
from okrdesk.sync.shelf import DeviceState, FeedEntry, Outcome, Past
from okrdesk.sync.wire import MOST_CHANGES, Checkpoint, Push, SyncRequest, Verdict

_TOLD = ("head_dseq", "head", "token", "token_before", "waiting", "app", "sv", "seen_at")
_SEEN_MS = 60_000
_BATCHES = Into(
    schema.batch, ("agency_id", "device", "last", "first", "prev_head", "head", "sig"), ()
)
_NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Signer:
    """Who signs what the server says of its log, and when (Unix ms); `random(n)` gives n bytes."""

    seed: bytes = field(repr=False)
    now_ms: int
    random: Callable[[int], bytes] = token_bytes


class SqlShelf(DecidingShelf):
    """One agency on the server, inside one transaction; see `okrdesk.sync.shelf.ServerShelf`."""

    def __init__(self, connection: Connection, agency_id: str, signer: Signer) -> None:
        super().__init__(connection, agency_id, signer)
        self._hashes: dict[tuple[int, int], bytes] = {}
        self._signed: Checkpoint | None = None
        self._devices: dict[str, Any] = {}

    def write(self, outcome: Outcome) -> None:
        """Write all of it, with its entries in the log."""
        super().write(outcome)
        self._hashes, self._signed = {}, None

    def recall(self, outcome: Outcome) -> None:
        """Take for known what was written, though by another shelf; nothing was written since."""
        if outcome is not self._written:
            super().recall(outcome)
            self.__dict__.pop("_held_anew", None)

    def epoch(self) -> str:
        """Return the name of this run of the agency's log."""
        return str(self._counter.epoch)

    def durable(self) -> int:
        """Return the aseq up to which a verified backup holds the log."""
        return int(self._counter.durable)

    def scoped_on(self) -> date | None:
        """Return the day for which the objectives were last put into scopes."""
        day: date | None = self._counter.scoped_on
        return day

    def device(self, id: str) -> DeviceState | None:
        """Return what is known of a device; None where it was never enrolled here."""
        return self.devices([id]).get(id)

    def devices(self, ids: Collection[str]) -> dict[str, DeviceState]:
        """Return what is known of those devices that are enrolled here."""
        self._devices |= {row.id: row for row in self._all(sql.DEVICES, ids=ids)}
        return {
            row.id: DeviceState(
                id=row.id,
                person_id=row.person_id,
                head_dseq=row.head_dseq,
                head=row.head,
                token=row.token,
                token_before=row.token_before,
                is_revoked=row.revoked_at is not None,
            )
            for id in ids
            if (row := self._devices.get(id))
        }

    def batch_head(self, device: str, last: int) -> str | None:
        """Return the chain head that a device's batch ending in dseq `last` had."""
        rows = self._all(sql.BATCH_HEAD, device=device, last=last)
        return str(rows[0].head) if rows else None

    def save_devices(self, seen: Sequence[tuple[DeviceState, SyncRequest]]) -> None:
        """Note devices' new heads and tokens, when they were seen, what they said of themselves."""
        told = [
            (*values, self._signer.now_ms, self.agency_id, device.id)
            for device, request in seen
            if self._is_news(device.id, values := _told(device, request))
        ]
        batches = [
            (self.agency_id, device.id, *_ends(request.push))
            for device, request in seen
            if request.push and request.push.changes
        ]
        if told or batches:
            with together(self.connection):
                update_rows(self.connection, schema.device, _TOLD, told)
                insert_rows(self.connection, _BATCHES, batches)

    def _is_news(self, device: str, told: tuple[Any, ...]) -> bool:
        """Say whether a device is to be noted; that it was seen, once a minute."""
        row = self._devices.get(device)
        if row is None or row.seen_at is None:
            return True
        age_ms = self._signer.now_ms - row.seen_at.timestamp() * 1000
        return not 0 <= age_ms < _SEEN_MS or told != tuple(
            getattr(row, name) for name in _TOLD[:-1]
        )

    def feed(
        self, scopes: Collection[str], after: int, until: int, most: int
    ) -> Sequence[FeedEntry]:
        """Return entries of `scopes` by aseq, `after` < aseq <= `until`, about `most` of them."""
        names = {"scopes": sorted(scopes), "after": after, "until": until}
        rows = list(self._all(sql.FEED, **names, most=most))
        if len(rows) == most and most:
            last = rows[-1].aseq
            rows = [row for row in rows if row.aseq < last]
            names |= {"after": last - 1, "until": self._act_end(last, until)}
            rows += self._all(sql.FEED, **names, most=sql.NO_LIMIT)
        return [FeedEntry(row.scope, (row.entity, row.eid), row.aseq, row.is_held) for row in rows]

    def _act_end(self, aseq: int, until: int) -> int:
        """Return the number of the last change of an act that has the change `aseq`.

        `until` where the act goes on there; `aseq` itself where the act is too long to travel.
        """
        reach = min(until, aseq + MOST_CHANGES)
        following = self._all(sql.NEXT_ACT, aseq=aseq, until=reach)
        if following:
            return int(following[0].aseq) - 1
        return reach if reach == until else aseq

    @cached_property
    def _held_anew(self) -> dict[str, frozenset[str]]:
        return _held_anew(self._written)

    def held_in(self, eids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return all scopes that hold these rows now."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        unknown = [eid for eid in eids if eid not in self._held_anew]
        if unknown:
            for row in self._all(sql.HELD_IN, ids=unknown):
                found[row.eid].add(row.scope)
        known = {eid: self._held_anew[eid] for eid in eids if eid in self._held_anew}
        return known | {eid: frozenset(scopes) for eid, scopes in found.items()}

    def history(self, eids: Collection[str], after: int, but_of: str = "") -> Sequence[Past]:
        """Return the accepted changes of these rows since `after`, by aseq; none of `but_of`'s."""
        names = {"ids": eids, "after": after, "but_of": but_of or _NOBODY}
        rows = self._all(sql.TOLD, **names) if eids else ()
        told = ((record_of(row), row.aseq, row.hlc_eff) for row in rows)
        return [Past(one.key, one.op, aseq, eff, canonical(one)) for one, aseq, eff in told]

    def late_verdicts(self, device: str, after: int) -> Sequence[Verdict]:
        """Return what was decided since `after` of changes that waited, of the device's person."""
        has_waited = self._written.parked or self._written.released
        if self._counter.waited <= after and not has_waited:
            return []
        return [verdict_of(row) for row in self._all(sql.LATE, device=device, after=after)]

    def checkpoint(self) -> Checkpoint:
        """Return the signed checkpoint of the log as it stands after `write`."""
        if self._signed is None:
            at = (self._frontier.size, self._frontier.root())
            now_ms = self._signer.now_ms
            self._signed = sign_checkpoint(self._signer.seed, self.agency_id, at, now_ms)
        return self._signed

    def proof(self, size: int) -> list[str]:
        """Return the RFC 6962 consistency proof from `size` to the checkpoint, in hex."""
        head = self.head()
        self._read_nodes(nodes_for(lambda read: consistency_proof(size, head, read)))
        proof = consistency_proof(size, head, lambda level, idx: self._hashes[level, idx])
        return [part.hex() for part in proof]

    def _read_nodes(self, wanted: Collection[tuple[int, int]]) -> None:
        unknown = [place for place in wanted if place not in self._hashes]
        if unknown:
            leaves = [index + 1 for level, index in unknown if level == 0]
            above = [place for place in unknown if place[0]]
            for row in self._all(sql.NODES, leaves=leaves, places=above):
                self._hashes[row.level, row.idx] = row.hash


def _held_anew(outcome: Outcome) -> dict[str, frozenset[str]]:
    """Return the scopes that hold the rows which are new."""
    new = {key[1] for key, (_row, columns) in outcome.rows.items() if columns is None}
    found: dict[str, set[str]] = {eid: set() for eid in new}
    for (scope, eid), entry in outcome.feed.items():
        if eid in new and entry.is_held:
            found[eid].add(scope)
    return {eid: frozenset(scopes) for eid, scopes in found.items()}


def _told(device: DeviceState, request: SyncRequest) -> tuple[Any, ...]:
    """Return what is noted of a device beside when it was seen: what it sent waits no more."""
    sent = len(request.push.changes) if request.push else 0
    said = (max(0, request.waiting - sent), request.app[:20], request.sv)
    return (device.head_dseq, device.head, device.token, device.token_before, *said)


def _ends(push: Push) -> tuple[Any, ...]:
    """Return what is kept of a batch: its last dseq and first, its heads, its signature."""
    last = push.first + len(push.changes) - 1
    return last, push.first, push.prev_head, push.head, push.sig
