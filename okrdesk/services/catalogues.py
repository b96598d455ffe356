"""Catalogues of products: versions by date, their items, and finding an item for a position."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.db.queries.office import in_force
from okrdesk.db.search import has_words
from okrdesk.db.task_rows import (
    catalogue_of,
    catalogue_values,
    item_of,
    item_values,
)
from okrdesk.domain.act import Act
from okrdesk.domain.catalogue import (
    Catalogue,
    CatalogueGroup,
    CatalogueItem,
    check_catalogue,
    check_item,
    coefficient_of,
)
from okrdesk.domain.dates import format_date
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold, tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, clean_title, fetch, within
from okrdesk.services.desk import Desk, Done

__all__ = [
    "Catalogue",
    "CatalogueGroup",
    "CatalogueItem",
    "CatalogueRow",
    "ItemRow",
    "ItemSearch",
    "add_catalogue",
    "edit_catalogue",
    "find_catalogue",
    "find_catalogues",
    "find_item",
    "find_items",
    "save_item",
]

_catalogue, _item, _entry = schema.catalogue, schema.catalogue_item, schema.search_entry
_CODE_LIMIT, _NOTE_LIMIT = 40, 20_000


@dataclass(frozen=True)
class CatalogueRow:
    """A version of a catalogue as a list shows it; `is_in_force` is as of today."""

    catalogue: Catalogue
    items: int
    is_in_force: bool


@dataclass(frozen=True)
class ItemRow:
    """An item as a list shows it, with the version that it belongs to."""

    item: CatalogueItem
    catalogue_code: str
    version: str


@dataclass(frozen=True)
class ItemSearch:
    """Which items: by words (accents ignored), position, version; None: those in force `on`.

    Items that name the position come first; those that name none are for everybody.
    """

    text: str = ""
    position: str = ""
    catalogue_id: str | None = None
    on: date | None = None
    archived: bool = False
    limit: int = 200


def find_catalogues(desk: Desk, *, archived: bool = False) -> list[CatalogueRow]:
    """Return every version of every catalogue, by code, the latest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        counts = _counts(desk, connection)
        found = _versions(desk, connection)
    today = desk.today()
    return [
        CatalogueRow(one, counts.get(one.id, 0), _holds(one, today))
        for one in found
        if one.archived == archived
    ]


def find_catalogue(desk: Desk, id: str) -> Catalogue:
    """Return one version; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return catalogue_of(fetch(connection, _catalogue, desk.agency_id, id))


def find_item(desk: Desk, id: str) -> CatalogueItem:
    """Return one item; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return item_of(fetch(connection, _item, desk.agency_id, id))


def find_items(desk: Desk, wanted: ItemSearch) -> list[ItemRow]:
    """Return the items that a search finds, those of its position first, then in their order."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        nearness = _nearness(connection, desk, wanted)
        rows = connection.execute(
            select(_item, _catalogue.c.code.label("of_code"), _catalogue.c.version)
            .join(_catalogue, _of_catalogue())
            .where(*_wanted(desk, wanted))
            .order_by(*nearness, _catalogue.c.code, _item.c.ordinal, _item.c.id)
            .limit(wanted.limit)
        ).mappings()
        return [ItemRow(item_of(row), row["of_code"], row["version"]) for row in rows]


def add_catalogue(desk: Desk, catalogue: Catalogue) -> Done[str]:
    """Write a new version and return its id; the one before it ends the day before.

    Raises Refused: NO_AUTHORITY, MISSING_FIELD, TOO_LONG, CATALOGUE_DATES, and what
    `check_catalogue` raises.
    """
    with desk.write(Act.ADD_CATALOGUE) as work:
        id = insert_catalogue(desk, work, catalogue)
    return Done(id, frozenset(work.touched))


def insert_catalogue(desk: Desk, work: Work, catalogue: Catalogue) -> str:
    """Check and write a new version inside an act; raise as `add_catalogue` does."""
    desk.require(work.connection, Right.EDIT_RULES)
    checked = _checked(catalogue)
    versions = _versions(desk, work.connection)
    before = [one for one in _same_code(versions, checked) if one.from_on < checked.from_on]
    last = max(before, key=lambda one: one.from_on, default=None)
    if last is not None and last.to_on is None:
        ends = replace(last, to_on=date.fromordinal(checked.from_on.toordinal() - 1))
        work.change(_catalogue, last.id, to_on=ends.to_on)
        versions = [ends if one.id == last.id else one for one in versions]
    _require_free_days(versions, checked)
    return work.add(_catalogue, **catalogue_values(replace(checked, archived=False)))


def edit_catalogue(desk: Desk, catalogue: Catalogue) -> Done[str]:
    """Change the version that has the same id; raise as `add_catalogue` does."""
    with desk.write(Act.EDIT_CATALOGUE) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        known = catalogue_of(fetch(work.connection, _catalogue, desk.agency_id, catalogue.id))
        checked = _checked(replace(catalogue, archived=known.archived))
        _require_free_days(_versions(desk, work.connection), checked)
        work.change(_catalogue, catalogue.id, **catalogue_values(checked))
    return Done(catalogue.id, frozenset(work.touched))


def keep_days_apart(desk: Desk, connection: Connection, row: Row) -> None:
    """Raise Refused(CATALOGUE_DATES) where an archived version would hold beside another again."""
    back = replace(catalogue_of(row), archived=False)
    _require_free_days(_versions(desk, connection), back)


def save_item(desk: Desk, item: CatalogueItem) -> Done[str]:
    """Write an item of a version, new where its id is empty; return its id.

    An empty coefficient becomes points over baseline. Raises Refused: NO_AUTHORITY, NOT_FOUND,
    MISSING_FIELD, TOO_LONG, and what `check_item` raises.
    """
    with desk.write(Act.EDIT_CATALOGUE) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        row = fetch(work.connection, _catalogue, desk.agency_id, item.catalogue_id)
        catalogue = catalogue_of(row)
        values = item_values(checked_item(catalogue, item))
        if not item.id:
            id = work.add(_item, **values)
        else:
            known = fetch(work.connection, _item, desk.agency_id, item.id)
            if known["catalogue_id"] != item.catalogue_id:
                raise Refused(Code.NOT_FOUND, text=item.id)
            work.change(_item, item.id, **values)
            id = item.id
    return Done(id, frozenset(work.touched))


def checked_item(catalogue: Catalogue, item: CatalogueItem) -> CatalogueItem:
    """Return an item with texts tidied and its coefficient; raise what `check_item` raises."""
    coefficient = item.coefficient
    if coefficient is None and item.points is not None and item.points > 0:
        coefficient = coefficient_of(item.points, catalogue.baseline)
    checked = replace(
        item,
        title=clean_title(item.title, "Title"),
        code=within(tidy(item.code), _CODE_LIMIT, "code"),
        position=within(tidy(item.position), 200, "position"),
        duty=within(tidy(item.duty), 500, "duty"),
        product=within(tidy(item.product), 500, "product"),
        group=within(tidy(item.group), 60, "group"),
        note=within(item.note.strip(), _NOTE_LIMIT, "note"),
        coefficient=coefficient,
    )
    check_item(catalogue, checked)
    return checked


def _checked(catalogue: Catalogue) -> Catalogue:
    checked = replace(
        catalogue,
        code=clean_title(catalogue.code, "Code", "code", _CODE_LIMIT),
        version=clean_title(catalogue.version, "Version", "version", 20),
        name=clean_title(catalogue.name, "Name", "name", 300),
        groups=tuple(replace(one, name=tidy(one.name)) for one in catalogue.groups),
    )
    check_catalogue(checked)
    return checked


def _counts(desk: Desk, connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(_item.c.catalogue_id, func.count().label("items"))
        .where(_item.c.agency_id == desk.agency_id, ~_item.c.deleted, ~_item.c.archived)
        .group_by(_item.c.catalogue_id)
    )
    return {row.catalogue_id: row.items for row in rows}


def _versions(desk: Desk, connection: Connection) -> list[Catalogue]:
    rows = connection.execute(
        select(_catalogue)
        .where(_catalogue.c.agency_id == desk.agency_id, ~_catalogue.c.deleted)
        .order_by(_catalogue.c.code, _catalogue.c.from_on.desc(), _catalogue.c.id)
    ).mappings()
    return [catalogue_of(row) for row in rows]


def _same_code(versions: Sequence[Catalogue], catalogue: Catalogue) -> list[Catalogue]:
    return [
        one
        for one in versions
        if one.code.casefold() == catalogue.code.casefold()
        and one.id != catalogue.id
        and not one.archived
    ]


def _require_free_days(versions: Sequence[Catalogue], catalogue: Catalogue) -> None:
    """Raise Refused(CATALOGUE_DATES) where another version of the code holds on the same days."""
    for one in _same_code(versions, catalogue):
        begins_after = catalogue.to_on is not None and one.from_on > catalogue.to_on
        ends_before = one.to_on is not None and one.to_on < catalogue.from_on
        if not (begins_after or ends_before):
            raise Refused(
                Code.CATALOGUE_DATES,
                field="from_on",
                version=one.version,
                start=format_date(one.from_on),
            )


def _holds(catalogue: Catalogue, day: date) -> bool:
    return catalogue.from_on <= day and (catalogue.to_on is None or day <= catalogue.to_on)


def _of_catalogue() -> ColumnElement[bool]:
    return named_by(_catalogue, _item.c.catalogue_id)


def _wanted(desk: Desk, wanted: ItemSearch) -> list[ColumnElement[bool]]:
    """Return the conditions of a search over items joined with their version."""
    conditions = [
        _item.c.agency_id == desk.agency_id,
        ~_item.c.deleted,
        ~_catalogue.c.deleted,
        _item.c.archived == wanted.archived,
    ]
    words = fold(wanted.text).split()
    if words:
        found = select(_entry.c.id).where(
            _entry.c.agency_id == desk.agency_id,
            _entry.c.entity == _item.name,
            *has_words(words),
        )
        conditions.append(_item.c.id.in_(found))
    if wanted.catalogue_id is not None:
        return [*conditions, _item.c.catalogue_id == wanted.catalogue_id]
    day = wanted.on or desk.today()
    return [*conditions, ~_catalogue.c.archived, in_force(_catalogue, day)]


def _nearness(
    connection: Connection, desk: Desk, wanted: ItemSearch
) -> Sequence[ColumnElement[int]]:
    """Return what puts items of the position first, those for everybody next, others' last."""
    if not wanted.position:
        return ()
    sought = fold(wanted.position)
    same = [one for one in _positions(connection, desk, wanted) if fold(one) == sought]
    return (case((_item.c.position.in_(same), 0), (_item.c.position == "", 1), else_=2),)


def _positions(connection: Connection, desk: Desk, wanted: ItemSearch) -> Sequence[str]:
    return connection.scalars(
        select(_item.c.position)
        .distinct()
        .join(_catalogue, _of_catalogue())
        .where(*_wanted(desk, wanted), _item.c.position != "")
    ).all()
