"""A screen of its own for each test that asks for one; a test that fails tells what was on it."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage, stage


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Stage]:
    """Give the small screen that the window must fit."""
    with stage(tmp_path) as made:
        yield made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what its screen showed."""
    report = yield
    made = getattr(item, "funcargs", {}).get("screen")
    if call.when == "call" and report.failed and made is not None:
        report.sections.append(("the screen", made.report()))
    return report
