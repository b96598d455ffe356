"""What holds for every test: no screen, no person's folders, nothing unnoticed or left behind.

The environment is set while this file is imported, before anything that reads it (Qt, matplotlib,
okrdesk) can be.
"""

import atexit
import logging
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
THREADS_MAY_TAKE_S = 30.0


def _take_away_the_person() -> None:
    """Give the tests folders of their own, one time zone, no screen and no keyring."""
    home = Path(tempfile.mkdtemp(prefix="okrdesk-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    own = [name for name in os.environ if name.startswith("OKRDESK_")]
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", *own):
        os.environ.pop(name, None)
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.update(
        HOME=str(home),
        LC_ALL="C.UTF-8",
        MPLCONFIGDIR=str(ROOT / ".pytest_cache" / "matplotlib"),
        QT_QPA_PLATFORM="offscreen",
        TZ="Asia/Ho_Chi_Minh",
        XDG_RUNTIME_DIR=str(runtime),
    )
    time.tzset()


_take_away_the_person()
# Few examples on every run; a person who looks for a bug asks for more on the command line.
settings.register_profile("okrdesk", deadline=None, max_examples=60, derandomize="CI" in os.environ)
settings.load_profile("okrdesk")


@pytest.fixture(params=["UTC0", "<-11>11", "<+14>-14"])
def another_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let the machine keep another time than the office's."""
    zone = str(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield zone
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Let the passwords of the offices that are made here cost no time."""
    from okrdesk.db import vault
    from tests.passwords import QuickArgon2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "Argon2", QuickArgon2)
        yield


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    """Start every test in Vietnamese; a test that wants English says so itself."""
    from okrdesk import i18n

    i18n.use("vi")


@pytest.fixture(autouse=True)
def _no_unexpected_log_line(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail on a log line at WARNING or above that `@pytest.mark.logs` does not announce."""
    yield
    marker = request.node.get_closest_marker("logs")
    patterns = list(marker.args) if marker else []
    lines = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    unexpected = [line for line in lines if not any(re.search(p, line) for p in patterns)]
    missing = [p for p in patterns if not any(re.search(p, line) for line in lines)]
    assert not unexpected, f"unexpected log lines: {unexpected}"
    assert not missing, f"expected log lines that did not come: {missing}"


@pytest.fixture(autouse=True)
def _no_thread_left(_no_unexpected_log_line: None) -> Iterator[None]:
    """Fail when a thread that the test started is still alive."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREADS_MAY_TAKE_S
    # A Qt thread that once ran Python stays in the list for good; Qt ends it.
    started = [
        thread
        for thread in set(threading.enumerate()) - before
        if not isinstance(thread, threading._DummyThread)
    ]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads still running: {left}"


@pytest.fixture(autouse=True)
def _no_window_or_timer_left(
    request: pytest.FixtureRequest, _no_thread_left: None
) -> Iterator[None]:
    """Fail when a test that uses Qt leaves a window or a running timer behind."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from tests.leaks import LiveObjects

    request.getfixturevalue("qapp")
    before = LiveObjects.now()
    yield
    left = LiveObjects.left_since(before)
    assert not left, f"still alive after the test: {left}"
