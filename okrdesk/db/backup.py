"""Backups of the whole store: made while people work, kept by age, and due once a day.

A backup is a consistent copy (`VACUUM INTO`, under the same key, beside any writer), read through
once before it counts, and packed with the key file. Evidence files lie in the database, so they are
in it. About 2 s for 100 MB: run it on a worker, not on the database thread.
"""

import re
import shutil
import tempfile
import time
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from okrdesk import __version__
from okrdesk.db.backup_file import SUFFIX, BackupInfo, Manifest, pack, preview
from okrdesk.db.engine import path_of, store_faults
from okrdesk.db.files import DATABASE, KEY_FILE, file_faults, make_folder
from okrdesk.db.upgrade import revision_of
from okrdesk.errors import Code, Fault

DAILY = 10
WEEKLY = 8
COUNTED = ("unit", "person", "cycle", "objective", "key_result", "check_in", "evidence")
_NAME = re.compile(r"okrdesk-automatic-(\d{8}-\d{6})\.okrbackup")
_WORK = ".okrdesk-backup-"
_STAMP = "%Y%m%d-%H%M%S"


class Occasion(StrEnum):
    """Why a backup is made; only automatic ones are removed by age."""

    AUTOMATIC = "automatic"
    BY_HAND = "manual"
    BEFORE_UPGRADE = "before-upgrade"


def target_for(backups: Path, occasion: Occasion, now: datetime) -> Path:
    """Return where among `backups` one goes that is made at local time `now`."""
    return backups / f"okrdesk-{occasion}-{now.strftime(_STAMP)}{SUFFIX}"


def write_backup(engine: Engine, target: Path, now: datetime) -> BackupInfo:
    """Back up the store of `engine` (database and the key file beside it) to `target`.

    `now` is aware. Raises Fault: DISK_FULL, FOLDER_READ_ONLY, STORE_DAMAGED (the copy does not read
    back), KEY_FILE_MISSING. An existing `target` is replaced, or left whole on any failure.
    """
    make_folder(target.parent)
    with file_faults(target):
        work = tempfile.TemporaryDirectory(dir=target.parent, prefix=_WORK)
    with work as name:
        parts = Path(name)
        _copy_key_file(path_of(engine).parent, parts)
        with engine.connect() as connection:
            # Not back to the pool: the copy is attached to this connection.
            connection.detach()
            revision, counts = _copy_database(connection, parts / DATABASE)
        pack(parts, Manifest(now, __version__, revision, counts, {}), target)
    return preview(target)


def due(backups: Path, now: datetime) -> bool:
    """Tell whether today's automatic backup is still to be made."""
    return all(made.date() != now.date() for made in _automatic(backups).values())


def write_automatic(engine: Engine, backups: Path, now: datetime) -> BackupInfo | None:
    """Make today's automatic backup and remove the outdated; None where today has one."""
    if not due(backups, now):
        return None
    info = write_backup(engine, target_for(backups, Occasion.AUTOMATIC, now), now)
    rotate(backups)
    return info


def rotate(backups: Path) -> list[Path]:
    """Remove automatic backups beyond the last 10 days and 8 weeks that have one; return them.

    Also removes what a backup left behind that was killed more than a day ago.
    """
    made = _automatic(backups)
    kept = _newest_of_each({path: when.date() for path, when in made.items()}, DAILY)
    weeks = {path: when.isocalendar()[:2] for path, when in made.items()}
    kept |= _newest_of_each(weeks, WEEKLY)
    removed = [path for path in made if path not in kept]
    for path in removed:
        with file_faults(path):
            path.unlink(missing_ok=True)
    _sweep(backups)
    return removed


def find_backups(backups: Path) -> list[Path]:
    """Return the backups kept in a folder, whatever their occasion, the newest first."""
    files = backups.glob(f"okrdesk-*{SUFFIX}")
    return sorted(files, key=lambda path: path.stem[-15:], reverse=True)


def _sweep(backups: Path) -> None:
    a_day_ago = time.time() - 24 * 3600
    for left in backups.glob(f"{_WORK}*"):
        with file_faults(left):
            if left.stat().st_mtime < a_day_ago:
                shutil.rmtree(left)


def _automatic(backups: Path) -> dict[Path, datetime]:
    """Return the automatic backups with the local time in their names, the newest first."""
    found = {}
    for path in find_backups(backups):
        if match := _NAME.fullmatch(path.name):
            found[path] = datetime.strptime(match[1], _STAMP).astimezone()
    return found


def _newest_of_each(
    periods: dict[Path, date] | dict[Path, tuple[int, int]], most: int
) -> set[Path]:
    """Return the first path of each of the first `most` periods; `periods` has the newest first."""
    newest: dict[object, Path] = {}
    for path, period in periods.items():
        newest.setdefault(period, path)
    return set(list(newest.values())[:most])


def _copy_key_file(folder: Path, parts: Path) -> None:
    source = folder / KEY_FILE
    if not source.is_file():
        raise Fault(Code.KEY_FILE_MISSING, path=str(source))
    with file_faults(source):
        content = source.read_bytes()
    with file_faults(parts):
        (parts / KEY_FILE).write_bytes(content)


def _copy_database(connection: Connection, copy: Path) -> tuple[str, dict[str, int]]:
    """Write the copy, read it through, and return its revision and counts."""
    revision = revision_of(connection) or ""
    connection.rollback()
    # VACUUM and ATTACH refuse to run inside a transaction: these go to the bare connection.
    bare: Any = connection.connection.dbapi_connection
    with store_faults(copy):
        bare.execute("VACUUM INTO ?", (str(copy),))
        bare.execute("ATTACH ? AS copy", (str(copy),))  # under the key of the database itself
        if bare.execute("PRAGMA copy.quick_check(1)").fetchone() != ("ok",):
            raise Fault(Code.STORE_DAMAGED, path=str(copy))
        tables = {row[0] for row in bare.execute("SELECT name FROM copy.sqlite_master")}
        counts = {
            name: bare.execute(f"SELECT count(*) FROM copy.{name} WHERE NOT deleted").fetchone()[0]  # noqa: S608
            for name in COUNTED
            if name in tables
        }
        bare.execute("DETACH copy")
    return revision, counts
