"""The check-ins of key results, as they count and as they were entered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, and_, bindparam, func, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.indicators import values_read_by
from okrdesk.db.rows import check_in_of
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.indicator import read_by
from okrdesk.domain.objective import KeyResult


def check_ins_of(
    connection: Connection, agency_id: str, key_result: KeyResult, *, corrected: bool = False
) -> list[CheckIn]:
    """Return the check-ins of a key result in force by effective day; `corrected` adds replaced
    ones.
    """
    table = schema.check_in
    rows = connection.execute(
        select(table)
        .where(
            table.c.agency_id == agency_id,
            table.c.key_result_id == key_result.id,
            ~table.c.deleted,
        )
        .order_by(table.c.effective_on, table.c.entered_at, table.c.id)
    ).mappings()
    entries = [check_in_of(row) for row in rows]
    values = values_read_by(connection, agency_id, [key_result]).get(key_result.id)
    if values is None:
        return entries if corrected else in_force(entries)
    read = read_by(key_result.id, values, entries)
    if not corrected:
        return read
    known = {entry.id for entry in entries}
    both = [*entries, *(entry for entry in read if entry.id not in known)]
    return sorted(both, key=lambda entry: (entry.effective_on, entry.entered_at, entry.id))


# Built once: every save runs them.
_check_in = schema.check_in
_ENTERED = (
    _check_in.c.agency_id == bindparam("agency_id"),
    any_of(_check_in.c.key_result_id, "ids"),
    ~_check_in.c.deleted,
)
_UNDER = select(_check_in).where(*_ENTERED)
_REPLACED = select(_check_in.c.corrects_id).where(*_ENTERED, _check_in.c.corrects_id.is_not(None))
_BY_TIME = (_check_in.c.effective_on, _check_in.c.entered_at, _check_in.c.id)
_asked = schema.key_result
_valid = _check_in.alias("valid")
_IN_FORCE = (
    _valid.c.agency_id == _asked.c.agency_id,
    _valid.c.key_result_id == _asked.c.id,
    ~_valid.c.deleted,
    _valid.c.id.not_in(_REPLACED),
)
# By the index, the latest day first: of the others nothing but whether they count is read.
_LAST_ID = (
    select(_valid.c.id)
    .where(*_IN_FORCE)
    .order_by(*(_valid.c[column.name].desc() for column in _BY_TIME))
    .limit(1)
    .scalar_subquery()
)
_LAST = (
    select(_check_in, select(func.count()).where(*_IN_FORCE).scalar_subquery().label("in_force"))
    .select_from(_asked)
    .join(
        _check_in,
        and_(_check_in.c.agency_id == _asked.c.agency_id, _check_in.c.id == _LAST_ID),
    )
    .where(_asked.c.agency_id == bindparam("agency_id"), any_of(_asked.c.id, "ids"))
)


def check_ins_under(
    connection: Connection, agency_id: str, key_results: Sequence[KeyResult]
) -> Mapping[str, list[CheckIn]]:
    """Return every check-in of key results, replaced ones too, by key result; none gives [].

    Of those that read an indicator: what they read. The key results are those in force.
    """
    names = {"agency_id": agency_id, "ids": [one.id for one in key_results]}
    found: dict[str, list[CheckIn]] = defaultdict(list)
    for row in connection.execute(_UNDER, names).mappings().all():
        check_in = check_in_of(row)
        found[check_in.key_result_id].append(check_in)
    for id, values in values_read_by(connection, agency_id, key_results).items():
        found[id] = read_by(id, values, found[id])
    return found


def last_in_force_under(
    connection: Connection, agency_id: str, key_results: Sequence[KeyResult]
) -> Mapping[str, tuple[CheckIn, int]]:
    """Return the last of the check-ins in force of each key result that has one, and their number.

    The rule is `in_force`'s; here the database reads the others, of which a list needs nothing.
    """
    names = {"agency_id": agency_id, "ids": [one.id for one in key_results]}
    rows = connection.execute(_LAST, names).mappings().all()
    found = {row["key_result_id"]: (check_in_of(row), row["in_force"]) for row in rows}
    reading = [one for one in key_results if one.indicator_id]
    if reading:
        read = check_ins_under(connection, agency_id, reading)
        for one in reading:
            found.pop(one.id, None)
            if read[one.id]:
                found[one.id] = (read[one.id][-1], len(read[one.id]))
    return found
