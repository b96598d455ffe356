"""One agency's rows and changes in SQL, as far as deciding about changes asks for them.

A shelf lives as long as its transaction. To write, that transaction holds the agency's lock
(`database.write_agency`). Each question is one statement, whatever the number of rows it is about,
and `write` stores all that a request decided with one statement per table (`shelf_writing`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from okrdesk.db.merged import read_rows
from okrdesk.domain.fate import Reason
from okrdesk.server import shelf_statements as sql
from okrdesk.server.changes import Decided, verdict_of
from okrdesk.server.database import counter_of
from okrdesk.server.directories import DIRECTORIES
from okrdesk.server.shelf_writing import Writer
from okrdesk.sync.change_rows import record_of
from okrdesk.sync.directory import ENTITIES, Directory
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Outcome, Parked
from okrdesk.sync.wire import Row, Verdict

if TYPE_CHECKING:
    from okrdesk.server.shelf import Signer


class DecidingShelf:
    """One agency on the server, inside one transaction; see `okrdesk.sync.shelf.Shelf`."""

    def __init__(self, connection: Connection, agency_id: str, signer: "Signer") -> None:
        self.agency_id = agency_id
        self.connection = connection
        self._signer = signer
        self._waited: set[str] = set()
        self._written = Outcome()
        self._organisation = ""

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

    def objectives_in(self, cycle_id: str) -> set[str]:
        """Return the ids of the objectives of a cycle, tombstones too."""
        return {row.id for row in self._all(sql.OBJECTIVES_IN, cycle_id=cycle_id)}

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
                found = record if record.is_birth else found
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
        self.recall(outcome)

    def recall(self, outcome: Outcome) -> None:
        """Take for known what was written, though by another shelf; nothing was written since."""
        self._written = outcome
