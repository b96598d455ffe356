"""Check-ins that others do not have yet are counted beside the figures; tags find objectives."""

from dataclasses import replace

import pytest

from okrdesk.domain.fate import Fate
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.history import undo_last
from okrdesk.services.lists import (
    Filter,
    find_key_result_rows,
    find_key_results_under,
    find_objective_ids,
    find_objective_rows,
    find_tags,
)
from okrdesk.services.objective_details import find_objective_detail
from okrdesk.services.objectives import edit_objective, find_objective
from tests.offices import Office, check_in, make_key_result, make_objective
from tests.services.syncing import answer, enrol, waiting


def pending(desk: Desk, *ids: str) -> list[int]:
    return [row.pending for row in find_key_result_rows(desk, ids)]


def test_check_ins_that_wait_are_counted_per_key_result_and_objective(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    one, two = make_key_result(desk, objective), make_key_result(desk, objective)
    check_in(desk, one, 10)
    enrol(desk)
    for value in (20, 30):
        check_in(desk, one, value)
    check_in(desk, two, 5)
    assert pending(desk, one, two) == [2, 1]
    assert [row.pending for row in find_key_results_under(desk, [objective])] == [2, 1]
    assert find_objective_rows(desk, [objective])[0].pending == 3
    assert find_objective_detail(desk, objective).row.pending == 3
    assert find_key_result_detail(desk, one).row.pending == 2
    undo_last(desk)
    assert pending(desk, one, two) == [2, 0]
    answer(desk, [change.cid for change in waiting(desk)], Fate.APPLIED)
    assert pending(desk, one, two) == [0, 0]


def test_in_a_stand_alone_office_nothing_is_pending(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 10)
    assert pending(office.desk, key_result) == [0]


def test_tags_are_tidied_and_find_objectives(office: Office) -> None:
    desk = office.desk
    roads = make_objective(desk, office.ids, tags=("  Đường  bộ", "cầu", "CẦU", ""))
    make_objective(desk, office.ids, title="Khác", tags=("đường bộ ven biển",))
    assert find_objective(desk, roads).tags == ("cầu", "Đường bộ")
    assert find_objective_rows(desk, [roads])[0].tags == ("cầu", "Đường bộ")
    assert find_objective_ids(desk, Filter(tag="Đường bộ")) == [roads]
    assert find_objective_ids(desk, Filter(tag="Đường")) == []
    assert find_tags(desk) == ["cầu", "Đường bộ", "đường bộ ven biển"]
    archive(desk, "objective", roads)
    assert find_tags(desk) == ["đường bộ ven biển"]


def test_a_tag_with_signs_of_the_search_is_found_as_it_is(office: Office) -> None:
    desk = office.desk
    odd = make_objective(desk, office.ids, tags=('100% "xanh"',))
    make_objective(desk, office.ids, tags=("1000",))
    assert find_objective_ids(desk, Filter(tag='100% "xanh"')) == [odd]
    assert find_objective_ids(desk, Filter(tag="100_")) == []


def test_tags_are_few_and_short(office: Office) -> None:
    desk = office.desk
    objective = find_objective(desk, make_objective(desk, office.ids))
    for tags, code in (
        (("x" * 41,), Code.TOO_LONG),
        (tuple(str(number) for number in range(13)), Code.TOO_MANY_TAGS),
    ):
        with pytest.raises(Refused) as refused:
            edit_objective(desk, replace(objective, tags=tags))
        assert (refused.value.code, refused.value.field) == (code, "tags")
