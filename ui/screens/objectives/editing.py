"""What the editors read before and while a person types; runs on the database thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from okrdesk.domain.objective import CycleState, KeyResult, Objective, Owner

if TYPE_CHECKING:
    from okrdesk.services.cycles import CycleRow
    from okrdesk.services.desk import Desk

OF_KEY_RESULTS_ALONE = frozenset(
    {"start", "target", "low", "high", "steps", "phases", "measure_unit", "due_month", "rhythm"}
)
"""Fields of errors that can only be about a key result, not about its objective."""


@dataclass(frozen=True)
class Start:
    """What an objective may belong to, and who sits at the desk."""

    cycles: "Sequence[CycleRow]"
    cycle: str | None
    me: Owner


def start(cycle: str | None, desk: "Desk") -> Start:
    """Return the cycles that still take changes; `cycle` is proposed, else the one of today."""
    from okrdesk.services.cycles import current_cycle, find_cycles

    cycles = [
        one for one in find_cycles(desk) if one.state is not CycleState.CLOSED or one.id == cycle
    ]
    if cycle is None and (current := current_cycle(desk)):
        cycle = current.id
    return Start(cycles, cycle, Owner(desk.person_id))


def count_of_owner(owner: Owner, cycle: str | None, desk: "Desk") -> int:
    """Return how many objectives an owner has in a cycle."""
    return len(_of_owner(owner, cycle, desk))


def weights_of_siblings(objective: Objective, desk: "Desk") -> str:
    """Return the sum of weights of the owner's objectives in the cycle, in a sentence."""
    from ui.screens.objectives.weights import weight_sum_text

    return weight_sum_text(_of_owner(objective.owner, objective.cycle_id, desk))


def _of_owner(owner: Owner, cycle: str | None, desk: "Desk") -> list[Decimal | None]:
    from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows

    people = frozenset([owner.person_id]) if owner.person_id else None
    units = frozenset([owner.unit_id]) if owner.unit_id else None
    ids = find_objective_ids(desk, Filter(cycle_id=cycle, person_ids=people, unit_ids=units))
    return [
        row.weight
        for row in find_objective_rows(desk, ids)
        if (row.owner_person_id, row.owner_unit_id) == (owner.person_id, owner.unit_id)
    ]


@dataclass(frozen=True)
class KeyResultStart:
    """The objective of a key result being edited, and the weights of the others under it.

    `is_approved` says that a change of its target takes a reason.
    """

    objective: Objective
    key_result: KeyResult | None
    others: tuple[Decimal | None, ...]
    is_approved: bool = False


def key_result_start(objective_id: str, key_result_id: str | None, desk: "Desk") -> KeyResultStart:
    """Return what the key-result editor begins with."""
    from okrdesk.services.key_results import find_key_result, is_target_approved
    from okrdesk.services.lists import find_key_results_under
    from okrdesk.services.objectives import find_objective

    rows = find_key_results_under(desk, [objective_id])
    return KeyResultStart(
        find_objective(desk, objective_id),
        find_key_result(desk, key_result_id) if key_result_id else None,
        tuple(row.weight for row in rows if row.id != key_result_id),
        key_result_id is not None and is_target_approved(desk, key_result_id),
    )
