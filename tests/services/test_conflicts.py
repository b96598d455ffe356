"""Two edits of one field: both told to both authors, one of them decides, and may think again."""

from dataclasses import replace

import pytest

from okrdesk.domain.fate import Fate
from okrdesk.errors import Code, Refused
from okrdesk.services.conflicts import (
    Choice,
    Chosen,
    decide,
    find_conflict,
    find_conflicts,
)
from okrdesk.services.history import next_undo, undo_last
from okrdesk.services.objectives import find_objective
from okrdesk.services.sync_state import find_sync_state
from tests.offices import Office, make_key_result, make_objective, tables
from tests.services.syncing import answer, clash, enrol, waiting


def title_clash(office: Office, *, lost_by: str | None = None) -> tuple[str, str]:
    """Let the head's title stand over that of An (or `lost_by`); return the ids of both rows."""
    desk, ids = office.desk, office.ids
    objective = make_objective(desk, ids, title="Của trưởng phòng")
    enrol(desk)
    lost = (lost_by or ids.admin, "Của An")
    return objective, clash(
        desk, ("objective", objective), "title", (ids.head, "Của trưởng phòng"), lost
    )


def test_both_values_are_told_with_both_authors_and_times(office: Office) -> None:
    objective, id = title_clash(office)
    (row,) = find_conflicts(office.desk)
    assert (row.id, row.label, row.object.id) == (id, "Nội dung", objective)
    assert (row.kept.value, row.kept.who) == ("Của trưởng phòng", "Trần Thị Bình")
    assert (row.lost.value, row.lost.who) == ("Của An", "Nguyễn Văn An")
    assert row.kept.at > row.lost.at
    assert (row.mine, row.theirs) == (row.lost, row.kept)
    (same,) = find_conflicts(office.seat(office.ids.head))
    assert (same.mine, same.theirs) == (row.kept, row.lost)


@pytest.mark.parametrize("choice", [Choice.MINE, Choice.THEIRS])
def test_who_is_no_author_is_not_asked(office: Office, choice: Choice) -> None:
    _objective, id = title_clash(office)
    neighbour = office.seat(office.ids.neighbour)
    assert find_conflicts(neighbour) == []
    with pytest.raises(Refused) as refused:
        decide(neighbour, id, choice)
    assert refused.value.code is Code.NO_AUTHORITY


@pytest.mark.parametrize(
    ("choice", "value", "title", "chosen"),
    [
        (Choice.MINE, None, "Của An", Chosen.LOST),
        (Choice.THEIRS, None, "Của trưởng phòng", Chosen.KEPT),
        (Choice.OTHER, "Của cả hai", "Của cả hai", Chosen.OTHER),
    ],
)
def test_the_choice_is_written_and_noted(
    office: Office, choice: Choice, value: str | None, title: str, chosen: Chosen
) -> None:
    objective, id = title_clash(office)
    decide(office.desk, id, choice, value)
    assert find_objective(office.desk, objective).title == title
    assert find_conflicts(office.desk) == []
    (row,) = find_conflicts(office.desk, decided=True)
    assert (row.chosen, row.chosen_by, row.chosen_at) == (
        chosen,
        "Nguyễn Văn An",
        office.clock.now,
    )


def test_the_choice_and_its_value_are_one_act(office: Office) -> None:
    objective, id = title_clash(office)
    decide(office.desk, id, Choice.MINE)
    changes = waiting(office.desk)
    assert {change.grp for change in changes} == {changes[0].grp}
    assert {(change.entity, change.eid) for change in changes} == {
        ("objective", objective),
        ("conflict", id),
    }


def test_a_choice_is_undone_until_it_was_sent(office: Office) -> None:
    objective, id = title_clash(office)
    decide(office.desk, id, Choice.MINE)
    undo_last(office.desk)
    assert find_objective(office.desk, objective).title == "Của trưởng phòng"
    assert find_conflict(office.desk, id).chosen is None
    decide(office.desk, id, Choice.MINE)
    answer(office.desk, [change.cid for change in waiting(office.desk)], Fate.APPLIED)
    undoable = next_undo(office.desk)
    assert undoable is None or undoable.act != "decide-conflict"


def test_who_decides_again_gets_the_value_that_stood_back(office: Office) -> None:
    objective, id = title_clash(office)
    decide(office.desk, id, Choice.OTHER, "Của cả hai")
    decide(office.desk, id, Choice.THEIRS)
    assert find_objective(office.desk, objective).title == "Của trưởng phòng"


def test_a_third_value_is_checked_like_any_other(office: Office) -> None:
    objective, id = title_clash(office)
    with pytest.raises(Refused) as refused:
        decide(office.desk, id, Choice.OTHER, "  ")
    assert refused.value.code is Code.MISSING_FIELD
    assert find_objective(office.desk, objective).title == "Của trưởng phòng"
    assert len(find_conflicts(office.desk)) == 1


@pytest.mark.parametrize("field", ["title", "start_on"])
def test_an_emptied_third_value_is_asked_for_where_there_must_be_one(
    office: Office, field: str
) -> None:
    objective = make_objective(office.desk, office.ids, title="Của trưởng phòng")
    enrol(office.desk)
    values = {"title": ("Một", "Hai"), "start_on": ("2026-10-01", "2026-10-05")}[field]
    pair = tuple(zip((office.ids.head, office.ids.admin), values, strict=True))
    id = clash(office.desk, ("objective", objective), field, pair[0], pair[1])
    with pytest.raises(Refused) as refused:
        decide(office.desk, id, Choice.OTHER, None)
    assert (refused.value.code, refused.value.field) == (Code.MISSING_FIELD, field)
    assert len(find_conflicts(office.desk)) == 1


def test_a_third_value_may_leave_a_description_empty(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, title="Của trưởng phòng")
    enrol(office.desk)
    ids = office.ids
    id = clash(
        office.desk, ("objective", objective), "description", (ids.head, "Một"), (ids.admin, "Hai")
    )
    decide(office.desk, id, Choice.OTHER, None)
    assert find_objective(office.desk, objective).description == ""


def test_an_author_who_lost_the_right_changes_nothing(office: Office) -> None:
    neighbour = office.ids.neighbour
    objective, id = title_clash(office, lost_by=neighbour)
    with pytest.raises(Refused) as refused:
        decide(office.seat(neighbour), id, Choice.MINE)
    assert refused.value.code is Code.NO_AUTHORITY
    decide(office.seat(neighbour), id, Choice.THEIRS)
    assert find_objective(office.desk, objective).title == "Của trưởng phòng"


@pytest.mark.parametrize(("choice", "is_there"), [(Choice.MINE, True), (Choice.THEIRS, False)])
def test_an_edit_of_what_was_deleted_offers_to_restore_it(
    office: Office, choice: Choice, is_there: bool
) -> None:
    desk, ids = office.desk, office.ids
    key_result = make_key_result(desk, make_objective(desk, ids))
    with desk.write_device() as connection:
        connection.info["journal_is_writing"] = True
        from okrdesk.db import schema

        connection.execute(schema.key_result.update().values(deleted=True))
        connection.info.pop("journal_is_writing")
    enrol(desk)
    mine = (ids.admin, {"title": "Hồ sơ đúng hạn", "target_value": "90"})
    id = clash(desk, ("key_result", key_result), "deleted", (ids.head, True), mine)
    (row,) = find_conflicts(desk)
    assert row.is_deletion
    assert row.mine.value.split("\n") == ["Nội dung: Hồ sơ đúng hạn", "Mức cần đạt: 90"]
    with pytest.raises(Refused):
        decide(desk, id, Choice.OTHER, "x")
    decide(desk, id, choice)
    assert (
        tables(office.engine, ["key_result"])["key_result"][key_result]["deleted"] is not is_there
    )


def test_numbers_and_dates_are_told_as_people_write_them(office: Office) -> None:
    desk, ids = office.desk, office.ids
    objective = make_objective(desk, ids)
    enrol(desk)
    clash(
        desk,
        ("objective", objective),
        "end_on",
        (ids.head, "2026-12-15"),
        (ids.admin, "2026-12-20"),
    )
    clash(
        desk,
        ("objective", objective),
        "owner_person_id",
        (ids.head, ids.officer),
        (ids.admin, None),
    )
    by_field = {row.field: row for row in find_conflicts(desk)}
    assert by_field["end_on"].kept.value == "15/12/2026"
    assert by_field["owner_person_id"].kept.value == "Đỗ Thị Đào"
    assert by_field["owner_person_id"].lost.value == ""


def test_open_conflicts_are_counted_for_the_person(office: Office) -> None:
    title_clash(office)
    assert find_sync_state(office.desk).conflicts == 1
    assert find_sync_state(replace(office.desk, person_id=office.ids.officer)).conflicts == 0
