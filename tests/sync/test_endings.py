"""A cycle ends at the server only once all that the server holds of it is settled."""

from typing import Any

import pytest

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.review import content_hash
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter

APPLIED = (Fate.APPLIED, None)
OPEN = (Fate.REFUSED, Reason.STATE_CHANGED)


def end(counter: Counter, cycle: str = "") -> Record:
    eid = cycle or counter.office.cycle_id
    return counter.change("admin", ent="cycle", eid=eid, set={"state": "closed"})


def closing(counter: Counter, plan: Record, outcome: str | None = "dropped") -> Record:
    given: dict[str, Any] = {
        "objective_id": plan.eid,
        "author_id": counter.person("one"),
        "entered_at": 1,
        "outcome": outcome,
        "reason": "Hết kỳ",
    }
    return counter.made("one", "closure", given, "append")


def word(counter: Counter, plan: Record, kind: str) -> Record:
    return counter.review(
        "one" if kind == "submit" else "head1",
        plan,
        content_hash(counter.row(plan).values, {}),
        kind,
    )


@pytest.fixture
def plan(counter: Counter) -> Record:
    plan = counter.objective("one")
    counter.arrive(plan)
    return plan


def test_an_objective_that_is_open_keeps_the_cycle_from_ending(
    counter: Counter, plan: Record
) -> None:
    early, dropped, later = end(counter), closing(counter, plan), end(counter)
    counter.arrive(early)
    counter.arrive(dropped, later)
    assert counter.fates(early, dropped, later) == [OPEN, APPLIED, APPLIED]
    assert counter.row(later).values["state"] == "closed"


def test_what_one_request_opens_and_closes_counts(counter: Counter, plan: Record) -> None:
    counter.arrive(closing(counter, plan), closing(counter, plan, None))
    early = end(counter)
    counter.arrive(early)
    fresh = counter.objective("one")
    with_fresh = end(counter)
    counter.arrive(closing(counter, plan), fresh, with_fresh)
    last = end(counter)
    counter.arrive(closing(counter, fresh), last)
    assert counter.fates(early, with_fresh, last) == [OPEN, OPEN, APPLIED]


def test_what_was_reached_was_approved_and_waits_for_no_word(
    counter: Counter, plan: Record
) -> None:
    counter.arrive(closing(counter, plan, "reached"))
    unapproved = end(counter)
    counter.arrive(unapproved)
    counter.arrive(word(counter, plan, "approve"))
    counter.arrive(counter.edit("one", plan, title="Sửa"))
    counter.arrive(word(counter, plan, "submit"))
    waiting = end(counter)
    counter.arrive(waiting)
    counter.arrive(word(counter, plan, "return"))
    settled = end(counter)
    counter.arrive(settled)
    assert counter.fates(unapproved, waiting, settled) == [OPEN, OPEN, APPLIED]


def test_what_is_archived_or_removed_or_of_another_cycle_keeps_none(counter: Counter) -> None:
    gone, away = counter.objective("one"), counter.objective("one")
    counter.arrive(gone, away)
    counter.arrive(counter.edit("one", away, archived=True), counter.remove("one", gone))
    ends = end(counter)
    counter.arrive(ends)
    assert counter.fates(ends) == [APPLIED]
