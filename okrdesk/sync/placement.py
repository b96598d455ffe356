"""Which scopes rows are in, and the feed entries by which PCs learn that they came or left.

A root (an objective, a task, an evaluation, a printed form) and all that hangs on it move together.
When it leaves a scope, a marker takes its place in that feed; when it comes back, a new entry does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from okrdesk.domain.review import content_hash
from okrdesk.domain.structure import OWNED, TREE
from okrdesk.sync.directory import Directory
from okrdesk.sync.guards import Guards
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.record import Record
from okrdesk.sync.scopes import scopes_of_tree
from okrdesk.sync.shelf import FeedEntry, Key, Outcome, Shelf

_OWNING = frozenset({"owner_person_id", "owner_unit_id"})


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
        """Read the scopes of the roots that `keys` belong to; the rows are loaded."""
        trees = {root[1] for key in keys if key[0] in TREE and (root := self._rows.root_of(key))}
        unknown = trees - self._scopes.keys()
        if unknown:
            self._scopes |= self._shelf.tree_scopes(unknown)

    def made(self, key: Key) -> None:
        """Note a row that this request made."""
        root = self._rows.root_of(key) if key[0] in TREE else None
        if root:
            self._fresh[root[1]].add(key)

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
        root = self._rows.root_of(record.key)
        if root is None:
            return
        if _may_move(record):
            self.move(root, aseq, directory, today)
        for scope in self._scopes.get(root[1], ()):
            self.feed(scope, record.key, aseq)
        if record.ent in ("objective", "key_result"):
            self._edited.add(root[1])

    def move(self, root: Key, aseq: int, directory: Directory, today: date) -> None:
        """Put a root and all that hangs on it into the scopes of its owners of `today`."""
        id = root[1]
        keys = self.tree(root) | {root}
        owned = [key for key in keys if key[0] in OWNED]
        self._rows.load(owned)
        if id not in self._scopes:
            self._scopes |= self._shelf.tree_scopes([id])
        before = self._scopes.get(id, frozenset())
        rows = {key: row for key in owned if (row := self._rows.get(key)) and not row.is_deleted}
        owners = [row.values for row in rows.values()]
        # A deleted root stays where it was: its tombstone has to arrive there. So does one
        # from which two people took away one of its two owners each: somebody has to see it.
        is_alive = root in rows
        after = (scopes_of_tree(directory, owners, today) if is_alive else None) or before
        self._scopes[id] = self._outcome.trees[id] = after
        for key in keys:
            for scope in after - before:
                self.feed(scope, key, aseq)
            for scope in before - after:
                self.feed(scope, key, aseq, is_held=False)

    def tree(self, root: Key) -> set[Key]:
        """Return the keys of all that hangs on a root, the new ones of this request too."""
        if root[1] not in self._trees:
            self._read_trees([root])
        return self._trees[root[1]] | self._fresh[root[1]]

    def trees(self, roots: Collection[Key]) -> dict[Key, set[Key]]:
        """Return `tree` of many roots, read at once."""
        self._read_trees([root for root in roots if root[1] not in self._trees])
        return {root: self.tree(root) for root in roots}

    def version(self, id: str) -> str:
        """Return the hash of an objective's content as it stands now."""
        keys = [key for key in self.tree(("objective", id)) if key[0] == "key_result"]
        self._rows.load([*keys, ("objective", id)])
        objective = self._rows.get(("objective", id))
        parts = {key[1]: row.values for key in keys if (row := self._rows.get(key))}
        return content_hash(objective.values if objective else {}, parts)

    def note_versions(self) -> set[tuple[str, str]]:
        """Note the content of each objective edited since the last call; return what is new."""
        self._read_trees([("objective", id) for id in self._edited - self._trees.keys()])
        new = {(id, self.version(id)) for id in self._edited}
        self._edited = set()
        self._outcome.versions |= new
        return new

    def _read_trees(self, roots: Collection[Key]) -> None:
        stored = [root for root in roots if root not in self._fresh[root[1]]]
        found = self._shelf.trees(stored) if stored else {}
        self._trees |= {root[1]: found.get(root[1], set()) for root in roots}


def _may_move(record: Record) -> bool:
    """Say whether a change can put a root into other scopes."""
    if record.ent not in OWNED:
        return False
    return record.op != "set" or not record.set.keys().isdisjoint(_OWNING)
