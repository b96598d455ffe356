"""The one write path: every change of a journalled table is made here, with its change record.

A `Work` is one transaction and one group: what a person meant by one act. Each row it writes leaves
one *change* record in the same transaction, with the values set, the clock each field was last
changed at (its base), and what the values were. That record is at once the history a screen shows,
the outbox that a sync sends, the undo of the last act, and the audit. Core statements serve single
edits and imports of thousands of rows alike, so there is no second, faster path around the journal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any
from zlib import crc32

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from okrdesk import __version__
from okrdesk.db import schema
from okrdesk.db.types import to_wire
from okrdesk.domain.act import Act
from okrdesk.domain.identity import Hlc, new_id

SCHEMA_VERSION = 3
_change = schema.change
_LAST_OF_DEVICE = (
    select(_change.c.dseq, _change.c.hlc, _change.c.hlc_eff)
    .where(_change.c.agency_id == bindparam("agency_id"), _change.c.device == bindparam("device"))
    .order_by(_change.c.dseq.desc())
    .limit(1)
)
_CLOCK = select(schema.meta.c.value).where(schema.meta.c.key == "clock")
_RECORD = insert(_change)
_CHUNK = 400
_KEPT_BY_JOURNAL = frozenset({"agency_id", "id", "stamps"})


@dataclass(frozen=True)
class Author:
    """Who writes, for which act, on which device, and when.

    `seen` is the latest clock that the device has seen of others, where its `meta` does not say.
    """

    agency_id: str
    device: str
    person_id: str
    act: Act
    now: datetime
    undoes: str | None = None
    seen: int = 0


@dataclass(frozen=True)
class Edit:
    """What one change does to a row: values set, the clock each was seen at, and what they were."""

    fields: Mapping[str, Any]
    base: Mapping[str, int] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)


class Work:
    """One group of changes inside one transaction; made by `writing`, never kept."""

    def __init__(self, connection: Connection, author: Author) -> None:
        self.connection = connection
        self.author = author
        self.group = new_id()
        self.touched: set[tuple[str, str]] = set()
        self._records: list[dict[str, Any]] = []
        self._dseq, self.hlc = _next_reading(connection, author)

    def add(self, table: Table, *, id: str | None = None, **values: Any) -> str:
        """Insert one row and return its id."""
        return self.add_many(table, [values | ({"id": id} if id else {})])[0]

    def add_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Insert rows (each a mapping of column to value, `id` optional) and return their ids."""
        if not rows:
            return []
        is_register = table.info["journal"] == "register"
        complete = []
        for row in rows:
            full = _defaults(table) | dict(row)
            full.setdefault("id", new_id())
            full["agency_id"] = self.author.agency_id
            full["stamps"] = {"*": self.hlc}
            complete.append(full)
        self.connection.execute(_insertion(table), complete)
        for full in complete:
            fields = {
                key: to_wire(value)
                for key, value in full.items()
                if key not in _KEPT_BY_JOURNAL and value is not None and key != "deleted"
            }
            self._record(table, full["id"], "create" if is_register else "append", Edit(fields))
        return [full["id"] for full in complete]

    def change(self, table: Table, id: str, **values: Any) -> bool:
        """Set fields of a register row; write nothing, and return False, where all are so."""
        return id in self.change_many(table, {id: values})

    def change_many(self, table: Table, values: Mapping[str, Mapping[str, Any]]) -> set[str]:
        """Set fields of register rows, given by id; return the ids of those that were not so."""
        if table.info["journal"] != "register":
            raise TypeError(f"{table.name} is append-only")
        return self._set(table, values, "set")

    def remove(self, table: Table, *ids: str) -> set[str]:
        """Put tombstones on rows: they stay in file and history, and are shown nowhere."""
        return self._set(table, {id: {"deleted": True} for id in ids}, "delete")

    def bring_back(self, table: Table, *ids: str) -> set[str]:
        """Take tombstones away."""
        return self._set(table, {id: {"deleted": False} for id in ids}, "restore")

    def _set(self, table: Table, values: Mapping[str, Mapping[str, Any]], op: str) -> set[str]:
        changed: set[str] = set()
        for place in range(0, len(values), _CHUNK):
            chunk = dict(islice(values.items(), place, place + _CHUNK))
            rows = self._rows(table, chunk.keys())
            news = {
                id: {name: value for name, value in fields.items() if rows[id][name] != value}
                for id, fields in chunk.items()
            }
            edits = {id: new for id, new in news.items() if new}
            for columns, group in _by_columns(edits).items():
                self._write(table, columns, [(rows[id], edits[id]) for id in group])
            for id, new in edits.items():
                self._record(table, id, op, _edit(table, rows[id], new, op))
            changed |= edits.keys()
        return changed

    def _rows(self, table: Table, ids: Iterable[str]) -> dict[str, RowMapping]:
        names = {"agency_id": self.author.agency_id, "ids": list(ids)}
        rows = self.connection.execute(_selection(table), names).mappings()
        return {row["id"]: row for row in rows}

    def _write(
        self, table: Table, columns: frozenset[str], rows: list[tuple[RowMapping, dict[str, Any]]]
    ) -> None:
        """Update rows that change in the same columns, all with one statement."""
        stored = []
        for row, new in rows:
            stamped = dict.fromkeys(_stamp_names(table, row, new), self.hlc)
            stored.append(
                {
                    **new,
                    "stamps": {**row["stamps"], **stamped},
                    "row_agency_id": self.author.agency_id,
                    "row_id": row["id"],
                }
            )
        self.connection.execute(_update(table, columns), stored)

    def _record(self, table: Table, id: str, op: str, edit: Edit) -> None:
        author = self.author
        self._dseq += 1
        self.touched.add((table.name, id))
        self._records.append(
            {
                "agency_id": author.agency_id,
                "cid": new_id(),
                "device": author.device,
                "dseq": self._dseq,
                "actor": author.person_id,
                "action": author.act.value,
                "entity": table.name,
                "eid": id,
                "op": op,
                "fields": edit.fields,
                "base": edit.base,
                "was": edit.was,
                "hlc": self.hlc,
                "grp": self.group,
                "undoes": author.undoes,
                "sv": SCHEMA_VERSION,
                "wall": author.now,
                "tz": _offset_minutes(author.now),
                "app": __version__,
                "effective_on": _effective_on(edit.fields),
            }
        )

    def write_records(self) -> None:
        """Write the change records of all that was done since the last call."""
        if self._records:
            self.connection.execute(_RECORD, self._records)
            self._records = []


@contextmanager
def writing(connection: Connection, author: Author) -> Iterator[Work]:
    """Give a `Work` on `connection`, whose transaction has begun; write its records at the end."""
    # Asked for once: after a failure of the disk the connection has none to give.
    notes = connection.info
    notes["journal_is_writing"] = True
    try:
        work = Work(connection, author)
        yield work
        work.write_records()
    finally:
        notes.pop("journal_is_writing", None)


@cache
def _insertion(table: Table) -> Insert:
    """Return the INSERT of a table, built once because building takes longer than running."""
    return insert(table)


@cache
def _selection(table: Table) -> Select[Any]:
    ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
    return select(table).where(table.c.agency_id == bindparam("agency_id"), table.c.id.in_(ids))


@cache
def _update(table: Table, columns: frozenset[str]) -> Update:
    names = columns | {"stamps"}
    return (
        update(table)
        .where(table.c.agency_id == bindparam("row_agency_id"), table.c.id == bindparam("row_id"))
        .values({name: bindparam(name) for name in sorted(names)})
    )


def _by_columns(edits: Mapping[str, Mapping[str, Any]]) -> dict[frozenset[str], list[str]]:
    groups: dict[frozenset[str], list[str]] = {}
    for id, new in edits.items():
        groups.setdefault(frozenset(new), []).append(id)
    return groups


def _edit(table: Table, row: RowMapping, new: Mapping[str, Any], op: str) -> Edit:
    """Return what `new` changes of `row`, with the clock each field was last changed at.

    A delete names the latest clock of the whole row too: what its author had seen of it.
    """
    stamps: dict[str, int] = row["stamps"]
    birth = stamps.get("*", 0)
    base = {name: stamps.get(name, birth) for name in _stamp_names(table, row, new)}
    if op == "delete":
        base["*"] = max(stamps.values(), default=0)
    return Edit(
        fields={name: _set_change(table, row, name, value) for name, value in new.items()},
        base=base,
        was={name: to_wire(row[name]) for name in new},
    )


def _stamp_names(table: Table, row: RowMapping, new: Mapping[str, Any]) -> list[str]:
    """Return what carries a stamp of its own: each field, and each element of a set."""
    names: list[str] = []
    for name, value in new.items():
        if table.c[name].info.get("merge") == "set":
            names += [f"{name}/{element}" for element in set(row[name] or ()) ^ set(value or ())]
        else:
            names.append(name)
    return names


def _set_change(table: Table, row: RowMapping, name: str, value: Any) -> Any:
    """Return a field's value for the record: of a set, which elements came (True) and went."""
    if table.c[name].info.get("merge") != "set":
        return to_wire(value)
    before, after = set(row[name] or ()), set(value or ())
    return {element: element in after for element in sorted(before ^ after)}


def _defaults(table: Table) -> dict[str, Any]:
    return {
        column.name: getattr(column.default, "arg", None)
        for column in table.columns
        if column.name not in _KEPT_BY_JOURNAL
    }


def _next_reading(connection: Connection, author: Author) -> tuple[int, int]:
    """Return the device's last sequence number and a clock reading after all it ever saw.

    Read inside the transaction, not remembered: the command line may write beside an open window.
    The counter begins at a number of the device's own, so that two devices which write in the same
    millisecond do not tie. A reading that the server found to run ahead no longer counts.
    """
    names = {"agency_id": author.agency_id, "device": author.device}
    last = connection.execute(_LAST_OF_DEVICE, names).first()
    clock = connection.scalar(_CLOCK) or {"seen": 0, "offset": 0}
    own = (last.hlc if last.hlc_eff is None else last.hlc_eff) if last else 0
    now_ms = int(author.now.timestamp() * 1000) + clock["offset"]
    reading = Hlc.unpack(max(own, clock["seen"], author.seen)).tick(
        now_ms, crc32(author.device.encode())
    )
    return (last.dseq if last else 0), reading.pack()


def _effective_on(fields: Mapping[str, Any]) -> Any:
    text = fields.get("effective_on")
    return date.fromisoformat(text) if text else None


def _offset_minutes(moment: datetime) -> int:
    offset = moment.astimezone().utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
