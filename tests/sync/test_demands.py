"""Who may change tasks, scores, decisions and papers, as the server judges it on arrival."""

from typing import Any

import pytest

from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.identity import evaluation_id, rating_id
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter
from tests.sync.office import DAY_MS
from tests.sync.work_acts import new_evaluation_of, new_task_of

APPLIED = (Fate.APPLIED, None)
REFUSED = (Fate.REFUSED, Reason.NO_AUTHORITY)
CLOSED = (Fate.REFUSED, Reason.CYCLE_CLOSED)


def task(counter: Counter, who: str, owner: str, **values: Any) -> Record:
    own = {**new_task_of(counter.person(owner), "Soạn tờ trình"), **values}
    return counter.made(who, "task", own)


def word(counter: Counter, who: str, entity: str, **values: Any) -> Record:
    own = {"author_id": counter.person(who), "entered_at": counter.now_ms, **values}
    return counter.made(who, entity, own, "append")


def delivery(counter: Counter, who: str, of: Record) -> Record:
    done = {"quantity": "1", "done_on": "2026-03-02"}
    return word(counter, who, "delivery", task_id=of.eid, **done)


def fault(counter: Counter, who: str, of: Record) -> Record:
    noted = {"kind": "content", "count": 1, "noted_on": "2026-03-02"}
    return word(counter, who, "fault", task_id=of.eid, **noted)


def step(counter: Counter, who: str, kind: str, **names: str) -> Record:
    return word(counter, who, "step", kind=kind, **names)


@pytest.fixture
def evaluation(counter: Counter) -> Record:
    """The evaluation of the officer `one`, in the open period."""
    person = counter.person("one")
    values = new_evaluation_of(counter.office, person)
    made = counter.made("one", "evaluation", values)
    made = counter.replaced(made, eid=evaluation_id(counter.office.period_id, person))
    counter.arrive(made)
    return made


def score(counter: Counter, who: str, of: Record, level: str) -> Record:
    given: dict[str, Any] = {"level": level, "marks": {"a": "9"}, "inputs": {}, "outcome": {}}
    return word(counter, who, "score", evaluation_id=of.eid, **given)


def close(counter: Counter) -> Record:
    base = {"state": 0}
    key = {"ent": "period", "eid": counter.office.period_id}
    return counter.change("planner", **key, op="set", set={"state": "closed"}, base=base)


@pytest.mark.parametrize(
    ("who", "may"),
    [("one", True), ("head1", True), ("leader", True), ("two", False), ("planner", False)],
)
def test_a_task_is_written_by_its_owner_and_those_above(
    counter: Counter, who: str, may: bool
) -> None:
    made = task(counter, who, "one")
    counter.arrive(made)
    assert counter.fates(made) == [APPLIED if may else REFUSED]


def test_who_stands_for_a_task_signs_in_the_own_name_and_may_assign(counter: Counter) -> None:
    by_head = task(counter, "head1", "one", assigned_by=counter.person("head1"))
    in_another_name = task(counter, "head1", "one", assigned_by=counter.person("leader"))
    by_oneself = task(counter, "one", "one", assigned_by=counter.person("one"))
    head_for_herself = task(counter, "head1", "head1", assigned_by=counter.person("head1"))
    made = (by_head, in_another_name, by_oneself, head_for_herself)
    counter.arrive(*made)
    assert counter.fates(*made) == [APPLIED, REFUSED, REFUSED, REFUSED]


def test_what_was_agreed_is_changed_by_who_assigns_only(counter: Counter) -> None:
    made = task(counter, "one", "one")
    counter.arrive(made)
    before = counter.edit("one", made, quantity="6")
    accept = counter.edit("head1", made, assigned_by=counter.person("head1"))
    counter.arrive(before, accept)
    edits = [
        counter.edit("one", made, quantity="1"),
        counter.edit("one", made, note="xong một nửa"),
        counter.edit("head1", made, quantity="4"),
        counter.remove("one", made),
    ]
    counter.arrive(*edits)
    assert counter.fates(before, accept) == [APPLIED, APPLIED]
    assert [fate for fate, _ in counter.fates(*edits)] == [
        Fate.REFUSED,
        Fate.APPLIED,
        Fate.APPLIED,
        Fate.REFUSED,
    ]


def test_nobody_finds_or_excuses_the_own_faults(counter: Counter) -> None:
    made = task(counter, "one", "one")
    counter.arrive(made)
    done, own, by_head = (
        delivery(counter, "one", made),
        fault(counter, "one", made),
        fault(counter, "head1", made),
    )
    asked = word(
        counter,
        "one",
        "cause",
        task_id=made.eid,
        kind="disaster",
        from_on="2026-03-02",
        reason="Mưa lũ",
    )
    counter.arrive(done, own, by_head, asked)
    assert counter.fates(done, own, by_head, asked) == [APPLIED, REFUSED, APPLIED, APPLIED]
    by_oneself = step(counter, "one", "confirm", cause_id=asked.eid)
    confirmed = step(counter, "head1", "confirm", cause_id=asked.eid)
    withdrawn = counter.remove("leader", by_head)
    counter.arrive(by_oneself, confirmed, withdrawn)
    assert counter.fates(by_oneself, confirmed, withdrawn) == [REFUSED, APPLIED, APPLIED]


def test_nobody_finds_a_fault_in_anothers_name(counter: Counter) -> None:
    made = task(counter, "one", "one")
    found = {"kind": "content", "count": 1, "noted_on": "2026-03-02"}
    forged = word(
        counter, "head1", "fault", task_id=made.eid, author_id=counter.person("leader"), **found
    )
    counter.arrive(made, forged)
    assert counter.fates(made, forged) == [APPLIED, REFUSED]


def test_each_level_scores_and_decides_by_its_right(counter: Counter, evaluation: Record) -> None:
    said = {
        (who, level): score(counter, who, evaluation, level)
        for who in ("one", "head1", "leader", "two")
        for level in ("self", "head", "authority")
    }
    counter.arrive(*said.values())
    taken = {pair for pair, one in said.items() if counter.fates(one) == [APPLIED]}
    assert taken == {
        ("one", "self"),
        ("head1", "head"),
        ("leader", "head"),
        ("leader", "authority"),
    }
    named = {"evaluation_id": evaluation.eid, "score_id": said["head1", "head"].eid}
    proposed, self_proposed, approved, half_approved = (
        step(counter, "head1", "propose", **named),
        step(counter, "one", "propose", **named),
        step(counter, "leader", "approve", **named),
        step(counter, "head1", "approve", **named),
    )
    counter.arrive(proposed, self_proposed, approved, half_approved)
    fates = counter.fates(proposed, self_proposed, approved, half_approved)
    assert fates == [APPLIED, REFUSED, APPLIED, REFUSED]


def test_a_decision_on_a_score_that_is_not_here_yet_waits_for_it(
    counter: Counter, evaluation: Record
) -> None:
    given = score(counter, "head1", evaluation, "head")
    approved = step(counter, "leader", "approve", evaluation_id=evaluation.eid, score_id=given.eid)
    counter.arrive(approved)
    assert counter.fates(approved) == [(Fate.PARKED, Reason.MISSING_PARENT)]
    counter.arrive(given)
    assert counter.fates(approved) == [APPLIED]


def test_a_closed_period_takes_no_score_until_the_evaluation_is_reopened(
    counter: Counter, evaluation: Record
) -> None:
    settled = step(counter, "leader", "approve", evaluation_id=evaluation.eid)
    shut, late = close(counter), score(counter, "one", evaluation, "self")
    counter.arrive(settled, shut, late)
    assert counter.fates(settled, shut, late) == [APPLIED, APPLIED, CLOSED]
    complaint = step(counter, "one", "complain", evaluation_id=evaluation.eid)
    reopened = step(counter, "leader", "reopen", evaluation_id=evaluation.eid)
    counter.arrive(complaint, reopened)
    again = score(counter, "one", evaluation, "self")
    approved = step(counter, "leader", "approve", evaluation_id=evaluation.eid)
    too_late = score(counter, "one", evaluation, "self")
    counter.arrive(again)
    counter.arrive(approved, too_late)
    made = (complaint, reopened, again, approved, too_late)
    assert counter.fates(*made) == [APPLIED, APPLIED, APPLIED, APPLIED, CLOSED]


def test_only_what_was_approved_can_be_reopened_in_a_closed_period(
    counter: Counter, evaluation: Record
) -> None:
    shut = close(counter)
    reopened = step(counter, "leader", "reopen", evaluation_id=evaluation.eid)
    late = score(counter, "one", evaluation, "self")
    counter.arrive(shut, reopened, late)
    assert counter.fates(shut, reopened, late) == [APPLIED, APPLIED, CLOSED]


def test_two_people_who_prepare_the_same_evaluation_make_one(
    counter: Counter, evaluation: Record
) -> None:
    values = {**evaluation.set, "title": "Chuyên viên"}
    again = counter.made("head1", "evaluation", values)
    again = counter.replaced(again, eid=evaluation.eid)
    counter.arrive(again)
    assert counter.fates(again) == [APPLIED]
    assert counter.row(evaluation).values["title"] == "Chuyên viên"


def test_an_evaluation_has_the_id_of_its_period_and_person_and_keeps_both(
    counter: Counter, evaluation: Record
) -> None:
    another = counter.made("head1", "evaluation", dict(evaluation.set))
    moved = counter.edit("head1", evaluation, owner_person_id=counter.person("two"))
    counter.arrive(another, moved)
    assert counter.fates(another, moved) == [(Fate.REFUSED, Reason.BAD_VALUE)] * 2


def test_what_is_an_officers_own_goes_to_the_officer_and_those_above_only(
    counter: Counter, evaluation: Record
) -> None:
    given = score(counter, "one", evaluation, "self")
    counter.arrive(given)
    held = counter.shelf.holding[given.eid]
    own, heads = f"u:{counter.person('one')}", f"h:{counter.unit('u1')}"
    assert {scope for scope, is_held in held.items() if is_held} == {own, heads}


@pytest.mark.parametrize(
    ("entity", "names"),
    [
        ("step", {}),
        ("step", {"task_id": "0" * 8, "evaluation_id": "1" * 8}),
        ("cause", {}),
        ("attachment", {}),
    ],
)
def test_a_word_is_about_just_one_thing(counter: Counter, entity: str, names: Any) -> None:
    known = {name: counter.person("one") for name in names}
    extra = {
        "step": {"kind": "accept"},
        "cause": {"kind": "other", "from_on": "2026-03-02", "reason": "x"},
        "attachment": {"kind": "scan", "name": "a.pdf", "sha256": "0" * 64, "size": 1},
    }[entity]
    said = word(counter, "one", entity, **known, **extra)
    counter.arrive(said)
    assert counter.fates(said) == [(Fate.REFUSED, Reason.BAD_VALUE)]


def reopening(counter: Counter, who: str, **more: str) -> Record:
    key = {"ent": "period", "eid": counter.office.period_id}
    return counter.change(who, **key, op="set", set={"state": "open", **more}, base={"state": 0})


def test_a_closed_period_is_opened_again_with_a_reason_by_who_may_reopen(counter: Counter) -> None:
    counter.arrive(close(counter))
    without, planner, leader = (
        reopening(counter, "leader"),
        reopening(counter, "planner", note="Chấm sót"),
        reopening(counter, "leader", note="Chấm sót"),
    )
    counter.arrive(without, planner, leader)
    assert counter.fates(without, planner, leader) == [REFUSED, REFUSED, APPLIED]


def test_work_that_counts_in_a_closed_period_is_locked(
    counter: Counter, evaluation: Record
) -> None:
    signed = {"assigned_by": counter.person("head1"), "due_on": "2026-03-20"}
    counted = task(counter, "head1", "one", **signed)
    waiting = task(counter, "one", "one", due_on="2026-03-20")
    counter.arrive(counted, waiting)
    counter.arrive(close(counter))
    late = {"quantity": "1", "done_on": "2026-04-02"}
    by_leader = signed | {"assigned_by": counter.person("leader")}
    changes = [
        delivery(counter, "one", counted),
        fault(counter, "head1", counted),
        counter.edit("head1", counted, quantity="1"),
        step(counter, "head1", "cancel", task_id=counted.eid),
        step(counter, "head1", "accept", task_id=waiting.eid),
        task(counter, "head1", "one", **signed),
    ]
    free = [
        word(counter, "one", "delivery", task_id=counted.eid, **late),
        counter.edit("head1", counted, note="Chờ ý kiến"),
        counter.edit("one", waiting, due_on="2026-04-20"),
        task(counter, "leader", "two", **by_leader),  # nobody evaluates `two` in it
    ]
    counter.arrive(*changes, *free)
    assert counter.fates(*changes) == [CLOSED] * len(changes)
    assert counter.fates(*free) == [APPLIED] * len(free)
    counter.arrive(reopening(counter, "leader", note="Chấm sót"))
    again = counter.edit("head1", counted, quantity="2")
    counter.arrive(again)
    assert counter.fates(again) == [APPLIED]


def counted_task(counter: Counter) -> Record:
    """Return a task of March that somebody stands for, which the officer `one` is evaluated by."""
    signed = {"assigned_by": counter.person("head1"), "due_on": "2026-03-20"}
    made = task(counter, "head1", "one", **signed)
    counter.arrive(made)
    return made


def test_papers_for_a_cause_come_after_the_closing_too(
    counter: Counter, evaluation: Record
) -> None:
    counted = counted_task(counter)
    named = {"kind": "disaster", "from_on": "2026-03-02", "reason": "Mưa lũ"}
    cause = word(counter, "one", "cause", task_id=counted.eid, **named)
    scan = {"kind": "scan", "name": "a.pdf", "sha256": "0" * 64, "size": 1}
    paper = word(counter, "one", "attachment", cause_id=cause.eid, **scan)
    late = word(counter, "one", "cause", task_id=counted.eid, **named)
    counter.arrive(cause, close(counter))
    counter.arrive(paper, late)
    assert counter.fates(cause, paper, late) == [APPLIED, APPLIED, CLOSED]


def test_what_was_delivered_in_a_closed_period_is_not_corrected_into_a_later_one(
    counter: Counter, evaluation: Record
) -> None:
    first = delivery(counter, "one", counted_task(counter))
    counter.arrive(first, close(counter))
    moved = {"quantity": "1", "done_on": "2026-04-02", "corrects_id": first.eid}
    later = word(counter, "one", "delivery", task_id=first.set["task_id"], **moved)
    counter.arrive(later)
    assert counter.fates(first, later) == [APPLIED, CLOSED]


def test_a_closed_year_locks_no_tasks(counter: Counter, evaluation: Record) -> None:
    span = {"start_on": "2026-01-01", "end_on": "2026-12-31"}
    year = counter.made(
        "planner", "period", {"code": "2026", "kind": "year", "state": "open"} | span
    )
    values = {**evaluation.set, "period_id": year.eid}
    whole = counter.made("one", "evaluation", values)
    whole = counter.replaced(whole, eid=evaluation_id(year.eid, counter.person("one")))
    key = {"ent": "period", "eid": year.eid}
    shut = counter.change("planner", **key, op="set", set={"state": "closed"}, base={"state": 0})
    counter.arrive(year, whole, shut)
    score_of_year = score(counter, "one", whole, "self")
    edit = counter.edit("head1", counted_task(counter), quantity="2")
    counter.arrive(score_of_year, edit)
    assert counter.fates(whole, shut, score_of_year, edit) == [APPLIED, APPLIED, CLOSED, APPLIED]


def test_a_units_rating_is_given_before_its_period_closes(counter: Counter) -> None:
    def rating(unit: str) -> Record:
        names = {"period_id": counter.office.period_id, "unit_id": counter.unit(unit)}
        made = counter.made("leader", "unit_rating", {**names, "band": "A", "note": ""})
        return counter.replaced(made, eid=rating_id(*names.values()))

    early, late = rating("u1"), rating("u2")
    counter.arrive(early, close(counter))
    counter.arrive(late)
    assert counter.fates(early, late) == [APPLIED, CLOSED]


def test_a_word_for_what_waited_does_not_open_a_closed_period(
    counter: Counter, evaluation: Record
) -> None:
    counted = counted_task(counter)
    late = counter.edit("head1", counted, quantity="1")
    late = counter.replaced(late, hlc=(counter.now_ms - 2 * DAY_MS) << 16)
    home = counter.office.homes["head1"]
    counter.arrive(counter.change("admin", ent="post", eid=home, set={"to_on": "2026-03-02"}))
    counter.arrive(late)
    assert counter.fates(late) == [(Fate.PARKED, Reason.HANDOVER)]
    counter.arrive(close(counter))
    counter.answer("leader", late.cid, "accept")
    assert counter.fates(late) == [CLOSED]
