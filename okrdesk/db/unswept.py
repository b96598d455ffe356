"""No search for garbage while many rows are at hand.

Python looks through young objects for cycles after every few hundred that are made. A page of a
sync, or the tasks of a hundred people, make tens of thousands, all of them without cycles, and most
are let go at once when it is done.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Put off the search for garbage to the end of the block, in all threads."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
