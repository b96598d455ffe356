"""The read API: pages of an agency's figures for programs that hold one of its tokens."""

import re

from starlette.requests import Request
from starlette.responses import Response

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.queries.office import load_office
from okrdesk.db.queries.view import View
from okrdesk.server.http_entry import in_thread, json_answer
from okrdesk.server.reading import KINDS, MOST_ITEMS, Page, Span, read_page
from okrdesk.server.running import Running
from okrdesk.server.tokens import agency_of_token, has_fresh_use, note_use
from okrdesk.server.writing import refresh_derived
from okrdesk.sync.stops import Malformed, NotFound
from okrdesk.sync.value_checks import is_uuid

_LONGEST_TOKEN = 200
_DEFAULT = 100
_COUNT = re.compile(r"[0-9]{1,4}")


async def read(running: Running, request: Request) -> Response:
    """Answer GET /v1/read/<what>?after=<id>&limit=<count>."""
    token = _token(request)
    what = request.path_params["what"]
    agency_id = await in_thread(running, lambda: _agency(running, token)) if token else None
    if agency_id is None:
        response = json_answer({"stop": "unknown_token"}, 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if what not in KINDS:
        raise NotFound()
    span = _span(request, is_by_uuid=KINDS[what].is_by_uuid)
    return json_answer(await in_thread(running, lambda: _page(running, agency_id, what, span)))


def _page(running: Running, agency_id: str, what: str, span: Span) -> Page:
    refresh_derived(running.engine, agency_id, running.today)
    with read_transaction(running.engine) as connection:
        limits = load_office(connection, agency_id).limits
        return read_page(what, View(connection, agency_id, running.today, limits), span)


def _agency(running: Running, token: str) -> str | None:
    now = running.now()
    with read_transaction(running.engine) as connection:
        agency_id = agency_of_token(connection, token)
        is_noted = agency_id is None or has_fresh_use(connection, token, now)
    if not is_noted:
        with write_transaction(running.engine) as connection:
            note_use(connection, token, now)
    return agency_id


def _token(request: Request) -> str:
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    return token if kind.lower() == "bearer" and len(token) <= _LONGEST_TOKEN else ""


def _span(request: Request, *, is_by_uuid: bool) -> Span:
    query = request.query_params
    after, limit = query.get("after", ""), query.get("limit", str(_DEFAULT))
    if not (_COUNT.fullmatch(limit) and 1 <= int(limit) <= MOST_ITEMS):
        raise Malformed(detail="limit")
    if after and not all(is_uuid(part) for part in after.split(".", int(not is_by_uuid))):
        raise Malformed(detail="after")
    return Span(after, int(limit))
