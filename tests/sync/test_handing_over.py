"""A change that its author hands over waits for whoever is responsible, who takes it or not."""

import pytest

from okrdesk.domain.act import Act
from okrdesk.domain.fate import Fate, Reason
from okrdesk.sync.record import Record
from tests.sync.conftest import Counter
from tests.sync.test_serving import Machine

APPLIED = (Fate.APPLIED, None)
REFUSED = (Fate.REFUSED, Reason.NO_AUTHORITY)
HANDOVER = (Fate.PARKED, Reason.HANDOVER)


@pytest.fixture
def plan(counter: Counter) -> Record:
    """An objective of the officer `one`, in unit u1."""
    objective = counter.objective("one")
    counter.arrive(objective)
    return objective


def offered(counter: Counter, record: Record) -> Record:
    return counter.replaced(record, act=Act.HAND_OVER.value)


def test_it_waits_for_the_owner_instead_of_being_refused(counter: Counter, plan: Record) -> None:
    edit = counter.edit("two", plan, title="Theo anh Hai")
    counter.arrive(edit)
    assert counter.fates(edit) == [REFUSED]
    again = offered(counter, counter.edit("two", plan, title="Theo anh Hai"))
    counter.arrive(again)
    assert counter.fates(again) == [HANDOVER]
    assert counter.row(plan).values["title"] != "Theo anh Hai"
    counter.answer("one", again.cid, "accept")
    assert counter.fates(again) == [APPLIED]
    assert counter.row(plan).values["title"] == "Theo anh Hai"


def test_its_author_does_not_accept_it(counter: Counter, plan: Record) -> None:
    edit = offered(counter, counter.edit("two", plan, title="Theo anh Hai"))
    counter.arrive(edit)
    counter.answer("two", edit.cid, "accept")
    assert counter.fates(edit) == [HANDOVER]


def test_who_has_left_hands_nothing_over(counter: Counter, plan: Record) -> None:
    two = counter.person("two")
    counter.arrive(counter.change("admin", ent="person", eid=two, set={"archived": True}))
    edit = offered(counter, counter.edit("two", plan, title="Theo anh Hai"))
    counter.arrive(edit)
    assert counter.fates(edit) == [REFUSED]


def test_it_is_shown_to_who_may_take_it_and_never_to_its_author(
    counter: Counter, plan: Record
) -> None:
    edit = offered(counter, counter.edit("two", plan, title="Theo anh Hai"))
    counter.arrive(edit)
    post = {"person_id": counter.person("two"), "unit_id": counter.unit("u1"), "is_leader": True}
    counter.arrive(counter.made("admin", "post", post))
    shown = {who: Machine(counter, who).send().handover for who in ("one", "two", "three")}
    assert {who: len(told) for who, told in shown.items()} == {"one": 1, "two": 0, "three": 0}
    assert shown["one"][0]["record"]["cid"] == edit.cid


def test_who_may_make_the_change_needs_nobody(counter: Counter, plan: Record) -> None:
    edit = offered(counter, counter.edit("one", plan, title="Của mình"))
    counter.arrive(edit)
    assert counter.fates(edit) == [APPLIED]


def test_a_word_of_approval_and_another_s_name_cannot_be_handed_over(
    counter: Counter, plan: Record
) -> None:
    submitted = offered(counter, counter.review("two", plan, "0" * 64, "submit"))
    part = counter.key_result("one", plan)
    forged = offered(counter, counter.check_in("two", part, author_id=counter.person("one")))
    counter.arrive(part, submitted, forged)
    assert counter.fates(submitted, forged) == [REFUSED, REFUSED]


def test_the_organisation_cannot_be_handed_over(counter: Counter) -> None:
    values = {"code": "X", "name": "Phòng X"}
    unit = counter.change("one", ent="unit", eid=counter.ids(), op="create", set=values)
    counter.arrive(offered(counter, unit))
    assert counter.fates(unit) == [REFUSED]


def test_work_on_a_key_result_that_changed_hands_waits_for_a_word(
    counter: Counter, plan: Record
) -> None:
    part = counter.key_result("one", plan, owner_person_id=counter.person("three"))
    counter.arrive(part)
    late = counter.check_in("three", part)
    given = counter.edit("one", part, owner_person_id=counter.person("one"))
    counter.arrive(given)
    counter.arrive(late)
    assert counter.fates(late) == [HANDOVER]
    after = counter.check_in("three", part)
    counter.arrive(after)
    assert counter.fates(after) == [REFUSED]
