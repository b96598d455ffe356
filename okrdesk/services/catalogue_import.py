"""A catalogue written by an import: a new version or rows of a known one, inside one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.task_rows import catalogue_of, catalogue_values, item_of, item_values
from okrdesk.domain.catalogue import Catalogue, CatalogueItem
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.services.bulk import Counts
from okrdesk.services.catalogues import insert_catalogue
from okrdesk.services.desk import Desk

_catalogue, _item = schema.catalogue, schema.catalogue_item
_SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class CatalogueRows:
    """A version and the items to write; those whose id is in `known` exist and are changed.

    A catalogue without an id is made.
    """

    catalogue: Catalogue
    items: Sequence[CatalogueItem]
    known: frozenset[str] = frozenset()


def load_into(desk: Desk, connection: Connection, named: str | None) -> Catalogue | None:
    """Return the version that an import goes into; None where there is none yet.

    `named` is an id, its beginning, or a code, of which the latest version counts; without it the
    only catalogue of the office is meant. Raises Refused: NOT_FOUND, AMBIGUOUS.
    """
    rows = connection.execute(
        select(_catalogue)
        .where(
            _catalogue.c.agency_id == desk.agency_id,
            ~_catalogue.c.deleted,
            ~_catalogue.c.archived,
        )
        .order_by(_catalogue.c.from_on.desc(), _catalogue.c.id.desc())
    ).mappings()
    versions = [catalogue_of(row) for row in rows]
    if named is None:
        codes = dict.fromkeys(one.code for one in versions)
        if len(codes) > 1:
            raise Refused(Code.AMBIGUOUS, text=", ".join(codes))
        return versions[0] if versions else None
    found = [one for one in versions if _is_named(one, named)]
    if not found:
        raise Refused(Code.NOT_FOUND, text=named)
    return found[0]


def load_items(
    desk: Desk, connection: Connection, catalogue_id: str
) -> Mapping[tuple[str, ...], CatalogueItem]:
    """Return the items of a version by what an import knows them by."""
    rows = connection.execute(
        select(_item).where(
            _item.c.agency_id == desk.agency_id,
            _item.c.catalogue_id == catalogue_id,
            ~_item.c.deleted,
        )
    ).mappings()
    return {item_key(item): item for item in map(item_of, rows)}


def item_key(item: CatalogueItem) -> tuple[str, ...]:
    """Return what an item is known by: its code and position, else duty, title and position."""
    if item.code:
        return (fold(item.code), fold(item.position))
    return (fold(item.duty), fold(item.title), fold(item.position))


def save_catalogue(desk: Desk, work: Work, rows: CatalogueRows) -> Counts:
    """Write a catalogue's rows; raise Refused(NO_AUTHORITY) without the right to edit rules."""
    desk.require(work.connection, Right.EDIT_RULES)
    catalogue_id = rows.catalogue.id
    if catalogue_id:
        work.change(_catalogue, catalogue_id, **catalogue_values(rows.catalogue))
    else:
        catalogue_id = insert_catalogue(desk, work, rows.catalogue)
    new, old = [], {}
    for item in rows.items:
        values = item_values(item) | {"catalogue_id": catalogue_id}
        if item.id in rows.known:
            old[item.id] = values
        else:
            new.append(values | {"id": item.id})
    work.add_many(_item, new)
    changed = work.change_many(_item, old)
    return Counts(len(new), len(changed), len(old) - len(changed))


def _is_named(catalogue: Catalogue, named: str) -> bool:
    if catalogue.code.casefold() == named.strip().casefold() or catalogue.id == named:
        return True
    return len(named) >= _SHORTEST_PREFIX and catalogue.id.startswith(named.lower())
