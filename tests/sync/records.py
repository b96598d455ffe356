"""Records for tests: well formed unless a test says otherwise."""

from typing import Any
from uuid import UUID

import msgspec

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.sync.record import Record

HOUR = 3_600_000
NOW_MS = 1_772_500_000_000


def uid(number: int) -> str:
    """Return the id number `number`."""
    return str(UUID(int=number, version=4))


_PLAIN = Record(
    cid=uid(1),
    dev=uid(2),
    dseq=1,
    actor=uid(3),
    act="edit-objective",
    ent="objective",
    eid=uid(4),
    op="set",
    hlc=NOW_MS << 16,
    grp=uid(5),
    sv=SCHEMA_VERSION,
    wall=NOW_MS,
    tz=420,
    app="1.0",
    set={"title": "Đường"},
)


def record(**other: Any) -> Record:
    """Return a change of an objective's title, with `other` in place of what it says."""
    return msgspec.structs.replace(_PLAIN, **other)


OBJECTIVE = {
    "cycle_id": uid(10),
    "title": "Xây đường",
    "description": "",
    "owner_person_id": uid(3),
    "start_on": "2026-01-01",
    "end_on": "2026-12-31",
    "commitment": "committed",
    "roll_up": "key-results",
    "tags": ["a"],
    "archived": False,
}
KEY_RESULT = {
    "objective_id": uid(4),
    "title": "Km",
    "kind": "increase",
    "start_value": "0",
    "target_value": "12.5",
    "measure_unit": "km",
    "start_on": "2026-01-01",
    "end_on": "2026-12-31",
    "commitment": "committed",
    "rhythm": "weekly",
    "ordinal": 0,
    "archived": False,
}
CHECK_IN = {
    "key_result_id": uid(6),
    "author_id": uid(3),
    "effective_on": "2026-03-02",
    "entered_at": NOW_MS,
    "value": "3",
    "comment": "",
    "colour_reason": "",
}
REVIEW = {
    "objective_id": uid(4),
    "author_id": uid(3),
    "kind": "approve",
    "level": 1,
    "content_hash": "0" * 64,
    "comment": "",
    "entered_at": NOW_MS,
}
