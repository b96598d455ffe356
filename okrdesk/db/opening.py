"""From a key to a database fit for work: folder looked at, file opened, tables up to date."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from okrdesk.db import backup, folder, restore, schema, upgrade, vault
from okrdesk.db.engine import open_engine
from okrdesk.db.files import BACKUPS, DATABASE


def open_database(place: Path, key: bytes, *, is_new: bool = False) -> Engine:
    """Open the database of the data folder `place`, upgraded where it is older than this program.

    A missing file is made only where `is_new`: a lost database must not come back empty. Raises the
    faults of `folder.inspect`, of `open_engine`, and NEWER_DATABASE.
    """
    folder.inspect(place).check()
    restore.complete_restore(place)
    engine = open_engine(place / DATABASE, key, must_exist=not is_new)
    now = datetime.now().astimezone()
    target = backup.target_for(place / BACKUPS, backup.Occasion.BEFORE_UPGRADE, now)
    try:
        upgrade.prepare(engine, schema.metadata, lambda: backup.write_backup(engine, target, now))
    except BaseException:
        engine.dispose()
        raise
    vault.forget_destroyed(place)
    return engine
