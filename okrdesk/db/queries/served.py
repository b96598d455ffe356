"""The item of a directive that a piece of work serves, in the words that name it."""

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.domain.directive import Served

_directive, _item = schema.directive, schema.directive_item


def served_item(connection: Connection, agency_id: str, item_id: str | None) -> Served | None:
    """Return the item `item_id`; None without one, or where it is not here any more."""
    if item_id is None:
        return None
    row = connection.execute(
        select(_item.c.id, _item.c.article, _item.c.title, _directive.c.code)
        .join(_directive, named_by(_directive, _item.c.directive_id))
        .where(_item.c.agency_id == agency_id, _item.c.id == item_id, ~_item.c.deleted)
    ).first()
    return None if row is None else Served(row.id, row.code, row.article, row.title)
