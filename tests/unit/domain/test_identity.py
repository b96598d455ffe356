"""Ids sort by the time they were made; the clock of changes only ever rises."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.identity import Hlc, new_id

MOMENTS = st.integers(0, (1 << 47) - 1)
CLOCKS = st.builds(Hlc, MOMENTS, st.integers(0, (1 << 16) - 1))


@given(MOMENTS, st.binary(min_size=10, max_size=10))
def test_an_id_is_a_version_7_uuid_that_tells_its_time(moment: int, noise: bytes) -> None:
    made = uuid.UUID(new_id(moment, noise))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == moment
    assert str(made) == new_id(moment, noise)


def test_the_example_of_rfc_9562() -> None:
    """Appendix A.6: 2022-02-22 14:22:22.00 -05:00, random parts CC3 and 18C4DC0C0C07398F."""
    noise = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert new_id(0x017F22E279B0, noise) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MOMENTS, MOMENTS)
def test_ids_sort_by_time_as_text(first: int, second: int) -> None:
    ids = new_id(first), new_id(second)
    assert first == second or (ids[0] < ids[1]) == (first < second)


def test_ids_made_one_after_the_other_keep_their_order_within_a_millisecond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter(range(1_000_000, 2_000_000, 1_000))
    monkeypatch.setattr("time.time_ns", lambda: next(moments))
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made)


def test_ids_made_at_once_differ() -> None:
    assert len({new_id(1) for _ in range(10_000)}) == 10_000


@given(CLOCKS)
def test_a_reading_is_packed_and_unpacked(clock: Hlc) -> None:
    assert Hlc.unpack(clock.pack()) == clock


@given(CLOCKS, CLOCKS)
def test_packed_readings_sort_as_the_clock_does(first: Hlc, second: Hlc) -> None:
    order = (first.ms, first.counter) < (second.ms, second.counter)
    assert (first.pack() < second.pack()) == order


@given(CLOCKS, MOMENTS)
def test_a_tick_is_always_later_even_when_the_pc_clock_goes_back(clock: Hlc, now: int) -> None:
    later = clock.tick(now)
    assert later.pack() > clock.pack()
    assert later.ms >= now or later.ms >= clock.ms


@pytest.mark.parametrize(
    ("clock", "now", "later"),
    [
        (Hlc(10, 5), 11, Hlc(11, 0)),
        (Hlc(10, 5), 10, Hlc(10, 6)),
        (Hlc(10, 5), 9, Hlc(10, 6)),
        (Hlc(10, 65535), 10, Hlc(11, 0)),
    ],
)
def test_a_tick_follows_the_pc_clock_or_counts(clock: Hlc, now: int, later: Hlc) -> None:
    assert clock.tick(now) == later


def test_packed_readings_fit_a_signed_64_bit_column() -> None:
    assert Hlc((1 << 47) - 1, 65535).pack() < 1 << 63
