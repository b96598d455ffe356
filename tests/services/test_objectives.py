"""Objectives: written with their first key results, changed, linked, archived, by those who may."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.objective import (
    Commitment,
    KeyResult,
    LinkKind,
    Objective,
    Owner,
    RollUp,
)
from okrdesk.domain.progress import Kind, Measure
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.cycles import add_cycle, propose_cycle
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.history import find_history, undo_last
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objectives import (
    Alignment,
    add_objective,
    edit_objective,
    find_objective,
    link_objective,
    unlink_objective,
)
from tests.offices import (
    END,
    START,
    TODAY,
    Office,
    align,
    check_in,
    close_cycle,
    journalled,
    make_key_result,
    make_objective,
    tables,
)

NEVER = "01900000-0000-7000-8000-000000000000"


def new(office: Office, **more: object) -> Objective:
    owner = Owner(unit_id=office.ids.division)
    made = Objective("", office.ids.quarter, "Nâng mức hài lòng", owner, START, END)
    return replace(made, **more)  # type: ignore[arg-type]


def progress(office: Office, id: str) -> float | None:
    found: float | None = tables(office.engine, ["objective_state"])["objective_state"][id][
        "progress"
    ]
    return found


def test_an_objective_is_stored_as_given_and_tidied(office: Office) -> None:
    given = new(
        office,
        title="  Nâng  mức hài lo\u0300ng ",
        description="Dòng 1\nDòng 2",
        weight=Decimal("33.5"),
        commitment=Commitment.ASPIRATIONAL,
        roll_up=RollUp.BOTH,
    )
    id = add_objective(office.desk, given).value
    assert find_objective(office.desk, id) == replace(given, id=id, title="Nâng mức hài lòng")


def test_objective_and_first_key_results_are_one_act(office: Office) -> None:
    before = journalled(office.engine)
    first = KeyResult(
        "", "", "KR 1", Measure(Kind.INCREASE, target=Decimal(9)), Owner(), START, END
    )
    second = replace(first, title="KR 2", owner=Owner(office.ids.officer))
    id = add_objective(office.desk, new(office), (first, second)).value
    made = journalled(office.engine)["key_result"].values()
    assert [(row["title"], row["ordinal"]) for row in sorted(made, key=lambda r: r["ordinal"])] == [
        ("KR 1", 0),
        ("KR 2", 1),
    ]
    assert {row["owner_unit_id"] for row in made} == {office.ids.division, None}
    assert progress(office, id) == 0
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_a_bad_key_result_leaves_no_objective(office: Office) -> None:
    before = journalled(office.engine)
    bad = KeyResult("", "", "KR", Measure(Kind.INCREASE, target=Decimal(0)), Owner(), START, END)
    with pytest.raises(Refused) as refused:
        add_objective(office.desk, new(office), (bad,))
    assert refused.value.code is Code.START_EQUALS_TARGET
    assert journalled(office.engine) == before


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"title": " "}, Code.MISSING_FIELD, "title"),
        ({"title": "x" * 501}, Code.TOO_LONG, "title"),
        ({"description": "x" * 20_001}, Code.TOO_LONG, "description"),
        ({"owner": Owner()}, Code.MISSING_FIELD, "owner"),
        ({"owner": Owner(NEVER)}, Code.NOT_FOUND, None),
        ({"owner": Owner(unit_id=NEVER)}, Code.NOT_FOUND, None),
        ({"start_on": END, "end_on": START}, Code.DATES_UPSIDE_DOWN, "end_on"),
        ({"weight": Decimal("100.1")}, Code.WEIGHT_OUT_OF_RANGE, "weight"),
        ({"weight": Decimal(-1)}, Code.WEIGHT_OUT_OF_RANGE, "weight"),
        ({"cycle_id": NEVER}, Code.NOT_FOUND, None),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    office: Office, more: dict[str, object], code: Code, field: str | None
) -> None:
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        add_objective(office.desk, new(office, **more))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert journalled(office.engine) == before


def test_only_what_differs_is_written(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    stored = find_objective(office.desk, id)
    assert edit_objective(office.desk, stored).touched == frozenset()
    edit_objective(office.desk, replace(stored, weight=Decimal(40)))
    changed = [entry.field for entry in find_history(office.desk, id) if entry.op == "set"]
    assert changed == ["weight"]


def test_archiving_goes_by_its_own_act(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    edit_objective(office.desk, replace(find_objective(office.desk, id), archived=True))
    assert not find_objective(office.desk, id).archived


def test_nothing_changes_in_a_closed_cycle(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    stored = find_objective(office.desk, id)
    close_cycle(office.desk, office.ids.quarter)
    for write in (
        lambda: add_objective(office.desk, new(office)),
        lambda: edit_objective(office.desk, replace(stored, title="Khác")),
        lambda: edit_objective(office.desk, replace(stored, cycle_id=office.ids.year)),
        lambda: make_key_result(office.desk, id),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.CYCLE_CLOSED


def test_an_objective_may_move_to_another_open_cycle(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    next_year = add_cycle(office.desk, propose_cycle(office.desk, "2027")).value
    stored = find_objective(office.desk, id)
    edit_objective(office.desk, replace(stored, cycle_id=next_year))
    assert find_objective(office.desk, id).cycle_id == next_year


@pytest.mark.parametrize(
    ("who", "owner", "allowed"),
    [
        ("officer", "officer", True),
        ("officer", "team", False),
        ("officer", "neighbour", False),
        ("deputy", "division", True),
        ("deputy", "team", False),
        ("head", "division", True),
        ("head", "team", True),
        ("head", "officer", True),
        ("head", "other", False),
        ("head", "root", False),
        ("neighbour", "other", False),
        ("admin", "other", True),
    ],
)
def test_who_may_write_whose_objectives(
    office: Office, who: str, owner: str, allowed: bool
) -> None:
    seat, id = office.seat(getattr(office.ids, who)), getattr(office.ids, owner)
    is_person = owner in ("officer", "neighbour")
    wanted = new(office, owner=Owner(id) if is_person else Owner(unit_id=id))
    if allowed:
        add_objective(seat, wanted)
        return
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        add_objective(seat, wanted)
    assert refused.value.code is Code.NO_AUTHORITY
    assert journalled(office.engine) == before


def test_nobody_gives_away_or_takes_what_is_not_theirs(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    own = find_objective(
        officer, make_objective(officer, office.ids, Owner(office.ids.officer), "Của Đào")
    )
    foreign = find_objective(office.desk, make_objective(office.desk, office.ids))
    for wanted in (
        replace(own, owner=Owner(office.ids.neighbour)),
        replace(foreign, owner=Owner(office.ids.officer)),
    ):
        with pytest.raises(Refused) as refused:
            edit_objective(officer, wanted)
        assert refused.value.code is Code.NO_AUTHORITY


def test_archive_and_restore_take_the_same_right_as_editing(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    for act in (archive, restore):
        with pytest.raises(Refused) as refused:
            act(office.seat(office.ids.officer), "objective", id)
        assert refused.value.code is Code.NO_AUTHORITY
    archive(office.seat(office.ids.head), "objective", id)
    assert find_objective(office.desk, id).archived
    restore(office.seat(office.ids.head), "objective", id)
    assert not find_objective(office.desk, id).archived


def test_what_is_archived_is_not_edited(office: Office) -> None:
    id = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, id)
    archive(office.desk, "key_result", key_result)
    archive(office.desk, "objective", id)
    for edit, one in (
        (edit_objective, find_objective(office.desk, id)),
        (edit_key_result, find_key_result(office.desk, key_result)),
    ):
        with pytest.raises(Refused) as refused:
            edit(office.desk, replace(one, title="Sửa"))
        assert refused.value.code is Code.ARCHIVED
    assert not find_key_result_detail(office.desk, key_result).may_check_in


def test_what_has_no_archive_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        archive(office.desk, "check_in", NEVER)
    assert refused.value.code is Code.BAD_VALUE


def make_child(office: Office, value: int) -> str:
    id = make_objective(office.desk, office.ids, title=f"Con {value}")
    check_in(office.desk, make_key_result(office.desk, id), value)
    return id


def test_contributing_moves_the_parent_and_supporting_does_not(office: Office) -> None:
    parent = make_objective(office.desk, office.ids, title="Cha", roll_up=RollUp.CHILDREN)
    child = make_child(office, 40)
    link = align(office.desk, child, parent, LinkKind.SUPPORTS)
    assert progress(office, parent) is None
    assert align(office.desk, child, parent) == link
    assert progress(office, parent) == 0.4
    align(office.desk, make_child(office, 80), parent)
    assert progress(office, parent) == pytest.approx(0.6)
    unlink_objective(office.desk, link)
    assert progress(office, parent) == 0.8


def test_a_child_counts_in_each_parent_by_the_weight_of_its_link(office: Office) -> None:
    parent = make_objective(office.desk, office.ids, title="Cha", roll_up=RollUp.CHILDREN)
    for value, weight in ((40, 75), (80, 25)):
        child = make_child(office, value)
        link_objective(office.desk, child, parent, Alignment(weight=Decimal(weight)))
    assert progress(office, parent) == pytest.approx(0.5)
    with pytest.raises(Refused) as refused:
        link_objective(office.desk, child, parent, Alignment(weight=Decimal(101)))
    assert refused.value.code is Code.WEIGHT_OUT_OF_RANGE


def test_a_change_below_reaches_the_top_through_every_way(office: Office) -> None:
    """The top has two ways down to one child, one of them longer."""
    make = {"roll_up": RollUp.CHILDREN}
    top = make_objective(office.desk, office.ids, title="Trên", **make)
    middle = make_objective(office.desk, office.ids, title="Giữa", **make)
    bottom = make_objective(office.desk, office.ids, title="Dưới")
    key_result = make_key_result(office.desk, bottom)
    for child, parent in ((bottom, top), (bottom, middle), (middle, top)):
        align(office.desk, child, parent)
    check_in(office.desk, key_result, 50)
    assert [progress(office, id) for id in (bottom, middle, top)] == [0.5, 0.5, 0.5]
    archive(office.desk, "objective", middle)
    assert progress(office, top) == 0.5
    archive(office.desk, "objective", bottom)
    assert progress(office, top) is None


def test_a_loop_is_refused_and_named(office: Office) -> None:
    first, second, third = (
        make_objective(office.desk, office.ids, title=title) for title in ("A", "B", "C")
    )
    align(office.desk, first, second)
    align(office.desk, second, third)
    with pytest.raises(Refused) as refused:
        align(office.desk, third, first)
    assert refused.value.code is Code.LINK_LOOP
    assert refused.value.params["path"] == "C → A → B → C"
    with pytest.raises(Refused) as refused:
        align(office.desk, first, first)
    assert refused.value.code is Code.LINK_LOOP


def test_linking_takes_the_right_over_the_child_alone(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    child = make_objective(officer, office.ids, Owner(office.ids.officer), "Con")
    parent = make_objective(office.desk, office.ids)
    link = link_objective(officer, child, parent).value
    for write in (
        lambda: link_objective(officer, parent, child),
        lambda: unlink_objective(office.seat(office.ids.neighbour), link),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
    unlink_objective(officer, link)


def test_a_check_in_reads_in_the_history_of_its_key_result(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    check_in(office.desk, key_result, 5, START)
    values = [h for h in find_history(office.desk, key_result) if h.field == "value"]
    assert [(h.entity, h.after, h.effective_on) for h in values] == [("check_in", "5", START)]
    assert values[0].at.astimezone().date() == TODAY
