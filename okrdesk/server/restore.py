"""A backup of the server put back: looked at first, put in place, then given a new epoch.

Nothing that is there is overwritten. What the restored logs lack is not lost: by the new epoch the
PCs notice, and offer again all that they had sent since.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url

from okrdesk.db.engine import POSTGRESQL
from okrdesk.db.files import file_faults, make_folder, sync_folder
from okrdesk.errors import Code, Fault, Refused
from okrdesk.server import schema
from okrdesk.server.backup import POSTGRESQL_COPY, SQLITE_COPY, find_backups
from okrdesk.server.backup_manifest import MANIFEST, Manifest, read_manifest
from okrdesk.server.database import DATABASE, connect, open_database
from okrdesk.server.epoch import Head, start_epoch, write_guard
from okrdesk.server.keys import KEYS_FILE, load_keys


@dataclass(frozen=True)
class Restored:
    """What was put back: the backup, and each agency's new epoch and how far its log is."""

    backup: Path
    manifest: Manifest
    heads: Mapping[str, Head]


def newest_backup(path: Path) -> Path:
    """Return `path` where it is a backup, else the newest backup in that folder.

    Raises Fault PATH_MISSING.
    """
    if (path / MANIFEST).is_file():
        return path
    found = find_backups(path) if path.is_dir() else []
    if not found:
        raise Fault(Code.PATH_MISSING, path=str(path))
    return found[0]


def restore(path: Path, folder: Path, url: str | None = None) -> Restored:
    """Put the backup at `path` into the state folder and its database, which must not hold any.

    Raises Fault: PATH_MISSING, SERVER_BACKUP_DAMAGED, SERVER_DATA_THERE, KEY_FILE_MISSING,
    RESTORE_FAILED; Refused(DATABASE_URL) where the database is not of the backup's kind.
    """
    backup = newest_backup(path)
    manifest = read_manifest(backup)
    _check_kind(manifest, url)
    make_folder(folder)
    _place_keys(backup, folder, manifest)
    if manifest.backend == POSTGRESQL:
        _fill_postgresql(backup, folder, url or "")
    else:
        _fill_sqlite(backup, folder, url)
    engine = open_database(folder, url)
    try:
        heads = start_epoch(engine)
    finally:
        engine.dispose()
    write_guard(folder, heads)
    return Restored(backup, manifest, heads)


def _check_kind(manifest: Manifest, url: str | None) -> None:
    backend = make_url(url).get_backend_name() if url else "sqlite"
    if backend != manifest.backend:
        raise Refused(Code.DATABASE_URL)


def _place_keys(backup: Path, folder: Path, manifest: Manifest) -> None:
    """Make sure that the keys of the backup's server are in the state folder."""
    target = folder / KEYS_FILE
    if not target.exists():
        if not manifest.has_keys:
            raise Fault(Code.KEY_FILE_MISSING, path=str(target))
        _copy(backup / KEYS_FILE, target)
    if load_keys(folder).verify_key != manifest.server_key:
        raise Fault(Code.RESTORE_FAILED, path=str(backup), detail=KEYS_FILE)


def _fill_sqlite(backup: Path, folder: Path, url: str | None) -> None:
    named = make_url(url).database if url else None
    target = Path(named) if named else folder / DATABASE
    # A write-ahead log that stayed behind would be played into the restored file.
    for there in (target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))):
        if there.exists():
            raise Fault(Code.SERVER_DATA_THERE, path=str(there))
    _copy(backup / SQLITE_COPY, target)


def _fill_postgresql(backup: Path, folder: Path, url: str) -> None:
    from okrdesk.server.backup_postgresql import load

    engine = connect(folder, url)
    try:
        if _holds_tables(engine):
            raise Fault(Code.SERVER_DATA_THERE, path=engine.url.database or "")
        load(backup / POSTGRESQL_COPY, engine.url)
    finally:
        engine.dispose()


def _holds_tables(engine: Engine) -> bool:
    return inspect(engine).has_table(schema.counter.name)


def _copy(source: Path, target: Path) -> None:
    """Copy a file whole or not at all, for the owner alone."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with file_faults(target):
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with source.open("rb") as old, os.fdopen(descriptor, "wb") as new:
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
