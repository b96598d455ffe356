"""A change that nobody can write must not keep back what comes after it.

Changes are decided and written many at a time. Where that fails for no reason that a rule knows,
the groups that make it fail are found by halving, each trial being rolled back, and set aside: they
are parked for the administrator, and all others are written.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from okrdesk.errors import Fault, Refused
from okrdesk.sync.record import decode
from okrdesk.sync.stops import Stop
from okrdesk.sync.wire import SyncRequest

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer", covariant=True)


class Attempt(Protocol[_Answer]):
    """One transaction in which a request is answered, the changes `aside` being parked at once.

    A trial is rolled back at its end; so is whatever raises.
    """

    def __call__(self, aside: frozenset[str], *, is_trial: bool) -> _Answer:
        """Return the answer."""


def answered(
    attempt: Attempt[_Answer], request: SyncRequest, is_outage: Callable[[Exception], bool]
) -> _Answer:
    """Return the answer to a request, with the changes set aside that cannot be written.

    Raises what `attempt` raises where it is a Stop, Refused or Fault, an outage of the surroundings
    (by `is_outage`), or not the fault of any change.
    """
    try:
        return attempt(frozenset(), is_trial=False)
    except (Stop, Refused, Fault):
        raise
    except Exception as error:
        if is_outage(error):
            raise
        aside = _culprits(attempt, _groups(request), is_outage)
        if not aside:
            raise
        _log.error("changes %s cannot be written", ", ".join(sorted(aside)), exc_info=error)
        return attempt(aside, is_trial=False)


def _groups(request: SyncRequest) -> list[frozenset[str]]:
    """Return the cids of a request's changes, group by group."""
    found: dict[str, set[str]] = {}
    for raw in request.push.changes if request.push else ():
        record = decode(bytes(raw))
        found.setdefault(record.grp, set()).add(record.cid)
    return [frozenset(cids) for cids in found.values()]


def _culprits(
    attempt: Attempt[object],
    groups: Sequence[frozenset[str]],
    is_outage: Callable[[Exception], bool],
) -> frozenset[str]:
    """Return the changes without which all others can be written."""
    every = frozenset[str]().union(*groups)

    def is_good(taken: frozenset[str]) -> bool:
        try:
            attempt(every - taken, is_trial=True)
        except (Stop, Fault):
            raise
        except Exception as error:
            if is_outage(error):
                raise
            return False
        return True

    def good_of(taken: frozenset[str], block: Sequence[frozenset[str]]) -> frozenset[str]:
        """Return what of `block` can be taken beside `taken`."""
        whole = frozenset[str]().union(*block)
        if is_good(taken | whole):
            return whole
        if len(block) == 1:
            return frozenset()
        half = len(block) // 2
        first = good_of(taken, block[:half])
        return first | good_of(taken | first, block[half:])

    if not groups or not is_good(frozenset()):
        return frozenset()
    return every - good_of(frozenset(), groups)
