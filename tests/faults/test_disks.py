"""Disks full, read-only or wrong: a sentence, nothing overwritten, the work still there."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from okrdesk.db.files import DATABASE, KEY_FILE
from okrdesk.errors import Fault
from okrdesk.server.database import DATABASE as SERVER_DATABASE
from okrdesk.server.opening import open_server
from tests.faults.disks import ALMOST_FULL, full_disk
from tests.faults.processes import Said
from tests.faults.site import Seat, Site
from tests.faults.test_lines import names

CARRIED = "mang đi.okrb"
LARGE = 1 << 20
PAGE = 4096
DAMAGED = {"store_damaged", "store_unreadable", "wrong_key", "disk_error"}


@pytest.mark.parametrize("is_written_early", [False, True])
def test_a_full_disk_of_a_pc_stops_edit_and_sync_and_no_more(
    site: Site, chance: random.Random, is_written_early: bool
) -> None:
    pc, other = site.pc(), site.pc()
    if is_written_early:
        pc.close()
        pc.start()
        pc.do("keep_little_in_memory")
        pc.do("open")
    theirs, mine = names(chance, 2000), names(chance, 20)
    other.do("add", theirs)
    other.do("sync")
    pc.do("add", mine)
    assert pc.child
    pid = pc.child.pid
    with full_disk(lambda: [pid], ALMOST_FULL):
        for step in ("sync", "add"):
            with pytest.raises(Said, match=r"disk_full|disk_error"):
                pc.do(step, *([names(chance, 2000)] if step == "add" else []))
    assert pc.do("problems") == []
    pc.settle(mine + theirs)
    site.audit()


def test_a_folder_that_cannot_be_written_is_said_and_left_alone(
    site: Site, chance: random.Random
) -> None:
    pc = site.pc()
    pc.do("add", names(chance, 5))
    pc.close()
    before = contents(pc.folder)
    with read_only(pc.folder):
        pc.start()
        pc.do("lose_power_over_files")
        with pytest.raises(Said, match="read_only"):
            pc.do("open")
        pc.close()
    assert contents(pc.folder) == before
    pc.settle()


@pytest.mark.parametrize("part", range(6))
def test_a_flipped_byte_is_said_and_what_can_be_read_can_be_carried(
    site: Site, chance: random.Random, tmp_path: Path, part: int, run: int
) -> None:
    pc = site.pc()
    mine = names(chance, 40)
    pc.do("add", mine)
    pc.close()
    file = pc.folder / DATABASE
    whole = bytearray(file.read_bytes())
    place = len(whole) * part // 6 + chance.randrange(len(whole) // 6)
    whole[place] ^= 1 << chance.randrange(8)
    file.write_bytes(whole)
    if "export" in worked_on(pc, tmp_path):
        site.take(tmp_path / CARRIED)
        assert set(mine) <= set(site.names()), "what was carried lacks some of the work"
    assert file.read_bytes()[place] == whole[place]


def test_from_a_file_with_a_bad_page_the_work_is_carried_to_the_server(
    site: Site, chance: random.Random, tmp_path: Path
) -> None:
    pc = site.pc()
    mine = names(chance, 40)
    pc.do("add", mine)
    _objective, key_result = pc.do("plan", "Có minh chứng", site.unit)
    pc.do("check_in", key_result, 5, chance.randbytes(LARGE))
    pc.close()
    file = pc.folder / DATABASE
    whole = bytearray(file.read_bytes())
    whole[-LARGE // 2] ^= 1
    file.write_bytes(whole)
    assert worked_on(pc, tmp_path) >= {"open", "problems", "export"}
    site.take(tmp_path / CARRIED)
    assert set(mine) <= set(site.names())
    assert file.read_bytes() == whole


def worked_on(pc: Seat, place: Path) -> set[str]:
    """Return what a damaged PC can still do; fail where it says anything but that it is damaged."""
    steps: dict[str, tuple[object, ...]] = {
        "open": (),
        "problems": (),
        "export": (place / CARRIED,),
        "sync": (),
    }
    done = set()
    code = ""
    pc.start()
    for step, args in steps.items():
        try:
            answer = pc.do(step, *args)
        except Said as said:
            code = said.code
            break
        assert answer or step != "problems"
        done.add(step)
    assert code in DAMAGED | {""}, code
    return done


def test_a_foreign_key_file_opens_nothing_and_changes_nothing(
    site: Site, chance: random.Random
) -> None:
    pc, other = site.pc(), site.pc()
    mine = names(chance, 3)
    pc.do("add", mine)
    pc.close()
    other.close()
    own = (pc.folder / KEY_FILE).read_bytes()
    (pc.folder / KEY_FILE).write_bytes((other.folder / KEY_FILE).read_bytes())
    before = sha256((pc.folder / DATABASE).read_bytes()).digest()
    pc.start()
    with pytest.raises(Said, match=r"key|damaged"):
        pc.do("open")
    pc.close()
    assert sha256((pc.folder / DATABASE).read_bytes()).digest() == before
    (pc.folder / KEY_FILE).write_bytes(own)
    pc.settle(mine)


def test_a_lost_database_does_not_come_back_empty(site: Site) -> None:
    pc = site.pc()
    pc.close()
    (pc.folder / DATABASE).unlink()
    pc.start()
    with pytest.raises(Said, match=r"missing|unreadable"):
        pc.do("open")
    assert not (pc.folder / DATABASE).exists()


def cut(whole: bytes, place: int) -> bytes:
    return whole[:place]


def flip(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@pytest.mark.parametrize("harm", [cut, flip])
def test_a_wal_that_was_cut_short_or_flipped_costs_nothing_that_was_sent(
    site: Site, chance: random.Random, harm: Callable[[bytes, int], bytes]
) -> None:
    pc = site.pc()
    sent = names(chance, 30)
    pc.do("add", sent)
    pc.do("sync")
    pc.kill()
    wal = pc.folder / f"{DATABASE}-wal"
    whole = wal.read_bytes()
    wal.write_bytes(harm(whole, chance.randrange(len(whole))))
    later = names(chance, 3)
    pc.open()
    pc.do("add", later)
    pc.settle(sent + later)
    site.audit()


def test_a_damaged_file_of_the_server_is_said_and_costs_no_work(
    site: Site, chance: random.Random
) -> None:
    pc = site.pc()
    sent, mine = names(chance, 3), names(chance, 3)
    pc.do("add", sent)
    pc.do("sync")
    pc.do("add", mine)
    with site.engine.connect() as connection:
        found = "SELECT rootpage FROM sqlite_master WHERE name = 'change'"
        page = int(connection.exec_driver_sql(found).scalar_one())
    with flipped_page(site, page):
        site.serve()
        with pytest.raises(Said, match="server_cannot_store"):
            pc.do("sync")
        assert not site.health()["ready"]
        assert pc.do("waiting") == len(mine)
    with flipped_page(site, 1), pytest.raises(Fault) as fault:
        open_server(site.settings.folder, None)
    assert fault.value.code.value in DAMAGED
    site.serve()
    pc.settle(sent + mine)
    site.audit()


@contextmanager
def flipped_page(site: Site, page: int) -> Iterator[None]:
    """Let one page of the server's file be bad; fail where anything else of it is changed."""
    site.stop()
    site.engine.dispose()
    file = site.settings.folder / SERVER_DATABASE
    whole = file.read_bytes()
    bad = flip(whole, page * PAGE - PAGE // 2)
    file.write_bytes(bad)
    yield
    site.stop()
    assert file.read_bytes() == bad
    file.write_bytes(whole)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    everything = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in everything}
    for path in everything:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
