"""One reply of the server as it enters the PC's database: all of it, in the caller's transaction.

The rows are the server's, with the changes that still wait here replayed on them. Where a change
was not accepted, the reply brings its row as the server has it, or says that there is none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from okrdesk.db import derived, schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import update_rows
from okrdesk.db.change_table import by_waiting
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.store import get_metas, put_metas
from okrdesk.domain.dates import day_at
from okrdesk.domain.fate import Fate
from okrdesk.services.enrolled import ENROLMENT
from okrdesk.services.outbox import DECISIONS, HANDOVERS
from okrdesk.sync.ahead import after
from okrdesk.sync.births import rows_told
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.desk_store_purge import Holding
from okrdesk.sync.desk_store_rows import (
    change_of,
    keep_changes,
    read_rows,
    read_stamps,
    write_rows,
)
from okrdesk.sync.desk_store_state import CLOCK, Notes, clock_after, documents
from okrdesk.sync.record import Record, decode
from okrdesk.sync.replay import accepted, replay
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row, SyncReply, Verdict

_change = schema.change
_COUNT_EACH_MS = 1000
"""How long the figures may be older than the rows while pages are coming."""
_DECIDED = ("fate", "reason", "aseq", "hlc_eff")
_WAITING = by_waiting(
    select(*AS_RECORD)
    .where(
        _change.c.agency_id == bindparam("agency_id"),
        _change.c.device == bindparam("device"),
        _change.c.fate.is_(None),
    )
    .order_by(_change.c.dseq)
)
_UNANSWERED = _WAITING.with_only_columns(_change.c.cid).where(any_of(_change.c.cid, "ids"))
_FIRST_WAITING = _WAITING.limit(1)
_WAITING_OF = _WAITING.where(any_of(_change.c.eid, "ids"))


@dataclass
class Absorption:
    """One reply on its way in.

    `sent` are the changes that the request carried, `head` is the device's chain after them.
    """

    connection: Connection
    notes: Notes
    reply: SyncReply
    sent: Sequence[Record]
    head: str
    touched: set[Key] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, now: datetime) -> None:
        """Store the reply; `touched` then names every row that looks different."""
        holding = Holding(self.connection, self.notes)
        self._decide()
        records = [decode(bytes(raw)) for raw in self.reply.records]
        before = self._keep_history(records)
        self._write(rows_told(self.reply, [*records, *self.sent]), before)
        holding.drop_scopes(self.reply.gone)
        holding.place(self.reply.rows)
        held = {(one.ent, one.eid) for one in self.reply.rows if one.held}
        holding.keep_accepted(self._accepted_keys(), held)
        if self.reply.scopes and not self.reply.more:
            holding.sweep()
        purged = holding.purge()
        self.counts["purged"] += len(purged)
        self.touched |= purged | holding.built_upon
        self._refresh(now)
        self._note(records, int(now.timestamp() * 1000))

    def _decide(self) -> None:
        """Write what the server decided of own changes, also of those that it had parked."""
        verdicts = [*self.reply.verdicts, *self._late()]
        if not verdicts:
            return
        # What was parked just now comes among the late verdicts too.
        latest = {verdict.cid: Fate(verdict.fate).value for verdict in verdicts}
        self.counts.update(latest.values())
        agency_id = self.notes.agency_id
        decided = [(v.fate, v.reason, v.aseq, v.hlc_eff, agency_id, v.cid) for v in verdicts]
        update_rows(self.connection, _change, _DECIDED, decided)

    def _late(self) -> Iterable[Verdict]:
        """Return the late verdicts but those of changes that this PC is still to be answered on.

        They were sent ahead and the answer was lost: they go again, and in their order.
        """
        cids = {verdict.cid for verdict in self.reply.fates} - {one.cid for one in self.sent}
        names = {"agency_id": self.notes.agency_id, "device": self.notes.device, "ids": cids}
        unanswered = set(self.connection.scalars(_UNANSWERED, names)) if cids else cids
        return (verdict for verdict in self.reply.fates if verdict.cid not in unanswered)

    def _accepted_keys(self) -> set[Key]:
        good = {v.cid for v in self.reply.verdicts if v.fate in (Fate.APPLIED, Fate.SUPERSEDED)}
        return {record.key for record in self.sent if record.cid in good}

    def _keep_history(self, records: Sequence[Record]) -> Mapping[Key, Row | None]:
        """Write the changes behind the rows; return what these were before, None where not here."""
        keys = {record.key for record in records}
        found = read_rows(self.connection, self.notes.agency_id, keys)
        here: dict[Key, Row | None] = {key: found.get(key) for key in keys}
        rows, changes = dict(here), []
        for record in records:
            before = rows[record.key]
            was = {name: before.values.get(name) for name in record.set} if before else {}
            changes.append(change_of(record, self.notes.agency_id, was))
            rows[record.key] = accepted(before, record, record.hlc)
        keep_changes(self.connection, changes)
        return here

    def _write(self, here: Mapping[Key, Row], before: Mapping[Key, Row | None]) -> None:
        """Write the rows that differ from those that are here, the waiting changes on top.

        Of some rows it is known what they were `before`.
        """
        if not here:
            return
        stamps = {} if self.notes.is_rereading else self._stamps(here, before)
        fresh = {key: row for key, row in here.items() if stamps.get(key) != row.stamps}
        waiting = self._waiting(fresh)
        seen = {key: replay(row, waiting.get(key, ())) for key, row in fresh.items()}
        rows = {key: row for key, row in seen.items() if row}
        write_rows(self.connection, self.notes.agency_id, rows)
        self.touched |= rows.keys()
        self.counts["rows"] += len(rows)
        self.counts["conflicts"] += sum(
            1 for (entity, _id), row in rows.items() if entity == "conflict" and _is_open(row)
        )

    def _stamps(
        self, keys: Iterable[Key], before: Mapping[Key, Row | None]
    ) -> Mapping[Key, Mapping[str, int]]:
        """Return the clocks of the rows that are here; those `before` need no asking."""
        unknown = [key for key in keys if key not in before]
        known = {key: row.stamps for key, row in before.items() if row}
        return known | read_stamps(self.connection, self.notes.agency_id, unknown)

    def _waiting(self, keys: Iterable[Key]) -> dict[Key, list[Record]]:
        """Return the waiting changes of some rows, each row's in their order."""
        names = {"agency_id": self.notes.agency_id, "device": self.notes.device}
        found: defaultdict[Key, list[Record]] = defaultdict(list)
        if self.connection.execute(_FIRST_WAITING, names).first() is None:
            return found
        ids = {id for _entity, id in keys}
        for row in self.connection.execute(_WAITING_OF, names | {"ids": ids}):
            record = record_of(row)
            found[record.key].append(record)
        return found

    def _refresh(self, now: datetime) -> None:
        """Count what follows from the rows; of a desk that nobody sees yet, all at its end.

        Pages that come one upon the other are counted together, a second's worth of them: the same
        key results come again and again.
        """
        notes, moment = self.notes, int(now.timestamp() * 1000)
        if notes.is_anew:
            if not self.reply.more:
                self._refresh_now(self._all_keys(), day_at(now))
            return
        wanted = {*notes.uncounted, *self.touched}
        since = notes.uncounted_since if notes.uncounted else moment
        if self.reply.more and 0 <= moment - since < _COUNT_EACH_MS:
            due = derived.counted_by(self.connection, notes.agency_id, wanted)
            self.notes = replace(notes, uncounted=tuple(sorted(due)), uncounted_since=since)
        elif wanted:
            self._refresh_now(wanted, day_at(now))

    def _refresh_now(self, wanted: set[Key], today: date) -> None:
        agency_id = self.notes.agency_id
        self.touched |= derived.refresh(self.connection, agency_id, wanted, today)
        self.notes = replace(self.notes, uncounted=(), uncounted_since=0)

    def _all_keys(self) -> set[Key]:
        return {
            (name, id)
            for name in derived.COUNTED
            for id in self.connection.scalars(
                select(schema.JOURNALLED[name].c.id).where(
                    schema.JOURNALLED[name].c.agency_id == self.notes.agency_id
                )
            )
        }

    def _note(self, records: Sequence[Record], now_ms: int) -> None:
        """Note cursors, token and clock, with the rows that they stand for."""
        reply, notes = self.reply, self.notes
        ack, head = self._own_chain()
        known = get_metas(self.connection, (ENROLMENT, CLOCK, HANDOVERS))
        there = replace(
            after(notes, reply),
            ack=ack,
            head=head,
            is_rereading=notes.is_rereading and reply.more,
            sv=SCHEMA_VERSION,
            slot=reply.slot,
            is_update_due=reply.update,
            heard_ms=max(notes.heard_ms, reply.now),
        )
        clock = clock_after(known.get(CLOCK), self._latest(records), reply.now - now_ms)
        noted = documents(there, known.get(ENROLMENT)) | {CLOCK: clock}
        put_metas(self.connection, noted | self._handover(known.get(HANDOVERS)))
        self._note_rollups()

    def _own_chain(self) -> tuple[int, str]:
        """Return how far the server has this device's changes, by what was sent and answered.

        Where a reply was lost the server has more, but the verdicts of that are still to come.
        """
        if not self.sent:
            return self.notes.ack, self.notes.head
        return self.sent[-1].dseq, self.head

    def _latest(self, records: Sequence[Record]) -> int:
        """Return the latest clock that the reply tells, or 0."""
        stamps = [
            stamp
            for pulled in self.reply.rows
            if pulled.row
            for stamp in pulled.row.stamps.values()
        ]
        return max([*stamps, *(record.hlc for record in records)], default=0)

    def _handover(self, known: Sequence[Any] | None) -> dict[str, Any]:
        """Return what is to be noted of what waits for this person's word, beside what is `known`.

        An answer that the server took goes.
        """
        listed = {one["record"]["cid"] for one in self.reply.handover}
        decisions = dict(self.notes.decisions)
        kept = {cid: word for cid, word in decisions.items() if cid in listed}
        noted: dict[str, Any] = {} if kept == decisions else {DECISIONS: kept}
        is_known = (known or []) == self.reply.handover
        return noted if is_known else noted | {HANDOVERS: self.reply.handover}

    def _note_rollups(self) -> None:
        if self.reply.rollups is None:
            return
        table = schema.rollup
        own = {"agency_id": self.notes.agency_id}
        mine = table.c.agency_id == self.notes.agency_id
        units = {*self.connection.scalars(select(table.c.unit_id).where(mine))}
        self.connection.execute(delete(table).where(mine))
        if self.reply.rollups:
            rows = [own | dict(one) for one in self.reply.rollups]
            self.connection.execute(insert(table), rows)
            units.update(row["unit_id"] for row in rows)
        self.touched |= {("rollup", unit) for unit in units}


def _is_open(row: Row) -> bool:
    """Say whether a conflict waits for a decision."""
    return not row.is_deleted and row.values.get("choice") is None
