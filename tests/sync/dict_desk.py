"""A PC's database as dicts in memory: what an officer sees, the own changes, and where it stands.

As in the real one, the rows are what the screen shows: the server's, with what waits here replayed
on them. A guard that is the PC's to keep is kept here, unless a test takes it away.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

import msgspec

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import Hlc
from okrdesk.sync.births import rows_told
from okrdesk.sync.guards import Guards
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.record import Record, canonical, chain, chain_start, decode
from okrdesk.sync.replay import accepted, replay
from okrdesk.sync.shelf import Key, SyncState
from okrdesk.sync.wire import Row, SyncReply, Verdict


class PowerCut(Exception):
    """The PC went off in the middle of storing a reply."""


@dataclass(frozen=True)
class Edit:
    """One change as a person means it: `set` holds wire values; of a set field, all elements."""

    key: Key
    op: str
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Own:
    """A change made here, and what the server decided of it (None: it waits)."""

    record: Record
    fate: str | None = None
    reason: str | None = None
    aseq: int | None = None
    hlc_eff: int | None = None


class DictDesk:
    """One PC's store; it sends no more than `page` changes at once, but whole groups."""

    def __init__(self, state: SyncState, guards: Guards) -> None:
        self._state = state
        self._guards = guards
        self.rows: dict[Key, Row] = {}
        self.held: dict[Key, dict[str, int]] = {}
        self.own: dict[str, Own] = {}
        self.seen = 0
        self.offset_ms = 0
        self.generation = 0
        self.is_rereading = False
        self.handover: list[dict[str, Any]] = []
        self.decisions: dict[str, str] = {}
        self.wall_ms = 0
        self.will_go_off = False
        self.was_emptied = False
        self.last_dseq = 0
        self.thrown_away: set[str] = set()
        self.page = 6

    def cloned(self) -> "DictDesk":
        """Return the same on another disk."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, (dict, list, set)):
                setattr(other, name, copy(value))
        other.held = {key: dict(scopes) for key, scopes in self.held.items()}
        return other

    # -------------------------------------------------------------------------- the journal

    def write(self, edits: Sequence[Edit], ids: Any) -> list[Record]:
        """Do what a person did: one group of changes, seen at once."""
        state, group = self._state, ids()
        hlc = self._tick()
        records = []
        for edit in edits:
            row = self.rows.get(edit.key)
            self.last_dseq += 1
            record = Record(
                cid=ids(),
                dev=state.device,
                dseq=self.last_dseq,
                actor=state.person_id,
                act="test",
                ent=edit.key[0],
                eid=edit.key[1],
                op=edit.op,
                hlc=hlc,
                grp=group,
                sv=SCHEMA_VERSION,
                wall=max(self.wall_ms, 0),
                tz=420,
                app="0",
                set=_spoken(edit, row),
                base=_base(edit, row),
            )
            seen = accepted(row, record, hlc)
            if seen:
                self.rows[edit.key] = seen
            self.own[record.cid] = Own(record)
            records.append(record)
        return records

    def _tick(self) -> int:
        """Return the next clock reading, as the journal does."""
        reading = self._reading()
        now = max(self.wall_ms + self.offset_ms, 0)
        first = crc32(self._state.device.encode())
        return Hlc.unpack(max(reading, self.seen)).tick(now, first).pack()

    def _reading(self) -> int:
        """Return the clock of the last change made as this device, as it counts, or 0."""
        own = [one for one in self.own.values() if one.record.dev == self._state.device]
        if not own:
            return 0
        return own[-1].record.hlc if own[-1].hlc_eff is None else own[-1].hlc_eff

    def decide(self, cid: str, word: str) -> None:
        """Accept or decline what waits for this person's word."""
        self.decisions[cid] = word

    # ---------------------------------------------------------------------------- DeskStore

    def state(self) -> SyncState:
        return replace(self._state, decisions=dict(self.decisions))

    def outbox(self, most: int, most_bytes: int, after: int = 0) -> Sequence[Record]:
        found: list[Record] = []
        waiting = [record for record in self._waiting() if record.dseq > after]
        for group in self._groups(waiting):
            if found and len(found) + len(group) > min(most, self.page):
                break
            found += group
        return found

    def waiting(self) -> int:
        return len(self._waiting())

    def absorb(self, reply: SyncReply, sent: Sequence[Record], head: str = "") -> Mapping[str, Any]:
        if self.will_go_off and self._guards.atomic_reply:
            self.will_go_off = False
            raise PowerCut
        unanswered = {one.cid for one in self._waiting()} - {one.cid for one in sent}
        late = [verdict for verdict in reply.fates if verdict.cid not in unanswered]
        self._decide([*reply.verdicts, *late])
        self._note(reply, sent, head)
        if self.will_go_off:
            self.will_go_off = False
            raise PowerCut
        self._place(reply, sent)
        return Counter(rows=len(reply.rows))

    def settle(self) -> None:
        """Nothing is counted here."""

    def start_over(self, epoch: str, ack: int, head: str, token: str) -> bool:
        self._state = replace(self._state, epoch=epoch, token=token, cursors={}, durable=0)
        self.generation += 1
        self.is_rereading = True
        if not self._guards.swap_after_download:
            self.was_emptied = self.was_emptied or bool(self.rows)
            self.rows.clear()
            self.held.clear()
        is_own = self.rewind(ack, head)
        if self._guards.fork_resends_all:
            self._adopt_former()
        return is_own

    def _adopt_former(self) -> None:
        """Offer all that was done as other devices as this one."""
        self.seen = max(self.seen, self._reading())
        for one in [one for one in self.own.values() if one.record.dev in self._state.former]:
            del self.own[one.record.cid]
            self.last_dseq += 1
            moved = msgspec.structs.replace(one.record, dev=self._state.device, dseq=self.last_dseq)
            self.own[moved.cid] = Own(moved)

    def rewind(self, ack: int, head: str) -> bool:
        mine = [one for one in self.own.values() if one.record.dev == self._state.device]
        for one in mine:
            if one.record.dseq > ack:
                self.own[one.record.cid] = Own(one.record)
        known = [canonical(one.record) for one in mine if one.record.dseq <= ack]
        start = chain_start(self._state.agency_id, self._state.device)
        self._state = replace(self._state, ack=ack, head=head)
        is_own = len(known) == ack and chain(start, known).hex() == head
        return not ack or is_own or not self._guards.fork_detection

    def move_to(self, device: str) -> None:
        state = self._state
        dseq = 0
        for cid, one in list(self.own.items()):
            is_durable = one.fate is not None and (
                not self._guards.fork_resends_all or (one.aseq or 0) <= state.durable
            )
            if not is_durable:
                dseq += 1
                moved = msgspec.structs.replace(one.record, dev=device, dseq=dseq)
                self.own[cid] = Own(moved)
        self.last_dseq = dseq
        self._state = replace(
            state,
            device=device,
            token="",
            ack=0,
            head="",
            former=(*state.former, state.device),
        )

    # ----------------------------------------------------------------------------- a reply

    def _decide(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            one = self.own.get(verdict.cid)
            if one is None:
                continue
            if verdict.fate == Fate.REFUSED and not self._guards.refused_kept:
                self.thrown_away.add(verdict.cid)
            self.own[verdict.cid] = Own(
                one.record, verdict.fate, verdict.reason, verdict.aseq, verdict.hlc_eff
            )

    def _note(self, reply: SyncReply, sent: Sequence[Record], head: str) -> None:
        state = self._state
        cursors = {**state.cursors, **reply.cursors}
        self._state = replace(
            state,
            epoch=reply.epoch,
            token=reply.token,
            cursors={name: at for name, at in cursors.items() if name not in reply.gone},
            ack=sent[-1].dseq if sent else state.ack,
            head=head if sent else state.head,
            durable=reply.durable,
        )
        self.offset_ms = reply.now - self.wall_ms
        stamps = [s for row in _told(reply, sent).values() for s in row.stamps.values()]
        self.seen = max([self.seen, *stamps])
        listed = {one["record"]["cid"] for one in reply.handover}
        self.handover = reply.handover
        self.decisions = {cid: word for cid, word in self.decisions.items() if cid in listed}

    def _place(self, reply: SyncReply, sent: Sequence[Record]) -> None:
        """Take rows in, and let go what no scope holds any more."""
        waiting: defaultdict[Key, list[Record]] = defaultdict(list)
        for record in self._waiting():
            waiting[record.key].append(record)
        told = _told(reply, sent)
        for pulled in reply.rows:
            key = (pulled.ent, pulled.eid)
            self.held[key] = dict.fromkeys(pulled.held, self.generation)
            if key in told:
                row = replay(told[key], waiting[key])
                if row:
                    self.rows[key] = row
            elif not pulled.held:
                self._let_go(key, waiting[key])
        self._drop_scopes(set(reply.gone), waiting)
        if not reply.more:
            self._sweep(waiting)

    def _drop_scopes(self, gone: set[str], waiting: Mapping[Key, list[Record]]) -> None:
        for key, scopes in list(self.held.items()):
            for scope in gone & scopes.keys():
                del scopes[scope]
            if not scopes:
                self._let_go(key, waiting.get(key, ()))

    def _sweep(self, waiting: Mapping[Key, list[Record]]) -> None:
        """With all pages in, let go what was not seen again, or was accepted but is not ours."""
        if self.is_rereading:
            self.is_rereading = False
            for scopes in self.held.values():
                for scope in [s for s, seen in scopes.items() if seen < self.generation]:
                    del scopes[scope]
        for key in list(self.rows):
            if not self.held.get(key):
                self._let_go(key, waiting.get(key, ()))

    def _let_go(self, key: Key, pending: Sequence[Record]) -> None:
        """Purge a row, but for what the own waiting changes make of it."""
        self.held.pop(key, None)
        row = replay(None, pending)
        if row:
            self.rows[key] = row
        else:
            self.rows.pop(key, None)

    def _waiting(self) -> list[Record]:
        return [one.record for one in self.own.values() if one.fate is None]

    @staticmethod
    def _groups(records: Iterable[Record]) -> list[list[Record]]:
        groups: dict[str, list[Record]] = {}
        for record in records:
            groups.setdefault(record.grp, []).append(record)
        return list(groups.values())


def _told(reply: SyncReply, sent: Sequence[Record]) -> Mapping[Key, Row]:
    return rows_told(reply, [*(decode(bytes(raw)) for raw in reply.records), *sent])


def _names(edit: Edit, row: Row | None) -> list[str]:
    """Return what carries a stamp of its own in an edit."""
    names: list[str] = []
    for name, value in edit.set.items():
        if isinstance(value, list) and edit.op == "set":
            before = set(row.values.get(name) or ()) if row else set()
            names += [f"{name}/{element}" for element in before ^ set(value)]
        else:
            names.append(name)
    return names


def _spoken(edit: Edit, row: Row | None) -> dict[str, Any]:
    """Return what the change says: of a set, what comes and what goes."""
    said: dict[str, Any] = {}
    for name, value in edit.set.items():
        if isinstance(value, list) and edit.op == "set":
            before = set(row.values.get(name) or ()) if row else set()
            said[name] = {one: one in value for one in sorted(before ^ set(value))}
        else:
            said[name] = value
    return said


def _base(edit: Edit, row: Row | None) -> dict[str, int]:
    if row is None or edit.op in ("create", "append"):
        return {}
    birth = row.stamps.get(BIRTH, 0)
    base = {name: row.stamps.get(name, birth) for name in _names(edit, row)}
    if edit.op == "delete":
        base[BIRTH] = max(row.stamps.values(), default=0)
    return base
