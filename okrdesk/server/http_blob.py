"""Attachments over HTTP, part by part, to whoever sees the evidence that names them."""

import re

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from okrdesk.server.blobs import Asking, Reader
from okrdesk.server.http_entry import (
    body_of,
    bytes_answer,
    in_thread,
    json_answer,
    signed_caller,
)
from okrdesk.server.limits import BodyLimit
from okrdesk.server.running import Caller, Running
from okrdesk.sync.blobs import PART_BYTES
from okrdesk.sync.scopes import scopes_of
from okrdesk.sync.stops import NotFound

MISSING_HEADER = "Okr-Missing"
_SHA = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_OCTETS = "application/octet-stream"


async def blob(running: Running, request: Request) -> Response:
    """Answer HEAD, GET and PUT of /v1/blob/<sha256>/<number of the part>."""
    body = await body_of(request, BodyLimit(PART_BYTES))
    caller = await signed_caller(running, request, body)
    sha, text = request.path_params["sha256"], request.path_params["ordinal"]
    if not (_SHA.fullmatch(sha) and _NUMBER.fullmatch(text)):
        raise NotFound()
    asking, number = _asking(running, caller), int(text)
    blobs = running.blobs
    if request.method == "HEAD":
        missing = await in_thread(running, lambda: blobs.missing(asking, sha))
        response = bytes_answer(b"", _OCTETS)
        response.headers[MISSING_HEADER] = ",".join(map(str, missing))
        return response
    if request.method == "PUT":
        missing = await in_thread(running, lambda: blobs.write(asking, sha, number, body))
        return json_answer({"missing": missing})
    part = await in_thread(running, lambda: blobs.read(asking, sha, number))
    return bytes_answer(part, _OCTETS)


def _asking(running: Running, caller: Caller) -> Asking:
    """Return what says, inside the answering transaction, which scopes the person may read.

    A unit below may be pinned at any time, so all that a head might pin counts.
    """

    def ask(connection: Connection) -> Reader:
        directory = running.shelf(connection, caller.agency_id).directory()
        pins = directory.tables["unit"]
        scopes = scopes_of(directory, caller.person_id, running.today, pins)
        return Reader(caller.agency_id, scopes)

    return ask
