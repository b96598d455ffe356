"""Which scopes rows are in, and the feed entries by which PCs learn that they came or left.

An objective and all that hangs on it move together. When it leaves a scope, a marker takes its
place in that feed; when it comes back, a new entry does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from okrdesk.domain.review import content_hash
from okrdesk.sync.directory import Directory
from okrdesk.sync.guards import Guards
from okrdesk.sync.overlay import TREE, Overlay
from okrdesk.sync.record import Record
from okrdesk.sync.scopes import scopes_of_tree
from okrdesk.sync.shelf import FeedEntry, Key, Outcome, Shelf

_OWNING = frozenset({"owner_person_id", "owner_unit_id", "objective_id"})


class Placement:
    """The feeds of one agency during one request."""

    def __init__(self, shelf: Shelf, rows: Overlay, outcome: Outcome, guards: Guards) -> None:
        self._shelf = shelf
        self._rows = rows
        self._outcome = outcome
        self._guards = guards
        self._scopes: dict[str, frozenset[str]] = {}
        self._trees: dict[str, set[Key]] = {}
        self._fresh: defaultdict[str, set[Key]] = defaultdict(set)
        self._edited: set[str] = set()

    def load(self, keys: Iterable[Key]) -> None:
        """Read the scopes of the objectives that `keys` belong to; the rows are loaded."""
        trees = {id for key in keys if key[0] in TREE and (id := self._rows.objective_of(key))}
        unknown = trees - self._scopes.keys()
        if unknown:
            self._scopes |= self._shelf.tree_scopes(unknown)

    def made(self, key: Key) -> None:
        """Note a row that this request made."""
        if key[0] in TREE:
            id = self._rows.objective_of(key)
            if id:
                self._fresh[id].add(key)

    def unmade(self, keys: Iterable[Key]) -> None:
        """Forget rows whose group did not stand."""
        for key in keys:
            for fresh in self._fresh.values():
                fresh.discard(key)

    def feed(self, scope: str, key: Key, aseq: int, *, is_held: bool = True) -> None:
        """Enter that a row is, or is no longer, in a scope."""
        if is_held or self._guards.leave_marker:
            self._outcome.feed[scope, key[1]] = FeedEntry(scope, key, aseq, is_held)

    def place(self, record: Record, aseq: int, directory: Directory, today: date) -> None:
        """Enter a changed row of a tree into its feeds; move the tree where its owners changed."""
        id = self._rows.objective_of(record.key)
        if id is None:
            return
        if _may_move(record):
            self.move(id, aseq, directory, today)
        for scope in self._scopes.get(id, ()):
            self.feed(scope, record.key, aseq)
        if record.ent in ("objective", "key_result"):
            self._edited.add(id)

    def move(self, id: str, aseq: int, directory: Directory, today: date) -> None:
        """Put an objective and all that hangs on it into the scopes of its owners of `today`."""
        keys = self.tree(id) | {("objective", id)}
        owned = [key for key in keys if key[0] in ("objective", "key_result")]
        self._rows.load(owned)
        if id not in self._scopes:
            self._scopes |= self._shelf.tree_scopes([id])
        before = self._scopes.get(id, frozenset())
        rows = {key: row for key in owned if (row := self._rows.get(key)) and not row.is_deleted}
        owners = [row.values for row in rows.values()]
        # A deleted objective stays where it was: its tombstone has to arrive there. So does one
        # from which two people took away one of its two owners each: somebody has to see it.
        is_alive = ("objective", id) in rows
        after = (scopes_of_tree(directory, owners, today) if is_alive else None) or before
        self._scopes[id] = self._outcome.trees[id] = after
        for key in keys:
            for scope in after - before:
                self.feed(scope, key, aseq)
            for scope in before - after:
                self.feed(scope, key, aseq, is_held=False)

    def tree(self, id: str) -> set[Key]:
        """Return the keys of all that hangs on an objective, the new ones of this request too."""
        if id not in self._trees:
            self._read_trees([id])
        return self._trees[id] | self._fresh[id]

    def version(self, id: str) -> str:
        """Return the hash of an objective's content as it stands now."""
        keys = [key for key in self.tree(id) if key[0] == "key_result"]
        self._rows.load([*keys, ("objective", id)])
        objective = self._rows.get(("objective", id))
        parts = {key[1]: row.values for key in keys if (row := self._rows.get(key))}
        return content_hash(objective.values if objective else {}, parts)

    def note_versions(self) -> set[tuple[str, str]]:
        """Note the content of each objective edited since the last call; return what is new."""
        self._read_trees(self._edited - self._trees.keys())
        new = {(id, self.version(id)) for id in self._edited}
        self._edited = set()
        self._outcome.versions |= new
        return new

    def _read_trees(self, ids: Collection[str]) -> None:
        stored = [id for id in ids if ("objective", id) not in self._fresh[id]]
        found = self._shelf.trees(stored) if stored else {}
        self._trees |= {id: found.get(id, set()) for id in ids}


def _may_move(record: Record) -> bool:
    """Say whether a change can put an objective into other scopes."""
    if record.ent not in ("objective", "key_result"):
        return False
    return record.op != "set" or not record.set.keys().isdisjoint(_OWNING)
