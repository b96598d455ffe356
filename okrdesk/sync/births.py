"""Rows that are as they were born: the change that made them says all, so they travel only once.

Most rows are written once: a check-in, a review, a piece of evidence. Whoever gets, or has made,
that one change needs no row beside it.
"""

from collections.abc import Iterable

from okrdesk.domain.structure import BIRTHS
from okrdesk.sync.merge import BORN_TWICE, born
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row, SyncReply

PRIVATE = {"person": frozenset({"personal_number", "born_on"})}
"""Columns that only who may read personal numbers gets (NĐ 27/2026/NĐ-CP)."""


def tells_all(entity: str, op: str, hlc_eff: int | None) -> bool:
    """Say whether an accepted change tells the whole row, where it is the last one of that row.

    Not where the server took its own clock, where the row may have been there before, or where some
    of its readers may not see all of it.
    """
    is_plain = entity not in BORN_TWICE and entity not in PRIVATE
    return op in BIRTHS and hlc_eff is None and is_plain


def rows_told(reply: SyncReply, records: Iterable[Record]) -> dict[Key, Row]:
    """Return the rows that a reply brings, also as the births among `records`.

    These are the changes that the reply tells, and those that it answers: what a PC made itself it
    may have let go since, and offer again to a server that was restored.
    """
    births = {record.key: record for record in records if record.is_birth}
    found: dict[Key, Row] = {}
    for one in reply.rows:
        key = one.ent, one.eid
        if one.row and one.held:
            found[key] = one.row
        elif one.held and key in births:
            found[key] = born(births[key], births[key].hlc)
    return found
