"""Requests answered, over the network or out of a carried file: rows and verdicts, then figures.

What requests change is one transaction under the agency's lock; those that wait at the same time
share it (`okrdesk.server.rounds`). What can be known of a request before is read before; what its
PC lacks, and the figures of units too deep to arrive, are gathered after, so that nobody else waits
for them. Where a shared transaction fails, each request has one of its own.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from okrdesk.db.engine import read_transaction
from okrdesk.errors import Fault
from okrdesk.server.database import write_agency
from okrdesk.server.rollups import Asked as AskedFigures
from okrdesk.server.running import Caller, Running
from okrdesk.sync.authority import day_of
from okrdesk.sync.directory import Directory
from okrdesk.sync.poison import answered
from okrdesk.sync.pushed import Pushed, Sender, read_push
from okrdesk.sync.serving import Asked, Serving, Surroundings, is_alone
from okrdesk.sync.shelf import DeviceState, ServerShelf
from okrdesk.sync.signing import is_signed
from okrdesk.sync.stops import Stop, UnknownDevice
from okrdesk.sync.wire import SyncReply, SyncRequest

Way = Callable[[ServerShelf, DeviceState, SyncRequest], tuple[ServerShelf, SyncRequest]]
MOST_TOGETHER = 16
"""Requests that share a transaction: the first of them waits for the last."""


@dataclass(frozen=True)
class Question:
    """A request, who asks it, and what its push holds."""

    caller: Caller
    request: SyncRequest
    pushed: Pushed


@dataclass(frozen=True)
class Told:
    """A reply, how long the agency's log is after it, and who is who there at `now_ms`."""

    reply: SyncReply
    head: int
    directory: Directory
    now_ms: int


def straight(
    shelf: ServerShelf, _device: DeviceState, request: SyncRequest
) -> tuple[ServerShelf, SyncRequest]:
    """Take a request as the network brings it."""
    return shelf, request


def read_question(caller: Caller, request: SyncRequest) -> Question:
    """Read what can be known before the agency's lock is asked for; raise what `read_push` does."""
    sender = Sender(caller.agency_id, caller.device, partial(is_signed, caller.verify_key))
    return Question(caller, request, read_push(sender, request.push))


def answer(
    running: Running, caller: Caller, request: SyncRequest, way: Way | None = None
) -> tuple[SyncReply, int]:
    """Return the reply, and how long the agency's log is after it; raise the stops of `Serving`.

    A request may be answered together with others, unless it comes by another `way`: that may put
    another shelf before the database's, and change the request, once it is known where its device
    stands.
    """
    question = read_question(caller, request)
    if way is None:
        told = running.rounds.ask(caller.agency_id, question)
    else:
        told = answer_alone(running, question, way)
    reply, today = told.reply, day_of(told.now_ms << 16)
    asked = AskedFigures(caller.agency_id, caller.person_id, told.directory, request, today)
    with running.one_writer:
        reply.rollups = running.rollups.tell(running.engine, asked)
    return reply, told.head


def take_together(waiting: Sequence[Question]) -> list[int]:
    """Return the places of the requests that share a transaction: the first, and who may join it.

    A device comes once: its second request is told what became of the first.
    """
    devices: set[str] = set()
    taken: list[int] = []
    for place, one in enumerate(waiting[:MOST_TOGETHER]):
        if is_alone(one.request, one.pushed):
            return taken or [place]
        if one.caller.device not in devices:
            devices.add(one.caller.device)
            taken.append(place)
    return taken


def answer_round(
    running: Running, agency_id: str, take: Callable[[], list[Question]]
) -> Sequence[Told | Exception]:
    """Answer those who wait in one transaction, or each in its own where that fails.

    `take` hands them over; it is called with the agency's lock held.
    """
    questions: list[Question] = []

    def taken() -> list[Question]:
        questions.extend(take())
        return questions

    try:
        return _answered_together(running, agency_id, taken)
    except Exception as error:
        if not questions or isinstance(error, Fault) or _is_outage(error):
            raise
        return [_answered_alone(running, one) for one in questions]


def answer_alone(running: Running, question: Question, way: Way = straight) -> Told:
    """Answer one request in a transaction of its own; what cannot be written is set aside."""
    caller, now_ms = question.caller, running.now_ms

    def attempt(aside: frozenset[str], *, is_trial: bool) -> Told:
        around = Surroundings(now_ms, secrets.token_bytes, aside=aside)
        with running.one_writer, _transaction(running, caller, is_trial=is_trial) as connection:
            shelf = running.shelf(connection, caller.agency_id)
            device = shelf.devices([caller.device]).get(caller.device)
            if device is None:
                raise UnknownDevice()
            used, taken = way(shelf, device, question.request)
            [reply] = Serving(used, around).answer_all([Asked(device, taken, question.pushed)])
            if isinstance(reply, Stop):
                raise reply
            return Told(reply, shelf.head(), shelf.directory(), now_ms)

    return answered(attempt, question.request, _is_outage)


def _answered_alone(running: Running, question: Question) -> Told | Exception:
    try:
        return answer_alone(running, question)
    except Exception as error:  # noqa: BLE001 - raised where it was asked
        return error


def _answered_together(
    running: Running, agency_id: str, take: Callable[[], list[Question]]
) -> Sequence[Told | Exception]:
    with running.one_writer, write_agency(running.engine, agency_id) as connection:
        questions, now_ms = take(), running.now_ms
        shelf = running.shelf(connection, agency_id)
        asked = _asked(questions, shelf.devices([one.caller.device for one in questions]))
        serving = Serving(shelf, Surroundings(now_ms, secrets.token_bytes))
        decided = serving.decide(asked)
    # What is read now keeps nobody waiting; should it fail, the PCs ask again.
    with read_transaction(running.engine) as connection:
        shelf = running.shelf(connection, agency_id)
        replies = serving.tell(shelf, decided)
        head, directory = shelf.head(), shelf.directory()
    found = {one.device.id: reply for one, reply in zip(asked, replies, strict=True)}
    told = (found.get(one.caller.device, UnknownDevice()) for one in questions)
    return [
        one if isinstance(one, Exception) else Told(one, head, directory, now_ms) for one in told
    ]


def _asked(questions: Sequence[Question], devices: Mapping[str, DeviceState]) -> list[Asked]:
    return [
        Asked(devices[one.caller.device], one.request, one.pushed)
        for one in questions
        if one.caller.device in devices
    ]


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
