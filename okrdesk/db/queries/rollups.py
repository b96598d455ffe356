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
    """What is told of a unit in a cycle: its objectives, and its key results by their mark."""

    total: Sum = field(default_factory=Sum)
    health: dict[str, int] = field(default_factory=dict)

    @property
    def key_results(self) -> int:
        """Return how many key results there are, archived ones aside."""
        return sum(self.health.values())

    @property
    def overdue(self) -> int:
        """Return how many key results wait too long for a check-in."""
        return self.health.get(Health.OVERDUE.value, 0)

    def join(self, other: "Figures") -> None:
        """Add the figures of another unit."""
        self.total.join(other.total)
        for mark, count in other.health.items():
            self.health[mark] = self.health.get(mark, 0) + count

    def to_wire(self) -> dict[str, Any]:
        """Return the figures as they travel and stand in the table `rollup`."""
        total = self.total
        return {
            "objectives": total.number,
            "counted": total.counted,
            "weighted": total.weighted,
            "weights": total.weights,
            "plain": total.plain,
            "progress": total.progress,
            "key_results": self.key_results,
            "overdue": self.overdue,
            "health": dict(sorted(self.health.items())),
        }

    @classmethod
    def from_wire(cls, document: Mapping[str, Any]) -> "Figures":
        """Return the figures that a document holds."""
        names = ("objectives", "counted", "weighted", "weights", "plain")
        return cls(Sum(*(document[name] for name in names)), dict(document["health"]))


def sum_of(rows: Iterable[Any]) -> Sum:
    """Return the sum of objectives, rows with `progress` and `weight`."""
    return Sum.of((row.progress, row.weight) for row in rows)


def stored_figures(view: View) -> dict[Place, Figures]:
    """Return what the server has told of units that do not arrive in full."""
    table = schema.rollup
    rows = view.connection.execute(select(table).where(table.c.agency_id == view.agency_id))
    return {(row.unit_id, row.cycle_id): Figures.from_wire(row.figures) for row in rows}


def figures_of_units(view: View, parents: Mapping[str, str | None]) -> dict[Place, Figures]:
    """Return the figures of every unit with all below it, for each cycle that has objectives there.

    `parents` maps every unit to the one above it, None at the top. Reads each objective once.
    """
    own = _own_figures(view)
    found: dict[Place, Figures] = {}
    for unit, cycle in _from_below(own, parents):
        whole = found.setdefault((unit, cycle), Figures())
        whole.join(own.get((unit, cycle), Figures()))
        above = parents.get(unit)
        if above is not None:
            found.setdefault((above, cycle), Figures()).join(whole)
    for place, rows in shared_objectives(view).items():
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
            figures = found[home, row.cycle_id]
            figures.join(Figures(sum_of([row]), marks.get(row.id, {})))
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
