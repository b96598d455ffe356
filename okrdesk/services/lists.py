"""Lists of objectives and key results, for the window's tree and for the command line."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.queries.key_result_rows import (
    KeyResultRow,
    key_result_rows,
    key_results_under,
)
from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.tree import (
    Filter,
    ObjectiveRow,
    Sort,
    objective_ids,
    objective_rows,
)
from okrdesk.db.queries.view import View
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import fold
from okrdesk.services.desk import Desk
from okrdesk.services.pending import with_pending
from okrdesk.services.review_states import in_state, stands

__all__ = [
    "Filter",
    "KeyResultRow",
    "ObjectiveRow",
    "Sort",
    "find_key_result_rows",
    "find_key_results_under",
    "find_objective_ids",
    "find_objective_rows",
    "find_tags",
    "listed_ids",
    "unit_with_all_below",
    "whole_objective_rows",
]


def unit_with_all_below(desk: Desk, unit_id: str) -> frozenset[str]:
    """Return a unit and every unit below it, for `Filter.unit_ids`."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return units_below(connection, desk.agency_id, frozenset([unit_id]))


def find_objective_ids(desk: Desk, wanted: Filter, sort: Sort | None = None) -> list[str]:
    """Return the ids of the objectives that `wanted` lets through, in the order of `sort`."""
    with desk.view() as view:
        return listed_ids(view, wanted, sort or Sort())


def listed_ids(view: View, wanted: Filter, sort: Sort) -> list[str]:
    """Return the ids that `wanted` lets through; whether a state of review fits is counted here."""
    ids = objective_ids(view, wanted, sort)
    if wanted.review is None:
        return ids
    return in_state(view.connection, view.agency_id, ids, wanted.review)


def find_objective_rows(desk: Desk, ids: Sequence[str]) -> list[ObjectiveRow]:
    """Return the rows of the objectives `ids`, in that order."""
    with desk.view() as view:
        return whole_objective_rows(view, ids)


def whole_objective_rows(view: View, ids: Sequence[str]) -> list[ObjectiveRow]:
    """Return rows with all fields filled in, inside a transaction that reads more."""
    rows = objective_rows(view, ids)
    states = stands(view.connection, view.agency_id, ids)
    known = [replace(row, review=states[row.id]) for row in rows]
    return with_pending(view.connection, view.agency_id, known, of_objectives=True)


def find_key_results_under(
    desk: Desk, objective_ids: Sequence[str], *, archived: bool = False
) -> list[KeyResultRow]:
    """Return the key results of the objectives, in the order they are kept in each."""
    with desk.view() as view:
        rows = key_results_under(view, objective_ids, archived=archived)
        return with_pending(view.connection, view.agency_id, rows)


def find_key_result_rows(desk: Desk, ids: Sequence[str]) -> list[KeyResultRow]:
    """Return the rows of the key results `ids`, in that order."""
    with desk.view() as view:
        rows = key_result_rows(view, ids)
        return with_pending(view.connection, view.agency_id, rows)


def find_tags(desk: Desk) -> list[str]:
    """Return every tag that a living objective has, in the order of the alphabet."""
    objective = schema.objective
    with desk.view() as view:
        found = view.connection.scalars(
            select(objective.c.tags)
            .distinct()
            .where(
                objective.c.agency_id == view.agency_id,
                ~objective.c.deleted,
                ~objective.c.archived,
                objective.c.tags != [],
            )
        )
        return sorted({tag for tags in found for tag in tags}, key=lambda tag: (fold(tag), tag))
