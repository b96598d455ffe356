"""Hours of an office in minutes: PCs that write and synchronise while everything around them fails.

`python -m tests.faults.soak --minutes 30 --clients 20 [--seed N]` kills, stops and cuts off PCs and
server at random. Then the faults stop: within 60 seconds every outbox must be empty. All that was
done must be there once, on every PC alike; and after no sync that came to its end may a PC have
shown a part of an act, or an act of somebody without those that the same person did before it. (A
feed names a row once, at its last change: between two pages of a long catching up that cannot be.)
"""

import argparse
import random
import signal
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.processes import Killed, Said
from tests.faults.proxy import Fault, FaultyLine
from tests.faults.site import Seat, Site, found, served

CALM_S = 60.0
_LOSSES = (Fault.NONE,) * 7 + (Fault.LOSE_REQUEST, Fault.LOSE_REPLY, Fault.DOUBLE, Fault.RESET)
_PAUSE_S = 0.3


@dataclass(frozen=True)
class Plan:
    """How long at least, and with how many PCs."""

    seconds: float
    clients: int
    seed: int


@dataclass
class Told:
    """What happened, for the last line."""

    acts: int = 0
    syncs: int = 0
    failed_syncs: int = 0
    kills: int = 0
    pauses: int = 0
    cuts: int = 0
    server_kills: int = 0
    calm_s: float = 0.0

    @property
    def is_something(self) -> bool:
        """Say whether anything was done and anything failed."""
        return self.acts > 0 and self.kills + self.cuts + self.server_kills > 0


@dataclass
class Player:
    """One person at one PC behind a line: writes, synchronises, is killed and starts again."""

    name: str
    seat: Seat
    line: FaultyLine
    chance: random.Random
    told: Told
    shared: str
    acts: list[tuple[str, ...]] = field(default_factory=list)
    doubtful: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)

    def play(self, over: threading.Event) -> None:
        """Act until it is over; what must never be is kept in `wrong`."""
        try:
            while not (over.is_set() or self.wrong):
                self._step()
        except Exception as error:  # noqa: BLE001 - the main thread tells it
            self.wrong.append(f"{self.name}: {error!r}")

    def _step(self) -> None:
        try:
            if self.seat.child is None:
                self.seat.open()
            if self.chance.random() < 0.5:
                self._write()
            else:
                self._synchronise()
        except Killed:
            self.seat.kill()

    def _write(self) -> None:
        if self.chance.random() < 0.2:
            self.seat.do("rename", self.shared, f"chung {self.chance.getrandbits(64):x}")
            return
        number, size = len(self.acts), self.chance.randint(1, 8)
        # Killed in the act, it may have been done or not; the next name must be another then.
        salt = f"{self.chance.getrandbits(32):x}"
        act = tuple(f"{self.name}:{number}:{salt}:{at}:{size}" for at in range(size))
        self.doubtful = act
        self.seat.do("add", list(act))
        self.doubtful = ()
        self.acts.append(act)
        self.told.acts += 1

    def _synchronise(self) -> None:
        self.line.play([(self.chance.choice(_LOSSES), 0)])
        self.told.syncs += 1
        try:
            self.seat.do("sync")
        except Said as said:
            self.told.failed_syncs += 1
            if not said.code.startswith(("server", "sync_unstable")):
                self.wrong.append(f"{self.name}: {said.code}")
            return
        self.look()

    def look(self) -> set[str]:
        """Return the names on this PC; note where an act is there in part or before its cause."""
        rows = self.seat.do("rows")
        names = [row["name"] for (kind, _id), (row, _) in rows.items() if kind == "measure_unit"]
        acts: dict[tuple[str, int, str], set[str]] = {}
        sizes: dict[tuple[str, int, str], int] = {}
        for name in names:
            if name.count(":") == 4:
                who, number, salt, _at, size = name.split(":")
                key = (who, int(number), salt)
                acts.setdefault(key, set()).add(name)
                sizes[key] = int(size)
        parts = [key for key, found in acts.items() if len(found) != sizes[key]]
        numbers: dict[str, set[int]] = {}
        for who, number, _salt in acts:
            numbers.setdefault(who, set()).add(number)
        gaps = [who for who, found in numbers.items() if found != set(range(max(found) + 1))]
        if len(names) != len(set(names)):
            self.wrong.append(f"{self.name}: something is there twice")
        if parts or gaps:
            self.wrong.append(f"{self.name}: parts of {parts}, gaps of {gaps}")
        return set(names)


def soak(site: Site, plan: Plan) -> Told:
    """Run it; fail with an AssertionError that names the seed."""
    chance, told = random.Random(plan.seed), Told()
    with ExitStack() as stack:
        players = _seat(site, plan, told, stack)
        until, over = time.monotonic() + plan.seconds, threading.Event()
        threads = [threading.Thread(target=one.play, args=(over,)) for one in players]
        for thread in threads:
            thread.start()
        while not any(one.wrong for one in players) and (
            time.monotonic() < until or not told.is_something
        ):
            _spoil(site, players, chance, told)
        over.set()
        _mend(site, players)
        for thread in threads:
            thread.join()
        for one in players:  # a PC that was killed may have left the fault of its last sync
            one.line.script.clear()
        wrong = [line for one in players for line in one.wrong]
        assert not wrong, f"seed {plan.seed}: {wrong}"
        told.calm_s = _calm(players, plan)
        _compare(site, players, plan)
    return told


def _seat(site: Site, plan: Plan, told: Told, stack: ExitStack) -> list[Player]:
    first = site.pc()
    (shared,) = first.do("add", [f"chung {plan.seed}"])
    first.do("sync")
    first.kill()
    players = []
    for number in range(plan.clients):
        line = stack.enter_context(FaultyLine("127.0.0.1", site.port))
        seat = site.pc(url=line.url)
        stack.callback(seat.kill)
        own = random.Random(f"{plan.seed} {number}")
        players.append(Player(f"p{number}", seat, line, own, told, shared))
    return players


def _spoil(site: Site, players: list[Player], chance: random.Random, told: Told) -> None:
    """Do one bad thing, and undo it after a while where it does not end by itself."""
    one = chance.choice(players)
    child = one.seat.child
    pause = threading.Event()
    kind = chance.choice(("kill", "kill", "pause", "cut", "cut", "server", "peace"))
    if kind == "kill" and child is not None:
        child.signal(signal.SIGKILL)
        told.kills += 1
    elif kind == "pause" and child is not None:
        child.signal(signal.SIGSTOP)
        pause.wait(chance.random() * _PAUSE_S)
        child.signal(signal.SIGCONT)
        told.pauses += 1
    elif kind == "cut":
        one.line.is_cut = not one.line.is_cut
        told.cuts += 1
    elif kind == "server" and site.server is not None:
        site.server.kill()
        pause.wait(chance.random() * _PAUSE_S)
        site.serve()
        told.server_kills += 1
    pause.wait(chance.random() * _PAUSE_S)


def _mend(site: Site, players: list[Player]) -> None:
    if site.server is None or not site.server.is_alive:
        site.serve()
    for one in players:
        one.line.is_cut = False
        if one.seat.child is not None:
            one.seat.child.signal(signal.SIGCONT)


def _calm(players: list[Player], plan: Plan) -> float:
    """Let every outbox become empty, all at once; return the seconds that the last one took."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(players)) as pool:
        last = max(pool.map(_empty, (one.seat for one in players)))
    assert last - begun < CALM_S, f"seed {plan.seed}: the last outbox was empty too late"
    return last - begun


def _empty(seat: Seat) -> float:
    """Synchronise until nothing waits; return that moment of the monotonic clock."""
    while True:
        try:
            if seat.child is None:
                seat.open()
            while seat.do("waiting"):
                seat.do("sync")
        except Killed:  # by the last fault: only who asks it hears of that
            seat.kill()
        else:
            return time.monotonic()


def _compare(site: Site, players: list[Player], plan: Plan) -> None:
    """Fail unless all PCs and the server hold the same, with all that was done."""
    site.audit()
    done = {name for one in players for act in one.acts for name in act}
    for one in players:
        one.seat.settle()
        lost = done - one.look()
        assert not lost, f"seed {plan.seed}: {one.name} lacks {sorted(lost)[:9]}"
        assert not one.wrong, f"seed {plan.seed}: {one.wrong}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    given = parser.parse_args()
    plan = Plan(given.minutes * 60, given.clients, given.seed)
    place = Path(tempfile.mkdtemp(prefix="okrdesk-soak-"))
    with served(found(place)) as site:
        print(plan, flush=True)
        print(soak(site, plan))


if __name__ == "__main__":
    main()
