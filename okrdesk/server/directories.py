"""Who is who in each agency, kept by this process between requests.

The row of `counter` names the state of an agency's organisation; a directory is good for just that
name. What a transaction makes of it is offered under the new name, which no one will ask for unless
that transaction commits.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from okrdesk.sync.directory import Directory

_MOST = 128


class Directories:
    """The directories last used, by agency and the name of their state; safe between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Directory] = OrderedDict()
        self._lock = Lock()

    def get(self, agency_id: str, state: str, read: Callable[[], Directory]) -> Directory:
        """Return the directory of an agency, from the database where it is not here yet."""
        with self._lock:
            known = self._known.get((agency_id, state))
            if known is not None:
                self._known.move_to_end((agency_id, state))
                return known
        fresh = read()
        self.offer(agency_id, state, fresh)
        return fresh

    def offer(self, agency_id: str, state: str, directory: Directory) -> None:
        """Keep a directory under the name of its state."""
        with self._lock:
            self._known[agency_id, state] = directory
            self._known.move_to_end((agency_id, state))
            while len(self._known) > _MOST:
                self._known.popitem(last=False)


DIRECTORIES = Directories()
