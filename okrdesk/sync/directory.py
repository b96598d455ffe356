"""Who is who in an agency, in memory: what rights and scopes are decided by.

The same facts as `db.queries.office` reads by SQL for one person; a server asks for hundreds of
people a second, and they change a few times a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from okrdesk.domain.objective import CycleState
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor, Target, target_in
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.wire import Row

ENTITIES = ("unit", "person", "post", "role_grant", "cycle", "office_setting", "period")


@dataclass(frozen=True)
class Directory:
    """The rows of the organisation by entity and id, tombstones left out."""

    tables: Mapping[str, Mapping[str, Row]] = field(
        default_factory=lambda: {name: {} for name in ENTITIES}
    )

    def with_rows(self, rows: Iterable[tuple[str, str, Row]]) -> "Directory":
        """Return the directory after some of its rows (entity, id, row) became what they are."""
        tables = {name: dict(known) for name, known in self.tables.items()}
        for entity, id, row in rows:
            if row.is_deleted:
                tables[entity].pop(id, None)
            else:
                tables[entity][id] = row
        return replace(self, tables=tables)

    def actor(self, person_id: str, day: date) -> Actor:
        """Return the person as the rights table sees one, with the posts in force on `day`."""
        posts = [post for post in self._posts_of[person_id] if _holds(post, day)]
        person = self.tables["person"].get(person_id)
        return Actor(
            person_id,
            member_of=frozenset(post["unit_id"] for post in posts),
            deputy_of=frozenset(post["unit_id"] for post in posts if post.get("is_deputy")),
            head_of=frozenset(post["unit_id"] for post in posts if post.get("is_leader")),
            roles=self._roles_of[person_id],
            has_left=person is None or bool(person.values.get("archived")),
        )

    def target(self, owner: Mapping[str, Any], day: date) -> Target:
        """Return what an owner (`owner_person_id`, `owner_unit_id`) owns, for the rights table."""
        person, unit = owner.get("owner_person_id"), owner.get("owner_unit_id")
        units = frozenset([unit] if unit else ())
        if person:
            units |= self.units_of(person, day)
        parents = {
            up: row.values.get("parent_id")
            for unit in units
            for up in self.above(unit)
            if (row := self.tables["unit"].get(up))
        }
        return target_in(frozenset([person] if person else ()), units, parents)

    def units_of(self, person_id: str, day: date) -> frozenset[str]:
        """Return the units a person works in on `day`."""
        return frozenset(post["unit_id"] for post in self._posts_of[person_id] if _holds(post, day))

    def above(self, unit_id: str) -> list[str]:
        """Return the unit and those above it, nearest first; a loop of two machines ends it."""
        found: list[str] = []
        while unit_id and unit_id not in found:
            found.append(unit_id)
            unit = self.tables["unit"].get(unit_id)
            unit_id = unit.values.get("parent_id") or "" if unit else ""
        return found

    def below(self, unit_id: str, depth: int | None = None) -> set[str]:
        """Return the unit and those at most `depth` levels below it (None: all)."""
        found, wave = {unit_id}, {unit_id}
        while wave and (depth is None or depth > 0):
            wave = {child for unit in wave for child in self._children[unit]} - found
            found |= wave
            depth = None if depth is None else depth - 1
        return found

    def roots(self) -> frozenset[str]:
        """Return the units that have none above."""
        return frozenset(self._children[""])

    def cycle_state(self, cycle_id: str) -> CycleState | None:
        """Return where a cycle stands; None where it is not known here."""
        cycle = self.tables["cycle"].get(cycle_id)
        return CycleState(cycle.values["state"]) if cycle else None

    def setting(self, key: str) -> tuple[Any, int] | None:
        """Return what the office has set and the clock of that; None where it has not."""
        for row in self.tables["office_setting"].values():
            if row.values["key"] == key:
                return row.values["value"], row.stamps.get("value", row.stamps.get(BIRTH, 0))
        return None

    def changing_on(self, since: date, until: date) -> set[str]:
        """Return the people of whom a post began, or was over, after `since` and by `until`."""
        return {
            post["person_id"]
            for posts in self._posts_of.values()
            for post in posts
            if _begins_or_ended(post, since, until)
        }

    @cached_property
    def _posts_of(self) -> Mapping[str, list[dict[str, Any]]]:
        found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.tables["post"].values():
            found[row.values["person_id"]].append(row.values)
        return found

    @cached_property
    def _roles_of(self) -> Mapping[str, frozenset[Role]]:
        found: defaultdict[str, frozenset[Role]] = defaultdict(frozenset)
        for row in self.tables["role_grant"].values():
            found[row.values["person_id"]] |= {Role(row.values["role"])}
        return found

    @cached_property
    def _children(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for id, row in self.tables["unit"].items():
            found[row.values.get("parent_id") or ""].add(id)
        return found


def _holds(post: Mapping[str, Any], day: date) -> bool:
    text = day.isoformat()
    begins, ends = post.get("from_on"), post.get("to_on")
    return (not begins or begins <= text) and (not ends or text <= ends)


def _begins_or_ended(post: Mapping[str, Any], since: date, until: date) -> bool:
    begins, ends = post.get("from_on"), post.get("to_on")
    return bool(
        (begins and since < date.fromisoformat(begins) <= until)
        or (ends and since <= date.fromisoformat(ends) < until)
    )
