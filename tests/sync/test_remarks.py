"""Words on work as the server judges them: those above judge, everybody comments, owners answer."""

from typing import Any

import pytest

from okrdesk.domain.fate import Fate, Reason
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter

APPLIED = (Fate.APPLIED, None)
REFUSED = (Fate.REFUSED, Reason.NO_AUTHORITY)


@pytest.fixture
def key_result(counter: Counter) -> Record:
    """A key result of the officer `one`, in unit u1."""
    objective = counter.objective("one")
    made = counter.key_result("one", objective)
    counter.arrive(objective, made)
    return made


def word(counter: Counter, who: str, kind: str, of: Record, **values: Any) -> Record:
    own = {"author_id": counter.person(who), "entered_at": counter.now_ms, "kind": kind}
    return counter.made(who, "remark", {f"{of.ent}_id": of.eid, **own, **values}, "append")


@pytest.mark.parametrize(
    ("who", "kind", "fate"),
    [
        ("head1", "return", APPLIED),
        ("head1", "acknowledge", APPLIED),
        ("leader", "acknowledge", APPLIED),
        ("two", "acknowledge", REFUSED),
        ("one", "acknowledge", REFUSED),
        ("head2", "return", REFUSED),
        ("two", "comment", APPLIED),
    ],
)
def test_who_may_say_what_of_a_check_in(
    counter: Counter, key_result: Record, who: str, kind: str, fate: object
) -> None:
    check_in = counter.check_in("one", key_result)
    said = word(counter, who, kind, check_in, text="x")
    counter.arrive(check_in, said)
    assert counter.fates(said) == [fate]


def test_an_explanation_is_asked_from_above_and_answered_by_the_owner(
    counter: Counter, key_result: Record
) -> None:
    asked = word(counter, "head1", "ask", key_result, text="Vì sao?", due_on="2026-03-20")
    forged = word(counter, "two", "answer", key_result, text="x", answers_id=asked.eid)
    answer = word(counter, "one", "answer", key_result, text="Bão", answers_id=asked.eid)
    counter.arrive(asked, forged, answer)
    assert counter.fates(asked, forged, answer) == [APPLIED, REFUSED, APPLIED]
