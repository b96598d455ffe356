"""Clocks that are wrong by years, jump and leap: who knew the other's value and changed it wins."""

import random

import pytest

from tests.faults.site import Site
from tests.faults.test_lines import names

YEAR = 365.25


@pytest.mark.parametrize("days", [-10 * YEAR, 3 * YEAR, -1 / 24, 1])
def test_the_later_of_two_who_knew_wins_whatever_their_clocks_say(
    site: Site, chance: random.Random, days: float
) -> None:
    wrong, right = site.pc(), site.pc()
    wrong.do("set_clock", days)
    first, second, third = (f"{chance.getrandbits(64):x}" for _name in range(3))
    (unit,) = right.do("add", [first])
    right.do("sync")
    wrong.do("sync")
    wrong.do("rename", unit, second)
    wrong.do("sync")
    right.do("sync")
    right.do("rename", unit, third)
    right.do("sync")
    wrong.settle([third])
    right.settle([third])
    assert second not in site.names()
    site.audit()


def test_a_clock_that_leaps_at_every_sync_loses_nothing(site: Site, chance: random.Random) -> None:
    leaping, steady = site.pc(), site.pc()
    made: list[str] = []
    (unit,) = steady.do("add", names(chance, 1))
    steady.do("sync")
    for hours in (1, 2, 26, -5, 0, -1, 3):
        leaping.do("sync")
        leaping.do("set_clock", hours / 24)
        made += names(chance, 2)
        leaping.do("add", made[-2:])
        last = names(chance, 1)
        leaping.do("rename", unit, *last)
    leaping.settle([*made, *last])
    steady.settle([*made, *last])
    site.audit()
