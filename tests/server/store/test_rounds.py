"""Who waits for the same lock goes through it together, and each gets the own answer."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from okrdesk.server.rounds import Rounds

SOON_S = 60.0


class Office:
    """Doubles numbers, round by round; the first round waits until it is let go."""

    def __init__(self, most: int = 100) -> None:
        self.rounds: Rounds[int, int] = Rounds(lambda waiting: range(min(len(waiting), most)), self)
        self.seen: list[list[int]] = []
        self.is_busy, self.may_go = Event(), Event()

    def __call__(self, _name: str, take: Callable[[], list[int]]) -> Sequence[int | Exception]:
        questions = take()
        self.seen.append(questions)
        self.is_busy.set()
        assert self.may_go.wait(SOON_S)
        return [ValueError(one) if one < 0 else one * 2 for one in questions]

    def ask_all(self, pool: ThreadPoolExecutor, numbers: Sequence[int]) -> list[int | str]:
        """Ask the first, and the others while that is answered; return answers and errors."""
        first = pool.submit(self.rounds.ask, "a", numbers[0])
        assert self.is_busy.wait(SOON_S)
        asked = [first, *(pool.submit(self.rounds.ask, "a", one) for one in numbers[1:])]
        while len(self.waiting()) < len(numbers) - 1:
            pass
        self.may_go.set()
        return [str(error) if (error := one.exception(SOON_S)) else one.result() for one in asked]

    def waiting(self) -> Sequence[object]:
        return tuple(self.rounds._queues["a"])


def test_those_who_wait_share_the_next_round() -> None:
    office = Office()
    with ThreadPoolExecutor(5) as pool:
        assert office.ask_all(pool, [1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert office.seen[0] == [1]
    assert sorted(office.seen[1]) == [2, 3, 4, 5]


def test_each_gets_the_own_error() -> None:
    office = Office()
    with ThreadPoolExecutor(4) as pool:
        assert office.ask_all(pool, [1, -2, 3, -4]) == [2, "-2", 6, "-4"]


def test_who_finds_no_room_in_a_round_leads_the_next() -> None:
    office = Office(most=2)
    with ThreadPoolExecutor(6) as pool:
        assert office.ask_all(pool, [1, 2, 3, 4, 5, 6]) == [2, 4, 6, 8, 10, 12]
    assert [len(one) for one in office.seen] == [1, 2, 2, 1]


def test_a_round_that_fails_fails_for_all_and_the_next_goes_on() -> None:
    answers = iter([ZeroDivisionError(), None])

    def answer(_name: str, take: Callable[[], list[int]]) -> Sequence[int]:
        error = next(answers)
        if error:
            raise error
        return take()

    rounds: Rounds[int, int] = Rounds(lambda waiting: range(len(waiting)), answer)
    with pytest.raises(ZeroDivisionError):
        rounds.ask("a", 1)
    assert rounds.ask("a", 2) == 2


def test_who_comes_before_the_lock_is_there_is_taken_along() -> None:
    has_lock, seen = Event(), []

    def answer(_name: str, take: Callable[[], list[int]]) -> Sequence[int]:
        assert has_lock.wait(SOON_S)
        seen.append(take())
        return seen[-1]

    rounds: Rounds[int, int] = Rounds(lambda waiting: range(len(waiting)), answer)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(rounds.ask, "a", one) for one in (1, 2)]
        while len(rounds._queues.get("a", ())) < 2:
            pass
        has_lock.set()
        assert [one.result(SOON_S) for one in asked] == [1, 2]
    assert [sorted(one) for one in seen] == [[1, 2]]


def test_queues_of_different_names_do_not_wait_for_each_other() -> None:
    office = Office()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(office.rounds.ask, "a", 1)
        assert office.is_busy.wait(SOON_S)
        other = pool.submit(office.rounds.ask, "b", 2)
        while len(office.seen) < 2:
            pass
        office.may_go.set()
        assert (first.result(SOON_S), other.result(SOON_S)) == (2, 4)
