"""Directives and their items written by an import, inside one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.directive_rows import directive_of, directive_values, item_of, item_values
from okrdesk.db.journal import Work
from okrdesk.domain.directive import Directive, DirectiveItem
from okrdesk.domain.permissions import Right
from okrdesk.services.bulk import Counts
from okrdesk.services.desk import Desk
from okrdesk.services.directives import named_alike

_directive, _item = schema.directive, schema.directive_item


@dataclass(frozen=True)
class DirectiveRows:
    """Directives and items to write; those whose id is in `known` exist and are changed."""

    directives: Sequence[Directive]
    items: Sequence[DirectiveItem]
    known: frozenset[str] = frozenset()


def load_directives(
    desk: Desk, connection: Connection
) -> tuple[Mapping[tuple[str, date], Directive], Sequence[DirectiveItem]]:
    """Return the directives that are not archived, by what they are cited by, and all items."""
    desk.require(connection, Right.EDIT_DIRECTIVES)
    rows = connection.execute(
        select(_directive).where(
            _directive.c.agency_id == desk.agency_id,
            ~_directive.c.deleted,
            ~_directive.c.archived,
        )
    ).mappings()
    items = connection.execute(
        select(_item)
        .where(_item.c.agency_id == desk.agency_id, ~_item.c.deleted, ~_item.c.archived)
        .order_by(_item.c.ordinal, _item.c.id)
    ).mappings()
    return {named_alike(one): one for one in map(directive_of, rows)}, list(map(item_of, items))


def save_directives(desk: Desk, work: Work, rows: DirectiveRows) -> Counts:
    """Write checked directives and items; raise Refused(NO_AUTHORITY) without the right to."""
    desk.require(work.connection, Right.EDIT_DIRECTIVES)
    counts = Counts()
    written = (
        (_directive, {one.id: directive_values(one) for one in rows.directives}),
        (_item, {one.id: item_values(one) for one in rows.items}),
    )
    for table, values in written:
        new = [{"id": id} | one for id, one in values.items() if id not in rows.known]
        old = {id: one for id, one in values.items() if id in rows.known}
        work.add_many(table, new)
        changed = work.change_many(table, old)
        counts += Counts(len(new), len(changed), len(old) - len(changed))
    return counts
