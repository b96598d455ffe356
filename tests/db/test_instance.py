"""One window per data folder, whatever became of the one before."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from okrdesk.db.files import LOCK
from okrdesk.db.instance import address, hold, holder
from okrdesk.errors import Code, Refused

HOLD_AND_WAIT = """
import sys
from pathlib import Path
from okrdesk.db.instance import hold
lock = hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_lock_is_refused_and_names_the_process(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(Refused) as caught:
        hold(tmp_path)
    assert caught.value.code is Code.ALREADY_OPEN
    assert caught.value.params == {"pid": os.getpid()}


def test_a_released_lock_can_be_taken_again_and_released_twice(tmp_path: Path) -> None:
    lock = hold(tmp_path)
    lock.release()
    lock.release()
    with hold(tmp_path):
        assert holder(tmp_path) is not None


def test_two_folders_do_not_disturb_each_other(tmp_path: Path) -> None:
    with hold(tmp_path / "a"), hold(tmp_path / "b"):
        assert address(tmp_path / "a") != address(tmp_path / "b")


def test_one_folder_has_one_address_by_whatever_path(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert address(tmp_path / "folder") == address(tmp_path / "folder" / ".." / "folder")


def test_a_killed_holder_leaves_the_folder_free(tmp_path: Path) -> None:
    with start_holder(tmp_path) as process:
        with pytest.raises(Refused) as caught:
            hold(tmp_path)
        assert caught.value.params == {"pid": process.pid}
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        process.wait()
        hold(tmp_path).release()


@pytest.mark.parametrize("left", [b"", b"{}", b"[1]", b"\xff", b'{"pid": null}'])
def test_whatever_stands_in_the_file_does_not_matter(tmp_path: Path, left: bytes) -> None:
    (tmp_path / LOCK).write_bytes(left)
    assert holder(tmp_path) is None
    hold(tmp_path).release()
