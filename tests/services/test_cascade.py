"""Objectives are handed down: one for each unit and person, linked to the one above."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.objective import LinkKind, Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.cascade import MOST_OWNERS, HandDown, hand_down
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.key_results import find_key_result
from okrdesk.services.lists import Filter, find_objective_ids
from okrdesk.services.objective_details import ObjectiveDetail, find_objective_detail
from okrdesk.services.objectives import Alignment
from tests.offices import Office, check_in, make_key_result, make_objective


@pytest.fixture
def above(office: Office) -> str:
    return make_objective(
        office.desk, office.ids, Owner(unit_id=office.ids.root), title="Nâng mức hài lòng"
    )


def found(desk: Desk, id: str) -> ObjectiveDetail:
    return find_objective_detail(desk, id)


def test_each_owner_gets_a_linked_objective(office: Office, above: str) -> None:
    ids = office.ids
    owners = (Owner(unit_id=ids.division), Owner(ids.officer))
    alignment = Alignment(weight=Decimal(40))
    made = hand_down(office.desk, HandDown(above, owners, alignment=alignment)).value
    for id, owner in zip(made, owners, strict=True):
        below = found(office.desk, id)
        assert below.objective.title == "Nâng mức hài lòng"
        assert below.objective.owner == owner
        (link,) = below.links
        assert (link.objective_id, link.kind) == (above, LinkKind.CONTRIBUTES)
        assert link.weight == Decimal(40)
    assert len(found(office.desk, above).links) == 2


def test_chosen_key_results_go_along_without_their_check_ins(office: Office, above: str) -> None:
    first = make_key_result(office.desk, above, title="Tỷ lệ đúng hạn")
    make_key_result(office.desk, above, title="Không giao")
    check_in(office.desk, first, 60)
    owner = Owner(office.ids.officer)
    (id,) = hand_down(office.desk, HandDown(above, (owner,), (first,))).value
    (copy,) = found(office.desk, id).key_results
    assert (copy.title, copy.progress) == ("Tỷ lệ đúng hạn", 0)
    assert find_key_result(office.desk, copy.id).owner == owner


def test_a_link_may_go_to_one_key_result_above(office: Office, above: str) -> None:
    part = make_key_result(office.desk, above, title="Tỷ lệ đúng hạn")
    wanted = HandDown(above, (Owner(office.ids.officer),), alignment=Alignment(key_result_id=part))
    (id,) = hand_down(office.desk, wanted).value
    (link,) = found(office.desk, id).links
    assert (link.key_result_id, link.key_result) == (part, "Tỷ lệ đúng hạn")


def test_it_is_one_act(office: Office, above: str) -> None:
    before = find_objective_ids(office.desk, Filter())
    hand_down(office.desk, HandDown(above, (Owner(office.ids.officer), Owner(office.ids.head))))
    undo_last(office.desk)
    assert find_objective_ids(office.desk, Filter()) == before


def test_a_head_hands_down_to_the_own_unit_only(office: Office, above: str) -> None:
    ids, head = office.ids, office.seat(office.ids.head)
    hand_down(head, HandDown(above, (Owner(ids.officer),)))
    with pytest.raises(Refused) as refused:
        hand_down(head, HandDown(above, (Owner(ids.officer), Owner(ids.neighbour))))
    assert refused.value.code is Code.NO_AUTHORITY
    assert len(found(office.desk, above).links) == 1


def test_what_makes_no_sense_is_refused(office: Office, above: str) -> None:
    other = make_objective(office.desk, office.ids, Owner(office.ids.head), title="Khác")
    foreign = make_key_result(office.desk, other)
    good = HandDown(above, (Owner(office.ids.officer),))
    for wanted, code in (
        (replace(good, owners=()), Code.MISSING_FIELD),
        (replace(good, owners=(Owner("x"),) * (MOST_OWNERS + 1)), Code.TOO_MANY_OWNERS),
        (replace(good, key_result_ids=(foreign,)), Code.NOT_FOUND),
        (replace(good, alignment=Alignment(key_result_id=foreign)), Code.NOT_FOUND),
        (replace(good, alignment=Alignment(weight=Decimal(101))), Code.WEIGHT_OUT_OF_RANGE),
    ):
        with pytest.raises(Refused) as refused:
            hand_down(office.desk, wanted)
        assert refused.value.code is code
    archive(office.desk, "objective", above)
    with pytest.raises(Refused) as refused:
        hand_down(office.desk, good)
    assert refused.value.code is Code.ARCHIVED
