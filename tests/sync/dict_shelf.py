"""The server's store as dicts in memory: what the simulator stores an agency in.

It keeps to the letter of `ServerShelf`, and checks on each write that the log has no gap.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import Any

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.structure import OWNED, ROOTS, TREE, parents_of
from okrdesk.sync.directory import ENTITIES, Directory
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.record import Record, canonical
from okrdesk.sync.shelf import DeviceState, FeedEntry, Key, Outcome, Parked, Past
from okrdesk.sync.wire import Checkpoint, Row, SyncRequest, Verdict

ACCEPTED = (Fate.APPLIED, Fate.SUPERSEDED)


class DictShelf:
    """One agency on the server."""

    def __init__(self, agency_id: str) -> None:
        self.agency_id = agency_id
        self.epoch_name = "epoch-0"
        self.durable_to = 0
        self.log: list[tuple[Record, Verdict]] = []
        self.stored: dict[Key, Row] = {}
        self.feeds: defaultdict[str, dict[str, FeedEntry]] = defaultdict(dict)
        self.holding: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        self.scopes: dict[str, frozenset[str]] = {}
        self.in_tree: defaultdict[str, set[Key]] = defaultdict(set)
        self.root_of: dict[Key, Key] = {}
        self.waiting: dict[str, Parked] = {}
        self.seen_versions: set[tuple[str, str]] = set()
        self.decided: dict[str, Verdict] = {}
        self.ever_parked: set[str] = set()
        self.unmade: set[Key] = set()
        self.devices: dict[str, DeviceState] = {}
        self.heads: dict[tuple[str, int], str] = {}
        self.day: date | None = None
        self.who = Directory()

    def copied(self) -> "DictShelf":
        """Return a backup: as it stands now, whatever happens to this one."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, defaultdict):
                setattr(other, name, defaultdict(value.default_factory))
                getattr(other, name).update({key: copy(inner) for key, inner in value.items()})
            elif isinstance(value, (dict, list, set)):
                setattr(other, name, copy(value))
        return other

    # ------------------------------------------------------------------------------- Shelf

    def head(self) -> int:
        return len(self.log)

    def directory(self) -> Directory:
        return self.who

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        return {key: self.stored[key] for key in keys if key in self.stored}

    def trees(self, roots: Collection[Key]) -> dict[str, set[Key]]:
        return {id: set(self.in_tree[id]) for _entity, id in roots if id in self.in_tree}

    def tree_scopes(self, root_ids: Collection[str]) -> dict[str, frozenset[str]]:
        return {id: self.scopes[id] for id in root_ids if id in self.scopes}

    def trees_of(self, person_ids: Collection[str]) -> set[Key]:
        return {
            self.root_of[key]
            for key, row in self.stored.items()
            if key[0] in OWNED and row.values.get("owner_person_id") in person_ids
        }

    def objectives_in(self, cycle_id: str) -> set[str]:
        return {
            key[1]
            for key, row in self.stored.items()
            if key[0] == "objective" and row.values["cycle_id"] == cycle_id
        }

    def verdicts(self, cids: Collection[str]) -> dict[str, Verdict]:
        return {cid: self.decided[cid] for cid in cids if cid in self.decided}

    def refused(self, keys: Collection[Key]) -> set[Key]:
        return {key for key in keys if key in self.unmade}

    def was_owner(self, key: Key, person_id: str) -> bool:
        return any(
            record.key == key and record.set.get("owner_person_id") == person_id
            for record, verdict in self.log
            if verdict.fate in ACCEPTED
        )

    def author(self, key: Key, name: str, hlc: int) -> Record | None:
        found = None
        for record, verdict in self.accepted_of(key):
            if effective(record, verdict) == hlc:
                if name in record.set:
                    return record
                found = record if record.is_birth else found
        return found

    def parked(self, keys: Collection[Key]) -> list[Parked]:
        return [one for one in self.waiting.values() if one.waits_for in keys]

    def parked_by_cid(self, cids: Collection[str]) -> list[Parked]:
        return [one for one in self.handovers() if one.record.cid in cids]

    def handovers(self) -> list[Parked]:
        return [one for one in self.waiting.values() if one.reason == Reason.HANDOVER]

    def versions(self, objective_ids: Collection[str]) -> set[tuple[str, str]]:
        return {version for version in self.seen_versions if version[0] in objective_ids}

    def write(self, outcome: Outcome) -> None:
        for record, verdict in outcome.decided:
            assert verdict.aseq == len(self.log) + 1, "a gap in the log"
            self._log(record, verdict)
        assert outcome.last_aseq == len(self.log), "a gap at the end of the log"
        for key, (row, _columns) in outcome.rows.items():
            self.stored[key] = row
        for key in outcome.rows:
            self._enter_tree(key)
        for (scope, eid), entry in outcome.feed.items():
            self.feeds[scope][eid] = entry
            self.holding[eid][scope] = entry.is_held
        self.scopes.update(outcome.trees)
        for cid in outcome.released:
            self.waiting.pop(cid, None)
        self.waiting.update(outcome.parked)
        self.seen_versions |= outcome.versions
        self.day = outcome.scoped_on or self.day
        known = [(*key, row) for key, (row, _) in outcome.rows.items() if key[0] in ENTITIES]
        if known:
            self.who = self.who.with_rows(known)

    def _log(self, record: Record, verdict: Verdict) -> None:
        self.log.append((record, verdict))
        self.decided[record.cid] = verdict
        if verdict.fate == Fate.PARKED:
            self.ever_parked.add(record.cid)
        if record.is_birth and verdict.fate == Fate.REFUSED:
            self.unmade.add(record.key)

    def _enter_tree(self, key: Key) -> None:
        if key[0] not in TREE:
            return
        top: Key | None = key
        while top and top[0] not in ROOTS:
            row = self.stored.get(top)
            top = next(parents_of(top, row.values), None) if row else None
        if top:
            self.root_of[key] = top
            self.in_tree[top[1]].add(key)

    # -------------------------------------------------------------------------- ServerShelf

    def recall(self, outcome: Outcome) -> None:
        assert outcome.last_aseq == len(self.log), "something was written since"

    def epoch(self) -> str:
        return self.epoch_name

    def durable(self) -> int:
        return self.durable_to

    def scoped_on(self) -> date | None:
        return self.day

    def batch_head(self, device: str, last: int) -> str | None:
        return self.heads.get((device, last))

    def save_devices(self, seen: Sequence[tuple[DeviceState, SyncRequest]]) -> None:
        for device, request in seen:
            assert request.dev == device.id
            self.devices[device.id] = device
            self.heads.setdefault((device.id, device.head_dseq), device.head)

    def feed(
        self, scopes: Collection[str], after: int, until: int, most: int
    ) -> Sequence[FeedEntry]:
        entries = sorted(
            (
                entry
                for scope in scopes
                for entry in self.feeds.get(scope, {}).values()
                if after < entry.aseq <= until
            ),
            key=lambda entry: (entry.aseq, entry.scope, entry.key),
        )
        if len(entries) > most:
            last = self._act_end(entries[most - 1].aseq)
            entries = [entry for entry in entries if entry.aseq <= last]
        return entries

    def _act_end(self, aseq: int) -> int:
        """Return the number of the last change of an act, which follow each other in the log."""
        group = self.log[aseq - 1][0].grp
        return aseq + sum(1 for _ in takewhile(lambda one: one[0].grp == group, self.log[aseq:]))

    def held_in(self, eids: Collection[str]) -> dict[str, frozenset[str]]:
        return {
            eid: frozenset(scope for scope, is_held in self.holding[eid].items() if is_held)
            for eid in eids
            if eid in self.holding
        }

    def history(self, eids: Collection[str], after: int, but_of: str = "") -> Sequence[Past]:
        return [
            Past(record.key, record.op, verdict.aseq, verdict.hlc_eff, canonical(record))
            for record, verdict in self.log[after:]
            if record.eid in eids and verdict.fate in ACCEPTED and record.dev != but_of
        ]

    def late_verdicts(self, device: str, after: int) -> Sequence[Verdict]:
        person_id = self.devices[device].person_id
        return [
            verdict
            for record, verdict in self.log[after:]
            if record.actor == person_id and record.cid in self.ever_parked
        ]

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.agency_id, len(self.log), "", 0, "")

    def proof(self, size: int) -> list[str]:
        return []

    # ------------------------------------------------------------------- for the simulator

    def enrol(self, id: str, person_id: str, head: str) -> None:
        """Let a new device in."""
        self.devices[id] = DeviceState(id, person_id, 0, head, "", "", is_revoked=False)

    def restored(self, epoch: str) -> "DictShelf":
        """Return what comes out of this backup: the same under another name."""
        other = self.copied()
        other.epoch_name = epoch
        other.durable_to = len(other.log)
        other.devices = {
            id: replace(device, token="", token_before="") for id, device in self.devices.items()
        }
        return other

    def revoke(self, device: str) -> None:
        """Let a device in no more."""
        self.devices[device] = replace(self.devices[device], is_revoked=True)

    def accepted_of(self, key: Key) -> Iterable[tuple[Record, Verdict]]:
        """Return the accepted changes of a row, by aseq."""
        return (
            (record, verdict)
            for record, verdict in self.log
            if record.eid == key[1] and record.key == key and verdict.fate in ACCEPTED
        )

    def visible(self, scopes: Collection[str]) -> dict[Key, Row]:
        """Return all rows that a reader of `scopes` may see."""
        wanted = frozenset(scopes)
        held = {
            eid for eid, in_ in self.holding.items() if any(in_[s] for s in wanted & in_.keys())
        }
        return {key: row for key, row in self.stored.items() if key[1] in held}


def effective(record: Record, verdict: Verdict) -> int:
    """Return the clock that the server took for a change."""
    return record.hlc if verdict.hlc_eff is None else verdict.hlc_eff


def birth(row: Row) -> Any:
    """Return the clock of a row's creation."""
    return row.stamps[BIRTH]
