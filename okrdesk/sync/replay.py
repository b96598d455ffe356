"""What an officer sees of a row: what the server said of it, with the own waiting changes on top.

The same rule as the server's (`merge`), by the clock that the change was written with, so that what
stands on the screen before a sync is what stands there after it, unless somebody else was at work.
"""

from collections.abc import Iterable

from okrdesk.sync.merge import BORN_TWICE, born, merge
from okrdesk.sync.record import Record
from okrdesk.sync.wire import Row


def replay(row: Row | None, pending: Iterable[Record]) -> Row | None:
    """Return `row`, as the server gave it, with the `pending` changes of it on top, in their order.

    None stands for no row: a create or append makes one, anything else leaves none. A create of a
    row that is there already is one whose answer was lost: the row holds it.
    """
    for record in pending:
        row = accepted(row, record, record.hlc)
    return row


def accepted(row: Row | None, record: Record, hlc: int) -> Row | None:
    """Return `row` with a change merged by the clock `hlc`, the server's where it took its own."""
    if row is None:
        return born(record, hlc) if record.is_birth else None
    is_known = record.is_birth and record.ent not in BORN_TWICE
    return row if is_known else merge(row, record, hlc).row
