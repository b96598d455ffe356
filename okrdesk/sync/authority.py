"""May this person make this change? The one table of rights, asked on arrival at the server.

A change is judged by the rights of the day it arrives. Where these are wanting, but were there when
it was made, it waits for a word of who is responsible now (`handover`) instead of being refused.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.domain.approving import Approver
from okrdesk.domain.archiving import keeps_archive
from okrdesk.domain.dates import day_at
from okrdesk.domain.demands import DEMANDING, Change, Demand, demands
from okrdesk.domain.objective import CycleState
from okrdesk.domain.office import DEFAULTS
from okrdesk.domain.permissions import (
    NOT_OVER_ONESELF,
    OFFICE,
    OFFICE_RIGHTS,
    Actor,
    Right,
    Target,
    is_allowed,
    may_judge,
)
from okrdesk.domain.reorganisation import hands_over
from okrdesk.domain.review import ReviewKind
from okrdesk.sync.directory import Directory
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key

_WORK = frozenset({"check_in", "evidence", "action_item", "blocker"})
_OFFERED = _WORK | {"objective", "key_result", "link"}
_SIGNED = frozenset(name for name, table in schema.JOURNALLED.items() if "author_id" in table.c)


def day_of(hlc: int) -> date:
    """Return the day in Việt Nam of a packed clock reading."""
    return day_at(datetime.fromtimestamp((hlc >> 16) / 1000, UTC))


class Authority:
    """The rights of all people of one agency on one day, over the rows as they stand."""

    def __init__(self, directory: Directory, rows: Overlay, today: date) -> None:
        self._directory = directory
        self._rows = rows
        self.today = today
        self._actors: dict[tuple[str, date], Actor] = {}
        self._targets: dict[tuple[str | None, str | None, date], Target] = {}
        self._answers: dict[tuple[str, Right, str | None, str | None, date], bool] = {}
        self._late: dict[str, tuple[int, date]] = {}

    @property
    def directory(self) -> Directory:
        """Return who is who by now."""
        return self._directory

    @directory.setter
    def directory(self, directory: Directory) -> None:
        self._directory = directory
        self._actors, self._targets, self._answers, self._late = {}, {}, {}, {}

    def may(self, record: Record) -> bool:
        """Say whether the change is its actor's to make today."""
        if self._keeps_archive(record):
            return True
        return self._signed_by_actor(record) and self._allows(record, self.today)

    def may_then(self, record: Record, hlc: int) -> bool:
        """Say whether the change was its actor's to make when it was made."""
        return self._signed_by_actor(record) and self._allows(record, day_of(hlc))

    def may_offer(self, record: Record) -> bool:
        """Say whether the change is handed over, for whoever is responsible to decide on."""
        actor = self._actor(record.actor, self.today)
        return (
            record.act == Act.HAND_OVER
            and record.ent in _OFFERED
            and not actor.has_left
            and self._signed_by_actor(record)
        )

    def is_closed(self, record: Record) -> bool:
        """Say whether the change is of, or into, a cycle in which nothing may change any more."""
        owner = self._objective(record) or {}
        cycles = (owner.get("cycle_id"), record.set.get("cycle_id"))
        return any(
            self._directory.cycle_state(cycle) is CycleState.CLOSED for cycle in cycles if cycle
        )

    def is_late(self, record: Record, hlc: int) -> bool:
        """Say whether a check-in was made after the days for late ones, whenever it arrives.

        What was made in time and arrives late is taken, after the closing of its objective too: a
        check-in is a log, and never changes how an objective was closed. What was made before the
        office set these days is not measured by them.
        """
        if record.ent != "check_in" or record.op != "append":
            return False
        cycle_id = (self._objective(record) or {}).get("cycle_id", "")
        if cycle_id not in self._late:
            self._late[cycle_id] = self._late_from(cycle_id)
        since, late_from = self._late[cycle_id]
        return since <= hlc and late_from <= day_of(hlc)

    def _late_from(self, cycle_id: str) -> tuple[int, date]:
        """Return since which clock a cycle's days for late check-ins count, and the day after."""
        cycle = self._directory.tables["cycle"].get(cycle_id)
        days, since = self._directory.setting("late_days") or (DEFAULTS["late_days"], 0)
        if cycle is None:
            return since, date.max
        return since, date.fromisoformat(cycle.values["end_on"]) + timedelta(days=days + 1)

    def may_answer_for(self, record: Record, person_id: str) -> bool:
        """Say whether `person_id` may accept a change that waits for a word."""
        if record.ent in DEMANDING:
            return self._meets_demands(self._actor(person_id, self.today), record, self.today)
        return any(
            self._is_allowed(person_id, Right.EDIT_OBJECTIVES, owner, self.today)
            for owner in self._owners(record)
        )

    def _signed_by_actor(self, record: Record) -> bool:
        """Refuse what is written in another's name."""
        if record.ent not in _SIGNED:
            return True
        # Any reviewer may withdraw what another found wanting.
        is_withdrawn = record.ent == "fault" and record.op != "append"
        return is_withdrawn or self._rows.values_of(record).get("author_id") == record.actor

    def _allows(self, record: Record, day: date) -> bool:
        actor = self._actor(record.actor, day)
        if record.ent == "conflict":
            return self._is_party(record)
        if self._hands_over(actor, record):
            return True
        right = OFFICE_RIGHTS.get(record.ent)
        if right is not None:
            return is_allowed(actor, right, OFFICE)
        if record.ent in DEMANDING:
            return self._meets_demands(actor, record, day)
        owners, who = self._owners(record), record.actor
        if record.ent in _WORK:
            return any(self._is_allowed(who, Right.CHECK_IN, owner, day) for owner in owners)
        if record.ent == "review" and self._rows.values_of(record).get("kind") != ReviewKind.SUBMIT:
            return bool(owners) and self._may_judge_objective(actor, record, owners[0], day)
        return bool(owners) and all(
            self._is_allowed(who, Right.EDIT_OBJECTIVES, owner, day) for owner in owners
        )

    def _keeps_archive(self, record: Record) -> bool:
        """Say whether whoever keeps the archive does no more than that."""
        if not keeps_archive(record.key, record.op, record.set, self._values):
            return False
        return is_allowed(self._actor(record.actor, self.today), Right.KEEP_ARCHIVE, OFFICE)

    def _hands_over(self, actor: Actor, record: Record) -> bool:
        """Say whether whoever orders the units gives a unit's work to its successor."""
        row = self._rows.get(record.key)
        if row is None or not hands_over(record.ent, record.op, record.set, row.values):
            return False
        return is_allowed(actor, Right.EDIT_ORGANISATION, OFFICE)

    def _may_judge_objective(
        self, actor: Actor, record: Record, owner: Mapping[str, Any], day: date
    ) -> bool:
        approver = Approver(actor, self._target(owner, day), self.directory.roots())
        values = self._rows.values_of(record)
        level = values.get("level", 1) if values.get("kind") == ReviewKind.APPROVE else 1
        return approver.may_give(level, ())

    def is_top(self, person_id: str, owner: Mapping[str, Any]) -> bool:
        """Say whether a person may give several levels of approval of what `owner` owns."""
        actor, target = self._actor(person_id, self.today), self._target(owner, self.today)
        return Approver(actor, target, self.directory.roots()).is_top

    def _meets_demands(self, actor: Actor, record: Record, day: date) -> bool:
        change = Change(record.key, record.op, record.actor, record.set)
        alternatives = demands(change, self._values)
        return any(all(self._meets(actor, demand, day) for demand in one) for one in alternatives)

    def _values(self, key: Key) -> Mapping[str, Any] | None:
        row = self._rows.get(key)
        return row.values if row else None

    def _is_allowed(
        self, person_id: str, right: Right, owner: Mapping[str, Any], day: date
    ) -> bool:
        """Ask the table of rights; the changes of a request mostly ask it the same."""
        key = person_id, right, owner.get("owner_person_id"), owner.get("owner_unit_id"), day
        found = self._answers.get(key)
        if found is None:
            actor, target = self._actor(person_id, day), self._target(owner, day)
            found = self._answers[key] = is_allowed(actor, right, target)
        return found

    def _meets(self, actor: Actor, demand: Demand, day: date) -> bool:
        target = self._target(demand.owner, day)
        if demand.right in NOT_OVER_ONESELF:
            return may_judge(actor, demand.right, target, self.directory.roots())
        return is_allowed(actor, demand.right, target)

    def _actor(self, person_id: str, day: date) -> Actor:
        """Return the person's rights; the changes of a request are mostly of one."""
        found = self._actors.get((person_id, day))
        if found is None:
            found = self._actors[person_id, day] = self._directory.actor(person_id, day)
        return found

    def _target(self, owner: Mapping[str, Any], day: date) -> Target:
        """Return what an owner owns; the changes of a request are mostly about a few."""
        key = owner.get("owner_person_id"), owner.get("owner_unit_id"), day
        found = self._targets.get(key)
        if found is None:
            found = self._targets[key] = self._directory.target(owner, day)
        return found

    def _owners(self, record: Record) -> list[Mapping[str, Any]]:
        """Return the owners of what the change touches; for work the key result's beside."""
        objective = self._objective(record)
        owners: list[Mapping[str, Any]] = [objective] if objective else []
        if record.ent == "objective" and (
            "owner_person_id" in record.set or "owner_unit_id" in record.set
        ):
            owners.append({**(objective or {}), **record.set})
        if record.ent in _WORK:
            key_result = self._key_result(record)
            owners += [key_result] if key_result else []
        return owners

    def _objective(self, record: Record) -> Mapping[str, Any] | None:
        if record.ent == "objective" and record.op == "create":
            return record.set
        id = self._rows.objective_of_record(record)
        row = self._rows.get(("objective", id)) if id else None
        return row.values if row else None

    def _key_result(self, record: Record) -> Mapping[str, Any] | None:
        values = self._rows.values_of(record)
        if record.ent == "evidence":
            check_in = self._rows.get(("check_in", values.get("check_in_id", "")))
            values = check_in.values if check_in else {}
        row = self._rows.get(("key_result", values.get("key_result_id", "")))
        return row.values if row else None

    def _is_party(self, record: Record) -> bool:
        """Say whether the actor is one of the two authors whose edits met."""
        row = self._rows.get(record.key)
        if row is None or record.op != "set":
            return False
        return record.actor in {row.values["kept"].get("actor"), row.values["lost"].get("actor")}
