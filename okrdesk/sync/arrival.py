"""What the server decides of arriving changes: applied, superseded, refused or parked.

Changes are taken group by group; a group stands or falls together. The rows are read at once before
anything is decided, and nothing is written until all is, so a request leaves one whole trace. What
may be taken at all, `okrdesk.sync.admission` says; here it is merged and entered into feeds. A
change that makes this code fail is parked for the administrator and never blocks what follows.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.identity import Hlc
from okrdesk.domain.structure import TREE, parents_of
from okrdesk.sync.admission import Halt, Scene, admit
from okrdesk.sync.authority import Authority, day_of
from okrdesk.sync.conflicts import conflict_row, parties
from okrdesk.sync.directory import ENTITIES, Directory
from okrdesk.sync.guards import ALL, Guards
from okrdesk.sync.merge import BIRTH, Clash, born, merge
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record
from okrdesk.sync.scopes import AGENCY, own
from okrdesk.sync.shelf import Key, Outcome, Parked, Shelf
from okrdesk.sync.wire import Row, Verdict
from okrdesk.sync.writers import Writers

_log = logging.getLogger(__name__)
AHEAD_MS = 300_000
"""How far a PC's clock may run ahead before the server takes its own instead."""


class Arrival:
    """One request's changes on their way in; `validity` says what is wrong with a change.

    Changes `aside` are parked at once: they could not be written.
    """

    def __init__(
        self,
        shelf: Shelf,
        now_ms: int,
        validity: Callable[[Record], Reason | None],
        guards: Guards = ALL,
        aside: Collection[str] = (),
    ) -> None:
        self.outcome = Outcome(last_aseq=shelf.head())
        self.today = day_of(now_ms << 16)
        self._shelf = shelf
        self._now_ms = now_ms
        self._validity = validity
        self._guards = guards
        self._rows = Overlay(shelf)
        self._places = Placement(shelf, self._rows, self.outcome, guards)
        self._writers = Writers(shelf)
        self._authority = Authority(shelf.directory(), self._rows, self.today)
        self._scene = Scene(
            shelf,
            self._rows,
            self._places,
            self._writers,
            self._authority,
            self.outcome,
            guards,
        )
        self._aside = aside
        self._clock = Hlc(now_ms)
        self._known: dict[str, Verdict] = {}
        self._expected: set[str] = set()
        self._news: list[Key] = []

    @property
    def directory(self) -> Directory:
        """Return who is who after what was applied so far."""
        return self._authority.directory

    def expect(self, records: Sequence[Record]) -> None:
        """Read at once what deciding these changes will ask for."""
        fresh = [record for record in records if record.cid not in self._expected]
        cids = {record.cid for record in fresh}
        self._expected |= cids
        if self._guards.idempotency:
            self._known |= self._shelf.verdicts(cids)
        self._load(record for record in fresh if record.cid not in self._known)

    def receive(self, records: Sequence[Record]) -> list[Verdict]:
        """Decide changes in the order given; return a verdict for each, known ones as they were."""
        self.expect(records)
        fresh = list({one.cid: one for one in records if one.cid not in self._known}.values())
        decided = len(self.outcome.decided)
        for _group, changes in groupby(fresh, key=lambda record: record.grp):
            self._decide(list(changes))
        self._release()
        found = {record.cid: verdict for record, verdict in self.outcome.decided[decided:]}
        self._known |= found if self._guards.idempotency else {}
        return [found.get(record.cid) or self._known[record.cid] for record in records]

    def answer(self, decisions: Mapping[str, str], person_id: str) -> None:
        """Let `person_id` accept or decline changes of others that wait for a word."""
        waiting = self._shelf.parked_by_cid(list(decisions))
        self._load(parked.record for parked in waiting)
        for parked in waiting:
            record = parked.record
            if not self._authority.may_answer_for(record, person_id):
                continue
            self.outcome.released.add(record.cid)
            if decisions[record.cid] == "accept":
                self._decide([record], is_accepted=True)
            else:
                self._note(record, Verdict(record.cid, Fate.REFUSED, 0, Reason.NO_AUTHORITY))
        self._release()

    def retry(self, waiting: Sequence[Parked]) -> None:
        """Decide anew what waits, as if it came now."""
        for group in self._taken_up(waiting):
            self._decide(group)
        self._release()

    def drop(self, waiting: Sequence[Parked]) -> None:
        """Refuse what waits because it could not be decided, and what waits for that."""
        for group in self._taken_up(waiting):
            self._turn_away(group, group[0], Halt(Fate.REFUSED, Reason.INTERNAL))
        self._release()

    def receive_own(self, records: Sequence[Record]) -> None:
        """Apply changes that the server makes itself, which need nobody's right."""
        self._load(records)
        for record in records:
            self._decide([record], is_accepted=True)

    def finish(self) -> Outcome:
        """Return all that is to be written."""
        self.outcome.rows = self._rows.changed
        return self.outcome

    def _load(self, records: Iterable[Record]) -> None:
        keys: set[Key] = set()
        for record in records:
            keys |= {record.key, *parents_of(record.key, record.set)}
        self._rows.load(keys)
        self._places.load(keys)

    def _decide(self, group: list[Record], *, is_accepted: bool = False) -> None:
        """Decide a group: all of it is merged, or all of it is refused or parked.

        Its form is looked at first: nothing waits whose form nobody has looked at.
        """
        self._rows.begin()
        self._writers.begin()
        news, directory = len(self._news), self.directory
        done: list[tuple[Record, Verdict, list[Clash]]] = []
        culprit = group[0]
        try:
            for culprit in () if is_accepted else group:
                Halt.where(self._validity(culprit))
            for culprit in group:
                done += [self._apply(culprit, is_accepted=is_accepted)]
        except Exception as error:  # noqa: BLE001  # whatever it is, the queue goes on
            self._rows.take_back()
            self._writers.take_back()
            self._authority.directory = directory
            self._places.unmade(self._news[news:])
            del self._news[news:]
            stop = error if isinstance(error, Halt) else self._broken(culprit, error)
            self._turn_away(group, culprit, stop)
            return
        for record, verdict, clashes in done:
            self._finish(record, self._note(record, verdict), clashes)

    @staticmethod
    def _broken(record: Record, error: Exception) -> Halt:
        _log.error("change %s could not be decided", record.cid, exc_info=error)
        return Halt(Fate.PARKED, Reason.INTERNAL)

    def _turn_away(self, group: list[Record], culprit: Record, stop: Halt) -> None:
        """Give a group that does not stand its verdicts: the culprit's reason, and the others'.

        What waits for a row whose making is refused waits no longer: it is refused with it.
        """
        for record in group:
            if stop.fate is Fate.REFUSED and record.is_birth:
                self._news.append(record.key)
            reason = stop.reason
            if record is not culprit and stop.fate is Fate.REFUSED:
                reason = Reason.DEPENDS_ON_REFUSED
            self._note(record, Verdict(record.cid, stop.fate, 0, reason))
            if stop.fate is Fate.PARKED:
                self.outcome.parked[record.cid] = Parked(record, reason, stop.waits_for)

    def _note(self, record: Record, verdict: Verdict) -> Verdict:
        self.outcome.last_aseq += 1
        numbered = Verdict(
            verdict.cid, verdict.fate, self.outcome.last_aseq, verdict.reason, verdict.hlc_eff
        )
        self.outcome.decided.append((record, numbered))
        return numbered

    def _apply(self, record: Record, *, is_accepted: bool) -> tuple[Record, Verdict, list[Clash]]:
        """Merge one change into the rows; raise Halt where it may not be."""
        if record.cid in self._aside:
            raise Halt(Fate.PARKED, Reason.INTERNAL)
        hlc, key = self._effective(record), record.key
        admit(record, hlc, self._scene, is_accepted=is_accepted)
        row = self._rows.get(key)
        clashes: list[Clash] = []
        fate = Fate.APPLIED
        if row is None:
            row = born(record, hlc)
            self._rows.put(key, row, None)
            self._news.append(key)
            self._places.made(key)
            self._writers.note(record, [BIRTH], hlc)
        else:
            merged = merge(row, record, self._place_in_order(row, hlc))
            clashes = [clash for clash in merged.clashes if self._is_unseen(record, clash)]
            if clashes and merged.is_superseded:
                fate = Fate.SUPERSEDED
            row = merged.row
            if merged.columns:
                self._rows.put(key, row, merged.columns)
            self._writers.note(record, merged.columns, hlc)
        if record.ent in ENTITIES:
            self._authority.directory = self.directory.with_rows([(*key, row)])
        verdict = Verdict(record.cid, fate, 0, None, hlc if hlc != record.hlc else None)
        return record, verdict, clashes

    def _place_in_order(self, row: Row, hlc: int) -> int:
        return hlc if self._guards.clock_order else max(row.stamps.values()) + 1

    def _effective(self, record: Record) -> int:
        """Return the clock that counts: the author's, or the server's where that runs ahead."""
        if not self._guards.clamp or record.hlc >> 16 <= self._now_ms + AHEAD_MS:
            return record.hlc
        self._clock = self._clock.tick(self._now_ms)
        return self._clock.pack()

    def _is_unseen(self, record: Record, clash: Clash) -> bool:
        """Say whether the author had not seen the other value; nor by the clock it came with.

        Where the server took its own clock, what the author wrote next still names the other.
        """
        other = self._writers.other(record, clash)
        return other is None or record.base.get(clash.field) != other.hlc

    def _finish(self, record: Record, verdict: Verdict, clashes: list[Clash]) -> None:
        """Enter what was applied into the feeds, and record what it clashed with."""
        for clash in clashes if self._guards.conflict_record else ():
            self._record_conflict(record, clash, verdict.aseq)
        if record.ent in TREE:
            self._places.place(record, verdict.aseq, self.directory, self.today)
            return
        if record.ent == "conflict":
            if decided := self._rows.get(record.key):
                self._feed_conflict(record.key, decided, verdict.aseq)
            return
        self._places.feed(AGENCY, record.key, verdict.aseq)
        if record.ent == "post":
            self._move_holder(record, verdict.aseq)

    def _record_conflict(self, record: Record, clash: Clash, aseq: int) -> None:
        """Write the row of a clash, unless it was found before and perhaps decided since."""
        key, row = conflict_row(record, self._writers.other(record, clash), clash)
        self._rows.load([key])
        if self._rows.get(key) is None:
            self._rows.put(key, row, None)
            self._news.append(key)
            self._feed_conflict(key, row, aseq)

    def _feed_conflict(self, key: Key, row: Row, aseq: int) -> None:
        for person_id in parties(row):
            self._places.feed(own(person_id), key, aseq)

    def _move_holder(self, record: Record, aseq: int) -> None:
        """After a change of a post, put its holders' objectives where they belong now."""
        posts = (self._rows.stored(record.key), self._rows.get(record.key))
        holders = {post.values["person_id"] for post in posts if post}
        for root in sorted(self._shelf.trees_of(holders)):
            self._rows.load([root])
            self._places.move(root, aseq, self.directory, self.today)

    def _release(self) -> None:
        """Decide anew what waited for rows that came now, and what waits for what that brings."""
        done = 0
        while True:
            arrived = self._news[done:]
            arrived += [("objective", id) for id, _hash in self._places.note_versions()]
            done = len(self._news)
            waiting = self._waiting_for(set(arrived))
            if not waiting:
                return
            for group in self._taken_up(waiting):
                self._decide(group)

    def _taken_up(self, waiting: Sequence[Parked]) -> list[list[Record]]:
        """Let changes wait no longer; return them by groups, for a decision."""
        self._load(parked.record for parked in waiting)
        for parked in waiting:
            self.outcome.parked.pop(parked.record.cid, None)
            self.outcome.released.add(parked.record.cid)
        records = [parked.record for parked in waiting]
        return [list(changes) for _grp, changes in groupby(records, key=lambda one: one.grp)]

    def _waiting_for(self, keys: set[Key]) -> list[Parked]:
        if not keys:
            return []
        stored = [
            one for one in self._shelf.parked(keys) if one.record.cid not in self.outcome.released
        ]
        own_now = [one for one in self.outcome.parked.values() if one.waits_for in keys]
        return stored + own_now
