"""The server's face to the network: every path, and what a worker does beside answering.

An unknown path, a wrong method and a thing that is not the asker's own look alike from outside:
a status and a small JSON object.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from okrdesk.errors import Code, OkrError
from okrdesk.server import http_admin, http_read, http_state, http_sync
from okrdesk.server.http_blob import blob
from okrdesk.server.http_entry import Handler, entry, json_answer
from okrdesk.server.running import Running
from okrdesk.server.upkeep import keep_up

_PATHS: tuple[tuple[str, str, str, Handler], ...] = (
    ("POST", "/v1/enrol", "enrol", http_sync.enrol),
    ("POST", "/v1/sync", "sync", http_sync.sync),
    ("POST", "/v1/rekey", "rekey", http_sync.rekey),
    ("GET", "/v1/notices", "notices", http_sync.notices),
    ("GET", "/v1/checkpoint", "checkpoint", http_sync.checkpoint),
    ("GET", "/v1/admin/devices", "admin", http_admin.devices),
    ("POST", "/v1/admin/codes", "admin", http_admin.codes),
    ("POST", "/v1/admin/revoke", "admin", http_admin.revoke),
    ("GET PUT", "/v1/blob/{sha256}/{ordinal}", "blob", blob),
    ("GET", "/v1/read/{what}", "read", http_read.read),
    ("GET", "/health", "health", http_state.health),
    ("GET", "/health/live", "health", http_state.live),
    ("GET", "/metrics", "metrics", http_state.metrics),
    ("GET", "/openapi.json", "openapi", http_state.description),
)
_GUARD_S = 2.0
_UPKEEP_S = 2.0
_SHUTTING = (Code.DATABASE_BEHIND, Code.GUARD_UNREADABLE)
_log = logging.getLogger(__name__)
_NAMES = {404: "not_found", 405: "method_not_allowed"}


def make_app(running: Running) -> Starlette:
    """Return the application of one worker; its notices are followed while it runs."""
    routes = [
        Route(path, entry(running, name, handler), methods=methods.split())
        for methods, path, name, handler in _PATHS
    ]
    app = Starlette(
        routes=routes,
        lifespan=_lifespan(running),
        exception_handlers={HTTPException: _no_such_path(running)},
    )
    # A path with a slash too many is none; to lead on from it would name one that is hidden.
    app.router.redirect_slashes = False
    return app


def _lifespan(running: Running) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def live(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(keep(running)) for keep in (_keep_guard, _keep_up)]
        if running.notices is not None:
            tasks.append(asyncio.create_task(running.notices.run()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    return live


async def _keep_guard(running: Running) -> None:
    """Note how far the logs are, every few seconds; shut the worker where they went back."""
    while True:
        try:
            await running.watching.run(running.guard)
            running.is_shut = False
        except OkrError as error:
            running.is_shut = error.code in _SHUTTING
            _log.error("the guard of the database: %s", error.code)
        await asyncio.sleep(_GUARD_S)


async def _keep_up(running: Running) -> None:
    """Do every few seconds what the database needs to stay quick."""
    while True:
        try:
            await running.upkeep.run(lambda: keep_up(running.engine))
        except OkrError as error:
            _log.warning("the database was not kept up: %s", error.code)
        await asyncio.sleep(_UPKEEP_S)


def _no_such_path(running: Running) -> Callable[[Request, Any], Awaitable[Response]]:
    async def answer(_request: Request, error: HTTPException) -> Response:
        status = error.status_code
        response = json_answer({"stop": _NAMES.get(status, "malformed")}, status)
        response.headers.update(error.headers or {})
        running.metrics.observe("other", status, 0.0)
        return response

    return answer
