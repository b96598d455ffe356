"""Live notice that an agency's log grew: server-sent events to the devices that listen.

An event holds the log's new length and nothing else, so it may go to every device of the agency; a
device that has not seen so much then asks by an ordinary sync. Several worker processes, and
commands beside them, write; each worker looks at the counters while somebody listens, and on
PostgreSQL a NOTIFY of the writing worker spares the others that wait.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from okrdesk.errors import OkrError
from okrdesk.server.threads import Threads

Heads = Mapping[str, int]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rhythm:
    """How often the counters are looked at, a silent stream beats, and how long one stream lives.

    All in seconds. A stream ends now and then so that the device proves again who it is. Workers
    tell each other once for all that was written within `gather`.
    """

    look: float = 0.25
    beat: float = 15.0
    life: float = 1800.0
    gather: float = 0.1


class Wire(Protocol):
    """A quicker way between worker processes than looking."""

    async def listen(self, heard: Callable[[str, int], object]) -> None:
        """Call `heard(agency, aseq)` for each notice; ends only by cancellation."""

    async def tell(self, agency_id: str, aseq: int) -> None:
        """Tell the other workers."""

    async def close(self) -> None:
        """Give back what it took."""


class Notices:
    """The listeners of one worker; lives in its event loop."""

    def __init__(self, heads: Callable[[], Heads], rhythm: Rhythm, wire: Wire | None) -> None:
        self._read_heads = heads
        self._rhythm = rhythm
        self._wire = wire
        self._threads = Threads(1)
        self._heads: dict[str, int] = {}
        self._bells: dict[str, asyncio.Event] = {}
        self._listeners = 0
        self._somebody = asyncio.Event()
        self._ending = asyncio.Event()
        self._to_tell: dict[str, int] = {}
        self._telling = asyncio.Event()

    @property
    def listeners(self) -> int:
        """Return how many devices listen to this worker."""
        return self._listeners

    def grew(self, agency_id: str, aseq: int) -> None:
        """Say that this worker wrote up to `aseq`; from the loop's own thread."""
        if self._hear(agency_id, aseq) and self._wire is not None:
            self._to_tell[agency_id] = aseq
            self._telling.set()

    def end(self) -> None:
        """End every stream, for the process is going to end."""
        self._ending.set()
        for bell in self._bells.values():
            bell.set()

    async def run(self) -> None:
        """Follow the counters until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look())
                if self._wire is not None:
                    tasks.create_task(self._wire.listen(self._hear))
                    tasks.create_task(self._tell(self._wire))
        finally:
            self._threads.close()
            if self._wire is not None:
                await self._wire.close()

    async def stream(self, agency_id: str) -> AsyncGenerator[bytes, None]:
        """Yield one device's stream: the log's length in any case, and whenever it grows."""
        self._listeners += 1
        self._somebody.set()
        sent = -1
        clock = asyncio.get_running_loop().time
        end = clock() + self._rhythm.life
        try:
            await self._refresh()
            while sent < 0 or not (self._ending.is_set() or clock() >= end):
                bell = self._bells.setdefault(agency_id, asyncio.Event())
                head = self._heads.get(agency_id, 0)
                if head > sent:
                    sent = head
                    yield f'event: head\ndata: {{"aseq":{head}}}\n\n'.encode()
                elif not await _rings(bell, self._rhythm.beat):
                    yield b": heartbeat\n\n"
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._somebody.clear()

    def _hear(self, agency_id: str, aseq: int) -> bool:
        if aseq <= self._heads.get(agency_id, -1):
            return False
        self._heads[agency_id] = aseq
        if bell := self._bells.pop(agency_id, None):
            bell.set()
        return True

    async def _look(self) -> None:
        while True:
            await self._somebody.wait()
            await self._refresh()
            await asyncio.sleep(self._rhythm.look)

    async def _refresh(self) -> None:
        try:
            heads = await self._threads.run(self._read_heads)
        except OkrError as error:
            _log.warning("the counters cannot be read: %s", error.code)
            return
        for agency_id, aseq in heads.items():
            # A restored database may be shorter than what was told; then the lower number counts.
            if aseq < self._heads.get(agency_id, -1):
                self._heads[agency_id] = -1
            self._hear(agency_id, aseq)

    async def _tell(self, wire: Wire) -> None:
        while True:
            await self._telling.wait()
            await asyncio.sleep(self._rhythm.gather)
            self._telling.clear()
            told, self._to_tell = self._to_tell, {}
            for agency_id, aseq in told.items():
                await wire.tell(agency_id, aseq)


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await bell.wait()
            return True
    return False
