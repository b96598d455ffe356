"""The check-ins of key results, as they count and as they were entered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, select

from okrdesk.db import schema
from okrdesk.db.rows import check_in_of
from okrdesk.domain.check_in import CheckIn, in_force


def check_ins_of(
    connection: Connection, agency_id: str, key_result_id: str, *, corrected: bool = False
) -> list[CheckIn]:
    """Return the check-ins of a key result by effective day; `corrected` adds replaced ones."""
    table = schema.check_in
    rows = connection.execute(
        select(table)
        .where(
            table.c.agency_id == agency_id,
            table.c.key_result_id == key_result_id,
            ~table.c.deleted,
        )
        .order_by(table.c.effective_on, table.c.entered_at, table.c.id)
    ).mappings()
    entries = [check_in_of(row) for row in rows]
    return entries if corrected else in_force(entries)


# Built once: every save runs it.
_UNDER = select(schema.check_in).where(
    schema.check_in.c.agency_id == bindparam("agency_id"),
    schema.check_in.c.key_result_id.in_(bindparam("ids", expanding=True)),
    ~schema.check_in.c.deleted,
)


def check_ins_under(
    connection: Connection, agency_id: str, key_result_ids: Sequence[str]
) -> Mapping[str, list[CheckIn]]:
    """Return every check-in of the key results, replaced ones too, by key result; none gives []."""
    names = {"agency_id": agency_id, "ids": list(key_result_ids)}
    found: dict[str, list[CheckIn]] = defaultdict(list)
    for row in connection.execute(_UNDER, names).mappings().all():
        check_in = check_in_of(row)
        found[check_in.key_result_id].append(check_in)
    return found
