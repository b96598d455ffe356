"""A clash of two edits as a row that both authors get: both values, both authors, both times.

The id follows from the two changes and the field, so the same clash is one row however often and
in whatever order it is found.
"""

import hashlib
import uuid
from typing import Any

from okrdesk.sync.merge import TOMBSTONE, Clash
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row


def is_kept(record: Record, clash: Clash) -> bool:
    """Say whether it is `record`'s value that stands."""
    return clash.field in record.set and bool(clash.kept == record.set[clash.field])


def other_field(clash: Clash) -> str:
    """Return a field that the losing change of a clash wrote, the clash's own where there is one.

    What was deleted unseen is a clash of the tombstone with the fields that an edit had set.
    """
    is_unseen = clash.field == TOMBSTONE and isinstance(clash.lost, dict)
    return min(clash.lost) if is_unseen and clash.lost else clash.field


def conflict_row(record: Record, other: Record | None, clash: Clash) -> tuple[Key, Row]:
    """Return the row of `conflict` for a clash of `record` with the change `other`."""
    sides = [_side(record), _side(other) if other else {**_side(record), "cid": "", "hlc": 0}]
    kept, lost = sides if is_kept(record, clash) else reversed(sides)
    name = f"{kept['cid']} {lost['cid']} {clash.field}"
    id = _named(name)
    values = {
        "entity": record.ent,
        "eid": record.eid,
        "field": clash.field,
        "kept": {**kept, "value": clash.kept},
        "lost": {**lost, "value": clash.lost},
        "deleted": False,
    }
    return ("conflict", id), Row(values, {"*": max(clash.kept_hlc, clash.lost_hlc)})


def parties(row: Row) -> list[str]:
    """Return the two authors of a conflict."""
    return [row.values["kept"]["actor"], row.values["lost"]["actor"]]


def _side(record: Record) -> dict[str, Any]:
    return {"hlc": record.hlc, "actor": record.actor, "cid": record.cid, "wall": record.wall}


def _named(text: str) -> str:
    """Return the UUIDv8 (RFC 9562 §5.8) of a text; Python 3.11 makes none of that version."""
    value = bytearray(hashlib.sha256(text.encode()).digest()[:16])
    value[6] = value[6] & 0x0F | 0x80
    value[8] = value[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(value)))
