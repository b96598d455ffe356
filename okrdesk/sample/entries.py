"""The check-ins of a course: values with what was said of them, entered in time, late or twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from okrdesk.domain.check_in import CheckIn, Prompt
from okrdesk.domain.health import Health, Limits
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Kind
from okrdesk.domain.reached import colour_of_last
from okrdesk.sample.content import Facts
from okrdesk.sample.days import days_of
from okrdesk.sample.draw import Draw
from okrdesk.sample.plan import Course
from okrdesk.sample.values import Reached, values_of

_CONFIDENCE = {Health.ON_TRACK: (7, 10), Health.AT_RISK: (5, 7), Health.BEHIND: (2, 5)}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scribe:
    """Who writes the check-ins down: the moment it is, what is said, and chance."""

    now: datetime
    remarks: Facts
    limits: Limits
    draw: Draw

    @property
    def today(self) -> date:
        """Return the day it is."""
        return self.now.date()


def entries_of(course: Course, author_id: str, scribe: Scribe) -> list[CheckIn]:
    """Return the check-ins of a course in the order of their effective days."""
    days = days_of(course, scribe.today, scribe.draw)
    reached = values_of(course, days, scribe.draw)
    plain = [_entry(course, author_id, one, scribe) for one in reached]
    if "corrected" in course.notes and len(plain) > 2:
        plain[-2:-1] = _mistaken_and_corrected(plain[-2], scribe)
    coloured = list(_coloured(course.key_result, plain, scribe))
    if coloured:
        coloured[-1] = _last_word(course, coloured[-1], scribe)
    return coloured


def check_in_values(entry: CheckIn) -> dict[str, Any]:
    """Return the column values of a check-in."""
    return {
        "id": entry.id,
        "key_result_id": entry.key_result_id,
        "author_id": entry.author_id,
        "effective_on": entry.effective_on,
        "entered_at": entry.entered_at,
        "value": entry.value,
        "steps_done": sorted(entry.steps_done) or None,
        "confidence": entry.confidence,
        "comment": entry.comment,
        "answers": {prompt.value: text for prompt, text in entry.answers.items()} or None,
        "next_on": entry.next_on,
        "computed_colour": entry.computed_colour.value if entry.computed_colour else None,
        "chosen_colour": entry.chosen_colour.value if entry.chosen_colour else None,
        "colour_reason": entry.colour_reason,
        "corrects_id": entry.corrects_id,
    }


def _entry(course: Course, author_id: str, reached: Reached, scribe: Scribe) -> CheckIn:
    late = scribe.draw.chance(0.6 if "late" in course.notes else 0.07)
    days = scribe.draw.whole(1, 8) if late else 0
    return CheckIn(
        id=scribe.draw.id(),
        key_result_id=course.key_result.id,
        author_id=author_id,
        effective_on=reached.on,
        entered_at=_moment(reached.on + _ONE_DAY * days, scribe),
        value=reached.value,
        steps_done=reached.steps_done,
    )


def _moment(day: date, scribe: Scribe) -> datetime:
    """Return a moment of `day` within office hours, in the past."""
    at = time(scribe.draw.whole(8, 16), scribe.draw.whole(0, 59))
    earliest_now = scribe.now - timedelta(minutes=scribe.draw.whole(1, 40))
    return min(datetime.combine(day, at, scribe.now.tzinfo), earliest_now)


def _mistaken_and_corrected(entry: CheckIn, scribe: Scribe) -> list[CheckIn]:
    """Return the entry with a slip of the keyboard, and the entry that corrects it."""
    wrong = replace(entry, id=scribe.draw.id(), value=entry.value + Decimal(10))
    after = min(entry.entered_at + timedelta(hours=20), scribe.now)
    comment = scribe.remarks["correction"]["comment"]
    right = replace(entry, entered_at=after, corrects_id=wrong.id, comment=comment)
    return [wrong, right]


def _coloured(
    key_result: KeyResult, entries: Iterable[CheckIn], scribe: Scribe
) -> Iterable[CheckIn]:
    """Yield the entries with the colour computed for each, and words that go with it."""
    valid: dict[str, tuple[date, Decimal]] = {}
    for entry in entries:
        valid.pop(entry.corrects_id or "", None)
        valid[entry.id] = (entry.effective_on, entry.value)
        computed = colour_of_last(key_result, list(valid.values()), scribe.limits, entry.steps_done)
        yield replace(
            entry,
            computed_colour=computed,
            confidence=_confidence(computed, scribe.draw),
            comment=entry.comment or _comment(computed, scribe),
        )


def _confidence(colour: Health, draw: Draw) -> int | None:
    return None if draw.chance(0.12) else draw.whole(*_CONFIDENCE[colour])


def _comment(colour: Health, scribe: Scribe) -> str:
    if not scribe.draw.chance(0.5):
        return ""
    comments: list[str] = scribe.remarks["comment"][colour.value]
    return scribe.draw.pick(comments)


def _last_word(course: Course, entry: CheckIn, scribe: Scribe) -> CheckIn:
    """Return the last entry with what stands on the course: answers, next date, own colour."""
    if "answers" in course.notes:
        said: dict[str, list[str]] = scribe.remarks["answer"]
        answers = {Prompt(key): scribe.draw.pick(texts) for key, texts in said.items()}
        entry = replace(entry, answers=answers)
    if "next-today" in course.notes and entry.effective_on < scribe.today:
        entry = replace(entry, next_on=min(scribe.today, course.key_result.end_on))
    if "override" in course.notes and course.key_result.measure.kind is not Kind.YES_NO:
        better = Health.AT_RISK if entry.computed_colour is Health.BEHIND else Health.ON_TRACK
        if better is not entry.computed_colour:
            reason: str = scribe.remarks["override"][better.value]
            entry = replace(entry, chosen_colour=better, colour_reason=reason)
    return entry
