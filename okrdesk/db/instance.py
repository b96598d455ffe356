"""One window per data folder: a lock that dies with its process, and how to find who holds it.

The lock is for windows only. SQLite's WAL mode lets several processes read and write one database,
so a command line works beside an open window without it; only what must have the folder for itself
(restoring a backup) takes the lock too. A second window that is refused connects to the local
socket named by `address` and asks the first to come to the front; that socket is the window's own.
"""

import getpass
import hashlib
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from okrdesk.db.files import LOCK, file_faults, make_folder
from okrdesk.errors import Code, Refused

# Windows locks bytes, and locked bytes cannot be read: lock one far behind the content.
_LOCKED_BYTE = 1 << 30
_MAX_CONTENT = 200


@dataclass(frozen=True)
class Holder:
    """The process that has the folder open."""

    pid: int


class InstanceLock:
    """The right to be the one window of a folder; give it back with `release` or a `with` block.

    The system releases it when the process ends in whatever way, so nothing stale can remain.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let the next one in; the file stays, for removing it would race with who opens it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def hold(folder: Path) -> InstanceLock:
    """Take the lock of `folder`, which is made when missing.

    Raises Refused(ALREADY_OPEN, pid=…) where another process, or another lock of this one, has it.
    """
    make_folder(folder)
    path = folder / LOCK
    with file_faults(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if not _lock(descriptor):
        os.close(descriptor)
        found = holder(folder)
        raise Refused(Code.ALREADY_OPEN, pid=found.pid if found else "?")
    with file_faults(path):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps({"pid": os.getpid()}).encode())
    return InstanceLock(descriptor)


def holder(folder: Path) -> Holder | None:
    """Return who wrote its name into the lock file last; None where nobody did, or illegibly."""
    with suppress(OSError, ValueError, TypeError, KeyError), (folder / LOCK).open("rb") as file:
        return Holder(int(json.loads(file.read(_MAX_CONTENT))["pid"]))
    return None


def address(folder: Path) -> str:
    """Return the name of the local socket by which windows of `folder` and of this person meet."""
    place = f"{getpass.getuser()}\n{folder.resolve()}"
    return "okrdesk-" + hashlib.sha256(place.encode()).hexdigest()[:20]


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        # flock, not lockf: a POSIX record lock is lost when any descriptor of the file closes.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
