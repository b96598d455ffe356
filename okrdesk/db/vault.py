"""The key file `vault.json`: the random key of the database, wrapped for those who may open it.

The everyday wrap answers to what a folder asks for: a password, the secret in this machine's
keyring, or both together (KEK = HKDF(keyring secret ‖ argon2id(password)), as KeePassXC composes
keys). The recovery wrap answers to the office recovery key, which is shown once and kept on paper.
Each wrap is AES-256-GCM and authenticates the parameters beside it. A wrong password and a damaged
wrap cost the same time and give the same error, and nothing in the file tells one from the other.
"""

import hashlib
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from okrdesk.db import recovery_key
from okrdesk.db.files import (
    DATABASE,
    KEY_FILE,
    file_faults,
    make_folder,
    sync_folder,
    write_durably,
)
from okrdesk.db.keyring_secret import SECRET_BYTES, SecretStore
from okrdesk.db.vault_file import Argon2, KeyFile, Wrap, load
from okrdesk.errors import Code, Fault, Refused

KEY_BYTES = 32
_DESTROYED = "destroyed"


@dataclass(frozen=True)
class Needs:
    """What opens a folder day by day; at least one of the two."""

    password: bool
    keyring: bool


@dataclass(frozen=True)
class Vault:
    """A new vault: its identity, the database key it guards, and what opens it."""

    id: str
    needs: Needs
    key: bytes = field(repr=False)


def exists(folder: Path) -> bool:
    """Tell whether `folder` holds a key file."""
    return (folder / KEY_FILE).is_file()


def identity(folder: Path) -> str:
    """Return the id of the vault in `folder`, which its backups and secrets are filed under."""
    return load(folder / KEY_FILE).id


def refuse_existing(folder: Path) -> None:
    """Raise Fault(KEY_FILE_EXISTS) where `folder` holds a key file or a database already."""
    for present in (folder / KEY_FILE, folder / DATABASE):
        if present.exists():
            raise Fault(Code.KEY_FILE_EXISTS, path=str(present))


def create(folder: Path, password: str | None, keyring: SecretStore | None) -> tuple[Vault, str]:
    """Make a new key for `folder`; return it with the office recovery key, which is kept nowhere.

    Raises Refused(PASSWORD_NEEDED) without password and keyring, Fault(KEY_FILE_EXISTS),
    Fault(KEYRING_UNAVAILABLE), and the faults of a folder that cannot be written.
    """
    refuse_existing(folder)
    make_folder(folder)
    key, secret = secrets.token_bytes(KEY_BYTES), recovery_key.new_secret()
    identity = secrets.token_hex(16)
    everyday = _wrap_everyday(identity, key, password, keyring)
    file = KeyFile(identity, _check(key), everyday, _wrap_recovery(key, secret))
    write_durably(folder / KEY_FILE, file.to_bytes())
    return Vault(identity, _needs(file), key), recovery_key.spell(secret)


def what_is_needed(folder: Path) -> Needs:
    """Return what `unlock` will ask for; raise Fault(KEY_FILE_MISSING or KEY_FILE_DAMAGED)."""
    return _needs(load(folder / KEY_FILE))


def unlock(folder: Path, password: str | None, keyring: SecretStore | None) -> bytes:
    """Return the database key.

    Raises Refused(PASSWORD_NEEDED, WRONG_PASSWORD) and Fault(KEYRING_UNAVAILABLE, KEY_FILE_MISSING,
    KEY_FILE_DAMAGED).
    """
    file = load(folder / KEY_FILE)
    wrap = file.everyday
    secret = _secret_from(keyring, file.id) if wrap.keyring else b""
    password_hash = _hash(password, wrap.argon2) if wrap.argon2 else b""
    key = wrap.open(secret + password_hash)
    if key is not None and _check(key) == file.check:
        return key
    if wrap.argon2:
        raise Refused(Code.WRONG_PASSWORD)
    raise Fault(Code.KEYRING_UNAVAILABLE)


def unlock_with_recovery(folder: Path, recovery: str) -> bytes:
    """Return the database key by the recovery key from the paper.

    Raises Refused(RECOVERY_KEY_MISTYPED, WRONG_RECOVERY_KEY) and the faults of the key file.
    """
    secret = recovery_key.read(recovery)
    file = load(folder / KEY_FILE)
    key = file.recovery.open(secret)
    if key is None or _check(key) != file.check:
        raise Refused(Code.WRONG_RECOVERY_KEY)
    return key


def protect(folder: Path, key: bytes, password: str | None, keyring: SecretStore | None) -> None:
    """Let `password` and this machine's `keyring` open the folder from now on; recovery stays.

    For a new password, and for a new machine after `unlock_with_recovery`. Raises what `create` and
    `load` raise, and Fault(WRONG_KEY) where `key` is not this vault's.
    """
    file = _of(folder, key)
    everyday = _wrap_everyday(file.id, key, password, keyring)
    write_durably(folder / KEY_FILE, replace(file, everyday=everyday).to_bytes())


def change_password(
    folder: Path, old: str | None, new: str | None, keyring: SecretStore | None
) -> None:
    """Replace the password (None: none) for one who knows the old; raise what `unlock` raises."""
    protect(folder, unlock(folder, old, keyring), new, keyring)


def destroy(folder: Path, keyring: SecretStore | None) -> None:
    """Take away all that opens the database of `folder` here: the key file, the machine's secret.

    A backup whose key file asks for a password alone still opens by it. A note stays, so that a
    destroyed key is never taken for a lost one.
    """
    path = folder / KEY_FILE
    if keyring is not None:
        with suppress(Fault):
            keyring.delete(load(path).id)
    with file_faults(path):
        if path.exists():
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        (folder / _DESTROYED).touch()
        sync_folder(folder)


def was_destroyed(folder: Path) -> bool:
    """Tell whether the key of `folder` was destroyed, and there is no other since."""
    return (folder / _DESTROYED).exists() and not exists(folder)


def forget_destroyed(folder: Path) -> None:
    """Let go of the note of a destroyed key, now that the folder opens by another."""
    with file_faults(folder):
        (folder / _DESTROYED).unlink(missing_ok=True)


def is_key_of(folder: Path, key: bytes) -> bool:
    """Tell whether `key` is the one that the key file of `folder` guards."""
    return secrets.compare_digest(load(folder / KEY_FILE).check, _check(key))


def _of(folder: Path, key: bytes) -> KeyFile:
    if not is_key_of(folder, key):
        raise Fault(Code.WRONG_KEY, path=str(folder / KEY_FILE))
    return load(folder / KEY_FILE)


def _needs(file: KeyFile) -> Needs:
    return Needs(password=file.everyday.argon2 is not None, keyring=file.everyday.keyring)


def _wrap_everyday(
    identity: str, key: bytes, password: str | None, keyring: SecretStore | None
) -> Wrap:
    if not password and keyring is None:
        raise Refused(Code.PASSWORD_NEEDED, field="password")
    argon2 = Argon2.new() if password else None
    secret = _secret_for(keyring, identity) if keyring is not None else b""
    password_hash = _hash(password, argon2) if argon2 else b""
    return Wrap.close("everyday", key, secret + password_hash, argon2, keyring is not None)


def _wrap_recovery(key: bytes, secret: bytes) -> Wrap:
    return Wrap.close("recovery", key, secret, argon2=None, keyring=False)


def _secret_for(keyring: SecretStore, identity: str) -> bytes:
    """Return the machine's secret for this vault; keep the one it has, for the sake of backups."""
    secret = keyring.get(identity)
    if secret is None:
        secret = secrets.token_bytes(SECRET_BYTES)
        keyring.set(identity, secret)
    return secret


def _secret_from(keyring: SecretStore | None, identity: str) -> bytes:
    secret = keyring.get(identity) if keyring is not None else None
    if secret is None:
        raise Fault(Code.KEYRING_UNAVAILABLE)
    return secret


def _hash(password: str | None, argon2: Argon2) -> bytes:
    if not password:
        raise Refused(Code.PASSWORD_NEEDED, field="password")
    # The same letters typed by another input method may arrive decomposed.
    return argon2.hash(unicodedata.normalize("NFC", password).encode())


def _check(key: bytes) -> bytes:
    """Return what tells that a key is the right one; of 256 random bits nothing can be guessed."""
    return hashlib.sha256(b"okrdesk database key" + key).digest()[:16]
