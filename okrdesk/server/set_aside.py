"""A copy of the server's database as a newer program found it, before it changes the tables.

It is not a backup that counts: the newer program cannot audit older tables. It is there for the day
when the upgrade itself went wrong, with the former program beside it.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from okrdesk.db.engine import POSTGRESQL, connect, store_faults
from okrdesk.db.files import file_faults, make_folder
from okrdesk.server.keys import load_keys

FOLDER = "before-upgrade"
_KEPT = 3


def set_aside(engine: Engine, folder: Path, now: datetime) -> Path:
    """Copy the database into `before-upgrade` of the state folder; the last three copies stay.

    Raises Fault: DISK_FULL, STORE_DAMAGED, POSTGRESQL_TOOL.
    """
    place = folder / FOLDER
    make_folder(place)
    is_postgresql = engine.dialect.name == POSTGRESQL
    end = ".dump" if is_postgresql else ".db"
    copy = place / f"server-{now:%Y%m%d-%H%M%S}{end}"
    with file_faults(copy):
        copy.touch(mode=0o600)
    if is_postgresql:
        from okrdesk.server.postgresql_tools import run_tool

        arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"]
        run_tool("pg_dump", arguments, engine.url)
    else:
        copy_sqlite(engine, copy, load_keys(folder).database_key)
    for old in sorted(place.glob(f"server-*{end}"))[:-_KEPT]:
        with file_faults(old):
            old.unlink()
    return copy


def copy_sqlite(engine: Engine, copy: Path, key: bytes) -> None:
    """Copy a database page by page in one snapshot, beside any writer, under the same key."""
    with engine.connect() as connection:
        connection.detach()
        bare = connection.connection.dbapi_connection
        with file_faults(copy):
            copy.touch(mode=0o600)
        with store_faults(copy):
            into = connect(copy, key)
            try:
                bare.backup(into)  # type: ignore[union-attr]
            finally:
                into.close()
