"""Fixtures that give a test the small office of `tests.offices`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import pytest

from okrdesk.services.desk import Desk
from tests.offices import Office, build_template, copied

Offices = Callable[[], AbstractContextManager[Office]]


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Give fresh copies of the office, for tests that need one for every example."""
    folder: Path = tmp_path_factory.mktemp("office")
    template = folder / "template.db"
    ids = build_template(template)
    return lambda: copied(template, ids, folder / f"{uuid4().hex}.db")


@pytest.fixture
def office(offices: Offices) -> Iterator[Office]:
    """Give one copy of the office."""
    with offices() as opened:
        yield opened


@pytest.fixture
def desk(office: Office) -> Desk:
    """Give the administrator's desk in a copy of the office."""
    return office.desk
