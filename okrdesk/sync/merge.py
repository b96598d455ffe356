"""How one change meets the row as it stands: the same rule on server, PC and in the simulator.

A register field goes to the later clock; where clocks are equal, to the greater value, so that the
result never depends on who synced first. An author who had not seen the value that was there makes
a *clash*: one value stands, the other is kept beside it for both authors to decide. A set field is
one register per element. A log row is written once. A tombstone is a register too: an edit of a
deleted row does not bring it back, whatever the clocks say, but is a clash that the owner decides.
A row whose id follows from what it is may be born twice, on two PCs: the later birth counts.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec

from okrdesk.sync.record import Record
from okrdesk.sync.wire import Row

TOMBSTONE = "deleted"
BIRTH = "*"
BORN_TWICE = frozenset({"evaluation", "period", "unit_rating"})
"""The entities whose ids follow from what they are: two PCs may make the same row, offline."""


@dataclass(frozen=True)
class Clash:
    """Two edits of one field, neither of which had seen the other; clocks tell who wrote which."""

    field: str
    kept: Any
    kept_hlc: int
    lost: Any
    lost_hlc: int


@dataclass
class Merged:
    """The row after a change, which columns it changed, and what it clashed with."""

    row: Row
    columns: set[str] = field(default_factory=set)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def is_superseded(self) -> bool:
        """Say whether nothing of the change stands."""
        return not self.columns


def born(record: Record, hlc: int) -> Row:
    """Return the row that a create or append makes."""
    return Row({**record.set, TOMBSTONE: False}, {BIRTH: hlc})


def merge(row: Row, record: Record, hlc: int) -> Merged:
    """Return `row` with `record` merged in, `hlc` being the clock that the server accepts for it.

    The row is one that exists; the record sets, deletes or restores, or makes it once more.
    """
    values, stamps = dict(row.values), dict(row.stamps)
    merged = Merged(Row(values, stamps))
    if record.op == "create":
        _merge_birth(merged, record, hlc)
        return merged
    for name, value in record.set.items():
        if isinstance(value, dict) and isinstance(values.get(name, []), list):
            _merge_set(merged, record, hlc, name, value)
        else:
            _merge_register(merged, record, hlc, name, value)
    if record.op == "set" and row.is_deleted:
        _clash_with_tombstone(merged, record, hlc)
    elif record.op == "delete":
        _clash_with_unseen(merged, record, hlc)
    return merged


def _merge_register(merged: Merged, record: Record, hlc: int, name: str, value: Any) -> None:
    """Give the field to the later clock, and note a clash where the author had not seen the other.

    A column that the row lacks has never been set since its birth.
    """
    values, stamps = merged.row.values, merged.row.stamps
    before, stamp = values.get(name), _stamp(stamps, name)
    wins = (hlc, _order(value)) > (stamp, _order(before))
    concurrent = record.base.get(name, 0) != stamp
    if concurrent and before != value:
        clash = (
            Clash(name, value, hlc, before, stamp)
            if wins
            else Clash(name, before, stamp, value, hlc)
        )
        merged.clashes.append(clash)
    if wins:
        values[name], stamps[name] = value, hlc
        merged.columns.add(name)


def _merge_birth(merged: Merged, record: Record, hlc: int) -> None:
    """Let the later birth count; what somebody had edited since the earlier one is a clash."""
    values, stamps = merged.row.values, merged.row.stamps
    for name, value in record.set.items():
        before, stamp = values.get(name), _stamp(stamps, name)
        if (hlc, _order(value)) <= (stamp, _order(before)):
            continue
        if stamps.pop(name, None) is not None and before != value:
            merged.clashes.append(Clash(name, value, hlc, before, stamp))
        values[name] = value
        merged.columns.add(name)
    stamps[BIRTH] = max(stamps.get(BIRTH, 0), hlc)


def _merge_set(
    merged: Merged, record: Record, hlc: int, name: str, elements: dict[str, bool]
) -> None:
    """Let elements come and go one by one, each by its own clock; they never clash."""
    stamps = merged.row.stamps
    present = set(merged.row.values.get(name) or ())
    for element, is_there in elements.items():
        stamp = stamps.get(f"{name}/{element}", stamps.get(BIRTH, 0))
        if (hlc, is_there) <= (stamp, element in present):
            continue
        stamps[f"{name}/{element}"] = hlc
        merged.columns.add(name)
        (present.add if is_there else present.discard)(element)
    merged.row.values[name] = sorted(present)


def _clash_with_tombstone(merged: Merged, record: Record, hlc: int) -> None:
    """Keep what an author wrote into a row that somebody had deleted meanwhile."""
    stamp = _stamp(merged.row.stamps, TOMBSTONE)
    merged.clashes.append(Clash(TOMBSTONE, True, stamp, dict(record.set), hlc))


def _clash_with_unseen(merged: Merged, record: Record, hlc: int) -> None:
    """Say what was deleted unseen: edits later than the latest clock known, one clash for each."""
    if not merged.row.is_deleted:
        return
    seen = record.base.get(BIRTH, 0)
    unseen: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for name, stamp in merged.row.stamps.items():
        if stamp > seen and name not in (TOMBSTONE, BIRTH) and "/" not in name:
            unseen[stamp][name] = merged.row.values.get(name)
    merged.clashes += [
        Clash(TOMBSTONE, True, hlc, values, stamp) for stamp, values in sorted(unseen.items())
    ]


def _stamp(stamps: dict[str, int], name: str) -> int:
    return stamps.get(name, stamps.get(BIRTH, 0))


def _order(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")
