"""A short soak; `python -m tests.faults.soak` makes it as long as there is time."""

import random
from pathlib import Path

from tests.faults.site import site
from tests.faults.soak import Plan, soak


def test_an_office_in_which_everything_fails_comes_to_rest_whole(
    tmp_path: Path, chance: random.Random
) -> None:
    with site(tmp_path) as served:
        told = soak(served, Plan(10.0, 3, chance.getrandbits(32)))
    assert told.kills + told.cuts + told.server_kills > 0
    assert told.acts > 0
