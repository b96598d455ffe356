"""A check-in: what an officer says of a key result on a day; once submitted it never changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.dates import day_at
from okrdesk.domain.health import Health


class Prompt(StrEnum):
    """The four optional questions of a check-in; an office may switch each off."""

    RESULT = "result"
    DELAY = "delay"
    DIFFICULTY = "difficulty"
    WAY_OUT = "way-out"


class BlockerKind(StrEnum):
    """What stands in the way: nguồn lực, phối hợp, chưa rõ, việc khác chen, khách quan."""

    RESOURCES = "resources"
    COORDINATION = "coordination"
    UNCLEAR = "unclear"
    OTHER_WORK = "other-work"
    OBJECTIVE_CAUSE = "objective-cause"


@dataclass(frozen=True)
class Evidence:
    """A file that proves a value: its bytes lie in the encrypted store under their SHA-256."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class CheckIn:
    """One submitted check-in; `corrects_id` names the entry that this one corrects.

    `from_indicator` says that nobody checked in: the key result reads its indicator.
    """

    id: str
    key_result_id: str
    author_id: str
    effective_on: date
    entered_at: datetime
    value: Decimal
    confidence: int | None = None
    comment: str = ""
    answers: dict[Prompt, str] = field(default_factory=dict)
    steps_done: frozenset[str] = frozenset()
    next_on: date | None = None
    computed_colour: Health | None = None
    chosen_colour: Health | None = None
    colour_reason: str = ""
    corrects_id: str | None = None
    from_indicator: bool = False

    @property
    def entered_late(self) -> bool:
        """Say whether the value was entered after the day it speaks of ("nhập sau")."""
        return self.entered_after(self.effective_on)

    def entered_after(self, day: date) -> bool:
        """Say whether the value was entered after `day`: that of its cycle's end ("sau kỳ")."""
        return day_at(self.entered_at) > day


def in_force(check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Return the check-ins that no correction replaced, by effective day and time of entry."""
    entries = list(check_ins)
    replaced = {entry.corrects_id for entry in entries}
    valid = [entry for entry in entries if entry.id not in replaced]
    return sorted(valid, key=lambda entry: (entry.effective_on, entry.entered_at, entry.id))
