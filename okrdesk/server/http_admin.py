"""What an administrator does from the own PC: see devices, hand out codes, turn a PC away."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.queries.office import load_actor
from okrdesk.domain.permissions import Right, is_allowed
from okrdesk.server import accounts
from okrdesk.server import devices as machines
from okrdesk.server.http_entry import body_of, in_thread, json_answer, signed_caller
from okrdesk.server.limits import MOST_SMALL, BodyLimit, decode
from okrdesk.server.running import Caller, Running
from okrdesk.sync.enrol_wire import CodeReply, CodeRequest, Devices, RevokeRequest
from okrdesk.sync.stops import NoAuthority, NotFound
from okrdesk.sync.value_checks import is_uuid

_SMALL = BodyLimit(MOST_SMALL)
Act = Callable[[Connection], Any]


async def devices(running: Running, request: Request) -> Response:
    """Answer GET /v1/admin/devices."""
    caller = await signed_caller(running, request, b"")

    def look(connection: Connection) -> Devices:
        return Devices(list(machines.devices(connection, caller.agency_id)))

    return json_answer(await in_thread(running, partial(_read, running, caller, look)))


async def codes(running: Running, request: Request) -> Response:
    """Answer POST /v1/admin/codes: a one-time code for a person, who gets a login where needed."""
    body = await body_of(request, _SMALL)
    caller = await signed_caller(running, request, body)
    person_id = decode(body, CodeRequest).person_id

    def issue(connection: Connection) -> CodeReply:
        account = _account(running, connection, caller.agency_id, person_id)
        issued = accounts.issue_code(connection, account, running.now())
        return CodeReply(issued.user, issued.code, issued.expires.isoformat())

    return json_answer(await in_thread(running, partial(_write, running, caller, issue)))


async def revoke(running: Running, request: Request) -> Response:
    """Answer POST /v1/admin/revoke."""
    body = await body_of(request, _SMALL)
    caller = await signed_caller(running, request, body)
    wanted = decode(body, RevokeRequest)

    def turn_away(connection: Connection) -> dict[str, Any]:
        is_known = is_uuid(wanted.device) and machines.revoke(
            connection, caller.agency_id, wanted.device, running.now(), wipe=wanted.wipe
        )
        if not is_known:
            raise NotFound()
        return {}

    return json_answer(await in_thread(running, partial(_write, running, caller, turn_away)))


def _read(running: Running, caller: Caller, act: Act) -> Any:
    with read_transaction(running.engine) as connection:
        _require_administrator(running, connection, caller)
        return act(connection)


def _write(running: Running, caller: Caller, act: Act) -> Any:
    with write_transaction(running.engine) as connection:
        _require_administrator(running, connection, caller)
        return act(connection)


def _require_administrator(running: Running, connection: Connection, caller: Caller) -> None:
    actor = load_actor(connection, caller.agency_id, caller.person_id, running.today)
    if not is_allowed(actor, Right.EDIT_ORGANISATION):
        raise NoAuthority()


def _account(
    running: Running, connection: Connection, agency_id: str, person_id: str
) -> accounts.Account:
    code = accounts.person_code(connection, agency_id, person_id) if is_uuid(person_id) else None
    if code is None:
        raise NotFound()
    name = accounts.free_name(connection, agency_id, code)
    account = accounts.add_account(connection, agency_id, person_id, name, running.now())
    if account.disabled:
        raise NotFound()
    return account
