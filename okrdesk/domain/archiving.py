"""Putting away and removing for good: what nobody works on any more, and what is never shown again.

What is put away leaves lists and figures and can be brought back by whoever may change it, or by
whoever keeps the archive. What is put away may be removed for good with all that hangs on it, by
whoever keeps the archive alone, with a reason; rows and history stay under their tombstones, so
that every change can still be told and proved. People are never removed: what they did names them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from okrdesk.domain.structure import Key, parents_of

Rows = Callable[[Key], Mapping[str, Any] | None]
"""Tells the values of a row as it stands; None where there is none."""

ARCHIVED = (
    "objective",
    "key_result",
    "action_item",
    "task",
    "directive",
    "directive_item",
    "indicator",
    "meeting",
    "conclusion",
    "catalogue",
    "catalogue_item",
    "rule_pack",
    "measure_unit",
    "person",
)
"""The kinds of objects that are put away and brought back."""
REMOVED = frozenset(ARCHIVED) - {"person"}
"""The kinds of objects that are removed for good once they were put away."""


def keeps_archive(key: Key, op: str, fields: Mapping[str, Any], rows: Rows) -> bool:
    """Say whether a change does no more than put away, bring back, or remove what is put away."""
    if op == "set":
        return key[0] in ARCHIVED and fields.keys() == {"archived"}
    return op in ("delete", "restore") and _is_put_away(key, rows)


def _is_put_away(key: Key, rows: Rows) -> bool:
    """Say whether an object of a kind that is removed, or what it hangs on, is put away."""
    values = rows(key)
    if values is None:
        return False
    if key[0] in REMOVED and values.get("archived"):
        return True
    return any(_is_put_away(up, rows) for up in parents_of(key, values))
