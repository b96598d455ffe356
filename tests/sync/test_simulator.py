"""Random histories of officers, heads, an administrator, a forger and one server: nothing breaks.

`python -m tests.sync.histories 10000` runs more of them; a failure names its seed, and
`python -m tests.sync.histories 1 SEED` lives it again.
"""

import pytest

from tests.sync.histories import run

_BLOCKS, _IN_EACH = 6, 50


@pytest.mark.parametrize("block", range(_BLOCKS))
def test_histories_keep_every_promise(block: int) -> None:
    for seed in range(block * _IN_EACH, (block + 1) * _IN_EACH):
        run(seed)


def test_a_history_is_the_same_each_time_it_is_lived() -> None:
    one, other = run(7), run(7)
    assert one.shelf.log == other.shelf.log
    assert one.shelf.stored == other.shelf.stored
    assert [pc.desk.rows for pc in one.pcs] == [pc.desk.rows for pc in other.pcs]


def test_histories_meet_what_they_are_there_for() -> None:
    """A simulator in which nothing happens proves nothing."""
    worlds = [run(seed) for seed in range(40)]
    verdicts = [verdict for world in worlds for verdict in world.shelf.decided.values()]
    fates = {verdict.fate for verdict in verdicts}
    reasons = {verdict.reason for verdict in verdicts if verdict.reason}
    assert fates == {"applied", "superseded", "refused", "parked"}
    assert reasons >= {
        "no_authority",
        "cycle_closed",
        "depends_on_refused",
        "handover",
        "unseen_version",
    }
    assert any(verdict.hlc_eff for verdict in verdicts)
    assert any(world.epochs for world in worlds)
    assert any(pc.desk.state().former for world in worlds for pc in world.pcs)
    assert any(key[0] == "conflict" for world in worlds for key in world.shelf.stored)
    assert any(world.made[cid] for world in worlds for cid in world.forbidden)
