"""Tasks: registered or assigned, changed by whom it is for, removed, listed to those in reach."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.act import Act
from okrdesk.domain.catalogue import Catalogue, CatalogueItem
from okrdesk.domain.tasks import Source, TaskState
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.catalogues import add_catalogue, save_item
from okrdesk.services.history import find_history, next_undo, undo_last
from okrdesk.services.search import search
from okrdesk.services.task_decisions import accept, cancel
from okrdesk.services.task_grid import TaskEntry, save_tasks
from okrdesk.services.task_lists import TaskFilter, find_tasks
from okrdesk.services.tasks import add_task, add_tasks, edit_task, find_task, remove_tasks
from tests.offices import Office, journalled, make_key_result, make_objective
from tests.services.work import added, delivered, fault, row, task


def titles(office: Office, person: str, **wanted: object) -> list[str]:
    filter = TaskFilter(**wanted)  # type: ignore[arg-type]
    return [one.title for one in find_tasks(office.seat(person), filter)]


def test_what_one_registers_waits_and_what_a_superior_assigns_is_accepted(office: Office) -> None:
    ids = office.ids
    own = added(office.seat(ids.officer), ids.officer)
    given = added(office.seat(ids.head), ids.officer)
    assert row(office.desk, own).state is TaskState.REGISTERED
    assert row(office.desk, own).assigned_by is None
    assert row(office.desk, given).state is TaskState.ACCEPTED
    assert row(office.desk, given).assigner == "Trần Thị Bình"


def test_who_has_nobody_above_assigns_to_oneself(office: Office) -> None:
    assert row(office.desk, added(office.desk, office.ids.admin)).state is TaskState.ACCEPTED
    own = added(office.seat(office.ids.head), office.ids.head)
    assert row(office.desk, own).state is TaskState.REGISTERED


def test_nobody_adds_tasks_for_people_out_of_reach(office: Office) -> None:
    for seat, owner in ((office.ids.officer, office.ids.head), (office.ids.head, office.ids.admin)):
        with pytest.raises(Refused) as refused:
            added(office.seat(seat), owner)
        assert refused.value.code is Code.NO_AUTHORITY


def test_the_task_lies_in_the_unit_of_the_main_post(office: Office) -> None:
    assert row(office.desk, added(office.desk, office.ids.officer)).unit == "Tổ Văn thư"


def test_an_item_gives_its_coefficient_and_its_version_the_bounds(office: Office) -> None:
    version = Catalogue("", "DM", "1", "Danh mục", date(2026, 1, 1), highest=Decimal(2))
    catalogue = add_catalogue(office.desk, version).value
    item = CatalogueItem("", catalogue, "Công văn", code="CV.01", points=Decimal(8))
    item_id = save_item(office.desk, item).value
    made = added(office.desk, office.ids.officer, coefficient=None, catalogue_item_id=item_id)
    assert row(office.desk, made).coefficient == Decimal("1.6")
    assert (row(office.desk, made).item_code, row(office.desk, made).item) == ("CV.01", "Công văn")
    with pytest.raises(Refused) as refused:
        edit_task(office.desk, replace(find_task(office.desk, made), coefficient=Decimal(3)))
    assert refused.value.code is Code.COEFFICIENT_BOUNDS


def test_a_task_names_the_key_result_that_it_serves_and_never_moves_it(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    before = journalled(office.engine)
    made = added(office.desk, office.ids.officer, key_result_id=key_result)
    delivered(office.seat(office.ids.officer), made, 5)
    assert row(office.desk, made).source is Source.KEY_RESULT
    assert row(office.desk, made).key_result == "Tỷ lệ hồ sơ đúng hạn"
    after = journalled(office.engine)
    for table in ("key_result", "check_in", "objective"):
        assert after[table] == before[table]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, Code.MISSING_FIELD),
        ({"title": "x" * 501}, Code.TOO_LONG),
        ({"quantity": Decimal(0)}, Code.TASK_QUANTITY),
        ({"due_on": date(2026, 1, 1)}, Code.DATES_UPSIDE_DOWN),
        ({"key_result_id": "01a2010d-912d-7a6f-9440-c101f69601f1"}, Code.NOT_FOUND),
        ({"catalogue_item_id": "01a2010d-912d-7a6f-9440-c101f69601f1"}, Code.NOT_FOUND),
    ],
)
def test_a_bad_task_is_refused_and_nothing_is_written(
    office: Office, more: dict[str, object], code: Code
) -> None:
    before = journalled(office.engine)
    good = task(office.ids.officer)
    with pytest.raises(Refused) as refused:
        add_tasks(office.desk, [good, replace(good, **more)])  # type: ignore[arg-type]
    assert refused.value.code is code
    assert journalled(office.engine) == before


def test_the_owner_changes_what_waits_and_only_the_assigner_what_is_agreed(
    office: Office,
) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    made = added(officer, office.ids.officer)
    edit_task(officer, replace(find_task(officer, made), quantity=Decimal(6)))
    accept(head, [made])
    for change in (
        {"quantity": Decimal(1)},
        {"coefficient": Decimal(9)},
        {"due_on": date(2026, 12, 31)},
        {"title": "Khác"},
        {"start_on": date(2026, 10, 1)},
        {"source": Source.AD_HOC},
    ):
        with pytest.raises(Refused) as refused:
            edit_task(officer, replace(find_task(officer, made), **change))  # type: ignore[arg-type]
        assert refused.value.code is Code.TASK_AGREED
    edit_task(officer, replace(find_task(officer, made), note="Đang chờ số liệu"))
    edit_task(head, replace(find_task(head, made), quantity=Decimal(4)))
    assert (row(head, made).quantity, row(head, made).note) == (4, "Đang chờ số liệu")


def test_the_quantity_is_not_lowered_below_what_is_done(office: Office) -> None:
    made = added(office.desk, office.ids.officer)
    delivered(office.desk, made, 3)
    with pytest.raises(Refused) as refused:
        edit_task(office.desk, replace(find_task(office.desk, made), quantity=Decimal(2)))
    assert refused.value.code is Code.DONE_TOO_MUCH


def test_owner_and_who_assigned_stay_whatever_an_edit_says(office: Office) -> None:
    made = added(office.desk, office.ids.officer)
    known = find_task(office.desk, made)
    edit_task(office.desk, replace(known, owner_person_id=office.ids.head, assigned_by=None))
    assert find_task(office.desk, made) == known


def test_what_nobody_accepted_is_removed_and_the_rest_is_cancelled(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    made = added(officer, office.ids.officer)
    remove_tasks(officer, [made])
    assert titles(office, office.ids.officer) == []
    given = added(office.desk, office.ids.officer)
    with pytest.raises(Refused) as refused:
        remove_tasks(officer, [given])
    assert refused.value.code is Code.NO_AUTHORITY
    delivered(officer, given, 1)
    with pytest.raises(Refused) as refused:
        remove_tasks(office.desk, [given])
    assert refused.value.code is Code.TASK_IN_USE


def test_tasks_are_listed_to_those_in_reach(office: Office) -> None:
    ids = office.ids
    for owner in (ids.admin, ids.head, ids.deputy, ids.officer, ids.neighbour):
        added(office.desk, owner, f"Việc của {owner}")
    mine = {
        person: len(titles(office, person))
        for person in (ids.admin, ids.head, ids.deputy, ids.officer, ids.neighbour)
    }
    assert mine == {ids.admin: 5, ids.head: 3, ids.deputy: 2, ids.officer: 1, ids.neighbour: 1}


def test_the_filter_narrows_by_people_units_days_state_source_and_words(office: Office) -> None:
    ids = office.ids
    added(office.desk, ids.officer, "Báo cáo quý", source=Source.AD_HOC)
    added(office.desk, ids.neighbour, "Tiếp nhận hồ sơ", due_on=date(2026, 12, 5))
    added(
        office.seat(ids.head),
        ids.head,
        "Họp giao ban",
        start_on=date(2026, 12, 1),
        due_on=date(2026, 12, 2),
    )
    admin = ids.admin
    assert titles(office, admin, text="bao CAO") == ["Báo cáo quý"]
    assert titles(office, admin, text="dao quy") == ["Báo cáo quý"]
    assert titles(office, admin, text="không có") == []
    assert titles(office, admin, person_ids=frozenset([ids.head])) == ["Họp giao ban"]
    assert titles(office, admin, unit_ids=frozenset([ids.division])) == [
        "Báo cáo quý",
        "Họp giao ban",
    ]
    assert titles(office, admin, to_on=date(2026, 11, 30)) == ["Báo cáo quý", "Tiếp nhận hồ sơ"]
    assert titles(office, admin, from_on=date(2026, 12, 3)) == ["Tiếp nhận hồ sơ"]
    assert titles(office, admin, sources=frozenset([Source.AD_HOC])) == ["Báo cáo quý"]
    assert titles(office, admin, states=frozenset([TaskState.REGISTERED])) == ["Họp giao ban"]


def test_the_row_counts_errors_and_working_days_late(office: Office) -> None:
    made = added(office.desk, office.ids.officer, due_on=date(2026, 11, 11))
    assert row(office.desk, made).late_days == 3  # Thursday, Friday, Monday
    delivered(office.desk, made, 5, 13)
    fault(office.desk, made, count=2)
    found = row(office.desk, made)
    assert (found.late_days, found.content_errors, found.done_on) == (2, 2, date(2026, 11, 13))
    assert (found.state, found.converted) == (TaskState.DONE, 8)


def test_rows_of_the_grid_are_one_act(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    known = added(officer, office.ids.officer)
    before = journalled(office.engine)
    entries = [
        TaskEntry(task(office.ids.officer, "Mới"), Decimal(2), date(2026, 11, 12)),
        TaskEntry(replace(find_task(officer, known), title="Sửa"), Decimal(1)),
    ]
    ids = save_tasks(officer, entries).value
    assert ids[1] == known
    assert [(row(officer, id).title, row(officer, id).done) for id in ids] == [
        ("Mới", 2),
        ("Sửa", 1),
    ]
    undoable = next_undo(officer)
    assert undoable is not None
    assert undoable.act is Act.EDIT_TASK
    undo_last(officer)
    assert journalled(office.engine) == before


def test_a_task_is_put_away_by_who_may_and_found_again(office: Office) -> None:
    made = added(office.desk, office.ids.officer)
    with pytest.raises(Refused) as refused:
        archive(office.seat(office.ids.officer), "task", made)
    assert refused.value.code is Code.NO_AUTHORITY
    archive(office.desk, "task", made)
    assert titles(office, office.ids.admin) == []
    assert titles(office, office.ids.admin, archived=True) == ["Soạn thảo công văn"]
    restore(office.desk, "task", made)
    assert titles(office, office.ids.admin) == ["Soạn thảo công văn"]


def test_search_and_history_tell_of_tasks_to_those_in_reach(office: Office) -> None:
    made = added(office.desk, office.ids.officer, "Chỉnh lý hồ sơ")
    delivered(office.seat(office.ids.officer), made, 1)
    cancel(office.desk, [made], "Không cần nữa")
    assert [hit.id for hit in search(office.desk, "chinh ly")] == [made]
    assert search(office.seat(office.ids.neighbour), "chinh ly") == []
    entities = {entry.entity for entry in find_history(office.seat(office.ids.officer), made)}
    assert entities == {"task", "delivery", "step"}
    for id in (made, "delivery"):
        if id == "delivery":
            id = next(iter(journalled(office.engine)["delivery"]))
        with pytest.raises(Refused) as refused:
            find_history(office.seat(office.ids.neighbour), id)
        assert refused.value.code is Code.NOT_FOUND


def test_a_task_out_of_reach_is_not_there(office: Office) -> None:
    made = add_task(office.desk, task(office.ids.admin)).value
    with pytest.raises(Refused) as refused:
        find_task(office.seat(office.ids.officer), made)
    assert refused.value.code is Code.NOT_FOUND
