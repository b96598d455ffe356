"""What tests of the server share: PostgreSQL and SQLite with the same small agency in them.

`agency` runs a test on both databases; `server_shelf` opens its shelf, `enrolled_device` a PC of
its officer. `postgresql` alone is a running server for tests that make databases of their own.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from okrdesk.db.store import on_clock
from okrdesk.server.database import open_database
from okrdesk.server.keys import ensure_keys
from okrdesk.server.shelf import SqlShelf
from okrdesk.server.writing import create_agency
from okrdesk.services.desk import Desk
from tests.offices import NEW, Clock, Ids, fill
from tests.server.agencies import Agency, Pc
from tests.server.postgresql import PostgreSql, running

KINDS = ("sqlite", "postgresql")
_TEMPLATE = "agency_template"


@dataclass(frozen=True)
class Template:
    """A state folder with the agency in it, to be copied."""

    folder: Path
    agency_id: str
    ids: Ids


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    """Give a running PostgreSQL, one for each process of the tests."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Build the agency once on SQLite."""
    return _build(tmp_path_factory.mktemp("server"), None)


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql: PostgreSql, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """Build the agency once on PostgreSQL."""
    return _build(tmp_path_factory.mktemp("server"), postgresql.create(_TEMPLATE))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name the database of a test: each test that asks runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Path, str | None]]:
    """Give a state folder and the address of an empty database (None: SQLite in the folder)."""
    if database_kind == "sqlite":
        yield tmp_path / "state", None
        return
    server: PostgreSql = request.getfixturevalue("postgresql")
    name = f"empty_{uuid4().hex}"
    yield tmp_path / "state", server.create(name)
    server.drop(name)


@pytest.fixture
def agencies(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[], AbstractContextManager[Agency]]:
    """Give fresh copies of the agency, for tests that need one for every example."""
    template: Template = request.getfixturevalue(f"{database_kind}_template")
    if database_kind == "sqlite":
        return lambda: _copied(template, tmp_path / uuid4().hex, None)
    return lambda: _copied(template, tmp_path / uuid4().hex, request.getfixturevalue("postgresql"))


@pytest.fixture
def agency(agencies: Callable[[], AbstractContextManager[Agency]]) -> Iterator[Agency]:
    """Give a fresh copy of the agency, on SQLite and then on PostgreSQL."""
    with agencies() as copy:
        yield copy


@pytest.fixture
def server_shelf(agency: Agency) -> Iterator[SqlShelf]:
    """Give the agency's shelf in a transaction that holds its lock."""
    with agency.shelf() as shelf:
        yield shelf


@pytest.fixture
def enrolled_device(agency: Agency) -> Pc:
    """Give a PC of the agency's officer."""
    return agency.enrol(agency.ids.officer)


@contextmanager
def _copied(template: Template, folder: Path, server: PostgreSql | None) -> Iterator[Agency]:
    shutil.copytree(template.folder, folder)
    name = f"agency_{uuid4().hex}"
    url = server.create(name, _TEMPLATE) if server else None
    engine = open_database(folder, url)
    try:
        keys = ensure_keys(folder)
        yield Agency(engine, folder, url, keys, template.agency_id, template.ids, Clock())
    finally:
        engine.dispose()
        if server:
            server.drop(name)


def _build(folder: Path, url: str | None) -> Template:
    engine = open_database(folder, url)
    clock = Clock()
    try:
        desk = create_agency(engine, ensure_keys(folder), NEW, clock.now)
        ids = fill(Desk(on_clock(desk.store, clock), desk.person_id))
    finally:
        engine.dispose()
    return Template(folder, desk.agency_id, ids)
