"""The endpoints of devices: enrol, sync, become another device, notices, checkpoint."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec
import zstandard
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from okrdesk.db.engine import read_transaction
from okrdesk.server import enrolment
from okrdesk.server.answering import answer as answer_request
from okrdesk.server.http_entry import (
    body_of,
    bytes_answer,
    in_thread,
    json_answer,
    known_caller,
    signed_caller,
)
from okrdesk.server.limits import MOST_SMALL, BodyLimit, decode, decode_sync
from okrdesk.server.notices import Notices
from okrdesk.server.running import Caller, Running
from okrdesk.sync.enrol_wire import EnrolRequest, RekeyRequest
from okrdesk.sync.stops import Busy, Malformed, Revoked
from okrdesk.sync.wire import COMPRESSION, Checkpoint, SyncReply

ZSTD = "application/zstd"
MOST_LISTENERS = 5_000
_SMALL = BodyLimit(MOST_SMALL)


async def enrol(running: Running, request: Request) -> Response:
    """Answer POST /v1/enrol."""
    wanted = decode(await body_of(request, _SMALL), EnrolRequest)
    enroller = enrolment.Enroller(running.engine, running.keys, running.ca)
    answer = await in_thread(
        running, lambda: enrolment.enrol(enroller, wanted, running.now()), running.guesses
    )
    return json_answer(answer)


async def rekey(running: Running, request: Request) -> Response:
    """Answer POST /v1/rekey."""
    body = await body_of(request, _SMALL)
    caller = await signed_caller(running, request, body)
    wanted = decode(body, RekeyRequest)
    enroller = enrolment.Enroller(running.engine, running.keys, running.ca)
    device = (caller.agency_id, caller.device)
    answer = await in_thread(
        running, lambda: enrolment.rekey(enroller, device, wanted, running.now())
    )
    return json_answer(answer)


async def sync(running: Running, request: Request) -> Response:
    """Answer POST /v1/sync: one transaction; the same bytes again get the same verdicts."""
    body = await body_of(request, BodyLimit())

    def work() -> tuple[Caller, SyncReply, int, bytes]:
        caller = known_caller(running, request, body)
        return caller, *_answered(running, caller, body)

    caller, reply, aseq, answer = await in_thread(running, work)
    if running.notices is not None:
        running.notices.grew(caller.agency_id, aseq)
    _count(running, reply, len(body), len(answer))
    return bytes_answer(answer, ZSTD)


async def notices(running: Running, request: Request) -> Response:
    """Answer GET /v1/notices: a stream that lasts until one of both ends it."""
    caller = await signed_caller(running, request, b"")
    found = running.notices
    if found is None or found.listeners >= MOST_LISTENERS:
        raise Busy(retry_after=60)
    return StreamingResponse(
        _counted(running, found, caller.agency_id),
        media_type="text/event-stream",
        # Asks nginx not to hold events back until its buffer is full.
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def checkpoint(running: Running, request: Request) -> Response:
    """Answer GET /v1/checkpoint: the signed length and root of the agency's log as it is now."""
    caller = await signed_caller(running, request, b"")

    def sign() -> Checkpoint:
        with read_transaction(running.engine) as connection:
            return running.shelf(connection, caller.agency_id).checkpoint()

    return json_answer(await in_thread(running, sign))


def _answered(running: Running, caller: Caller, body: bytes) -> tuple[SyncReply, int, bytes]:
    """Return the reply, how long the agency's log is after it, and the bytes of the answer."""
    wanted = decode_sync(body)
    if wanted.dev != caller.device:
        raise Malformed(detail="dev")
    try:
        reply, aseq = answer_request(running, caller, wanted)
    except Revoked as stop:
        fresh = running.find_caller(caller.device)
        raise Revoked(wipe=fresh is None or fresh.is_to_wipe) from stop
    return reply, aseq, zstandard.compress(msgspec.json.encode(reply), COMPRESSION)


def _count(running: Running, reply: SyncReply, up: int, down: int) -> None:
    metrics = running.metrics
    metrics.add("okr_syncs_total")
    metrics.add("okr_sync_bytes_total", up, way="up")
    metrics.add("okr_sync_bytes_total", down, way="down")
    metrics.add("okr_rows_sent_total", len(reply.rows))
    for fate, count in Counter(verdict.fate for verdict in reply.verdicts).items():
        metrics.add("okr_changes_total", count, fate=fate)


async def _counted(running: Running, found: Notices, agency_id: str) -> AsyncGenerator[bytes, None]:
    running.metrics.add("okr_notice_streams")
    try:
        async with aclosing(found.stream(agency_id)) as lines:
            async for line in lines:
                yield line
    finally:
        running.metrics.add("okr_notice_streams", -1)
