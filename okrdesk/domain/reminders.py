"""When to remind somebody at the desk: at a set hour of working days, each thing once a day.

A reminder may be put off, but nothing is ever hidden for good: what is still due comes again on the
next working day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

SNOOZE = timedelta(hours=1)


@dataclass(frozen=True)
class Reminded:
    """What somebody was reminded of on `day`, by id; `until` puts the next reminder off."""

    day: date | None = None
    ids: frozenset[str] = frozenset()
    until: datetime | None = None

    @classmethod
    def read(cls, kept: Any) -> "Reminded":
        """Return what `to_json` gave; nothing where it cannot be read."""
        try:
            until = kept["until"]
            return cls(
                date.fromisoformat(kept["day"]),
                frozenset(map(str, kept["ids"])),
                datetime.fromisoformat(until) if until else None,
            )
        except (KeyError, TypeError, ValueError):
            return cls()

    def to_json(self) -> Mapping[str, Any]:
        """Return plain JSON to keep."""
        return {
            "day": self.day.isoformat() if self.day else "",
            "ids": sorted(self.ids),
            "until": self.until.isoformat() if self.until else "",
        }

    def told(self, day: date, ids: Iterable[str]) -> "Reminded":
        """Return this after reminding of `ids` on `day`."""
        before = self.ids if day == self.day else frozenset()
        return Reminded(day, before | frozenset(ids))

    def snoozed(self, now: datetime, ids: Iterable[str]) -> "Reminded":
        """Return this with `ids` to be told once more, an hour from `now`."""
        return replace(self, ids=self.ids - frozenset(ids), until=now + SNOOZE)


def is_time(now: datetime, hour: int, reminded: Reminded, *, is_working_day: bool) -> bool:
    """Say whether to look for what is due: a working day, past the hour, and not put off."""
    if not is_working_day or now.hour < hour:
        return False
    return reminded.until is None or now >= reminded.until


def to_tell(ids: Iterable[str], day: date, reminded: Reminded) -> list[str]:
    """Return those of the `ids` due that were not told on `day` yet, in their order."""
    known = reminded.ids if reminded.day == day else frozenset()
    return [id for id in ids if id not in known]
