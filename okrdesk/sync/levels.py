"""Levels of approval as the server sees to them: as many as the office wants, each by another.

A submission made before the office wanted more still asks for what it asked for then.
"""

from okrdesk.domain.fate import Reason
from okrdesk.domain.office import DEFAULTS
from okrdesk.domain.review import ReviewKind, hash_of
from okrdesk.sync.authority import Authority
from okrdesk.sync.directory import Directory
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record


def levels_problem(
    record: Record, rows: Overlay, places: Placement, authority: Authority
) -> Reason | None:
    """Return why a word may not stand: it asks for too few, or gives a second of the levels."""
    if not _is_due(record, authority.directory):
        return Reason.STATE_CHANGED
    row = rows.get(("objective", record.set["objective_id"]))
    if row is None or authority.is_top(record.actor, row.values):
        return None
    return Reason.NO_AUTHORITY if _gave_another(record, rows, places) else None


def _is_due(record: Record, directory: Directory) -> bool:
    """Say whether a word names the content that it brings, and asks for enough approvals."""
    content = record.set.get("content")
    if content is not None and hash_of(content) != record.set["content_hash"]:
        return False
    if record.set["kind"] != ReviewKind.SUBMIT:
        return True
    levels, since = directory.setting("approval_levels") or (DEFAULTS["approval_levels"], 0)
    return record.set.get("level", 1) >= levels or record.hlc < since


def _gave_another(record: Record, rows: Overlay, places: Placement) -> bool:
    """Say whether the author of an approval gave another level of the same content before."""
    if record.set["kind"] != ReviewKind.APPROVE:
        return False
    keys = [
        key
        for key in places.tree(("objective", record.set["objective_id"]))
        if key[0] == "review" and key != record.key
    ]
    rows.load(keys)
    known = [row.values for key in keys if (row := rows.get(key)) and not row.is_deleted]
    return any(
        one["kind"] == ReviewKind.APPROVE
        and one["author_id"] == record.actor
        and one["content_hash"] == record.set["content_hash"]
        and one.get("level", 1) != record.set.get("level", 1)
        for one in known
    )
