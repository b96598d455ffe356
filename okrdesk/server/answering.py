"""One request answered, over the network or out of a carried file: rows and verdicts, then figures.

What a request changes and is answered is one transaction under the agency's lock; the figures of
units too deep to arrive are counted after it, so that nobody else waits for them.
"""

import secrets
from collections.abc import Callable
from functools import partial

from okrdesk.server.database import write_agency
from okrdesk.server.http_signature import is_signed
from okrdesk.server.rollups import Asked
from okrdesk.server.running import Caller, Running
from okrdesk.sync.authority import day_of
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.shelf import DeviceState, ServerShelf
from okrdesk.sync.stops import UnknownDevice
from okrdesk.sync.wire import SyncReply, SyncRequest

Way = Callable[[ServerShelf, DeviceState, SyncRequest], tuple[ServerShelf, SyncRequest]]


def straight(
    shelf: ServerShelf, _device: DeviceState, request: SyncRequest
) -> tuple[ServerShelf, SyncRequest]:
    """Take a request as the network brings it."""
    return shelf, request


def answer(
    running: Running, caller: Caller, request: SyncRequest, way: Way = straight
) -> tuple[SyncReply, int]:
    """Return the reply, and how long the agency's log is after it; raise the stops of `Serving`.

    `way` may put another shelf before the database's, and change the request, once it is known
    where its device stands.
    """
    around = Surroundings(
        now_ms=int(running.now().timestamp() * 1000),
        random=secrets.token_bytes,
        verify=partial(is_signed, caller.verify_key),
    )
    with running.one_writer, write_agency(running.engine, caller.agency_id) as connection:
        shelf = running.shelf(connection, caller.agency_id)
        device = shelf.device(caller.device)
        if device is None:
            raise UnknownDevice()
        used, taken = way(shelf, device, request)
        reply = Serving(used, around).answer(device, taken)
        head, directory = shelf.head(), shelf.directory()
    today = day_of(around.now_ms << 16)
    asked = Asked(caller.agency_id, caller.person_id, directory, request, today)
    with running.one_writer:
        reply.rollups = running.rollups.tell(running.engine, asked)
    return reply, head
