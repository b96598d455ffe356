"""The statements of a shelf, built once; every one begins with its agency."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from okrdesk.db import schema as common
from okrdesk.db.among import any_of
from okrdesk.domain.fate import Fate
from okrdesk.domain.structure import BIRTHS, OWNED, PARENTS, ROOTS, TREE
from okrdesk.server import schema
from okrdesk.sync.change_rows import AS_RECORD

NO_LIMIT = 2**62
_ACCEPTED = [Fate.APPLIED.value, Fate.SUPERSEDED.value]
_change = common.change
_parked = schema.parked
_feed = schema.feed
_log = schema.log_entry


def _own(table: Table) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.c.agency_id == bindparam("agency_id")
    return condition


@cache
def living(entity: str) -> Select[Any]:
    """Return the question for the ids of all rows of a table that have no tombstone."""
    table = common.JOURNALLED[entity]
    return select(table.c.id).where(_own(table), ~table.c.deleted)


def _tree(root: str) -> Any:
    """Return the question for all that hangs on rows of `root`, by every way that leads there."""
    parts = [_part(common.JOURNALLED[root], (), common.JOURNALLED[root].c.id)]
    for entity in sorted(TREE - ROOTS):
        parts += [
            _part(common.JOURNALLED[entity], ups, top)
            for ups, top, end in _ways(entity)
            if end == root
        ]
    return union_all(*parts)


Way = tuple[tuple[tuple[Column[Any], Table], ...], Column[Any], str]


def _ways(entity: str) -> Iterator[Way]:
    """Yield the ways from a table to its roots: joins to go, the last column, the root's name."""
    for name, parent in PARENTS[entity]:
        column = common.JOURNALLED[entity].c[name]
        if parent in ROOTS:
            yield (), column, parent
        elif parent in TREE:
            for ups, top, end in _ways(parent):
                yield ((column, common.JOURNALLED[parent]), *ups), top, end


def _part(table: Table, ups: Iterable[tuple[Column[Any], Table]], top: Column[Any]) -> Select[Any]:
    columns = (top.label("root_id"), literal(table.name).label("entity"), table.c.id)
    question = select(*columns).select_from(table).where(_own(table), any_of(top, "ids"))
    for column, parent in ups:
        is_there = and_(parent.c.agency_id == column.table.c.agency_id, parent.c.id == column)
        question = question.join(parent, is_there)
    return question


TREES = {root: _tree(root) for root in sorted(ROOTS)}


def _trees_of() -> Any:
    """Return the question for the roots (entity, id) of which people own a part.

    A part that only units own is not asked for.
    """
    parts = []
    for entity in sorted(OWNED):
        table = common.JOURNALLED[entity]
        if "owner_person_id" not in table.c:
            continue
        ways = (
            [(table.c.id, entity)]
            if entity in ROOTS
            else [(top, end) for _ups, top, end in _ways(entity)]
        )
        parts += [
            select(literal(end).label("entity"), top.label("id")).where(
                _own(table), any_of(table.c.owner_person_id, "ids")
            )
            for top, end in ways
        ]
    return union_all(*parts)


TREES_OF = _trees_of()
_objective = common.objective
OBJECTIVES_IN = select(_objective.c.id).where(
    _own(_objective),
    _objective.c.cycle_id == bindparam("cycle_id", type_=_objective.c.cycle_id.type),
)
TREE_SCOPES = select(schema.tree_scope.c.root_id, schema.tree_scope.c.scope).where(
    _own(schema.tree_scope), any_of(schema.tree_scope.c.root_id, "ids")
)

_VERDICT = ("cid", "fate", "aseq", "reason", "hlc_eff")
VERDICTS = select(*(_change.c[name] for name in _VERDICT)).where(
    _own(_change), any_of(_change.c.cid, "ids")
)
# Asked of rows that are not there: no other creation of them was taken.
REFUSED = select(_change.c.entity, _change.c.eid).where(
    _own(_change),
    any_of(_change.c.eid, "ids"),
    _change.c.op.in_(BIRTHS),
    _change.c.fate == Fate.REFUSED.value,
)
_RECORD = [*AS_RECORD, *(_change.c[name] for name in _VERDICT[1:])]
HISTORY = (
    select(*_RECORD)
    .where(
        _own(_change),
        _change.c.eid == bindparam("id", type_=_change.c.eid.type),
        _change.c.fate.in_(_ACCEPTED),
    )
    .order_by(_change.c.aseq)
)
TOLD = (
    select(*AS_RECORD, _change.c.aseq, _change.c.hlc_eff)
    .where(
        _own(_change),
        any_of(_change.c.eid, "ids"),
        _change.c.aseq > bindparam("after"),
        _change.c.device != bindparam("but_of", type_=_change.c.device.type),
        _change.c.fate.in_(_ACCEPTED),
    )
    .order_by(_change.c.aseq)
)
# Changes of the server's own device in the transaction that makes them.
WAITING = (
    select(*_RECORD)
    .where(_own(_change), _change.c.device == bindparam("device"), _change.c.fate.is_(None))
    .order_by(_change.c.dseq)
)
PARKED = (
    select(
        *_RECORD,
        _parked.c.reason.label("parked_reason"),
        _parked.c.waits_entity,
        _parked.c.waits_eid,
    )
    .join(_change, and_(_change.c.agency_id == _parked.c.agency_id, _change.c.cid == _parked.c.cid))
    .where(_own(_parked))
    .order_by(_parked.c.aseq)
)
PARKED_FOR = PARKED.where(any_of(_parked.c.waits_eid, "ids"))
PARKED_WITH = PARKED.where(_parked.c.reason == bindparam("reason"))
VERSIONS = select(schema.version_seen.c.objective_id, schema.version_seen.c.content_hash).where(
    _own(schema.version_seen), any_of(schema.version_seen.c.objective_id, "ids")
)

DEVICES = select(schema.device).where(_own(schema.device), any_of(schema.device.c.id, "ids"))
BATCH_HEAD = select(schema.batch.c.head).where(
    _own(schema.batch),
    schema.batch.c.device == bindparam("device"),
    schema.batch.c.last == bindparam("last"),
)

FEED = (
    select(_feed.c.scope, _feed.c.eid, _feed.c.entity, _feed.c.aseq, _feed.c.is_held)
    .where(
        _own(_feed),
        any_of(_feed.c.scope, "scopes"),
        _feed.c.aseq > bindparam("after"),
        _feed.c.aseq <= bindparam("until"),
    )
    .order_by(_feed.c.aseq, _feed.c.scope, _feed.c.entity, _feed.c.eid)
    .limit(bindparam("most", type_=BigInteger))
)
_act = (
    select(_change.c.grp)
    .join(_log, and_(_log.c.agency_id == _change.c.agency_id, _log.c.cid == _change.c.cid))
    .where(_own(_log), _log.c.aseq == bindparam("aseq"))
    .scalar_subquery()
)
# The changes of an act follow each other in the log.
NEXT_ACT = (
    select(_log.c.aseq)
    .join(_change, and_(_log.c.agency_id == _change.c.agency_id, _log.c.cid == _change.c.cid))
    .where(
        _own(_log),
        _log.c.aseq > bindparam("aseq"),
        _log.c.aseq <= bindparam("until"),
        _change.c.grp != _act,
    )
    .order_by(_log.c.aseq)
    .limit(1)
)
HELD_IN = select(_feed.c.eid, _feed.c.scope).where(
    _own(_feed), any_of(_feed.c.eid, "ids"), _feed.c.is_held
)

_person = (
    select(schema.device.c.person_id)
    .where(_own(schema.device), schema.device.c.id == bindparam("device"))
    .scalar_subquery()
)
LATE = (
    select(*(_log.c[name] for name in _VERDICT))
    .where(_own(_log), _log.c.has_waited, _log.c.actor == _person, _log.c.aseq > bindparam("after"))
    .order_by(_log.c.aseq)
)
TOUCHED = (
    select(_log.c.entity, _log.c.eid)
    .where(_own(_log), _log.c.aseq > bindparam("after"), _log.c.fate.in_(_ACCEPTED))
    .distinct()
)
_latest = (
    select(func.max(_log.c.aseq))
    .where(_own(_log), any_of(_log.c.eid, "ids"))
    .group_by(_log.c.eid, _log.c.entity)
)
LAST_HASHES = select(_log.c.entity, _log.c.eid, _log.c.hash).where(
    _own(_log), _log.c.aseq.in_(_latest)
)
_nodes = schema.merkle_node
# Leaves are the hashes in the log, all above them are nodes.
NODES = union_all(
    select(literal(0).label("level"), (_log.c.aseq - 1).label("idx"), _log.c.hash).where(
        _own(_log), _log.c.aseq.in_(bindparam("leaves", expanding=True))
    ),
    select(_nodes.c.level, _nodes.c.idx, _nodes.c.hash).where(
        _own(_nodes),
        tuple_(_nodes.c.level, _nodes.c.idx, types=[Integer, BigInteger]).in_(
            bindparam("places", expanding=True)
        ),
    ),
)
