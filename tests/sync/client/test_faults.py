"""Cuts, kills, full disks and strangers: nothing is lost, nothing comes twice."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from okrdesk.app import Application
from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.services.desk import Desk, Done
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.sync_state import find_sync_state
from okrdesk.sync.desk_store_reply import Absorption
from tests.sync.client.house import PASSWORD, House, house
from tests.sync.client.wire_faults import proxy


def add_some(desk: Desk, count: int, name: str = "đơn vị") -> Done[list[str]]:
    with desk.write(Act.ADD_MEASURE_UNIT) as work:
        rows = [{"name": f"{name} {number}"} for number in range(count)]
        added = work.add_many(schema.measure_unit, rows)
    return Done(added, frozenset(work.touched))


def names_on(application: Application) -> set[str]:
    def read(desk: Desk) -> set[str]:
        table = schema.measure_unit
        with desk.read() as connection:
            return set(connection.scalars(select(table.c.name).where(~table.c.deleted)))

    return application.submit(read).result()


def server_names(served: House) -> list[str]:
    table = schema.measure_unit
    with served.desk().read() as connection:
        return sorted(connection.scalars(select(table.c.name).where(~table.c.deleted)))


def waiting(application: Application) -> int:
    return application.submit(find_sync_state).result().waiting


@pytest.fixture
def pc(served: House, tmp_path: Path) -> Iterator[Application]:
    """Give an enrolled application of the administrator in `tmp_path / "pc"`."""
    application = served.enrolled(tmp_path / "pc", served.admin)
    yield application
    application.close()


@contextmanager
def opened(folder: Path) -> Iterator[Application]:
    application = Application(folder)
    try:
        application.open(PASSWORD).result(30)
        yield application
    finally:
        application.close()


def move_to(application: Application, url: str) -> None:
    application.submit(lambda _desk: application.sync_session.move(url)).result()


@pytest.mark.parametrize("most_up", [0, 300, 1500, 4000])
def test_a_request_cut_anywhere_is_sent_again(
    served: House, pc: Application, tmp_path: Path, most_up: int
) -> None:
    added = pc.submit(lambda desk: add_some(desk, 200)).result().value
    with proxy(served.url) as between:
        move_to(pc, between.url)
        between.plan = [(most_up, None)]
        with pytest.raises(OkrError) as raised:
            pc.sync_now().result(60)
        figures = pc.sync_now().result(60)
    left = waiting(pc)
    assert raised.value.code in (Code.SERVER_UNREACHABLE, Code.SERVER_MISBEHAVES)
    assert (figures.counts["applied"], left) == (len(added), 0)
    assert len(server_names(served)) == len(set(server_names(served)))


@pytest.mark.parametrize("most_down", [1, 100, 1000, 3000])
def test_a_reply_cut_anywhere_is_asked_for_again(
    served: House, pc: Application, tmp_path: Path, most_down: int
) -> None:
    pc.submit(lambda desk: add_some(desk, 200)).result()
    with proxy(served.url) as between:
        move_to(pc, between.url)
        between.plan = [(None, most_down)]
        with pytest.raises(OkrError):
            pc.sync_now().result(60)
        pc.submit(lambda desk: add_measure_unit(desk, "sau khi đứt")).result()
        pc.sync_now().result(60)
    left, mine = waiting(pc), names_on(pc)
    assert left == 0
    assert sorted(mine) == server_names(served)


def test_a_revoked_pc_destroys_its_key(served: House, pc: Application, tmp_path: Path) -> None:
    device = pc.submit(lambda desk: desk.store.device).result()
    served.revoke(device, wipe=True)
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(30)
    assert raised.value.code is Code.DEVICE_REVOKED
    assert not (tmp_path / "pc" / "vault.json").exists()
    assert Application(tmp_path / "pc").state == "new"
    assert list((tmp_path / "pc" / "replaced").rglob("okrdesk.db"))


def test_a_revoked_pc_without_wipe_keeps_its_work_and_enrols_again(
    served: House, pc: Application, tmp_path: Path
) -> None:
    device = pc.submit(lambda desk: desk.store.device).result()
    pc.submit(lambda desk: add_measure_unit(desk, "chưa gửi")).result()
    served.revoke(device, wipe=False)
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(30)
    assert raised.value.code is Code.DEVICE_UNKNOWN
    pc.enrol(served.asked(served.admin)).result(30)
    pc.sync_now().result(30)
    left = waiting(pc)
    assert left == 0
    assert "chưa gửi" in server_names(served)


def test_both_of_two_clones_go_on(served: House, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    served.enrolled(folders[0], served.admin).close()
    shutil.copytree(folders[0], folders[1])
    for folder in folders:
        with opened(folder) as application:
            application.submit(
                lambda desk, f=folder: add_measure_unit(desk, f"của {f.name}")
            ).result()
    for _round in range(2):
        for folder in folders:
            with opened(folder) as application:
                application.sync_now().result(30)
    for folder in folders:
        with opened(folder) as application:
            assert names_on(application) >= {"của a", "của b"}
            assert waiting(application) == 0


def test_a_copied_folder_is_another_device_before_it_sends(served: House, tmp_path: Path) -> None:
    served.enrolled(tmp_path / "a", served.admin).close()
    shutil.copytree(tmp_path / "a", tmp_path / "b", ignore=shutil.ignore_patterns("install.id"))
    with opened(tmp_path / "a") as original, opened(tmp_path / "b") as copy:
        before = original.submit(lambda desk: desk.store.device).result()
        copy.submit(lambda desk: add_measure_unit(desk, "trên bản chép")).result()
        copy.sync_now().result(30)
        after = copy.submit(lambda _desk: copy.sync_session.store.state().device).result()
        original.sync_now().result(30)
        assert (before != after, waiting(copy)) == (True, 0)
        assert "trên bản chép" in names_on(original)


_KILLED = """
import os, signal, sys
from pathlib import Path
from okrdesk.app import Application
from okrdesk.sync import desk_store, session, transport
from okrdesk.sync.desk_store_reply import Absorption

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name):
    real = getattr(owner, name)
    def wrapped(*args, **more):
        die()
        return real(*args, **more)
    setattr(owner, name, wrapped)

def after(owner, name):
    real = getattr(owner, name)
    def wrapped(*args, **more):
        result = real(*args, **more)
        die()
        return result
    setattr(owner, name, wrapped)

POINTS = {
    "before sending": lambda: before(transport.Transport, "exchange"),
    "after sending, before the reply": lambda: before(transport.Transport, "_unfolded"),
    "before storing": lambda: before(desk_store.SqlDeskStore, "absorb"),
    "while storing": lambda: before(Absorption, "_refresh"),
    "before the commit": lambda: after(Absorption, "run"),
    "after the commit": lambda: after(desk_store.SqlDeskStore, "absorb"),
}
application = Application(Path(sys.argv[1]))
application.open(sys.argv[2]).result()
POINTS[sys.argv[3]]()
application.sync_now().result()
"""


@pytest.mark.parametrize(
    "point",
    [
        "before sending",
        "after sending, before the reply",
        "before storing",
        "while storing",
        "before the commit",
        "after the commit",
    ],
)
def test_a_pc_that_is_killed_goes_on_where_it_was(
    served: House, tmp_path: Path, point: str
) -> None:
    folder = tmp_path / "pc"
    application = served.enrolled(folder, served.admin)
    application.submit(lambda desk: add_some(desk, 30)).result()
    application.close()
    script = [sys.executable, "-c", _KILLED, str(folder), PASSWORD, point]
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        script, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    with opened(folder) as again:
        again.sync_now().result(30)
        assert waiting(again) == 0
        assert again.check().result() == []
        assert sorted(names_on(again)) == server_names(served)


def test_a_full_disk_is_said_and_nothing_is_half_stored(
    served: House, pc: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_some(served.desk(), 3, "từ máy chủ")
    before = names_on(pc)

    def full(_self: Absorption, _today: object) -> None:
        raise Fault(Code.DISK_FULL, path=str(tmp_path))

    with monkeypatch.context() as patched:
        patched.setattr(Absorption, "_refresh", full)
        with pytest.raises(Fault) as raised:
            pc.sync_now().result(30)
    assert raised.value.code is Code.DISK_FULL
    assert names_on(pc) == before
    pc.sync_now().result(30)
    assert len(names_on(pc)) == len(before) + 3
    assert pc.check().result() == []
    pc.close()


def test_a_bug_in_a_sync_reaches_whoever_waits_for_it(
    served: House, pc: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Absorption, "_refresh", wrong)
    pc.submit(lambda desk: add_measure_unit(desk, "bất ngờ")).result()
    with pytest.raises(ZeroDivisionError):
        pc.sync_now().result(10)


def test_a_stranger_at_the_address_gets_nothing_in(
    served: House, pc: Application, tmp_path: Path
) -> None:
    pc.submit(lambda desk: add_measure_unit(desk, "riêng")).result()
    with house(tmp_path / "other") as other:
        move_to(pc, other.url)
        with pytest.raises(Fault) as raised:
            pc.sync_now().result(30)
    left = waiting(pc)
    assert raised.value.code is Code.DEVICE_UNKNOWN
    assert left == 1
