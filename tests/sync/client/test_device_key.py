"""The keys of a PC, and whether its database is still where it was."""

from pathlib import Path

import pytest

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.store import get_meta
from okrdesk.errors import Code, Fault
from okrdesk.sync import device_key
from okrdesk.sync.device_key import (
    INSTALL_FILE,
    DeviceKey,
    find_key,
    forget_key,
    is_elsewhere,
    keep_key,
    note_machine,
)
from tests.offices import Office


class Keyring:
    """A keyring that holds what it is given, or nothing."""

    def __init__(self, works: bool = True) -> None:
        self.kept: dict[str, bytes] = {}
        self.works = works

    def get(self, account: str) -> bytes | None:
        return self.kept.get(account)

    def set(self, account: str, secret: bytes) -> None:
        if not self.works:
            raise Fault(Code.KEYRING_UNAVAILABLE)
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        self.kept.pop(account, None)


DEVICE = "00000000-0000-7000-8000-000000000001"


def test_keys_stand_in_the_keyring_and_nowhere_else(office: Office) -> None:
    key, keyring = DeviceKey.new(), Keyring()
    with write_transaction(office.engine) as connection:
        keep_key(connection, DEVICE, key, keyring)
        assert find_key(connection, DEVICE, keyring) == key
        assert get_meta(connection, "device_keys") is None
        with pytest.raises(Fault) as missing:
            find_key(connection, DEVICE, Keyring())
        forget_key(connection, DEVICE, keyring)
    assert missing.value.code is Code.DEVICE_KEY_MISSING
    assert keyring.kept == {}


@pytest.mark.parametrize("keyring", [None, Keyring(works=False)])
def test_without_a_keyring_they_stand_in_the_encrypted_database(
    office: Office, keyring: Keyring | None
) -> None:
    key = DeviceKey.new()
    with write_transaction(office.engine) as connection:
        keep_key(connection, DEVICE, key, keyring)
        assert find_key(connection, DEVICE, keyring) == key
        forget_key(connection, DEVICE, keyring)
        with pytest.raises(Fault):
            find_key(connection, DEVICE, keyring)


def test_a_key_shows_nothing_of_itself_in_a_log() -> None:
    assert "0x" not in repr(DeviceKey.new())
    assert repr(DeviceKey.new()) == "DeviceKey()"


def test_a_database_in_its_place_is_at_home(office: Office, tmp_path: Path) -> None:
    with write_transaction(office.engine) as connection:
        assert not is_elsewhere(connection, tmp_path)
        note_machine(connection, tmp_path)
        assert not is_elsewhere(connection, tmp_path)


def test_a_copy_of_the_database_alone_is_elsewhere(office: Office, tmp_path: Path) -> None:
    with write_transaction(office.engine) as connection:
        note_machine(connection, tmp_path)
    (tmp_path / INSTALL_FILE).unlink()
    with read_transaction(office.engine) as connection:
        assert is_elsewhere(connection, tmp_path)


@pytest.mark.parametrize(
    ("changes", "elsewhere"),
    [
        ({"machine": "another"}, True),
        ({"host": "another"}, False),
        ({"card": "another"}, False),
        ({"host": "another", "card": "another"}, True),
    ],
)
def test_a_machine_is_known_again_by_its_id_or_name_and_card(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    elsewhere: bool,
) -> None:
    here = device_key.fingerprint()
    with write_transaction(office.engine) as connection:
        note_machine(connection, tmp_path)
    monkeypatch.setattr(device_key, "fingerprint", lambda: here | changes)
    with read_transaction(office.engine) as connection:
        assert is_elsewhere(connection, tmp_path) is elsewhere
