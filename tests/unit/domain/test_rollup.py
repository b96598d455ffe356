"""Roll-up over weighted parts, and loops of links."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.rollup import Sum, check_weight, find_loop, roll_up
from okrdesk.errors import Code, Refused

SHARES = st.fractions(0, 1, max_denominator=1000)
WEIGHTS = st.none() | st.integers(0, 100) | st.decimals(0, 100, places=2)
PARTS = st.lists(st.tuples(SHARES, WEIGHTS), min_size=1, max_size=12)


def test_vector_of_the_rules() -> None:
    assert roll_up([(1, 0), (0, 50), (Fraction(2, 5), 50)]) == Fraction(1, 5)
    assert roll_up([(1.0, 0), (0.0, 50), (0.4, 50)]) == Fraction(1, 5)


@pytest.mark.parametrize("weight", [None, 0, Decimal(0), 7])
def test_equal_zero_or_empty_weights_count_equally(weight: Decimal | int | None) -> None:
    assert roll_up([(1, weight), (0, weight)]) == Fraction(1, 2)


def test_an_empty_weight_beside_filled_ones_is_left_out() -> None:
    assert roll_up([(1, None), (Fraction(1, 4), Decimal("0.5"))]) == Fraction(1, 4)


def test_nothing_rolls_up_to_nothing() -> None:
    assert roll_up([]) is None


@given(PARTS)
def test_a_roll_up_lies_between_its_parts(
    parts: list[tuple[Fraction, Decimal | int | None]],
) -> None:
    total = roll_up(parts)
    assert total is not None
    assert min(done for done, _ in parts) <= total <= max(done for done, _ in parts)


@given(PARTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    parts: list[tuple[Fraction, Decimal | int | None]], random: Random
) -> None:
    mixed = list(parts)
    random.shuffle(mixed)
    assert roll_up(mixed) == roll_up(parts)


@given(PARTS, st.integers(0, 12))
def test_sums_of_parts_join_to_the_same_roll_up(
    parts: list[tuple[Fraction, Decimal | int | None]], at: int
) -> None:
    plain = [(float(done), weight) for done, weight in parts]
    whole = Sum.of(plain[:at])
    whole.take(None, 50)
    whole.join(Sum.of(plain[at:]))
    assert (whole.number, whole.counted) == (len(parts) + 1, len(parts))
    assert whole.progress == pytest.approx(float(roll_up(parts) or 0))


@pytest.mark.parametrize("weight", ["-1", "100.01"])
def test_weights_outside_0_to_100_are_refused(weight: str) -> None:
    with pytest.raises(Refused) as refused:
        check_weight(Decimal(weight))
    assert refused.value.code is Code.WEIGHT_OUT_OF_RANGE


@pytest.mark.parametrize("weight", [None, Decimal(0), Decimal(100)])
def test_weights_from_0_to_100_and_empty_ones_are_accepted(weight: Decimal | None) -> None:
    check_weight(weight)


PARENTS = {"c": ["b", "x"], "b": ["a"], "x": ["a"], "a": []}


@pytest.mark.parametrize(
    ("child", "parent", "loop"),
    [
        ("a", "a", ["a", "a"]),
        ("a", "b", ["a", "b", "a"]),
        ("a", "c", ["a", "c", "b", "a"]),
        ("c", "a", None),
        ("new", "c", None),
        ("x", "b", None),
    ],
)
def test_a_link_that_closes_a_loop_is_found_with_its_path(
    child: str, parent: str, loop: list[str] | None
) -> None:
    assert find_loop(PARENTS, child, parent) == loop


def test_an_old_loop_elsewhere_does_not_hang_the_search() -> None:
    assert find_loop({"a": ["b"], "b": ["a"]}, "c", "a") is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_links_accepted_one_by_one_never_form_a_loop(links: list[tuple[int, int]]) -> None:
    parents: dict[str, list[str]] = {}
    for child, parent in links:
        if find_loop(parents, str(child), str(parent)) is None:
            parents.setdefault(str(child), []).append(str(parent))
    for child in parents:
        assert all(find_loop(parents, child, parent) is None for parent in parents[child])
