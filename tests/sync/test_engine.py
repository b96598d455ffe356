from collections.abc import Callable

import pytest

from okrdesk.errors import Code, Fault
from okrdesk.sync.engine import Engine, Line, SyncFigures
from okrdesk.sync.stops import EpochChanged, Forked, Gap, Revoked
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.sync.acts import new_objective
from tests.sync.dict_desk import PowerCut
from tests.sync.hand import Hand
from tests.sync.world import CALM, Pc, Sent, World


class Bench:
    """One PC and its server; `meet` happens to a request before the server gets it."""

    def __init__(self) -> None:
        self.world = World(3)
        self.world.luck = CALM
        self.pc: Pc = self.world.enrol("one")
        self.pc.skew_ms = 0
        self.pc.desk.page = 500
        self.meet: list[Callable[[], None]] = []
        self.requests: list[SyncRequest] = []
        self.rekeyed = 0
        self.founded = len(self.world.shelf.log)

    def exchange(self, request: SyncRequest) -> SyncReply:
        self.requests.append(request)
        if self.meet:
            self.meet.pop(0)()
        return self.world._exchange(request)

    def rekey(self) -> str:
        self.rekeyed += 1
        return self.world.new_device(self.pc.person_id)

    def run(self, **options: Callable[..., object]) -> SyncFigures:
        desk = self.pc.desk
        desk.wall_ms = self.world.now_ms
        line = Line(
            self.exchange,
            lambda claim: f"{desk.state().device} {claim.decode()}",
            self.rekey,
            lambda before, after, proof: None,
            lambda request: Sent(self.exchange, request),
        )
        return Engine(desk, line).run(**options)  # type: ignore[arg-type]

    def write(self, count: int) -> None:
        for _ in range(count):
            new_objective(Hand(self.world, self.pc))


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.run()
    return made


def _raise(error: Exception) -> Callable[[], None]:
    def meet() -> None:
        raise error

    return meet


def test_one_request_sends_and_brings_all(bench: Bench) -> None:
    bench.write(3)
    waiting = bench.pc.desk.waiting()
    bench.requests.clear()
    figures = bench.run()
    assert (figures.requests, figures.sent) == (1, waiting)
    assert bench.pc.desk.waiting() == 0
    assert not bench.run().sent


def test_pages_go_on_until_nothing_is_left(bench: Bench) -> None:
    bench.world.page = 5
    bench.pc.desk.start_over("", 0, "", "")
    seen: list[int] = []
    figures = bench.run(progress=lambda figures: seen.append(figures.received))
    assert figures.requests > 3
    assert seen == sorted(seen)
    assert figures.received == len(bench.pc.desk.rows)


def test_changes_go_while_the_answer_to_those_before_is_stored(bench: Bench) -> None:
    bench.write(6)
    bench.pc.desk.page = 4
    bench.requests.clear()
    gone: list[int] = []
    figures = bench.run(progress=lambda figures: gone.append(len(bench.requests)))
    assert gone == [min(place + 1, figures.requests) for place in range(1, figures.requests + 1)]
    assert figures.requests > 2
    assert figures.sent == bench.pc.desk.last_dseq
    assert not bench.pc.desk.waiting()


@pytest.mark.parametrize("page", range(4))
def test_a_pc_that_goes_off_with_changes_on_the_way_is_no_other_device(
    bench: Bench, page: int
) -> None:
    bench.write(8)
    bench.pc.desk.page = 4
    stored = 0

    def progress(_figures: SyncFigures) -> None:
        nonlocal stored
        stored += 1
        bench.pc.desk.will_go_off = stored == page

    bench.pc.desk.will_go_off = page == 0
    with pytest.raises(PowerCut):
        bench.run(progress=progress)
    bench.run()
    assert bench.rekeyed == 0
    assert not bench.pc.desk.waiting()
    assert len(bench.world.shelf.log) == bench.pc.desk.last_dseq + bench.founded


def test_a_slow_line_makes_pages_smaller_and_at_last_stops(bench: Bench) -> None:
    bench.meet = [_raise(TimeoutError())] * 2
    assert bench.run().requests == 1
    bench.meet = [_raise(TimeoutError())] * 9
    with pytest.raises(Fault) as fault:
        bench.run()
    assert fault.value.code is Code.SERVER_TOO_SLOW


def test_a_fork_makes_the_pc_another_device_that_offers_all_again(bench: Bench) -> None:
    bench.write(2)
    bench.run()
    before = bench.pc.desk.state().device
    bench.meet = [_raise(Forked())]
    figures = bench.run()
    state = bench.pc.desk.state()
    assert (bench.rekeyed, state.former) == (1, (before,))
    assert figures.sent == len(bench.pc.desk.own)
    assert all(one.fate for one in bench.pc.desk.own.values())


def test_a_gap_is_filled_from_where_the_server_is(bench: Bench) -> None:
    bench.write(2)
    bench.run()
    state = bench.pc.desk.state()
    bench.write(1)
    bench.meet = [_raise(Gap(ack=state.ack, head=state.head))]
    assert bench.run().sent == bench.pc.desk.last_dseq - state.ack
    assert bench.rekeyed == 0


@pytest.mark.parametrize(
    "stop", [Gap(ack=1, head="00"), EpochChanged(epoch="e", ack=1, head="00", token="")]
)
def test_a_chain_that_is_not_the_own_makes_the_pc_another_device(
    bench: Bench, stop: Exception
) -> None:
    bench.write(2)
    bench.run()
    bench.meet = [_raise(stop)]
    bench.run()
    assert bench.rekeyed == 1


def test_a_restored_server_is_read_anew_and_offered_what_it_lost(bench: Bench) -> None:
    bench.world.back_up()
    bench.write(2)
    bench.run()
    rows = dict(bench.pc.desk.rows)
    bench.world.restore()
    bench.run()
    assert bench.pc.desk.rows == rows
    assert bench.rekeyed == 0


def test_a_server_that_lost_history_without_saying_so_is_not_believed(bench: Bench) -> None:
    bench.write(2)
    bench.run()
    epoch = bench.pc.desk.state().epoch
    bench.meet = [_raise(EpochChanged(epoch=epoch, aseq=1, ack=0, head="", token=""))]
    with pytest.raises(Fault) as fault:
        bench.run()
    assert fault.value.code is Code.HISTORY_REWRITTEN
    assert not bench.pc.desk.waiting()


def test_a_server_that_contradicts_itself_is_left_alone(bench: Bench) -> None:
    bench.meet = [_raise(Forked())] * 9
    with pytest.raises(Fault) as fault:
        bench.run()
    assert fault.value.code is Code.SYNC_UNSTABLE


def test_what_a_person_has_to_answer_is_passed_on(bench: Bench) -> None:
    bench.meet = [_raise(Revoked(wipe=True))]
    with pytest.raises(Revoked):
        bench.run()


def test_a_cancelled_sync_keeps_what_came(bench: Bench) -> None:
    bench.world.page = 5
    bench.pc.desk.start_over("", 0, "", "")
    pages: list[SyncFigures] = []
    bench.run(progress=pages.append, is_cancelled=lambda: len(pages) == 2)
    assert len(pages) == 2
    held = len(bench.pc.desk.held)
    assert held > 0
    bench.run()
    assert len(bench.pc.desk.held) >= held
