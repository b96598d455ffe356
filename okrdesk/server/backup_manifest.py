"""What a backup of the server says of itself, signed by it, and whether its files are those."""

from hashlib import sha256
from pathlib import Path

import msgspec

from okrdesk.db.files import file_faults, write_durably
from okrdesk.errors import Code, Fault
from okrdesk.server.keys import Keys
from okrdesk.sync.signing import is_signed, sign
from okrdesk.sync.wire import Checkpoint

MANIFEST = "manifest.json"
_FORMAT = 1


class FileFacts(msgspec.Struct, frozen=True):
    """Size in bytes and SHA-256 (hex) of a file of the backup."""

    size: int
    sha256: str


class AgencyFacts(msgspec.Struct, frozen=True):
    """How far an agency's log is in the backup, signed as any checkpoint is."""

    name: str
    epoch: str
    aseq: int
    checkpoint: Checkpoint


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole; `made` is Unix ms, `backend` "sqlite" or "postgresql".

    `proof` says how the backup was verified: "audited" (opened or restored, and every log audited)
    or "listed" (only that the dump can be read, because no database could be made to restore into).
    `sig` is the server's over the rest.
    """

    format: int = _FORMAT
    made: int
    app: str
    backend: str
    proof: str
    server_key: str
    has_keys: bool
    agencies: dict[str, AgencyFacts]
    files: dict[str, FileFacts]
    sig: str = ""

    @property
    def is_audited(self) -> bool:
        """Say whether what is in the backup was itself looked at."""
        return self.proof == "audited"


def write_manifest(folder: Path, manifest: Manifest, keys: Keys) -> Manifest:
    """Sign the manifest and put it beside its files."""
    manifest = msgspec.structs.replace(manifest, sig=sign(keys.signing_seed, _signed(manifest)))
    write_durably(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup and check it and its files.

    Raises Fault: PATH_MISSING, SERVER_BACKUP_DAMAGED.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise Fault(Code.PATH_MISSING, path=str(path))
    with file_faults(path):
        content = path.read_bytes()
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise _damaged(folder, MANIFEST) from error
    if manifest.format != _FORMAT or not _is_signed(manifest):
        raise _damaged(folder, MANIFEST)
    for name, facts in manifest.files.items():
        if Path(name).name != name or not (folder / name).is_file():
            raise _damaged(folder, name)
        if file_facts(folder / name) != facts:
            raise _damaged(folder, name)
    return manifest


def file_facts(path: Path) -> FileFacts:
    """Return size and hash of a file, read in pieces."""
    hashed, size = sha256(), 0
    with file_faults(path), path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            hashed.update(piece)
            size += len(piece)
    return FileFacts(size, hashed.hexdigest())


def _signed(manifest: Manifest) -> bytes:
    unsigned = msgspec.structs.replace(manifest, sig="")
    return b"okr-backup/1 " + msgspec.json.encode(unsigned, order="sorted")


def _is_signed(manifest: Manifest) -> bool:
    """Say whether who wrote the manifest holds the key that it names."""
    try:
        key = bytes.fromhex(manifest.server_key)
    except ValueError:
        return False
    return is_signed(key, _signed(manifest), manifest.sig)


def _damaged(folder: Path, name: str) -> Fault:
    return Fault(Code.SERVER_BACKUP_DAMAGED, path=str(folder), detail=name)
