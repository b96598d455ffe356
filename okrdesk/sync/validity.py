"""Is a change well formed? Asked on arrival, before anything believes what it says.

What a change may hold follows from the tables: a checker for each column is made once, so that a
change costs a few look-ups. What passes here can be stored by either database and read by every
PC: no text that PostgreSQL cannot keep, no number spelt in two ways, no document of another shape
than the screens expect.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from okrdesk.db import schema
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Reason
from okrdesk.domain.identity import evaluation_id, rating_id
from okrdesk.domain.office import DEFAULTS, is_setting
from okrdesk.domain.structure import PARENTS, hangs_on_one
from okrdesk.sync import value_checks as checks
from okrdesk.sync.column_checks import SPECIAL, by_type
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.record import Record

OLDEST_WRITER = SCHEMA_VERSION - 3
"""The oldest schema whose changes are still taken."""

_LONGEST_PLACE = 200
_MOST_PLACES = 500
_DAY_MINUTES = 24 * 60
_UUIDS = re.compile(" ".join([checks.UUID_TEXT] * 5))
_TOMBSTONE = {"delete": {"deleted": True}, "restore": {"deleted": False}}
_KEPT_BY_SERVER = frozenset({"agency_id", "id", "stamps", "deleted"})
# A post may be rewritten, and an objective taken into another cycle; nothing else changes parents.
_MOVABLE = frozenset(
    {
        ("post", "person_id"),
        ("post", "unit_id"),
        ("objective", "cycle_id"),
        ("evaluation", "rule_pack_id"),
    }
)
_BY_HAND = frozenset({"choice", "chosen_by", "chosen_at"})


def problem(record: Record) -> Reason | None:
    """Return why a change cannot be taken as it is: BAD_VALUE, TOO_LONG or SCHEMA_TOO_OLD."""
    if record.sv < OLDEST_WRITER:
        return Reason.SCHEMA_TOO_OLD
    shape = _SHAPES.get(record.ent)
    if shape is None or not _is_sound(record):
        return checks.BAD
    if record.op in _TOMBSTONE:
        is_right = record.op in shape.ops and record.set == _TOMBSTONE[record.op]
        return None if is_right else checks.BAD
    if record.op not in shape.ops:
        return checks.BAD
    return _values(record, shape) or (None if _is_setting(record) else checks.BAD)


@dataclass(frozen=True)
class _Shape:
    """What changes of one table may do and hold."""

    ops: frozenset[str]
    columns: Mapping[str, checks.Check]
    required: frozenset[str]
    sets: frozenset[str]
    fixed: frozenset[str]


def _values(record: Record, shape: _Shape) -> Reason | None:
    makes = record.op != "set"
    if not record.set or (makes and not shape.required <= record.set.keys()):
        return checks.BAD
    for name, value in record.set.items():
        check = shape.columns.get(name)
        if check is None:
            if name in _KEPT_BY_SERVER or record.sv <= SCHEMA_VERSION:
                return checks.BAD
            check = checks.any_document
        elif not makes:
            if name in shape.fixed:
                return checks.BAD
            check = checks.elements if name in shape.sets else check
        found = check(value)
        if found:
            return found
    if record.ent == "conflict" and record.set.get("chosen_by") not in (None, record.actor):
        return checks.BAD
    if makes and not (hangs_on_one(record.ent, record.set) and _has_its_id(record)):
        return checks.BAD
    return None


def _is_setting(record: Record) -> bool:
    """Say whether a setting has the form that its name asks for; a later value that of some."""
    if record.ent != "office_setting" or "value" not in record.set:
        return True
    names = [record.set["key"]] if "key" in record.set else list(DEFAULTS)
    return any(is_setting(name, record.set["value"]) for name in names)


def _has_its_id(record: Record) -> bool:
    """Say whether a row whose id follows from what it is has that id."""
    values = record.set
    if record.ent == "unit_rating":
        return record.eid == rating_id(values["period_id"], values["unit_id"])
    if record.ent == "evaluation":
        return record.eid == evaluation_id(values["period_id"], values["owner_person_id"])
    return True


def _is_sound(record: Record) -> bool:
    """Say whether what every change carries is what the log can keep."""
    ids = (record.cid, record.dev, record.actor, record.eid, record.grp)
    return (
        _UUIDS.fullmatch(" ".join(ids)) is not None
        and (record.undoes is None or checks.is_uuid(record.undoes))
        and 0 < record.dseq <= checks.LARGE_WORD
        and 0 <= record.hlc <= checks.LARGE_WORD
        and 0 <= record.wall <= checks.LAST_MS
        and abs(record.tz) <= _DAY_MINUTES
        and 0 < record.sv <= checks.WORD
        and checks.text(40, record.act) is None
        and checks.text(20, record.app) is None
        and len(record.base) <= _MOST_PLACES
        and all(map(_is_place, record.base.items()))
        and (not record.extra or checks.any_document(record.extra) is None)
    )


def _is_place(item: tuple[str, int]) -> bool:
    name, stamp = item
    is_known = name == BIRTH or (0 < len(name) <= _LONGEST_PLACE and "\0" not in name)
    return is_known and 0 <= stamp <= checks.LARGE_WORD


def _shape(name: str) -> _Shape:
    """Return what changes of the table `name` may be."""
    columns = [c for c in schema.JOURNALLED[name].columns if c.name not in _KEPT_BY_SERVER]
    sets = frozenset(c.name for c in columns if c.info.get("merge") == "set")
    found: dict[str, checks.Check] = {}
    for column in columns:
        check = SPECIAL.get((name, column.name)) or by_type(column)
        if column.name in sets:
            check = checks.distinct_elements
        found[column.name] = partial(checks.optional, check) if column.nullable else check
    required = {c.name for c in columns if not c.nullable and c.default is None}
    fixed = {column for column, _ in PARENTS.get(name, ()) if (name, column) not in _MOVABLE}
    if name == "evaluation":
        fixed = fixed | {"owner_person_id"}
    if name == "office_setting":
        fixed = fixed | {"key"}
    if name == "conflict":
        fixed = found.keys() - _BY_HAND
    return _Shape(_ops(name), found, frozenset(required), sets, frozenset(fixed))


def _ops(name: str) -> frozenset[str]:
    """Return what may be done to a table: nobody makes or removes an agency, nor a conflict."""
    if name in ("agency", "conflict"):
        return frozenset({"set"})
    is_log = schema.JOURNALLED[name].info["journal"] == "log"
    return frozenset({"append"} if is_log else {"create", "set"}) | _TOMBSTONE.keys()


_SHAPES = {name: _shape(name) for name in schema.JOURNALLED}
