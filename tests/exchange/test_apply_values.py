"""Values become check-ins in one act, each checked as if it had been typed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.act import Act
from okrdesk.domain.health import Health
from okrdesk.domain.objective import Owner
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.services import bulk
from okrdesk.services.bulk import Counts
from okrdesk.services.check_ins import CheckInEntry, find_check_ins
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.plan_import import Plan, load_plan, save_plan
from tests.exchange.books import book
from tests.offices import Office, check_in, journalled, make_key_result, make_objective

HEADER = ["Kết quả then chốt", "Ngày", "Giá trị", "Độ tin cậy", "Ghi chú"]
KEEP = Measure(Kind.KEEP_AT_LEAST, low=Decimal(4))
STEPS = Measure(
    Kind.STEPS, steps=tuple(Step(id, id.upper(), Decimal(w)) for id, w in (("a", 30), ("b", 70)))
)


@pytest.fixture
def key_result(office: Office) -> str:
    return make_key_result(office.desk, make_objective(office.desk, office.ids), title="Đúng hạn")


def read(desk: Desk, *rows: list[Any], cycle: str | None = None) -> Preview[Any]:
    return preview(desk, KindName.VALUES, book(HEADER, *rows), cycle)


def test_values_are_recorded_by_title_and_id(office: Office, key_result: str) -> None:
    desk = office.desk
    done = apply(
        desk,
        read(
            desk, ["DUNG HAN", "09/11/2026", "40,5", 7, "đang làm"], [key_result, "15/11/2026", 51]
        ),
    )
    assert done.value == Counts(created=2)
    first, second = find_check_ins(desk, key_result)
    assert (first.effective_on, first.value) == (date(2026, 11, 9), Decimal("40.5"))
    assert (first.confidence, first.comment, first.author_id) == (7, "đang làm", desk.person_id)
    assert second.computed_colour is Health.ON_TRACK
    assert ("key_result", key_result) in done.touched


def test_an_import_computes_what_typing_computes(office: Office) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    typed = make_key_result(desk, objective, KEEP, title="Gõ")
    read_in = make_key_result(desk, objective, KEEP, title="Nhập")
    days = [(date(2026, 10, 9), 5), (date(2026, 10, 16), 3), (date(2026, 10, 23), 4)]
    for key_result in (typed, read_in):
        check_in(desk, key_result, 1, date(2026, 11, 13))
    for day, value in days:
        check_in(desk, typed, value, day)
    apply(desk, read(desk, *([f"{'Nhập'}", day, value] for day, value in reversed(days))))
    assert [each.computed_colour for each in find_check_ins(desk, read_in)] == [
        each.computed_colour for each in find_check_ins(desk, typed)
    ]


def test_the_same_values_again_are_left_out_and_others_correct(
    office: Office, key_result: str
) -> None:
    desk = office.desk
    row = ["Đúng hạn", "09/11/2026", 40]
    apply(desk, read(desk, row))
    assert apply(desk, read(desk, row)).value == Counts(unchanged=1)
    assert apply(desk, read(desk, ["Đúng hạn", "09/11/2026", 45])).value == Counts(created=1)
    old, new = find_check_ins(desk, key_result)
    assert new.corrects_id == old.id


def test_one_undo_takes_values_back(office: Office, key_result: str) -> None:
    before = journalled(office.engine)
    apply(office.desk, read(office.desk, ["Đúng hạn", "09/11/2026", 40]))
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_values_are_checked_as_if_typed(office: Office, key_result: str) -> None:
    desk = office.desk
    objective = make_objective(desk, office.ids)
    make_key_result(desk, objective, Measure(Kind.YES_NO), title="Ban hành")
    make_key_result(desk, objective, STEPS, title="Các bước")
    make_key_result(desk, objective, title="Trùng")
    make_key_result(desk, objective, title="trùng")
    seen = read(
        desk,
        ["Không có", "09/11/2026", 1],
        ["Trùng", "09/11/2026", 1],
        ["Đúng hạn", "17/11/2026", 1],
        ["Đúng hạn", "30/09/2026", 1],
        ["Ban hành", "09/11/2026", 2],
        ["Các bước", "09/11/2026", 50],
        ["Đúng hạn", "09/11/2026", 1],
        [key_result, "09/11/2026", 1],
    )
    assert [(each.row, each.column, each.code) for each in seen.problems] == [
        (2, "Kết quả then chốt", Code.NOT_FOUND),
        (3, "Kết quả then chốt", Code.AMBIGUOUS),
        (4, "Ngày", Code.DATE_IN_FUTURE),
        (5, "Ngày", Code.DATE_OUTSIDE),
        (6, "Giá trị", Code.BAD_VALUE),
        (7, "Giá trị", Code.BAD_VALUE),
        (9, "Kết quả then chốt", Code.DUPLICATE_ROW),
    ]
    assert seen.ready == 1


def test_steps_are_done_by_weight_or_count(office: Office) -> None:
    desk = office.desk
    id = make_key_result(desk, make_objective(desk, office.ids), STEPS, title="Các bước")
    apply(desk, read(desk, ["Các bước", "09/11/2026", 1], ["Các bước", "10/11/2026", 100]))
    first, second = find_check_ins(desk, id)
    assert (first.value, first.steps_done) == (30, {"a"})
    assert (second.value, second.steps_done) == (100, {"a", "b"})


def test_of_two_equal_titles_the_own_one_is_meant(office: Office) -> None:
    ids = office.ids
    for unit in (ids.team, ids.other):
        objective = make_objective(office.desk, ids, Owner(unit_id=unit), f"Của {unit}")
        make_key_result(office.desk, objective, title="Chung")
    seen = read(office.seat(ids.officer), ["Chung", "09/11/2026", 5])
    assert (seen.ready, [each.code for each in seen.problems]) in [
        (0, [Code.AMBIGUOUS]),
        (0, [Code.NO_AUTHORITY]),
    ]
    assert read(office.seat(ids.head), ["Chung", "09/11/2026", 5]).ready == 1


def test_values_of_others_are_refused(office: Office, key_result: str) -> None:
    neighbour = office.seat(office.ids.neighbour)
    (problem,) = read(neighbour, ["Đúng hạn", "09/11/2026", 5]).problems
    assert problem.code is Code.NO_AUTHORITY
    seen = read(office.desk, ["Đúng hạn", "09/11/2026", 5])
    with pytest.raises(Refused):
        apply(neighbour, seen)


def test_a_cycle_narrows_what_is_meant(office: Office, key_result: str) -> None:
    (problem,) = read(office.desk, ["Đúng hạn", "09/11/2026", 5], cycle="2026").problems
    assert problem.code is Code.NOT_FOUND
    assert read(office.desk, ["Đúng hạn", "09/11/2026", 5], cycle="2026-Q4").ready == 1


def test_rights_are_checked_again_where_things_are_written(office: Office, key_result: str) -> None:
    neighbour = office.seat(office.ids.neighbour)
    with bulk.looking(office.desk) as sight:
        (measured,) = sight.open_key_results(None)
        objectives, _below = load_plan(office.desk, sight.connection, office.ids.quarter)
    plan = Plan(objectives, [], frozenset({objectives[0].owner}), frozenset())
    entry = CheckInEntry(Decimal(1), date(2026, 11, 9))
    roster = bulk.Roster([], [], [], frozenset())
    with neighbour.write(Act.IMPORT_VALUES) as work:
        rights = bulk.Sight(neighbour, work.connection).rights
        for write in (
            lambda: bulk.save_check_ins(neighbour, work, [(measured, entry)], rights),
            lambda: save_plan(neighbour, work, plan, rights),
            lambda: bulk.save_roster(neighbour, work, roster),
        ):
            with pytest.raises(Refused) as caught:
                write()
            assert caught.value.code is Code.NO_AUTHORITY


def test_a_yearly_index_read_in_has_the_colour_of_its_due_month(office: Office) -> None:
    """Due in October: the value of October settles the year, as it does when typed."""
    desk = office.desk
    objective = make_objective(desk, office.ids)
    more = {"rhythm": Rhythm.YEARLY, "due_month": 10}
    typed = make_key_result(desk, objective, KEEP, title="Gõ", **more)
    read_in = make_key_result(desk, objective, KEEP, title="Nhập", **more)
    days = [(date(2026, 10, 20), 3), (date(2026, 11, 10), 5)]
    for day, value in days:
        check_in(desk, typed, value, day)
    apply(desk, read(desk, *(["Nhập", day, value] for day, value in days)))
    colours = [each.computed_colour for each in find_check_ins(desk, read_in)]
    assert colours == [each.computed_colour for each in find_check_ins(desk, typed)]
