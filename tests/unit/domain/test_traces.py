"""A trace says of every week what the plain rules say of its last day, under any limits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.excuse import Excuse, deferred
from okrdesk.domain.health import Health, Limits, shown
from okrdesk.domain.objective import KeyResult, Owner, Phase
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.reached import colour_of_last, reached_on
from okrdesk.domain.rhythm import Rhythm, next_due, opens_on
from okrdesk.domain.traces import mark_of, trace_of, week_end, week_ends

START, END = date(2026, 2, 3), date(2026, 5, 27)
MEASURES = (
    Measure(Kind.INCREASE, Decimal(0), Decimal(40)),
    Measure(Kind.DECREASE, Decimal(30), Decimal("0.5")),
    Measure(Kind.KEEP_AT_LEAST, low=Decimal(20)),
    Measure(Kind.KEEP_BETWEEN, low=Decimal(5), high=Decimal(25)),
    Measure(Kind.YES_NO),
    Measure(Kind.STEPS, steps=(Step("a", "A", Decimal(1)), Step("b", "B", Decimal(2)))),
    Measure(Kind.COUNT, target=Decimal(33)),
)
CHOSEN = (None, None, Health.ON_TRACK, Health.AT_RISK, Health.BEHIND)
EXCUSES: tuple[tuple[Excuse, ...], ...] = (
    (),
    (Excuse(date(2026, 3, 1), date(2026, 3, 20)),),
    (Excuse(date(2026, 4, 8), None), Excuse(date(2026, 2, 9), date(2026, 2, 10))),
)
Day = tuple[int, int, int, int]
Rule = tuple[Limits, tuple[Excuse, ...]]


def key_result(measure: Measure, rhythm: Rhythm, planned: bool) -> KeyResult:
    plan = (Phase(date(2026, 4, 1), Decimal(10)),)
    phases = plan if planned and not measure.kind.keeps else ()
    owner, span = Owner(unit_id="u"), (START, END)
    return KeyResult("k", "o", "Kết quả", measure, owner, *span, rhythm=rhythm, phases=phases)


def check_ins(measure: Measure, days: list[Day]) -> list[CheckIn]:
    entries = [
        CheckIn(
            id=f"{place}",
            key_result_id="k",
            author_id="p",
            effective_on=START + timedelta(day),
            entered_at=datetime(2026, 6, 1, tzinfo=UTC),
            value=Decimal(value % 2 if measure.kind is Kind.YES_NO else value),
            steps_done=frozenset(("a", "b")[: value % 3]) if measure.steps else frozenset(),
            next_on=START + timedelta(day + later) if later else None,
            chosen_colour=CHOSEN[colour],
        )
        for place, (day, value, later, colour) in enumerate(days)
    ]
    return sorted(entries, key=lambda entry: entry.effective_on)


def plainly(one: KeyResult, entries: list[CheckIn], day: date, rule: Rule) -> Health:
    """Return the mark on a day by the rules, from what was known of days until then."""
    limits, excuses = rule
    known = [entry for entry in entries if entry.effective_on <= day]
    last = known[-1] if known else None
    colour = None
    if last is not None:
        values = [(entry.effective_on, entry.value) for entry in known]
        colour = last.chosen_colour or colour_of_last(one, values, limits, last.steps_done)
    span = (one.start_on, one.end_on)
    told = (last.effective_on, last.next_on) if last else (None, None)
    return shown(
        closed=False,
        due=deferred(next_due(one.rhythm, *span, *told, one.due_month), excuses, day, END),
        not_before=opens_on(one.rhythm, *span, one.due_month),
        last_colour=colour,
        today=day,
        limits=limits,
    )


@settings(max_examples=80)
@given(
    st.sampled_from(MEASURES),
    st.sampled_from(Rhythm),
    st.booleans(),
    st.lists(
        st.tuples(
            st.integers(0, (END - START).days),
            st.integers(0, 45),
            st.sampled_from((0, 0, 3, 20)),
            st.integers(0, 4),
        ),
        max_size=9,
        unique_by=lambda day: day[0],
    ),
    st.tuples(
        st.builds(Limits, st.integers(0, 20), st.integers(20, 60), st.integers(0, 9)),
        st.sampled_from(EXCUSES),
    ),
)
def test_every_week_equals_the_plain_rules(
    measure: Measure, rhythm: Rhythm, planned: bool, days: list[Day], rule: Rule
) -> None:
    one = key_result(measure, rhythm, planned)
    entries = check_ins(measure, days)
    trace = trace_of(one, entries, rule[1])
    weeks = week_ends(START, END)
    assert (trace.first_on, len(trace.progress)) == (weeks[0], len(weeks))
    for sunday, share, number in zip(weeks, trace.progress, trace.marks(rule[0]), strict=True):
        known = [entry for entry in entries if entry.effective_on <= sunday]
        assert mark_of(number) is plainly(one, entries, sunday, rule)
        assert share == pytest.approx(float(reached_on(one, known, sunday).progress.value))


def test_a_week_ends_on_its_sunday() -> None:
    assert week_end(date(2026, 11, 16)) == date(2026, 11, 22) == week_end(date(2026, 11, 22))
    assert week_ends(date(2026, 11, 22), date(2026, 11, 23))[1:] == [date(2026, 11, 29)]
