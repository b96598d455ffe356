"""Backups of the server: verified before they count, marked durable, kept by age, put back."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Fault
from okrdesk.server import schema
from okrdesk.server.backup import back_up, find_backups, rotate
from okrdesk.server.backup_facts import Source
from okrdesk.server.backup_manifest import MANIFEST, read_manifest
from okrdesk.server.database import DATABASE, open_database
from okrdesk.server.epoch import Head, mark_durable, read_guard, read_heads
from okrdesk.server.keys import KEYS_FILE
from okrdesk.server.restore import restore
from tests.offices import HANOI, make_objective
from tests.server.agencies import Agency
from tests.server.conftest import PostgreSql

NIGHT = datetime(2026, 11, 16, 23, tzinfo=HANOI)


def source(agency: Agency, now: datetime = NIGHT) -> Source:
    return Source(agency.engine, agency.folder, agency.keys, now)


def head(engine: Engine, agency: Agency) -> Head:
    with read_transaction(engine) as connection:
        return read_heads(connection)[agency.agency_id]


def durable(agency: Agency) -> int:
    counter = schema.counter
    with read_transaction(agency.engine) as connection:
        return connection.scalar(select(counter.c.durable)) or 0


@pytest.fixture
def empty_place(
    agency: Agency, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Path, str | None]]:
    """Give a state folder with the keys alone, and an empty database of the agency's kind."""
    folder = tmp_path / "new"
    folder.mkdir(mode=0o700)
    shutil.copyfile(agency.folder / KEYS_FILE, folder / KEYS_FILE)
    if agency.url is None:
        yield folder, None
        return
    server: PostgreSql = request.getfixturevalue("postgresql")
    name = f"restored_{tmp_path.name.lower().replace('-', '_')}"[:60]
    yield folder, server.create(name)
    server.drop(name)


@contextmanager
def opened(folder: Path, url: str | None) -> Iterator[Engine]:
    engine = open_database(folder, url)
    try:
        yield engine
    finally:
        engine.dispose()


def test_a_backup_is_audited_and_makes_the_log_durable(agency: Agency, tmp_path: Path) -> None:
    make_objective(agency.desk(), agency.ids)
    at = head(agency.engine, agency)
    assert durable(agency) == 0
    backup = back_up(source(agency), tmp_path / "backups")
    assert backup.manifest.is_audited
    assert backup.manifest.agencies[agency.agency_id].aseq == at.aseq
    assert durable(agency) == at.aseq
    assert read_manifest(backup.path) == backup.manifest
    assert backup.path.stat().st_mode & 0o077 == 0
    assert not (backup.path / KEYS_FILE).exists()
    make_objective(agency.desk(), agency.ids, title="Sau đó")
    assert durable(agency) == at.aseq


def test_a_backup_of_a_former_epoch_makes_nothing_of_the_present_log_durable(
    agency: Agency,
) -> None:
    make_objective(agency.desk(), agency.ids)
    at = head(agency.engine, agency)
    mark_durable(agency.engine, {agency.agency_id: replace(at, epoch=new_id())})
    assert durable(agency) == 0
    mark_durable(agency.engine, {agency.agency_id: at})
    mark_durable(agency.engine, {agency.agency_id: replace(at, aseq=at.aseq - 1)})
    assert durable(agency) == at.aseq


def test_a_backup_is_of_one_moment_while_others_write_on(agency: Agency, tmp_path: Path) -> None:
    desk, before, most = agency.desk(), head(agency.engine, agency).aseq, 10

    def write() -> None:
        for number in range(most):
            make_objective(desk, agency.ids, title=f"Mục tiêu {number}")

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        backup = back_up(source(agency), tmp_path / "backups")
        writer.result()
    held = backup.manifest.agencies[agency.agency_id].aseq
    assert before <= held <= head(agency.engine, agency).aseq == before + most
    assert durable(agency) == held


def test_keys_are_in_a_backup_only_when_asked_for(agency: Agency, tmp_path: Path) -> None:
    backup = back_up(source(agency), tmp_path / "backups", with_keys=True)
    assert (backup.path / KEYS_FILE).read_bytes() == (agency.folder / KEYS_FILE).read_bytes()
    assert (backup.path / KEYS_FILE).stat().st_mode & 0o077 == 0


def test_a_log_that_does_not_hold_makes_no_backup(agency: Agency, tmp_path: Path) -> None:
    log = schema.log_entry
    with write_transaction(agency.engine) as connection:
        connection.execute(update(log).where(log.c.aseq == 2).values(fate="refused"))
    with pytest.raises(Fault) as caught:
        back_up(source(agency), tmp_path / "backups")
    assert caught.value.code is Code.BACKUP_FAILED
    assert "Mục 2" in str(caught.value.params["detail"])
    assert list((tmp_path / "backups").iterdir()) == []
    assert durable(agency) == 0


def test_a_restored_server_has_a_new_epoch_and_all_that_the_backup_held(
    agency: Agency, tmp_path: Path, empty_place: tuple[Path, str | None]
) -> None:
    folder, url = empty_place
    make_objective(agency.desk(), agency.ids)
    before = head(agency.engine, agency)
    back_up(source(agency), tmp_path / "backups")
    make_objective(agency.desk(), agency.ids, title="Sau bản sao lưu")
    restored = restore(tmp_path / "backups", folder, url)
    after = restored.heads[agency.agency_id]
    assert after.aseq == before.aseq
    assert after.epoch != before.epoch
    assert read_guard(folder) == dict(restored.heads)
    with opened(folder, url) as engine:
        assert head(engine, agency) == after
        copy = replace(agency, engine=engine, folder=folder)
        assert durable(copy) == before.aseq
        make_objective(copy.desk(), agency.ids, title="Lại làm tiếp")
        back_up(source(copy, NIGHT + timedelta(days=1)), tmp_path / "backups")


def test_nothing_is_restored_over_data_that_are_there(agency: Agency, tmp_path: Path) -> None:
    back_up(source(agency), tmp_path / "backups")
    with pytest.raises(Fault) as caught:
        restore(tmp_path / "backups", agency.folder, agency.url)
    assert caught.value.code is Code.SERVER_DATA_THERE


def test_a_log_that_a_lost_database_left_behind_is_not_played_into_the_restored_one(
    agency: Agency, tmp_path: Path, empty_place: tuple[Path, str | None]
) -> None:
    folder, url = empty_place
    if url is not None:  # PostgreSQL keeps no log beside its database
        return
    back_up(source(agency), tmp_path / "backups")
    for end in ("-wal", "-shm"):
        stale = folder / f"{DATABASE}{end}"
        stale.write_bytes(b"x")
        with pytest.raises(Fault) as caught:
            restore(tmp_path / "backups", folder, url)
        assert (caught.value.code, caught.value.params["path"]) == (
            Code.SERVER_DATA_THERE,
            str(stale),
        )
        stale.unlink()


def test_a_restore_without_the_keys_says_so(agency: Agency, tmp_path: Path) -> None:
    back_up(source(agency), tmp_path / "backups")
    with pytest.raises(Fault) as caught:
        restore(tmp_path / "backups", tmp_path / "nowhere", agency.url)
    assert caught.value.code is Code.KEY_FILE_MISSING


def test_a_restore_with_other_keys_is_refused(
    agency: Agency, tmp_path: Path, empty_place: tuple[Path, str | None]
) -> None:
    folder, url = empty_place
    back_up(source(agency), tmp_path / "backups")
    keys = json.loads((folder / KEYS_FILE).read_text())
    (folder / KEYS_FILE).write_text(json.dumps(keys | {"signing": "22" * 32}))
    with pytest.raises(Fault) as caught:
        restore(tmp_path / "backups", folder, url)
    assert caught.value.code is Code.RESTORE_FAILED


def test_damage_of_a_backup_is_noticed_before_anything_is_restored(
    agency: Agency, tmp_path: Path, empty_place: tuple[Path, str | None]
) -> None:
    folder, url = empty_place
    backup = back_up(source(agency), tmp_path / "backups")
    for name in (MANIFEST, "guard.json", next(iter(sorted(backup.manifest.files)))):
        file = backup.path / name
        content = file.read_bytes()
        file.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
        with pytest.raises(Fault) as caught:
            restore(backup.path, folder, url)
        assert caught.value.code is Code.SERVER_BACKUP_DAMAGED
        file.write_bytes(content)
    restore(backup.path, folder, url)


def test_a_folder_without_backups_is_none(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Fault) as caught:
            restore(place, tmp_path / "state")
        assert caught.value.code is Code.PATH_MISSING


def test_backups_are_kept_by_days_weeks_and_months(tmp_path: Path) -> None:
    night = NIGHT
    for back in range(400):
        at = night - timedelta(days=back)
        (tmp_path / f"okrdesk-server-{at:%Y%m%d-%H%M%S}").mkdir()
    (tmp_path / f"okrdesk-server-{night - timedelta(hours=9):%Y%m%d-%H%M%S}").mkdir()
    (tmp_path / "another").mkdir()
    rotate(tmp_path)
    kept = [path.name[15:23] for path in find_backups(tmp_path)]
    days = [f"{night - timedelta(days=back):%Y%m%d}" for back in range(14)]
    assert kept[:14] == days
    assert kept[14:] == [
        "20261101", "20261031", "20261025", "20261018", "20261011", "20261004", "20260930",
        "20260831", "20260731", "20260630", "20260531", "20260430", "20260331",
        "20260228", "20260131", "20251231",
    ]  # fmt: skip
    assert (tmp_path / "another").is_dir()


def test_a_week_that_begins_in_the_old_year_is_one_week(tmp_path: Path) -> None:
    night = NIGHT.replace(year=2027, month=1, day=18)
    for back in range(60):
        (tmp_path / f"okrdesk-server-{night - timedelta(days=back):%Y%m%d-%H%M%S}").mkdir()
    rotate(tmp_path)
    kept = [path.name[15:23] for path in find_backups(tmp_path)]
    assert kept[14:] == [
        "20270103", "20261231", "20261227", "20261220", "20261213", "20261206", "20261130",
    ]  # fmt: skip


def test_the_same_week_of_another_year_is_another_week(tmp_path: Path) -> None:
    days = [*(f"202611{day:02}" for day in range(3, 17)), "20251120", "20251125"]
    for day in days:
        (tmp_path / f"okrdesk-server-{day}-230000").mkdir()
    assert rotate(tmp_path) == []
