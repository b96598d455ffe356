"""The log keeps places in the program and nothing that a person typed."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrdesk import log


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[log.Log]:
    made = log.start(tmp_path)
    yield made
    made.close()


def fail(name: str) -> None:
    raise ValueError(f"no such person: {name}")


def an_error() -> ValueError:
    try:
        fail("Nguyễn Thị Ánh")
    except ValueError as error:
        return error
    raise AssertionError


def test_an_exception_is_described_without_its_message() -> None:
    text = log.describe(an_error())
    assert "in fail" in text
    assert text.endswith("ValueError")
    assert "Ánh" not in text


def test_the_cause_is_described_too() -> None:
    def convert() -> None:
        try:
            fail("x")
        except ValueError as error:
            raise RuntimeError from error

    with pytest.raises(RuntimeError) as raised:
        convert()
    text = log.describe(raised.value)
    assert text.index("ValueError") < text.index("RuntimeError")


@pytest.mark.logs("Unexpected error")
def test_a_crash_leaves_a_file_for_the_next_start(logs: log.Log) -> None:
    error = an_error()
    sys.excepthook(type(error), error, error.__traceback__)
    crash = log.pending_crash(logs.folder)
    assert crash is not None
    assert "in fail" in crash.read_text(encoding="utf-8")
    written = (logs.folder / "okrdesk.log").read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "Ánh" not in written
    log.put_aside(logs.folder)
    assert log.pending_crash(logs.folder) is None


@pytest.mark.logs("Unexpected error")
def test_the_failure_of_another_thread_is_a_crash_too(logs: log.Log) -> None:
    thread = threading.Thread(target=fail, args=["x"])
    thread.start()
    thread.join()
    assert log.pending_crash(logs.folder) is not None


def test_a_fault_of_the_machine_code_is_found_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "fault.txt").write_text("Fatal Python error: Aborted", encoding="utf-8")
    log.start(tmp_path).close()
    crash = log.pending_crash(folder)
    assert crash is not None
    assert "Aborted" in crash.read_text(encoding="utf-8")


def test_closing_puts_everything_back(tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook, logging.getLogger().handlers[:])
    log.start(tmp_path).close()
    assert (sys.excepthook, threading.excepthook, logging.getLogger().handlers) == before


def test_a_folder_that_cannot_be_written_does_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("", encoding="utf-8")
    log.start(tmp_path / "blocked").close()
