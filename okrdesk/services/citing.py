"""Items of directives by what they are cited by: the number of the directive and the article.

Shell, workbook and window name an item in the same way; `okrdesk.domain.directive.cited_among` says
which item a text means.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.joining import named_by
from okrdesk.db.queries.served import served_item
from okrdesk.domain.directive import Served, cited_among
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk

_directive, _item = schema.directive, schema.directive_item
_ENTITIES = {one.name: one for one in (schema.objective, schema.key_result, schema.task)}


def citable(connection: Connection, agency_id: str) -> list[Served]:
    """Return all items of directives, those put away too: the latest directive first, in order."""
    rows = connection.execute(
        select(
            _item.c.id,
            _directive.c.code,
            _item.c.article,
            _item.c.title,
            or_(_item.c.archived, _directive.c.archived).label("archived"),
        )
        .join(_directive, named_by(_directive, _item.c.directive_id))
        .where(_item.c.agency_id == agency_id, ~_item.c.deleted, ~_directive.c.deleted)
        .order_by(_directive.c.issued_on.desc(), _directive.c.code, _item.c.ordinal, _item.c.id)
    )
    return [Served(row.id, row.code, row.article, row.title, bool(row.archived)) for row in rows]


def cited_item(items: Collection[Served], text: str, before: str | None = None) -> str:
    """Return the id of the one item that a text cites; `before` is what the work serves already.

    Raises Refused: NOT_FOUND, AMBIGUOUS, and ARCHIVED for one put away which is not `before`.
    """
    found = cited_among(items, text)
    if not found:
        raise Refused(Code.NOT_FOUND, field="directive_item", text=text)
    if len(found) > 1:
        raise Refused(Code.AMBIGUOUS, field="directive_item", text=text)
    if found[0].archived and found[0].id != before:
        raise Refused(Code.ARCHIVED, field="directive_item", title=found[0].title)
    return found[0].id


def find_citable(desk: Desk, text: str = "", limit: int = 100) -> list[Served]:
    """Return the items to choose from that hold every word of `text`, whatever the accents."""
    words = fold(text).split()
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        items = citable(connection, desk.agency_id)
    living = [(fold(one.cited), one) for one in items if not one.archived]
    return [one for folded, one in living if all(word in folded for word in words)][:limit]


def citation(desk: Desk, item_id: str) -> str:
    """Return what cites an item; raise Refused(NOT_FOUND) where it is not here."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = served_item(connection, desk.agency_id, item_id)
    if found is None:
        raise Refused(Code.NOT_FOUND, text=item_id)
    return found.cited


def find_served(desk: Desk, entity: str, ids: Collection[str]) -> Mapping[str, Served]:
    """Return by id which item each of the objectives, key results or tasks serves, if any."""
    table = _ENTITIES[entity]
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        items = {one.id: one for one in citable(connection, desk.agency_id)}
        found: dict[str, Served] = {}
        for chunk in in_chunks(ids):
            rows = connection.execute(
                select(table.c.id, table.c.directive_item_id).where(
                    table.c.agency_id == desk.agency_id,
                    table.c.id.in_(chunk),
                    table.c.directive_item_id.is_not(None),
                )
            )
            found |= {
                row.id: items[row.directive_item_id]
                for row in rows
                if row.directive_item_id in items
            }
    return found
