"""Agreeing on an objective: submitted, returned, approved at one to three levels.

An approval names the content it approves by its hash, so nobody approves what nobody saw, and the
result is the same whichever arrives first: an edit made offline or an approval given offline. An
edit after an approval is kept and makes an amendment; it never takes the approval back silently.
What was approved last is in force until other content is approved.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_LEVELS = 3
"""How many levels of approval an office may ask for."""


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
    """One word on an objective: by whom, on which content; `at` orders them (a packed clock).

    `level` is which level an approval gives, and how many a submission asks for.
    """

    id: str
    kind: ReviewKind
    author_id: str
    content_hash: str
    at: int
    comment: str = ""
    level: int = 1


@dataclass(frozen=True)
class Standing:
    """Where an objective stands: of `levels` asked for, which are `given`, the lowest first.

    `in_force` names the content that was approved last, None where none ever was.
    """

    state: ReviewState
    levels: int = 1
    given: tuple[Review, ...] = ()
    in_force: str | None = None

    @property
    def next_level(self) -> int | None:
        """The lowest level that is asked for and not given; None unless it waits for one."""
        if self.state is not ReviewState.SUBMITTED:
            return None
        known = {one.level for one in self.given}
        return min(set(range(1, self.levels + 1)) - known, default=None)


_OBJECTIVE = (
    "title", "description", "owner_person_id", "owner_unit_id", "start_on", "end_on", "weight",
    "commitment", "roll_up", "cycle_id",
)  # fmt: skip
_KEY_RESULT = (
    "title", "kind", "start_value", "target_value", "low", "high", "steps", "phases",
    "measure_unit", "owner_person_id", "owner_unit_id", "start_on", "end_on", "weight",
    "commitment", "rhythm", "due_month", "indicator_id",
)  # fmt: skip
_WHERE_GIVEN = frozenset({"indicator_id"})
"""Columns that are named only where they have a value: what was agreed on before keeps its hash."""
CONTENT: Mapping[str, tuple[str, ...]] = {"objective": _OBJECTIVE, "key_result": _KEY_RESULT}
"""The columns that are agreed on; what is reached, tags and order are not."""
TARGET = (
    "kind", "start_value", "target_value", "low", "high", "steps", "phases", "measure_unit",
    "start_on", "end_on", "rhythm", "due_month", "indicator_id",
)  # fmt: skip
"""The columns of a key result by which it is measured, and from which indicator it is read: what
was approved of them is in force."""


def content_of(
    objective: Mapping[str, Any], key_results: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what is agreed on: wire values of an objective and its key results by id.

    Key results that are archived or deleted are no part of it.
    """
    living = {
        id: _picked(values, _KEY_RESULT)
        for id, values in key_results.items()
        if not values.get("archived") and not values.get("deleted")
    }
    return {"objective": _picked(objective, _OBJECTIVE), "key_results": living}


def hash_of(content: Any) -> str:
    """Return the hash that names a content as `content_of` gives it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(objective: Mapping[str, Any], key_results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of what is agreed on of an objective and its key results."""
    return hash_of(content_of(objective, key_results))


def standing_of(reviews: Iterable[Review], current: str) -> Standing:
    """Return where an objective of content `current` stands after `reviews`, in whatever order.

    Content is approved when every level that its submission asked for was given after it. Without
    a word on just this content an approval of other content makes it an amendment, else the last
    word on any content says whether it was returned.
    """
    ordered = sorted(reviews, key=lambda one: (one.at, one.id))
    in_force = _in_force(ordered)
    of_this = [one for one in ordered if one.content_hash == current]
    last = _rounds(of_this, ordered)[-1]
    if in_force == current:
        return Standing(ReviewState.APPROVED, last.levels, last.given, in_force)
    if of_this and not last.is_complete:
        state = ReviewState.RETURNED if last.is_returned else ReviewState.SUBMITTED
        return Standing(state, last.levels, last.given, in_force)
    if in_force is not None:
        return Standing(ReviewState.AMENDED, last.levels, (), in_force)
    if ordered and ordered[-1].kind is ReviewKind.RETURN:
        return Standing(ReviewState.RETURNED, last.levels)
    return Standing(ReviewState.DRAFT, last.levels)


def state_of(reviews: Iterable[Review], current: str) -> ReviewState:
    """Return the state of `standing_of`."""
    return standing_of(reviews, current).state


def approved_content(reviews: Iterable[Review]) -> str | None:
    """Return the hash of the content that was approved last: it is in force."""
    return _in_force(sorted(reviews, key=lambda one: (one.at, one.id)))


@dataclass(frozen=True)
class _Round:
    """The words on one content from a submission to the next: how many levels, which are given."""

    levels: int
    given: tuple[Review, ...]
    is_returned: bool

    @property
    def is_complete(self) -> bool:
        return set(range(1, self.levels + 1)) <= {one.level for one in self.given}


def _in_force(ordered: Sequence[Review]) -> str | None:
    """Return the content of which a round was complete last."""
    approved = [one for one in ordered if one.kind is ReviewKind.APPROVE]
    for named in dict.fromkeys(one.content_hash for one in reversed(approved)):
        words = [one for one in ordered if one.content_hash == named]
        if any(one.is_complete for one in _rounds(words, ordered)):
            return named
    return None


def _rounds(words: Sequence[Review], all_words: Sequence[Review]) -> list[_Round]:
    """Return the rounds of the words on one content; the first is before any submission of it.

    Approvals of content of which no submission is known need as many levels as the last submission
    of all.
    """
    asked = [one.level for one in all_words if one.kind is ReviewKind.SUBMIT]
    begins = [place for place, one in enumerate(words) if one.kind is ReviewKind.SUBMIT]
    levels = [asked[-1] if asked else 1, *(words[place].level for place in begins)]
    ends = [*begins, len(words)]
    starts = [0, *(place + 1 for place in begins)]
    spans = zip(levels, starts, ends, strict=True)
    return [_round(level, words[start:end]) for level, start, end in spans]


def _round(levels: int, words: Sequence[Review]) -> _Round:
    """Count the levels that were given; a return takes back what was given before it."""
    returns = [place for place, one in enumerate(words) if one.kind is ReviewKind.RETURN]
    given: dict[int, Review] = {}
    for one in words[returns[-1] + 1 if returns else 0 :]:
        given.setdefault(one.level, one)
    return _Round(levels, tuple(given[level] for level in sorted(given)), bool(returns))


def _picked(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    given = {name: values.get(name) or None for name in names}
    return {name: one for name, one in given.items() if one or name not in _WHERE_GIVEN}
