"""What is agreed on of an objective, as it stands and as it stood when it was agreed.

An older version is found by taking changes back, the latest first, until the content has the hash
that the word on it names; so an edit made offline before the approval, which the approver had not
seen, is told as a change since.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.types import to_wire
from okrdesk.domain.fate import Fate
from okrdesk.domain.review import CONTENT, content_hash, content_of
from okrdesk.field_names import field_name
from okrdesk.i18n import N_, _
from okrdesk.services.subjects import Subjects

_change = schema.change
_TURNED_BACK = (Fate.REFUSED.value, Fate.PARKED.value)
_GONE = frozenset({"archived", "deleted"})

ADDED, REMOVED = N_("added"), N_("taken away")


@dataclass
class Content:
    """Wire values of one objective and of its key results by id, tombstones and archived too."""

    objective: dict[str, Any]
    key_results: dict[str, dict[str, Any]]

    def hash(self) -> str:
        """Return the hash that names this content."""
        return content_hash(self.objective, self.key_results)

    def agreed(self) -> dict[str, Any]:
        """Return what is agreed on, as an approval stores it."""
        return content_of(self.objective, self.key_results)

    def copy(self) -> "Content":
        """Return content that may be changed without changing this."""
        parts = {id: dict(values) for id, values in self.key_results.items()}
        return Content(dict(self.objective), parts)


@dataclass(frozen=True)
class ChangedField:
    """One field of an objective or key result that is not as it was agreed."""

    title: str
    label: str
    before: str
    after: str


def contents_of(
    connection: Connection, agency_id: str, objective_ids: Collection[str]
) -> dict[str, Content]:
    """Return the content of objectives by id, in a few queries however many they are."""
    found: dict[str, Content] = {}
    for chunk in in_chunks(objective_ids):
        for id, values in _read(connection, schema.objective, agency_id, "id", chunk):
            found[id] = Content(values, {})
        key_results = _read(connection, schema.key_result, agency_id, "objective_id", chunk)
        for id, values in key_results:
            if values["objective_id"] in found:
                found[values["objective_id"]].key_results[id] = values
    return found


def version(
    connection: Connection, agency_id: str, objective_id: str, now: Content, named: str
) -> Content | None:
    """Return the content of an objective that has the hash `named`; None where it is not found."""
    if now.hash() == named:
        return now
    then = now.copy()
    changes = _changes(connection, agency_id, [objective_id, *now.key_results])
    for place, change in enumerate(changes):
        _take_back(then, change, changes[place + 1 :])
        if then.hash() == named:
            return then
    return None


def differences(subjects: Subjects, then: Content, now: Content) -> list[ChangedField]:
    """Return what is not as it was, the objective first."""
    title = now.objective.get("title") or ""
    found = list(_fields(subjects, "objective", title, (then.objective, now.objective)))
    for id in sorted({*then.key_results, *now.key_results}):
        before, after = then.key_results.get(id, {}), now.key_results.get(id, {})
        was, stands = _is_living(before), _is_living(after)
        title = str((after or before).get("title") or "")
        if was and stands:
            found += _fields(subjects, "key_result", title, (before, after))
        elif was or stands:
            found.append(ChangedField(title, _("Key result"), "", _(ADDED if stands else REMOVED)))
    return found


def named_in(content: Content) -> list[tuple[tuple[str, str], Mapping[str, Any]]]:
    """Return what `Subjects.load` needs to tell about a version."""
    parts = [(("key_result", id), values) for id, values in content.key_results.items()]
    return [(("objective", content.objective["id"]), content.objective), *parts]


def _fields(
    subjects: Subjects, entity: str, title: str, sides: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> Iterable[ChangedField]:
    then, now = sides
    for name in CONTENT[entity]:
        if (then.get(name) or None) != (now.get(name) or None):
            before, after = (subjects.text(entity, name, side.get(name)) for side in sides)
            yield ChangedField(title, field_name(entity, name), before, after)


def _is_living(values: Mapping[str, Any]) -> bool:
    return bool(values) and not any(values.get(name) for name in _GONE)


def _read(
    connection: Connection, table: Table, agency_id: str, column: str, ids: Sequence[str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    names = ["id", *CONTENT[table.name], "archived", "deleted"]
    if table.name == "key_result":
        names.append("objective_id")
    rows = connection.execute(
        select(*(table.c[name] for name in names)).where(
            table.c.agency_id == agency_id, table.c[column].in_(ids)
        )
    )
    for row in rows:
        yield row[0], dict(zip(names, map(to_wire, row), strict=True))


def _changes(connection: Connection, agency_id: str, eids: Sequence[str]) -> list[Any]:
    """Return what changed these rows and stands, the latest first."""
    rows = connection.execute(
        select(_change.c.entity, _change.c.eid, _change.c.op, _change.c.fields, _change.c.was)
        .where(
            _change.c.agency_id == agency_id,
            _change.c.eid.in_(eids),
            or_(_change.c.fate.is_(None), _change.c.fate.not_in(_TURNED_BACK)),
        )
        .order_by(_change.c.hlc.desc(), _change.c.dseq.desc())
    )
    return list(rows)


def _take_back(content: Content, change: Any, earlier: Sequence[Any]) -> None:
    """Set back what a change set: to what an earlier change says, else to what this one does."""
    if change.op == "create":
        content.key_results.pop(change.eid, None)
        return
    values = content.objective
    if change.entity == "key_result":
        values = content.key_results.get(change.eid, {})
    for name in change.fields:
        if name in values:
            values[name] = _before(change, name, earlier)


def _before(change: Any, name: str, earlier: Sequence[Any]) -> Any:
    for other in earlier:
        if other.eid == change.eid and name in other.fields:
            return other.fields[name]
    return change.was.get(name)
