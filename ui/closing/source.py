"""What the windows of closing ask of the core; every function runs on the database thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from okrdesk.domain.objective import Cycle, CycleState

if TYPE_CHECKING:
    from okrdesk.services.closing import Ending, Suggestion
    from okrdesk.services.cycles import CycleRow
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.missing import Missing

Chosen = Mapping[str, Collection[str] | None]


@dataclass(frozen=True)
class Facts:
    """A cycle before its end: what it misses, what can be closed, where copies may go."""

    cycle: Cycle
    missing: "Missing"
    suggestions: "tuple[Suggestion, ...]"
    elsewhere: "tuple[CycleRow, ...]"


@dataclass(frozen=True)
class Plan:
    """What a closing is to do: the endings, what is copied where, and whether the cycle ends."""

    cycle_id: str
    endings: "Mapping[str, Ending]"
    chosen: Chosen
    to_cycle_id: str | None
    closes: bool


def facts(cycle_id: str, desk: "Desk") -> Facts:
    """Return what the closing of a cycle begins with; raises Refused(NOT_FOUND)."""
    from okrdesk.services.closing import suggest
    from okrdesk.services.cycles import find_cycle
    from okrdesk.services.missing import find_missing

    missing = find_missing(desk, cycle_id)
    suggestions = suggest(desk, [row.id for row in missing.closed])
    may = tuple(one for one in suggestions if one.may_close)
    return Facts(find_cycle(desk, cycle_id), missing, may, _elsewhere(cycle_id, desk))


@dataclass(frozen=True)
class OneFacts:
    """One objective before it is closed or copied."""

    suggestion: "Suggestion"
    elsewhere: "tuple[CycleRow, ...]"


def one(objective_id: str, desk: "Desk") -> OneFacts:
    """Return what closing or copying one objective begins with; raises Refused(NOT_FOUND)."""
    from okrdesk.services.closing import suggest
    from okrdesk.services.objectives import find_objective

    cycle_id = find_objective(desk, objective_id).cycle_id
    return OneFacts(suggest(desk, [objective_id])[0], _elsewhere(cycle_id, desk))


def carry_out(plan: Plan, desk: "Desk") -> "Done[Any]":
    """Close objectives, copy what was chosen, and end the cycle: up to three acts."""
    from okrdesk.services.closing import close_objectives
    from okrdesk.services.copying import copy_objectives
    from okrdesk.services.cycles import set_cycle_state
    from okrdesk.services.desk import Done

    touched: frozenset[tuple[str, str]] = frozenset()
    if plan.endings:
        touched |= close_objectives(desk, plan.endings).touched
    if plan.chosen and plan.to_cycle_id:
        touched |= copy_objectives(desk, plan.to_cycle_id, plan.chosen).touched
    if plan.closes:
        touched |= set_cycle_state(desk, plan.cycle_id, CycleState.CLOSED).touched
    return Done(None, touched)


def copy(cycle_id: str, chosen: Chosen, desk: "Desk") -> "Done[tuple[str, ...]]":
    """Copy objectives into a cycle."""
    from okrdesk.services.copying import copy_objectives

    return copy_objectives(desk, cycle_id, chosen)


def _elsewhere(cycle_id: str, desk: "Desk") -> "tuple[CycleRow, ...]":
    """Return the cycles that copies may go to: those that follow first, by day."""
    from okrdesk.services.cycles import find_cycles

    rows = find_cycles(desk)
    here = next(row for row in rows if row.id == cycle_id)
    others = [row for row in rows if row.id != cycle_id and row.state is not CycleState.CLOSED]
    others.sort(
        key=lambda row: (row.start_on <= here.end_on, row.kind is not here.kind, row.start_on)
    )
    return tuple(others)
