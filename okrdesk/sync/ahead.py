"""The next page of a sync, sent or asked for while the one before is stored.

What it stands on is not stored here yet, and its answer may be lost. That takes nothing away: a
request is answered the same however often it comes, and what it carried still waits here.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import Protocol, TypeVar

from okrdesk.sync.shelf import SyncState
from okrdesk.sync.wire import SyncReply, SyncRequest, rollups_version

State = TypeVar("State", bound=SyncState)


class Ahead(Protocol):
    """A reply on its way."""

    def result(self) -> SyncReply:
        """Wait for the reply; raises as `Line.exchange` does."""

    def drop(self) -> None:
        """Wait until the line is free, and forget the reply."""


class Thrown:
    """A request sent on a thread of its own."""

    def __init__(self, exchange: Callable[[SyncRequest], SyncReply], request: SyncRequest) -> None:
        self._reply: Future[SyncReply] = Future()
        sent = partial(self._run, exchange, request)
        Thread(target=sent, name="sync ahead", daemon=True).start()

    def result(self) -> SyncReply:
        """Wait for the reply; raises as `Line.exchange` does."""
        return self._reply.result()

    def drop(self) -> None:
        """Wait until the line is free, and forget the reply."""
        self._reply.exception()

    def _run(self, exchange: Callable[[SyncRequest], SyncReply], request: SyncRequest) -> None:
        try:
            self._reply.set_result(exchange(request))
        except BaseException as error:  # noqa: BLE001 - raised where the reply is waited for
            self._reply.set_exception(error)


def after(state: State, reply: SyncReply) -> State:
    """Return where a PC stands that has stored `reply`, but for its own changes."""
    cursors = {**state.cursors, **reply.cursors}
    return replace(
        state,
        epoch=reply.epoch,
        token=reply.token,
        cursors={scope: at for scope, at in cursors.items() if scope not in reply.gone},
        durable=reply.durable,
        checkpoint=reply.checkpoint or state.checkpoint,
        rollups=state.rollups if reply.rollups is None else rollups_version(reply.rollups),
        is_anew=state.is_anew and reply.more,
    )
