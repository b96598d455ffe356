"""The server's secrets: one small file in its state folder that only its own user may read.

Who has it can sign as the server and read an SQLite database; a backup of the server therefore
keeps it apart (`okrdesk.server.backup`).
"""

import json
import secrets
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from okrdesk.db.files import file_faults, make_folder, write_durably
from okrdesk.errors import Code, Fault
from okrdesk.sync.signing import verify_key_of

KEYS_FILE = "keys.json"
_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """Seeds of 32 bytes each, as hex: Ed25519 to sign, X25519 to open, the key of the database."""

    signing: str = field(repr=False)
    sealing: str = field(repr=False)
    database: str = field(repr=False)

    @cached_property
    def verify_key(self) -> str:
        """Return the public key that checks what the server signed, in hex."""
        return verify_key_of(self.signing_seed)

    @cached_property
    def seal_key(self) -> str:
        """Return the public key that one seals to the server with, in hex."""
        from nacl.public import PrivateKey

        return PrivateKey(self.sealing_seed).public_key.encode().hex()

    @property
    def signing_seed(self) -> bytes:
        """Return the Ed25519 seed."""
        return bytes.fromhex(self.signing)

    @property
    def sealing_seed(self) -> bytes:
        """Return the X25519 private key."""
        return bytes.fromhex(self.sealing)

    @property
    def database_key(self) -> bytes:
        """Return the key of an SQLite database."""
        return bytes.fromhex(self.database)


def load_keys(folder: Path) -> Keys:
    """Read the keys of a state folder; raise Fault: KEY_FILE_MISSING, KEY_FILE_DAMAGED."""
    path = folder / KEYS_FILE
    if not path.is_file():
        raise Fault(Code.KEY_FILE_MISSING, path=str(path))
    with file_faults(path):
        content = path.read_bytes()
    try:
        keys = Keys(**json.loads(content))
        sizes = {len(bytes.fromhex(key)) for key in asdict(keys).values()}
    except (ValueError, TypeError) as error:
        raise Fault(Code.KEY_FILE_DAMAGED, path=str(path)) from error
    if sizes != {_BYTES}:
        raise Fault(Code.KEY_FILE_DAMAGED, path=str(path))
    return keys


def make_keys(folder: Path) -> Keys:
    """Write new keys into a state folder that has none; raise Fault: KEY_FILE_EXISTS."""
    make_folder(folder)
    path = folder / KEYS_FILE
    if path.exists():
        raise Fault(Code.KEY_FILE_EXISTS, path=str(path))
    keys = Keys(*(secrets.token_hex(_BYTES) for _ in range(3)))
    write_durably(path, json.dumps(asdict(keys), indent=2).encode())
    return keys


def ensure_keys(folder: Path) -> Keys:
    """Return the keys of a state folder, new ones at its first use."""
    return load_keys(folder) if (folder / KEYS_FILE).exists() else make_keys(folder)
