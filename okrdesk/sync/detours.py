"""What a PC does by itself where its server is not where the PC left it."""

from okrdesk.errors import Code, Fault
from okrdesk.sync.shelf import DeskStore, SyncState
from okrdesk.sync.stops import EpochChanged, Forked, Gap, Stop


def take_detour(store: DeskStore, state: SyncState, stop: Stop) -> bool:
    """Do what a stop asks of the store; return False where this PC has to become another device.

    Raises Fault(HISTORY_REWRITTEN), and the stops that a person or the program has to answer.
    """
    told = stop.params
    if isinstance(stop, EpochChanged):
        if told["epoch"] == state.epoch:
            # A restored server says so by a new epoch; this one lost part of its log unsaid.
            before = max(state.cursors.values(), default=0)
            raise Fault(Code.HISTORY_REWRITTEN, before=before, now=told["aseq"]) from stop
        return store.start_over(told["epoch"], told["ack"], told["head"], told["token"])
    if isinstance(stop, Gap):
        return store.rewind(told["ack"], told["head"])
    if isinstance(stop, Forked):
        return False
    raise stop
