"""Rows as they stand while a request is being decided: the store's, with its changes on top.

Rows are read in bulk before anything is decided, with the rows that they hang on, so that deciding
asks the store nothing. A group of changes works on a layer of its own that is kept or thrown away.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Shelf
from okrdesk.sync.wire import Row

PARENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "post": (("person_id", "person"), ("unit_id", "unit")),
    "role_grant": (("person_id", "person"),),
    "objective": (("cycle_id", "cycle"),),
    "key_result": (("objective_id", "objective"),),
    "link": (("child_id", "objective"),),
    "action_item": (("key_result_id", "key_result"),),
    "blocker": (("key_result_id", "key_result"),),
    "check_in": (("key_result_id", "key_result"),),
    "evidence": (("check_in_id", "check_in"),),
    "review": (("objective_id", "objective"),),
    "catalogue_item": (("catalogue_id", "catalogue"),),
    "task_share": (("task_id", "task"),),
    "delivery": (("task_id", "task"),),
    "fault": (("task_id", "task"),),
    "cause": (("task_id", "task"), ("key_result_id", "key_result")),
    "evaluation": (("period_id", "period"), ("rule_pack_id", "rule_pack")),
    "score": (("evaluation_id", "evaluation"),),
    "attachment": (("document_id", "document"), ("cause_id", "cause")),
    "step": (
        ("task_id", "task"),
        ("cause_id", "cause"),
        ("evaluation_id", "evaluation"),
        ("score_id", "score"),
    ),
}
"""What a row hangs on: without it, it cannot be there."""

ROOTS = frozenset({"objective", "task", "evaluation", "document"})
"""The entities that somebody owns; all that hangs on such a row shares its scopes."""
OWNED = ROOTS | {"key_result", "task_share"}
"""The entities with an owner of their own: the whole tree is in the scopes of all of them."""
TREE = OWNED | {
    "link", "action_item", "blocker", "check_in", "evidence", "review",
    "delivery", "fault", "cause", "score", "attachment", "step",
}  # fmt: skip
"""The entities of which each row belongs to one root, and shares its scopes."""


class Overlay:
    """The rows of one agency during one request."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stored: dict[Key, Row | None] = {}
        self.changed: dict[Key, tuple[Row, frozenset[str] | None]] = {}
        self._before: dict[Key, tuple[Row, frozenset[str] | None] | None] = {}

    def load(self, keys: Iterable[Key]) -> None:
        """Read rows and all that they hang on, in as many queries as there are levels."""
        wanted = {key for key in keys if key not in self._stored}
        while wanted:
            found = self._shelf.rows(wanted)
            self._stored |= {key: found.get(key) for key in wanted}
            parents = {up for key, row in found.items() for up in parents_of(key, row.values)}
            wanted = parents - self._stored.keys()

    def stored(self, key: Key) -> Row | None:
        """Return a row as it was before this request; None where there was none."""
        return self._stored.get(key)

    def get(self, key: Key) -> Row | None:
        """Return a row as it stands now; None where there is none, or it was not loaded."""
        changed = self.changed.get(key)
        return changed[0] if changed else self._stored.get(key)

    def put(self, key: Key, row: Row, columns: Iterable[str] | None) -> None:
        """Set a row's state; None for `columns` says that it is new."""
        known = self.changed.get(key)
        if known and known[1] is None:
            columns = None
        elif known and known[1] and columns is not None:
            columns = known[1] | frozenset(columns)
        self._before.setdefault(key, known)
        self.changed[key] = row, None if columns is None else frozenset(columns)

    def root_of(self, key: Key) -> Key | None:
        """Return the root that a row of a tree belongs to; None where it is not known."""
        while key[0] not in ROOTS:
            row = self.get(key)
            up = next(parents_of(key, row.values), None) if row else None
            if up is None or up[0] not in TREE:
                return None
            key = up
        return key

    def values_of(self, record: Record) -> Mapping[str, Any]:
        """Return the values of the row that a change is about: as stored, or as it makes them."""
        row = self.get(record.key)
        return row.values if row else record.set

    def root_of_record(self, record: Record) -> Key | None:
        """Return the root that a change is about, also where it makes a new row."""
        if record.ent in ROOTS or self.get(record.key):
            return self.root_of(record.key)
        up = next(parents_of(record.key, record.set), None)
        return self.root_of(up) if up and up[0] in TREE else None

    def objective_of_record(self, record: Record) -> str | None:
        """Return the id of the objective that a change is about; None where it is about another."""
        root = self.root_of_record(record)
        return root[1] if root and root[0] == "objective" else None

    def begin(self) -> None:
        """Begin a group: from here on changes can be taken back."""
        self._before = {}

    def take_back(self) -> None:
        """Take back what was changed since `begin`."""
        for key, known in self._before.items():
            if known is None:
                del self.changed[key]
            else:
                self.changed[key] = known
        self._before = {}


def parents_of(key: Key, values: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the keys of the rows that a row hangs on."""
    for column, entity in PARENTS.get(key[0], ()):
        if values.get(column):
            yield entity, values[column]
