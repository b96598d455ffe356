"""Is a change well formed? Asked on arrival, before anything believes what it says.

What a change may hold follows from the tables: a checker for each column is made once, so that a
change costs a few look-ups. What passes here can be stored by either database and read by every
PC: no text that PostgreSQL cannot keep, no number spelt in two ways, no document of another shape
than the screens expect.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

import msgspec

from okrdesk.db import schema
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.types import Document, Exact, Instant
from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.evaluation.steps import Level, PeriodState, StepKind
from okrdesk.domain.fate import Reason
from okrdesk.domain.health import Health
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.numbers import is_plain
from okrdesk.domain.objective import Commitment, CycleKind, CycleState, LinkKind, RollUp
from okrdesk.domain.organisation import LetterheadKind, PersonKind, Role
from okrdesk.domain.progress import Kind
from okrdesk.domain.review import LEVEL, ReviewKind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.domain.structure import PARENTS, hangs_on_one
from okrdesk.domain.tasks import AttachmentKind, CauseKind, FaultKind, Source
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.record import Record

OLDEST_WRITER = SCHEMA_VERSION - 3
"""The oldest schema whose changes are still taken."""

Check = Callable[[Any], Reason | None]
_BAD, _LONG = Reason.BAD_VALUE, Reason.TOO_LONG
_MOST_TEXT = 20_000
_MOST_DOCUMENT = 65_536
_MOST_FACTS = 262_144
_LONGEST_PACK = 60_000
_MOST_DEPTH = 6
_MOST_ELEMENTS = 200
_LONGEST_ELEMENT = 100
_LONGEST_NUMBER = 64
_LONGEST_PLACE = 200
_MOST_PLACES = 500
_LAST_MS = 253_402_300_799_999
_WORD, _LARGE_WORD = 2**31 - 1, 2**63 - 1
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_DAY_MINUTES = 24 * 60
_UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_UUID = re.compile(_UUID_TEXT)
_UUIDS = re.compile(" ".join([_UUID_TEXT] * 5))
_HASH = re.compile("[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_TOMBSTONE = {"delete": {"deleted": True}, "restore": {"deleted": False}}
_KEPT_BY_SERVER = frozenset({"agency_id", "id", "stamps", "deleted"})
_COLOURS = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND)
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
        return _BAD
    if record.op in _TOMBSTONE:
        is_right = record.op in shape.ops and record.set == _TOMBSTONE[record.op]
        return None if is_right else _BAD
    if record.op not in shape.ops:
        return _BAD
    return _values(record, shape)


@dataclass(frozen=True)
class _Shape:
    """What changes of one table may do and hold."""

    ops: frozenset[str]
    columns: Mapping[str, Check]
    required: frozenset[str]
    sets: frozenset[str]
    fixed: frozenset[str]


def _values(record: Record, shape: _Shape) -> Reason | None:
    makes = record.op != "set"
    if not record.set or (makes and not shape.required <= record.set.keys()):
        return _BAD
    for name, value in record.set.items():
        check = shape.columns.get(name)
        if check is None:
            if name in _KEPT_BY_SERVER or record.sv <= SCHEMA_VERSION:
                return _BAD
            check = _any_document
        elif not makes:
            if name in shape.fixed:
                return _BAD
            check = _elements if name in shape.sets else check
        found = check(value)
        if found:
            return found
    if record.ent == "conflict" and record.set.get("chosen_by") not in (None, record.actor):
        return _BAD
    if makes and not (hangs_on_one(record.ent, record.set) and _has_its_id(record)):
        return _BAD
    return None


def _has_its_id(record: Record) -> bool:
    """Say whether a row whose id follows from what it is has that id."""
    if record.ent != "evaluation":
        return True
    return record.eid == evaluation_id(record.set["period_id"], record.set["owner_person_id"])


def _is_sound(record: Record) -> bool:
    """Say whether what every change carries is what the log can keep."""
    ids = (record.cid, record.dev, record.actor, record.eid, record.grp)
    return (
        _UUIDS.fullmatch(" ".join(ids)) is not None
        and (record.undoes is None or _is_uuid(record.undoes))
        and 0 < record.dseq <= _LARGE_WORD
        and 0 <= record.hlc <= _LARGE_WORD
        and 0 <= record.wall <= _LAST_MS
        and abs(record.tz) <= _DAY_MINUTES
        and 0 < record.sv <= _WORD
        and _text(40, record.act) is None
        and _text(20, record.app) is None
        and len(record.base) <= _MOST_PLACES
        and all(map(_is_place, record.base.items()))
        and (not record.extra or _any_document(record.extra) is None)
    )


def _is_place(item: tuple[str, int]) -> bool:
    name, stamp = item
    is_known = name == BIRTH or (0 < len(name) <= _LONGEST_PLACE and "\0" not in name)
    return is_known and 0 <= stamp <= _LARGE_WORD


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _uuid(value: Any) -> Reason | None:
    return None if _is_uuid(value) else _BAD


def _text(longest: int, value: Any) -> Reason | None:
    if not isinstance(value, str) or "\0" in value:
        return _BAD
    return _LONG if len(value) > longest else None


def _hash(value: Any) -> Reason | None:
    return None if isinstance(value, str) and _HASH.fullmatch(value) else _BAD


def _boolean(value: Any) -> Reason | None:
    return None if isinstance(value, bool) else _BAD


def _whole(low: int, high: int, value: Any) -> Reason | None:
    return None if type(value) is int and low <= value <= high else _BAD


def _day(value: Any) -> Reason | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return _BAD
    try:
        year = date.fromisoformat(value).year
    except ValueError:
        return _BAD
    # A daily rhythm is counted day by day: a year of four digits is no reason to count for hours.
    return None if _FIRST_YEAR <= year <= _LAST_YEAR else _BAD


def _exact(value: Any) -> Reason | None:
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER or not _NUMBER.fullmatch(value):
        return _BAD
    number = Decimal(value)
    return None if is_plain(number) and format(number, "f") == value else _BAD


def _member(members: frozenset[str], value: Any) -> Reason | None:
    return None if isinstance(value, str) and value in members else _BAD


def _any_document(value: Any, most: int = _MOST_DOCUMENT) -> Reason | None:
    """Check a JSON document by its depth and its size."""
    if not _is_shallow(value, _MOST_DEPTH):
        return _BAD
    return _LONG if len(msgspec.json.encode(value)) > most else None


def _marks(value: Any) -> Reason | None:
    """Check points by criterion."""
    if not isinstance(value, dict) or len(value) > _MOST_ELEMENTS:
        return _BAD
    checks = ((_element(name), _exact(points)) for name, points in value.items())
    return next((found for pair in checks for found in pair if found), None)


def _is_shallow(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    if not isinstance(value, (dict, list)):
        return not isinstance(value, int) or abs(value) <= _LARGE_WORD
    if depth == 0:
        return False
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return all(_is_shallow(part, depth - 1) for part in parts)


def _list_of(check: Check, value: Any) -> Reason | None:
    if not isinstance(value, list) or len(value) > _MOST_ELEMENTS:
        return _BAD
    return next((found for each in value if (found := check(each))), None)


def _object(fields: Mapping[str, Check], value: Any) -> Reason | None:
    if not isinstance(value, dict) or value.keys() != fields.keys():
        return _BAD
    checks = fields.items()
    return next((found for name, check in checks if (found := check(value[name]))), None)


def _answers(value: Any) -> Reason | None:
    if not isinstance(value, dict) or not value.keys() <= set(Prompt):
        return _BAD
    return next((found for text in value.values() if (found := _text(_MOST_TEXT, text))), None)


def _element(value: Any) -> Reason | None:
    return _text(_LONGEST_ELEMENT, value) if value else _BAD


def _distinct_elements(value: Any) -> Reason | None:
    found = _list_of(_element, value)
    return found or (None if len(value) == len(set(value)) else _BAD)


def _elements(value: Any) -> Reason | None:
    """Check what a change says of a set: which elements are there from now on, and which not."""
    if not isinstance(value, dict) or not value or len(value) > _MOST_ELEMENTS:
        return _BAD
    if not all(isinstance(is_there, bool) for is_there in value.values()):
        return _BAD
    return next((found for element in value if (found := _element(element))), None)


def _optional(check: Check, value: Any) -> Reason | None:
    return None if value is None else check(value)


def _one_of(members: type[StrEnum]) -> Check:
    return partial(_member, frozenset(member.value for member in members))


_STEP: Mapping[str, Check] = {
    "id": partial(_text, 60),
    "title": partial(_text, 500),
    "weight": _exact,
}
_PHASE: Mapping[str, Check] = {"on": _day, "value": _exact}
_COLOUR = partial(_member, frozenset(colour.value for colour in _COLOURS))
_SPECIAL: Mapping[tuple[str, str], Check] = {
    ("agency", "letterhead"): _one_of(LetterheadKind),
    ("person", "kind"): _one_of(PersonKind),
    ("post", "share"): partial(_whole, 1, 100),
    ("role_grant", "role"): _one_of(Role),
    ("cycle", "kind"): _one_of(CycleKind),
    ("cycle", "state"): _one_of(CycleState),
    ("objective", "commitment"): _one_of(Commitment),
    ("objective", "roll_up"): _one_of(RollUp),
    ("link", "kind"): _one_of(LinkKind),
    ("link", "parent_entity"): partial(_member, frozenset({"objective", "key_result"})),
    ("key_result", "kind"): _one_of(Kind),
    ("key_result", "commitment"): _one_of(Commitment),
    ("key_result", "rhythm"): _one_of(Rhythm),
    ("key_result", "due_month"): partial(_whole, 1, 12),
    ("key_result", "steps"): partial(_list_of, partial(_object, _STEP)),
    ("key_result", "phases"): partial(_list_of, partial(_object, _PHASE)),
    ("blocker", "kind"): _one_of(BlockerKind),
    ("check_in", "steps_done"): partial(_list_of, partial(_text, 60)),
    ("check_in", "confidence"): partial(_whole, 0, 10),
    ("check_in", "answers"): _answers,
    ("check_in", "computed_colour"): _COLOUR,
    ("check_in", "chosen_colour"): _COLOUR,
    ("evidence", "sha256"): _hash,
    ("evidence", "size"): partial(_whole, 0, _LARGE_WORD),
    ("review", "kind"): _one_of(ReviewKind),
    ("review", "level"): partial(_whole, LEVEL, LEVEL),
    ("review", "content_hash"): _hash,
    ("period", "kind"): _one_of(CycleKind),
    ("period", "state"): _one_of(PeriodState),
    ("rule_pack", "text"): partial(_text, _LONGEST_PACK),
    ("rule_pack", "sha256"): _hash,
    ("task", "source"): _one_of(Source),
    ("fault", "kind"): _one_of(FaultKind),
    ("fault", "count"): partial(_whole, 1, 1000),
    ("cause", "kind"): _one_of(CauseKind),
    ("cause", "content_errors"): partial(_whole, 0, 1000),
    ("cause", "delays"): partial(_whole, 0, 1000),
    ("evaluation", "days"): partial(_whole, 0, 366),
    ("evaluation", "days_present"): partial(_whole, 0, 366),
    ("score", "level"): _one_of(Level),
    ("score", "marks"): _marks,
    ("score", "leadership"): _marks,
    ("score", "knock_outs"): partial(_list_of, partial(_text, 60)),
    ("score", "inputs"): partial(_any_document, most=_MOST_FACTS),
    ("document", "facts"): partial(_any_document, most=_MOST_FACTS),
    ("step", "kind"): _one_of(StepKind),
    ("document", "content_sha256"): _hash,
    ("attachment", "kind"): _one_of(AttachmentKind),
    ("attachment", "sha256"): _hash,
    ("attachment", "size"): partial(_whole, 0, _LARGE_WORD),
}
"""Columns of which the type does not say all."""


def _by_type(column: Any) -> Check:
    """Return the check that the type of a column asks for."""
    kind = column.type
    if isinstance(kind, Exact):
        return _exact
    if isinstance(kind, Instant):
        return partial(_whole, 0, _LAST_MS)
    if isinstance(kind, Document):
        return _any_document
    plain: dict[str, Check] = {
        "uuid": _uuid,
        "date": _day,
        "boolean": _boolean,
        "integer": partial(_whole, -_WORD, _WORD),
        "big_integer": partial(_whole, -_LARGE_WORD, _LARGE_WORD),
        "string": partial(_text, getattr(kind, "length", None) or _MOST_TEXT),
        "text": partial(_text, _MOST_TEXT),
    }
    return plain[kind.__visit_name__]


def _shape(name: str) -> _Shape:
    """Return what changes of the table `name` may be."""
    columns = [c for c in schema.JOURNALLED[name].columns if c.name not in _KEPT_BY_SERVER]
    sets = frozenset(c.name for c in columns if c.info.get("merge") == "set")
    checks: dict[str, Check] = {}
    for column in columns:
        check = _SPECIAL.get((name, column.name)) or _by_type(column)
        if column.name in sets:
            check = _distinct_elements
        checks[column.name] = partial(_optional, check) if column.nullable else check
    required = {c.name for c in columns if not c.nullable and c.default is None}
    fixed = {column for column, _ in PARENTS.get(name, ()) if (name, column) not in _MOVABLE}
    if name == "evaluation":
        fixed = fixed | {"owner_person_id"}
    if name == "conflict":
        fixed = checks.keys() - _BY_HAND
    return _Shape(_ops(name), checks, frozenset(required), sets, frozenset(fixed))


def _ops(name: str) -> frozenset[str]:
    """Return what may be done to a table: nobody makes or removes an agency, nor a conflict."""
    if name in ("agency", "conflict"):
        return frozenset({"set"})
    is_log = schema.JOURNALLED[name].info["journal"] == "log"
    return frozenset({"append"} if is_log else {"create", "set"}) | _TOMBSTONE.keys()


_SHAPES = {name: _shape(name) for name in schema.JOURNALLED}
