"""Restoring: on this machine and a new one, refused, and cut short at every step."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text

from okrdesk.db import vault
from okrdesk.db.backup import write_backup
from okrdesk.db.backup_file import SUFFIX
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.files import DATABASE, DATABASE_SIDE_FILES, KEY_FILE, REPLACED
from okrdesk.db.restore import Restored, complete_restore, restore
from okrdesk.db.upgrade import History, prepare
from okrdesk.errors import Code, Fault, OkrError, Refused

METADATA = MetaData()
PERSON = Table(
    "person",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("deleted", Boolean, default=False),
)
NOW = datetime(2026, 11, 3, 15, 30, 5, tzinfo=UTC)


class Keyring:
    """This machine's keyring, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, account: str) -> bytes | None:
        return self.kept.get(account)

    def set(self, account: str, secret: bytes) -> None:
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        del self.kept[account]


class Office:
    """A data folder with people in it, and its backup from when only Ánh was there."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "data"
        self.keyring = Keyring()
        made, self.recovery = vault.create(self.folder, None, self.keyring)
        self.key = made.key
        self.engine = open_engine(self.folder / DATABASE, self.key)
        prepare(self.engine, METADATA, lambda: None)
        self.add("Ánh")
        self.backup = write_backup(self.engine, place / f"b{SUFFIX}", NOW).path
        self.add("Bình")
        self.engine.dispose()

    def add(self, name: str) -> None:
        with write_transaction(self.engine) as connection:
            connection.execute(PERSON.insert(), [{"name": name}])

    def unlock(self, staged: Path) -> bytes:
        return vault.unlock(staged, None, self.keyring)

    def restore(self, unlock: Callable[[Path], bytes] | None = None) -> Restored:
        return restore(self.backup, self.folder, unlock or self.unlock, NOW)

    def names(self, folder: Path | None = None) -> list[str]:
        folder = folder or self.folder
        engine = open_engine(folder / DATABASE, self.key, must_exist=True)
        with engine.connect() as connection:
            found = connection.execute(PERSON.select().order_by("id")).all()
        engine.dispose()
        return [row.name for row in found]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.engine.dispose()


def code_of(call: Callable[[], object]) -> Code:
    with pytest.raises(OkrError) as caught:
        call()
    return caught.value.code


def test_the_store_is_as_it_was_at_the_backup_and_the_replaced_one_is_kept(
    office: Office,
) -> None:
    restored = office.restore()
    assert office.names() == ["Ánh"]
    assert restored.info.path == office.backup
    assert restored.replaced == office.folder / REPLACED / "20261103-153005"
    assert office.names(restored.replaced) == ["Ánh", "Bình"]
    assert (restored.replaced / KEY_FILE).exists()


def test_nothing_but_the_new_store_and_the_old_is_left(office: Office) -> None:
    office.restore()
    assert sorted(path.name for path in office.folder.iterdir()) == [DATABASE, REPLACED, KEY_FILE]
    assert not complete_restore(office.folder)


def test_a_new_machine_opens_it_by_the_recovery_key(office: Office, tmp_path: Path) -> None:
    new = tmp_path / "new machine" / "data"

    def by_paper(staged: Path) -> bytes:
        return vault.unlock_with_recovery(staged, office.recovery)

    assert restore(office.backup, new, by_paper, NOW).replaced is None
    assert office.names(new) == ["Ánh"]
    assert sorted(path.name for path in new.iterdir()) == [DATABASE, KEY_FILE]
    keyring = Keyring()
    vault.protect(new, by_paper(new), None, keyring)
    assert vault.unlock(new, None, keyring) == office.key


def test_a_new_machine_opens_it_by_the_password(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    made, _ = vault.create(old, "mật khẩu", None)
    engine = open_engine(old / DATABASE, made.key)
    prepare(engine, METADATA, lambda: None)
    backup = write_backup(engine, tmp_path / f"b{SUFFIX}", NOW).path
    engine.dispose()
    wrong = code_of(lambda: restore(backup, new, lambda f: vault.unlock(f, "no", None), NOW))
    assert wrong is Code.WRONG_PASSWORD
    assert list(new.iterdir()) == []
    restore(backup, new, lambda staged: vault.unlock(staged, "mật khẩu", None), NOW)
    assert vault.unlock(new, "mật khẩu", None) == made.key


def test_todays_password_stays_when_an_older_backup_of_the_same_data_is_restored(
    office: Office,
) -> None:
    vault.protect(office.folder, office.key, "new password", None)
    office.restore(lambda staged: office.key)
    assert vault.unlock(office.folder, "new password", None) == office.key


def test_a_damaged_key_file_is_replaced_by_that_of_the_backup(office: Office) -> None:
    (office.folder / KEY_FILE).write_bytes(b"damaged")
    office.restore()
    assert vault.unlock(office.folder, None, office.keyring) == office.key


def test_a_damaged_store_is_replaced(office: Office) -> None:
    (office.folder / DATABASE).write_bytes(b"damaged" * 1000)
    restored = office.restore()
    assert office.names() == ["Ánh"]
    assert restored.replaced is not None
    assert (restored.replaced / DATABASE).read_bytes() == b"damaged" * 1000


def test_a_log_of_the_old_store_never_meets_the_new_one(office: Office) -> None:
    for name in DATABASE_SIDE_FILES:
        (office.folder / name).write_bytes(b"left by a crash")
    restored = office.restore()
    assert restored.replaced is not None
    for name in DATABASE_SIDE_FILES:
        assert (restored.replaced / name).read_bytes() == b"left by a crash"
    assert office.names() == ["Ánh"]


def test_data_of_another_office_is_replaced_with_its_key_file(
    office: Office, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    vault.create(other, None, Keyring())
    (other / DATABASE).write_bytes(b"another office")
    restored = restore(office.backup, other, office.unlock, NOW)
    assert office.names(other) == ["Ánh"]
    assert vault.is_key_of(other, office.key)
    assert restored.replaced is not None
    assert not vault.is_key_of(restored.replaced, office.key)


def refuse(staged: Path) -> bytes:
    raise Refused(Code.WRONG_PASSWORD)


def test_who_cannot_open_the_backup_changes_nothing(office: Office) -> None:
    before = sorted(office.folder.iterdir())
    assert code_of(lambda: office.restore(refuse)) is Code.WRONG_PASSWORD
    assert code_of(lambda: office.restore(lambda staged: bytes(32))) is Code.WRONG_KEY
    assert sorted(office.folder.iterdir()) == before
    assert office.names() == ["Ánh", "Bình"]


def test_a_backup_of_a_newer_program_is_refused(office: Office) -> None:
    before_it = History(("0000",), Path())
    refused = code_of(lambda: restore(office.backup, office.folder, office.unlock, NOW, before_it))
    assert refused is Code.NEWER_DATABASE
    assert office.names() == ["Ánh", "Bình"]


def test_two_restores_keep_both_replaced_stores(office: Office) -> None:
    office.restore()
    restore(office.backup, office.folder, office.unlock, NOW + timedelta(seconds=1))
    assert len(list((office.folder / REPLACED).iterdir())) == 2


class PowerCut(BaseException):
    """The power goes: nothing after this point happens."""


def cut_after(moves: int) -> Callable[[Path, Path], Path]:
    """Return a Path.replace that does so many moves, and then has no power for another."""
    done = 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal done
        if done == moves:
            raise PowerCut
        done += 1
        os.replace(self, target)
        return target

    return replace


@pytest.mark.parametrize("old_key_file", [True, False])
@pytest.mark.parametrize("moves", range(9))
def test_a_power_cut_at_any_step_leaves_the_old_store_or_the_new_one(
    office: Office, moves: int, old_key_file: bool
) -> None:
    if not old_key_file:
        shutil.move(office.folder / KEY_FILE, office.folder / "lost")
    (office.folder / "okrdesk.db-shm").write_bytes(b"left by a crash")
    finished = True
    with patch.object(Path, "replace", cut_after(moves)):
        try:
            office.restore()
        except PowerCut:
            finished = False
    complete_restore(office.folder)
    names = office.names()
    assert names == ["Ánh"] if finished else names in (["Ánh"], ["Ánh", "Bình"])
    assert old_key_file is False or vault.is_key_of(office.folder, office.key)
    if names == ["Ánh"]:
        assert vault.is_key_of(office.folder, office.key)
        (aside,) = (office.folder / REPLACED).iterdir()
        assert office.names(aside) == ["Ánh", "Bình"]
    assert not (office.folder / ".restore").exists()


def test_a_full_disk_while_unpacking_changes_nothing(office: Office) -> None:
    full = patch("okrdesk.db.backup_file.sync_file", side_effect=OSError(28, "No space left"))
    with full, pytest.raises(Fault) as caught:
        office.restore()
    assert caught.value.code is Code.DISK_FULL
    assert str(office.folder) in caught.value.params["path"]
    assert office.names() == ["Ánh", "Bình"]
    assert not (office.folder / ".restore").exists()
