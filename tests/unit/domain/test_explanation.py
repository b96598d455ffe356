"""“Vì sao?”: what is said about a progress, a mark and a roll-up."""

import json
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk import i18n
from okrdesk.domain.explanation import (
    HealthCase,
    Key,
    Part,
    explain_health,
    explain_progress,
    explain_roll_up,
)
from okrdesk.domain.health import Health, Limits
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.explanation_texts import HEALTH_NAMES, TEXTS, render
from okrdesk.paths import resources

START, END = date(2026, 10, 1), date(2027, 1, 9)  # 100 days apart
DAY = START + timedelta(days=50)
CASE = HealthCase(START, END, DAY, Fraction(3, 10), coloured_on=DAY, due=DAY)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)


def moving(start: str | None, target: str) -> Measure:
    first = None if start is None else Decimal(start)
    falls = first is not None and first > Decimal(target)
    return Measure(Kind.DECREASE if falls else Kind.INCREASE, first, Decimal(target))


def test_a_moving_number_shows_formula_numbers_and_date() -> None:
    said = render(explain_progress(moving("100", "20"), Decimal(80), on=date(2026, 10, 5)))
    assert said == [
        "The value 80 was recorded for 05/10/2026.",
        "Formula: (value − start value) ÷ (target − start value), kept between 0 % and 100 %.",
        "(80 − 100) ÷ (20 − 100) = 25 %",
        "Progress: 25 %.",
    ]


def test_raw_figures_outside_the_whole_are_told() -> None:
    over = render(explain_progress(moving("0", "100"), Decimal(150)))
    assert over[1:] == [
        "(150 − 0) ÷ (100 − 0) = 150 %",
        "Beyond the target counts as 100 %; the raw figure is 150 %.",
        "Progress: 100 %.",
    ]
    under = render(explain_progress(moving("-20", "100"), Decimal(-50)))
    assert under[1:] == [
        "((-50) − (-20)) ÷ (100 − (-20)) = -25 %",
        "Behind the start value counts as 0 %; the raw figure is -25 %.",
        "Progress: 0 %.",
    ]


def test_an_assumed_start_is_told() -> None:
    assert "No start value was entered, so 0 is used." in render(
        explain_progress(moving(None, "8"), Decimal(2))
    )


def test_a_kept_level_shows_its_periods() -> None:
    measure = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
    assert render(explain_progress(measure, Decimal(5), met=9, due=13)) == [
        "Formula: periods met ÷ periods due so far; a due period without a value is not met.",
        "A period is met when its last value is at least 4.",
        "9 ÷ 13 = 69,2 %",
        "Progress: 69,2 %.",
    ]
    first = render(explain_progress(measure, Decimal(5)))
    assert first[2] == "No period is due yet; the value 5 stands for the current one."


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        (
            Measure(Kind.KEEP_AT_MOST, target=Decimal(3)),
            "A period is met when its last value is at most 3.",
        ),
        (
            Measure(Kind.KEEP_BETWEEN, low=Decimal(1), high=Decimal("2.5")),
            "A period is met when its last value is from 1 to 2,5.",
        ),
    ],
)
def test_the_limits_of_a_kept_level_are_told(measure: Measure, sentence: str) -> None:
    assert sentence in render(explain_progress(measure, None))


def test_steps_are_listed_with_their_weights() -> None:
    steps = (Step("a", "Khảo sát", Decimal(30)), Step("b", "Báo cáo", Decimal(70)))
    said = explain_progress(Measure(Kind.STEPS, steps=steps), None, steps_done=frozenset("a"))
    assert render(said)[1:] == [
        "✓ Khảo sát: weight 30",
        "– Báo cáo: weight 70",
        "30 ÷ 100 = 30 %",
        "Progress: 30 %.",
    ]


def test_a_count_and_a_yes_or_no_are_told() -> None:
    counted = render(explain_progress(Measure(Kind.COUNT, target=Decimal("12.5")), Decimal(5)))
    assert counted[1] == "5 ÷ 12,5 = 40 %"
    assert render(explain_progress(Measure(Kind.YES_NO), Decimal(1)))[-1] == "Progress: 100 %."


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.STEPS])
def test_a_missing_value_is_told(kind: Kind) -> None:
    measure = Measure(kind, Decimal(0), Decimal(9), low=Decimal(1), high=Decimal(2))
    said = render(explain_progress(measure, None))
    assert said[-2:] == ["No value has been recorded yet, so progress is 0 %.", "Progress: 0 %."]


def test_a_colour_shows_expectation_gap_settings_and_next_date() -> None:
    assert render(explain_health(CASE)) == [
        "Shown: at risk.",
        "Expected on 20/11/2026: 50 of 100 days from 01/10/2026 to 09/01/2027 = 50 %.",
        "Expected 50 % − progress 30 % = 20 points behind.",
        "Settings: up to 10 points behind is on track, up to 25 points at risk, more is behind.",
        "Computed colour: at risk.",
        "The next check-in is due on 20/11/2026, overdue from 24/11/2026 (3 days of grace).",
    ]


def test_a_gap_just_over_a_limit_does_not_read_as_the_limit() -> None:
    case = replace(CASE, progress=Fraction(4, 10) - Fraction(1, 10**6))
    assert case.mark is Health.AT_RISK
    assert "= 10,01 points behind." in " ".join(render(explain_health(case)))


def test_being_ahead_and_exactly_on_target_are_told() -> None:
    ahead = render(explain_health(replace(CASE, progress=Fraction(6, 10))))
    assert "Progress 60 % − expected 50 % = 10 points ahead." in ahead
    exact = render(explain_health(replace(CASE, progress=Fraction(1, 2))))
    assert "Progress 50 % is exactly what was expected." in exact


def test_both_colours_of_an_override_are_told() -> None:
    case = replace(CASE, chosen=Health.BEHIND, reason="Thiếu vốn")
    said = render(explain_health(case))
    assert said[0] == "Shown: behind."
    assert "Computed colour: at risk." in said
    assert "The officer chose “behind”, because: Thiếu vốn" in said


def test_a_plan_with_phases_is_told_in_its_unit() -> None:
    case = replace(CASE, phases=((DAY, Decimal(90)),), measure=moving("100", "20"))
    assert "Expected on 20/11/2026: 90 by the phases of the plan = 12,5 %." in render(
        explain_health(case)
    )
    in_percent = replace(case, measure=Measure(Kind.YES_NO))
    assert "90 % by the phases" in " ".join(render(explain_health(in_percent)))


def test_after_the_end_the_frozen_expectation_is_told() -> None:
    late = END + timedelta(days=2)
    said = render(explain_health(replace(CASE, coloured_on=late, today=late, due=None)))
    assert "After 09/01/2027 the expectation no longer changes." in said


def test_an_overdue_check_in_is_told_before_any_colour() -> None:
    case = replace(CASE, today=DAY + timedelta(days=4), limits=Limits(grace_days=3))
    said = render(explain_health(case))
    assert said[0] == "Shown: check-in overdue."
    assert "due on 20/11/2026; after 3 days of grace it is overdue since 24/11/2026" in said[1]


@pytest.mark.parametrize(
    ("case", "mark", "key"),
    [
        (replace(CASE, closed=True), Health.CLOSED, Key.CLOSED),
        (replace(CASE, coloured_on=None, not_before=END), Health.NOT_DUE, Key.NOT_DUE),
        (replace(CASE, coloured_on=None), Health.NOT_STARTED, Key.NOT_STARTED),
        (replace(CASE, coloured_on=None, due=None), Health.NOT_STARTED, Key.NOTHING_ASKED),
    ],
)
def test_each_mark_without_a_colour_has_its_reason(
    case: HealthCase, mark: Health, key: Key
) -> None:
    said = explain_health(case)
    assert said.lines[0].params == {"mark": mark}
    assert said.lines[1].key is key
    assert all(render(said))


def test_a_weighted_roll_up_shows_each_part() -> None:
    parts = [
        Part("KR1", 1.0, Decimal(0)),
        Part("KR2", 0.0, Decimal(50)),
        Part("KR3", 0.4, Decimal(50)),
    ]
    assert render(explain_roll_up(parts)) == [
        "Formula: sum of (weight × progress) ÷ sum of weights.",
        "KR1: 100 %, left out (weight 0 or empty)",
        "KR2: 50 × 0 %",
        "KR3: 50 × 40 %",
        "20 ÷ 100 = 20 %",
        "Progress: 20 %.",
    ]


def test_equal_parts_and_no_parts_are_told() -> None:
    said = render(explain_roll_up([Part("A", Fraction(1)), Part("B", Fraction(0))]))
    assert said[0] == "No weight is above 0, so all 2 parts count equally."
    assert said[-1] == "Progress: 50 %."
    assert render(explain_roll_up([])) == ["Nothing counts towards this objective yet."]


@given(
    st.dates(START, END + timedelta(days=9)),
    st.none() | st.dates(START, END),
    st.fractions(0, 1),
    st.booleans(),
)
def test_any_case_is_explained_in_whole_sentences(
    today: date, on: date | None, done: Fraction, closed: bool
) -> None:
    case = HealthCase(START, END, today, done, coloured_on=on, due=END, closed=closed)
    assert all("{" not in sentence for sentence in render(explain_health(case)))


def test_vietnamese_is_complete_with_the_same_values() -> None:
    file = resources() / "translations" / "vi" / "explanation.json"
    catalogue = json.loads(file.read_text(encoding="utf-8"))
    assert set(TEXTS) == set(Key)
    for english_text in [*TEXTS.values(), *HEALTH_NAMES.values()]:
        assert placeholders(catalogue[english_text]) == placeholders(english_text)


def test_the_answer_follows_the_language() -> None:
    i18n.use("vi")
    assert render(explain_health(CASE))[0] == "Đang hiển thị: có rủi ro."


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
