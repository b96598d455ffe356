"""What watches the server: is it well, its counters, and the description of its interface."""

from ipaddress import ip_address

from sqlalchemy import Connection, Engine, func, select
from starlette.requests import Request
from starlette.responses import Response

from okrdesk.db.engine import POSTGRESQL, read_transaction
from okrdesk.errors import OkrError
from okrdesk.server import openapi, schema
from okrdesk.server.http_entry import bytes_answer, in_thread, json_answer
from okrdesk.server.passwords import hash_token
from okrdesk.server.running import Running
from okrdesk.sync.stops import NotFound

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


async def live(_running: Running, _request: Request) -> Response:
    """Answer GET /health/live: this worker answers."""
    return json_answer({"live": True})


async def health(running: Running, _request: Request) -> Response:
    """Answer GET /health: the database can be read, is the one that was there before, has room."""

    def look() -> dict[str, bool]:
        return {"database": _is_reachable(running), "guard": _is_guarded(running)}

    # Not one of the worker's own threads: who watches wants to hear of a full house, too.
    found = await running.watching.run(look) | {"disk": not running.unstored}
    is_ready = all(found.values())
    return json_answer({"ready": is_ready, **found}, 200 if is_ready else 503)


async def metrics(running: Running, request: Request) -> Response:
    """Answer GET /metrics to this machine itself, or to who has the token; to others not at all."""
    if not (_is_from_here(request) or _has_token(running, request)):
        raise NotFound()
    gauges = await in_thread(running, lambda: _gauges(running))
    return bytes_answer(running.metrics.text(gauges).encode(), _PROMETHEUS)


async def description(_running: Running, _request: Request) -> Response:
    """Answer GET /openapi.json."""
    return json_answer(openapi.description())


def _is_reachable(running: Running) -> bool:
    try:
        running.heads()
    except OkrError:
        return False
    return True


def _is_guarded(running: Running) -> bool:
    try:
        running.guard()
    except OkrError:
        return False
    return True


def _is_from_here(request: Request) -> bool:
    """Say whether the asker is on this machine; one whom a proxy here speaks for is not."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _has_token(running: Running, request: Request) -> bool:
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    # Hashes are compared, so that the time it takes tells nothing of the token.
    return bool(
        running.metrics_token
        and kind.lower() == "bearer"
        and hash_token(token.strip()) == hash_token(running.metrics_token)
    )


def _gauges(running: Running) -> dict[str, tuple[str, float]]:
    device, counter = schema.device, schema.counter
    with read_transaction(running.engine) as connection:
        agencies = connection.scalar(select(func.count()).select_from(counter)) or 0
        entries = connection.scalar(select(func.sum(counter.c.aseq))) or 0
        devices = connection.scalar(
            select(func.count()).select_from(device).where(device.c.revoked_at.is_(None))
        )
        size = database_size(running.engine, connection)
    return {
        "okr_agencies": ("Agencies on this server.", agencies),
        "okr_devices": ("Devices that may come.", devices or 0),
        "okr_log_entries": ("Entries in the logs of all agencies.", entries),
        "okr_database_bytes": ("Size of the database.", size),
    }


def database_size(engine: Engine, connection: Connection) -> int:
    """Return how many bytes the database's pages take.

    SQLite's files do not tell: its log keeps the size of its busiest hour, and what lies in it
    twice counts twice.
    """
    if engine.dialect.name == POSTGRESQL:
        return connection.scalar(select(func.pg_database_size(func.current_database()))) or 0
    pragmas = ("page_count", "page_size")  # SQLCipher tells the second as text
    pages, each = (
        int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in pragmas
    )
    return pages * each
