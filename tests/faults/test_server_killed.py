"""The server loses its power at every point of its work: its log has no gap, and the PCs go on."""

import random
from pathlib import Path

import pytest

from okrdesk.server.backup import find_backups
from tests.faults import serving
from tests.faults.breaking import SERVER
from tests.faults.processes import Child, Killed, Said
from tests.faults.site import Site, found, served
from tests.server import postgresql

FILE_BYTES = 600_000


def names(chance: random.Random, count: int) -> list[str]:
    return [f"{chance.getrandbits(64):x}" for _name in range(count)]


def killed_and_started_again(site: Site, chance: random.Random, point: str) -> None:
    pc, other = site.pc(), site.pc()
    mine, theirs = names(chance, chance.randint(2, 60)), names(chance, 3)
    pc.do("add", mine)
    other.do("add", theirs)
    site.serve(point)
    with pytest.raises(Said, match="server"):
        pc.do("sync")
    assert site.died()
    site.serve()
    site.audit()
    other.do("sync")
    pc.settle(mine + theirs)
    other.settle(mine)
    site.audit()


@pytest.mark.parametrize("point", SERVER)
def test_a_killed_server_goes_on(site: Site, chance: random.Random, point: str, run: int) -> None:
    killed_and_started_again(site, chance, point)


@pytest.mark.parametrize("point", ["while writing the feed", "after the commit, before the reply"])
def test_a_killed_server_goes_on_with_postgresql(
    tmp_path: Path, chance: random.Random, point: str
) -> None:
    with (
        postgresql.running() as database,
        served(found(tmp_path / "site", database.create("faults"))) as site,
    ):
        killed_and_started_again(site, chance, point)


@pytest.mark.parametrize("point", ["before an attachment is kept", "while an attachment is kept"])
def test_an_attachment_comes_whole_where_the_server_is_killed_at_its_last_part(
    site: Site, chance: random.Random, point: str
) -> None:
    pc = site.pc()
    _objective, key_result = pc.do("plan", "Có minh chứng", site.unit)
    pc.do("check_in", key_result, 5, chance.randbytes(FILE_BYTES))
    pc.do("sync")
    site.serve(point)
    with pytest.raises(Said, match="server"):
        pc.do("send_files")
    assert site.died()
    site.serve()
    assert pc.do("send_files") == 1
    assert pc.do("send_files") == 0
    pc.settle()
    site.audit()


@pytest.mark.parametrize("point", ["while a backup is copied", "before a backup has its name"])
def test_a_killed_backup_counts_for_nothing_and_the_next_is_made(
    site: Site, chance: random.Random, point: str
) -> None:
    pc = site.pc()
    mine = names(chance, 5)
    pc.do("add", mine)
    pc.do("sync")
    backups = site.place / f"backups {point}"
    first = Child(serving.make_backup, site.settings, backups, point)
    with pytest.raises(Killed):
        first.answer()
    first.end()
    assert find_backups(backups) == []
    pc.do("add", names(chance, 5))
    pc.do("sync")
    second = Child(serving.make_backup, site.settings, backups, "")
    made = second.answer()
    assert second.end() == 0
    assert find_backups(backups) == [made]
    pc.settle(mine)
    site.audit()
