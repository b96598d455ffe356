"""Work in a thread that is never left alone: who cancels waits until it is done.

A thread cannot be stopped. Left behind at the end, it would give its connection back to a database
that is closed already.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread

Value = TypeVar("Value")


async def in_whole(call: Callable[[], Value]) -> Value:
    """Return `call()` from a thread; a cancelled task ends only after it."""
    work = asyncio.ensure_future(to_thread.run_sync(call))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise
