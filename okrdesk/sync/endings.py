"""A cycle ends once all is settled: the rule of `okrdesk.domain.closing`, as the server sees to it.

A PC judges it by what it holds, which is not all of the office. Whatever it went by it had from the
server, or sends before the ending; so where the server finds something open, that is something the
PC had not seen, and the ending is refused instead of shutting others out of work they may still do.
Only the change that ends a cycle asks for this, a few times a year.
"""

from collections.abc import Collection, Mapping
from typing import Any

from okrdesk.domain.closing import Outcome, is_judged
from okrdesk.domain.fate import Reason
from okrdesk.domain.objective import CycleState
from okrdesk.domain.review import Review, ReviewKind, standing_of
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Shelf
from okrdesk.sync.wire import Row

_JUDGED = ("key_result", "review", "closure")


def ending_problem(record: Record, rows: Overlay, places: Placement, shelf: Shelf) -> Reason | None:
    """Return why a change may not end a cycle; None also for one that ends none."""
    if record.ent != "cycle" or record.set.get("state") != CycleState.CLOSED:
        return None
    roots = {("objective", id) for id in shelf.objectives_in(record.eid)}
    roots |= {key for key in rows.changed if key[0] == "objective"}
    trees = places.trees(roots)
    rows.load({key for tree in trees.values() for key in tree if key[0] in _JUDGED} | roots)
    open_ones = (
        root
        for root, keys in trees.items()
        if _counts(rows.get(root), record.eid) and not _is_settled(root, keys, rows, places)
    )
    return Reason.STATE_CHANGED if any(open_ones) else None


def _counts(objective: Row | None, cycle_id: str) -> bool:
    if objective is None or objective.is_deleted or objective.values.get("archived"):
        return False
    return bool(objective.values["cycle_id"] == cycle_id)


def _is_settled(root: Key, keys: Collection[Key], rows: Overlay, places: Placement) -> bool:
    """Say whether an objective has an outcome, and nothing is left to be said of its content."""
    outcome: Outcome | None = None
    closings = _said("closure", keys, rows)
    if closings and (said := closings[-1][2].get("outcome")):
        outcome = Outcome(said)
    reviews = [
        Review(
            id,
            ReviewKind(one["kind"]),
            one["author_id"],
            one["content_hash"],
            at,
            level=one.get("level", 1),
        )
        for at, id, one in _said("review", keys, rows)
    ]
    standing = standing_of(reviews, places.version(root[1]))
    return outcome is not None and is_judged(standing, outcome)


def _said(
    entity: str, keys: Collection[Key], rows: Overlay
) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Return (clock, id, values) of the words on an objective itself, the last one last."""
    found = [
        (row.stamps[BIRTH], key[1], row.values)
        for key in keys
        if key[0] == entity and (row := rows.get(key)) is not None and not row.is_deleted
    ]
    return sorted((one for one in found if one[2].get("objective_id")), key=lambda one: one[:2])
