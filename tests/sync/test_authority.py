from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from okrdesk.domain.fate import Fate, Reason
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter
from tests.sync.office import DAY_MS

APPLIED = (Fate.APPLIED, None)
REFUSED = (Fate.REFUSED, Reason.NO_AUTHORITY)
HANDOVER = (Fate.PARKED, Reason.HANDOVER)


@pytest.fixture
def plan(counter: Counter) -> Record:
    """An objective of the officer `one`, in unit u1."""
    objective = counter.objective("one")
    counter.arrive(objective)
    return objective


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("one", True),
        ("head1", True),
        ("leader", True),
        ("planner", True),
        ("two", False),
        ("head2", False),
        ("admin", False),
        ("rogue", False),
    ],
)
def test_an_objective_is_edited_by_owner_heads_above_and_planners(
    counter: Counter, plan: Record, who: str, may: bool
) -> None:
    edit = counter.edit(who, plan, title="Khác")
    counter.arrive(edit)
    assert counter.fates(edit) == [APPLIED if may else REFUSED]
    assert (counter.row(plan).values["title"] == "Khác") is may


@pytest.mark.parametrize(
    ("who", "fields", "may"),
    [
        ("admin", {"owner_unit_id": "u2"}, True),
        ("admin", {"owner_unit_id": "u2", "title": "Khác"}, False),
        ("admin", {"owner_unit_id": None, "owner_person_id": "one"}, False),
        ("two", {"owner_unit_id": "u2"}, False),
    ],
)
def test_who_orders_the_units_gives_their_work_to_successors(
    counter: Counter, who: str, fields: dict[str, Any], may: bool
) -> None:
    ids = {"u2": counter.unit("u2"), "one": counter.person("one")}
    of_unit = counter.objective("leader", owner_person_id=None, owner_unit_id=counter.unit("u1"))
    counter.arrive(of_unit)
    given = {name: ids.get(value, value) for name, value in fields.items()}
    edit = counter.edit(who, of_unit, **given)
    counter.arrive(edit)
    assert counter.fates(edit) == [APPLIED if may else REFUSED]


def test_whoever_answers_for_a_key_result_checks_it_in(counter: Counter, plan: Record) -> None:
    part = counter.key_result("one", plan, owner_person_id=counter.person("three"))
    counter.arrive(part)
    by = {who: counter.check_in(who, part) for who in ("one", "three", "head2", "two")}
    counter.arrive(*by.values())
    assert [fate for fate, _ in counter.fates(*by.values())] == [
        Fate.APPLIED,
        Fate.APPLIED,
        Fate.APPLIED,
        Fate.REFUSED,
    ]


def test_nobody_signs_for_another(counter: Counter, plan: Record) -> None:
    part = counter.key_result("one", plan)
    counter.arrive(part)
    forged = counter.check_in("one", part, author_id=counter.person("two"))
    submitted = counter.review("one", plan, "0" * 64, "submit")
    other = counter.replaced(
        submitted, cid=counter.ids(), set={**submitted.set, "author_id": counter.person("head1")}
    )
    counter.arrive(forged, other)
    assert counter.fates(forged, other) == [REFUSED, REFUSED]


def test_a_check_in_is_taken_back_by_its_author_only(counter: Counter, plan: Record) -> None:
    part = counter.key_result("one", plan)
    said = counter.check_in("one", part)
    counter.arrive(part, said)
    by_head, by_author = counter.remove("head1", said), counter.remove("one", said)
    counter.arrive(by_head, by_author)
    assert counter.fates(by_head, by_author) == [REFUSED, APPLIED]


def test_submitting_is_the_owners_and_taken_back_by_who_did(counter: Counter, plan: Record) -> None:
    submitted = counter.review("one", plan, "0" * 64, "submit")
    by_colleague = counter.review("two", plan, "0" * 64, "submit")
    counter.arrive(submitted, by_colleague)
    undo = counter.remove("one", submitted)
    counter.arrive(undo)
    assert counter.fates(submitted, by_colleague, undo) == [APPLIED, REFUSED, APPLIED]


@pytest.mark.parametrize(
    ("who", "may"),
    [("head1", True), ("leader", True), ("one", False), ("two", False), ("planner", False)],
)
def test_approving_is_for_those_above_the_owner(
    counter: Counter, plan: Record, who: str, may: bool
) -> None:
    seen = next(hash for id, hash in counter.shelf.seen_versions if id == plan.eid)
    approval = counter.review(who, plan, seen)
    counter.arrive(approval)
    assert counter.fates(approval) == [APPLIED if may else REFUSED]


def test_a_head_does_not_approve_the_own_but_who_has_nobody_above_does(counter: Counter) -> None:
    for who, may in (("head1", False), ("leader", True)):
        own = counter.objective(who)
        counter.arrive(own)
        seen = next(hash for id, hash in counter.shelf.seen_versions if id == own.eid)
        approval = counter.review(who, own, seen)
        counter.arrive(approval)
        assert counter.fates(approval) == [APPLIED if may else REFUSED]


def _levels(counter: Counter, levels: int) -> Record:
    values = {"key": "approval_levels", "value": levels}
    return counter.made("admin", "office_setting", values)


def _given(counter: Counter, who: str, plan: Record, level: int) -> Record:
    seen = next(hash for id, hash in counter.shelf.seen_versions if id == plan.eid)
    word = counter.review(who, plan, seen)
    return counter.replaced(word, set={**word.set, "level": level})


def test_each_further_level_is_for_a_unit_above_and_another_person(
    counter: Counter, plan: Record
) -> None:
    by_head, again = (_given(counter, "head1", plan, level) for level in (1, 2))
    by_leader = [_given(counter, "leader", plan, level) for level in (2, 3)]
    counter.arrive(by_head, again, *by_leader)
    assert counter.fates(by_head, again, *by_leader) == [APPLIED, REFUSED, APPLIED, APPLIED]


def test_a_head_in_two_places_gives_one_level_of_the_two(counter: Counter, plan: Record) -> None:
    values = {"person_id": counter.person("head1"), "unit_id": counter.unit("root")}
    unit = {"code": "SUB", "name": "Tổ", "parent_id": counter.unit("u1")}
    below = counter.made("admin", "unit", unit)
    post = {**values, "unit_id": below.eid, "person_id": counter.person("two"), "is_leader": False}
    member = counter.made("admin", "post", post)
    deeper = counter.objective("two", owner_person_id=None, owner_unit_id=below.eid)
    counter.arrive(below, member)
    lead = counter.made(
        "admin", "post", {**post, "person_id": values["person_id"], "is_leader": True}
    )
    planned = counter.replaced(deeper, actor=counter.person("planner"))
    counter.arrive(lead, planned)
    first, second = (_given(counter, "head1", planned, level) for level in (1, 2))
    counter.arrive(first)
    counter.arrive(second)
    assert counter.fates(first, second) == [APPLIED, REFUSED]


def test_a_submission_asks_for_as_many_levels_as_the_office(counter: Counter, plan: Record) -> None:
    before = counter.review("one", plan, "0" * 64, "submit")
    counter.arrive(_levels(counter, 2))
    after = counter.review("one", plan, "0" * 64, "submit")
    enough = counter.review("one", plan, "0" * 64, "submit")
    enough = counter.replaced(enough, set={**enough.set, "level": 2})
    counter.arrive(before, after, enough)
    assert counter.fates(before, after, enough) == [
        APPLIED,
        (Fate.REFUSED, Reason.STATE_CHANGED),
        APPLIED,
    ]


def test_an_approval_brings_the_content_that_it_names(counter: Counter, plan: Record) -> None:
    word = _given(counter, "head1", plan, 1)
    forged = counter.replaced(word, set={**word.set, "content": {"objective": {"title": "x"}}})
    counter.arrive(forged)
    assert counter.fates(forged) == [(Fate.REFUSED, Reason.STATE_CHANGED)]


Make = Callable[[Counter], Record]


def _unit(counter: Counter) -> Record:
    return counter.change("one", ent="unit", eid=counter.unit("u1"), set={"name": "x"})


def _role(counter: Counter) -> Record:
    values = {"person_id": counter.person("one"), "role": "administrator"}
    return counter.change("one", ent="role_grant", eid=counter.ids(), op="create", set=values)


def _post(counter: Counter) -> Record:
    values = {
        "person_id": counter.person("one"),
        "unit_id": counter.unit("root"),
        "is_leader": True,
    }
    return counter.change("one", ent="post", eid=counter.ids(), op="create", set=values)


def _cycle(counter: Counter) -> Record:
    return counter.change("one", ent="cycle", eid=counter.office.cycle_id, set={"state": "closed"})


@pytest.mark.parametrize("make", [_unit, _role, _post, _cycle])
def test_the_organisation_is_the_administrators(counter: Counter, make: Make) -> None:
    change = make(counter)
    admin = counter.person("admin")
    same = counter.replaced(change, cid=counter.ids(), actor=admin, dev=admin)
    counter.arrive(change)
    counter.arrive(same)
    assert counter.fates(change, same) == [REFUSED, APPLIED]


def test_nothing_changes_in_a_closed_cycle_nor_moves_into_one(
    counter: Counter, plan: Record
) -> None:
    into = counter.edit("one", plan, cycle_id=counter.office.other_cycle_id)
    made = counter.objective("one", cycle_id=counter.office.other_cycle_id)
    counter.arrive(into, made)
    closed = (Fate.REFUSED, Reason.CYCLE_CLOSED)
    assert counter.fates(into, made) == [closed, closed]


def test_a_check_in_counts_by_the_day_it_was_made_however_late_it_arrives(
    counter: Counter, plan: Record
) -> None:
    part = counter.key_result("one", plan)
    closing = {
        "objective_id": plan.eid,
        "author_id": counter.person("one"),
        "entered_at": 1,
        "grade": "0.7",
        "outcome": "reached",
        "reason": "Hết kỳ",
    }
    ends = counter.made("one", "closure", closing, "append")
    counter.arrive(part, ends)
    assert counter.fates(part, ends) == [APPLIED, APPLIED]
    counter.now_ms = _ms(2027, 1, 7)
    in_time, corrects = counter.check_in("one", part), counter.check_in("one", part)
    counter.now_ms = _ms(2027, 1, 8)
    late = counter.check_in("one", part)
    longer = {"key": "late_days", "value": 20}
    setting = counter.made("admin", "office_setting", longer)
    counter.now_ms = _ms(2027, 1, 15)
    after = counter.check_in("one", part)
    counter.arrive(in_time, late)
    closed = (Fate.REFUSED, Reason.CYCLE_CLOSED)
    assert counter.fates(in_time, late) == [APPLIED, closed]
    counter.arrive(setting, corrects, after)
    assert counter.fates(corrects, after) == [APPLIED, APPLIED]
    counter.now_ms = _ms(2027, 1, 21)
    beyond = counter.check_in("one", part)
    counter.arrive(beyond)
    assert counter.fates(beyond) == [closed]


def _ms(*day: int) -> int:
    return int(datetime(*day, 8, tzinfo=UTC).timestamp() * 1000)


def test_a_stranger_without_a_post_is_told_so(counter: Counter, plan: Record) -> None:
    ends = counter.change(
        "admin",
        ent="post",
        eid=counter.office.homes["two"],
        set={"to_on": "2026-02-01"},
    )
    edit = counter.edit("two", plan, title="x")
    counter.arrive(ends)
    counter.arrive(edit)
    assert counter.fates(edit) == [(Fate.REFUSED, Reason.NOT_IN_POSTING)]


def _transfer(counter: Counter, who: str, unit: str, *, leads: bool) -> None:
    """End a person's post with yesterday and begin another."""
    ends = counter.change(
        "admin",
        ent="post",
        eid=counter.office.homes[who],
        set={"to_on": "2026-03-02"},
    )
    values: dict[str, Any] = {
        "person_id": counter.person(who),
        "unit_id": counter.unit(unit),
        "is_leader": leads,
        "from_on": "2026-03-03",
    }
    begins = counter.change("admin", ent="post", eid=counter.ids(), op="create", set=values)
    counter.arrive(ends, begins)


def test_what_was_made_before_a_transfer_waits_for_who_is_responsible_now(
    counter: Counter, plan: Record
) -> None:
    yesterday = counter.now_ms - 2 * DAY_MS
    late = counter.replaced(counter.edit("head1", plan, title="Muộn"), hlc=yesterday << 16)
    _transfer(counter, "head1", "u2", leads=False)
    counter.arrive(late)
    assert counter.fates(late) == [HANDOVER]
    assert counter.row(plan).values["title"] != "Muộn"

    counter.answer("two", late.cid, "accept")
    assert counter.fates(late) == [HANDOVER]
    counter.answer("one", late.cid, "accept")
    assert counter.fates(late) == [APPLIED]
    assert not counter.shelf.waiting


def test_who_is_responsible_may_decline(counter: Counter, plan: Record) -> None:
    late = counter.replaced(
        counter.edit("head1", plan, title="Muộn"), hlc=(counter.now_ms - 2 * DAY_MS) << 16
    )
    _transfer(counter, "head1", "u2", leads=False)
    counter.arrive(late)
    counter.answer("one", late.cid, "decline")
    assert counter.fates(late) == [REFUSED]
    assert not counter.shelf.waiting


def test_an_edit_by_who_owned_it_when_it_was_made_waits_for_the_new_owner(
    counter: Counter, plan: Record
) -> None:
    late = counter.edit("one", plan, title="Trước khi giao")
    given = counter.edit("planner", plan, owner_person_id=counter.person("three"))
    counter.arrive(given)
    counter.arrive(late)
    assert counter.fates(late) == [HANDOVER]


def test_a_right_of_long_ago_is_not_taken_for_one_of_the_time(
    counter: Counter, plan: Record
) -> None:
    given = counter.edit("planner", plan, owner_person_id=counter.person("three"))
    counter.arrive(given)
    after = counter.edit("one", plan, title="Sau khi giao")
    counter.arrive(after)
    assert counter.fates(after) == [REFUSED]


def test_who_was_to_be_owner_by_an_act_that_did_not_stand_was_none(
    counter: Counter, plan: Record
) -> None:
    early = counter.edit("three", plan, title="Như thể của mình")
    given = counter.edit("planner", plan, owner_person_id=counter.person("three"))
    bad = counter.change("planner", ent="unit", eid=counter.unit("u1"), set={"name": "x"})
    bad = counter.replaced(bad, grp=given.grp)
    really = counter.edit("planner", plan, owner_person_id=counter.person("two"))
    counter.arrive(given, bad, really, early)
    assert counter.fates(really, early) == [APPLIED, REFUSED]


@pytest.mark.parametrize(("who", "may"), [("admin", True), ("planner", False), ("two", False)])
def test_who_keeps_the_archive_removes_with_all_that_hangs_on_it_what_is_put_away(
    counter: Counter, plan: Record, who: str, may: bool
) -> None:
    part = counter.key_result("one", plan)
    value = counter.check_in("one", part)
    counter.arrive(part, value)
    early = counter.remove(who, value)
    counter.arrive(early)
    assert counter.fates(early) == [REFUSED]
    counter.arrive(counter.edit("admin", plan, archived=True))
    late = counter.remove(who, value)
    counter.arrive(late)
    assert counter.fates(late) == [APPLIED if may else REFUSED]
