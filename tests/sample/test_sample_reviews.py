"""The sample's approvals: an office in mid-quarter, each word by somebody who may say it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from okrdesk.db import schema
from okrdesk.domain.closing import Outcome
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import ReviewKind, ReviewState
from okrdesk.services.checks import fetch
from okrdesk.services.closing import find_closure
from okrdesk.services.cycles import find_cycles
from okrdesk.services.desk import Desk
from okrdesk.services.judging import may_judge
from okrdesk.services.lists import find_objective_rows
from okrdesk.services.review_inbox import find_inbox
from tests.sample.test_sample import NOW, rows_of, sample_at


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with sample_at(NOW) as desk:
        yield desk


def test_most_of_what_runs_is_approved_and_every_other_state_is_there(desk: Desk) -> None:
    running = {one.id for one in find_cycles(desk) if one.state is CycleState.RUNNING}
    ids = [row["id"] for row in rows_of(desk, "objective") if row["cycle_id"] in running]
    states = Counter(row.review for row in find_objective_rows(desk, ids))
    assert states[ReviewState.APPROVED] >= 0.7 * len(ids)
    assert set(states) == set(ReviewState) - {ReviewState.AMENDED}


def test_each_word_is_said_by_somebody_who_may_and_in_order(desk: Desk) -> None:
    judged = [row for row in rows_of(desk, "review") if row["kind"] != ReviewKind.SUBMIT]
    submitted = {
        row["objective_id"]: row["entered_at"]
        for row in rows_of(desk, "review")
        if row["kind"] == ReviewKind.SUBMIT
    }
    assert judged
    for row in judged:
        assert submitted[row["objective_id"]] <= row["entered_at"] <= NOW
        other = replace(desk, person_id=row["author_id"])
        with desk.read() as connection:
            one = fetch(connection, schema.objective, desk.agency_id, row["objective_id"])
            owner = Owner(one["owner_person_id"], one["owner_unit_id"])
            assert may_judge(other, connection, Right.APPROVE_OBJECTIVES, owner)


def test_what_waits_is_found_in_the_inbox_of_who_is_asked(desk: Desk) -> None:
    people = {row["code"]: row["id"] for row in rows_of(desk, "person")}
    for code in ("017", "036", "046"):
        assert find_inbox(replace(desk, person_id=people[code]))


def test_every_objective_of_a_closed_cycle_has_an_outcome(desk: Desk) -> None:
    closed = {one.id for one in find_cycles(desk) if one.state is CycleState.CLOSED}
    ended = [
        find_closure(desk, row["id"])
        for row in rows_of(desk, "objective")
        if row["cycle_id"] in closed
    ]
    outcomes = {one.outcome for one in ended if one}
    assert None not in ended
    assert outcomes == {Outcome.REACHED, Outcome.NOT_REACHED}
