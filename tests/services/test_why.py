"""“Vì sao?” says the numbers and the mark that the lists show, whatever people did before."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.explanation import Explanation, Key
from okrdesk.domain.health import Health
from okrdesk.domain.objective import LinkKind, Phase, RollUp
from okrdesk.domain.progress import Kind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.lists import (
    Filter,
    find_key_result_rows,
    find_objective_ids,
    find_objective_rows,
)
from okrdesk.services.office import edit_office_setting
from okrdesk.services.why import why_key_result, why_objective
from tests.office_fixtures import Offices
from tests.offices import (
    START,
    TODAY,
    Office,
    align,
    check_in,
    close_cycle,
    live,
    make_key_result,
    make_objective,
)
from tests.random_acts import MEASURES, Act, acts, play


def value(explanation: Explanation, key: Key, name: str) -> Any:
    """Return the value that the last line of a kind names."""
    return next(line.params[name] for line in reversed(explanation.lines) if line.key is key)


def said_of(desk: Desk, id: str) -> tuple[float, Health]:
    why = why_key_result(desk, id)
    return float(value(why.progress, Key.PROGRESS, "progress")), value(why.health, Key.MARK, "mark")


def shown_of(desk: Desk, id: str) -> tuple[float, Health]:
    row = find_key_result_rows(desk, [id])[0]
    return row.progress, row.health


@settings(max_examples=25)
@given(st.lists(acts | st.integers(0, 20), max_size=12))
def test_it_agrees_with_what_is_shown_whatever_was_done(
    busy_offices: Offices, played: list[Act | int]
) -> None:
    """A number lets as many days pass."""
    with busy_offices() as office:
        play(office, played)
        ids = find_objective_ids(office.desk, Filter())
        for row in find_objective_rows(office.desk, ids):
            explanation = why_objective(office.desk, row.id)
            if row.progress is None:
                assert [line.key for line in explanation.lines] == [Key.NO_PARTS]
            else:
                rolled = value(explanation, Key.PROGRESS, "progress")
                assert float(rolled) == pytest.approx(row.progress)
        for id in live(office.engine, "key_result"):
            assert said_of(office.desk, id) == pytest.approx(shown_of(office.desk, id))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.kind.value)
@pytest.mark.parametrize("rhythm", [Rhythm.WEEKLY, Rhythm.YEARLY])
def test_every_kind_is_explained_as_it_is_shown(office: Office, measure: Any, rhythm: Any) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective, measure, rhythm=rhythm, due_month=11)
    assert said_of(office.desk, key_result) == shown_of(office.desk, key_result)
    steps = frozenset(step.id for step in measure.steps[:1])
    for number, day in ((1, START), (0, TODAY)):
        check_in(office.desk, key_result, number, day, steps_done=steps)
        assert said_of(office.desk, key_result) == pytest.approx(shown_of(office.desk, key_result))
    office.clock.go_on(days=40)
    office.desk.store.refresh_outdated()
    assert said_of(office.desk, key_result) == pytest.approx(shown_of(office.desk, key_result))


def test_a_target_changed_after_a_check_in_changes_mark_and_explanation_together(
    office: Office,
) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 50)
    assert shown_of(office.desk, key_result) == (0.5, Health.ON_TRACK)
    stored = find_key_result(office.desk, key_result)
    measure = replace(stored.measure, target=Decimal(500))
    edit_key_result(office.desk, replace(stored, measure=measure))
    assert shown_of(office.desk, key_result) == (0.1, Health.BEHIND)
    assert said_of(office.desk, key_result) == (0.1, Health.BEHIND)


def test_limits_moved_by_the_office_move_the_marks_at_once(office: Office) -> None:
    """46 of 91 days have passed: 51 % is expected, 40 % is 11 points behind."""
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 40)
    assert shown_of(office.desk, key_result)[1] is Health.AT_RISK
    edit_office_setting(office.desk, "on_track_points", 11)
    assert shown_of(office.desk, key_result)[1] is Health.ON_TRACK
    assert said_of(office.desk, key_result)[1] is Health.ON_TRACK


def test_a_plan_in_phases_is_what_the_mark_is_measured_against(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 5)
    assert shown_of(office.desk, key_result)[1] is Health.BEHIND
    stored = find_key_result(office.desk, key_result)
    late = (Phase(TODAY, Decimal(5)),)
    edit_key_result(office.desk, replace(stored, phases=late))
    why = why_key_result(office.desk, key_result).health
    assert value(why, Key.EXPECTED_BY_PLAN, "expected") == Fraction(1, 20)
    assert said_of(office.desk, key_result) == shown_of(office.desk, key_result)
    assert shown_of(office.desk, key_result)[1] is Health.ON_TRACK


def test_a_chosen_colour_is_told_with_its_reason_beside_the_computed_one(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(
        office.desk, key_result, 1, chosen_colour=Health.AT_RISK, colour_reason="Đang đấu thầu"
    )
    why = why_key_result(office.desk, key_result).health
    assert value(why, Key.COMPUTED, "colour") is Health.BEHIND
    assert value(why, Key.CHOSEN, "reason") == "Đang đấu thầu"
    assert said_of(office.desk, key_result)[1] is Health.AT_RISK


def test_a_closed_cycle_closes_the_mark_and_its_explanation(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 50)
    close_cycle(office.desk, office.ids.quarter)
    assert said_of(office.desk, key_result) == shown_of(office.desk, key_result)
    assert shown_of(office.desk, key_result)[1] is Health.CLOSED


@pytest.mark.parametrize("roll_up", RollUp)
def test_a_roll_up_names_the_parts_it_counts(office: Office, roll_up: RollUp) -> None:
    parent = make_objective(office.desk, office.ids, title="Cha", roll_up=roll_up)
    check_in(office.desk, make_key_result(office.desk, parent, title="Của mình"), 100)
    for title, kind in (("Con", LinkKind.CONTRIBUTES), ("Bạn", LinkKind.SUPPORTS)):
        child = make_objective(office.desk, office.ids, title=title)
        make_key_result(office.desk, child)
        align(office.desk, child, parent, kind)
    lines = why_objective(office.desk, parent).lines
    parts = {line.params["title"] for line in lines if line.key is Key.EQUAL_PART}
    counted = {"key-results": {"Của mình"}, "children": {"Con"}}
    assert parts == counted.get(roll_up.value, {"Của mình", "Con"})


def test_what_is_not_there_is_not_explained(desk: Desk) -> None:
    for ask in (why_key_result, why_objective):
        with pytest.raises(Refused) as refused:
            ask(desk, "01900000-0000-7000-8000-000000000000")
        assert refused.value.code is Code.NOT_FOUND


def test_a_day_without_a_period_is_explained_from_its_only_value(office: Office) -> None:
    measure = next(one for one in MEASURES if one.kind is Kind.KEEP_AT_LEAST)
    key_result = make_key_result(
        office.desk, make_objective(office.desk, office.ids), measure, rhythm=Rhythm.IRREGULAR
    )
    check_in(office.desk, key_result, 5, TODAY - timedelta(days=1))
    assert said_of(office.desk, key_result) == shown_of(office.desk, key_result)
