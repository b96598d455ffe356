from dataclasses import replace

import pytest

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.review import content_hash
from okrdesk.sync.arrival import AHEAD_MS, Arrival
from okrdesk.sync.guards import ALL
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter

APPLIED = (Fate.APPLIED, None)
MISSING = (Fate.PARKED, Reason.MISSING_PARENT)
UNSEEN = (Fate.PARKED, Reason.UNSEEN_VERSION)
DEPENDS = (Fate.REFUSED, Reason.DEPENDS_ON_REFUSED)


def _hash(counter: Counter, objective: Record, **other: str) -> str:
    return content_hash({**counter.row(objective).values, **other}, {})


def test_verdicts_come_in_order_and_number_the_log_without_a_gap(counter: Counter) -> None:
    head = counter.shelf.head()
    objective = counter.objective("one")
    edits = [counter.edit("one", objective, title=str(number)) for number in range(3)]
    verdicts = counter.arrive(objective, *edits)
    assert [verdict.cid for verdict in verdicts] == [one.cid for one in (objective, *edits)]
    assert [verdict.aseq for verdict in verdicts] == [head + 1, head + 2, head + 3, head + 4]
    assert counter.shelf.head() == head + 4


def test_a_known_change_gets_the_verdict_it_got_and_no_place_in_the_log(counter: Counter) -> None:
    objective = counter.objective("one")
    stray = counter.edit("two", objective, title="x")
    first = counter.arrive(objective, stray)
    head = counter.shelf.head()
    assert counter.arrive(objective, stray) == first
    assert counter.shelf.head() == head


def test_a_change_that_comes_twice_in_one_request_counts_once(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    edit = counter.edit("one", objective, title="x")
    head = counter.shelf.head()
    one, other = counter.arrive(edit, edit)
    assert one == other
    assert counter.shelf.head() == head + 1


def test_a_group_stands_or_falls_together(counter: Counter) -> None:
    objective = counter.objective("one")
    part = counter.replaced(counter.key_result("one", objective), grp=objective.grp)
    bad = counter.replaced(part, cid=counter.ids(), eid=counter.ids(), set={"title": "x"})
    counter.arrive(objective, part, bad)
    assert counter.fates(objective, part, bad) == [
        DEPENDS,
        DEPENDS,
        (Fate.REFUSED, Reason.BAD_VALUE),
    ]
    assert objective.key not in counter.shelf.stored


def test_a_group_waits_together(counter: Counter) -> None:
    objective = counter.objective("one")
    part = counter.key_result("one", objective)
    action = counter.replaced(
        counter.change(
            "one",
            ent="action_item",
            eid=counter.ids(),
            op="create",
            set={"key_result_id": part.eid, "title": "Gọi"},
        ),
        grp=part.grp,
    )
    counter.arrive(part, action)
    assert counter.fates(part, action) == [MISSING, MISSING]
    counter.arrive(objective)
    assert counter.fates(part, action) == [APPLIED, APPLIED]
    assert not counter.shelf.waiting


def test_what_waits_is_released_in_a_chain(counter: Counter) -> None:
    objective = counter.objective("one")
    part = counter.key_result("one", objective)
    said = counter.check_in("one", part)
    edit = counter.edit("one", part, title="x")
    counter.arrive(said)
    counter.arrive(edit)
    counter.arrive(part)
    assert counter.fates(said, edit, part) == [MISSING, MISSING, MISSING]
    counter.arrive(objective)
    assert counter.fates(said, edit, part) == [APPLIED, APPLIED, APPLIED]
    assert counter.row(part).values["title"] == "x"


def test_what_waits_for_a_row_is_refused_when_that_is(counter: Counter) -> None:
    objective = counter.objective("two", owner_person_id=counter.person("one"))
    part = counter.key_result("one", objective)
    said = counter.check_in("one", part)
    counter.arrive(said, part)
    assert counter.fates(said, part) == [MISSING, MISSING]
    counter.arrive(objective)
    assert counter.fates(objective) == [(Fate.REFUSED, Reason.NO_AUTHORITY)]
    assert counter.fates(said, part) == [DEPENDS, DEPENDS]
    assert not counter.shelf.waiting


def test_what_hangs_on_a_refused_row_is_refused_with_it(counter: Counter) -> None:
    objective = counter.objective("two", owner_person_id=counter.person("one"))
    part = counter.key_result("one", objective)
    counter.arrive(objective, part)
    later = counter.key_result("one", objective)
    counter.arrive(later)
    assert counter.fates(part, later) == [DEPENDS, DEPENDS]


def test_a_move_to_a_cycle_that_is_not_there_waits(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    moved = counter.edit("one", objective, cycle_id=counter.ids())
    counter.arrive(moved)
    assert counter.fates(moved) == [MISSING]


def test_a_row_is_made_once(counter: Counter) -> None:
    objective = counter.objective("one")
    again = counter.replaced(objective, cid=counter.ids(), grp=counter.ids())
    counter.arrive(objective)
    counter.arrive(again)
    assert counter.fates(again) == [(Fate.REFUSED, Reason.DUPLICATE_OF)]


def test_an_approval_of_what_the_server_has_not_seen_waits_for_it(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    named = _hash(counter, objective, title="Bản mới")
    approval = counter.review("head1", objective, named)
    counter.arrive(approval)
    assert counter.fates(approval) == [UNSEEN]
    counter.arrive(counter.edit("one", objective, title="Bản khác"))
    assert counter.fates(approval) == [UNSEEN]
    counter.arrive(counter.edit("one", objective, title="Bản mới"))
    assert counter.fates(approval) == [APPLIED]


def test_an_approval_stands_whether_it_or_a_later_edit_comes_first(counter: Counter) -> None:
    other = Counter()
    for one, is_edit_first in ((counter, True), (other, False)):
        objective = one.objective("one")
        one.arrive(objective)
        approval = one.review("head1", objective, _hash(one, objective))
        edit = one.edit("one", objective, title="Sau")
        for record in (edit, approval) if is_edit_first else (approval, edit):
            one.arrive(record)
        assert one.fates(approval, edit) == [APPLIED, APPLIED]
    assert counter.shelf.stored == other.shelf.stored


def test_a_submission_needs_no_version(counter: Counter) -> None:
    objective = counter.objective("one")
    submitted = counter.review("one", objective, "f" * 64, "submit")
    counter.arrive(objective, submitted)
    assert counter.fates(submitted) == [APPLIED]


def test_a_clock_that_runs_ahead_is_replaced_by_the_servers(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    in_2030 = counter.replaced(
        counter.edit("one", objective, title="2030"), hlc=1_900_000_000_000 << 16
    )
    (verdict,) = counter.arrive(in_2030)
    assert verdict.hlc_eff is not None
    assert verdict.hlc_eff >> 16 == counter.now_ms
    later = counter.edit("head1", objective, verdict.hlc_eff, title="sau")
    counter.arrive(later)
    assert counter.row(objective).values["title"] == "sau"


def test_a_clock_a_little_ahead_is_taken_as_it_is(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    edit = counter.edit("one", objective, title="x")
    ahead = counter.replaced(edit, hlc=(counter.now_ms + AHEAD_MS) << 16)
    (verdict,) = counter.arrive(ahead)
    assert verdict.hlc_eff is None


@pytest.mark.logs("could not be decided")
def test_a_change_that_breaks_the_code_waits_and_blocks_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    poison = counter.edit("one", objective, title="độc")
    after = counter.edit("one", objective, title="sau")
    known = Arrival._effective

    def broken(self: Arrival, record: Record) -> int:
        if record.cid == poison.cid:
            raise ZeroDivisionError
        return known(self, record)

    monkeypatch.setattr(Arrival, "_effective", broken)
    counter.arrive(poison, after)
    assert counter.fates(poison, after) == [(Fate.PARKED, Reason.INTERNAL), APPLIED]
    assert poison.cid in counter.shelf.waiting


def test_rights_of_an_act_hold_for_what_follows_in_the_same_request(counter: Counter) -> None:
    values = {"person_id": counter.person("two"), "unit_id": counter.unit("u1"), "is_leader": True}
    post = counter.change("admin", ent="post", eid=counter.ids(), op="create", set=values)
    objective = counter.objective("one")
    edit = counter.edit("two", objective, title="Của trưởng mới")
    counter.arrive(objective, edit)
    assert counter.fates(edit) == [(Fate.REFUSED, Reason.NO_AUTHORITY)]
    again = counter.edit("two", objective, title="Của trưởng mới")
    counter.arrive(post, again)
    assert counter.fates(again) == [APPLIED]


def test_without_its_guard_each_protection_of_the_server_is_gone(counter: Counter) -> None:
    objective = counter.objective("one")
    counter.arrive(objective)
    counter.guards = replace(ALL, authority=False)
    stray = counter.edit("rogue", objective, title="x")
    counter.arrive(stray)
    assert counter.fates(stray) == [APPLIED]
    counter.guards = replace(ALL, park=False)
    part = counter.check_in("one", counter.key_result("one", objective))
    counter.arrive(part)
    assert counter.fates(part) == [DEPENDS]
