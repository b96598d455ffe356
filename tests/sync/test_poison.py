from collections.abc import Callable

import msgspec
import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.sync.poison import answered
from okrdesk.sync.record import canonical
from okrdesk.sync.stops import Forked
from okrdesk.sync.wire import PROTOCOL, Push, SyncRequest
from tests.sync.records import record, uid


class Server:
    """Writes changes unless one of `poison` is among them; `wrote` is what was not rolled back."""

    def __init__(
        self, poison: set[str], error: Callable[[], Exception] = ZeroDivisionError
    ) -> None:
        self.poison = poison
        self.error = error
        self.wrote: list[frozenset[str]] = []
        self.attempts = 0

    def __call__(self, aside: frozenset[str], *, is_trial: bool) -> str:
        self.attempts += 1
        if self.poison - aside:
            raise self.error()
        if not is_trial:
            self.wrote.append(aside)
        return "said"


def _request(count: int, in_group: int = 1) -> SyncRequest:
    changes = [record(cid=uid(n), grp=uid(1000 + n // in_group)) for n in range(count)]
    raws = [msgspec.Raw(canonical(one)) for one in changes]
    return SyncRequest(PROTOCOL, 1, uid(1), "0", push=Push(1, "", "", "", raws))


def _never(error: Exception) -> bool:
    return False


def test_nothing_is_set_aside_where_all_can_be_written() -> None:
    server = Server(set())
    assert answered(server, _request(5), _never) == "said"
    assert (server.wrote, server.attempts) == ([frozenset()], 1)


@pytest.mark.logs("cannot be written")
def test_only_what_cannot_be_written_is_set_aside() -> None:
    server = Server({uid(3), uid(300)})
    assert answered(server, _request(500), _never) == "said"
    assert server.wrote == [frozenset({uid(3), uid(300)})]
    assert server.attempts < 50


@pytest.mark.logs("cannot be written")
def test_a_group_is_set_aside_whole() -> None:
    server = Server({uid(3)})
    answered(server, _request(12, in_group=4), _never)
    assert server.wrote == [frozenset(map(uid, range(4)))]


@pytest.mark.parametrize("error", [Forked, lambda: Refused(Code.NOT_FOUND)])
def test_what_a_rule_says_is_passed_on(error: Callable[[], Exception]) -> None:
    server = Server({uid(0)}, error)
    with pytest.raises((Forked, Refused)):
        answered(server, _request(2), _never)
    assert (server.wrote, server.attempts) == ([], 1)


def test_an_outage_is_nobodys_fault() -> None:
    server = Server({uid(0)}, ConnectionError)
    with pytest.raises(ConnectionError):
        answered(server, _request(2), lambda error: isinstance(error, ConnectionError))
    assert (server.wrote, server.attempts) == ([], 1)


@pytest.mark.parametrize("error", [Forked, lambda: Fault(Code.DISK_FULL)])
def test_surroundings_that_fail_during_a_trial_set_nothing_aside(
    error: Callable[[], Exception],
) -> None:
    server = Server({uid(0)})
    once = [error()]

    def attempt(aside: frozenset[str], *, is_trial: bool) -> str:
        if server.attempts == 2 and once:
            raise once.pop()
        return server(aside, is_trial=is_trial)

    with pytest.raises((Forked, Fault)):
        answered(attempt, _request(4), _never)
    assert not server.wrote


@pytest.mark.parametrize("count", [0, 3])
def test_a_failure_that_no_change_makes_is_passed_on(count: int) -> None:
    server = Server({"something else"})
    request = _request(count) if count else SyncRequest(PROTOCOL, 1, uid(1), "0")
    with pytest.raises(ZeroDivisionError):
        answered(server, request, _never)
    assert not server.wrote
