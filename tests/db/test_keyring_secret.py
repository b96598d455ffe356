"""The operating system's keyring: which back end serves, and what its failures become."""

import secrets
from collections.abc import Callable

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError

from okrdesk.db import keyring_secret
from okrdesk.db.keyring_secret import KeyringStore, system_store
from okrdesk.errors import Code, Fault

SECRET = bytes(range(32))


class Remembering(KeyringBackend):
    """A back end that works."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Forgetting(Remembering):
    """A null back end: it "stores" and returns None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class Locked(Remembering):
    """A keyring whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


def test_a_secret_is_kept_as_44_letters_and_read_back() -> None:
    back_end = Remembering()
    store = KeyringStore(back_end)
    store.set("a", SECRET)
    assert store.get("a") == SECRET
    assert [len(text) for text in back_end.kept.values()] == [44]
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


@pytest.mark.parametrize("kept", ["", "not base 64!", "c2hvcnQ="])
def test_what_another_program_left_there_is_no_secret(kept: str) -> None:
    back_end = Remembering()
    back_end.set_password(keyring_secret.SERVICE, "a", kept)
    assert KeyringStore(back_end).get("a") is None


@pytest.mark.parametrize("make", [Forgetting, Locked])
def test_a_back_end_that_does_not_keep_is_a_fault(make: Callable[[], KeyringBackend]) -> None:
    store = KeyringStore(make())
    with pytest.raises(Fault) as caught:
        store.set("a", SECRET)
    assert caught.value.code is Code.KEYRING_UNAVAILABLE
    assert store.get("a") is None


@pytest.mark.parametrize("error", [NoKeyringError, RuntimeError, ImportError, OSError])
def test_a_system_without_a_keyring_gives_a_reason_and_no_error(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail() -> KeyringBackend:
        raise error("no bus")

    monkeypatch.setattr(keyring_secret, "_back_end", fail)
    finding = system_store()
    assert finding.store is None
    assert finding.reason == f"{error.__name__}: no bus"


def test_the_environment_does_not_choose_the_back_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path=/nowhere/{secrets.token_hex(4)}")
    finding = system_store()
    assert finding.back_end in {"SecretService", "WinVaultKeyring"}
    assert finding.store is None
    assert finding.reason
