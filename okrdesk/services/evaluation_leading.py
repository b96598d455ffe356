"""What a head is marked on that follows from those under one: proposed to whoever scores.

NĐ 335/2025, Điều 15: d is 100 where all under a leader reach “hoàn thành” or better, else 50.
Deputies answer for their own field only, which nobody records: nothing is proposed to them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from okrdesk.db.queries.office import units_below
from okrdesk.domain.evaluation.leading import Suggestion, suggest
from okrdesk.domain.evaluation.pack import Component
from okrdesk.domain.objective import CycleKind
from okrdesk.services.evaluation_cases import Case
from okrdesk.services.evaluation_rows import Stand, stands_in

Suggestions = Mapping[str, Suggestion]
"""Grades by the component that they are for."""


def suggestions_of(
    connection: Connection, agency_id: str, cases: Sequence[Case]
) -> dict[str, Suggestions]:
    """Return what follows from those under each head, by the id of the head's evaluation."""
    by_period: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.is_of_head and case.period.kind is not CycleKind.YEAR and _components(case):
            by_period[case.period.id].append(case)
    found: dict[str, Suggestions] = {}
    for period_id, heads in by_period.items():
        stands = list(stands_in(connection, agency_id, period_id).values())
        for case in heads:
            units = units_below(connection, agency_id, frozenset([case.stand.row.unit_id]))
            under = [one for one in stands if one.row.unit_id in units and one.row.id != case.id]
            found[case.id] = _suggestions(case, under)
    return found


def _suggestions(case: Case, under: Sequence[Stand]) -> Suggestions:
    bands = [one.decided.band if one.decided is not None else None for one in under]
    return {
        component.id: made
        for component in _components(case)
        if (made := suggest(case.pack, component, bands)) is not None
    }


def _components(case: Case) -> list[Component]:
    """Return the components of a leader's formula that follow from those under one."""
    formula = case.pack.formula_of(leader=True)
    return [one for one in case.pack.components if one.all_reach and one.id in formula]
