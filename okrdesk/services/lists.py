"""Lists of objectives and key results, for the window's tree and for the command line."""

from collections.abc import Sequence

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
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk

__all__ = [
    "Filter",
    "KeyResultRow",
    "ObjectiveRow",
    "Sort",
    "find_key_result_rows",
    "find_key_results_under",
    "find_objective_ids",
    "find_objective_rows",
    "unit_with_all_below",
]


def unit_with_all_below(desk: Desk, unit_id: str) -> frozenset[str]:
    """Return a unit and every unit below it, for `Filter.unit_ids`."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return units_below(connection, desk.agency_id, frozenset([unit_id]))


def find_objective_ids(desk: Desk, wanted: Filter, sort: Sort | None = None) -> list[str]:
    """Return the ids of the objectives that `wanted` lets through, in the order of `sort`."""
    with desk.view() as view:
        return objective_ids(view, wanted, sort or Sort())


def find_objective_rows(desk: Desk, ids: Sequence[str]) -> list[ObjectiveRow]:
    """Return the rows of the objectives `ids`, in that order."""
    with desk.view() as view:
        return objective_rows(view, ids)


def find_key_results_under(
    desk: Desk, objective_ids: Sequence[str], *, archived: bool = False
) -> list[KeyResultRow]:
    """Return the key results of the objectives, in the order they are kept in each."""
    with desk.view() as view:
        return key_results_under(view, objective_ids, archived=archived)


def find_key_result_rows(desk: Desk, ids: Sequence[str]) -> list[KeyResultRow]:
    """Return the rows of the key results `ids`, in that order."""
    with desk.view() as view:
        return key_result_rows(view, ids)
