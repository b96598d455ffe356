"""Rows as they stand while a request is being decided: the store's, with its changes on top.

Rows are read in bulk before anything is decided, with the rows that they hang on, so that deciding
asks the store nothing. A group of changes works on a layer of its own that is kept or thrown away.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from okrdesk.domain.structure import ROOTS, TREE, parents_of
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Shelf
from okrdesk.sync.wire import Row


class Overlay:
    """The rows of one agency during one request."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stored: dict[Key, Row | None] = {}
        self.changed: dict[Key, tuple[Row, frozenset[str] | None]] = {}
        self._before: dict[Key, tuple[Row, frozenset[str] | None] | None] = {}
        self._roots: dict[Key, Key] = {}
        self._asked: tuple[Record, Key] | None = None

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
        """Return the root that a row of a tree belongs to; None where it is not known.

        A row stays under the root that it was made under.
        """
        if key[0] in ROOTS:
            return key
        found = self._roots.get(key)
        row = None if found else self.get(key)
        up = next(parents_of(key, row.values), None) if row else None
        if up is not None and up[0] in TREE:
            found = self.root_of(up)
            if found:
                self._roots[key] = found
        return found

    def values_of(self, record: Record) -> Mapping[str, Any]:
        """Return the values of the row that a change is about: as stored, or as it makes them."""
        row = self.get(record.key)
        return row.values if row else record.set

    def root_of_record(self, record: Record) -> Key | None:
        """Return the root that a change is about, also where it makes a new row.

        Several rules ask it of one change before the next one comes.
        """
        if self._asked is None or self._asked[0] is not record:
            root = self._root_of_record(record)
            if root is None:
                return None
            self._asked = record, root
        return self._asked[1]

    def _root_of_record(self, record: Record) -> Key | None:
        key = record.key
        if record.ent in ROOTS or self.get(key):
            return self.root_of(key)
        up = next(parents_of(key, record.set), None)
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
                self._roots.pop(key, None)
            else:
                self.changed[key] = known
        self._before, self._asked = {}, None
