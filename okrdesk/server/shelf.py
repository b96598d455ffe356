"""One agency's rows, log and feeds in SQL, as the engine of `okrdesk.sync` asks for them.

A shelf lives as long as its transaction. To write, that transaction holds the agency's lock
(`database.write_agency`). Each question is one statement, whatever the number of rows it is about,
and `write` stores all that a request decided with one statement per table (`shelf_writing`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.bulk import Into, insert_rows, update_rows
from okrdesk.db.merged import read_rows
from okrdesk.domain.fate import Reason
from okrdesk.server import schema
from okrdesk.server import shelf_statements as sql
from okrdesk.server.changes import Decided, verdict_of
from okrdesk.server.database import counter_of
from okrdesk.server.directories import DIRECTORIES
from okrdesk.server.shelf_writing import Writer
from okrdesk.server.together import together
from okrdesk.sync.change_rows import record_of
from okrdesk.sync.checkpoints import sign_checkpoint
from okrdesk.sync.directory import ENTITIES, Directory
from okrdesk.sync.merkle import Frontier, consistency_proof, nodes_for
from okrdesk.sync.record import Record, canonical
from okrdesk.sync.shelf import DeviceState, FeedEntry, Key, Outcome, Parked, Past
from okrdesk.sync.wire import MOST_CHANGES, Checkpoint, Push, Row, SyncRequest, Verdict

_MAKES = ("create", "append")
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


class SqlShelf:
    """One agency on the server, inside one transaction; see `okrdesk.sync.shelf.ServerShelf`."""

    def __init__(self, connection: Connection, agency_id: str, signer: Signer) -> None:
        self.agency_id = agency_id
        self.connection = connection
        self._signer = signer
        self._waited: set[str] = set()
        self._written = Outcome()
        self._organisation = ""
        self._hashes: dict[tuple[int, int], bytes] = {}
        self._signed: Checkpoint | None = None
        self._devices: dict[str, Any] = {}

    @cached_property
    def _counter(self) -> Any:
        return counter_of(self.connection, self.agency_id)

    @cached_property
    def _frontier(self) -> Frontier:
        return Frontier.from_bytes(self._counter.frontier)

    def _all(self, statement: Any, **names: Any) -> Sequence[Any]:
        return self.connection.execute(statement, {"agency_id": self.agency_id, **names}).all()

    def head(self) -> int:
        """Return the agency's last aseq."""
        return self._frontier.size

    def latest(self) -> int:
        """Return the latest clock among the changes that were taken, packed."""
        return int(self._counter.hlc)

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

    def directory(self) -> Directory:
        """Return who is who, kept by this process while nothing of it changes."""
        state = self._organisation or self._counter.org
        return DIRECTORIES.get(self.agency_id, state, self._read_directory)

    def _read_directory(self) -> Directory:
        rows = (
            (entity, row.id, Row(dict(row.values), dict(row.stamps)))
            for entity in ENTITIES
            for row in read_rows(self.connection, self.agency_id, self._ids_of(entity))
        )
        return Directory().with_rows(rows)

    def _ids_of(self, entity: str) -> list[Key]:
        return [(entity, row.id) for row in self._all(sql.living(entity))]

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Return the state of those rows that exist, tombstones too."""
        tables, written = self.directory().tables, self._written.rows
        found: dict[Key, Row] = {}
        unknown: list[Key] = []
        for key in keys:
            row = tables[key[0]].get(key[1]) if key[0] in tables else None
            if key in written:
                found[key] = written[key][0]
            elif row is not None:
                found[key] = row
            else:
                unknown.append(key)
        for merged in read_rows(self.connection, self.agency_id, unknown):
            found[merged.entity, merged.id] = Row(dict(merged.values), dict(merged.stamps))
        return found

    def trees(self, roots: Collection[Key]) -> dict[str, set[Key]]:
        """Return, for the id of each root, the keys of all that hangs on it, itself included."""
        found: defaultdict[str, set[Key]] = defaultdict(set)
        for entity in {entity for entity, _id in roots}:
            ids = [id for kind, id in roots if kind == entity]
            for row in self._all(sql.TREES[entity], ids=ids):
                found[row.root_id].add((row.entity, row.id))
        return dict(found)

    def tree_scopes(self, root_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the scopes that hold each root now."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        if root_ids:
            for row in self._all(sql.TREE_SCOPES, ids=root_ids):
                found[row.root_id].add(row.scope)
        return {id: frozenset(scopes) for id, scopes in found.items()}

    def trees_of(self, person_ids: Collection[str]) -> set[Key]:
        """Return the roots that these people own, or own a part of."""
        rows = self._all(sql.TREES_OF, ids=person_ids) if person_ids else ()
        return {(row.entity, row.id) for row in rows}

    def verdicts(self, cids: Collection[str]) -> dict[str, Verdict]:
        """Return what was decided of those changes that are known."""
        rows = self._all(sql.VERDICTS, ids=cids) if cids else ()
        return {row.cid: verdict_of(row) for row in rows}

    def refused(self, keys: Collection[Key]) -> set[Key]:
        """Return those rows whose creation was refused."""
        rows = self._all(sql.REFUSED, ids=[key[1] for key in keys]) if keys else ()
        return {(row.entity, row.eid) for row in rows} & set(keys)

    def was_owner(self, key: Key, person_id: str) -> bool:
        """Say whether a person ever owned the objective or key result."""
        return any(
            record.set.get("owner_person_id") == person_id
            for record, _verdict in self._accepted_of(key)
        )

    def author(self, key: Key, name: str, hlc: int) -> Record | None:
        """Return the change that gave the field `name` the value of clock `hlc`."""
        found = None
        for record, verdict in self._accepted_of(key):
            if (record.hlc if verdict.hlc_eff is None else verdict.hlc_eff) == hlc:
                if name in record.set:
                    return record
                found = record if record.op in _MAKES else found
        return found

    def _accepted_of(self, key: Key) -> Iterable[Decided]:
        for row in self._all(sql.HISTORY, id=key[1]):
            if row.entity == key[0]:
                yield record_of(row), verdict_of(row)

    def parked(self, keys: Collection[Key]) -> list[Parked]:
        """Return what waits for these rows, in the order it arrived."""
        if not keys or not self._counter.waiting:
            return []
        rows = self._all(sql.PARKED_FOR, ids=[key[1] for key in keys])
        return [one for one in self._parked(rows) if one.waits_for in keys]

    def parked_by_cid(self, cids: Collection[str]) -> list[Parked]:
        """Return those of the changes that wait for a person's word."""
        return [one for one in self.handovers() if one.record.cid in cids] if cids else []

    def handovers(self) -> list[Parked]:
        """Return all changes that wait for a person's word."""
        if not self._counter.waiting and not self._written.parked:
            return []
        return self._parked(self._all(sql.PARKED_WITH, reason=Reason.HANDOVER.value))

    def all_parked(self) -> list[Parked]:
        """Return all changes that wait, whatever for, in the order they arrived."""
        return self._parked(self._all(sql.PARKED))

    def _parked(self, rows: Sequence[Any]) -> list[Parked]:
        self._waited |= {row.cid for row in rows}
        return [
            Parked(
                record_of(row),
                row.parked_reason,
                (row.waits_entity, row.waits_eid) if row.waits_eid else None,
            )
            for row in rows
        ]

    def versions(self, objective_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return (objective, content hash) of every version seen."""
        rows = self._all(sql.VERSIONS, ids=objective_ids) if objective_ids else ()
        return {(row.objective_id, row.content_hash) for row in rows}

    def write(self, outcome: Outcome) -> None:
        """Write all of it, with its entries in the log."""
        writer = Writer(self, self._signer, self._counter, self._waited)
        writer.write(outcome, self._frontier)
        self._organisation = writer.organisation
        self._hashes, self._signed = {}, None
        self.recall(outcome)

    def recall(self, outcome: Outcome) -> None:
        """Take for known what was written, though by another shelf; nothing was written since."""
        if outcome is not self._written:
            self._written = outcome
            self.__dict__.pop("_held_anew", None)

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
    """Return what is noted of a device beside when it was seen."""
    said = (request.waiting, request.app[:20], request.sv)
    return (device.head_dseq, device.head, device.token, device.token_before, *said)


def _ends(push: Push) -> tuple[Any, ...]:
    """Return what is kept of a batch: its last dseq and first, its heads, its signature."""
    last = push.first + len(push.changes) - 1
    return last, push.first, push.prev_head, push.head, push.sig
