"""Where an evaluation stands follows from its scores and decisions, in whatever order they come."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.evaluation.steps import OF_CLOSED, STEPS, Level, StepKind
from okrdesk.domain.evaluation.workflow import (
    Decision,
    EvaluationState,
    Given,
    Situation,
    next_scores,
    next_steps,
    situation_of,
)

KINDS = sorted(STEPS["evaluation"])
SCORES = [Given(f"s{at}", level, "p", at) for at, level in enumerate([*Level, *Level], start=1)]
SCORE_IDS = [score.id for score in SCORES]


def decided(*kinds: StepKind, score_id: str = "s1") -> list[Decision]:
    """Return decisions one after another, all about one score."""
    return [Decision(f"d{at}", kind, "p", 100 + at, score_id) for at, kind in enumerate(kinds)]


def after(*kinds: StepKind) -> Situation:
    return situation_of(SCORES[:1], decided(*kinds))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Given], list[Decision]]:
    """Draw scores and decisions, some of the same moment."""
    scores = draw(st.lists(st.sampled_from(SCORES), unique=True, max_size=6))
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.sampled_from(SCORE_IDS)),
            max_size=8,
        )
    )
    decisions = [
        Decision(f"d{place}", kind, "p", at, id) for place, (kind, at, id) in enumerate(drawn)
    ]
    return scores, decisions


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_state(
    history: tuple[list[Given], list[Decision]], chance: Random
) -> None:
    scores, decisions = history
    whole = situation_of(scores, decisions)
    shuffled = list(scores), list(decisions)
    for part in shuffled:
        chance.shuffle(part)
    assert situation_of(*shuffled) == whole


@given(histories(), st.booleans(), st.booleans())
def test_a_locked_evaluation_takes_no_scores_and_no_other_steps(
    history: tuple[list[Given], list[Decision]], is_closed: bool, is_overdue: bool
) -> None:
    situation = situation_of(*history)
    steps = next_steps(situation, is_closed=is_closed, is_overdue=is_overdue)
    levels = next_scores(situation, is_closed=is_closed, is_overdue=is_overdue)
    if is_closed and not situation.is_unlocked:
        assert steps <= OF_CLOSED
        assert not levels
    if situation.state is EvaluationState.APPROVED:
        assert not levels


@given(histories())
def test_an_approval_stands_until_it_is_reopened(
    history: tuple[list[Given], list[Decision]],
) -> None:
    scores, decisions = history
    approval = Decision("last", StepKind.APPROVE, "p", 50, "s1")
    before = [one for one in decisions if one.kind is not StepKind.REOPEN]
    later = Decision("later", StepKind.SUBMIT, "p", 60, "s2")
    if situation_of(scores, before).state is not EvaluationState.APPROVED:
        found = situation_of(scores, [*before, approval, later])
        assert (found.state, found.approved) == (EvaluationState.APPROVED, "s1")


def test_the_way_leads_to_the_approval() -> None:
    states = [
        situation_of([], []).state,
        after().state,
        after(StepKind.SUBMIT).state,
        after(StepKind.SUBMIT, StepKind.PROPOSE).state,
        after(StepKind.SUBMIT, StepKind.PROPOSE, StepKind.APPROVE).state,
    ]
    assert states == [
        EvaluationState.PREPARED,
        EvaluationState.SELF,
        EvaluationState.SUBMITTED,
        EvaluationState.PROPOSED,
        EvaluationState.APPROVED,
    ]


def test_what_was_proposed_goes_back_to_the_head_and_then_to_the_officer() -> None:
    once = after(StepKind.SUBMIT, StepKind.PROPOSE, StepKind.RETURN)
    assert (once.state, once.proposed) == (EvaluationState.SUBMITTED, None)
    twice = after(StepKind.SUBMIT, StepKind.PROPOSE, StepKind.RETURN, StepKind.RETURN)
    assert twice.state is EvaluationState.RETURNED
    assert twice.turn is Level.SELF


def test_what_is_scored_after_the_approval_is_shown_as_newer() -> None:
    steps = decided(StepKind.SUBMIT, StepKind.PROPOSE, StepKind.APPROVE)
    late = Given("late", Level.SELF, "p", 500)
    found = situation_of([*SCORES[:1], late], steps)
    assert (found.state, found.is_newer) == (EvaluationState.APPROVED, True)
    assert not situation_of(SCORES[:1], steps).is_newer


def test_only_reopening_unlocks() -> None:
    approved = (StepKind.SUBMIT, StepKind.APPROVE)
    reopened = after(*approved, StepKind.REOPEN)
    assert (reopened.state, reopened.is_unlocked) == (EvaluationState.REOPENED, True)
    assert next_scores(reopened, is_closed=True) == frozenset(Level)
    assert not after(*approved, StepKind.REOPEN, StepKind.APPROVE).is_unlocked
    assert after(StepKind.REOPEN).state is EvaluationState.SELF


def test_a_complaint_waits_for_its_answer_and_leaves_the_result_alone() -> None:
    filed = after(StepKind.SUBMIT, StepKind.APPROVE, StepKind.COMPLAIN)
    assert (filed.state, filed.has_open_complaint) == (EvaluationState.APPROVED, True)
    assert StepKind.ANSWER in next_steps(filed, is_closed=True)
    assert StepKind.COMPLAIN not in next_steps(filed)
    kinds = (StepKind.SUBMIT, StepKind.APPROVE, StepKind.COMPLAIN, StepKind.ANSWER)
    assert not after(*kinds).has_open_complaint


def test_without_the_officer_the_head_goes_on_only_after_the_officers_day() -> None:
    assert StepKind.PROPOSE not in next_steps(after())
    assert StepKind.PROPOSE in next_steps(after(), is_overdue=True)
    assert Level.HEAD in next_scores(after(), is_overdue=True)
