"""The PC's side of a carried file: all that waits is written, and the answer is read.

What waits goes into the file whole, each time, in the same pages as over the network; the server
knows again what it has. An answer is read only where it goes on from what the PC has and leads no
further back, so the order in which sticks come home cannot undo anything.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn, Protocol

from okrdesk.db.files import file_faults, write_durably
from okrdesk.errors import Code, Refused
from okrdesk.sync.bundle import (
    MOST_CHANGES,
    MOST_FILE_BYTES,
    MOST_TEXT_BYTES,
    DeskKeys,
    Letter,
    Message,
    check_size,
    open_answer,
    seal_question,
)
from okrdesk.sync.detours import take_detour
from okrdesk.sync.engine import Engine, Line, SyncFigures
from okrdesk.sync.record import Record, canonical, chain
from okrdesk.sync.shelf import DeskStore, SyncState
from okrdesk.sync.signing import sign
from okrdesk.sync.stops import STOPS, Forked, Stop
from okrdesk.sync.wire import MOST_CHANGES as MOST_IN_PAGE
from okrdesk.sync.wire import Checkpoint, SyncReply, SyncRequest

_MOST_IN_PAGE_BYTES = 256 * 1024
_ROOM_FOR_FILES = MOST_FILE_BYTES // 2
"""Attachments may fill half of a file, so that the changes always find room."""


class Attachments(Protocol):
    """The attached files of a PC, as far as a carried file has to know them."""

    def waiting(self) -> Iterable[tuple[str, bytes]]:
        """Yield (SHA-256, bytes) of what the server does not have yet."""

    def missing(self) -> Sequence[str]:
        """Return the SHA-256 of what this PC lacks."""

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Store files that came, by SHA-256."""

    def note_taken(self, shas: Sequence[str]) -> None:
        """Note that the server has these files."""

    def note_declined(self, reasons: Mapping[str, str]) -> None:
        """Note what the server will not have, with the `FileReason`."""


@dataclass(frozen=True)
class Carrier:
    """What a PC needs for carried files: store, keys, the witness of checkpoints, attachments.

    `check` is that of `okrdesk.sync.engine.Line`; `now_ms` is the wall clock.
    """

    store: DeskStore
    keys: DeskKeys
    check: Callable[[Checkpoint | None, Checkpoint, list[str]], None]
    attachments: Attachments | None = None
    now_ms: Callable[[], int] = lambda: int(time.time() * 1000)


def write_bundle(carrier: Carrier, path: Path, pins: Sequence[str] = ()) -> SyncFigures:
    """Write all that has no verdict into the file `path`; return what it holds.

    Raises Refused(BUNDLE_TOO_LARGE or BUNDLE_TOO_MANY_CHANGES) and Faults of the disk; a file that
    stood there stays until the new one is whole.
    """
    state = carrier.store.state()
    records = list(carrier.store.outbox(MOST_CHANGES, MOST_TEXT_BYTES))
    message = Message(
        Letter(requests=list(_requests(carrier, state, records, pins)), wanted=_wanted(carrier)),
        dict(_riding(carrier)),
    )
    write_durably(path, seal_question(message, carrier.keys, carrier.now_ms()))
    return SyncFigures(
        requests=len(message.letter.requests),
        sent=len(records),
        counts={"files": len(message.files)},
    )


def read_answer(carrier: Carrier, path: Path) -> SyncFigures:
    """Store what the server answered in the file `path`; return what came.

    The count `write_again` says that the server lost what the PC has already told it (it was
    restored): the next file carries that too. Raises Refused where the file is not the answer for
    this PC, not whole or too old, the Stops that a person has to hear of (Revoked, Forked,
    UnknownDevice), Fault(HISTORY_REWRITTEN), and what `check` raises.
    """
    _header, message = open_answer(read_limited(path), carrier.keys)
    letter = message.letter
    state = carrier.store.state()
    _check_age(state, letter)
    figures = SyncFigures()
    try:
        for reply in _unread(state, letter.replies):
            _absorb(carrier, reply, figures)
    finally:
        carrier.store.settle()
    if carrier.attachments and (message.files or letter.taken or letter.declined):
        carrier.attachments.keep(message.files)
        figures.counts["files"] = len(message.files)
        carrier.attachments.note_taken(letter.taken)
        carrier.attachments.note_declined(letter.declined)
        figures.counts["declined_files"] = len(letter.declined)
    if letter.stop:
        # What came just now may have changed where the PC stands.
        if not take_detour(carrier.store, carrier.store.state(), _stop(letter.stop)):
            raise Forked()
        figures.counts["write_again"] = 1
    return figures


def read_limited(path: Path) -> bytes:
    """Return the bytes of a carried file; never more than one may hold.

    Raises Refused(BUNDLE_TOO_LARGE) and Faults of the disk.
    """
    with file_faults(path):
        check_size(path.stat().st_size)
        with path.open("rb") as file:
            raw = file.read(MOST_FILE_BYTES + 1)
    check_size(len(raw))
    return raw


def pages(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield the records in pages as a request may hold them; only a group too large is cut."""
    page: list[Record] = []
    size = 0
    for group in _groups(records):
        weight = sum(len(canonical(record)) for record in group)
        is_full = len(page) + len(group) > MOST_IN_PAGE or size + weight > _MOST_IN_PAGE_BYTES
        if page and is_full:
            yield page
            page, size = [], 0
        page, size = page + group, size + weight
        while len(page) > MOST_IN_PAGE:
            yield page[:MOST_IN_PAGE]
            page, size = page[MOST_IN_PAGE:], 0
    if page:
        yield page


def _groups(records: Sequence[Record]) -> Iterator[list[Record]]:
    group: list[Record] = []
    for record in records:
        if group and group[-1].grp != record.grp:
            yield group
            group = []
        group.append(record)
    if group:
        yield group


def _requests(
    carrier: Carrier, state: SyncState, records: Sequence[Record], pins: Sequence[str]
) -> Iterator[SyncRequest]:
    """Yield one request per page, each going on where the one before it ends; at least one."""
    line = Line(
        exchange=_no_line,
        sign=partial(sign, carrier.keys.sign),
        rekey=_no_line,
        check=carrier.check,
    )
    engine = Engine(carrier.store, line, pins)
    for page in list(pages(records)) or [[]]:
        request = engine.request(state, page, len(records))
        yield request
        head = request.push.head if request.push else state.head
        state = replace(state, head=head, decisions={})


def _no_line(*_arguments: object) -> NoReturn:
    raise AssertionError("a carried file asks nobody")


def _wanted(carrier: Carrier) -> list[str]:
    return list(carrier.attachments.missing()) if carrier.attachments else []


def _riding(carrier: Carrier) -> Iterator[tuple[str, bytes]]:
    """Yield the attachments that find room; the others stay for the next file."""
    room = _ROOM_FOR_FILES
    for sha, content in carrier.attachments.waiting() if carrier.attachments else ():
        if len(content) <= room:
            room -= len(content)
            yield sha, content


def _check_age(state: SyncState, letter: Letter) -> None:
    """Raise Refused(BUNDLE_OLDER) where the answer begins after, or ends before, what is here.

    It proves that the log has grown from the one that the PC knew when it asked; from any other,
    it proves nothing. One in which less of this PC's changes is decided is over a shorter log.
    """
    mine = state.cursors
    known = state.checkpoint.size if state.checkpoint else 0
    proved = {reply.checkpoint.size for reply in letter.replies if reply.checkpoint}
    if letter.replies and known not in proved | {letter.tree_size}:
        raise Refused(Code.BUNDLE_OLDER)
    if any(cursor > mine.get(scope, 0) for scope, cursor in letter.since.items()):
        raise Refused(Code.BUNDLE_OLDER)
    if not letter.replies:
        return
    last = letter.replies[-1]
    leads_back = any(cursor < mine.get(scope, 0) for scope, cursor in last.cursors.items())
    if leads_back or (state.epoch and last.epoch != state.epoch):
        raise Refused(Code.BUNDLE_OLDER)


def _unread(state: SyncState, replies: Sequence[SyncReply]) -> Sequence[SyncReply]:
    """Return the replies from the first that is new here; the last one does no harm again.

    Some are not new where the same answer was read before, or its reading was cut.
    """
    for place, reply in enumerate(replies):
        is_behind = all(at <= state.cursors.get(scope, 0) for scope, at in reply.cursors.items())
        if not is_behind or reply.ack > state.ack:
            return replies[place:]
    return replies[-1:]


def _absorb(carrier: Carrier, reply: SyncReply, figures: SyncFigures) -> None:
    state = carrier.store.state()
    if reply.checkpoint:
        known = state.checkpoint
        has_grown = known is None or reply.checkpoint.size > known.size
        carrier.check(known, reply.checkpoint, reply.proof if has_grown else [])
    decided = {verdict.cid for verdict in reply.verdicts}
    waiting = carrier.store.outbox(len(decided), MOST_TEXT_BYTES) if decided else ()
    sent = [record for record in waiting if record.cid in decided]
    figures.requests += 1
    figures.sent += len(sent)
    figures.received += len(reply.rows)
    head = chain(bytes.fromhex(state.chain_head), map(canonical, sent)).hex()
    for name, count in carrier.store.absorb(reply, sent, head).items():
        figures.counts[name] = figures.counts.get(name, 0) + count


def _stop(told: Mapping[str, object]) -> Stop:
    params = {name: value for name, value in told.items() if name != "stop"}
    return STOPS.get(str(told.get("stop")), Stop)(**params)
