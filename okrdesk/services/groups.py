"""Objectives arranged along the office: unit, person, and the objectives that each owns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.people import post_rows
from okrdesk.db.queries.rollups import Figures, shared_objectives, stored_figures, sum_of
from okrdesk.db.queries.tree import Filter, Sort
from okrdesk.db.queries.unit_pasts import NamesThen
from okrdesk.db.queries.units import unit_rows
from okrdesk.db.queries.view import View
from okrdesk.domain.rollup import Sum
from okrdesk.domain.text import name_key
from okrdesk.services.desk import Desk
from okrdesk.services.lists import listed_ids
from okrdesk.services.pins import pins_of

NOWHERE = ""
"""The id of the group of owners who have no post today."""
_FEW = 2_000
"""Up to so many objectives are asked for by id; beyond, reading all of them is faster."""


@dataclass(frozen=True)
class Group:
    """A unit or person with objectives: own ids in the order asked, and the groups below.

    `entity` is "unit" or "person"; `count` takes in everything below, also what the server has
    only told the figures of (`is_from_server`). `progress` (0–1) rolls up the objectives below by
    their weights, None where none has a progress.
    """

    entity: str
    id: str
    title: str
    objective_ids: tuple[str, ...]
    groups: "tuple[Group, ...]"
    count: int
    progress: float | None
    is_from_server: bool = False


@dataclass
class _Branch:
    """A unit while the tree is being built; what it shares counts in it, and not above."""

    id: str
    title: str
    own: list[Any] = field(default_factory=list)
    shared: list[Any] = field(default_factory=list)
    people: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    below: "list[_Branch]" = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What is known of units beside the objectives here: the server's figures, and wishes."""

    figures: Mapping[str, Figures]
    wished: frozenset[str]

    def shows(self, group: Group) -> bool:
        """Say whether a group has something to show, itself or below."""
        return bool(group.count or group.groups or group.id in self.wished)


def find_groups(desk: Desk, wanted: Filter, sort: Sort | None = None) -> tuple[Group, ...]:
    """Return the objectives that `wanted` lets through under their units and people.

    A person stands in the unit of the main post of today. What holds no objective is left out, but
    for units that this PC asks for in full: a wish can be taken back where it is seen.
    """
    with desk.view() as view:
        owned = _owned(view, listed_ids(view, wanted, sort or Sort()))
        posts = post_rows(view.connection, view.agency_id, on=view.today)
        homes = {post.person_id: post.unit_id for post in reversed(posts)}
        then, day = NamesThen(view.connection, view.agency_id, view.today), _last_day(view, wanted)
        branches: dict[str, _Branch] = {}
        roots: list[_Branch] = []
        for unit in unit_rows(view.connection, view.agency_id, None, view.today):
            name = then.name(unit.id, unit.name, day)
            branch = branches[unit.id] = _Branch(unit.id, name)
            above = branches.get(unit.parent_id or "")
            (above.below if above else roots).append(branch)
        nowhere = _Branch(NOWHERE, "")
        for row in owned:
            if row.owner_unit_id:
                branches.get(row.owner_unit_id, nowhere).own.append(row)
            else:
                home = branches.get(homes.get(row.owner_person_id, ""), nowhere)
                home.people[row.owner_person_id].append(row)
        _share(view, branches, {row.id for row in owned})
        known = _Known(_figures(view, wanted), _wished(view, wanted))
    groups = (_group(branch, known)[0] for branch in [*roots, nowhere])
    return tuple(group for group in groups if known.shows(group))


def _last_day(view: View, wanted: Filter) -> date:
    """Return the day by which units are named: the end of the cycle asked for, else today."""
    cycle = schema.cycle
    statement = select(cycle.c.end_on).where(
        cycle.c.agency_id == view.agency_id, cycle.c.id == wanted.cycle_id
    )
    end_on: date | None = view.connection.scalar(statement) if wanted.cycle_id else None
    return end_on or view.today


def _share(view: View, branches: Mapping[str, _Branch], listed: set[str]) -> None:
    """Give the units what they share of the objectives `listed`."""
    for (unit, _cycle), rows in shared_objectives(view).items():
        if unit in branches:
            branches[unit].shared += [row for row in rows if row.id in listed]


def _figures(view: View, wanted: Filter) -> dict[str, Figures]:
    """Return the server's figures of units that do not arrive in full, where all is asked for."""
    if _is_narrowed(wanted):
        return {}
    found: dict[str, Figures] = {}
    for (unit, cycle), figures in stored_figures(view).items():
        is_asked = wanted.unit_ids is None or unit in wanted.unit_ids
        if is_asked and wanted.cycle_id in (None, cycle):
            found.setdefault(unit, Figures()).join(figures)
    return found


def _wished(view: View, wanted: Filter) -> frozenset[str]:
    """Return the units that this PC asks for in full, where all is asked for."""
    if _is_narrowed(wanted):
        return frozenset()
    pins = frozenset(pins_of(view.connection))
    return pins if wanted.unit_ids is None else pins & wanted.unit_ids


def _is_narrowed(wanted: Filter) -> bool:
    """Say whether more is asked for than a cycle and units."""
    if wanted.person_ids is not None or wanted.ids is not None:
        return True
    chosen = wanted.health or wanted.review or wanted.tag
    return bool(chosen or wanted.text.strip() or wanted.archived)


def _owned(view: View, ids: Sequence[str]) -> list[Any]:
    """Return owner, weight and progress of each objective, in the order of `ids`."""
    objective, state, person = schema.objective, schema.objective_state, schema.person
    few = [objective.c.id.in_(ids)] if len(ids) <= _FEW else []
    rows = view.connection.execute(
        select(
            objective.c.id,
            objective.c.owner_unit_id,
            objective.c.owner_person_id,
            objective.c.weight,
            state.c.progress,
            person.c.name,
        )
        .outerjoin(state, named_by(state, objective.c.id))
        .outerjoin(person, named_by(person, objective.c.owner_person_id))
        .where(objective.c.agency_id == view.agency_id, ~objective.c.deleted, *few)
    )
    known = {row.id: row for row in rows}
    return [known[id] for id in ids if id in known]


def _group(branch: _Branch, known: _Known) -> tuple[Group, Sum]:
    """Return a unit with what lies below it, and the sum of all objectives that count above.

    Of a unit with figures not all rows are here: the server's sum stands for all that is in it.
    """
    total = sum_of(branch.own)
    people = []
    for id, rows in branch.people.items():
        mine = sum_of(rows)
        total.join(mine)
        name = rows[0].name or ""
        people.append(Group("person", id, name, _ids(rows), (), len(rows), mine.progress))
    people.sort(key=lambda person: (name_key(person.title), person.id))
    below = []
    for one in branch.below:
        group, part = _group(one, known)
        if known.shows(group):
            total.join(part)
            below.append(group)
    told = known.figures.get(branch.id)
    if told is None:
        here = sum_of(branch.shared)
        here.join(total)
    else:
        here, total = told.total, told.above
    own, groups = _ids([*branch.own, *branch.shared]), (*people, *below)
    counted = (here.number, here.progress, told is not None)
    return Group("unit", branch.id, branch.title, own, groups, *counted), total


def _ids(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)
