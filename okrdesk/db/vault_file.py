"""What stands in `vault.json`, and the cryptography of one wrap.

Reading trusts nothing: sizes, types and costs are bounded before any of them is used, and whatever
does not fit is Fault(KEY_FILE_DAMAGED).
"""

import base64
import dataclasses
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from okrdesk.db.files import file_faults
from okrdesk.errors import Code, Fault

FORMAT = 1
_MAX_BYTES = 64 * 1024
_SALT_BYTES = 16
_NONCE_BYTES = 12
_KEK_BYTES = 32


@dataclass(frozen=True)
class Argon2:
    """The cost and salt of one password: argon2id (RFC 9106), about 0.15 s on an office PC."""

    salt: bytes
    memory_kib: int = 64 * 1024
    passes: int = 3

    @classmethod
    def new(cls) -> Self:
        """Return today's cost with a fresh salt."""
        return cls(secrets.token_bytes(_SALT_BYTES))

    def hash(self, password: bytes) -> bytes:
        """Return 32 bytes that take the whole cost to compute."""
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(
            password,
            self.salt,
            time_cost=self.passes,
            memory_cost=self.memory_kib,
            parallelism=1,
            hash_len=_KEK_BYTES,
            type=Type.ID,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {
            "salt": _to_text(self.salt),
            "memory_kib": self.memory_kib,
            "passes": self.passes,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read parameters whose cost a PC can pay; raise ValueError otherwise."""
        memory, passes = int(data["memory_kib"]), int(data["passes"])
        if not (8 * 1024 <= memory <= 1024 * 1024 and 1 <= passes <= 20):
            raise ValueError("cost out of bounds")
        return cls(_from_text(data["salt"], _SALT_BYTES), memory, passes)


@dataclass(frozen=True)
class Wrap:
    """The database key, encrypted under a key derived from secrets that are not in the file."""

    purpose: str
    salt: bytes
    nonce: bytes
    sealed: bytes
    argon2: Argon2 | None = None
    keyring: bool = False

    @classmethod
    def close(
        cls, purpose: str, key: bytes, secret: bytes, argon2: Argon2 | None, keyring: bool
    ) -> Self:
        """Encrypt `key` under `secret`; `argon2` and `keyring` tell where the secret comes from."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        wrap = cls(purpose, salt, nonce, b"", argon2, keyring)
        sealed = AESGCM(wrap._kek(secret)).encrypt(nonce, key, wrap._header())
        return dataclasses.replace(wrap, sealed=sealed)

    def open(self, secret: bytes) -> bytes | None:
        """Return the key; None where `secret` is wrong or anything in the wrap was altered."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._kek(secret)).decrypt(self.nonce, self.sealed, self._header())
        except InvalidTag:
            return None

    def to_json(self) -> dict[str, Any]:
        """Return the wrap as JSON values."""
        return self._parameters() | {
            "nonce": _to_text(self.nonce),
            "sealed": _to_text(self.sealed),
        }

    @classmethod
    def from_json(cls, purpose: str, data: Mapping[str, Any]) -> Self:
        """Read a wrap; raise ValueError, KeyError or TypeError where it is none."""
        if not isinstance(data["keyring"], bool):
            raise TypeError("keyring")
        return cls(
            purpose,
            _from_text(data["salt"], _SALT_BYTES),
            _from_text(data["nonce"], _NONCE_BYTES),
            _from_text(data["sealed"], _KEK_BYTES + 16),
            Argon2.from_json(data["argon2"]) if data["argon2"] is not None else None,
            data["keyring"],
        )

    def _parameters(self) -> dict[str, Any]:
        return {
            "salt": _to_text(self.salt),
            "argon2": self.argon2.to_json() if self.argon2 else None,
            "keyring": self.keyring,
        }

    def _header(self) -> bytes:
        return json.dumps([FORMAT, self.purpose, self._parameters()], sort_keys=True).encode()

    def _kek(self, secret: bytes) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        info = f"okrdesk {self.purpose} wrap".encode()
        return HKDF(SHA256(), _KEK_BYTES, self.salt, info).derive(secret)


@dataclass(frozen=True)
class KeyFile:
    """The whole of `vault.json`: the vault's identity, the check of its key, and the two wraps."""

    id: str
    check: bytes
    everyday: Wrap
    recovery: Wrap

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        data = {
            "format": FORMAT,
            "id": self.id,
            "check": _to_text(self.check),
            "everyday": self.everyday.to_json(),
            "recovery": self.recovery.to_json(),
        }
        return json.dumps(data, indent=2).encode()

    @classmethod
    def from_bytes(cls, content: bytes, path: Path) -> Self:
        """Read the content of `path`; raise Fault(KEY_FILE_DAMAGED or NEWER_DATABASE)."""
        try:
            data = json.loads(content)
            if data["format"] != FORMAT:
                raise Fault(Code.NEWER_DATABASE, path=str(path))
            return cls(
                _identity(data["id"]),
                _from_text(data["check"], 16),
                Wrap.from_json("everyday", data["everyday"]),
                Wrap.from_json("recovery", data["recovery"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Fault(Code.KEY_FILE_DAMAGED, path=str(path)) from error


def load(path: Path) -> KeyFile:
    """Read the key file at `path`; raise Fault(KEY_FILE_MISSING, KEY_FILE_DAMAGED, …)."""
    if not path.is_file():
        raise Fault(Code.KEY_FILE_MISSING, path=str(path))
    with file_faults(path), path.open("rb") as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise Fault(Code.KEY_FILE_DAMAGED, path=str(path))
    return KeyFile.from_bytes(content, path)


def _identity(text: str) -> str:
    if len(bytes.fromhex(text)) != _SALT_BYTES:
        raise ValueError("identity")
    return text


def _to_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _from_text(text: str, size: int) -> bytes:
    content = base64.b64decode(text, validate=True)
    if len(content) != size:
        raise ValueError("size")
    return content
