"""The offices that are measured, each built once for a run, in folders that go with it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from okrdesk.app import Application
from okrdesk.db import vault
from okrdesk.db.opening import open_database
from okrdesk.services.desk import Desk
from okrdesk.services.office import open_desk
from tests.bench.large import PASSWORD, build_large

_WORKSHOP = tempfile.TemporaryDirectory(prefix="okrdesk-bench-", ignore_cleanup_errors=True)


def fresh(name: str) -> Path:
    """Return a new, empty folder."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_WORKSHOP.name))


@cache
def compiled() -> Path:
    """Return where the programs of this run keep their compiled modules."""
    return fresh("compiled")


@cache
def sample() -> Path:
    """Return the folder of the sample office."""
    folder = fresh("sample")
    application = Application(folder)
    application.create(PASSWORD, None, use_keyring=False).result()
    application.close()
    return folder


@cache
def large() -> Path:
    """Return the folder of the office of five years and 200 officers."""
    folder, _password = build_large(fresh("large"))
    return folder


def copy_of(folder: Path) -> Path:
    """Return a copy of a closed data folder."""
    copied = fresh("copy")
    return Path(shutil.copytree(folder, copied, dirs_exist_ok=True))


@contextmanager
def desk_on(folder: Path) -> Iterator[Desk]:
    """Open a data folder and give its desk."""
    engine = open_database(folder, vault.unlock(folder, PASSWORD, None))
    try:
        desk = open_desk(engine)
        assert desk is not None
        yield desk
    finally:
        engine.dispose()
