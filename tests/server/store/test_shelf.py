"""The shelf in SQL answers as the simulator's does, on both databases, whatever PCs send.

The simulator's shelf is a few dicts that one can check by reading; here it is the measure.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okrdesk.db import schema
from okrdesk.domain.identity import new_id
from okrdesk.domain.review import content_hash
from okrdesk.domain.structure import ROOTS
from okrdesk.server import shelf_statements
from okrdesk.server.shelf import SqlShelf
from okrdesk.server.writing import publish
from okrdesk.sync.record import Record, decode
from okrdesk.sync.serving import Serving, Surroundings
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row, SyncReply, SyncRequest
from tests.server.agencies import Agency, Pc
from tests.sync.dict_shelf import DictShelf

Agencies = Callable[[], AbstractContextManager[Agency]]
Act = tuple[int, str, int, int]
_WIDE = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


class Twins:
    """The agency in SQL and its mirror in the simulator's shelf; both answer each request."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.mirror = DictShelf(agency.agency_id)
        with agency.shelf() as shelf:
            past = shelf.history(_all_ids(shelf), 0)
            self.mirror.epoch_name = shelf.epoch()
            publish(self.mirror, [decode(one.raw) for one in past], agency.now_ms)  # type: ignore[arg-type]
        people = (agency.ids.officer, agency.ids.head, agency.ids.neighbour)
        self.pcs = [agency.enrol(id) for id in people]
        for pc in self.pcs:
            self.mirror.enrol(pc.device, pc.person_id, pc.head)
        self.made: dict[str, list[str]] = {"objective": [], "key_result": [], "check_in": []}
        self.promised: list[tuple[str, str]] = []
        self.parked: list[str] = []

    def ask(self, pc: Pc, records: list[Record], **more: Any) -> SyncReply:
        """Let both answer; fail unless both say the same."""
        request = pc.request(records, **more)
        around = Surroundings(self.agency.now_ms, bytes, lambda message, signature: True)
        with self.agency.shelf() as shelf:
            device = shelf.device(pc.device)
            assert device == self.mirror.devices[pc.device]
            assert device is not None
            reply = Serving(shelf, around).answer(device, request)
        twin = Serving(self.mirror, around).answer(device, request)
        assert _told(reply) == _told(twin)
        pc.token, pc.head = reply.token, reply.head
        pc.cursors = pc.cursors | reply.cursors
        self.parked = [one["record"]["cid"] for one in reply.handover]
        return reply

    def compare(self) -> None:
        """Fail unless both shelves answer every question alike."""
        mirror = self.mirror
        keys = list(mirror.stored)
        eids = [key[1] for key in keys] + [record.eid for record, _ in mirror.log]
        cids = [record.cid for record, _ in mirror.log]
        asked = {record.key for record, _ in mirror.log} | set(keys)
        objectives = [key[1] for key in keys if key[0] == "objective"]
        roots = [key for key in keys if key[0] in ROOTS]
        root_ids = [id for _entity, id in roots]
        people = [pc.person_id for pc in self.pcs]
        with self.agency.shelf() as shelf:
            assert shelf.head() == mirror.head()
            assert shelf.verdicts(cids) == mirror.verdicts(cids)
            assert _whole(shelf.rows(asked)) == _whole(mirror.rows(asked))
            assert shelf.refused(asked) == mirror.refused(asked)
            assert shelf.trees(roots) == mirror.trees(roots)
            assert shelf.trees_of(people) == mirror.trees_of(people)
            for entity, cycle in keys:
                if entity == "cycle":
                    assert shelf.objectives_in(cycle) == mirror.objectives_in(cycle)
            known = {id: scopes for id, scopes in mirror.tree_scopes(root_ids).items() if scopes}
            assert shelf.tree_scopes(root_ids) == known
            assert shelf.versions(objectives) == mirror.versions(objectives)
            assert shelf.parked(asked) == mirror.parked(asked)
            assert shelf.handovers() == mirror.handovers()
            held = {eid: scopes for eid, scopes in mirror.held_in(eids).items() if scopes}
            assert shelf.held_in(eids) == held
            self._compare_pages(shelf)
            for record, verdict in mirror.log[-3:]:
                hlc = record.hlc if verdict.hlc_eff is None else verdict.hlc_eff
                for name in [*record.set, "deleted"]:
                    assert shelf.author(record.key, name, hlc) == mirror.author(
                        record.key, name, hlc
                    )
                assert shelf.was_owner(record.key, people[0]) == mirror.was_owner(
                    record.key, people[0]
                )

    def _compare_pages(self, shelf: SqlShelf) -> None:
        mirror, head = self.mirror, self.mirror.head()
        eids = {key[1] for key in mirror.stored}
        for after in (0, head // 2):
            for most in (3, 1000):
                page = list(shelf.feed(sorted(mirror.feeds), after, head, most))
                assert page == list(mirror.feed(sorted(mirror.feeds), after, head, most))
            assert list(shelf.history(eids, after)) == list(mirror.history(eids, after))
            for pc in self.pcs:
                assert list(shelf.late_verdicts(pc.device, after)) == list(
                    mirror.late_verdicts(pc.device, after)
                )

    def play(self, acts: list[tuple[str, int, int]], pc: Pc) -> list[Record]:
        """Return the changes that a person's acts make."""
        return [record for act in acts for record in ACTS[act[0]](self, pc, act[1], act[2])]

    def pick(self, entity: str, place: int) -> str:
        """Return the id of a row that was made; of one that nobody made, where there is none."""
        ids = self.made[entity]
        return ids[place % len(ids)] if ids else new_id()


def _objective(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    id, ids = new_id(), twins.agency.ids
    twins.made["objective"].append(id)
    owner = [{"owner_person_id": pc.person_id}, {"owner_unit_id": ids.division}][second % 2]
    values = {
        "cycle_id": ids.quarter,
        "title": f"Mục tiêu {first}",
        "start_on": "2026-10-01",
        "end_on": "2026-12-31",
        "weight": "2.50",
        "commitment": "committed",
        "roll_up": "key-results",
        "tags": ["cầu", "đường"][: second % 3],
        **owner,
    }
    return [pc.change("create", "objective", id, values)]


def _key_result(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    """Make a key result; now and then one that a check-in has come before."""
    id = twins.promised.pop()[1] if twins.promised and second % 2 else new_id()
    twins.made["key_result"].append(id)
    values = {
        "objective_id": twins.pick("objective", first),
        "title": f'Kết quả "{second}" \\ {{a}}',
        "kind": "increase",
        "start_value": "0",
        "target_value": "100",
        "start_on": "2026-10-01",
        "end_on": "2026-12-31",
        "commitment": "committed",
        "rhythm": "weekly",
        "steps": [{"id": "a", "title": "Dự thảo", "weight": "1"}],
    }
    return [pc.change("create", "key_result", id, values)]


def _check_in(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    record = pc.check_in(twins.pick("key_result", first), second)
    twins.made["check_in"].append(record.eid)
    return [record]


def _too_early(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    """Check in on a key result that has not arrived."""
    twins.promised.append((pc.person_id, new_id()))
    return [pc.check_in(twins.promised[-1][1], second)]


def _retitle(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    id = twins.pick("objective", first)
    base = {"title": _stamp(twins, ("objective", id), "title")} if second % 2 else {"title": 1}
    values: dict[str, Any] = {"title": f"Tên {second}"}
    if second % 3 == 0:
        values["tags"] = {"cầu": False, "kè": True}
    return [pc.change("set", "objective", id, values, base=base)]


def _give_away(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    id, ids = twins.pick("objective", first), twins.agency.ids
    owner = [ids.officer, ids.neighbour, ids.head][second % 3]
    return [pc.change("set", "objective", id, {"owner_person_id": owner, "owner_unit_id": None})]


def _remove(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    entity = ("objective", "key_result", "check_in")[second % 3]
    return [pc.change("delete", entity, twins.pick(entity, first), {"deleted": True})]


def _evidence(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    values = {
        "check_in_id": twins.pick("check_in", first),
        "name": "biên bản.pdf",
        "sha256": "ab" * 32,
        "size": 12,
    }
    return [pc.change("append", "evidence", new_id(), values)]


def _review(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    id = twins.pick("objective", first)
    values = {
        "objective_id": id,
        "author_id": pc.person_id,
        "kind": ["submit", "approve", "return"][second % 3],
        "content_hash": _content(twins, id) if second % 4 else "0" * 64,
        "entered_at": twins.agency.now_ms,
    }
    return [pc.change("append", "review", new_id(), values)]


def _link(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    values = {
        "child_id": twins.pick("objective", first),
        "parent_id": twins.pick("objective", second),
        "parent_entity": "objective",
        "kind": "contributes",
    }
    return [pc.change("create", "link", new_id(), values)]


def _far_ahead(twins: Twins, pc: Pc, first: int, second: int) -> list[Record]:
    """Write with a clock that runs an hour ahead."""
    ahead = (twins.agency.now_ms + 3_600_000 + second) << 16
    id = twins.pick("objective", first)
    return [pc.change("set", "objective", id, {"description": f"{second}"}, hlc=ahead)]


def _stamp(twins: Twins, key: Key, name: str) -> int:
    row = twins.mirror.stored.get(key)
    return row.stamps.get(name, row.stamps["*"]) if row else 0


def _content(twins: Twins, id: str) -> str:
    stored = twins.mirror.stored
    objective = stored.get(("objective", id))
    tree = twins.mirror.in_tree[id]
    parts = {key[1]: stored[key].values for key in tree if key[0] == "key_result"}
    return content_hash(objective.values if objective else {}, parts)


ACTS: dict[str, Callable[[Twins, Pc, int, int], list[Record]]] = {
    "objective": _objective,
    "key_result": _key_result,
    "check_in": _check_in,
    "too_early": _too_early,
    "retitle": _retitle,
    "give_away": _give_away,
    "remove": _remove,
    "evidence": _evidence,
    "review": _review,
    "link": _link,
    "far_ahead": _far_ahead,
}
acts = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.integers(0, 11))
requests = st.lists(st.tuples(st.integers(0, 2), st.lists(acts, max_size=4)), max_size=12)


@settings(max_examples=12, **_WIDE)  # type: ignore[arg-type]
@given(requests)
def test_it_answers_as_the_simulators_shelf_does(
    agencies: Agencies, played: list[tuple[int, list[tuple[str, int, int]]]]
) -> None:
    with agencies() as agency:
        twins = Twins(agency)
        for who in range(3):
            twins.ask(twins.pcs[who], twins.play([("objective", who, who)], twins.pcs[who]))
        for who, wanted in played:
            pc = twins.pcs[who]
            decisions = dict.fromkeys(twins.parked, "accept" if who else "decline")
            twins.ask(pc, twins.play(wanted, pc), decisions=decisions)
        twins.compare()


def test_what_waits_comes_when_its_row_does_and_its_author_alone_hears_of_it(
    agency: Agency,
) -> None:
    twins = Twins(agency)
    pc = twins.pcs[0]
    early = _too_early(twins, pc, 0, 3)
    parked = twins.ask(pc, early)
    assert parked.verdicts[0].fate == "parked"
    made = twins.ask(pc, _objective(twins, pc, 0, 0) + _key_result(twins, pc, 0, 1))
    assert [verdict.cid for verdict in made.fates if verdict.fate == "applied"] == [early[0].cid]
    assert twins.ask(pc, []).fates == []
    assert twins.ask(twins.pcs[1], []).fates == [], "who did not write it hears nothing"


def test_a_word_is_asked_for_what_changed_hands_and_may_be_given(agency: Agency) -> None:
    twins = Twins(agency)
    officer, head, _neighbour = twins.pcs
    (made,) = _objective(twins, officer, 0, 0)
    twins.ask(officer, [made])
    agency.clock.go_on(minutes=1)
    late = officer.change("set", "objective", made.eid, {"title": "Viết trước khi bàn giao"})
    agency.clock.go_on(minutes=1)
    gone = {"owner_person_id": agency.ids.head, "owner_unit_id": None}
    twins.ask(head, [head.change("set", "objective", made.eid, gone)])
    reply = twins.ask(officer, [late])
    assert [(one.fate, one.reason) for one in reply.verdicts] == [("parked", "handover")]
    assert [one["record"]["cid"] for one in twins.ask(head, []).handover] == [late.cid]
    twins.ask(head, [], decisions={late.cid: "accept"})
    assert [one.fate for one in twins.ask(officer, []).fates] == ["applied"]
    with agency.shelf() as shelf:
        assert shelf.handovers() == []
        assert shelf.rows([made.key])[made.key].values["title"] == late.set["title"]


def test_the_same_request_again_gets_the_same_verdicts(agency: Agency, enrolled_device: Pc) -> None:
    twins = Twins(agency)
    pc = twins.pcs[0]
    first = pc.request(_objective(twins, pc, 1, 1))
    replies = [_sent(agency, pc, first) for _ in range(2)]
    assert replies[0].verdicts == replies[1].verdicts
    assert replies[0].ack == replies[1].ack == 1
    with agency.shelf() as shelf:
        assert shelf.head() == replies[0].verdicts[0].aseq


def _sent(agency: Agency, pc: Pc, request: SyncRequest) -> SyncReply:
    around = Surroundings(agency.now_ms, bytes, lambda message, signature: True)
    with agency.shelf() as shelf:
        device = shelf.device(pc.device)
        assert device is not None
        return Serving(shelf, around).answer(device, request)


def _all_ids(shelf: SqlShelf) -> list[str]:
    statement = shelf_statements.TOUCHED
    rows = shelf.connection.execute(statement, {"agency_id": shelf.agency_id, "after": 0})
    return [row.eid for row in rows]


def _told(reply: SyncReply) -> dict[str, Any]:
    """Return what a reply says, but for the tree over the log, which the simulator has none of."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(reply))
    for name in ("checkpoint", "proof"):
        told.pop(name, None)
    for one in told.get("rows", ()):
        if one.get("row"):
            one["row"]["values"] = _values(one["ent"], one["row"]["values"])
    return told


def _whole(rows: dict[Key, Row]) -> dict[Key, Row]:
    return {key: Row(_values(key[0], row.values), row.stamps) for key, row in rows.items()}


def _values(entity: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return values with the defaults of what nobody set, and nothing where there is none."""
    defaults = {
        column.name: column.default.arg  # type: ignore[attr-defined]
        for column in schema.JOURNALLED[entity].columns
        if column.default is not None
    }
    return {name: value for name, value in {**defaults, **values}.items() if value is not None}
