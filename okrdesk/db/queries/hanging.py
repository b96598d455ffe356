"""What hangs on an object, as deep as it goes, and what names it from elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.undo import HANGS_ON
from okrdesk.domain.structure import PARENTS, Key

_Pairs = tuple[tuple[str, str], ...]


def _children() -> Mapping[str, _Pairs]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for entity, ups in PARENTS.items():
        for column, up in ups:
            found[up].append((entity, column))
    return {entity: tuple(pairs) for entity, pairs in found.items()}


_CHILDREN = _children()
_NAMING: Mapping[str, _Pairs] = {
    entity: tuple(pair for pair in pairs if pair not in _CHILDREN.get(entity, ()))
    for entity, pairs in HANGS_ON.items()
}
"""By kind of object, the columns by which what is no part of it names it."""


def hanging_on(connection: Connection, agency_id: str, key: Key) -> list[Key]:
    """Return all that hangs on an object and was not removed: what is nearest comes first."""
    found: dict[Key, None] = {}
    wave = [key]
    while wave:
        below = set(_naming(connection, agency_id, _CHILDREN, wave))
        wave = sorted(below - found.keys())
        found |= dict.fromkeys(wave)
    return list(found)


def named_elsewhere(
    connection: Connection, agency_id: str, keys: Collection[Key]
) -> frozenset[Key]:
    """Return what names one of some objects, and is none of them."""
    return frozenset(_naming(connection, agency_id, _NAMING, keys)) - frozenset(keys)


def _naming(
    connection: Connection, agency_id: str, pairs: Mapping[str, _Pairs], keys: Iterable[Key]
) -> Iterable[Key]:
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for entity, id in keys:
        ids[entity].add(id)
    for entity, named in ids.items():
        for name, column in pairs.get(entity, ()):
            table = schema.JOURNALLED[name]
            for chunk in in_chunks(named):
                rows = connection.scalars(
                    select(table.c.id).where(
                        table.c.agency_id == agency_id,
                        table.c[column].in_(chunk),
                        ~table.c.deleted,
                    )
                )
                yield from ((name, id) for id in rows)
