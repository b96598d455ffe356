"""The alignment map of an office: from directives down to the key results of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.key_result_rows import key_results_under
from okrdesk.db.queries.people import post_rows
from okrdesk.db.queries.tree import Filter, ObjectiveRow, Sort, objective_ids, objective_rows
from okrdesk.db.queries.units import unit_rows
from okrdesk.db.queries.view import View
from okrdesk.domain.alignment import AlignmentMap, MapEdge, MapNode, arrange
from okrdesk.domain.objective import LinkKind
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk

_item, _directive, _link = schema.directive_item, schema.directive, schema.link


@dataclass(frozen=True)
class MapChoice:
    """Which part of the office the map shows; None does not narrow.

    `unit_ids` are the unit chosen and all below it. With a directive, only what stands behind its
    items is shown.
    """

    cycle_id: str | None = None
    unit_ids: frozenset[str] | None = None
    directive_id: str | None = None
    has_key_results: bool = True


def find_alignment(desk: Desk, choice: MapChoice) -> AlignmentMap:
    """Return the map of what `choice` lets through, each thing at its place."""
    with desk.view() as view:
        desk.require(view.connection, Right.READ_OBJECTIVES)
        drawn = _Drawn(view)
        drawn.add_objectives(choice)
        if choice.has_key_results:
            drawn.add_key_results()
        drawn.add_directives(choice.directive_id)
        drawn.add_links()
    found = arrange(drawn.nodes, drawn.edges)
    return _behind(found, choice.directive_id) if choice.directive_id else found


class _Drawn:
    """The things and lines of a map while they are being read."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._objectives: dict[str, ObjectiveRow] = {}
        self._lower: list[MapNode] = []
        self._upper: list[MapNode] = []
        self.edges: list[MapEdge] = []

    @property
    def nodes(self) -> list[MapNode]:
        """Return the things, those above first."""
        return self._upper + self._lower

    def add_objectives(self, choice: MapChoice) -> None:
        """Draw the objectives that are not archived, and those they serve, in whatever cycle."""
        view = self._view
        wanted = Filter(cycle_id=choice.cycle_id, unit_ids=choice.unit_ids)
        ids = objective_ids(view, wanted, Sort())
        rows = objective_rows(view, [*self._above(ids), *ids])
        self._objectives = {row.id: row for row in rows}
        orphans = self._orphans(rows)
        self._lower += [
            MapNode(
                row.id,
                "objective",
                row.title,
                row.owner,
                row.health,
                row.progress,
                row.id in orphans,
            )
            for row in rows
        ]

    def add_key_results(self) -> None:
        """Draw the key results of the objectives."""
        for row in key_results_under(self._view, list(self._objectives)):
            owner = row.owner
            node = MapNode(row.id, "key_result", row.title, owner, row.health, row.progress)
            self._lower.append(node)
            self.edges.append(MapEdge(row.objective_id, row.id))

    def add_directives(self, only: str | None) -> None:
        """Draw the directives with items that work stands behind; all items of the one chosen."""
        behind = self._serving()
        items = self._read(
            select(_item, _directive.c.code, _directive.c.title.label("abstract"))
            .join(_directive, named_by(_directive, _item.c.directive_id))
            .where(
                _item.c.agency_id == self._view.agency_id,
                ~_item.c.deleted,
                ~_item.c.archived,
                ~_directive.c.deleted,
                ~_directive.c.archived,
            )
            .order_by(_directive.c.issued_on, _directive.c.id, _item.c.ordinal, _item.c.id)
        )
        known: set[str] = set()
        for row in items:
            is_wanted = row.directive_id == only if only else row.id in behind
            if not is_wanted:
                continue
            if row.directive_id not in known:
                known.add(row.directive_id)
                title = f"{row.code}: {row.abstract}"
                self._upper.append(MapNode(row.directive_id, "directive", title))
            self._upper.append(MapNode(row.id, "directive_item", row.title))
            self.edges.append(MapEdge(row.directive_id, row.id))
            self.edges += [MapEdge(row.id, id) for id in behind.get(row.id, ())]

    def add_links(self) -> None:
        """Draw the lines between objectives; one to a key result ends there if that is drawn."""
        drawn = {node.id for node in self._lower}
        for row in self._links:
            above = row.key_result_id if row.key_result_id in drawn else row.parent_id
            is_counted = row.kind == LinkKind.CONTRIBUTES.value
            self.edges.append(MapEdge(above, row.child_id, is_counted))

    def _above(self, ids: Sequence[str]) -> list[str]:
        """Return the objectives above `ids`, by however many steps, that are not among them."""
        above: dict[str, list[str]] = {}
        for row in self._links:
            above.setdefault(row.child_id, []).append(row.parent_id)
        known, wave, found = set(ids), list(ids), list[str]()
        while wave:
            uppers = dict.fromkeys(id for lower in wave for id in above.get(lower, ()))
            wave = [id for id in uppers if id not in known]
            known |= set(wave)
            found += wave
        living = objective_ids(self._view, Filter(), Sort()) if found else []
        return [id for id in living if id in set(found)]

    def _serving(self) -> dict[str, list[str]]:
        """Return, by item, the objectives drawn and the key results drawn that serve it."""
        found: dict[str, list[str]] = {}
        drawn = {node.id for node in self._lower}
        for table in (schema.objective, schema.key_result):
            for row in self._read(
                select(table.c.id, table.c.directive_item_id).where(
                    table.c.agency_id == self._view.agency_id,
                    table.c.directive_item_id.is_not(None),
                    ~table.c.deleted,
                )
            ):
                if row.id in drawn:
                    found.setdefault(row.directive_item_id, []).append(row.id)
        return found

    def _orphans(self, rows: Sequence[ObjectiveRow]) -> set[str]:
        """Return the objectives that serve nothing above; those of the top unit need not."""
        aligned = {row.child_id for row in self._links}
        serving = set(
            self._view.connection.scalars(
                select(schema.objective.c.id).where(
                    schema.objective.c.agency_id == self._view.agency_id,
                    schema.objective.c.directive_item_id.is_not(None),
                )
            )
        )
        tops = self._tops()
        return {
            row.id
            for row in rows
            if row.id not in aligned | serving
            and row.owner_unit_id not in tops
            and row.owner_person_id not in tops
        }

    def _tops(self) -> set[str]:
        """Return the units that none stands above, and the people at home there."""
        view = self._view
        units = unit_rows(view.connection, view.agency_id, None, view.today)
        tops = {unit.id for unit in units if unit.parent_id is None}
        posts = post_rows(view.connection, view.agency_id, on=view.today)
        return tops | {post.person_id for post in posts if post.unit_id in tops}

    @cached_property
    def _links(self) -> Sequence[Any]:
        """What links two objectives, read once."""
        return self._read(
            select(_link).where(_link.c.agency_id == self._view.agency_id, ~_link.c.deleted)
        )

    def _read(self, query: Any) -> Sequence[Any]:
        rows: Sequence[Any] = self._view.connection.execute(query).all()
        return rows


def _behind(found: AlignmentMap, directive_id: str) -> AlignmentMap:
    """Return the part of a map that hangs on a directive, by however many steps."""
    below: dict[str, list[str]] = {}
    for edge in found.edges:
        below.setdefault(edge.above, []).append(edge.below)
    kept, wave = {directive_id}, [directive_id]
    while wave:
        wave = [id for upper in wave for id in below.get(upper, ()) if id not in kept]
        kept |= set(wave)
    return arrange([node for node in found.nodes if node.id in kept], found.edges)
