"""The duty to erase: what changes said goes; that there were changes, and their fates, stays.

The log's header names the content only by a salted hash (`okrdesk.server.entries`), so without salt
and content nothing can be guessed from it, and every chain, tree and checkpoint still holds. Erased
is what was removed for good, with all that went in the same act: history, words, files; every PC
that still holds such a row gets it anew without words. People are never removed; of a person goes
the history, with the values of clashes that were decided; what the row says now stays until it is
edited. Of what is in use nothing goes: its history is evidence. That it was done, by whom and why,
is a change of its own in the log.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Connection, String, delete, func, select, text, update

from okrdesk.db import schema as common
from okrdesk.db.among import in_chunks
from okrdesk.db.engine import POSTGRESQL
from okrdesk.db.journal import Author
from okrdesk.db.merged import MergedRow, read_rows, write_rows
from okrdesk.db.named_files import named_file
from okrdesk.db.types import Document
from okrdesk.domain.act import Act
from okrdesk.domain.fate import Fate
from okrdesk.domain.structure import Key
from okrdesk.errors import Code, Refused
from okrdesk.server import schema
from okrdesk.server.writing import publishing
from okrdesk.sync.column_checks import SPECIAL

_log = schema.log_entry
_feed = schema.feed
_change = common.change
_blob = common.blob
_part = common.blob_part
_KEPT = ("agency_id", "id", "deleted", "stamps")
_HISTORY_ALONE = "person"
_MAY = text(
    "SELECT has_column_privilege('log_entry', 'salt', 'UPDATE')"
    " AND has_column_privilege('change', 'fields', 'UPDATE')"
)


@dataclass(frozen=True)
class Erasable:
    """What would go with `key`: rows (with their words, but for the person's), changes, files."""

    key: Key
    title: str
    rows: tuple[Key, ...]
    cids: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Who has it erased, by which right to write, and why."""

    author: Author
    seed: bytes
    reason: str


def entity_of(connection: Connection, agency_id: str, id: str) -> str | None:
    """Return the kind of the row with this id in an agency's log; None where it knows none.

    What was not applied comes last: it may call a row what it is not.
    """
    of_row = _log.c.agency_id == agency_id, _log.c.eid == id
    by_weight = _log.c.fate != Fate.APPLIED.value, _log.c.aseq
    return connection.scalar(select(_log.c.entity).where(*of_row).order_by(*by_weight).limit(1))


def find_erasable(connection: Connection, agency_id: str, key: Key) -> Erasable:
    """Return what erasing `key` takes; changes that wait for a decision are left to it.

    Raises Refused: NOT_FOUND where the agency's log knows no such row, ERASE_IN_USE.
    """
    row = next(read_rows(connection, agency_id, _known([key])), None)
    values: Mapping[str, Any] = row.values if row else {}
    title = str(values.get("title") or values.get("name") or values.get("text") or "")
    stays = key[0] == _HISTORY_ALONE
    if row and not values.get("deleted") and not stays:
        raise Refused(Code.ERASE_IN_USE, title=title or key[1])
    rows = {key} if stays else {key, *_went_with(connection, agency_id, key)}
    rows |= set(_conflicts(connection, agency_id, rows, are_decided=stays))
    cids = tuple(_changes(connection, agency_id, rows))
    if not cids and row is None:
        raise Refused(Code.NOT_FOUND, text=key[1])
    files = tuple(_files(connection, agency_id, rows))
    return Erasable(key, title, tuple(sorted(rows)), cids, files)


def erase_all(connection: Connection, found: Erasable, order: Order) -> int:
    """Erase what was found and enter that into the log; return the entries without content.

    `connection` holds the agency's lock. Raises Refused(ERASE_NEEDS_OWNER) where PostgreSQL keeps
    the log from the role that asks.
    """
    if connection.dialect.name == POSTGRESQL and not connection.scalar(_MAY):
        raise Refused(Code.ERASE_NEEDS_OWNER)
    author = replace(order.author, act=Act.ERASE)
    entity, eid = found.key
    with publishing(connection, author, order.seed) as work:
        work.add(
            common.removal,
            entity=entity,
            eid=eid,
            author_id=author.person_id,
            reason=order.reason,
            entered_at=author.now,
        )
    done = erase(connection, author.agency_id, found.cids)
    wordless = [key for key in found.rows if key[0] != _HISTORY_ALONE]
    _take_words(connection, author.agency_id, wordless, found.files)
    return done


def erase(connection: Connection, agency_id: str, cids: Collection[str]) -> int:
    """Erase what the changes `cids` said, in the log and among the changes; return the entries.

    `connection` holds the agency's lock. The rows that the changes made are not touched.
    """
    done = 0
    for chunk in in_chunks(cids):
        of_agency = _log.c.agency_id == agency_id, _log.c.cid.in_(chunk)
        done += connection.execute(update(_log).where(*of_agency).values(salt=None)).rowcount
        connection.execute(
            update(_change)
            .where(_change.c.agency_id == agency_id, _change.c.cid.in_(chunk))
            .values(fields={}, was={}, extra=None)
        )
    return done


def _known(keys: Collection[Key]) -> list[Key]:
    return [key for key in keys if key[0] in common.JOURNALLED]


def _went_with(connection: Connection, agency_id: str, key: Key) -> list[Key]:
    """Return what was removed by the same act as `key`.

    An act that was refused removed nothing, whatever it named: only rows with a tombstone count.
    """
    own = _change.c.agency_id == agency_id
    act = select(_change.c.grp).where(own, _change.c.eid == key[1], _change.c.op == "delete")
    went = select(_change.c.entity, _change.c.eid).where(
        own, _change.c.grp.in_(act), _change.c.op == "delete"
    )
    keys = _known([(row.entity, row.eid) for row in connection.execute(went)])
    rows = read_rows(connection, agency_id, keys)
    return [(row.entity, row.id) for row in rows if row.values.get("deleted")]


def _conflicts(
    connection: Connection, agency_id: str, keys: Collection[Key], *, are_decided: bool
) -> Iterator[Key]:
    """Yield the clashes of edits of these rows: both values stand in them.

    Of rows that stay only those that `are_decided`: the others still ask which value counts.
    """
    conflict = common.conflict
    for chunk in in_chunks({eid for _entity, eid in keys}):
        own = [conflict.c.agency_id == agency_id, conflict.c.eid.in_(chunk)]
        if are_decided:
            own.append(conflict.c.choice.is_not(None))
        for id in connection.scalars(select(conflict.c.id).where(*own)):
            yield conflict.name, id


def _changes(connection: Connection, agency_id: str, keys: Collection[Key]) -> Iterator[str]:
    """Yield the changes of these rows that still say something and wait for nothing."""
    waiting = select(schema.parked.c.cid).where(schema.parked.c.agency_id == agency_id)
    for chunk in in_chunks({eid for _entity, eid in keys}):
        yield from connection.scalars(
            select(_log.c.cid)
            .where(
                _log.c.agency_id == agency_id,
                _log.c.eid.in_(chunk),
                _log.c.salt.is_not(None),
                _log.c.cid.not_in(waiting),
            )
            .distinct()
        )


def _files(connection: Connection, agency_id: str, keys: Collection[Key]) -> Iterator[str]:
    """Yield the hashes of the files that only these rows name."""
    named = named_file.c
    own, ids = named.agency_id == agency_id, {eid for _entity, eid in keys}
    for chunk in in_chunks(ids):
        for sha in connection.scalars(
            select(named.sha256).where(own, named.id.in_(chunk)).distinct()
        ):
            others = connection.scalars(
                select(named.id).where(own, named.sha256 == sha, ~named.deleted)
            )
            if ids.issuperset(others):
                yield sha


def _take_words(
    connection: Connection, agency_id: str, keys: Collection[Key], files: Collection[str]
) -> None:
    """Empty the rows under their tombstones, drop their files, and send the rows out anew.

    The columns get the clock of the erasing: a PC takes a row in whose clocks differ from its own.
    """
    head = connection.scalar(select(func.max(_log.c.aseq)).where(_log.c.agency_id == agency_id))
    last = _change.c.agency_id == agency_id, _change.c.aseq == head
    hlc = connection.scalars(select(_change.c.hlc).where(*last)).one()
    rows = read_rows(connection, agency_id, _known(keys))
    write_rows(connection, agency_id, [_wordless(row, hlc) for row in rows])
    for chunk in in_chunks(files):
        whole = _blob.c.agency_id == agency_id, _blob.c.sha256.in_(chunk)
        parts = _part.c.agency_id == agency_id, _part.c.sha256.in_(chunk)
        connection.execute(delete(_blob).where(*whole))
        connection.execute(delete(_part).where(*parts))
    for chunk in in_chunks({eid for _entity, eid in keys}):
        held = _feed.c.agency_id == agency_id, _feed.c.eid.in_(chunk), _feed.c.is_held
        connection.execute(update(_feed).where(*held).values(aseq=head))


def _wordless(row: MergedRow, hlc: int) -> MergedRow:
    """Return a row without what people typed; what it is and whose stays, for it is in the log."""
    if row.entity == common.conflict.name:
        values = {side: {**row.values[side], "value": None} for side in ("kept", "lost")}
    else:
        columns = (one for one in common.JOURNALLED[row.entity].columns if _holds_words(one))
        values = {one.name: _nothing(one) for one in columns}
    # The elements of a set stand in the names of its stamps.
    stamps = {name: stamp for name, stamp in row.stamps.items() if "/" not in name}
    stamps |= dict.fromkeys(values, hlc)
    return MergedRow(row.entity, row.id, {**row.values, **values}, stamps, frozenset(values))


def _holds_words(column: Column[Any]) -> bool:
    if column.name in _KEPT:
        return False
    if isinstance(column.type, Document):
        return column.nullable or _nothing(column) is not None
    return isinstance(column.type, String) and (column.table.name, column.name) not in SPECIAL


def _nothing(column: Column[Any]) -> Any:
    """Return what stands in a column in which nothing was typed."""
    if column.nullable:
        return None
    return "" if isinstance(column.type, String) else getattr(column.default, "arg", None)
