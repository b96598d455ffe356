"""The server comes back from a copy of last night, as processes and enrolment really are."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from okrdesk.server.opening import open_server
from tests.faults.processes import Said
from tests.faults.site import Site
from tests.faults.test_clones import heal
from tests.faults.test_lines import names


def copied(site: Site, to: Path) -> Callable[[], None]:
    """Copy all that the server has; return what puts it back and lets it be served."""
    folder = site.settings.folder
    site.stop()
    site.engine.dispose()
    shutil.copytree(folder, to)
    site.serve()

    def put_back() -> None:
        site.stop()
        site.engine.dispose()
        shutil.rmtree(folder)
        shutil.copytree(to, folder)
        open_server(folder, None, accept_restore=True).dispose()
        site.serve()

    return put_back


def test_copies_of_one_folder_both_go_on_with_a_restored_server(
    site: Site, chance: random.Random, tmp_path: Path
) -> None:
    pc = site.pc()
    put_back = copied(site, tmp_path / "night")
    made = names(chance, 3)
    pc.do("add", made[:1])
    pc.do("sync")
    pc.close()
    pcs = [pc, pc.copy()]
    for one, name in zip(pcs, made[1:], strict=True):
        one.open()
        one.do("add", [name])
    put_back()
    assert len(set(heal(pcs))) == 2
    for one in pcs:
        one.settle(made)
    site.audit()


def test_a_pc_that_a_restored_server_never_saw_enrols_again_and_brings_all_it_did(
    site: Site, chance: random.Random, tmp_path: Path
) -> None:
    put_back = copied(site, tmp_path / "night")
    pc = site.pc()
    made = names(chance, 4)
    pc.do("add", made[:2])
    pc.do("sync")
    put_back()
    pc.do("add", made[2:])
    with pytest.raises(Said, match="device_unknown"):
        pc.do("sync")
    pc.do("enrol", site.asked(pc.person))
    pc.settle(made)
    site.audit()
