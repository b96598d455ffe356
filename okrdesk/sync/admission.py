"""May a change be taken now? What the server asks of each one before it is merged, in this order.

Is its row there, and what that hangs on; is it the actor's to make; is the cycle or period open;
may a cycle end; does a word name content that the server has seen. Its form was looked at before.
"""

from dataclasses import dataclass

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.review import ReviewKind
from okrdesk.domain.structure import parents_of
from okrdesk.sync.authority import Authority
from okrdesk.sync.endings import ending_problem
from okrdesk.sync.guards import Guards
from okrdesk.sync.levels import levels_problem
from okrdesk.sync.locking import is_locked
from okrdesk.sync.merge import BORN_TWICE
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, Outcome, Shelf
from okrdesk.sync.writers import Writers


class Halt(Exception):
    """A change that goes no further, and why; `waits_for` is the row it waits for, if any."""

    def __init__(self, fate: Fate, reason: Reason, waits_for: Key | None = None) -> None:
        super().__init__(reason)
        self.fate = fate
        self.reason = reason
        self.waits_for = waits_for

    @classmethod
    def where(cls, problem: Reason | None) -> None:
        """Refuse the change where there is a problem."""
        if problem:
            raise cls(Fate.REFUSED, problem)


@dataclass(frozen=True)
class Scene:
    """What the changes of a request are judged by, as it stands after those decided so far."""

    shelf: Shelf
    rows: Overlay
    places: Placement
    writers: Writers
    authority: Authority
    outcome: Outcome
    guards: Guards


def admit(record: Record, hlc: int, scene: Scene, *, is_accepted: bool) -> None:
    """Raise Halt where a change of the clock `hlc` may not be taken now.

    Nobody's right is asked of one that `is_accepted` by who is responsible, or the server's own.
    """
    _check_places(record, scene)
    if scene.guards.authority and not is_accepted:
        _check_right(record, hlc, scene)
    rows, places, authority = scene.rows, scene.places, scene.authority
    is_held = is_locked(record, rows, places, authority.directory)
    if is_held or authority.is_closed(record) or authority.is_late(record, hlc):
        raise Halt(Fate.REFUSED, Reason.CYCLE_CLOSED)
    Halt.where(ending_problem(record, rows, places, scene.shelf))
    if record.ent == "review" and record.op == "append":
        _check_version(record, scene)
        Halt.where(levels_problem(record, rows, places, authority))


def _check_places(record: Record, scene: Scene) -> None:
    """Check that the row is there, or not yet there, and that what it hangs on is.

    Rights are asked after this, so who names a hidden row hears that it exists. Nobody can use
    that: an id holds 62 random bits, and those that follow from others (of a period, a pack, an
    evaluation, a unit's rating) tell what the calendar does. The asking stays in the log.
    """
    rows, is_birth = scene.rows, record.is_birth
    if is_birth and rows.get(record.key) is not None and record.ent not in BORN_TWICE:
        raise Halt(Fate.REFUSED, Reason.DUPLICATE_OF)
    needed = [] if is_birth else [record.key]
    for key in (*needed, *parents_of(record.key, record.set)):
        if rows.get(key) is None:
            raise _without(key, scene)


def _without(key: Key, scene: Scene) -> Halt:
    """Say what becomes of a change whose row is not here: it waits, unless that was refused."""
    was_refused = key in scene.shelf.refused([key]) or any(
        record.key == key and record.is_birth and verdict.fate == Fate.REFUSED
        for record, verdict in scene.outcome.decided
    )
    if was_refused or not scene.guards.park:
        return Halt(Fate.REFUSED, Reason.DEPENDS_ON_REFUSED)
    return Halt(Fate.PARKED, Reason.MISSING_PARENT, key)


def _check_right(record: Record, hlc: int, scene: Scene) -> None:
    rights = scene.authority
    if rights.may(record):
        return
    if rights.may_then(record, hlc) or _was_owner(record, scene) or rights.may_offer(record):
        raise Halt(Fate.PARKED, Reason.HANDOVER)
    has_post = bool(rights.directory.actor(record.actor, rights.today).member_of)
    raise Halt(Fate.REFUSED, Reason.NO_AUTHORITY if has_post else Reason.NOT_IN_POSTING)


def _was_owner(record: Record, scene: Scene) -> bool:
    """Say whether what the change is about was the actor's own before it changed hands."""
    objective = scene.rows.objective_of_record(record) or ""
    key_result = scene.rows.values_of(record).get("key_result_id") or ""
    return any(
        (row := scene.rows.get(key)) is not None
        and row.stamps.get("owner_person_id", 0) > record.hlc
        and scene.writers.was_owner(key, record.actor)
        for key in (("objective", objective), ("key_result", key_result))
    )


def _check_version(record: Record, scene: Scene) -> None:
    """Let nobody approve or return content that the server has not seen."""
    if not scene.guards.approval_names_content or record.set["kind"] == ReviewKind.SUBMIT:
        return
    id, named = record.set["objective_id"], record.set["content_hash"]
    is_known = (id, named) in scene.shelf.versions([id]) | scene.outcome.versions
    if not is_known and scene.places.version(id) != named:
        raise Halt(Fate.PARKED, Reason.UNSEEN_VERSION, ("objective", id))
