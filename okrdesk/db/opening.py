"""From a key to a database fit for work: folder looked at, file opened, tables up to date."""

from pathlib import Path

from sqlalchemy import Engine

from okrdesk.db import folder, schema
from okrdesk.db.engine import open_engine
from okrdesk.db.files import DATABASE


def open_database(place: Path, key: bytes) -> Engine:
    """Open the database of the data folder `place`, upgraded where it is older than this program.

    Raises the faults of `folder.inspect`, of `open_engine`, and NEWER_DATABASE.
    """
    folder.inspect(place).check()
    engine = open_engine(place / DATABASE, key)
    schema.metadata.create_all(engine)
    return engine
