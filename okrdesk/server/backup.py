"""Backups of the server: made while it serves, verified before they count, kept by age.

A backup is a folder with a copy of the database, the guard file and a signed manifest. It counts
once what is in it was opened (SQLite) or restored into a scratch database (PostgreSQL) and every
agency's log was audited there; only then are the logs *durable* up to it, and PCs may forget that
they once sent what it holds.

The keys (`keys.json`) are left out unless asked for: who has them can read an SQLite backup and
sign as the server, so they belong in another place than the backups. Without them a backup of
SQLite cannot be opened and the PCs would not know the restored server, so keep a copy of them.
"""

import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from okrdesk import __version__
from okrdesk.db.engine import open_engine
from okrdesk.db.files import file_faults, make_folder, sync_folder
from okrdesk.db.integrity import check
from okrdesk.errors import Code, Fault
from okrdesk.server.backup_facts import Source, audited
from okrdesk.server.backup_manifest import AgencyFacts, Manifest, file_facts, write_manifest
from okrdesk.server.epoch import Head, mark_durable, write_guard
from okrdesk.server.keys import KEYS_FILE
from okrdesk.server.set_aside import copy_sqlite

SQLITE_COPY = "server.db"
POSTGRESQL_COPY = "server.dump"
DAILY, WEEKLY, MONTHLY = 14, 8, 12
_NAME = re.compile(r"okrdesk-server-(\d{8}-\d{6})")
_STAMP = "%Y%m%d-%H%M%S"
_PART = ".part"


@dataclass(frozen=True)
class Backup:
    """A finished backup."""

    path: Path
    manifest: Manifest


def back_up(source: Source, backups: Path, *, with_keys: bool = False) -> Backup:
    """Make and verify a backup among `backups`, then remove the outdated.

    Raises Fault: BACKUP_FAILED (with what the audit or pg_dump said), DISK_FULL, FOLDER_READ_ONLY.
    """
    make_folder(backups)
    target = backups / f"okrdesk-server-{source.now.strftime(_STAMP)}"
    part = target.with_name(target.name + _PART)
    with file_faults(target):
        if target.exists():
            raise Fault(Code.BACKUP_FAILED, path=str(target), detail=target.name)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
    try:
        manifest = _fill(source, part, with_keys=with_keys)
        with file_faults(target):
            part.rename(target)
            sync_folder(backups)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if manifest.is_audited:
        heads = {id: Head(one.epoch, one.aseq) for id, one in manifest.agencies.items()}
        mark_durable(source.engine, heads)
    rotate(backups)
    return Backup(target, manifest)


def find_backups(backups: Path) -> list[Path]:
    """Return the finished backups of a folder, the newest first."""
    with file_faults(backups):
        found = [path for path in backups.iterdir() if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def rotate(backups: Path) -> list[Path]:
    """Remove backups beyond the last 14 days, 8 weeks and 12 months that have one; return them.

    Of a day the newest stays. Also removes what a killed backup left behind a day ago.
    """
    made = {path: datetime.strptime(path.name[-15:], _STAMP) for path in find_backups(backups)}  # noqa: DTZ007
    kept = {
        *_newest_of_each({path: at.date() for path, at in made.items()}, DAILY),
        *_newest_of_each({path: at.isocalendar()[:2] for path, at in made.items()}, WEEKLY),
        *_newest_of_each({path: (at.year, at.month) for path, at in made.items()}, MONTHLY),
    }
    removed = [path for path in made if path not in kept]
    a_day_ago = time.time() - timedelta(days=1).total_seconds()
    left = backups.glob(f"okrdesk-server-*{_PART}")
    with file_faults(backups):
        removed += [path for path in left if path.stat().st_mtime < a_day_ago]
        for path in removed:
            shutil.rmtree(path)
    return removed


def _newest_of_each(periods: dict[Path, object], most: int) -> Iterable[Path]:
    newest: dict[object, Path] = {}
    for path, period in periods.items():
        newest.setdefault(period, path)
    return list(newest.values())[:most]


def _fill(source: Source, part: Path, *, with_keys: bool) -> Manifest:
    """Put everything into the folder of a backup and look at it."""
    if source.is_postgresql:
        from okrdesk.server.backup_postgresql import dump

        copy = part / POSTGRESQL_COPY
        proof, agencies = dump(source, copy)
    else:
        copy = part / SQLITE_COPY
        proof, agencies = "audited", _copy_sqlite(source, copy)
    write_guard(part, {id: Head(one.epoch, one.aseq) for id, one in agencies.items()})
    if with_keys:
        with file_faults(part):
            shutil.copyfile(source.folder / KEYS_FILE, part / KEYS_FILE)
            (part / KEYS_FILE).chmod(0o600)
    manifest = Manifest(
        made=source.now_ms,
        app=__version__,
        backend=source.backend,
        proof=proof,
        server_key=source.keys.verify_key,
        has_keys=with_keys,
        agencies=agencies,
        files={path.name: file_facts(path) for path in sorted(part.iterdir())},
    )
    return write_manifest(part, manifest, source.keys)


def _copy_sqlite(source: Source, copy: Path) -> dict[str, AgencyFacts]:
    """Copy the database page by page in one snapshot, under its own key, and audit the copy."""
    copy_sqlite(source.engine, copy, source.keys.database_key)
    engine = open_engine(copy, source.keys.database_key, must_exist=True)
    try:
        found = check(engine)
        if found:
            raise Fault(Code.BACKUP_FAILED, path=str(copy), detail=found[0])
        return audited(engine, source, copy)
    finally:
        engine.dispose()
