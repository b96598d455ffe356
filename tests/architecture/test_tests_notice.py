"""The rules of tests/conftest.py catch what they are for: each bad test below must fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BAD_TESTS = """
import logging
import threading
import warnings

import pytest
from hypothesis import given, strategies
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []


def test_good(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()


@given(strategies.integers())
def test_good_property(number):
    assert number == int(str(number))


@pytest.mark.logs("disk .* full")
def test_good_expected_line():
    logging.getLogger("okrdesk").warning("disk %s full", "C")


def test_bad_log_line():
    logging.getLogger("okrdesk").warning("nobody expects this")


@pytest.mark.logs("never comes")
def test_bad_missing_line():
    pass


def test_bad_thread():
    threading.Thread(target=threading.Event().wait, name="stuck", daemon=True).start()


def test_bad_warning():
    warnings.warn("old", DeprecationWarning)


def test_bad_qt_warning(qtbot):
    qWarning("layout in a layout")


def test_bad_window(qapp):
    widget = QWidget()
    widget.show()
    kept.append(widget)


def test_bad_timer(qapp):
    timer = QTimer()
    timer.start(60_000)
    kept.append(timer)
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run the bad tests in a pytest of their own; the names by how they ended."""
    file: Path = tmp_path_factory.mktemp("bad") / "test_bad.py"
    file.write_text(BAD_TESTS, encoding="utf-8")
    rules = ["-p", "tests.conftest", "-c", ROOT / "pyproject.toml", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *rules, "-q", "-rA", "--color=no", file],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", run.stdout, re.M):
        found.setdefault(name, set()).add(outcome)
    assert found, run.stdout + run.stderr
    return found


@pytest.mark.parametrize("name", re.findall(r"def (test_bad_\w+)", BAD_TESTS))
def test_bad_test_fails(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] & {"FAILED", "ERROR"}


@pytest.mark.parametrize("name", re.findall(r"def (test_good\w*)", BAD_TESTS))
def test_good_test_passes(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED"}
