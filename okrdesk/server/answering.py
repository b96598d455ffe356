"""One request answered, over the network or out of a carried file: rows and verdicts, then figures.

What a request changes and is answered is one transaction under the agency's lock; the figures of
units too deep to arrive are counted after it, so that nobody else waits for them.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from okrdesk.server.database import write_agency
from okrdesk.server.http_signature import is_signed
from okrdesk.server.rollups import Asked
from okrdesk.server.running import Caller, Running
from okrdesk.sync.authority import day_of
from okrdesk.sync.directory import Directory
from okrdesk.sync.poison import answered
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

    def attempt(aside: frozenset[str], *, is_trial: bool) -> tuple[SyncReply, int, Directory]:
        given = replace(around, aside=aside)
        with running.one_writer, _transaction(running, caller, is_trial=is_trial) as connection:
            shelf = running.shelf(connection, caller.agency_id)
            device = shelf.device(caller.device)
            if device is None:
                raise UnknownDevice()
            used, taken = way(shelf, device, request)
            reply = Serving(used, given).answer(device, taken)
            return reply, shelf.head(), shelf.directory()

    reply, head, directory = answered(attempt, request, _is_outage)
    today = day_of(around.now_ms << 16)
    asked = Asked(caller.agency_id, caller.person_id, directory, request, today)
    with running.one_writer:
        reply.rollups = running.rollups.tell(running.engine, asked)
    return reply, head


class _Trial(Exception):
    """The end of a transaction that was only to show whether it can be."""


@contextmanager
def _transaction(running: Running, caller: Caller, *, is_trial: bool) -> Iterator[Connection]:
    """Hold the lock of the caller's agency for the block; a trial is rolled back at its end."""
    held = write_agency(running.engine, caller.agency_id)
    with suppress(_Trial), held as connection:
        yield connection
        if is_trial:
            raise _Trial


def _is_outage(error: Exception) -> bool:
    """Say whether it is the database that failed, and not what was to be written."""
    return isinstance(error, (OperationalError, InterfaceError))
