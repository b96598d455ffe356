"""What a dashboard is counted from, kept so that a small change moves little.

Objectives stand in the unit that owns them or where their owner is at home; one that units share
stands in each of them with its weight there, and counts once in the whole.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from okrdesk.db.queries.dashboard import (
    Wanted,
    contributing,
    objective_facts,
    objectives_named,
    objectives_of,
    shares_of,
    span_of,
    traces_of,
)
from okrdesk.db.queries.units import UnitRow, unit_rows
from okrdesk.db.queries.view import View
from okrdesk.domain.dashboard import ObjectiveFact, Part
from okrdesk.domain.dashboard_weeks import WeekCounter, WeekPart, Weeks
from okrdesk.domain.objective import RollUp
from okrdesk.domain.traces import Trace, week_ends

NOWHERE = ""
"""The line of objectives whose owner has no post today."""
MOST_WEEKS = 53
Weighted = tuple[ObjectiveFact, float]


@dataclass(frozen=True)
class Tree:
    """The units below the one looked at: `lines` by id and name, `line_of` each unit of them."""

    lines: tuple[tuple[str, str], ...]
    line_of: Mapping[str, str]

    @classmethod
    def below(cls, units: Iterable[UnitRow], unit_id: str | None) -> "Tree":
        """Return a line for each unit right below `unit_id`, and one for the unit itself.

        Without a unit the top is looked at; where the top is one unit, that unit.
        """
        known = list(units)
        tops = [unit for unit in known if unit.depth == 0]
        base = unit_id or (tops[0].id if len(tops) == 1 else None)
        parents = {unit.id: unit.parent_id for unit in known}
        line_of = {unit.id: _line(unit.id, base, parents) for unit in known}
        found = {id: line for id, line in line_of.items() if line is not None}
        lines = [(unit.id, unit.name) for unit in known if found.get(unit.id) == unit.id]
        if unit_id is None:
            lines.append((NOWHERE, ""))
            found[NOWHERE] = NOWHERE
        return cls(tuple(lines), found)


def _line(id: str, base: str | None, parents: Mapping[str, str | None]) -> str | None:
    """Return the unit right below `base` on the way up from a unit; `base` itself is its own."""
    at, seen = id, {id}
    while at != base:
        above = parents.get(at)
        if above == base or (above not in parents and base is None):
            return at
        if above is None or above in seen:
            return None
        seen.add(above)
        at = above
    return at


@dataclass(frozen=True)
class Ground:
    """Facts, and the parts that they make by unit; replaced as a whole, never changed.

    `children` holds what contributes to the objectives from elsewhere; `week_parts` is empty until
    the weeks are counted.
    """

    wanted: Wanted
    span: tuple[date, date]
    weeks: Weeks
    tree: Tree
    objectives: Mapping[str, ObjectiveFact]
    children: Mapping[str, ObjectiveFact]
    below: Mapping[str, list[tuple[str, float]]]
    shares: Mapping[str, list[tuple[str, float | None]]]
    traces: Mapping[str, Trace]
    parts: Mapping[str, Part]
    week_parts: Mapping[str, WeekPart]

    def of_unit(self, unit_id: str) -> Iterator[ObjectiveFact]:
        """Yield the objectives that stand in a unit by their owner."""
        return (one for one in self.objectives.values() if one.unit_id == unit_id)

    def shared_into(self, line: str | None) -> Iterator[Weighted]:
        """Yield what the unit of a line (None: the unit looked at) shares without owning it.

        As in the tree of Mục tiêu it counts in that unit alone: above, its owner counts it.
        """
        unit_id = line or self.wanted.unit_id
        for id, shares in self.shares.items():
            one = self.objectives.get(id)
            stands = self.tree.line_of.get(one.unit_id) if one else None
            is_own = stands is not None and line in (None, stands)
            weights = dict(shares)
            if one is not None and unit_id in weights and not is_own:
                yield one, weights[unit_id] or 0.0

    def counted(self) -> Iterator[ObjectiveFact]:
        """Yield the objectives that count in the whole."""
        shared = {one.id for one, _weight in self.shared_into(None)}
        line_of = self.tree.line_of
        return (
            one for one in self.objectives.values() if one.unit_id in line_of or one.id in shared
        )

    def counter(self) -> WeekCounter:
        """Return what counts weeks from these facts."""
        known = {**self.children, **self.objectives}
        return WeekCounter(self.weeks, self.traces, known, self.below)


def read_ground(view: View, wanted: Wanted) -> Ground | None:
    """Return the ground of a dashboard without its weeks; None where no cycle is there."""
    span = span_of(view, wanted)
    if span is None:
        return None
    last = max(min(view.today, span[1]), span[0])
    ends = tuple(week_ends(span[0], last)[-MOST_WEEKS:])
    units = unit_rows(view.connection, view.agency_id, None, view.today)
    ids = objectives_of(view, wanted)
    tree, shares = Tree.below(units, wanted.unit_id), shares_of(view, ids)
    every = objective_facts(view, ids)
    objectives = {id: one for id, one in every.items() if _stands(one, tree, shares)}
    return Ground(
        wanted=wanted,
        span=span,
        weeks=Weeks(ends, view.today, view.limits),
        tree=tree,
        objectives=objectives,
        children={},
        below={},
        shares={id: units for id, units in shares.items() if id in objectives},
        traces={},
        parts=_parts(objectives.values()),
        week_parts={},
    )


def with_weeks(view: View, ground: Ground) -> Ground:
    """Return the ground with traces and the weeks of every unit."""
    traces = traces_of(view, objectives_of(view, ground.wanted))
    ground = replace(_with_children(view, ground), traces={**ground.traces, **traces})
    by_unit = _by_unit(ground.objectives.values())
    counter = ground.counter()
    counted = {
        unit: counter.part((one, one.weight) for one in each) for unit, each in by_unit.items()
    }
    return replace(ground, week_parts=counted)


def moved(view: View, ground: Ground, ids: Collection[str]) -> Ground:
    """Return the ground after something happened to the objectives `ids` or below them."""
    wanted = objectives_of(view, ground.wanted)
    fresh = objective_facts(view, wanted, ids)
    fresh = {id: one for id, one in fresh.items() if _stands(one, ground.tree, ground.shares)}
    kept = {id: one for id, one in ground.objectives.items() if id not in ids}
    before = [ground.objectives[id] for id in ids if id in ground.objectives]
    units = {one.unit_id for one in (*before, *fresh.values())}
    ground = replace(ground, objectives=kept | fresh)
    traces = {**ground.traces, **traces_of(view, wanted, ids)}
    parts = dict(ground.parts)
    by_unit = _by_unit(one for one in ground.objectives.values() if one.unit_id in units)
    for unit in units:
        parts[unit] = _part(by_unit.get(unit, ()))
    ground = replace(ground, traces=traces, parts=parts)
    if not ground.week_parts:
        return ground
    ground = _with_children(view, ground)
    counter, week_parts = ground.counter(), dict(ground.week_parts)
    for unit in units:
        week_parts[unit] = counter.part((one, one.weight) for one in by_unit.get(unit, ()))
    return replace(ground, week_parts=week_parts)


def _with_children(view: View, ground: Ground) -> Ground:
    """Return the ground with what contributes to its objectives from below, however deep."""
    children: dict[str, ObjectiveFact] = {}
    below: dict[str, list[tuple[str, float]]] = {}
    traces = dict(ground.traces)
    wave = [one.id for one in ground.objectives.values() if one.roll_up is not RollUp.KEY_RESULTS]
    while wave:
        found = contributing(view, wave)
        below |= found
        ids = {id for links in found.values() for id, _weight in links}
        ids -= children.keys() | ground.objectives.keys()
        wanted = objectives_named(view, ids)
        fresh = objective_facts(view, wanted) if ids else {}
        if ids:
            traces |= traces_of(view, wanted)
        children |= fresh
        wave = [one.id for one in fresh.values() if one.roll_up is not RollUp.KEY_RESULTS]
    return replace(ground, children=children, below=below, traces=traces)


def _stands(
    one: ObjectiveFact, tree: Tree, shares: Mapping[str, list[tuple[str, float | None]]]
) -> bool:
    if one.unit_id in tree.line_of:
        return True
    lines = {id for id, _name in tree.lines}
    return any(unit in lines for unit, _weight in shares.get(one.id, ()))


def _by_unit(objectives: Iterable[ObjectiveFact]) -> dict[str, list[ObjectiveFact]]:
    found: dict[str, list[ObjectiveFact]] = {}
    for one in objectives:
        found.setdefault(one.unit_id, []).append(one)
    return found


def _parts(objectives: Iterable[ObjectiveFact]) -> dict[str, Part]:
    return {unit: _part(each) for unit, each in _by_unit(objectives).items()}


def _part(objectives: Iterable[ObjectiveFact]) -> Part:
    part = Part()
    for one in objectives:
        part.take(one)
    return part
