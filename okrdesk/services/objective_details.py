"""Everything about one objective: its parts, what it is aligned to, and what is aligned to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_results_under
from okrdesk.db.queries.served import served_item
from okrdesk.db.queries.tree import ObjectiveRow
from okrdesk.db.queries.view import View
from okrdesk.db.rows import objective_of
from okrdesk.domain.closing import Closure
from okrdesk.domain.directive import Served
from okrdesk.domain.objective import LinkKind, Objective
from okrdesk.domain.permissions import Right
from okrdesk.services.checks import fetch
from okrdesk.services.closing import standing_closure
from okrdesk.services.copying import Origin, find_origin
from okrdesk.services.desk import Desk
from okrdesk.services.lists import whole_objective_rows
from okrdesk.services.pending import with_pending
from okrdesk.services.shares import Share, shares_of


@dataclass(frozen=True)
class LinkRow:
    """One alignment seen from an objective: the objective at its other end, above or below.

    `outside` says that the dates of the one below reach beyond those of the one above.
    `key_result` is the title of the key result above that the link goes to, "" where it goes to
    the whole.
    """

    id: str
    kind: LinkKind
    weight: Decimal | None
    key_result_id: str | None
    key_result: str
    is_above: bool
    objective_id: str
    title: str
    owner: str
    progress: float | None
    outside: bool


@dataclass(frozen=True)
class ObjectiveDetail:
    """One objective whole; archived key results stand apart, links go both ways.

    `origin` is what it was copied from; `closure` how it was closed, None while it is open.
    """

    objective: Objective
    row: ObjectiveRow
    key_results: tuple[KeyResultRow, ...]
    archived: tuple[KeyResultRow, ...]
    links: tuple[LinkRow, ...]
    shares: tuple[Share, ...]
    may_edit: bool
    origin: Origin | None = None
    closure: Closure | None = None
    serves: Served | None = None


def find_objective_detail(desk: Desk, id: str) -> ObjectiveDetail:
    """Return all that is known of one objective; raise Refused(NOT_FOUND) where there is none."""
    with desk.view() as view:
        objective = objective_of(fetch(view.connection, schema.objective, desk.agency_id, id))
        return ObjectiveDetail(
            objective=objective,
            row=whole_objective_rows(view, [id])[0],
            key_results=tuple(
                with_pending(view.connection, desk.agency_id, key_results_under(view, [id]))
            ),
            archived=tuple(key_results_under(view, [id], archived=True)),
            links=_links(view, objective),
            shares=shares_of(view.connection, desk.agency_id, id),
            may_edit=desk.may(view.connection, Right.EDIT_OBJECTIVES, [objective.owner]),
            origin=find_origin(view.connection, desk.agency_id, objective.copied_from_id),
            closure=standing_closure(view.connection, desk.agency_id, id),
            serves=served_item(view.connection, desk.agency_id, objective.directive_item_id),
        )


def _links(view: View, objective: Objective) -> tuple[LinkRow, ...]:
    link, part = schema.link, schema.key_result
    rows = view.connection.execute(
        select(link, part.c.title.label("key_result"))
        .outerjoin(part, named_by(part, link.c.key_result_id))
        .where(
            link.c.agency_id == view.agency_id,
            ~link.c.deleted,
            or_(link.c.child_id == objective.id, link.c.parent_id == objective.id),
        )
    ).all()
    ends = [row.parent_id if row.child_id == objective.id else row.child_id for row in rows]
    known = _others(view, ends)
    found = [
        _link_row(row, known[end], objective)
        for row, end in zip(rows, ends, strict=True)
        if end in known
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_above, one.title, one.id)))


@dataclass(frozen=True)
class _Other:
    id: str
    title: str
    owner: str
    start_on: date
    end_on: date
    progress: float | None


def _others(view: View, ids: Sequence[str]) -> dict[str, _Other]:
    objective, state = schema.objective, schema.objective_state
    person, unit = schema.person, schema.unit

    rows = view.connection.execute(
        select(
            objective.c.id,
            objective.c.title,
            objective.c.start_on,
            objective.c.end_on,
            state.c.progress,
            person.c.name.label("person"),
            unit.c.name.label("unit"),
        )
        .outerjoin(state, named_by(state, objective.c.id))
        .outerjoin(person, named_by(person, objective.c.owner_person_id))
        .outerjoin(unit, named_by(unit, objective.c.owner_unit_id))
        .where(
            objective.c.agency_id == view.agency_id,
            objective.c.id.in_(ids),
            ~objective.c.deleted,
        )
    )
    return {
        row.id: _Other(
            row.id,
            row.title,
            row.person or row.unit or "",
            row.start_on,
            row.end_on,
            row.progress,
        )
        for row in rows
    }


def _link_row(row: Any, other: _Other, objective: Objective) -> LinkRow:
    is_above = row.child_id == objective.id
    above, below = (other, objective) if is_above else (objective, other)
    return LinkRow(
        id=row.id,
        kind=LinkKind(row.kind),
        weight=row.weight,
        key_result_id=row.key_result_id,
        key_result=row.key_result or "",
        is_above=is_above,
        objective_id=other.id,
        title=other.title,
        owner=other.owner,
        progress=other.progress,
        outside=below.start_on < above.start_on or below.end_on > above.end_on,
    )
