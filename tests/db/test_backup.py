"""Backups: what is in them, when they are made and removed, and damaged or foreign files."""

import io
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, Table, Text

from okrdesk.db import vault
from okrdesk.db.backup import (
    Occasion,
    due,
    find_backups,
    rotate,
    target_for,
    write_automatic,
    write_backup,
)
from okrdesk.db.backup_file import MANIFEST, SUFFIX, preview, unpack
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.files import BACKUPS, DATABASE, KEY_FILE
from okrdesk.db.migrations import REVISIONS
from okrdesk.db.upgrade import prepare
from okrdesk.errors import Code, Fault, OkrError, Refused
from okrdesk.sentences import explain

METADATA = MetaData()
PERSON = Table(
    "person",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("deleted", Boolean, default=False),
)
NOW = datetime(2026, 11, 3, 15, 30, 5, tzinfo=UTC)


class NoKeyring:
    """A keyring in memory that spares the tests argon2's cost."""

    def get(self, account: str) -> bytes | None:
        return bytes(32)

    def set(self, account: str, secret: bytes) -> None:
        raise AssertionError

    def delete(self, account: str) -> None:
        raise AssertionError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    made, _ = vault.create(folder, None, NoKeyring())
    engine = open_engine(folder / DATABASE, made.key)
    prepare(engine, METADATA, lambda: None)
    with write_transaction(engine) as connection:
        people = [{"name": "Nguyễn Thị Ánh", "deleted": number == 0} for number in range(4)]
        connection.execute(PERSON.insert(), people)
    yield engine
    engine.dispose()


@pytest.fixture
def backup(engine: Engine, tmp_path: Path) -> Path:
    return write_backup(engine, tmp_path / f"b{SUFFIX}", NOW).path


def code_of(call: Callable[[], object]) -> Code:
    with pytest.raises(OkrError) as caught:
        call()
    assert explain(caught.value)
    return caught.value.code


def rewritten(backup: Path, **members: bytes | None) -> Path:
    """Return a copy of the backup with members replaced, added, or (None) left out."""
    with zipfile.ZipFile(backup) as archive:
        content: dict[str, bytes | None] = {n: archive.read(n) for n in archive.namelist()}
    content |= members
    other = backup.with_name("other" + SUFFIX)
    with zipfile.ZipFile(other, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            if data is not None:
                archive.writestr(name, data)
    return other


def with_manifest(backup: Path, **changes: object) -> Path:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    return rewritten(backup, **{MANIFEST: json.dumps(manifest | changes).encode()})


def test_the_preview_tells_date_version_and_counts(engine: Engine, tmp_path: Path) -> None:
    info = write_backup(engine, tmp_path / f"b{SUFFIX}", NOW)
    assert info == preview(tmp_path / f"b{SUFFIX}")
    assert info.made_at == NOW
    assert info.counts == {"person": 3}
    assert info.revision == REVISIONS[-1]
    assert info.size == info.path.stat().st_size


def test_a_backup_shows_nothing_of_what_it_holds(backup: Path, engine: Engine) -> None:
    content = backup.read_bytes()
    assert "Nguyễn".encode() not in content
    assert b"SQLite format 3" not in content
    assert b"person" in content  # the counts


def test_a_backup_is_whole_beside_a_writer_who_has_not_committed(
    engine: Engine, tmp_path: Path
) -> None:
    with write_transaction(engine) as connection:
        connection.execute(PERSON.insert(), [{"name": "half"}])
        info = write_backup(engine, tmp_path / f"b{SUFFIX}", NOW)
    assert info.counts == {"person": 3}


def test_a_backup_leaves_no_other_file_and_the_store_in_use(
    engine: Engine, folder: Path, backup: Path
) -> None:
    assert [path.name for path in backup.parent.iterdir() if path != folder] == [backup.name]
    with write_transaction(engine) as connection:
        connection.execute(PERSON.insert(), [{"name": "later"}])
        databases = connection.exec_driver_sql("PRAGMA database_list").all()
    assert [row[1] for row in databases] == ["main"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_owner_may_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_unpacked_it_is_the_database_and_its_key_file(
    backup: Path, tmp_path: Path, folder: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    unpack(backup, out)
    assert sorted(path.name for path in out.iterdir()) == [DATABASE, KEY_FILE]
    assert (out / KEY_FILE).read_bytes() == (folder / KEY_FILE).read_bytes()
    restored = open_engine(out / DATABASE, vault.unlock(out, None, NoKeyring()))
    with restored.connect() as connection:
        assert len(connection.execute(PERSON.select()).all()) == 4
    restored.dispose()


def test_a_failed_backup_leaves_the_former_file(
    engine: Engine, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert code_of(lambda: write_backup(engine, backup, NOW)) is Code.DISK_FULL
    assert backup.read_bytes() == before
    assert len(list(backup.parent.iterdir())) == 2


def test_a_damaged_store_is_not_backed_up(engine: Engine, folder: Path, tmp_path: Path) -> None:
    with write_transaction(engine) as connection:
        connection.execute(PERSON.insert(), [{"name": "x" * 100_000}])
    engine.dispose()
    path = folder / DATABASE
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(content)
    target = tmp_path / f"b{SUFFIX}"
    assert code_of(lambda: write_backup(engine, target, NOW)) is Code.STORE_DAMAGED
    assert not target.exists()


def test_what_is_no_backup_is_told_as_that(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    file.write_bytes(b"anything")
    assert code_of(lambda: preview(file)) is Code.BACKUP_FOREIGN
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    assert code_of(lambda: preview(file)) is Code.BACKUP_FOREIGN
    assert code_of(lambda: preview(tmp_path / "missing")) is Code.NOT_FOUND


@pytest.mark.parametrize(
    "members",
    [
        {KEY_FILE: None},
        {DATABASE: None},
        {"extra.txt": b"x"},
        {"../evil.txt": b"x"},
        {"/etc/evil": b"x"},
        {MANIFEST: b"{"},
        {MANIFEST: b"[]"},
        {MANIFEST: b"null"},
        {MANIFEST: b"[" * 60_000},
        {MANIFEST: b" " * 100_000},
        {KEY_FILE: b" " * 100_000},
        {MANIFEST: b'{"format": 1}'},
    ],
    ids=lambda members: str(members)[:40],
)
def test_a_backup_with_other_contents_is_damaged(
    backup: Path, members: dict[str, bytes | None]
) -> None:
    file = rewritten(backup, **members)
    assert code_of(lambda: preview(file)) is Code.BACKUP_DAMAGED


@pytest.mark.parametrize(
    "changes",
    [
        {"made_at": "yesterday"},
        {"made_at": "2026-11-03T10:00:00"},
        {"made_at": 5},
        {"counts": {"person": -1}},
        {"counts": {"person": True}},
        {"counts": {"<b>": 1}},
        {"counts": [1]},
        {"counts": {f"t{number}": 1 for number in range(1000)}},
        {"app_version": None},
        {"revision": "x" * 1000},
        {"sha256": {}},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_manifest_that_says_nonsense_is_damaged(backup: Path, changes: dict[str, object]) -> None:
    file = with_manifest(backup, **changes)
    assert code_of(lambda: preview(file)) is Code.BACKUP_DAMAGED


def test_a_later_format_asks_for_a_newer_program(backup: Path) -> None:
    assert code_of(lambda: preview(with_manifest(backup, format=2))) is Code.NEWER_DATABASE


def test_a_compressed_member_is_refused_before_it_is_expanded(backup: Path) -> None:
    bomb = backup.with_name("bomb" + SUFFIX)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 10_000_000)
        archive.writestr(DATABASE, b"0")
        archive.writestr(KEY_FILE, b"0")
    assert code_of(lambda: preview(bomb)) is Code.BACKUP_DAMAGED


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_compression_is_refused_even_where_it_gains_nothing(backup: Path, method: int) -> None:
    other = backup.with_name("other" + SUFFIX)
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(other, "w", method) as archive:
        for name in source.namelist():
            kind = method if name == DATABASE else zipfile.ZIP_STORED
            archive.writestr(name, source.read(name), kind)
    assert code_of(lambda: preview(other)) is Code.BACKUP_DAMAGED


def test_another_database_in_the_file_is_noticed(backup: Path, tmp_path: Path) -> None:
    file = rewritten(backup, **{DATABASE: b"x" * 4096})
    out = tmp_path / "out"
    out.mkdir()
    assert code_of(lambda: unpack(file, out)) is Code.BACKUP_DAMAGED


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans())
def test_any_changed_byte_or_cut_is_a_fault_or_harmless_but_never_a_traceback(
    backup: Path, tmp_path: Path, part: float, flip: int, cut: bool
) -> None:
    whole = backup.read_bytes()
    at = int(len(whole) * part)
    changed = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :]
    file = tmp_path / "changed"
    file.write_bytes(changed)
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    for left in out.iterdir():
        left.unlink()
    try:
        unpack(file, out)
    except (Fault, Refused):
        return
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for name in (DATABASE, KEY_FILE):
            assert (out / name).read_bytes() == archive.read(name)


def name_backups(folder: Path, *days_ago: float) -> list[Path]:
    (folder / BACKUPS).mkdir(parents=True, exist_ok=True)
    paths = [
        target_for(folder / BACKUPS, Occasion.AUTOMATIC, NOW - timedelta(days=days))
        for days in days_ago
    ]
    for path in paths:
        path.touch()
    return paths


def test_ten_days_and_eight_weeks_are_kept(folder: Path) -> None:
    paths = name_backups(folder, *range(100))
    removed = rotate(folder / BACKUPS)
    kept = [path for path in paths if path not in removed]
    assert kept[:10] == paths[:10]
    # 03/11/2026 is a Tuesday: the newest of each earlier week is its Sunday.
    assert kept[10:] == [paths[days] for days in range(2 + 14, 2 + 7 * 7, 7)]
    assert find_backups(folder / BACKUPS) == kept


def test_ten_days_with_a_backup_are_kept_however_long_ago(folder: Path) -> None:
    paths = name_backups(folder, *range(0, 40, 4))
    assert rotate(folder / BACKUPS) == []
    assert find_backups(folder / BACKUPS) == paths


def test_only_the_newest_of_a_day_is_kept(folder: Path) -> None:
    newest, older = name_backups(folder, 0, 0.1)
    assert rotate(folder / BACKUPS) == [older]
    assert newest.exists()


def test_backups_made_by_hand_or_before_an_upgrade_stay(folder: Path) -> None:
    name_backups(folder, *range(30))
    others = [
        target_for(folder / BACKUPS, occasion, NOW - timedelta(days=900))
        for occasion in (Occasion.BY_HAND, Occasion.BEFORE_UPGRADE)
    ]
    for path in others:
        path.touch()
    rotate(folder / BACKUPS)
    assert all(path.exists() for path in others)


def test_what_a_killed_backup_left_goes_after_a_day(folder: Path) -> None:
    (folder / BACKUPS).mkdir(parents=True)
    fresh, stale = (folder / BACKUPS / f".okrdesk-backup-{name}" for name in "ab")
    for left in (fresh, stale):
        left.mkdir()
        (left / DATABASE).touch()
    os.utime(stale, (0, 0))
    rotate(folder / BACKUPS)
    assert fresh.exists()
    assert not stale.exists()


def test_one_automatic_backup_is_made_a_day(engine: Engine, folder: Path) -> None:
    now = datetime.now().astimezone().replace(hour=9)
    assert due(folder / BACKUPS, now)
    first = write_automatic(engine, folder / BACKUPS, now)
    assert first is not None
    assert not due(folder / BACKUPS, now.replace(hour=23))
    assert write_automatic(engine, folder / BACKUPS, now.replace(hour=23)) is None
    assert due(folder / BACKUPS, now + timedelta(days=1))
    assert find_backups(folder / BACKUPS) == [first.path]


def test_a_backup_runs_on_any_thread(engine: Engine, tmp_path: Path) -> None:
    made: list[object] = []
    thread = threading.Thread(
        target=lambda: made.append(write_backup(engine, tmp_path / f"b{SUFFIX}", NOW))
    )
    thread.start()
    thread.join()
    assert len(made) == 1
