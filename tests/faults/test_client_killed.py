"""A PC loses its power at every point of its work: after two syncs nothing is lost or doubled."""

import random
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from okrdesk.db.migrations import REVISIONS, SCRIPTS
from okrdesk.domain.objective import Owner
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objectives import edit_objective, find_objective
from tests.faults.breaking import CLIENT
from tests.faults.processes import Killed
from tests.faults.proxy import FaultyLine
from tests.faults.site import Site

NEWER = """
import os, signal
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{last}"

def upgrade():
    op.add_column("measure_unit", sa.Column("symbol", sa.Text))
    op.execute("UPDATE measure_unit SET symbol = name")
    {more}
"""


def new_names(chance: random.Random, most: int = 60) -> list[str]:
    return [f"{chance.getrandbits(64):x}" for _name in range(chance.randint(2, most))]


@pytest.mark.parametrize("point", CLIENT)
def test_a_killed_pc_goes_on(site: Site, chance: random.Random, point: str, run: int) -> None:
    pc = site.pc()
    other = site.pc()
    theirs = new_names(chance)
    other.do("add", theirs)
    other.do("sync")
    mine = new_names(chance)
    if point != CLIENT[0]:
        pc.do("add", mine)
        pc.do("break_at", point)
        pc.dies("sync")
    else:
        pc.do("break_at", point)
        pc.dies("add", mine)
    pc.settle(mine + theirs)
    other.settle(mine)
    site.audit()


def test_a_pc_killed_after_sending_takes_the_reply_later(
    site: Site, line: FaultyLine, chance: random.Random
) -> None:
    pc = site.pc(url=line.url)
    mine = new_names(chance)
    pc.do("add", mine)
    line.on_request = lambda _number: pc.child and pc.child.signal(signal.SIGKILL)
    with pytest.raises(Killed):
        pc.do("sync")
    pc.kill()
    line.on_request = lambda _number: None
    pc.settle(mine)
    site.audit()


@pytest.mark.parametrize("page", [1, 3])
def test_a_first_download_goes_on_where_it_was_cut(
    site: Site, chance: random.Random, page: int
) -> None:
    first = site.pc()
    for _act in range(5):  # a page ends where an act ends
        first.do("add", [f"{chance.getrandbits(64):x}" for _name in range(60)])
    first.do("sync")
    pc = site.new_folder()
    pc.start()
    pc.do("take_small_pages", 60)
    pc.do("break_at", "after the commit", page)
    pc.dies("enrol", site.asked(pc.person))
    before = len(site.rows())
    pc.start()
    pc.do("take_small_pages", 60)
    pc.do("open")
    pc.check()
    assert pc.do("sync")["received"] < before - 60 * page


def test_a_pc_killed_while_it_removes_what_left_its_scopes(site: Site) -> None:
    admin, officer = site.pc(), site.pc(site.officer)
    objective, key_result = admin.do("plan", "Chuyển đơn vị", site.unit)
    admin.do("check_in", key_result, 7)
    admin.do("sync")
    officer.do("sync")
    assert ("objective", objective) in officer.do("rows")
    desk, owner = site.desk(), Owner(unit_id=site.other)
    edit_objective(desk, replace(find_objective(desk, objective), owner=owner))
    edit_key_result(desk, replace(find_key_result(desk, key_result), owner=owner))
    officer.do("break_at", "while purging")
    officer.dies("sync")
    officer.open()
    assert ("objective", objective) in officer.do("rows")
    officer.settle()
    left = officer.do("rows")
    assert not {("objective", objective), ("key_result", key_result)} & left.keys()
    admin.settle()


def test_a_pc_killed_during_an_upgrade_is_upgraded_at_the_next_start(
    site: Site, tmp_path: Path, chance: random.Random
) -> None:
    pc = site.pc()
    mine = new_names(chance)
    pc.do("add", mine)
    pc.close()
    for more in ("os.kill(os.getpid(), signal.SIGKILL)", ""):
        scripts = tmp_path / f"scripts {bool(more)}"
        shutil.copytree(SCRIPTS, scripts)
        (scripts / "9999_newer.py").write_text(NEWER.format(last=REVISIONS[-1], more=more))
        pc.start()
        pc.do("upgrade_to", scripts)
        if more:
            pc.dies("open")
            pc.start()
            pc.do("open")
            assert pc.do("problems") == []
            pc.close()
        else:
            pc.do("open")
    assert pc.do("waiting") == len(mine)
    pc.do("sync")
    pc.check(mine)
