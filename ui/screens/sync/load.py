"""What Đồng bộ asks of the core; every function runs on the database thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from okrdesk.services.conflicts import ConflictRow
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.outbox import ChangeRow, HandledRow
    from okrdesk.services.sync_state import SyncRun
    from okrdesk.services.unsent_files import UnsentFile

MOST = 500


def refused(desk: "Desk") -> "list[ChangeRow | UnsentFile]":
    """Return the acts and attached files that were not accepted, acts first."""
    from okrdesk.services.outbox import find_refused
    from okrdesk.services.unsent_files import find_declined_files

    return [*find_refused(desk), *find_declined_files(desk)]


def waiting(desk: "Desk") -> "list[ChangeRow | UnsentFile]":
    """Return what is still to be sent, the newest first: changes, then the files that follow."""
    from okrdesk.services.outbox import find_waiting
    from okrdesk.services.unsent_files import find_waiting_files

    return [*find_waiting(desk, MOST), *find_waiting_files(desk)]


@dataclass(frozen=True)
class Pending:
    """One line of the tab Đang chờ: a change of one's own, or one of others to decide on."""

    change: "ChangeRow"
    is_mine: bool
    answer: str | None = None

    @property
    def id(self) -> str:
        """The id of the change."""
        return self.change.id


def pending(desk: "Desk") -> list[Pending]:
    """Return what waits for the person's word, then what of theirs waits on the server."""
    from okrdesk.services.outbox import find_handovers, find_parked

    offered = [Pending(one.change, False, one.answer) for one in find_handovers(desk)]
    offered.sort(key=lambda one: one.answer is not None)
    return offered + [Pending(change, True) for change in find_parked(desk)]


def arrived(desk: "Desk") -> "list[ChangeRow]":
    """Return what others changed, as it arrived, the newest first."""
    from okrdesk.services.outbox import find_arrived

    return find_arrived(desk, limit=MOST)


def handled(desk: "Desk") -> "list[HandledRow[Any]]":
    """Return the acts and attached files that were not accepted and dealt with, newest first."""
    from okrdesk.services.outbox import find_handled
    from okrdesk.services.unsent_files import find_handled_files

    found: list[HandledRow[Any]] = [*find_handled(desk), *find_handled_files(desk)]
    return sorted(found, key=lambda row: row.at, reverse=True)


def runs(desk: "Desk") -> "list[SyncRun]":
    """Return the last syncs."""
    from okrdesk.services.sync_state import find_sync_runs

    return find_sync_runs(desk, 200)


def conflicts(desk: "Desk") -> "Sequence[ConflictRow]":
    """Return what two people changed and nobody decided."""
    from okrdesk.services.conflicts import find_conflicts

    return find_conflicts(desk)


def resend(cid: str, fields: Mapping[str, Any], desk: "Desk") -> "Done[str]":
    """Send an act again, with other wire values for the change `cid`."""
    from okrdesk.services.outbox import resend as send

    return send(desk, cid, fields)


def hand_over(cid: str, desk: "Desk") -> "Done[str]":
    """Offer an act to whoever is responsible now."""
    from okrdesk.services.outbox import hand_over as offer

    return offer(desk, cid)


def discard(cid: str, desk: "Desk") -> "Done[None]":
    """Put an act that was not accepted aside."""
    from okrdesk.services.outbox import discard as put_aside

    return put_aside(desk, cid)


def offer_file(sha256: str, desk: "Desk") -> "Done[str]":
    """Offer an attached file to the server once more."""
    from okrdesk.services.unsent_files import offer_again

    return offer_again(desk, sha256)


def put_file_aside(sha256: str, desk: "Desk") -> "Done[str]":
    """Leave a file that was not accepted on this computer alone."""
    from okrdesk.services.unsent_files import put_aside

    return put_aside(desk, sha256)


def is_file(row: "ChangeRow | UnsentFile") -> "TypeGuard[UnsentFile]":
    """Say whether a row is an attached file, and not a change."""
    from okrdesk.services.unsent_files import UnsentFile

    return isinstance(row, UnsentFile)


def is_put_aside(row: "HandledRow[Any]") -> bool:
    """Say whether what was not accepted was discarded, and nothing else became of it."""
    from okrdesk.services.outbox import Handling

    return row.how is Handling.DISCARDED


def answer(cid: str, accept: bool, desk: "Desk") -> "Done[None]":
    """Note the person's word on a change of somebody else."""
    from okrdesk.services.outbox import answer_handover

    return answer_handover(desk, cid, accept=accept)


def decide(conflict_id: str, choice: str, value: Any, desk: "Desk") -> "Done[str]":
    """Settle a conflict: "mine", "theirs", or "other" with a wire value."""
    from okrdesk.services.conflicts import Choice
    from okrdesk.services.conflicts import decide as settle

    return settle(desk, conflict_id, Choice(choice), value)
