"""One key result with what is known of it: its check-ins, as they count and as they were entered."""

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.derived import in_force
from okrdesk.db.rows import check_in_of
from okrdesk.domain.check_in import CheckIn


def check_ins_of(
    connection: Connection, agency_id: str, key_result_id: str, *, corrected: bool = False
) -> list[CheckIn]:
    """Return the check-ins of a key result by effective day; with `corrected` also replaced ones."""
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
