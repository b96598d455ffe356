"""Lines that lose, double, cut and mix up: every sync comes to its end, at a fair price."""

import random
import socket
import threading
from contextlib import ExitStack

import pytest

from tests.faults.processes import Said
from tests.faults.proxy import Fault, FaultyLine
from tests.faults.site import Seat, Site
from tests.sync.client.house import until

KIB = 1024
ROWS = 150
LOSSES = (
    Fault.LOSE_REQUEST,
    Fault.LOSE_REPLY,
    Fault.CUT_REQUEST,
    Fault.CUT_REPLY,
    Fault.RESET,
    Fault.DOUBLE,
    Fault.REPLAY_OLDEST,
)


def names(chance: random.Random, count: int) -> list[str]:
    return [f"{chance.getrandbits(128):x}" for _name in range(count)]


def sync_until_done(pc: Seat, most: int) -> int:
    """Synchronise until it ends well; return how often it did not."""
    for failures in range(most):
        try:
            pc.do("sync")
        except Said:
            continue
        return failures
    raise AssertionError(f"no sync of {most} came to its end")


def test_a_request_that_is_cut_at_every_kib_is_sent_again(
    site: Site, line: FaultyLine, chance: random.Random
) -> None:
    pc = site.pc(url=line.url)
    mine = names(chance, ROWS)
    pc.do("add", mine)
    before = line.traffic.up
    line.play([Fault.LOSE_REQUEST])
    assert sync_until_done(pc, 2) == 1
    size = (line.traffic.up - before) // 2
    more = names(chance, ROWS)
    pc.do("add", more)
    places = range(0, size, KIB)
    assert len(places) > 3
    line.play([(Fault.CUT_REQUEST, place) for place in places])
    before = line.traffic.up
    assert sync_until_done(pc, len(places) + 1) == len(places)
    assert line.traffic.up - before < 1.2 * size * (len(places) + 1)
    pc.check(mine + more)
    site.audit()


def test_a_reply_that_is_cut_at_every_kib_is_asked_for_again(
    site: Site, line: FaultyLine, chance: random.Random
) -> None:
    pc, other = site.pc(url=line.url), site.pc()
    theirs = names(chance, ROWS)
    other.do("add", theirs)
    other.do("sync")
    mine = names(chance, 3)
    pc.do("add", mine)
    line.play([Fault.LOSE_REPLY])
    before = line.traffic.down
    with pytest.raises(Said):
        pc.do("sync")
    size = line.traffic.down - before
    places = range(0, size, KIB)
    assert len(places) > 3
    line.play([(Fault.CUT_REPLY, place) for place in places])
    before = line.traffic.down
    assert sync_until_done(pc, len(places) + 1) == len(places)
    assert line.traffic.down - before < 1.2 * size * (len(places) + 1)
    pc.check(mine + theirs)
    site.audit()


def test_doubled_and_old_requests_change_nothing(
    site: Site, line: FaultyLine, chance: random.Random
) -> None:
    pc = site.pc(url=line.url)
    mine: list[str] = []
    for faults in ([Fault.DOUBLE], [Fault.REPLAY_OLDEST], [Fault.DOUBLE, Fault.REPLAY_OLDEST]):
        mine += names(chance, 5)
        pc.do("add", mine[-5:])
        line.play(faults)
        pc.do("sync")
        pc.do("sync")
    line.traffic.bodies[:] = [one for one in line.traffic.bodies if one[1] == "/v1/sync"]
    line.play([Fault.REPLAY_OLDEST] * 2)
    pc.settle(mine)
    site.audit()


def test_a_line_that_loses_three_of_ten_costs_at_most_three_times_the_ideal(
    site: Site, line: FaultyLine, chance: random.Random, run: int
) -> None:
    rounds = 25
    with FaultyLine("127.0.0.1", site.port) as good:
        ideal = site.pc(url=good.url)
        for _round in range(rounds):
            ideal.do("add", names(chance, 10))
            ideal.do("sync")
        ideal.kill()
    pc = site.pc(url=line.url)
    mine: list[str] = []
    before = line.traffic.up + line.traffic.down
    for _round in range(rounds):
        mine += names(chance, 10)
        pc.do("add", mine[-10:])
        bad = iter(lambda: chance.random() < 0.3, False)
        line.play([(chance.choice(LOSSES), chance.randrange(2 * KIB)) for _bad in bad])
        sync_until_done(pc, 30)
    spent = line.traffic.up + line.traffic.down - before
    pc.check(mine)
    site.audit()
    assert spent <= 3 * (good.traffic.up + good.traffic.down)


def test_a_line_that_stalls_gets_the_rest_later_and_changes_nothing_with_it(
    site: Site, line: FaultyLine, chance: random.Random
) -> None:
    pc = site.pc(url=line.url)
    mine = names(chance, ROWS)
    pc.do("add", mine)
    before, goes_on = line.traffic.requests, threading.Event()
    line.on_request = lambda number: number <= before + 2 and goes_on.wait(60)
    pc.do("be_impatient", 0.2, 2)
    assert pc.do("sync")["sent"] == len(mine)
    more = names(chance, 3)
    pc.do("add", more)
    passed = len(line.traffic.bodies)
    goes_on.set()
    until(lambda: len(line.traffic.bodies) == passed + 2)
    pc.settle(mine + more)
    site.audit()


def test_connections_that_never_finish_their_request_hold_nobody_up(
    site: Site, chance: random.Random
) -> None:
    pc = site.pc()
    mine = names(chance, 5)
    pc.do("add", mine)
    with ExitStack() as stack:
        for _connection in range(100):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            slow.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: okr\r\nContent-Length: 9000\r\n\r\nx")
        pc.settle(mine)
