"""Finding things: by the words of Ctrl+K, by a whole personal number, and by what a shell types."""

import re
import uuid
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.tasks import TaskFilter, chosen
from okrdesk.db.search import SEARCHED, Hit, find
from okrdesk.domain.directive import cited_among
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold, tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.citing import citable
from okrdesk.services.desk import Desk
from okrdesk.services.people import clean_number
from okrdesk.services.reach import people_in_reach

__all__ = ["Hit", "resolve", "search"]

_CODED = ("unit", "person", "cycle", "directive", "indicator", "catalogue", "catalogue_item")
_MOST = 500
_PREFIX = re.compile(r"[0-9a-fA-F]{4,32}")
_PREFIXED = tuple(
    name for name, table in schema.JOURNALLED.items() if name not in ("agency", "office_setting")
)


def search(desk: Desk, text: str, limit: int = 50) -> list[Hit]:
    """Return what has, for every word of `text`, a word that begins with it, accents ignored.

    Indicators are found by their version in force today. Tasks are found by those who may read
    them. A whole personal number finds its person, for those who may read such numbers.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = find(connection, desk.agency_id, text, _MOST)
        hits = _in_reach(desk, connection, _as_of_today(desk, connection, found))
        if desk.may(connection, Right.READ_PERSONAL_NUMBERS):
            hits = _by_number(desk, connection, text) + hits
    return hits[:limit]


def resolve(desk: Desk, entity: str | None, text: str) -> tuple[str, str]:
    """Return (entity, id) of the one object that `text` names; `entity` None looks everywhere.

    `text` is a whole id, the code of a unit, person, cycle or catalogue item, number and article of
    an item of a directive, an exact title or name (case and accents aside), or at least four signs
    that only one id begins with; the first of these that fits counts. Raises Refused: NOT_FOUND,
    AMBIGUOUS.
    """
    wanted = text.strip()
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        for find_by in (_by_id, _by_code, _by_citation, _by_title, _by_prefix):
            found = find_by(desk, connection, entity, wanted)
            if len(found) > 1:
                raise Refused(Code.AMBIGUOUS, text=wanted)
            if found:
                return found[0]
    raise Refused(Code.NOT_FOUND, text=wanted)


Found = list[tuple[str, str]]


def _in_reach(desk: Desk, connection: Connection, hits: list[Hit]) -> list[Hit]:
    """Leave out the tasks of people whose work the person may not read."""
    if not any(hit.entity == "task" for hit in hits):
        return hits
    reach = people_in_reach(desk, connection, Right.READ_EVALUATIONS)
    if reach is None:
        return hits
    choice = chosen(desk.agency_id, TaskFilter(), reach)
    statement = choice.ids().where(any_of(schema.task.c.id, "hits"))
    ids = [hit.id for hit in hits if hit.entity == "task"]
    seen = set(connection.scalars(statement, {**choice.values, "hits": ids}))
    return [hit for hit in hits if hit.entity != "task" or hit.id in seen]


def _as_of_today(desk: Desk, connection: Connection, hits: list[Hit]) -> list[Hit]:
    """Leave out the versions of indicators that are not in force."""
    table = schema.indicator
    ids = [hit.id for hit in hits if hit.entity == table.name]
    if not ids:
        return hits
    named = select(table.c.id).where(table.c.agency_id == desk.agency_id, table.c.id.in_(ids))
    kept = set(connection.scalars(_of_today(desk, named, table.name)))
    return [hit for hit in hits if hit.entity != table.name or hit.id in kept]


def _by_number(desk: Desk, connection: Connection, text: str) -> list[Hit]:
    try:
        number = clean_number(text)
    except Refused:
        return []
    person = schema.person
    rows = connection.execute(
        select(person.c.id, person.c.name).where(
            person.c.agency_id == desk.agency_id,
            person.c.personal_number == number,
            ~person.c.deleted,
        )
    )
    return [Hit("person", row.id, row.name) for row in rows]


def _by_id(desk: Desk, connection: Connection, entity: str | None, text: str) -> Found:
    try:
        whole = str(uuid.UUID(text))
    except ValueError:
        return []
    return _between(desk, connection, entity, whole, whole)


def _by_code(desk: Desk, connection: Connection, entity: str | None, text: str) -> Found:
    found: Found = []
    for name in _CODED:
        if entity in (None, name):
            table = schema.JOURNALLED[name]
            statement = select(table.c.id, table.c.code).where(
                table.c.agency_id == desk.agency_id, ~table.c.deleted
            )
            if name in ("indicator", "catalogue", "catalogue_item"):
                statement = _of_today(desk, statement, name)
            rows = connection.execute(statement)
            found += [(name, row.id) for row in rows if row.code.casefold() == text.casefold()]
    return found


def _of_today(desk: Desk, statement: Select[Any], name: str) -> Select[Any]:
    """Narrow what has versions to those in force: a code stays over versions."""
    catalogue, item = schema.catalogue, schema.catalogue_item
    if name == "indicator":
        return statement.where(in_force(schema.indicator, desk.today()))
    holds = (~catalogue.c.deleted, ~catalogue.c.archived, in_force(catalogue, desk.today()))
    if name == "catalogue":
        return statement.where(*holds)
    of_item = named_by(catalogue, item.c.catalogue_id)
    return statement.join(catalogue, of_item).where(~item.c.archived, *holds)


def _by_citation(desk: Desk, connection: Connection, entity: str | None, text: str) -> Found:
    if entity != "directive_item":
        return []
    found = cited_among(citable(connection, desk.agency_id), text)
    return [("directive_item", one.id) for one in found]


def _by_title(desk: Desk, connection: Connection, entity: str | None, text: str) -> Found:
    if entity == "measure_unit":
        return _by_name(desk, connection, text)
    if entity is not None and entity not in SEARCHED:
        return []
    table = schema.search_entry
    words = fold(text)
    rows = connection.execute(
        select(table.c.entity, table.c.id, table.c.title).where(
            table.c.agency_id == desk.agency_id,
            table.c.words.startswith(f" {words}", autoescape=True),
        )
    )
    hits = [
        Hit(row.entity, row.id, row.title)
        for row in rows
        if entity in (None, row.entity) and words and fold(row.title) == words
    ]
    return [(hit.entity, hit.id) for hit in _as_of_today(desk, connection, hits)]


def _by_name(desk: Desk, connection: Connection, text: str) -> Found:
    table, name = schema.measure_unit, tidy(text).casefold()
    rows = connection.execute(
        select(table.c.id, table.c.name).where(
            table.c.agency_id == desk.agency_id, ~table.c.deleted
        )
    )
    return [("measure_unit", row.id) for row in rows if row.name.casefold() == name]


def _by_prefix(desk: Desk, connection: Connection, entity: str | None, text: str) -> Found:
    digits = text.replace("-", "")
    if not _PREFIX.fullmatch(digits):
        return []
    lowest, highest = (str(uuid.UUID(digits.ljust(32, fill))) for fill in "0f")
    return _between(desk, connection, entity, lowest, highest)


def _between(
    desk: Desk, connection: Connection, entity: str | None, lowest: str, highest: str
) -> Found:
    """Return at most two objects of each kind whose id lies within; two are ambiguous already."""
    names = _PREFIXED if entity is None else (entity,)
    found: Found = []
    for name in names:
        table: Table = schema.JOURNALLED[name]
        ids = connection.scalars(
            select(table.c.id)
            .where(
                table.c.agency_id == desk.agency_id,
                table.c.id >= lowest,
                table.c.id <= highest,
                ~table.c.deleted,
            )
            .limit(2)
        )
        found += [(name, id) for id in ids]
    return found
