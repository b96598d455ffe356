"""What a change is about, in words: its object's title, its fields with the names behind ids.

A row that a change made may be gone, because the server refused it; then the change itself tells.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.queries.by_key import rows_by_key
from okrdesk.db.types import to_wire
from okrdesk.domain.structure import BIRTHS, Key
from okrdesk.field_names import FIELD_NAMES, entity_name, field_name, value_text

_OF_TASK = ("task", "task_id")
_PARENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "check_in": (("key_result", "key_result_id"),),
    "evidence": (("check_in", "check_in_id"),),
    "review": (("objective", "objective_id"),),
    "link": (("objective", "child_id"),),
    "blocker": (("key_result", "key_result_id"),),
    "action_item": (("key_result", "key_result_id"),),
    "remark": (
        ("objective", "objective_id"),
        ("key_result", "key_result_id"),
        ("check_in", "check_in_id"),
    ),
    "closure": (("objective", "objective_id"), ("key_result", "key_result_id")),
    "objective_share": (("objective", "objective_id"),),
    "directive_file": (("directive", "directive_id"),),
    "indicator_target": (("indicator", "indicator_id"),),
    "indicator_value": (("indicator", "indicator_id"),),
    "conclusion": (("meeting", "meeting_id"),),
    "unit_past": (("unit", "unit_id"),),
    "unit_succession": (("unit", "before_id"),),
    "unit_rating": (("unit", "unit_id"),),
    "post": (("person", "person_id"),),
    "role_grant": (("person", "person_id"),),
    "task_share": (_OF_TASK,),
    "delivery": (_OF_TASK,),
    "fault": (_OF_TASK,),
    "cause": (_OF_TASK, ("key_result", "key_result_id")),
    "score": (("evaluation", "evaluation_id"),),
    "step": (_OF_TASK, ("cause", "cause_id"), ("evaluation", "evaluation_id")),
    "attachment": (("document", "document_id"), ("cause", "cause_id")),
}
"""The entities that a person meets as a part of another, and the columns that may name it."""

_SAYS_NOTHING = frozenset(
    ("key_result_id", "objective_id", "check_in_id", "author_id", "entered_at", "ordinal", "level",
     "content_hash", "parent_entity", "corrects_id", "sha256", "size", "computed_colour", "task_id",
     "cause_id", "evaluation_id", "document_id", "score_id", "rolled_from_id", "content_sha256",
     "inputs", "outcome", "facts", "content", "answers_id", "directive_id", "indicator_id",
     "meeting_id", "copied_from_id")
)  # fmt: skip
_SAYS = {
    ("task", "key_result_id"),
    ("key_result", "indicator_id"),
    ("key_result", "copied_from_id"),
    ("link", "key_result_id"),
    ("closure", "outcome"),
}
"""What says something all the same: a task is no part of the key result that it serves."""
_NAMED = {
    "cycle_id": "cycle",
    "child_id": "objective",
    "unit_id": "unit",
    "person_id": "person",
    "owner_person_id": "person",
    "owner_unit_id": "unit",
    "assigned_by": "person",
    "key_result_id": "key_result",
    "catalogue_id": "catalogue",
    "catalogue_item_id": "catalogue_item",
    "period_id": "period",
    "rule_pack_id": "rule_pack",
    "lead_unit_id": "unit",
    "before_id": "unit",
    "after_id": "unit",
    "directive_item_id": "directive_item",
    "indicator_id": "indicator",
}


@dataclass(frozen=True)
class Subject:
    """The object that a person opens to see what a change is about, and its title."""

    entity: str
    id: str
    title: str

    @property
    def kind(self) -> str:
        """Return what such an object is called."""
        return entity_name(self.entity)


@dataclass(frozen=True)
class FieldText:
    """One field of a change: its name for people, its value in words, and as it is stored."""

    name: str
    label: str
    value: str
    wire: Any


class Subjects:
    """The objects and names behind a list of changes, read in a few queries."""

    def __init__(self, connection: Connection, agency_id: str) -> None:
        self._connection = connection
        self._agency_id = agency_id
        self._facts: dict[Key, Mapping[str, Any]] = {}

    def load(self, changes: Iterable[tuple[Key, Mapping[str, Any]]]) -> None:
        """Read what is needed to tell about changes, given as (entity, id) and fields."""
        wanted: set[Key] = set()
        for key, fields in changes:
            wanted |= {key, *_named_in(key[0], fields)}
        while wanted := wanted - self._facts.keys():
            found = self._read(wanted)
            self._facts |= {key: found.get(key, {}) for key in wanted}
            wanted = {
                up for key, facts in found.items() if (up := _parent(key[0], facts)) and up[1]
            }

    def of(self, entity: str, id: str) -> Subject:
        """Return the object that a person knows a row by."""
        facts = self._facts.get((entity, id), {})
        up = _parent(entity, facts)
        if up:
            return self.of(*up)
        return Subject(entity, id, _title(facts))

    def values_of(self, entity: str, id: str) -> Mapping[str, Any]:
        """Return the wire values of a row, as far as they are known."""
        return self._facts.get((entity, id), {})

    def fields(self, entity: str, fields: Mapping[str, Any]) -> tuple[FieldText, ...]:
        """Return the fields that tell a person something, in words, in the order of the table."""
        return tuple(
            FieldText(name, field_name(entity, name), text, fields[name])
            for name in (column.name for column in schema.JOURNALLED[entity].columns)
            if name in fields
            and name in FIELD_NAMES
            and (name not in _SAYS_NOTHING or (entity, name) in _SAYS)
            if (text := self.text(entity, name, fields[name]))
        )

    def text(self, entity: str, field: str, value: Any) -> str:
        """Return one value in words: a name for an id, signs for what came to and left a set."""
        if field in _NAMED and value:
            return _title(self._facts.get((_NAMED[field], value), {})) or str(value)
        table = schema.JOURNALLED[entity]
        is_set = field in table.c and table.c[field].info.get("merge") == "set"
        if isinstance(value, dict) and is_set:
            came_first = sorted(value.items(), key=lambda pair: (not pair[1], pair[0]))
            return "; ".join(f"{'+' if there else '−'} {one}" for one, there in came_first)
        return value_text(entity, field, value)

    def person(self, id: str) -> str:
        """Return a person's name."""
        return _title(self._facts.get(("person", id), {}))

    def _read(self, keys: Collection[Key]) -> dict[Key, Mapping[str, Any]]:
        rows = rows_by_key(self._connection, self._agency_id, keys)
        found: dict[Key, Mapping[str, Any]] = {
            key: {name: to_wire(row[name]) for name in row} for key, row in rows.items()
        }
        return found | self._made_by_changes(keys - found.keys())

    def _made_by_changes(self, keys: Collection[Key]) -> dict[Key, Mapping[str, Any]]:
        """Return what changes made of rows that are gone."""
        change = schema.change
        found: dict[Key, Mapping[str, Any]] = {}
        for chunk in in_chunks({id for _entity, id in keys}):
            rows = self._connection.execute(
                select(change.c.entity, change.c.eid, change.c.fields).where(
                    change.c.agency_id == self._agency_id,
                    change.c.eid.in_(chunk),
                    change.c.op.in_(BIRTHS),
                )
            )
            found |= {(row.entity, row.eid): row.fields for row in rows}
        return found


def _parent(entity: str, facts: Mapping[str, Any]) -> Key | None:
    if entity == "conflict":
        return (facts["entity"], facts["eid"]) if facts else None
    ups = _PARENTS.get(entity, ())
    return next(((above, facts[column]) for above, column in ups if facts.get(column)), None)


def _named_in(entity: str, fields: Mapping[str, Any]) -> set[Key]:
    named = {(_NAMED[name], value) for name, value in fields.items() if name in _NAMED and value}
    up = _parent(entity, fields) if entity in _PARENTS else None
    return named | ({up} if up else set())


def _title(facts: Mapping[str, Any]) -> str:
    return str(
        facts.get("title") or facts.get("name") or facts.get("key") or facts.get("code") or ""
    )
