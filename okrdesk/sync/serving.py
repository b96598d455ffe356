"""The server's answer to requests: what came is decided, then what each PC lacks is gathered.

What is decided is written in one transaction: for one request, or for several of one agency that
wait at the same time, which then share its lock, its statements and its commit. They are decided in
the order in which they stand, as if each had come alone. What the PCs lack is read there too, or
after the commit in a snapshot of its own, where it keeps nobody waiting; what others wrote
meanwhile goes along then. A request may come twice, late, or after its reply was lost: known
changes get the verdict they got, and rows are sent again from the cursor that the PC names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Reason
from okrdesk.domain.identity import new_id
from okrdesk.sync import validity
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.directory import ENTITIES
from okrdesk.sync.guards import ALL, Guards
from okrdesk.sync.pulling import News, Pull
from okrdesk.sync.pushed import Pushed, Sender, Verify, read_push
from okrdesk.sync.record import Record, chain, chain_start
from okrdesk.sync.shelf import DeviceState, ServerShelf
from okrdesk.sync.stops import EpochChanged, Forked, Gap, Malformed, Revoked, Stop
from okrdesk.sync.wire import PROTOCOL, Push, SyncReply, SyncRequest, Verdict

_READABLE_FROM = SCHEMA_VERSION - 1
_TOKEN_BYTES = 8
_SLOT_FROM, _SLOT_LENGTH = 16 * 3600, 3600


@dataclass(frozen=True)
class Surroundings:
    """What requests are answered with beside their rows: the time, chance, a check of signatures.

    `random(n)` gives n bytes; `verify` checks those of the asking device, where its push was not
    read before. Changes `aside` are parked without being looked at (`okrdesk.sync.poison`).
    """

    now_ms: int
    random: Callable[[int], bytes]
    verify: Verify = lambda _message, _signature: False
    guards: Guards = ALL
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """One request, with what is known of its device and what its push holds (`read_push`)."""

    device: DeviceState
    request: SyncRequest
    pushed: Pushed


@dataclass(frozen=True)
class Taken:
    """A request whose changes are decided, and the device as it is after it."""

    asked: Asked
    after: DeviceState
    verdicts: list[Verdict]


@dataclass(frozen=True)
class Decided:
    """What was written for some requests: each as it was taken, or what stops it."""

    arrival: Arrival
    requests: Sequence[Taken | Stop]


def is_alone(request: SyncRequest, pushed: Pushed) -> bool:
    """Say whether a request has to be answered in a transaction of its own.

    It changes who is who, by which the others are judged, or decides on changes that wait.
    """
    return bool(request.decisions) or any(record.ent in ENTITIES for record in pushed.records)


class Serving:
    """One agency's side of requests."""

    def __init__(self, shelf: ServerShelf, around: Surroundings) -> None:
        self._shelf = shelf
        self._around = around
        self._guards = around.guards

    def answer(self, device: DeviceState, request: SyncRequest) -> SyncReply:
        """Decide what `device` sends and return what it lacks.

        Raises the stops Revoked, EpochChanged, Forked, Gap, Malformed, TooLarge; then nothing is
        written.
        """
        sender = Sender(self._shelf.agency_id, device.id, self._around.verify)
        [reply] = self.answer_all([Asked(device, request, read_push(sender, request.push))])
        if isinstance(reply, Stop):
            raise reply
        return reply

    def answer_all(self, asked: Sequence[Asked]) -> list[SyncReply | Stop]:
        """Answer the requests of different devices; return for each a reply, or what stops it.

        Of a request that is stopped nothing is written. One that `is_alone` comes alone.
        """
        return self.tell(self._shelf, self.decide(asked))

    def decide(self, asked: Sequence[Asked]) -> Decided:
        """Decide what came and write it; replies are made by `tell`."""
        arrival = self._arrival(asked)
        stops: dict[int, Stop] = {}
        for place, one in enumerate(asked):
            try:
                self._admit(one)
            except Stop as stop:
                stops[place] = stop
        admitted = [one for place, one in enumerate(asked) if place not in stops]
        taken = iter(self._taken(arrival, admitted) if admitted else ())
        found = [stops.get(place) or next(taken) for place in range(len(asked))]
        return Decided(arrival, found)

    def tell(self, shelf: ServerShelf, decided: Decided) -> list[SyncReply | Stop]:
        """Return a reply for each request, or what stops it, out of `shelf`: written or newer."""
        news = News(shelf, decided.arrival)
        return [
            one if isinstance(one, Stop) else self._reply(news, one) for one in decided.requests
        ]

    def _arrival(self, asked: Sequence[Asked]) -> Arrival:
        people = {one.device.id: one.device.person_id for one in asked}
        known = {
            id(record): problem
            for one in asked
            for record, problem in zip(one.pushed.records, one.pushed.problems, strict=True)
        }

        def problem_of(record: Record) -> Reason | None:
            """Look at the form of what had waited; that of what came now is known."""
            is_new = id(record) in known
            problem = known[id(record)] if is_new else validity.problem(record)
            return problem or _forged(record, people)

        around = self._around
        return Arrival(self._shelf, around.now_ms, problem_of, self._guards, around.aside)

    def _taken(self, arrival: Arrival, admitted: Sequence[Asked]) -> list[Taken]:
        self._pass_day(arrival)
        arrival.expect([record for one in admitted for record in one.pushed.records])
        taken = [self._take(arrival, one) for one in admitted]
        self._shelf.write(arrival.finish())
        self._shelf.save_devices([(one.after, one.asked.request) for one in taken])
        return taken

    def _take(self, arrival: Arrival, asked: Asked) -> Taken:
        verdicts = arrival.receive(asked.pushed.records)
        if asked.request.decisions:
            arrival.answer(asked.request.decisions, asked.device.person_id)
        return Taken(asked, self._advanced(asked), verdicts)

    def _reply(self, news: News, taken: Taken) -> SyncReply:
        device, request, after = taken.asked.device, taken.asked.request, taken.after
        reply = SyncReply(
            epoch=news.shelf.epoch(),
            now=self._around.now_ms,
            ack=after.head_dseq,
            head=after.head,
            token=after.token,
            durable=news.shelf.durable(),
            verdicts=taken.verdicts,
            slot=_SLOT_FROM + crc32(device.id.encode()) % _SLOT_LENGTH,
            update=request.sv < SCHEMA_VERSION,
        )
        if request.sv >= _READABLE_FROM:
            told = zip(taken.asked.pushed.records, taken.verdicts, strict=True)
            pull = Pull(news, device, request)
            pull.gather(reply, told, scope_diff=self._guards.scope_diff)
        _attest(news.shelf, reply, request)
        return reply

    def _admit(self, asked: Asked) -> None:
        device, request = asked.device, asked.request
        if request.proto != PROTOCOL:
            raise Malformed(detail="proto")
        if device.is_revoked:
            raise Revoked(wipe=True)
        if self._guards.epoch:
            self._meet_epoch(device, request)
        known = (device.token, device.token_before)
        if self._guards.fork_detection and device.token and request.token not in known:
            raise Forked()
        if request.push and asked.pushed.raws:
            self._follow(device, request.push, asked.pushed)

    def _follow(self, device: DeviceState, push: Push, pushed: Pushed) -> None:
        """Check that a push goes on from what the server has of its device."""
        if push.first > device.head_dseq + 1:
            raise Gap(ack=device.head_dseq, head=device.head)
        self._check_chain(device, push, pushed)
        self._check_resent(pushed.records[: max(device.head_dseq - push.first + 1, 0)])

    def _meet_epoch(self, device: DeviceState, request: SyncRequest) -> None:
        """Tell a PC that the server was restored, or is behind what the PC has read.

        A restore takes all tokens. A device that has one again has met the new epoch: whoever comes
        as that device from the epoch before is another machine.
        """
        epoch = self._shelf.epoch()
        is_other = bool(request.epoch) and request.epoch != epoch
        if is_other and device.token and self._guards.fork_detection:
            raise Forked()
        if is_other or max(request.cursors.values(), default=0) > self._shelf.head():
            raise EpochChanged(
                epoch=epoch,
                aseq=self._shelf.head(),
                ack=device.head_dseq,
                head=device.head,
                token=device.token,
            )

    def _check_chain(self, device: DeviceState, push: Push, pushed: Pushed) -> None:
        """Raise Forked where the device's chain is not the one that the server knows."""
        if not self._guards.fork_detection:
            return
        raws = pushed.raws
        start = chain_start(self._shelf.agency_id, device.id)
        before = self._head_at(device, push.first - 1, start)
        if before is None or push.prev_head != before:
            raise Forked()
        known = min(device.head_dseq - push.first + 1, len(raws))
        if 0 < known < len(raws):
            head = chain(bytes.fromhex(before), raws[:known])
            if head.hex() != device.head:
                raise Forked()
        if not pushed.is_chained:
            raise Malformed(detail="chain")
        last = push.first + len(raws) - 1
        if known == len(raws) and self._head_at(device, last, start) not in (push.head, None):
            raise Forked()

    def _check_resent(self, records: Sequence[Record]) -> None:
        """Raise Forked where changes with numbers that the device has used are not those it sent.

        A machine that writes as the same device may end its batch where no batch of the other did;
        the chain has no head there to compare with.
        """
        cids = {record.cid for record in records}
        if self._guards.fork_detection and len(self._shelf.verdicts(cids)) < len(cids):
            raise Forked()

    def _head_at(self, device: DeviceState, dseq: int, start: bytes) -> str | None:
        if dseq == 0:
            return start.hex()
        if dseq == device.head_dseq:
            return device.head
        return self._shelf.batch_head(device.id, dseq)

    def _pass_day(self, arrival: Arrival) -> None:
        """On the first request of a day, let the posts that begin or ended take their effect."""
        since = self._shelf.scoped_on()
        if since == arrival.today:
            return
        arrival.outcome.scoped_on = arrival.today
        if since is None:
            return
        for person_id in sorted(arrival.directory.changing_on(since, arrival.today)):
            arrival.receive_own(self._touch(arrival, person_id, arrival.today))

    def _touch(self, arrival: Arrival, person_id: str, day: date) -> list[Record]:
        """Return a change of nothing for each post of a person: the log says why rows moved."""
        posts = arrival.directory.tables["post"].items()
        return [
            Record(
                cid=new_id(self._around.now_ms, self._around.random(10)),
                dev=self._shelf.agency_id,
                dseq=0,
                actor=self._shelf.agency_id,
                act="pass-day",
                ent="post",
                eid=id,
                op="set",
                hlc=self._around.now_ms << 16,
                grp=new_id(self._around.now_ms, self._around.random(10)),
                sv=SCHEMA_VERSION,
                wall=self._around.now_ms,
                tz=420,
                app=day.isoformat(),
            )
            for id, row in posts
            if row.values["person_id"] == person_id
        ]

    def _advanced(self, asked: Asked) -> DeviceState:
        """Return the device after the request; its token changes with each push that goes further.

        The token that was presented stays good: the reply may be lost, more than once. A request
        that comes late, after it was sent again, brings nothing new: it takes no token away.
        """
        device, push = asked.device, asked.request.push
        last = push.first + len(asked.pushed.raws) - 1 if push and asked.pushed.raws else 0
        goes_further = last > device.head_dseq
        after = replace(device, head_dseq=last, head=push.head) if push and goes_further else device
        if goes_further or not device.token:
            fresh = self._around.random(_TOKEN_BYTES).hex()
            return replace(after, token=fresh, token_before=asked.request.token)
        return after


def _attest(shelf: ServerShelf, reply: SyncReply, request: SyncRequest) -> None:
    reply.checkpoint = shelf.checkpoint()
    if 0 < request.tree_size < reply.checkpoint.size:
        reply.proof = shelf.proof(request.tree_size)


def _forged(record: Record, people: Mapping[str, str]) -> Reason | None:
    """Say that a change in another's name is nobody's to send; `people` sit at the asking devices.

    What another device sent, and waited, was looked at when that sent it.
    """
    is_own = people.get(record.dev, record.actor) == record.actor
    return None if is_own else Reason.NO_AUTHORITY
