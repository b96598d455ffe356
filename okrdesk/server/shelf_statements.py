"""The statements of a shelf, built once; every one begins with its agency."""

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    type_coerce,
    union_all,
)

from okrdesk.db import schema as common
from okrdesk.db.among import any_of
from okrdesk.domain.fate import Fate
from okrdesk.server import schema

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


def _trees() -> Any:
    objective, key_result, check_in = common.objective, common.key_result, common.check_in
    evidence = common.evidence

    def part(table: Table, top: Any) -> Select[Any]:
        columns = (top.label("objective_id"), literal(table.name).label("entity"), table.c.id)
        return select(*columns).select_from(table).where(_own(table), any_of(top, "ids"))

    def below(table: Table) -> Select[Any]:
        return part(table, key_result.c.objective_id).join(
            key_result,
            and_(
                key_result.c.agency_id == table.c.agency_id,
                key_result.c.id == table.c.key_result_id,
            ),
        )

    proofs = (
        part(evidence, key_result.c.objective_id)
        .join(
            check_in,
            and_(
                check_in.c.agency_id == evidence.c.agency_id,
                check_in.c.id == evidence.c.check_in_id,
            ),
        )
        .join(
            key_result,
            and_(
                key_result.c.agency_id == check_in.c.agency_id,
                key_result.c.id == check_in.c.key_result_id,
            ),
        )
    )
    return union_all(
        part(objective, objective.c.id),
        part(key_result, key_result.c.objective_id),
        part(common.link, common.link.c.child_id),
        part(common.review, common.review.c.objective_id),
        below(common.action_item),
        below(common.blocker),
        below(check_in),
        proofs,
    )


TREES = _trees()
TREES_OF = union_all(
    select(common.objective.c.id).where(
        _own(common.objective), any_of(common.objective.c.owner_person_id, "ids")
    ),
    select(common.key_result.c.objective_id).where(
        _own(common.key_result), any_of(common.key_result.c.owner_person_id, "ids")
    ),
)
TREE_SCOPES = select(schema.tree_scope.c.objective_id, schema.tree_scope.c.scope).where(
    _own(schema.tree_scope), any_of(schema.tree_scope.c.objective_id, "ids")
)

_VERDICT = ("cid", "fate", "aseq", "reason", "hlc_eff")
VERDICTS = select(*(_change.c[name] for name in _VERDICT)).where(
    _own(_change), any_of(_change.c.cid, "ids")
)
# Rows whose creation was refused, unless another creation of them was taken.
_other = _change.alias("other")
REFUSED = select(_change.c.entity, _change.c.eid).where(
    _own(_change),
    any_of(_change.c.eid, "ids"),
    _change.c.op.in_(["create", "append"]),
    _change.c.fate == Fate.REFUSED.value,
    ~select(_other.c.cid)
    .where(
        _other.c.agency_id == _change.c.agency_id,
        _other.c.eid == _change.c.eid,
        _other.c.entity == _change.c.entity,
        _other.c.op.in_(["create", "append"]),
        _other.c.fate == Fate.APPLIED.value,
    )
    .exists(),
)
_RECORD = [
    *(column for column in _change.columns if column.name not in ("was", "wall")),
    type_coerce(_change.c.wall, BigInteger).label("wall"),
]
HISTORY = (
    select(*_RECORD)
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
