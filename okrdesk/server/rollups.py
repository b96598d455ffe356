"""Figures for people who lead more than arrives on their PC: units below depth 2, by cycle.

They are counted from the derived tables by the function that the PC uses for the rows it has. A PC
tells the version that it holds, so figures travel only when they changed, and a lost reply costs
nothing. Where counting an agency is slow, figures may be a little old: it takes a twentieth of the
time of one worker at most, however many heads ask at once.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from okrdesk.db.queries.rollups import Figures, Place, figures_of_units
from okrdesk.db.queries.view import View
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor
from okrdesk.sync.directory import Directory
from okrdesk.sync.scopes import tops_of, units_in_full
from okrdesk.sync.wire import SyncRequest, rollups_version

_QUICK_S = 0.05
_PATIENCE = 20
_MOST_AGENCIES = 64


@dataclass(frozen=True)
class _Counted:
    """Figures of an agency at one state of it; `cost` is how many seconds they took."""

    state: tuple[int, str]
    figures: dict[Place, Figures]
    at: float
    cost: float


class Rollups:
    """What one worker has counted last, by agency; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, _Counted] = {}

    def answer(
        self, view: View, head: int, asking: tuple[Directory, Actor], request: SyncRequest
    ) -> list[dict[str, Any]] | None:
        """Return all figures for a person, None where the PC holds just these.

        `head` is the agency's last aseq; what is derived has to be counted up to it before.
        """
        deep = deeper_units(*asking, request.pins)
        if not deep:
            return [] if request.rollups else None
        figures = self._figures(view, head, asking[0])
        told = [
            {"unit_id": unit, "cycle_id": cycle, "figures": found.to_wire()}
            for (unit, cycle), found in sorted(figures.items())
            if unit in deep
        ]
        return None if rollups_version(told) == request.rollups else told

    def _figures(self, view: View, head: int, directory: Directory) -> dict[Place, Figures]:
        state = (head, view.today.isoformat())
        known = self._known.get(view.agency_id)
        began = self._clock()
        if known and (known.state == state or self._is_fresh(known, began)):
            return known.figures
        units = directory.tables["unit"]
        parents = {id: row.values.get("parent_id") for id, row in units.items()}
        figures = figures_of_units(view, parents)
        if len(self._known) >= _MOST_AGENCIES:
            self._known.clear()
        ended = self._clock()
        self._known[view.agency_id] = _Counted(state, figures, ended, ended - began)
        return figures

    @staticmethod
    def _is_fresh(known: _Counted, now: float) -> bool:
        return known.cost > _QUICK_S and now - known.at < known.cost * _PATIENCE


def deeper_units(directory: Directory, actor: Actor, pins: Iterable[str] = ()) -> frozenset[str]:
    """Return the units in a person's reach of which only figures arrive."""
    if actor.has_left or Role.PLANNER in actor.roles:
        return frozenset()
    reach = {unit for top in tops_of(directory, actor) for unit in directory.below(top)}
    return frozenset(reach) - units_in_full(directory, actor, pins)
