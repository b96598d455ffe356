"""Whoever listens hears that the log grew, whichever worker or command wrote."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from okrdesk.server.notices import Notices, Rhythm, Wire
from okrdesk.server.notices_postgresql import PostgresqlWire
from okrdesk.server.running import Running
from tests.offices import make_objective
from tests.server.http.conftest import Web

NEVER_S = 3600.0
SOON_S = 60.0


def test_a_stream_begins_with_the_length_of_the_log(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running)) as notices:
            stream = notices.stream(web.agency.agency_id)
            assert await _next(stream) == _event(_head(web))
            await stream.aclose()

    _run(listen())


def test_what_a_command_beside_the_server_writes_is_told(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running, look=0.02)) as notices:
            stream = notices.stream(web.agency.agency_id)
            before = await _next(stream)
            await asyncio.to_thread(make_objective, web.agency.desk(), web.agency.ids)
            assert await _next(stream) == _event(_head(web)) != before
            await stream.aclose()

    _run(listen())


def test_what_this_worker_writes_is_told_at_once(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running)) as notices:
            stream = notices.stream(web.agency.agency_id)
            await _next(stream)
            told = asyncio.create_task(anext(stream))
            notices.grew(web.agency.agency_id, 999)
            assert await asyncio.wait_for(told, SOON_S) == _event(999)
            await stream.aclose()

    _run(listen())


def test_another_agency_is_not_told(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running, beat=0.05)) as notices:
            stream = notices.stream(web.agency.agency_id)
            await _next(stream)
            notices.grew("01a20073-c64f-75ed-8ede-29c0a7087d85", 999)
            assert await _next(stream) == b": heartbeat\n\n"
            await stream.aclose()

    _run(listen())


def test_streams_end_when_the_process_is_going_to(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running)) as notices:
            stream = notices.stream(web.agency.agency_id)
            await _next(stream)
            assert notices.listeners == 1
            notices.end()
            assert [line async for line in stream] == []
            assert notices.listeners == 0

    _run(listen())


def test_a_stream_ends_by_itself_so_that_the_device_proves_itself_again(web: Web) -> None:
    async def listen() -> None:
        async with _followed(_notices(web.running, life=0.0)) as notices:
            lines = [line async for line in notices.stream(web.agency.agency_id)]
            assert lines == [_event(_head(web))], "but not before its first word"

    _run(listen())


def test_workers_tell_each_other(web: Web, database_kind: str) -> None:
    """On PostgreSQL without looking; SQLite has one way only, and looks."""
    look = NEVER_S if database_kind == "postgresql" else 0.02

    async def listen() -> None:
        wires = [_wire(web.running) for _worker in range(2)]
        async with (
            _followed(_notices(web.running, wires[0], look=look)) as writer,
            _followed(_notices(web.running, wires[1], look=look)) as other,
        ):
            stream = other.stream(web.agency.agency_id)
            await _next(stream)
            for wire in wires:
                if wire is not None:
                    await asyncio.wait_for(wire.listening.wait(), SOON_S)
            await asyncio.to_thread(make_objective, web.agency.desk(), web.agency.ids)
            writer.grew(web.agency.agency_id, _head(web))
            assert await _next(stream) == _event(_head(web))
            await stream.aclose()

    _run(listen())


def _notices(
    running: Running,
    wire: Wire | None = None,
    *,
    look: float = NEVER_S,
    beat: float = NEVER_S,
    life: float = NEVER_S,
) -> Notices:
    return Notices(running.heads, Rhythm(look, beat, life), wire)


def _wire(running: Running) -> PostgresqlWire | None:
    engine = running.engine
    return PostgresqlWire(engine.url) if engine.dialect.name == "postgresql" else None


@asynccontextmanager
async def _followed(notices: Notices) -> AsyncGenerator[Notices, None]:
    task = asyncio.create_task(notices.run())
    try:
        yield notices
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _next(stream: AsyncGenerator[bytes, None]) -> bytes:
    return await asyncio.wait_for(anext(stream), SOON_S)


def _event(aseq: int) -> bytes:
    return b'event: head\ndata: {"aseq":%d}\n\n' % aseq


def _head(web: Web) -> int:
    return web.running.heads()[web.agency.agency_id]


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)
