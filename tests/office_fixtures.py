"""Fixtures that give a test the small office of `tests.offices`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import pytest

from okrdesk.services.desk import Desk
from tests.offices import Ids, Office, build_template, copied
from tests.random_acts import a_busy_start

Offices = Callable[[], AbstractContextManager[Office]]
Template = tuple[Path, Ids]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Build the office once, in a folder for all its copies."""
    path = tmp_path_factory.mktemp("office") / "template.db"
    return path, build_template(path)


@pytest.fixture(scope="session")
def offices(template: Template) -> Offices:
    """Give fresh copies of the office, for tests that need one for every example."""
    path, ids = template
    return lambda: copied(path, ids, path.with_name(f"{uuid4().hex}.db"))


@pytest.fixture(scope="session")
def busy_offices(template: Template) -> Offices:
    """Give fresh copies of the office with objectives, links and check-ins in it."""
    path, ids = template
    busy = path.with_name("busy.db")
    with copied(path, ids, busy) as office:
        a_busy_start(office)
    return lambda: copied(busy, ids, busy.with_name(f"{uuid4().hex}.db"))


@pytest.fixture
def office(offices: Offices) -> Iterator[Office]:
    """Give one copy of the office."""
    with offices() as opened:
        yield opened


@pytest.fixture
def desk(office: Office) -> Desk:
    """Give the administrator's desk in a copy of the office."""
    return office.desk
