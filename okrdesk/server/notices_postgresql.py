"""LISTEN and NOTIFY of PostgreSQL between the workers, on one connection of each worker's own.

The notice is sent after the commit, beside it: a NOTIFY inside the transaction would make all
writers of the database wait for one another at their commit.
"""

import asyncio
import logging
from collections.abc import Callable

import psycopg
from sqlalchemy import URL

_CHANNEL = "okrdesk_head"
_RETRY_S = 2.0
_log = logging.getLogger(__name__)


class PostgresqlWire:
    """Notices between workers; a lost connection is made anew, and looking goes on meanwhile.

    `listening` is set as long as notices of the others come in.
    """

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.listening = asyncio.Event()
        self._teller: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    async def listen(self, heard: Callable[[str, int], object]) -> None:
        """Call `heard(agency, aseq)` for each notice; ends only by cancellation."""
        while True:
            try:
                await self._listen_once(heard)
            except psycopg.Error as error:
                _log.warning("no notices from PostgreSQL for now: %s", type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def tell(self, agency_id: str, aseq: int) -> None:
        """Tell all workers; what cannot be told now they will see by looking."""
        try:
            if self._teller is None or self._teller.closed:
                self._teller = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
            await self._teller.execute(
                "SELECT pg_notify(%s, %s)", (_CHANNEL, f"{agency_id} {aseq}")
            )
        except psycopg.Error as error:
            _log.warning("a notice was not told: %s", type(error).__name__)

    async def close(self) -> None:
        """Give the connection back."""
        if self._teller is not None:
            await self._teller.close()

    async def _listen_once(self, heard: Callable[[str, int], object]) -> None:
        async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as line:
            await line.execute(f"LISTEN {_CHANNEL}")
            self.listening.set()
            try:
                async for notice in line.notifies():
                    agency_id, _space, aseq = notice.payload.partition(" ")
                    if aseq.isdigit():
                        heard(agency_id, int(aseq))
            finally:
                self.listening.clear()
