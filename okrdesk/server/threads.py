"""Work that waits for the database, in a few threads of a worker, never left alone.

A thread cannot be stopped. Left behind by who cancels, it would give its connection back to a
database that is closed already; so a cancelled task waits until its call is done.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Value = TypeVar("Value")


class Threads:
    """Runs at most `most` calls at once; the others wait in their order."""

    def __init__(self, most: int) -> None:
        self.calls = 0
        """How many calls run or wait."""
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="okr")

    async def run(self, call: Callable[[], Value]) -> Value:
        """Return `call()` from a thread."""
        self.calls += 1
        work = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise
        finally:
            self.calls -= 1

    def close(self) -> None:
        """Wait for what runs; take nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)
