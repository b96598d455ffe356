"""Disks that have no room for some processes, as a quota would have it, while others write on."""

import resource
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

ALMOST_FULL = 256 * 1024
"""Room for a few small changes in the log of SQLite, and not for thousands."""


@contextmanager
def full_disk(
    processes: Callable[[], Iterable[int]], size: int, as_user: Sequence[str] = ()
) -> Iterator[None]:
    """Let processes, and those that they start meanwhile, make no file larger than `size`.

    `as_user` is how a command runs as their owner, where that is not who runs the tests.
    """
    usual, _most = resource.getrlimit(resource.RLIMIT_FSIZE)
    _limit([*as_user], processes(), size)
    try:
        yield
    finally:
        is_none = usual == resource.RLIM_INFINITY
        _limit([*as_user], processes(), "unlimited" if is_none else usual)


def _limit(as_user: list[str], pids: Iterable[int], size: int | str) -> None:
    for pid in pids:
        told = [*as_user, "prlimit", f"--fsize={size}:", "--pid", str(pid)]
        done = subprocess.run(told, check=False, capture_output=True, text=True)
        assert done.returncode == 0 or "No such process" in done.stderr, done.stderr
