"""Figures of a unit with all below it, by cycle: what a reader sees where rows do not arrive.

The server counts them for units too deep below a person, and the PC that has the rows counts the
same by the same function: objectives stand where `services.groups` shows them, and weigh as there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.health import shown_health
from okrdesk.db.queries.people import post_rows
from okrdesk.db.queries.view import View
from okrdesk.domain.health import Health
from okrdesk.domain.rollup import Sum

Place = tuple[str, str]
"""(unit, cycle)."""


@dataclass
class Figures:
    """What is told of a unit in a cycle: its objectives, and its key results by their mark.

    `above` is what of the `total` counts in the units above: all but what is only shared here.
    """

    total: Sum = field(default_factory=Sum)
    above: Sum = field(default_factory=Sum)
    health: dict[str, int] = field(default_factory=dict)

    @property
    def key_results(self) -> int:
        """Return how many key results there are, archived ones aside."""
        return sum(self.health.values())

    @property
    def overdue(self) -> int:
        """Return how many key results wait too long for a check-in."""
        return self.health.get(Health.OVERDUE.value, 0)

    @classmethod
    def of(cls, row: Any, health: Mapping[str, int]) -> "Figures":
        """Return the figures of one objective, a row with `progress` and `weight`."""
        return cls(sum_of([row]), sum_of([row]), dict(health))

    def join(self, other: "Figures") -> None:
        """Add the figures of the same unit in another cycle."""
        self.total.join(other.total)
        self.above.join(other.above)
        self._count(other.health)

    def take_in(self, below: "Figures") -> None:
        """Add the figures of a unit below."""
        self.total.join(below.above)
        self.above.join(below.above)
        self._count(below.health)

    def to_wire(self) -> dict[str, Any]:
        """Return the figures as they travel and stand in the table `rollup`."""
        told = {
            **_sum_to_wire(self.total),
            "progress": self.total.progress,
            "key_results": self.key_results,
            "overdue": self.overdue,
            "health": dict(sorted(self.health.items())),
        }
        return told if self.above == self.total else told | {"above": _sum_to_wire(self.above)}

    @classmethod
    def from_wire(cls, document: Mapping[str, Any]) -> "Figures":
        """Return the figures that a document holds."""
        above = document.get("above", document)
        return cls(_sum_of_wire(document), _sum_of_wire(above), dict(document["health"]))

    def _count(self, health: Mapping[str, int]) -> None:
        for mark, count in health.items():
            self.health[mark] = self.health.get(mark, 0) + count


_SUM_NAMES = ("objectives", "counted", "weighted", "weights", "plain")


def _sum_to_wire(total: Sum) -> dict[str, Any]:
    values = (total.number, total.counted, total.weighted, total.weights, total.plain)
    return dict(zip(_SUM_NAMES, values, strict=True))


def _sum_of_wire(document: Mapping[str, Any]) -> Sum:
    return Sum(*(document[name] for name in _SUM_NAMES))


def sum_of(rows: Iterable[Any]) -> Sum:
    """Return the sum of objectives, rows with `progress` and `weight`."""
    return Sum.of((row.progress, row.weight) for row in rows)


def stored_figures(view: View) -> dict[Place, Figures]:
    """Return what the server has told of units that do not arrive in full."""
    table = schema.rollup
    rows = view.connection.execute(select(table).where(table.c.agency_id == view.agency_id))
    return {(row.unit_id, row.cycle_id): Figures.from_wire(row.figures) for row in rows}


def figures_of_units(
    view: View, parents: Mapping[str, str | None], told: Mapping[Place, Figures] | None = None
) -> dict[Place, Figures]:
    """Return the figures of every unit with all below it, for each cycle that has objectives there.

    `parents` maps every unit to the one above it, None at the top. What the server has `told`
    stands for units of which not all rows are here. Reads each objective once.
    """
    own, stored = _own_figures(view), told or {}
    found: dict[Place, Figures] = {}
    for unit, cycle in _from_below({**own, **stored}, parents):
        whole = stored.get((unit, cycle))
        if whole is None:
            whole = found.setdefault((unit, cycle), Figures())
            whole.join(own.get((unit, cycle), Figures()))
        found[unit, cycle] = whole
        above = parents.get(unit)
        if above is not None:
            found.setdefault((above, cycle), Figures()).take_in(whole)
    for place, rows in shared_objectives(view).items():
        if place not in stored:
            found.setdefault(place, Figures()).total.join(sum_of(rows))
    return found


def shared_objectives(view: View) -> Mapping[Place, list[Any]]:
    """Return, by unit and cycle, the objectives that a unit shares beside their owners.

    Each has `id`, `progress` and the `weight` that it has there. They count in that unit alone:
    above, the owner counts them, once.
    """
    share, objective, state = schema.objective_share, schema.objective, schema.objective_state
    rows = view.connection.execute(
        select(
            objective.c.id,
            objective.c.cycle_id,
            share.c.owner_unit_id,
            share.c.weight,
            state.c.progress,
        )
        .join(objective, named_by(objective, share.c.objective_id))
        .outerjoin(state, named_by(state, objective.c.id))
        .where(
            share.c.agency_id == view.agency_id,
            ~share.c.deleted,
            ~objective.c.deleted,
            ~objective.c.archived,
        )
        .order_by(objective.c.id)
    )
    found: defaultdict[Place, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.owner_unit_id, row.cycle_id].append(row)
    return found


def _from_below(own: Iterable[Place], parents: Mapping[str, str | None]) -> list[Place]:
    """Return the units that have something in or below them, the deepest first.

    A unit in a loop, which only a merge of two machines can make, counts as the top.
    """
    depths: dict[Place, int] = {}
    for unit, cycle in own:
        for place in _way_up(unit, parents):
            depths[place, cycle] = len(_way_up(place, parents))
    return sorted(depths, key=lambda place: (-depths[place], place))


def _way_up(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    way: list[str] = []
    at: str | None = unit
    while at is not None and at not in way:
        way.append(at)
        at = parents.get(at)
    return way


def _own_figures(view: View) -> dict[Place, Figures]:
    """Return the figures of what each unit and the people at home there own."""
    marks = _marks(view)
    posts = post_rows(view.connection, view.agency_id, on=view.today)
    homes = {post.person_id: post.unit_id for post in reversed(posts)}
    found: defaultdict[Place, Figures] = defaultdict(Figures)
    for row in _objectives(view):
        home = row.owner_unit_id or homes.get(row.owner_person_id)
        if home:
            found[home, row.cycle_id].join(Figures.of(row, marks.get(row.id, {})))
    return dict(found)


def _objectives(view: View) -> Iterator[Any]:
    objective, state = schema.objective, schema.objective_state
    yield from view.connection.execute(
        select(
            objective.c.id,
            objective.c.cycle_id,
            objective.c.owner_unit_id,
            objective.c.owner_person_id,
            objective.c.weight,
            state.c.progress,
        )
        .outerjoin(state, named_by(state, objective.c.id))
        .where(objective.c.agency_id == view.agency_id, ~objective.c.deleted, ~objective.c.archived)
        .order_by(objective.c.id)
    )


def _marks(view: View) -> dict[str, dict[str, int]]:
    """Return, per objective, how many key results show which mark."""
    state, objective, cycle = schema.key_result_state, schema.objective, schema.cycle
    health = shown_health(view).label("health")
    marked = (
        select(state.c.objective_id, health)
        .join(objective, named_by(objective, state.c.objective_id))
        .join(cycle, named_by(cycle, objective.c.cycle_id))
        .where(state.c.agency_id == view.agency_id, ~state.c.archived)
        .subquery()
    )
    rows = view.connection.execute(
        select(marked.c.objective_id, marked.c.health, func.count()).group_by(
            marked.c.objective_id, marked.c.health
        )
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for id, mark, count in rows:
        found[id][mark] = count
    return found
