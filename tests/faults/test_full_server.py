"""The server's disk is full: PCs are told so and come again, and with room again nothing lacks."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.faults.disks import ALMOST_FULL, full_disk
from tests.faults.processes import Said
from tests.faults.site import Site, found, served
from tests.faults.test_lines import names
from tests.server import postgresql

MANY = 1900
"""Changes of one act, which travel in one request and take more room than there is."""
_SEGMENT, _PAGE = 1024 * 1024, 8192
"""Of PostgreSQL: a file of its log must find room, and a page that has half of it says full."""


def works_again_once_there_is_room(
    site: Site, chance: random.Random, full: AbstractContextManager[None], known: int = 3
) -> None:
    """Fill the disk of a server that knows so many changes, and give it room again."""
    pc, other = site.pc(), site.pc()
    theirs, mine, later = names(chance, known), names(chance, MANY), names(chance, 3)
    other.do("add", theirs)
    other.do("sync")
    pc.do("add", mine)
    assert site.health()["disk"]
    with full:
        for _time in range(2):
            with pytest.raises(Said, match="server_cannot_store"):
                pc.do("sync")
        told = site.health()
        assert (told["ready"], told["database"], told["disk"]) == (False, True, False)
        assert not set(mine) & set(site.names()), "half an act is there"
        site.audit()
        pc.do("add", later)
    pc.settle(mine + theirs + later)
    assert site.health()["ready"]
    other.settle(mine + later)
    site.audit()


@pytest.mark.parametrize("size", [0, ALMOST_FULL])
def test_a_full_disk_of_the_server_keeps_work_waiting_and_no_more(
    site: Site, chance: random.Random, size: int
) -> None:
    assert site.server
    pid = site.server.pid
    works_again_once_there_is_room(site, chance, full_disk(lambda: [pid], size))


@pytest.fixture(scope="module")
def database() -> Iterator[postgresql.PostgreSql]:
    """Give a PostgreSQL that needs no large file of its log."""
    with postgresql.running("--wal-segsize=1") as made:
        yield made


def test_a_full_disk_of_postgresql_keeps_work_waiting_and_no_more(
    database: postgresql.PostgreSql, chance: random.Random, tmp_path: Path
) -> None:
    with served(found(tmp_path / "site", database.create("full"))) as site:
        full = full_disk(database.processes, _SEGMENT + _PAGE // 2, database.as_user)
        works_again_once_there_is_room(site, chance, full, known=1900)
