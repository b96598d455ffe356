"""All that one request decided, written with one statement for each table it touches."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Delete, bindparam, delete

from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows, update_rows
from okrdesk.db.merged import MergedRow, write_rows
from okrdesk.domain.fate import Fate
from okrdesk.domain.identity import new_id
from okrdesk.server import changes, schema
from okrdesk.server import shelf_statements as sql
from okrdesk.server.database import forget_counter
from okrdesk.server.directories import DIRECTORIES
from okrdesk.server.entries import SALT_BYTES, Place, make_entry
from okrdesk.server.together import together
from okrdesk.sync.directory import ENTITIES
from okrdesk.sync.merkle import Frontier, Node
from okrdesk.sync.shelf import Key, Outcome
from okrdesk.sync.wire import Verdict

if TYPE_CHECKING:
    from okrdesk.server.shelf import Signer
    from okrdesk.server.shelf_deciding import DecidingShelf

_ENTRIES = Into(
    schema.log_entry,
    (
        "agency_id", "aseq", "cid", "actor", "entity", "eid", "fate", "reason", "hlc_eff", "at",
        "prev", "body_hash", "hash", "salt", "has_waited",
    ),
)  # fmt: skip
_NODES = Into(schema.merkle_node, ("agency_id", "level", "idx", "hash"))
_FEED = Into(
    schema.feed,
    ("agency_id", "scope", "eid", "entity", "aseq", "is_held"),
    ("entity", "aseq", "is_held"),
)
_TREES = Into(schema.tree_scope, ("agency_id", "root_id", "scope"))
_PARKED = Into(
    schema.parked,
    ("agency_id", "cid", "aseq", "reason", "waits_entity", "waits_eid"),
    ("aseq", "reason", "waits_entity", "waits_eid"),
)
_VERSIONS = Into(schema.version_seen, ("agency_id", "objective_id", "content_hash"), ())
_FORGET_TREES = delete(schema.tree_scope).where(
    schema.tree_scope.c.agency_id == bindparam("agency_id"),
    any_of(schema.tree_scope.c.root_id, "ids"),
)
_FORGET_PARKED = delete(schema.parked).where(
    schema.parked.c.agency_id == bindparam("agency_id"), any_of(schema.parked.c.cid, "ids")
)
_COUNTED = ("aseq", "hlc", "org", "frontier", "scoped_on", "waiting", "waited")
_ACCEPTED = (Fate.APPLIED, Fate.SUPERSEDED)


class Writer:
    """Stores the outcome of one request; `waited` are the changes that were parked before it."""

    def __init__(
        self, shelf: "DecidingShelf", signer: "Signer", counter: Any, waited: set[str]
    ) -> None:
        self._shelf = shelf
        self._connection: Connection = shelf.connection
        self._agency_id = shelf.agency_id
        self._signer = signer
        self._counter = counter
        self._waited = waited
        self.organisation = str(counter.org)

    def write(self, outcome: Outcome, frontier: Frontier) -> None:
        """Write all of it; `frontier` grows by the entries in the log."""
        before = self._last_hashes({record.eid for record, _verdict in outcome.decided})
        self._forget(_FORGET_TREES, outcome.trees)
        self._forget(_FORGET_PARKED, self._gone(outcome))
        self._note_organisation(outcome)
        with together(self._connection):
            self._write_rows(outcome)
            self._write_changes(outcome)
            nodes = self._write_log(outcome, before, frontier)
            self._insert(_NODES, ((level, idx, hash) for level, idx, hash in nodes if level))
            feed = outcome.feed.values()
            self._insert(_FEED, ((e.scope, e.key[1], e.key[0], e.aseq, e.is_held) for e in feed))
            trees = outcome.trees.items()
            self._insert(_TREES, ((id, scope) for id, scopes in trees for scope in sorted(scopes)))
            self._write_parked(outcome)
            self._insert(_VERSIONS, sorted(outcome.versions))
            self._count(outcome, frontier)

    def _insert(self, into: Into, rows: Iterable[tuple[Any, ...]]) -> None:
        whole = [(self._agency_id, *row) for row in rows]
        if whole:
            insert_rows(self._connection, into, whole)

    def _write_rows(self, outcome: Outcome) -> None:
        if outcome.rows:
            rows = (
                MergedRow(entity, id, row.values, row.stamps, columns)
                for (entity, id), (row, columns) in outcome.rows.items()
            )
            write_rows(self._connection, self._agency_id, rows)

    def _write_changes(self, outcome: Outcome) -> None:
        """Write each change with the last that was decided of it."""
        last = {record.cid: (record, verdict) for record, verdict in outcome.decided}
        rows = [changes.row_of(self._agency_id, *decided) for decided in last.values()]
        if rows:
            insert_rows(self._connection, changes.INTO, rows)

    def _write_log(
        self, outcome: Outcome, before: dict[Key, bytes], frontier: Frontier
    ) -> list[Node]:
        """Append every decision to the log; return the nodes of the tree that this completed.

        `before` are the hashes of the last entries about the rows.
        """
        decided = outcome.decided
        salts = self._signer.random(SALT_BYTES * len(decided))
        rows = []
        for place, (record, verdict) in enumerate(decided):
            salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            prev = before.get(record.key)
            at = Place(self._agency_id, self._signer.now_ms, prev)
            entry = make_entry(record, verdict, at, salt)
            header, hash = entry.header, entry.header.hash()
            before[record.key] = hash
            has_waited = _has_waited(outcome, verdict)
            rows.append(
                (
                    verdict.aseq, record.cid, record.actor, record.ent, record.eid, header.fate,
                    header.reason, verdict.hlc_eff, header.at, prev, header.body, hash, salt,
                    has_waited,
                )
            )  # fmt: skip
        self._insert(_ENTRIES, rows)
        return frontier.append(row[11] for row in rows)

    def _forget(self, statement: Delete, ids: Collection[str]) -> None:
        if ids:
            self._connection.execute(statement, {"agency_id": self._agency_id, "ids": ids})

    def _last_hashes(self, eids: set[str]) -> dict[Key, bytes]:
        if not eids:
            return {}
        names = {"agency_id": self._agency_id, "ids": eids}
        found = self._connection.execute(sql.LAST_HASHES, names)
        return {(row.entity, row.eid): row.hash for row in found}

    def _write_parked(self, outcome: Outcome) -> None:
        last = {record.cid: verdict.aseq for record, verdict in outcome.decided}
        self._insert(
            _PARKED,
            (
                (cid, last[cid], str(one.reason), *(one.waits_for or (None, None)))
                for cid, one in outcome.parked.items()
            ),
        )

    def _gone(self, outcome: Outcome) -> set[str]:
        """Return the changes that were parked before this request, and are taken up anew."""
        return outcome.released & self._waited

    def _count(self, outcome: Outcome, frontier: Frontier) -> None:
        """Note where the agency's log is now."""
        if not outcome.decided and outcome.scoped_on is None:
            return
        day = outcome.scoped_on or self._counter.scoped_on
        values = (
            outcome.last_aseq,
            max(self._counter.hlc, _latest(outcome)),
            self.organisation,
            frontier.to_bytes(),
            day.isoformat() if day else None,
            self._counter.waiting + len(outcome.parked) - len(self._gone(outcome)),
            max(self._counter.waited, _last_waited(outcome)),
            self._agency_id,
        )
        forget_counter(self._connection)
        update_rows(self._connection, schema.counter, _COUNTED, [values])

    def _note_organisation(self, outcome: Outcome) -> None:
        """Give the organisation's state a new name where something of it changed."""
        known = [
            (entity, id, row)
            for (entity, id), (row, _) in outcome.rows.items()
            if entity in ENTITIES
        ]
        if known:
            self.organisation = new_id()
            after = self._shelf.directory().with_rows(known)
            DIRECTORIES.offer(self._agency_id, self.organisation, after)


def _has_waited(outcome: Outcome, verdict: Verdict) -> bool:
    """Say whether a decision is about a change that waits, or had waited."""
    return verdict.fate == Fate.PARKED or verdict.cid in outcome.released


def _last_waited(outcome: Outcome) -> int:
    waited = (verdict.aseq for _, verdict in outcome.decided if _has_waited(outcome, verdict))
    return max(waited, default=0)


def _latest(outcome: Outcome) -> int:
    """Return the latest clock among the changes that were taken."""
    return max(
        (
            record.hlc if verdict.hlc_eff is None else verdict.hlc_eff
            for record, verdict in outcome.decided
            if verdict.fate in _ACCEPTED
        ),
        default=0,
    )
