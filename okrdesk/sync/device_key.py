"""The keys of this PC (Ed25519 to sign, X25519 to open), and whether it is still the same machine.

They are in the keyring of the operating system where there is one, so that a copy of the data
folder alone cannot speak for this PC. Where there is none (a terminal server, a Linux without a
Secret Service), they are in the encrypted database: a file beside it would be open to whoever can
read the folder, and a copy of both is noticed by the machine, the token and the chain of changes.
"""

import hashlib
import secrets
import socket
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.files import write_durably
from okrdesk.db.keyring_secret import SecretStore
from okrdesk.db.store import get_meta, put_meta
from okrdesk.errors import Code, Fault
from okrdesk.sync.signing import sign, verify_key_of

INSTALL_FILE = "install.id"
_KEYS, _MACHINE = "device_keys", "machine"
_SIZE = 32


@dataclass(frozen=True)
class DeviceKey:
    """The two secret keys of a device, 32 bytes each."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "DeviceKey":
        """Return fresh keys."""
        return cls(secrets.token_bytes(_SIZE), secrets.token_bytes(_SIZE))

    @property
    def verify_key(self) -> str:
        """Return the public key that checks what this device signed, in hex."""
        return verify_key_of(self.signing)

    @property
    def seal_key(self) -> str:
        """Return the public key that one seals to this device with, in hex."""
        from nacl.public import PrivateKey

        return PrivateKey(self.sealing).public_key.encode().hex()

    def sign(self, message: bytes) -> str:
        """Return the hex signature of this device over `message`."""
        return sign(self.signing, message)


def keep_key(
    connection: Connection, device: str, key: DeviceKey, keyring: SecretStore | None
) -> None:
    """Keep a device's keys in the keyring; where there is none, in the database."""
    if keyring is not None:
        with suppress(Fault):
            keyring.set(_account(device, "sign"), key.signing)
            keyring.set(_account(device, "seal"), key.sealing)
            return
    kept: Mapping[str, Any] = get_meta(connection, _KEYS) or {}
    mine = {"signing": key.signing.hex(), "sealing": key.sealing.hex()}
    put_meta(connection, _KEYS, {**kept, device: mine})


def find_key(connection: Connection, device: str, keyring: SecretStore | None) -> DeviceKey:
    """Return a device's keys; raise Fault(DEVICE_KEY_MISSING) where the machine lost them."""
    kept: Mapping[str, Any] = (get_meta(connection, _KEYS) or {}).get(device, {})
    if kept:
        return DeviceKey(bytes.fromhex(kept["signing"]), bytes.fromhex(kept["sealing"]))
    signing = keyring.get(_account(device, "sign")) if keyring else None
    sealing = keyring.get(_account(device, "seal")) if keyring else None
    if signing is None or sealing is None:
        raise Fault(Code.DEVICE_KEY_MISSING)
    return DeviceKey(signing, sealing)


def forget_key(connection: Connection, device: str, keyring: SecretStore | None) -> None:
    """Destroy a device's keys."""
    if keyring is not None:
        keyring.delete(_account(device, "sign"))
        keyring.delete(_account(device, "seal"))
    kept: Mapping[str, Any] = get_meta(connection, _KEYS) or {}
    put_meta(connection, _KEYS, {id: one for id, one in kept.items() if id != device})


def note_machine(connection: Connection, folder: Path) -> None:
    """Note on which machine and in which folder this database belongs, from now on."""
    install = secrets.token_hex(16)
    write_durably(folder / INSTALL_FILE, install.encode())
    put_meta(connection, _MACHINE, {"install": install, **fingerprint()})


def is_elsewhere(connection: Connection, folder: Path) -> bool:
    """Say whether the database was copied: to another machine, or into another folder.

    A name or a network card may change; a machine whose own id changed, or both of these, is
    another one. Before anything is written there, the PC has to become another device.
    """
    noted: Mapping[str, str] | None = get_meta(connection, _MACHINE)
    if noted is None:
        return False
    here = {"install": _read(folder / INSTALL_FILE), **fingerprint()}
    if noted["install"] != here["install"] or noted["machine"] != here["machine"]:
        return True
    return all(noted[name] != here[name] for name in ("host", "card"))


def fingerprint() -> dict[str, str]:
    """Return what tells this machine from others, hashed: nothing of it can be read back."""
    return {
        name: hashlib.sha256(f"okrdesk {name} {text}".encode()).hexdigest()[:16]
        for name, text in (
            ("machine", _machine_id()),
            ("host", socket.gethostname()),
            ("card", f"{uuid.getnode():x}"),
        )
    }


def machine_name() -> str:
    """Return the name by which an administrator knows this machine."""
    return socket.gethostname()[:80]


def _account(device: str, purpose: str) -> str:
    return f"device {device} {purpose}"


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("ascii").strip()
    return ""


if sys.platform == "win32":
    import winreg

    def _machine_id() -> str:
        with (
            suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""

else:

    def _machine_id() -> str:
        return _read(Path("/etc/machine-id")) or _read(Path("/var/lib/dbus/machine-id"))
