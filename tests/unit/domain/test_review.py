"""Levels of approval: whatever order words arrive in, an objective stands at the same place."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.review import (
    Review,
    ReviewKind,
    ReviewState,
    approved_content,
    content_of,
    hash_of,
    standing_of,
)

S, K = ReviewState, ReviewKind
WORDS = {"s": K.SUBMIT, "r": K.RETURN, "a": K.APPROVE}


def told(text: str) -> list[Review]:
    """Return words as "s2 a1:x r": kind, level, content (h), in the order of their clocks."""
    words = []
    for at, word in enumerate(text.split()):
        said, _colon, content = word.partition(":")
        words.append(
            Review(f"w{at}", WORDS[said[0]], f"p{at}", content or "h", at, level=int(said[1:] or 1))
        )
    return words


@pytest.mark.parametrize(
    ("text", "state", "given", "following"),
    [
        ("", S.DRAFT, (), None),
        ("s1", S.SUBMITTED, (), 1),
        ("s1 a1", S.APPROVED, (1,), None),
        ("s3", S.SUBMITTED, (), 1),
        ("s3 a1", S.SUBMITTED, (1,), 2),
        ("s3 a2", S.SUBMITTED, (2,), 1),
        ("s3 a1 a3", S.SUBMITTED, (1, 3), 2),
        ("s3 a1 a2 a3", S.APPROVED, (1, 2, 3), None),
        ("s2 a1 r", S.RETURNED, (), None),
        ("s2 a1 r a2", S.RETURNED, (2,), None),
        ("s2 a1 r s2", S.SUBMITTED, (), 1),
        ("s1 r a1", S.APPROVED, (1,), None),
        ("s2 a1 s2 a2", S.SUBMITTED, (2,), 1),
        ("s1:x a1:x", S.AMENDED, (), None),
        ("s2:x a1:x", S.DRAFT, (), None),
        ("s2:x r:x", S.RETURNED, (), None),
        ("s1:x a1:x s2", S.SUBMITTED, (), 1),
        ("s1:x a1:x s2 a1 a2", S.APPROVED, (1, 2), None),
        ("s1 a1 s1:x a1:x", S.AMENDED, (), None),
        ("s1 a1 s1:x a1:x s1", S.SUBMITTED, (), 1),
        ("a1", S.APPROVED, (1,), None),
        ("s2:x a1", S.SUBMITTED, (1,), 2),
    ],
)
def test_where_an_objective_stands(
    text: str, state: ReviewState, given: tuple[int, ...], following: int | None
) -> None:
    standing = standing_of(told(text), "h")
    assert standing.state is state
    assert tuple(one.level for one in standing.given) == given
    assert standing.next_level == following


def test_what_was_approved_last_is_in_force_until_other_content_is() -> None:
    assert approved_content(told("s2:x a1:x a2:x s2 a1")) == "x"
    assert approved_content(told("s2:x a1:x a2:x s2 a1 a2")) == "h"
    assert approved_content(told("s1:x a1:x s1 r")) == "x"
    assert approved_content(told("s2 a1")) is None


@pytest.mark.parametrize("text", ["s2 a1 a2 s1:x", "s2 a1 r s2 a2", "s1:x a1:x s3 a1 a3 a2"])
def test_every_order_of_arrival_gives_the_same(text: str) -> None:
    words = told(text)
    ends = {
        (one.state, one.next_level, one.in_force)
        for order in permutations(words)
        for one in [standing_of(order, "h")]
    }
    assert len(ends) == 1


_word = st.builds(
    Review,
    id=st.uuids().map(str),
    kind=st.sampled_from(K),
    author_id=st.sampled_from("ab"),
    content_hash=st.sampled_from(["h", "x", "y"]),
    at=st.integers(0, 9),
    level=st.integers(1, 3),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_word, max_size=9, unique_by=lambda one: one.id), st.randoms())
def test_no_order_of_arrival_matters_and_nothing_is_approved_in_part(words, random) -> None:  # type: ignore[no-untyped-def]
    standing = standing_of(words, "h")
    shuffled = list(words)
    random.shuffle(shuffled)
    assert standing_of(shuffled, "h") == standing
    if standing.state is S.APPROVED:
        assert any(one.kind is K.APPROVE and one.content_hash == "h" for one in words)
        assert standing.in_force == "h"
    if standing.next_level is not None:
        assert standing.next_level not in {one.level for one in standing.given}
    dull = [replace(one, comment="khác") for one in words]
    assert standing_of(dull, "h").state is standing.state


def test_the_kept_content_has_the_hash_that_names_it() -> None:
    objective = {"id": "o", "title": "Một", "weight": None, "tags": ["x"]}
    parts = {
        "a": {"title": "A", "target_value": "5", "archived": False},
        "b": {"title": "B", "archived": True},
    }
    content = content_of(objective, parts)
    assert set(content["key_results"]) == {"a"}
    assert "tags" not in content["objective"]
    assert hash_of(content) == hash_of(content_of({**objective, "tags": []}, parts))
