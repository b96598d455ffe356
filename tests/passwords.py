"""Passwords that cost a test no time; what a real one costs is in `tests/db/test_vault.py`."""

import os

from okrdesk.db.vault_file import Argon2


class QuickArgon2(Argon2):
    """The least cost that a key file may name: it stands there, so opening costs little too."""

    @classmethod
    def new(cls) -> "QuickArgon2":
        return cls(os.urandom(16), memory_kib=8 * 1024, passes=1)
