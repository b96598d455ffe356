"""Five people work offline on the same things; whoever syncs first, the end is the same."""

import hashlib
from itertools import permutations
from typing import Any

import msgspec
import pytest

from okrdesk.domain.review import Review, ReviewKind, ReviewState, content_hash, state_of
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.shelf import Key
from tests.sync.acts import new_key_result_of
from tests.sync.dict_desk import Edit
from tests.sync.properties import check
from tests.sync.records import CHECK_IN, OBJECTIVE, REVIEW
from tests.sync.world import CALM, Pc, World

WHO = ("one", "head1", "leader", "planner", "two")


class Day:
    """What everybody did on one day, each on the own PC; nobody has synced yet."""

    def __init__(self) -> None:
        self.world = World(5)
        self.world.luck = CALM
        self.pcs = {who: self.world.enrol(who) for who in WHO}
        for number, pc in enumerate(self.pcs.values()):
            pc.skew_ms = 20_000 * number
        self._plan()
        self.hash = self._version("head1")
        self._offline()

    def _plan(self) -> None:
        """Let `one` plan and everybody read it."""
        ids, office = self.world.ids, self.world.office
        self.objective = ("objective", ids())
        self.other = ("objective", ids())
        values = {**OBJECTIVE, "cycle_id": office.cycle_id}
        mine = {**values, "owner_person_id": office.people["one"]}
        del values["owner_person_id"]
        shared = {**values, "owner_unit_id": office.units["u1"]}
        self.sync("planner")
        for key, what in ((self.objective, mine), (self.other, shared)):
            self.do("planner", Edit(key, "create", what))
        owner = {"owner_person_id": office.people["two"]}
        parts = [new_key_result_of(self.world, self.objective[1], owner) for _ in range(2)]
        self.parts = [part.key for part in parts]
        self.do("planner", *parts)
        for who in ("planner", *WHO):
            self.sync(who)

    def _offline(self) -> None:
        """Registers, sets, logs, approvals and tombstones, by all five."""
        for number, who in enumerate(WHO):
            self.world.now_ms += 60_000
            if who != "two":
                self.do(who, Edit(self.objective, "set", {"title": who, "weight": str(number)}))
                tags = sorted({"a", "b", "c", "d"} - {"abcd"[number]})
                self.do(who, Edit(self.objective, "set", {"tags": tags}))
            self.do(who, self._check_in(who))
        self.do("head1", self._review("head1", "approve"))
        self.do("one", self._review("one", "submit"))
        self.do("leader", Edit(self.parts[1], "delete", {"deleted": True}))
        self.do("one", Edit(self.parts[1], "set", {"title": "sửa trong khi bị xóa"}))
        self.do("head1", Edit(self.other, "delete", {"deleted": True}))
        self.do("planner", Edit(self.other, "delete", {"deleted": True}))
        self.do("planner", Edit(self.other, "restore", {"deleted": False}))
        self.do("leader", Edit(self.other, "set", {"commitment": "aspirational"}))
        self.do("planner", Edit(self.parts[0], "set", {"target_value": "50"}))
        self.do("two", self._check_in("two"))

    def _check_in(self, who: str) -> Edit:
        own = {"key_result_id": self.parts[0][1], "author_id": self.world.office.people[who]}
        return Edit(("check_in", self.world.ids()), "append", {**CHECK_IN, **own})

    def _review(self, who: str, kind: str) -> Edit:
        own = {
            "objective_id": self.objective[1],
            "author_id": self.world.office.people[who],
            "kind": kind,
            "content_hash": self.hash,
        }
        return Edit(("review", self.world.ids()), "append", {**REVIEW, **own})

    def _version(self, who: str) -> str:
        rows = self.pcs[who].desk.rows
        parts = {key[1]: rows[key].values for key in self.parts}
        return content_hash(rows[self.objective].values, parts)

    def do(self, who: str, *edits: Edit) -> None:
        self.world.write(self.pcs[who], *edits)

    def sync(self, who: str) -> None:
        pc: Pc = self.pcs[who]
        assert self.world.sync(pc)

    def state(self) -> str:
        """Return where the objective stands between its owner and who approves it."""
        rows = self.world.shelf.stored
        reviews = [
            Review(
                key[1],
                ReviewKind(row.values["kind"]),
                row.values["author_id"],
                row.values["content_hash"],
                row.stamps[BIRTH],
            )
            for key, row in rows.items()
            if key[0] == "review"
        ]
        return state_of(reviews, self._version("leader"))


def _digest(rows: dict[Key, Any]) -> str:
    """Return one hash of all rows but those of clashes, which say who came to know of what."""
    kept = sorted((key, row) for key, row in rows.items() if key[0] != "conflict")
    return hashlib.sha256(msgspec.json.encode(kept, order="sorted")).hexdigest()


def _lived(order: tuple[str, ...]) -> tuple[str, str, set[str]]:
    day = Day()
    for who in order:
        day.sync(who)
    day.world.settle()
    check(day.world)
    fates = {str(verdict.reason) for verdict in day.world.shelf.decided.values() if verdict.reason}
    return _digest(day.world.shelf.stored), day.state(), fates


@pytest.fixture(scope="module")
def ends() -> dict[tuple[str, ...], tuple[str, str, set[str]]]:
    return {order: _lived(order) for order in permutations(WHO)}


def test_all_orders_of_five_give_one_state(ends: dict[Any, tuple[str, str, set[str]]]) -> None:
    assert len(ends) == 120
    assert len({digest for digest, _, _ in ends.values()}) == 1


def test_in_all_orders_the_approval_stands_and_the_edits_make_an_amendment(
    ends: dict[Any, tuple[str, str, set[str]]],
) -> None:
    assert {state for _, state, _ in ends.values()} == {ReviewState.AMENDED}


def test_in_no_order_is_anything_refused_or_left_waiting(
    ends: dict[Any, tuple[str, str, set[str]]],
) -> None:
    assert {reason for _, _, fates in ends.values() for reason in fates} == set()


def test_the_digest_tells_states_apart() -> None:
    day = Day()
    before = _digest(day.world.shelf.stored)
    day.sync("one")
    assert _digest(day.world.shelf.stored) != before
