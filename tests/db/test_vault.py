"""The key file: what opens it, what does not, and what neither tells."""

import base64
import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from okrdesk.db import vault
from okrdesk.db.files import KEY_FILE
from okrdesk.db.recovery_key import new_secret, spell
from okrdesk.db.vault import Needs
from okrdesk.db.vault_file import Argon2, Wrap
from okrdesk.errors import Code, Fault, OkrError, Refused


class Keyring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, account: str) -> bytes | None:
        return self.kept.get(account)

    def set(self, account: str, secret: bytes) -> None:
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        self.kept.pop(account, None)


def code_of(error: pytest.ExceptionInfo[OkrError]) -> Code:
    return error.value.code


def content(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / KEY_FILE).read_text())
    return data


def rewrite(folder: Path, data: object) -> None:
    (folder / KEY_FILE).write_text(json.dumps(data))


def test_the_password_opens_what_it_closed(tmp_path: Path) -> None:
    made, _ = vault.create(tmp_path, "bí mật", None)
    assert vault.unlock(tmp_path, "bí mật", None) == made.key
    assert vault.what_is_needed(tmp_path) == made.needs == Needs(password=True, keyring=False)


def test_the_keyring_alone_opens_without_a_password(tmp_path: Path) -> None:
    keyring = Keyring()
    made, _ = vault.create(tmp_path, None, keyring)
    assert vault.unlock(tmp_path, None, keyring) == made.key
    assert made.needs == Needs(password=False, keyring=True)


def test_where_both_are_asked_for_neither_alone_opens(tmp_path: Path) -> None:
    keyring = Keyring()
    made, _ = vault.create(tmp_path, "p", keyring)
    assert vault.unlock(tmp_path, "p", keyring) == made.key
    assert made.needs == Needs(password=True, keyring=True)
    with pytest.raises(Fault) as caught:
        vault.unlock(tmp_path, "p", None)
    assert code_of(caught) is Code.KEYRING_UNAVAILABLE
    with pytest.raises(Refused) as refused:
        vault.unlock(tmp_path, None, keyring)
    assert code_of(refused) is Code.PASSWORD_NEEDED
    keyring.kept = {account: bytes(32) for account in keyring.kept}
    with pytest.raises(Refused) as refused:
        vault.unlock(tmp_path, "p", keyring)
    assert code_of(refused) is Code.WRONG_PASSWORD


@pytest.mark.parametrize("password", [None, ""])
def test_a_vault_without_password_and_keyring_is_refused(
    tmp_path: Path, password: str | None
) -> None:
    with pytest.raises(Refused) as caught:
        vault.create(tmp_path, password, None)
    assert code_of(caught) is Code.PASSWORD_NEEDED
    assert not vault.exists(tmp_path)


def test_a_password_typed_decomposed_is_the_same_password(tmp_path: Path) -> None:
    made, _ = vault.create(tmp_path, unicodedata.normalize("NFC", "Mục tiêu"), None)
    assert vault.unlock(tmp_path, unicodedata.normalize("NFD", "Mục tiêu"), None) == made.key


def test_the_recovery_key_opens_whatever_else_is_lost(tmp_path: Path) -> None:
    made, recovery = vault.create(tmp_path, "forgotten", Keyring())
    assert vault.unlock_with_recovery(tmp_path, recovery) == made.key


def test_another_offices_recovery_key_is_refused(tmp_path: Path) -> None:
    vault.create(tmp_path, "p", None)
    with pytest.raises(Refused) as caught:
        vault.unlock_with_recovery(tmp_path, spell(new_secret()))
    assert code_of(caught) is Code.WRONG_RECOVERY_KEY


def test_a_wrong_password_and_a_damaged_wrap_cannot_be_told_apart(tmp_path: Path) -> None:
    vault.create(tmp_path, "right", None)
    with pytest.raises(Refused) as wrong:
        vault.unlock(tmp_path, "wrong", None)
    data = content(tmp_path)
    sealed = bytearray(base64.b64decode(data["everyday"]["sealed"]))
    sealed[5] ^= 1
    data["everyday"]["sealed"] = base64.b64encode(sealed).decode()
    rewrite(tmp_path, data)
    with pytest.raises(Refused) as damaged:
        vault.unlock(tmp_path, "right", None)
    assert str(wrong.value) == str(damaged.value)
    assert code_of(wrong) is Code.WRONG_PASSWORD


def test_parameters_beside_a_wrap_cannot_be_altered(tmp_path: Path) -> None:
    vault.create(tmp_path, "right", None)
    data = content(tmp_path)
    data["everyday"]["argon2"]["passes"] = 2
    rewrite(tmp_path, data)
    with pytest.raises(Refused) as caught:
        vault.unlock(tmp_path, "right", None)
    assert code_of(caught) is Code.WRONG_PASSWORD


def test_a_password_costs_what_rfc_9106_asks_where_memory_is_short() -> None:
    """Section 4, the second recommended option: 64 MiB and three passes; other tests pay less."""
    cost = Argon2.new()
    assert (cost.memory_kib, cost.passes, len(cost.salt)) == (64 * 1024, 3, 16)
    assert cost.salt != Argon2.new().salt
    assert len(cost.hash(b"mat khau")) == 32


def test_a_wrap_opens_only_as_what_it_was_closed() -> None:
    wrap = Wrap.close("recovery", bytes(32), b"secret", argon2=None, keyring=False)
    assert wrap.open(b"secret") == bytes(32)
    assert replace(wrap, keyring=True).open(b"secret") is None
    assert replace(wrap, purpose="everyday").open(b"secret") is None


def test_the_file_holds_neither_key_nor_password_nor_recovery_key(tmp_path: Path) -> None:
    made, recovery = vault.create(tmp_path, "quá bí mật", None)
    text = (tmp_path / KEY_FILE).read_bytes()
    key = made.key
    password = "quá bí mật".encode()
    for secret in (key, base64.b64encode(key), key.hex().encode(), password, recovery.encode()):
        assert secret not in text
    assert repr(made.key) not in repr(made)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    vault.create(folder, "p", None)
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_new_password_replaces_the_old_and_keeps_key_and_recovery(tmp_path: Path) -> None:
    made, recovery = vault.create(tmp_path, "old", None)
    vault.change_password(tmp_path, "old", "new", None)
    assert vault.unlock(tmp_path, "new", None) == made.key
    assert vault.unlock_with_recovery(tmp_path, recovery) == made.key
    with pytest.raises(Refused):
        vault.unlock(tmp_path, "old", None)


def test_a_password_is_changed_only_by_one_who_knows_the_old(tmp_path: Path) -> None:
    vault.create(tmp_path, "old", None)
    before = (tmp_path / KEY_FILE).read_bytes()
    with pytest.raises(Refused) as caught:
        vault.change_password(tmp_path, "guess", "new", None)
    assert code_of(caught) is Code.WRONG_PASSWORD
    assert (tmp_path / KEY_FILE).read_bytes() == before


def test_on_a_new_machine_recovery_leads_to_a_new_protection(tmp_path: Path) -> None:
    made, recovery = vault.create(tmp_path, None, Keyring())
    new_machine = Keyring()
    key = vault.unlock_with_recovery(tmp_path, recovery)
    vault.protect(tmp_path, key, None, new_machine)
    assert vault.unlock(tmp_path, None, new_machine) == made.key


def test_the_machines_secret_stays_so_that_older_backups_still_open(tmp_path: Path) -> None:
    keyring = Keyring()
    made, _ = vault.create(tmp_path, None, keyring)
    backed_up = (tmp_path / KEY_FILE).read_bytes()
    vault.protect(tmp_path, made.key, "p", keyring)
    (tmp_path / KEY_FILE).write_bytes(backed_up)
    assert vault.unlock(tmp_path, None, keyring) == made.key


def test_another_key_may_not_be_wrapped_in_this_file(tmp_path: Path) -> None:
    vault.create(tmp_path, "p", None)
    with pytest.raises(Fault) as caught:
        vault.protect(tmp_path, bytes(32), "p", None)
    assert code_of(caught) is Code.WRONG_KEY


@pytest.mark.parametrize("name", [KEY_FILE, "okrdesk.db"])
def test_a_folder_with_data_gets_no_second_key(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"something")
    with pytest.raises(Fault) as caught:
        vault.create(tmp_path, "p", None)
    assert code_of(caught) is Code.KEY_FILE_EXISTS
    assert (tmp_path / name).read_bytes() == b"something"


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        vault.what_is_needed(tmp_path)
    assert code_of(caught) is Code.KEY_FILE_MISSING


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b"[" * 50_000, b" " * 100_000],
)
def test_a_damaged_file_is_a_fault(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(damaged)
    with pytest.raises(Fault) as caught:
        vault.unlock(tmp_path, "p", None)
    assert code_of(caught) is Code.KEY_FILE_DAMAGED


@pytest.mark.parametrize("cost", [{"memory_kib": 2**31}, {"passes": 10**9}, {"memory_kib": "x"}])
def test_a_cost_that_would_hang_the_pc_is_damage(tmp_path: Path, cost: dict[str, object]) -> None:
    vault.create(tmp_path, "p", None)
    data = content(tmp_path)
    data["everyday"]["argon2"] |= cost
    rewrite(tmp_path, data)
    with pytest.raises(Fault) as caught:
        vault.unlock(tmp_path, "p", None)
    assert code_of(caught) is Code.KEY_FILE_DAMAGED


def test_a_file_of_a_later_format_asks_for_a_newer_program(tmp_path: Path) -> None:
    vault.create(tmp_path, "p", None)
    rewrite(tmp_path, content(tmp_path) | {"format": 2})
    with pytest.raises(Fault) as caught:
        vault.unlock(tmp_path, "p", None)
    assert code_of(caught) is Code.NEWER_DATABASE


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = vault.create(tmp_path, "p", None)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault) as caught:
        vault.protect(tmp_path, made.key, "new", None)
    assert code_of(caught) is Code.DISK_FULL
    assert vault.unlock(tmp_path, "p", None) == made.key
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
