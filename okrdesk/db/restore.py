"""Put a backup, or a new office, in place of the store: whole, and the store before it kept aside.

The swap is several renames, so it is written down before it begins: a staging folder with the new
files and, last, a marker. Whoever opens the folder next calls `complete_restore` first; it finishes
a marked swap from wherever a power cut left it, and throws an unmarked one away. Nobody else may
have the database open meanwhile: close the engine and hold the folder's lock (`db.instance`).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from okrdesk.db import vault
from okrdesk.db.backup_file import BackupInfo, preview, unpack
from okrdesk.db.engine import open_engine, read_transaction
from okrdesk.db.files import (
    DATABASE,
    DATABASE_SIDE_FILES,
    KEY_FILE,
    REPLACED,
    file_faults,
    make_folder,
    sync_folder,
    write_durably,
)
from okrdesk.db.integrity import check
from okrdesk.db.upgrade import SHIPPED, History, refuse_unknown, revision_of
from okrdesk.errors import Code, Fault

_STAGING = ".restore"
_READY = "ready"


@dataclass(frozen=True)
class Restored:
    """What was put in place, and where the store before it went; None where there was none."""

    info: BackupInfo
    replaced: Path | None


def restore(
    file: Path,
    folder: Path,
    unlock: Callable[[Path], bytes],
    now: datetime,
    history: History = SHIPPED,
) -> Restored:
    """Replace the store in `folder`, which is made when missing, by the backup `file`.

    `unlock` gets a folder with the backup's key file and returns the database key, for instance
    `lambda staged: vault.unlock(staged, password, keyring)`; what it raises passes through. Where
    the folder already guards the same key, its own key file stays, and with it today's password.
    Raises the faults of `preview` and of the folder, WRONG_KEY, NEWER_DATABASE, and BACKUP_DAMAGED
    where the database in it is not whole; in each case the store is as it was.
    """
    info = preview(file)
    complete_restore(folder)
    has_before = (folder / DATABASE).exists()
    with staged(folder, now) as staging:
        unpack(file, staging)
        key = unlock(staging)
        _verify(staging / DATABASE, key, file, history)
        if _guards(folder, key):
            _copy(folder / KEY_FILE, staging / KEY_FILE)
    return Restored(info, _aside(folder, now) if has_before else None)


@contextmanager
def staged(folder: Path, now: datetime) -> Iterator[Path]:
    """Give a folder in which to make a database and its key file; at the end they become the store.

    Whole or not at all: an error in the block, or a power cut, leaves the store as it was.
    """
    complete_restore(folder)
    staging = folder / _STAGING
    make_folder(staging)
    try:
        yield staging
    except BaseException:
        _discard(staging)
        raise
    write_durably(staging / _READY, _aside(folder, now).name.encode())
    complete_restore(folder)


def _aside(folder: Path, now: datetime) -> Path:
    return folder / REPLACED / now.strftime("%Y%m%d-%H%M%S")


def complete_restore(folder: Path) -> bool:
    """Finish a restore that was cut short, or remove its rest; return whether one was finished.

    Call it before a folder is opened; it costs one look at the disk where there is nothing to do.
    """
    staging = folder / _STAGING
    if not staging.is_dir():
        return False
    marker = staging / _READY
    if not marker.is_file():
        _discard(staging)
        return False
    with file_faults(folder):
        aside = folder / REPLACED / marker.read_text()
        make_folder(aside)
        # Each step can be repeated: a name is free for its new file before that file is moved, and
        # is moved aside only while the new file still waits.
        _swap(staging, folder, aside, (DATABASE, *DATABASE_SIDE_FILES))
        _swap(staging, folder, aside, (KEY_FILE,))
        for made in (aside, aside.parent):
            if not any(made.iterdir()):
                made.rmdir()
        sync_folder(folder)
    _discard(staging)
    return True


def _verify(database: Path, key: bytes, file: Path, history: History) -> None:
    engine = open_engine(database, key, must_exist=True)
    try:
        with read_transaction(engine) as connection:
            refuse_unknown(revision_of(connection) or "", file, history)
        if check(engine):
            raise Fault(Code.BACKUP_DAMAGED, path=str(file))
    finally:
        # The last connection to close leaves no side files behind.
        engine.dispose()


def _guards(folder: Path, key: bytes) -> bool:
    """Tell whether the key file now in `folder` is whole and for the same key."""
    try:
        return vault.is_key_of(folder, key)
    except Fault:
        return False


def _swap(staging: Path, folder: Path, aside: Path, names: tuple[str, ...]) -> None:
    """Move the files `names` of the folder aside, and the new one of the first name in."""
    new = staging / names[0]
    if not new.exists():
        return
    # The side files first: a write-ahead log must never lie beside a database that is not its own.
    for name in reversed(names):
        if (folder / name).exists():
            (folder / name).replace(aside / name)
    for changed in (aside, folder):
        sync_folder(changed)
    new.replace(folder / names[0])
    sync_folder(folder)


def _copy(source: Path, target: Path) -> None:
    with file_faults(source):
        content = source.read_bytes()
    write_durably(target, content)


def _discard(staging: Path) -> None:
    with file_faults(staging):
        # The marker first, or a cut here would leave one over files that are gone.
        (staging / _READY).unlink(missing_ok=True)
        shutil.rmtree(staging)
