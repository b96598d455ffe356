"""Agreeing on an objective: submitted, returned, approved, with one level of approval.

An approval names the content it approves by its hash, so nobody approves what nobody saw, and the
result is the same whichever arrives first: an edit made offline or an approval given offline. An
edit after an approval is kept and makes an amendment; it never takes the approval back silently.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_LEVELS = 3
"""How many levels of approval an office may ask for."""
LEVEL = 1


class ReviewKind(StrEnum):
    """What a review says of an objective."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"


class ReviewState(StrEnum):
    """Where an objective stands between its owner and who approves it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    AMENDED = "amended"


@dataclass(frozen=True)
class Review:
    """One word on an objective: by whom, on which content; `at` orders them (a packed clock)."""

    id: str
    kind: ReviewKind
    author_id: str
    content_hash: str
    at: int
    comment: str = ""


_OBJECTIVE = (
    "title", "description", "owner_person_id", "owner_unit_id", "start_on", "end_on", "weight",
    "commitment", "roll_up", "cycle_id",
)  # fmt: skip
_KEY_RESULT = (
    "title", "kind", "start_value", "target_value", "low", "high", "steps", "phases",
    "measure_unit", "owner_person_id", "owner_unit_id", "start_on", "end_on", "weight",
    "commitment", "rhythm", "due_month",
)  # fmt: skip
CONTENT: Mapping[str, tuple[str, ...]] = {"objective": _OBJECTIVE, "key_result": _KEY_RESULT}
"""The columns that are agreed on; what is reached, tags and order are not."""


def content_hash(objective: Mapping[str, Any], key_results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of what is agreed on: wire values of an objective and its key results by id.

    Key results that are archived or deleted are no part of it.
    """
    living = {
        id: _picked(values, _KEY_RESULT)
        for id, values in key_results.items()
        if not values.get("archived") and not values.get("deleted")
    }
    whole = {"objective": _picked(objective, _OBJECTIVE), "key_results": living}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(reviews: Iterable[Review], current: str) -> ReviewState:
    """Return where an objective of content `current` stands after `reviews`, in whatever order.

    The last word on just this content counts; without one, an approval of other content makes this
    an amendment, else the last word on any content says whether it was returned.
    """
    ordered = sorted(reviews, key=lambda one: (one.at, one.id))
    of_this = [one for one in ordered if one.content_hash == current]
    if of_this:
        return _STATES[of_this[-1].kind]
    if any(one.kind is ReviewKind.APPROVE for one in ordered):
        return ReviewState.AMENDED
    if ordered and ordered[-1].kind is ReviewKind.RETURN:
        return ReviewState.RETURNED
    return ReviewState.DRAFT


_STATES = {
    ReviewKind.SUBMIT: ReviewState.SUBMITTED,
    ReviewKind.RETURN: ReviewState.RETURNED,
    ReviewKind.APPROVE: ReviewState.APPROVED,
}


def _picked(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values.get(name) or None for name in names}
