"""A short soak; `python -m tests.faults.soak` makes it as long as there is time."""

import random

from tests.faults.site import Site
from tests.faults.soak import Plan, soak


def test_an_office_in_which_everything_fails_comes_to_rest_whole(
    site: Site, chance: random.Random
) -> None:
    told = soak(site, Plan(10.0, 3, chance.getrandbits(32)))
    assert told.is_something
