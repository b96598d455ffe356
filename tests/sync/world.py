"""One history: a server, several PCs with clocks of their own, and a network that loses things.

The engine, the serving, the merge and the rights are the real ones; only stores and wires are made
of dicts. A seed repeats a history to the bit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

from okrdesk.sync.arrival import Arrival
from okrdesk.sync.authority import day_of
from okrdesk.sync.engine import Engine, Line
from okrdesk.sync.guards import ALL, Guards
from okrdesk.sync.pushed import Sender, read_push
from okrdesk.sync.record import Record, chain_start, decode
from okrdesk.sync.scopes import scopes_of
from okrdesk.sync.serving import Asked, Serving, Surroundings, is_alone
from okrdesk.sync.shelf import Key, SyncState
from okrdesk.sync.stops import Stop, UnknownDevice
from okrdesk.sync.wire import Row, SyncReply, SyncRequest
from tests.sync.dict_desk import DictDesk, Edit, PowerCut
from tests.sync.dict_shelf import DictShelf
from tests.sync.office import START_MS, founded, ids_of

_YEAR_MS = 365 * 86_400_000
_MOST_ROUNDS = 12


class Cut(Exception):
    """The network gave out: the PC does not know what the server did."""


@dataclass
class Luck:
    """How likely each fault of the network is, for one request."""

    lost_request: float = 0.08
    lost_reply: float = 0.12
    doubled: float = 0.1
    delayed: float = 0.05
    power_cut: float = 0.08


class Sent:
    """A request that the server has answered before its PC looks."""

    def __init__(self, exchange: Callable[[SyncRequest], SyncReply], request: SyncRequest) -> None:
        self._reply: SyncReply | None = None
        self._error: Exception | None = None
        try:
            self._reply = exchange(request)
        except (Cut, Stop) as error:
            self._error = error

    def result(self) -> SyncReply:
        """Take the reply, or what went wrong."""
        if self._reply is None:
            raise self._error or AssertionError
        return self._reply

    def drop(self) -> None:
        """Forget it: what the server did, it did."""


CALM = Luck(0, 0, 0, 0, 0)


@dataclass
class Pc:
    """A machine, whose disk is `desk` (of dicts, or a real one); its clock is off by `skew_ms`."""

    name: str
    person_id: str
    desk: Any
    skew_ms: int


class World:
    """Everything in one history; `guards` are those that stand."""

    def __init__(self, seed: int, guards: Guards = ALL) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.guards = guards
        self.now_ms = START_MS
        self.ids = ids_of(self.random, lambda: self.now_ms)
        self.office, founding = founded(self.ids)
        self.shelf = DictShelf(self.office.agency_id)
        arrival = Arrival(self.shelf, self.now_ms, lambda record: None)
        arrival.receive_own(founding)
        self.shelf.write(arrival.finish())
        self.backup = self.older = self.shelf.copied()
        self.epochs = 0
        self.pcs: list[Pc] = []
        self.made: dict[str, Record] = {}
        self.forbidden: set[str] = set()
        self.luck = Luck()
        self.on_the_way: list[tuple[str, bytes]] = []
        self.page = 500
        self.desks: Callable[[str, SyncState], Any] = lambda _, state: self.on_dicts(state)

    # --------------------------------------------------------------------------------- PCs

    def enrol(self, person: str) -> Pc:
        """Give a person a new PC."""
        person_id = self.office.people[person]
        skew = self.random.choice((0, 0, 40_000, -90_000, 3 * _YEAR_MS, -3 * _YEAR_MS))
        device = self.new_device(person_id)
        state = SyncState(self.office.agency_id, device, person_id)
        pc = Pc(f"{person}-{len(self.pcs)}", person_id, self.desks(person, state), skew)
        self.pcs.append(pc)
        return pc

    def on_dicts(self, state: SyncState) -> DictDesk:
        """Return a PC's store made of dicts."""
        return DictDesk(state, self.guards)

    def clone(self, pc: Pc) -> Pc:
        """Copy a PC's disk into another machine, which goes on as if it were the first."""
        other = Pc(f"{pc.name}-clone", pc.person_id, pc.desk.cloned(), pc.skew_ms)
        self.pcs.append(other)
        return other

    def write(self, pc: Pc, *edits: Edit) -> list[Record]:
        """Let the person at a PC do something."""
        pc.desk.wall_ms = self.now_ms + pc.skew_ms
        records = pc.desk.write(edits, self.ids)
        self.made.update({record.cid: record for record in records})
        return records

    def new_device(self, person_id: str) -> str:
        """Let a new device of a person in; return its id."""
        device = self.ids()
        start = chain_start(self.office.agency_id, device).hex()
        self.shelf.enrol(device, person_id, start)
        return device

    # ------------------------------------------------------------------------------- a sync

    def sync(self, pc: Pc) -> bool:
        """Let a PC sync; say whether it came to the end."""
        pc.desk.wall_ms = self.now_ms + pc.skew_ms
        pc.desk.will_go_off = self.random.random() < self.luck.power_cut
        line = Line(
            exchange=self._exchange,
            sign=lambda claim: f"{pc.desk.state().device} {claim.decode()}",
            rekey=lambda: self.new_device(pc.person_id),
            check=lambda before, after, proof: None,
            ahead=lambda request: Sent(self._exchange, request),
        )
        try:
            self._run(Engine(pc.desk, line), pc)
        except (Cut, PowerCut):
            return False
        finally:
            pc.desk.will_go_off = False
        return True

    def _run(self, engine: Engine, pc: Pc) -> None:
        try:
            engine.run()
        except UnknownDevice:
            # The server was restored to before this PC came: the person enrols it anew.
            pc.desk.move_to(self.new_device(pc.person_id))
            engine.run()

    def _exchange(self, request: SyncRequest) -> SyncReply:
        luck, chance = self.luck, self.random.random
        request.max_rows = self.page
        body = msgspec.json.encode(request)
        if chance() < luck.lost_request:
            raise Cut
        if chance() < luck.delayed:
            self.on_the_way.append((request.dev, body))
            raise Cut
        reply = self.serve(request.dev, body)
        if chance() < luck.doubled:
            reply = self.serve(request.dev, body)
        if chance() < luck.lost_reply:
            raise Cut
        return reply

    def serve(self, device: str, body: bytes) -> SyncReply:
        """Let the server answer a request, now and then together with one that comes late."""
        self.now_ms += self.random.randrange(1, 2000)
        if device not in self.shelf.devices:
            raise UnknownDevice
        asked = [self._asked(device, body)]
        late = self._late_beside(asked[0])
        if late:
            asked.insert(self.random.randrange(2), late)
        around = Surroundings(self.now_ms, self.random.randbytes, guards=self.guards)
        serving = Serving(self.shelf, around)
        decided = serving.decide(asked)
        if self.on_the_way and self.random.random() < 0.3:
            self.deliver_late()
        replies = serving.tell(self.shelf, decided)
        reply = next(
            reply for one, reply in zip(asked, replies, strict=True) if one.device.id == device
        )
        if isinstance(reply, Stop):
            raise reply
        told = {decode(bytes(raw)).eid for raw in reply.records}
        held = self.shelf.held_in(list(told))
        assert all(held[eid] & set(reply.scopes) for eid in told), "told of what is out of scope"
        return msgspec.json.decode(msgspec.json.encode(reply), type=SyncReply)

    def _asked(self, device: str, body: bytes) -> Asked:
        request = msgspec.json.decode(body, type=SyncRequest)
        sender = Sender(
            self.shelf.agency_id,
            device,
            lambda claim, signature: signature == f"{device} {claim.decode()}",
        )
        return Asked(self.shelf.devices[device], request, read_push(sender, request.push))

    def _late_beside(self, first: Asked) -> Asked | None:
        """Return a request on the way that may be answered in the same transaction."""
        if _is_alone(first) or not self.on_the_way or self.random.random() < 0.5:
            return None
        device, body = self.on_the_way[-1]
        if device == first.device.id or device not in self.shelf.devices:
            return None
        late = self._asked(device, body)
        if _is_alone(late):
            return None
        self.on_the_way.pop()
        return late

    def deliver_late(self) -> None:
        """Let a request come in that its PC had given up."""
        device, body = self.on_the_way.pop(self.random.randrange(len(self.on_the_way)))
        try:
            self.serve(device, body)
        except Stop:
            return

    # ------------------------------------------------------------------- the server's fates

    def back_up(self) -> None:
        """Take a verified backup: what is in it is durable."""
        self.older, self.backup = self.backup, self.shelf.copied()
        self.shelf.durable_to = len(self.shelf.log)

    def restore(self, *, older: bool = False) -> None:
        """Lose the server, and go on from its last backup, or the one before where that is bad."""
        self.epochs += 1
        self.backup = self.older if older else self.backup
        self.shelf = self.backup.restored(f"epoch-{self.epochs}")

    # ------------------------------------------------------------------------------ the end

    def settle(self) -> None:
        """Let the faults stop, and everybody sync until nothing moves."""
        self.luck = CALM
        self.on_the_way.clear()
        for _ in range(_MOST_ROUNDS):
            before = len(self.shelf.log)
            moved = [(pc.desk.state().device, pc.desk.waiting()) for pc in self.pcs]
            for pc in self.pcs:
                assert self.sync(pc), f"{pc.name} cannot sync"
            still = [(pc.desk.state().device, pc.desk.waiting()) for pc in self.pcs]
            if len(self.shelf.log) == before and moved == still:
                return
        raise AssertionError(f"no end of syncing in seed {self.seed}")

    def visible_to(self, pc: Pc) -> dict[Key, Row]:
        """Return what a PC should hold."""
        day = day_of(self.now_ms << 16)
        return self.shelf.visible(scopes_of(self.shelf.directory(), pc.person_id, day))


def _is_alone(asked: Asked) -> bool:
    return is_alone(asked.request, asked.pushed)
