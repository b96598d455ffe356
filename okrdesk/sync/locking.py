"""Evaluations of a closed period are locked; a reopened one takes words until approved anew."""

from okrdesk.domain.evaluation.steps import OF_CLOSED, PeriodState, StepKind
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key


def is_locked(record: Record, rows: Overlay, places: Placement) -> bool:
    """Say whether the change is of an evaluation whose period is closed, and not reopened."""
    root = rows.root_of_record(record)
    if root is None or root[0] != "evaluation":
        return False
    row = rows.get(root)
    period_id = (row.values if row else record.set).get("period_id", "")
    period = rows.get(("period", period_id))
    if period is None or period.values["state"] != PeriodState.CLOSED:
        return False
    if record.ent == "step" and record.set.get("kind") in OF_CLOSED:
        return False
    return not _is_reopened(root, rows, places)


def _is_reopened(root: Key, rows: Overlay, places: Placement) -> bool:
    """Say whether the last word of those that lock and unlock is the one that unlocks."""
    keys = [key for key in places.tree(root) if key[0] == "step"]
    rows.load(keys)
    words = [
        (row.stamps[BIRTH], row.values["kind"])
        for key in keys
        if (row := rows.get(key)) is not None and not row.is_deleted
    ]
    locking = [word for word in words if word[1] in (StepKind.APPROVE, StepKind.REOPEN)]
    return bool(locking) and max(locking)[1] == StepKind.REOPEN
