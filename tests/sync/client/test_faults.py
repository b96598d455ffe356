"""Cuts, kills, full disks and strangers: nothing is lost, nothing comes twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from okrdesk.app import Application
from okrdesk.db import schema
from okrdesk.db.engine import write_transaction
from okrdesk.domain.act import Act
from okrdesk.errors import Code, Fault, OkrError
from okrdesk.services.desk import Desk, Done
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.sync_state import find_sync_state
from okrdesk.sync.desk_store_reply import Absorption
from tests.server.audit.forger import forge
from tests.sync.client.house import PASSWORD, SOON_S, House, house
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
        application.open(PASSWORD).result(SOON_S)
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
            pc.sync_now().result(SOON_S)
        figures = pc.sync_now().result(SOON_S)
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
            pc.sync_now().result(SOON_S)
        pc.submit(lambda desk: add_measure_unit(desk, "sau khi đứt")).result()
        pc.sync_now().result(SOON_S)
    left, mine = waiting(pc), names_on(pc)
    assert left == 0
    assert sorted(mine) == server_names(served)


def test_a_revoked_pc_destroys_its_key(served: House, pc: Application, tmp_path: Path) -> None:
    device = pc.submit(lambda desk: desk.store.device).result()
    served.revoke(device, wipe=True)
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(SOON_S)
    assert raised.value.code is Code.DEVICE_REVOKED
    assert not (tmp_path / "pc" / "vault.json").exists()
    another = Application(tmp_path / "pc")
    assert another.state == "new"
    assert list((tmp_path / "pc" / "replaced").rglob("okrdesk.db"))
    with pytest.raises(Fault) as raised:
        another.open(PASSWORD).result(SOON_S)
    another.close()
    assert raised.value.code is Code.DEVICE_REVOKED, "and not a lost key file"


def test_a_full_disk_does_not_save_the_key_of_a_revoked_pc(
    served: House, pc: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_asked: object) -> None:
        raise Fault(Code.DISK_FULL, path="okrdesk.db")

    served.revoke(pc.submit(lambda desk: desk.store.device).result(), wipe=True)
    monkeypatch.setattr("okrdesk.sync.device_key.put_meta", full)
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(SOON_S)
    assert raised.value.code is Code.DEVICE_REVOKED
    assert not (tmp_path / "pc" / "vault.json").exists()


def test_a_revoked_pc_without_wipe_keeps_its_work_and_enrols_again(
    served: House, pc: Application, tmp_path: Path
) -> None:
    device = pc.submit(lambda desk: desk.store.device).result()
    pc.submit(lambda desk: add_measure_unit(desk, "chưa gửi")).result()
    served.revoke(device, wipe=False)
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(SOON_S)
    assert raised.value.code is Code.DEVICE_UNKNOWN
    pc.enrol(served.asked(served.admin)).result(SOON_S)
    pc.sync_now().result(SOON_S)
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
                application.sync_now().result(SOON_S)
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
        copy.sync_now().result(SOON_S)
        after = copy.submit(lambda _desk: copy.sync_session.store.state().device).result()
        original.sync_now().result(SOON_S)
        assert (before != after, waiting(copy)) == (True, 0)
        assert "trên bản chép" in names_on(original)


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
            pc.sync_now().result(SOON_S)
    assert raised.value.code is Code.DISK_FULL
    assert names_on(pc) == before
    pc.sync_now().result(SOON_S)
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
        pc.sync_now().result(SOON_S)


def test_a_stranger_at_the_address_gets_nothing_in(
    served: House, pc: Application, tmp_path: Path
) -> None:
    pc.submit(lambda desk: add_measure_unit(desk, "riêng")).result()
    with house(tmp_path / "other") as other:
        move_to(pc, other.url)
        with pytest.raises(Fault) as raised:
            pc.sync_now().result(SOON_S)
    left = waiting(pc)
    assert raised.value.code is Code.DEVICE_UNKNOWN
    assert left == 1


def test_a_history_that_was_rewritten_is_not_taken_over(served: House, pc: Application) -> None:
    engine = served.desk().store.engine
    with write_transaction(engine) as connection:
        forge(connection, served.agency_id, lambda entries: [*entries[1:], entries[0]])
    add_measure_unit(served.desk(), "sau đó")
    pc.submit(lambda desk: add_measure_unit(desk, "của tôi")).result()
    with pytest.raises(Fault) as raised:
        pc.sync_now().result(SOON_S)
    assert raised.value.code is Code.HISTORY_REWRITTEN
    assert "sau đó" not in names_on(pc)
    assert waiting(pc) == 1
