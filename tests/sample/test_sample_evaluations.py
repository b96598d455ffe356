"""The sample's evaluations: rules in force, closed months, and the last with every state in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.workflow import EvaluationState
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_lists import find_inbox
from okrdesk.services.evaluation_sheets import own_sheet, sheets_in
from okrdesk.services.periods import find_missing, find_periods
from okrdesk.services.rule_packs import AT_THE_START, find_packs
from tests.sample.test_sample import NOW, rows_of, sample_at


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with sample_at(NOW) as desk:
        yield desk


def test_the_usual_rules_are_in_force(desk: Desk) -> None:
    assert {row.code for row in find_packs(desk) if row.published} == set(AT_THE_START)


def test_two_months_are_closed_and_the_last_is_being_evaluated(desk: Desk) -> None:
    found = [(row.period.code, row.period.is_closed) for row in find_periods(desk)]
    assert found == [("2026-10", False), ("2026-09", True), ("2026-08", True)]
    for row in find_periods(desk)[1:]:
        assert row.approved == row.total > 50
        assert not find_missing(desk, row.period.id)


def test_the_open_month_has_every_state(desk: Desk) -> None:
    sheets = sheets_in(desk, find_periods(desk)[0].period.id)
    states = Counter(sheet.state for sheet in sheets)
    assert set(states) == set(EvaluationState) - {EvaluationState.REOPENED}
    assert {sheet.is_leader for sheet in sheets} == {True, False}


def test_what_is_frozen_computes_anew_to_the_same(desk: Desk) -> None:
    for sheet in sheets_in(desk, find_periods(desk)[1].period.id):
        assert sheet.approved is not None
        again = score(sheet.pack, sheet.filled(sheet.approved.marks))
        assert again == sheet.approved.outcome


def test_who_sits_at_the_desk_begins_with_last_months_marks(desk: Desk) -> None:
    sheet = own_sheet(desk, find_periods(desk)[0].period.id)
    assert sheet is not None
    assert sheet.state is EvaluationState.PREPARED
    assert sheet.inherited is not None
    assert sheet.may_score == {Level.SELF}


def test_heads_and_the_authority_have_something_to_do(desk: Desk) -> None:
    people = {row["code"]: row["id"] for row in rows_of(desk, "person")}
    waiting = {code: find_inbox(replace(desk, person_id=people[code])) for code in ("001", "017")}
    assert {row.level for row in waiting["001"]} == {Level.AUTHORITY}
    assert {row.level for row in waiting["017"]} == {Level.HEAD}
