"""Names of the files in a data folder, and durable writing of the small ones.

A data folder holds the encrypted database, the key file that unwraps its key, the backups, and what
a restore replaced. Every error of the operating system leaves this module as a `Fault` with a code.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from okrdesk.errors import Code, Fault

DATABASE = "okrdesk.db"
DATABASE_SIDE_FILES = ("okrdesk.db-wal", "okrdesk.db-shm")
KEY_FILE = "vault.json"
BACKUPS = "backups"
REPLACED = "replaced"
LOCK = "okrdesk.lock"

_CODES = {
    errno.ENOENT: Code.PATH_MISSING,
    errno.EISDIR: Code.PATH_IS_FOLDER,
    errno.ENOSPC: Code.DISK_FULL,
    errno.EDQUOT: Code.DISK_FULL,
    errno.EFBIG: Code.DISK_FULL,
    errno.EROFS: Code.FOLDER_READ_ONLY,
    errno.EACCES: Code.FOLDER_READ_ONLY,
    errno.EPERM: Code.FOLDER_READ_ONLY,
    errno.ENOTDIR: Code.FOLDER_READ_ONLY,
}


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a Fault that names `path`: full, read-only or failing."""
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, Code.DISK_ERROR)
        raise Fault(code, path=str(path)) from error


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents for the owner alone; leave an existing one as it is."""
    with file_faults(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def set_aside(folder: Path, now: datetime) -> Path:
    """Move the database of `folder` among what was replaced there; return where it is now."""
    aside = folder / REPLACED / now.strftime("%Y%m%d-%H%M%S")
    make_folder(aside)
    with file_faults(folder):
        for name in (*reversed(DATABASE_SIDE_FILES), DATABASE):
            if (folder / name).exists():
                (folder / name).replace(aside / name)
        sync_folder(folder)
    return aside


def write_durably(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, whole or not at all even when the power fails (mode 0600)."""
    with file_faults(path):
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut; Windows needs and offers no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Flush a file that another library wrote to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
