"""A screen of its own for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage, stage


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Stage]:
    """Give the small screen that the window must fit."""
    with stage(tmp_path) as made:
        yield made
