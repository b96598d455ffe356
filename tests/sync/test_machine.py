"""The simulator's steps in the hands of Hypothesis, which shortens a history that breaks."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sync.acts import OFFICE, WORK, forge, new_objective
from tests.sync.hand import Hand
from tests.sync.office import DAY_MS
from tests.sync.properties import check, check_desk
from tests.sync.world import CALM, Luck, Pc, World

_PEOPLE = ("one", "head1", "admin", "leader", "rogue", "three")
_PLACES = st.integers(0, 20)
_ACTS = st.sampled_from([act for act, _weight in WORK])
_OFFICE_ACTS = st.sampled_from([act for act, _weight in OFFICE])
_TIMES = st.sampled_from([1, 60_000, 3_600_000, DAY_MS])


class Histories(RuleBasedStateMachine):
    """One history; its end is checked like that of any other."""

    world: World

    @initialize(seed=st.integers(0, 1000))
    def begin(self, seed: int) -> None:
        self.world = World(seed)
        self.world.luck = CALM
        for person in _PEOPLE:
            pc = self.world.enrol(person)
            self.world.sync(pc)
            if person in ("one", "head1", "leader"):
                new_objective(Hand(self.world, pc))
                self.world.sync(pc)

    def _pc(self, place: int, *people: str) -> Pc:
        names = self.world.office.name_of
        pcs = [pc for pc in self.world.pcs if not people or names(pc.person_id) in people]
        return pcs[place % len(pcs)]

    @rule(place=_PLACES, act=_ACTS)
    def work(self, place: int, act: Any) -> None:
        act(Hand(self.world, self._pc(place, "one", "head1", "leader", "three")))

    @rule(place=_PLACES, act=_OFFICE_ACTS)
    def administer(self, place: int, act: Any) -> None:
        act(Hand(self.world, self._pc(place, "admin")))

    @rule(place=_PLACES)
    def forge(self, place: int) -> None:
        forge(Hand(self.world, self._pc(place, "rogue")))

    @rule(
        place=_PLACES,
        luck=st.sampled_from([CALM, CALM, Luck(1, 0, 0, 0, 0), Luck(0, 1, 0, 0, 0)]),
        goes_off=st.booleans(),
    )
    def sync(self, place: int, luck: Luck, *, goes_off: bool) -> None:
        self.world.luck = Luck(0, 0, 0, 0, 1) if goes_off and luck is CALM else luck
        pc = self._pc(place)
        had = len(pc.desk.rows)
        self.world.sync(pc)
        check_desk(self.world, pc, had)

    @rule(time=_TIMES)
    def wait(self, time: int) -> None:
        self.world.now_ms += time

    @precondition(lambda self: len(self.world.pcs) < len(_PEOPLE) + 2)
    @rule(place=_PLACES)
    def clone(self, place: int) -> None:
        self.world.clone(self._pc(place))

    @rule()
    def back_up(self) -> None:
        self.world.back_up()

    @rule()
    def restore(self) -> None:
        self.world.restore()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.settle()
            check(self.world)


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestHistories = Histories.TestCase
