"""Carried files on the server: what a PC without a network asks is answered as over the network.

The pages of a file are answered one after the other, each in its own transaction, and then what the
PC lacks is gathered until there is no more: nobody asks again. The token does not move, for sticks
get lost and come twice; that a device has a twin shows in its chain of changes. What is known gets
the verdict it got, so answering a file again is harmless.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import msgspec
from sqlalchemy import select

from okrdesk.db.engine import read_transaction
from okrdesk.db.files import file_faults, make_folder, write_durably
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.server import schema
from okrdesk.server.answering import answer
from okrdesk.server.blobs import Blobs, Reader
from okrdesk.server.enrolment import server_keys
from okrdesk.server.limits import check_counts
from okrdesk.server.running import Caller, Running
from okrdesk.sync.bundle import (
    ANSWER_START,
    MEGABYTE,
    DevicePublic,
    Letter,
    Message,
    ServerSecrets,
    Told,
    count_changes,
    open_question,
    peek,
    seal_answer,
)
from okrdesk.sync.bundle_desk import read_limited
from okrdesk.sync.scopes import scopes_of
from okrdesk.sync.shelf import DeviceState, ServerShelf
from okrdesk.sync.stops import Stop, why_declined
from okrdesk.sync.value_checks import is_uuid
from okrdesk.sync.wire import SyncReply, SyncRequest, rollups_version

ENDING = ".okrb"
_MOST_ANSWERED = 96 * MEGABYTE
"""Bytes of replies (JSON) in one answer; the PC's next file brings the rest."""
_ROOM_FOR_FILES = 32 * MEGABYTE
_MOST_WANTED = 1000


@dataclass(frozen=True)
class Answered:
    """What became of one file: whose it was and what it held, or why it was not answered."""

    source: Path
    answer: Path | None = None
    device: str = ""
    changes: int = 0
    fates: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    stop: str = ""
    error: OkrError | None = None


def answer_letter(letter: Letter, serve: Callable[[SyncRequest], SyncReply]) -> Letter:
    """Return the answers to all requests of a letter, and all that the PC lacks after them.

    A stop ends them, and goes along.
    """
    replies: list[SyncReply] = []
    stop: Stop | None = None
    weight = 0
    pages = list(letter.requests)
    try:
        while pages:
            request = _following(pages.pop(0), replies)
            reply = serve(request)
            replies.append(reply)
            weight += len(msgspec.json.encode(reply))
            if not pages and reply.more and weight < _MOST_ANSWERED:
                pages.append(msgspec.structs.replace(request, push=None, decisions={}))
    except Stop as raised:
        stop = raised
    first = letter.requests[0] if letter.requests else None
    return Letter(
        replies=replies,
        since=first.cursors if first else {},
        tree_size=first.tree_size if first else 0,
        stop=stop.to_wire() if stop else None,
    )


def _following(request: SyncRequest, replies: Iterable[SyncReply]) -> SyncRequest:
    """Return a request as the PC would make it after it has stored the replies before."""
    for reply in replies:
        cursors = {**request.cursors, **reply.cursors}
        for scope in reply.gone:
            cursors.pop(scope, None)
        request = msgspec.structs.replace(request, epoch=reply.epoch, cursors=cursors)
        if reply.checkpoint:
            request = msgspec.structs.replace(request, tree_size=reply.checkpoint.size)
        if reply.rollups is not None:
            request = msgspec.structs.replace(request, rollups=rollups_version(reply.rollups))
    return request


class CarriedShelf:
    """A shelf for the requests of one file: the token stays, and pages go on from each other.

    `heads` are the chain heads of the pages answered before, by their last dseq: the pages of a
    file need not end where those of a former one did.
    """

    def __init__(self, shelf: ServerShelf, device: DeviceState, heads: dict[int, str]) -> None:
        self._shelf = shelf
        self._device = device
        self._heads = heads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shelf, name)

    def batch_head(self, device: str, last: int) -> str | None:
        """Return the head of the device's chain at `last`, also of this file."""
        return self._heads.get(last) or self._shelf.batch_head(device, last)

    def save_devices(self, seen: Sequence[tuple[DeviceState, SyncRequest]]) -> None:
        """Note all but the token of the one device that a file is of."""
        was = self._device
        self._shelf.save_devices(
            [
                (replace(device, token=was.token, token_before=was.token_before), request)
                for device, request in seen
            ]
        )


class BundleDesk:
    """Answers carried files from a server's database, with its keys."""

    def __init__(self, running: Running) -> None:
        keys = running.keys
        self._running = running
        self._blobs = Blobs(running.engine, running.folder)
        self._secrets = ServerSecrets(server_keys(keys).id, keys.signing_seed, keys.sealing_seed)

    def answer(self, raw: bytes) -> tuple[bytes, Letter, Letter]:
        """Return the file that answers `raw`, what it asked and what it is answered.

        Raises Refused where this server may not answer the file, and Faults of the database.
        """
        asked, message = open_question(raw, self._secrets, self._public_keys)
        caller = self._running.find_caller(asked.dev)
        keys = self._public_keys(asked.agency, asked.dev)
        if caller is None or keys is None:
            raise Refused(Code.BUNDLE_UNKNOWN_MACHINE)
        letter = answer_letter(message.letter, _Serve(self._running, caller))
        files = {} if letter.stop else self._exchange(caller, message, letter)
        epoch = letter.replies[-1].epoch if letter.replies else ""
        told = Told(keys.seal, self._running.now_ms, epoch)
        return (
            seal_answer(Message(letter, files), asked, self._secrets, told),
            message.letter,
            letter,
        )

    def _public_keys(self, agency_id: str, device: str) -> DevicePublic | None:
        """Return the keys of a device of this agency; None where there is none."""
        if not (is_uuid(agency_id) and is_uuid(device)):
            return None
        table = schema.device
        query = select(table.c.verify_key, table.c.seal_key).where(
            table.c.agency_id == agency_id, table.c.id == device
        )
        with read_transaction(self._running.engine) as connection:
            row = connection.execute(query).first()
        return DevicePublic(*map(bytes.fromhex, row)) if row else None

    def _exchange(self, caller: Caller, message: Message, letter: Letter) -> dict[str, bytes]:
        """Keep the attachments that came, and return those that were asked for and find room.

        The answer, `letter`, says which were kept, and which never will be.
        """
        with read_transaction(self._running.engine) as connection:
            directory = self._running.shelf(connection, caller.agency_id).directory()
        pins = directory.tables["unit"]
        scopes = scopes_of(directory, caller.person_id, self._running.today, pins)
        reader = Reader(caller.agency_id, scopes)
        for sha, content in message.files.items():
            try:
                self._blobs.keep(reader, sha, content)
            except Stop as stop:
                if (reason := why_declined(stop)) is not None:
                    letter.declined[sha] = reason.value
            else:
                letter.taken.append(sha)
        room = _ROOM_FOR_FILES
        found: dict[str, bytes] = {}
        for sha in message.letter.wanted[:_MOST_WANTED]:
            stored = self._blobs.find(reader, sha)
            if stored is not None and len(stored) <= room:
                room -= len(stored)
                found[sha] = stored
        return found


class _Serve:
    """Answers the requests of one file, each in a transaction that holds its agency's lock."""

    def __init__(self, running: Running, caller: Caller) -> None:
        self._running = running
        self._caller = caller
        self._heads: dict[int, str] = {}

    def __call__(self, request: SyncRequest) -> SyncReply:
        check_counts(request)
        reply, _head = answer(self._running, self._caller, request, self._carried)
        reply.token = request.token
        if request.push and request.push.changes:
            last = request.push.first + len(request.push.changes) - 1
            self._heads[last] = request.push.head
        return reply

    def _carried(
        self, shelf: ServerShelf, device: DeviceState, request: SyncRequest
    ) -> tuple[ServerShelf, SyncRequest]:
        carried = CarriedShelf(shelf, device, self._heads)
        return cast(ServerShelf, carried), msgspec.structs.replace(request, token=device.token)


def answer_files(desk: BundleDesk, source: Path, out: Path) -> list[Answered]:
    """Answer a carried file, or all that lie in a folder; `out` is the answer, or a folder for all.

    A file that cannot be answered is told with its error, and the others go on. Answers of former
    days that lie in the folder are passed over.
    """
    if not source.is_dir():
        return [answer_file(desk, source, out / _answer_name(source) if out.is_dir() else out)]
    make_folder(out)
    found = sorted(path for path in source.iterdir() if path.suffix.lower() == ENDING)
    return [
        answer_file(desk, path, out / _answer_name(path)) for path in found if not _is_answer(path)
    ]


def answer_file(desk: BundleDesk, source: Path, out: Path) -> Answered:
    """Answer one carried file; the answer stands in `out` whole or not at all."""
    try:
        raw = read_limited(source)
        sealed, asked, answered = desk.answer(raw)
        write_durably(out, sealed)
    except OkrError as error:
        return Answered(source, error=error)
    verdicts = Counter(verdict.fate for reply in answered.replies for verdict in reply.verdicts)
    return Answered(
        source,
        answer=out,
        device=peek(raw)[0].dev,
        changes=count_changes(asked.requests),
        fates=dict(sorted(verdicts.items())),
        rows=sum(len(reply.rows) for reply in answered.replies),
        stop=str(answered.stop["stop"]) if answered.stop else "",
    )


def _answer_name(source: Path) -> str:
    """Return a name of its own, so that question and answer may lie in one folder."""
    return f"{source.stem}-tra-loi{ENDING}"


def _is_answer(path: Path) -> bool:
    with file_faults(path), path.open("rb") as file:
        start = file.read(len(ANSWER_START))
    return start.startswith(ANSWER_START)
