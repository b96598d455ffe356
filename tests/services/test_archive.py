"""What is archived, in one list; brought back; removed for good with a reason, and never lost."""

from datetime import timedelta

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.archived import Wanted, find_archived
from okrdesk.services.history import find_history, undo_last
from okrdesk.services.lists import Filter, find_objective_ids
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.objectives import Alignment, link_objective
from okrdesk.services.removal import find_leaving, find_removed, remove_for_good
from tests.offices import (
    TODAY,
    Office,
    check_in,
    close_cycle,
    journalled,
    make_key_result,
    make_objective,
    tables,
)


def titles(office: Office, **wanted: object) -> list[str]:
    return [row.title for row in find_archived(office.desk, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.fixture
def objective(office: Office) -> str:
    """An archived objective of the officer, with a key result that was checked in."""
    id = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    check_in(office.desk, make_key_result(office.desk, id), 10)
    archive(office.desk, "objective", id)
    return id


def test_what_is_archived_stands_in_one_list_the_last_first(office: Office, objective: str) -> None:
    unit = add_measure_unit(office.desk, "lượt khảo sát").value
    office.clock.go_on(hours=1)
    archive(office.seat(office.ids.admin), "measure_unit", unit)
    first, second = find_archived(office.desk)
    assert (first.entity, first.title, first.person) == (
        "measure_unit",
        "lượt khảo sát",
        "Nguyễn Văn An",
    )
    assert (second.id, second.belongs_to) == (objective, "Đỗ Thị Đào")
    restore(office.desk, "measure_unit", unit)
    assert [row.id for row in find_archived(office.desk)] == [objective]


def test_the_list_is_narrowed_by_kind_person_day_and_words(office: Office, objective: str) -> None:
    title = titles(office)
    assert titles(office, entity="objective") == title
    assert titles(office, entity="task") == []
    assert titles(office, person_id=office.ids.admin) == title
    assert titles(office, person_id=office.ids.head) == []
    assert titles(office, since=TODAY, until=TODAY) == title
    assert titles(office, since=TODAY + timedelta(days=1)) == []
    assert titles(office, text="dao") == title


def test_removal_takes_what_hangs_on_it_and_undo_brings_all_back(
    office: Office, objective: str
) -> None:
    before = journalled(office.engine)
    assert find_leaving(office.desk, "objective", objective).parts == {
        "check_in": 1,
        "key_result": 1,
    }
    remove_for_good(office.desk, "objective", objective, "Nhập nhầm")
    assert find_archived(office.desk) == ()
    assert find_objective_ids(office.desk, Filter(archived=True)) == []
    (removed,) = find_removed(office.desk)
    assert (removed.id, removed.reason, removed.person) == (
        objective,
        "Nhập nhầm",
        "Nguyễn Văn An",
    )
    assert removed.title
    assert find_history(office.desk, objective)
    assert tables(office.engine, ["check_in"])["check_in"]
    undo_last(office.desk)
    assert journalled(office.engine) == before
    assert find_removed(office.desk) == ()


def test_only_what_is_archived_and_named_by_nothing_is_removed(
    office: Office, objective: str
) -> None:
    other = make_objective(office.desk, office.ids)
    link_objective(office.desk, other, objective, Alignment())
    for id, code in ((other, Code.NOT_ARCHIVED), (objective, Code.STILL_IN_USE)):
        with pytest.raises(Refused) as refused:
            remove_for_good(office.desk, "objective", id, "Nhập nhầm")
        assert refused.value.code is code


def test_people_are_never_removed_and_a_reason_is_asked_for(office: Office, objective: str) -> None:
    archive(office.desk, "person", office.ids.neighbour)
    asked = (
        ("person", office.ids.neighbour, "Lý do", Code.BAD_VALUE),
        ("objective", objective, "  ", Code.MISSING_FIELD),
    )
    for entity, id, reason, code in asked:
        with pytest.raises(Refused) as refused:
            remove_for_good(office.desk, entity, id, reason)
        assert refused.value.code is code


def test_only_who_keeps_the_archive_removes(office: Office, objective: str) -> None:
    seat = office.seat(office.ids.head)
    with pytest.raises(Refused) as refused:
        remove_for_good(seat, "objective", objective, "Nhập nhầm")
    assert refused.value.code is Code.NO_AUTHORITY
    restore(seat, "objective", objective)


def test_nothing_of_a_closed_cycle_is_put_away_or_brought_back(
    office: Office, objective: str
) -> None:
    other = make_objective(office.desk, office.ids)
    close_cycle(office.desk, office.ids.quarter)
    asked = (
        (archive, (other,)),
        (restore, (objective,)),
        (remove_for_good, (objective, "Nhập nhầm")),
    )
    for act, more in asked:
        with pytest.raises(Refused) as refused:
            act(office.desk, "objective", *more)
        assert refused.value.code is Code.CYCLE_CLOSED
