"""What every request passes: its time taken, its stops made into answers, its sender proved."""

import logging
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from okrdesk.errors import Code, OkrError
from okrdesk.server.http_signature import DEVICE_HEADER, SIGNATURE_HEADER, claim
from okrdesk.server.limits import BodyLimit, read_body
from okrdesk.server.running import Caller, Running
from okrdesk.server.threads import Threads
from okrdesk.server.unstored import CODES as CANNOT_STORE
from okrdesk.sync.signing import is_signed
from okrdesk.sync.stops import Busy, CannotStore, NotFound, Revoked, Stop, UnknownDevice

Value = TypeVar("Value")
Handler = Callable[[Running, Request], Awaitable[Response]]
MOST_WAITING = 200
"""How many requests may wait for a thread of one worker; more are asked to come again."""
SHORT_WAIT_S, LONG_WAIT_S = 5, 60
_GONE = 499
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_log = logging.getLogger(__name__)


def entry(
    running: Running, route: str, handler: Handler
) -> Callable[[Request], Awaitable[Response]]:
    """Return what Starlette calls for a route: `handler`, with all that every request passes."""

    async def answer(request: Request) -> Response:
        began = perf_counter()
        status = 500
        try:
            response = await _guarded(running, request, handler)
            status = response.status_code
            return response
        finally:
            running.metrics.observe(route, status, perf_counter() - began)

    return answer


async def _guarded(running: Running, request: Request, handler: Handler) -> Response:
    try:
        response = await handler(running, request)
        if request.method != "GET":
            running.unstored.discard(_device(running, request))
        return response
    except Stop as stop:
        running.metrics.add("okr_stops_total", stop=stop.name)
        return stopped(stop)
    except ClientDisconnect:
        return Response(status_code=_GONE)
    except OkrError as error:
        if error.code is Code.STORE_BUSY:
            return stopped(Busy(retry_after=SHORT_WAIT_S))
        if error.code is Code.DATABASE_UNREACHABLE:
            _log.warning("the database cannot be reached")
            return stopped(Busy(retry_after=LONG_WAIT_S))
        if error.code in CANNOT_STORE:
            _log.error("nothing can be stored: %s", error.code)
            running.metrics.add("okr_stops_total", stop=CannotStore.name)
            running.unstored.add(_device(running, request))
            return stopped(CannotStore(retry_after=LONG_WAIT_S))
        if error.code is Code.NOT_FOUND:
            return stopped(NotFound())
        return _failed(error)
    except Exception as error:  # noqa: BLE001 - one bad request must not end a worker
        return _failed(error)


def stopped(stop: Stop) -> Response:
    """Return a stop as HTTP says it."""
    response = json_answer(stop.to_wire(), stop.status)
    if "retry_after" in stop.params:
        response.headers["Retry-After"] = str(stop.params["retry_after"])
    return response


def json_answer(document: Any, status: int = 200) -> Response:
    """Return a JSON answer that nothing between keeps."""
    return Response(
        msgspec.json.encode(document), status, dict(_HEADERS), media_type="application/json"
    )


def bytes_answer(body: bytes, media_type: str, status: int = 200) -> Response:
    """Return any other answer that nothing between keeps."""
    return Response(body, status, dict(_HEADERS), media_type=media_type)


async def body_of(request: Request, limit: BodyLimit) -> bytes:
    """Return a request's body within its limit; raise TooLarge or Busy."""
    return await read_body(request.headers.get("content-length"), request.stream(), limit)


async def signed_caller(running: Running, request: Request, body: bytes) -> Caller:
    """Return the device that signed a request.

    Raises UnknownDevice for one that is not known and for a wrong signature alike, and Revoked.
    """
    device = request.headers.get(DEVICE_HEADER, "")
    caller = _proved(await in_thread(running, lambda: running.find_caller(device)), request, body)
    if caller.is_revoked:
        raise Revoked(wipe=caller.is_to_wipe)
    return caller


def known_caller(running: Running, request: Request, body: bytes) -> Caller:
    """Return the device that signed a request, as this worker once found it; from a thread.

    Its key, person and agency never change. Whether it was revoked since, the transaction that
    answers has to see. Raises UnknownDevice as `signed_caller` does.
    """
    device = request.headers.get(DEVICE_HEADER, "")
    caller = running.known.get(device) or running.find_caller(device)
    caller = _proved(caller, request, body)
    running.remember(caller)
    return caller


def _proved(caller: Caller | None, request: Request, body: bytes) -> Caller:
    message = claim(request.method, request.scope["raw_path"].decode("latin-1"), body)
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if caller is None or not is_signed(caller.verify_key, message, signature):
        raise UnknownDevice()
    return caller


async def in_thread(
    running: Running, work: Callable[[], Value], threads: Threads | None = None
) -> Value:
    """Run what waits for the database in one of the worker's threads.

    Raises Busy where too many wait already, or the database is not the one that was there before.
    """
    if running.is_shut:
        raise Busy(retry_after=LONG_WAIT_S)
    threads = threads or running.threads
    if threads.calls >= MOST_WAITING:
        raise Busy(retry_after=SHORT_WAIT_S)
    return await threads.run(work)


def _device(running: Running, request: Request) -> str:
    """Return the device that asks, "" for one that has not proved itself to this worker."""
    device = request.headers.get(DEVICE_HEADER, "")
    return device if device in running.known else ""


def _failed(error: Exception) -> Response:
    # The text of an exception may quote what people typed: only its type goes into the log.
    _log.error("a request failed: %s", type(error).__name__, exc_info=error)
    return json_answer({"stop": "internal"}, 500)
