"""The backup file: one uncompressed zip with the encrypted database, its key file and a manifest.

It restores on another machine with what opens the data (password, or the recovery key on paper), as
the key file travels along. The manifest says, without opening anything, when and by which version
it was made and how many objects it holds; never what they say. Reading bounds every size before it
allocates, knows exactly three names, and never joins a name from the file to a path.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from okrdesk.db.files import DATABASE, KEY_FILE, file_faults, sync_file, sync_folder
from okrdesk.errors import Code, Fault, Refused

SUFFIX = ".okrbackup"
MANIFEST = "manifest.json"
FORMAT = 1
_PARTS = (DATABASE, KEY_FILE)
_MAX_SMALL = 64 * 1024
_MAX_COUNTS = 50
_CHUNK = 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class BackupInfo:
    """What a backup says of itself; `counts` gives objects by table name, `size` is in bytes."""

    path: Path
    made_at: datetime
    app_version: str
    revision: str
    counts: Mapping[str, int]
    size: int


@dataclass(frozen=True)
class Manifest:
    """The part of a backup that can be read without a key; `digests` are SHA-256 in hex by name."""

    made_at: datetime
    app_version: str
    revision: str
    counts: Mapping[str, int]
    digests: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Return the manifest as it stands in the file."""
        data = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "app_version": self.app_version,
            "revision": self.revision,
            "counts": dict(self.counts),
            "sha256": dict(self.digests),
        }
        return json.dumps(data, indent=2).encode()

    @classmethod
    def from_json(cls, data: Any) -> "Manifest":
        """Read a manifest of this format; raise ValueError, KeyError or TypeError if it is none."""
        made_at = datetime.fromisoformat(data["made_at"])
        if made_at.tzinfo is None:
            raise ValueError("made_at has no time zone")
        counts = {_word(name): _count(number) for name, number in data["counts"].items()}
        if len(counts) > _MAX_COUNTS:
            raise ValueError("too many counts")
        digests = {name: _digest(data["sha256"][name]) for name in _PARTS}
        return cls(made_at, _word(data["app_version"]), _word(data["revision"]), counts, digests)


def pack(parts: Path, manifest: Manifest, target: Path) -> None:
    """Write the backup of the database and key file in the folder `parts`; replace `target` whole.

    The digests of `manifest` are filled in here.
    """
    part = parts / "part"
    with file_faults(target):
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
                digests = {name: _add(archive, parts / name) for name in _PARTS}
                complete = Manifest(
                    manifest.made_at,
                    manifest.app_version,
                    manifest.revision,
                    manifest.counts,
                    digests,
                )
                archive.writestr(MANIFEST, complete.to_bytes())
            part.chmod(0o600)
            sync_file(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)


def preview(file: Path) -> BackupInfo:
    """Return what the backup `file` says of itself, without any key.

    Raises Refused(NOT_FOUND) and Fault: BACKUP_FOREIGN, BACKUP_DAMAGED, NEWER_DATABASE (a later
    format), DISK_ERROR.
    """
    with _opened(file) as archive:
        found = _manifest(archive, file)
    with file_faults(file):
        size = file.stat().st_size
    return BackupInfo(file, found.made_at, found.app_version, found.revision, found.counts, size)


def unpack(file: Path, folder: Path) -> None:
    """Write the database and the key file of a backup to `folder`, each checked by its digest.

    Raises what `preview` raises, and the faults of a folder that cannot be written.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        for name in _PARTS:
            digest = _extract(archive, name, folder / name)
            if digest != manifest.digests[name]:
                raise Fault(Code.BACKUP_DAMAGED, path=str(file))


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup whose table of contents holds what it must and nothing else."""
    if not file.is_file():
        raise Refused(Code.NOT_FOUND, text=str(file))
    with file_faults(file):
        with file.open("rb") as content:
            looks_like_zip = content.read(4) == b"PK\x03\x04"
        if not looks_like_zip:
            raise Fault(Code.BACKUP_FOREIGN, path=str(file))
        try:
            with zipfile.ZipFile(file) as archive:
                _check_contents(archive, file)
                yield archive
        except _DAMAGE as error:
            raise Fault(Code.BACKUP_DAMAGED, path=str(file)) from error


def _check_contents(archive: zipfile.ZipFile, file: Path) -> None:
    members = archive.infolist()
    names = sorted(member.filename for member in members)
    if MANIFEST not in names:
        raise Fault(Code.BACKUP_FOREIGN, path=str(file))
    stored = all(
        member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
        for member in members
    )
    total = sum(member.file_size for member in members)
    if names != sorted((*_PARTS, MANIFEST)) or not stored or total > file.stat().st_size:
        raise Fault(Code.BACKUP_DAMAGED, path=str(file))


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    small = (archive.getinfo(name).file_size for name in (MANIFEST, KEY_FILE))
    if max(small) > _MAX_SMALL:
        raise Fault(Code.BACKUP_DAMAGED, path=str(file))
    try:
        data = json.loads(archive.read(MANIFEST))
        if data["format"] != FORMAT:
            raise Fault(Code.NEWER_DATABASE, path=str(file))
        return Manifest.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Fault(Code.BACKUP_DAMAGED, path=str(file)) from error


def _add(archive: zipfile.ZipFile, path: Path) -> str:
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo.from_file(path, path.name, strict_timestamps=False)
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as member:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with file_faults(target), archive.open(name) as member:
        with target.open("xb") as copy:
            target.chmod(0o600)
            while chunk := member.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        sync_file(target)
    return digest.hexdigest()


def _word(value: Any) -> str:
    if not re.fullmatch(r"[\w.+-]{1,60}", value):
        raise ValueError("not a word")
    return str(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("not a count")
    return value


def _digest(value: Any) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("not a digest")
    return str(value)
