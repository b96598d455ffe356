"""Whose work could not be stored of late: the disk is full, failing or read-only, a page is bad.

A disk may have room for small things and none for large ones, so nothing but the work itself tells
that there is room again: who could not store is named until it could, or did not come any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from okrdesk.errors import Code

CODES = frozenset(
    {
        Code.DISK_FULL,
        Code.DISK_ERROR,
        Code.STORE_DAMAGED,
        Code.STORE_READ_ONLY,
        Code.STORE_UNREADABLE,
        Code.FOLDER_READ_ONLY,
        Code.DATABASE_RIGHTS,
    }
)
"""What says that nothing can be written, whoever asks."""
LASTS = timedelta(minutes=30)
"""Twice as long as a PC waits at most before it comes again."""


class Unstored:
    """The devices of one worker whose work waits for a disk; for one thread."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: dict[str, datetime] = {}

    def __bool__(self) -> bool:
        """Say whether somebody's work waits."""
        known = self._now() - LASTS
        self._since = {device: at for device, at in self._since.items() if at > known}
        return bool(self._since)

    def add(self, device: str) -> None:
        """Note that a device's work could not be stored."""
        self._since[device] = self._now()

    def discard(self, device: str) -> None:
        """Note that it could."""
        self._since.pop(device, None)
