"""The document of scale says what follows from its own numbers, and nothing else."""

from dataclasses import replace
from math import ceil

import pytest

from okrdesk.server.scale import (
    Costs,
    Habits,
    Place,
    costs_in,
    costs_of,
    need_of,
    rewrite,
    rounded,
    tables,
)
from okrdesk.server.scale_bench import Exchange, Measured
from tests.conftest import ROOT

DOCUMENT = ROOT / "installer" / "server" / "QUY-MO.md"
COSTS = Costs(
    cores=2,
    changes=20,
    per_second=100.0,
    core_ms=20.0,
    bytes_up=2_000,
    bytes_down=3_000,
    idle_bytes=1_100,
    bytes_per_change=1_000.0,
    resident_mb=100.0,
)


def test_the_tables_of_the_document_follow_from_its_costs() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert rewrite(text, costs_in(text)) == text
    for table in tables(costs_in(text)).values():
        assert table in text


def test_a_number_that_was_changed_by_hand_is_noticed() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    changed = text.replace("| Cả nước | 2.000.000 |", "| Cả nước | 3.000.000 |", 1)
    assert changed != text
    assert rewrite(changed, costs_in(changed)) == text


def test_a_place_needs_what_its_rush_takes() -> None:
    habits = Habits(most_in_cell=30_000, rush_share=0.5, rush_seconds=3_600, load=0.5)
    need = need_of(Place("Thành phố", 72_000, 100), COSTS, habits)
    assert (need.cells, need.officers_in_cell) == (3, 24_000)
    assert need.rush_per_second == pytest.approx(24_000 / 2 / 3_600)
    assert need.cores == max(2, ceil(need.rush_per_second * 0.020 / 0.5))
    assert need.memory_gb == 4, "as the settings of PostgreSQL take it"
    assert need.megabits == pytest.approx(need.rush_per_second * 5_000 * 8 / 1e6)
    assert need.year_gb == pytest.approx(72_000 * 20 * 250 * 1_000 / 1e9)
    assert need.kept_gb == pytest.approx(5 * need.year_gb)


def test_twice_the_cost_needs_twice_the_cores() -> None:
    place, habits = Place("Cả nước", 2_000_000, 10), Habits(most_in_cell=2_000_000)
    once = need_of(place, COSTS, habits).cores
    twice = need_of(place, replace(COSTS, core_ms=40.0), habits).cores
    assert 2 * once - 1 <= twice <= 2 * once


def test_costs_are_those_of_the_smallest_sync_that_was_measured() -> None:
    found = Measured(
        exchanges=[Exchange(1_000, 1, 1, 80_000, 70_000, 1), Exchange(20, 1, 1, 2_500, 2_600, 1)],
        rush_per_second=83.3333,
        idle_up=500,
        idle_down=600,
        bytes_per_change=1234.5,
        resident_mb=119.9,
    )
    costs = costs_of(found, cores=2)
    assert (costs.changes, costs.bytes_up, costs.bytes_down) == (20, 2_500, 2_600)
    assert costs.core_ms == pytest.approx(24.0)
    assert costs.idle_bytes == 1_100
    assert costs.bytes_per_change == 1_234


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234.5, "1234"), (99.96, "100"), (0.012345, "0.0123"), (12.34, "12.3")],
)
def test_numbers_are_rounded_to_three_digits(value: float, text: str) -> None:
    assert f"{rounded(value):f}" == text
