"""Removing for good what was put away: with a reason, by whoever keeps the archive.

Nothing is ever lost by it: rows and history stay in the file and at the server under tombstones,
and the list of what was removed says who did it, when and why.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.db.queries.by_key import rows_by_key
from okrdesk.db.queries.hanging import hanging_on, named_elsewhere
from okrdesk.domain.act import Act
from okrdesk.domain.archiving import REMOVED
from okrdesk.domain.permissions import Right
from okrdesk.domain.structure import Key
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import refuse_closed
from okrdesk.services.archived import ArchivedRow, Wanted, names_of, title_of
from okrdesk.services.checks import Row, clean_title, fetch
from okrdesk.services.desk import Desk, Done

_removal, _person = schema.removal, schema.person


@dataclass(frozen=True)
class Leaving:
    """What would go: the object's name, and how many rows of each kind hang on it."""

    title: str
    parts: dict[str, int]


@dataclass(frozen=True)
class RemovedRow(ArchivedRow):
    """What was removed for good: as it was archived, by whom and when it went, and why.

    The name is empty where this computer never held it.
    """

    reason: str


def find_leaving(desk: Desk, entity: str, id: str) -> Leaving:
    """Return what `remove_for_good` would take; raise Refused as it does."""
    with desk.read() as connection:
        row, parts = _checked(desk, connection, (entity, id))
    return Leaving(title_of(row), dict(sorted(Counter(name for name, _id in parts).items())))


def remove_for_good(desk: Desk, entity: str, id: str, reason: str) -> Done[str]:
    """Remove what is put away, with all that hangs on it.

    Raises Refused: NO_AUTHORITY, BAD_VALUE (a kind that is never removed), NOT_FOUND, NOT_ARCHIVED,
    STILL_IN_USE where something else names it, CYCLE_CLOSED, TASK_PERIOD_CLOSED, MISSING_FIELD
    (the reason).
    """
    words = clean_title(reason, "Reason", "comment", 2000)
    with desk.write(Act.REMOVE) as work:
        _row, parts = _checked(desk, work.connection, (entity, id))
        _remove(work, [*reversed(parts), (entity, id)])
        work.add(
            _removal,
            entity=entity,
            eid=id,
            author_id=desk.person_id,
            reason=words,
            entered_at=work.author.now,
        )
    return Done(id, frozenset(work.touched))


def find_removed(desk: Desk, wanted: Wanted | None = None) -> tuple[RemovedRow, ...]:
    """Return what was removed for good, the last first; for whoever keeps the archive.

    A row about a person tells that the history was erased at the server: the person is there still.
    """
    wanted = wanted or Wanted()
    with desk.read() as connection:
        desk.require(connection, Right.KEEP_ARCHIVE)
        rows = connection.execute(
            select(_removal, _person.c.name)
            .outerjoin(_person, named_by(_person, _removal.c.author_id))
            .where(
                _removal.c.agency_id == desk.agency_id,
                ~_removal.c.deleted,
                _removal.c.entity.in_(REMOVED),
            )
            .order_by(_removal.c.entered_at.desc())
        ).all()
        found = rows_by_key(connection, desk.agency_id, [(row.entity, row.eid) for row in rows])
        names = names_of(connection, desk.agency_id, found)
    lines = (
        RemovedRow(
            row.eid,
            row.entity,
            *names.get((row.entity, row.eid), ("", "")),
            row.author_id,
            row.name or "",
            row.entered_at,
            row.reason,
        )
        for row in rows
    )
    return tuple(filter(wanted.lets_in, lines))


def _checked(desk: Desk, connection: Connection, key: Key) -> tuple[Row, list[Key]]:
    """Return the row that may be removed, and what hangs on it; raise Refused where it may not."""
    desk.require(connection, Right.KEEP_ARCHIVE)
    if key[0] not in REMOVED:
        raise Refused(Code.BAD_VALUE, text=key[0], allowed=", ".join(sorted(REMOVED)))
    row = fetch(connection, schema.JOURNALLED[key[0]], desk.agency_id, key[1])
    if not row["archived"]:
        raise Refused(Code.NOT_ARCHIVED, title=title_of(row))
    parts = hanging_on(connection, desk.agency_id, key)
    others = named_elsewhere(connection, desk.agency_id, [key, *parts])
    if others:
        raise Refused(Code.STILL_IN_USE, name=title_of(row), count=len(others))
    refuse_closed(desk, connection, key, row)
    return row, parts


def _remove(work: Work, keys: Iterable[Key]) -> None:
    """Put tombstones on rows, what hangs deepest first."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for entity, id in keys:
        ids[entity].append(id)
    for entity, named in ids.items():
        work.remove(schema.JOURNALLED[entity], *named)
