"""One agency for all tests of a process, new PCs for each; a seed for what is left to chance."""

import random
from collections.abc import Iterator

import pytest

from tests.faults.proxy import FaultyLine
from tests.faults.site import Site
from tests.faults.site import site as one_site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault-runs", type=int, default=1, help="how often each point is tried")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "run" in metafunc.fixturenames:
        metafunc.parametrize("run", range(metafunc.config.getoption("--fault-runs", 1)))


@pytest.fixture(scope="session")
def _agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with one_site(tmp_path_factory.mktemp("faults")) as served:
        yield served


@pytest.fixture
def site(_agency: Site) -> Iterator[Site]:
    """Give the agency with its server up; the PCs that a test makes end with it."""
    _agency.empty()
    yield _agency
    _agency.empty()


@pytest.fixture
def line(site: Site) -> Iterator[FaultyLine]:
    """Give a line to the server that fails as told."""
    with FaultyLine("127.0.0.1", site.port) as made:
        yield made


@pytest.fixture
def chance() -> random.Random:
    """Give what is left to chance; the seed is printed where a test fails."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    return random.Random(seed)
