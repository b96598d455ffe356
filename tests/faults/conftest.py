"""An agency and PCs for each test; a seed for what is left to chance."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.faults.proxy import FaultyLine
from tests.faults.site import Site, found, served


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault-runs", type=int, default=1, help="how often each point is tried")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "run" in metafunc.fixturenames:
        metafunc.parametrize("run", range(metafunc.config.getoption("--fault-runs", 1)))


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def site(_founded: Site, tmp_path: Path) -> Iterator[Site]:
    """Give an agency of the test's own with its server up; its PCs end with the test."""
    with served(_founded.copied_to(tmp_path / "site")) as made:
        yield made


@pytest.fixture
def line(site: Site) -> Iterator[FaultyLine]:
    """Give a line to the server that fails as told."""
    with FaultyLine("127.0.0.1", site.port) as made:
        yield made


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Give what is left to chance: in CI the same each time, otherwise a seed that is printed."""
    is_same = "CI" in os.environ
    seed = crc32(request.node.nodeid.encode()) if is_same else random.randrange(1 << 32)
    print(f"seed {seed}")
    return random.Random(seed)
