"""Histories of the simulator, lived by PCs with the real journal and the real encrypted store."""

from pathlib import Path

import pytest

from tests.sync.client.sql_desk import Disks, desks_on
from tests.sync.histories import live
from tests.sync.world import World


@pytest.mark.parametrize("seed", range(3))
def test_real_pcs_keep_every_promise(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(seed)
    monkeypatch.setattr("okrdesk.db.journal.new_id", world.ids)
    make = desks_on(Disks(tmp_path))
    world.desks = lambda person, state: world.on_dicts(state) if person == "rogue" else make(state)
    try:
        live(world, steps=60)
    finally:
        for pc in world.pcs:
            if not isinstance(pc.desk, type(world.on_dicts(pc.desk.state()))):
                pc.desk.close()
