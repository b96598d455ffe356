"""Figures for people who lead more than arrives on their PC: units below depth 2, by cycle.

They are counted from the derived tables by the function that the PC uses for the rows it has. A PC
tells the version that it holds, so figures travel only when they changed, and a lost reply costs
nothing. Where counting an agency is slow, figures may be a little old: it takes a twentieth of the
time of one worker at most, however many heads ask at once.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, select

from okrdesk.db import derived
from okrdesk.db.engine import read_transaction
from okrdesk.db.queries.office import load_office
from okrdesk.db.queries.rollups import Figures, Place, figures_of_units
from okrdesk.db.queries.view import View
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor
from okrdesk.server import schema
from okrdesk.server.database import write_agency
from okrdesk.server.writing import refresh_derived
from okrdesk.sync.directory import Directory
from okrdesk.sync.scopes import tops_of, units_in_full
from okrdesk.sync.wire import SyncRequest, rollups_version

_QUICK_S = 0.3
_PATIENCE = 20
_MOST_AGENCIES = 64


@dataclass(frozen=True)
class Asked:
    """Who asks for figures: a person, in an agency as it is `today`, with a request."""

    agency_id: str
    person_id: str
    directory: Directory
    request: SyncRequest
    today: date


@dataclass(frozen=True)
class _Counted:
    """Figures of an agency at one entry of its log; `cost` is how many seconds they took."""

    aseq: int
    day: date
    figures: dict[Place, Figures]
    at: float
    cost: float


class Rollups:
    """What one worker has counted last, by agency; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, _Counted] = {}

    def tell(self, engine: Engine, asked: Asked) -> list[dict[str, Any]] | None:
        """Return all figures for a person, None where the PC holds just these.

        Takes transactions of its own: none may be open in this thread.
        """
        actor = asked.directory.actor(asked.person_id, asked.today)
        deep = deeper_units(asked.directory, actor, asked.request.pins)
        if not deep:
            return [] if asked.request.rollups else None
        told = [
            {"unit_id": unit, "cycle_id": cycle, "figures": found.to_wire()}
            for (unit, cycle), found in sorted(self._figures(engine, asked).items())
            if unit in deep
        ]
        return None if rollups_version(told) == asked.request.rollups else told

    def _figures(self, engine: Engine, asked: Asked) -> dict[Place, Figures]:
        known = self._known.get(asked.agency_id)
        began = self._clock()
        if known and known.day == asked.today and _is_fresh(known, began):
            return known.figures
        if known is None or known.day != asked.today:
            with write_agency(engine, asked.agency_id) as connection:
                derived.refresh_outdated(connection, asked.agency_id, asked.today)
        refresh_derived(engine, asked.agency_id, asked.today)
        with read_transaction(engine) as connection:
            own = schema.counter.c.agency_id == asked.agency_id
            aseq = connection.execute(select(schema.counter.c.aseq).where(own)).scalar_one()
            if known and (known.aseq, known.day) == (aseq, asked.today):
                return known.figures
            limits = load_office(connection, asked.agency_id).limits
            view = View(connection, asked.agency_id, asked.today, limits)
            units = asked.directory.tables["unit"]
            parents = {id: row.values.get("parent_id") for id, row in units.items()}
            figures = figures_of_units(view, parents)
        if len(self._known) >= _MOST_AGENCIES:
            self._known.clear()
        ended = self._clock()
        self._known[asked.agency_id] = _Counted(aseq, asked.today, figures, ended, ended - began)
        return figures


def _is_fresh(known: _Counted, now: float) -> bool:
    return known.cost > _QUICK_S and now - known.at < known.cost * _PATIENCE


def deeper_units(directory: Directory, actor: Actor, pins: Iterable[str] = ()) -> frozenset[str]:
    """Return the units in a person's reach of which only figures arrive."""
    if actor.has_left or Role.PLANNER in actor.roles:
        return frozenset()
    reach = {unit for top in tops_of(directory, actor) for unit in directory.below(top)}
    return frozenset(reach) - units_in_full(directory, actor, pins)
