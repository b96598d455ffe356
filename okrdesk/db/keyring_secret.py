"""One secret in the operating system's keyring: Windows Credential Manager or the Secret Service.

The back end is chosen by its class, never by the environment or keyring's configuration: those may
name a plain file, or a null back end that "stores" and forgets. A secret is 32 random bytes as 44
letters of base 64 (Windows holds at most 2,560 bytes), and is read back after it was written. The
`keyring` package is imported only when a store is asked for.
"""

import base64
import binascii
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from okrdesk.errors import Code, Fault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "okrdesk"
SECRET_BYTES = 32


class SecretStore(Protocol):
    """Where the machine keeps the signed-in person's secrets, each under an account name."""

    def get(self, account: str) -> bytes | None:
        """Return the secret of `account`; None where there is none or the keyring stays locked."""
        ...

    def set(self, account: str, secret: bytes) -> None:
        """Keep a secret of 32 bytes; raise Fault(KEYRING_UNAVAILABLE) unless it reads back."""
        ...

    def delete(self, account: str) -> None:
        """Forget the secret of `account`, if there is one."""
        ...


@dataclass(frozen=True)
class Finding:
    """What looking for a keyring gave: the store, or None and the technical reason why not."""

    back_end: str
    store: SecretStore | None
    reason: str | None = None


class KeyringStore:
    """A SecretStore over one back end of the `keyring` package."""

    def __init__(self, back_end: "KeyringBackend") -> None:
        self._back_end = back_end

    def get(self, account: str) -> bytes | None:
        """Return the secret of `account`; None where there is none or the keyring stays locked."""
        try:
            text = self._back_end.get_password(SERVICE, account)
        except _failures():
            return None
        return _read(text) if text else None

    def set(self, account: str, secret: bytes) -> None:
        """Keep a secret of 32 bytes; raise Fault(KEYRING_UNAVAILABLE) unless it reads back."""
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a secret has {SECRET_BYTES} bytes")
        try:
            self._back_end.set_password(SERVICE, account, base64.b64encode(secret).decode())
        except _failures() as error:
            raise Fault(Code.KEYRING_UNAVAILABLE) from error
        if self.get(account) != secret:
            raise Fault(Code.KEYRING_UNAVAILABLE)

    def delete(self, account: str) -> None:
        """Forget the secret of `account`, if there is one."""
        # Nothing to forget, or a keyring that is gone: the secret is out of reach either way.
        with suppress(*_failures()):
            self._back_end.delete_password(SERVICE, account)


def system_store() -> Finding:
    """Find the keyring of this system without touching a secret."""
    name = "WinVaultKeyring" if sys.platform == "win32" else "SecretService"
    failures: tuple[type[Exception], ...] = (ImportError, *_failures())
    try:
        back_end = _back_end()
    except failures as error:
        return Finding(name, None, f"{type(error).__name__}: {error}")
    return Finding(name, KeyringStore(back_end))


def _failures() -> tuple[type[Exception], ...]:
    """Return what the keyring package raises, and what it lets through from the libraries below."""
    from keyring.errors import KeyringError

    common = (KeyringError, RuntimeError, OSError)
    try:
        if sys.platform == "win32":
            from win32ctypes.pywin32.pywintypes import error

            return (*common, error)
        from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
        from secretstorage.exceptions import SecretStorageException
    except ImportError:
        return common
    return (*common, DBusErrorResponse, SecretStorageException)


def _back_end() -> "KeyringBackend":
    """Return the system's back end; raise what tells why it cannot be used."""
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring as BackEnd
    else:
        from keyring.backends.SecretService import Keyring as BackEnd
    # Reading the priority is keyring's own test of viability: it raises RuntimeError with a reason.
    _ = BackEnd.priority
    make: Callable[[], KeyringBackend] = BackEnd
    return make()


def _read(text: str) -> bytes | None:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return secret if len(secret) == SECRET_BYTES else None
