"""A server with the small office of `tests.offices`, and PCs of its people."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.office_fixtures import office, offices, template  # noqa: F401
from tests.offices import Ids, Office
from tests.sync.client.bench import Pc, Server, pc_of, serve
from tests.sync.client.house import House, house

Pcs = Callable[[str], Pc]


@pytest.fixture
def server(office: Office) -> Server:  # noqa: F811
    """Give a server that holds the office."""
    return serve(office)


@pytest.fixture
def ids(office: Office) -> Ids:  # noqa: F811
    """Give the ids of the office's units, people and cycles."""
    return office.ids


@pytest.fixture
def pcs(server: Server, tmp_path: Path) -> Iterator[Pcs]:
    """Give a new PC for each person asked for."""
    made = 0
    with ExitStack() as stack:

        def new(person_id: str) -> Pc:
            nonlocal made
            made += 1
            return stack.enter_context(pc_of(server, person_id, tmp_path / f"pc{made}.db"))

        yield new


@pytest.fixture
def served(tmp_path: Path) -> Iterator[House]:
    """Give a real server with one agency."""
    with house(tmp_path / "server") as opened:
        yield opened
