"""Key results of every kind, their actions, and who may write them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.objective import KeyResult, Owner, Phase
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.history import find_history, undo_last
from okrdesk.services.key_results import (
    ActionItem,
    add_key_result,
    edit_key_result,
    find_action_items,
    find_key_result,
    save_action_item,
)
from tests.offices import (
    END,
    START,
    TODAY,
    Office,
    check_in,
    journalled,
    make_key_result,
    make_objective,
    tables,
)

D = Decimal
MEASURES = [
    Measure(Kind.INCREASE, D(0), D("99.50")),
    Measure(Kind.INCREASE, None, D(10)),
    Measure(Kind.DECREASE, D(10), D("-2.5")),
    Measure(Kind.KEEP_AT_LEAST, low=D(4)),
    Measure(Kind.KEEP_AT_MOST, high=D(4)),
    Measure(Kind.KEEP_BETWEEN, low=D(2), high=D(5)),
    Measure(Kind.YES_NO),
    Measure(Kind.STEPS, steps=(Step("a", "Dự thảo", D(30)), Step("b", "Ban hành", D("70.5")))),
    Measure(Kind.COUNT, None, D(12)),
]
KINDS = [measure.kind.value for measure in MEASURES]


@pytest.fixture
def objective(office: Office) -> str:
    """Give an objective of Phòng Tổng hợp."""
    return make_objective(office.desk, office.ids)


def new(objective: str, **more: object) -> KeyResult:
    measure = Measure(Kind.INCREASE, D(0), D(100))
    made = KeyResult("", objective, "Tỷ lệ đúng hạn", measure, Owner(), START, END)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", MEASURES, ids=KINDS)
def test_every_kind_is_stored_exactly(office: Office, objective: str, measure: Measure) -> None:
    given = new(
        objective,
        measure=measure,
        measure_unit=" hồ sơ ",
        weight=D("12.5"),
        phases=(Phase(date(2026, 11, 1), D("40.5")),),
        owner=Owner(office.ids.officer),
    )
    id = add_key_result(office.desk, given).value
    assert find_key_result(office.desk, id) == replace(given, id=id, measure_unit="hồ sơ")
    assert tables(office.engine, ["key_result_state"])["key_result_state"][id]["progress"] == 0


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"title": ""}, Code.MISSING_FIELD, "title"),
        ({"title": "x" * 501}, Code.TOO_LONG, "title"),
        ({"measure_unit": "x" * 61}, Code.TOO_LONG, "measure_unit"),
        ({"start_on": END, "end_on": START}, Code.DATES_UPSIDE_DOWN, "end_on"),
        ({"weight": D(101)}, Code.WEIGHT_OUT_OF_RANGE, "weight"),
        ({"measure": Measure(Kind.INCREASE, D(5), D(5))}, Code.START_EQUALS_TARGET, "target"),
        ({"measure": Measure(Kind.INCREASE, D(5), D(4))}, Code.TARGET_WRONG_SIDE, "target"),
        ({"measure": Measure(Kind.DECREASE, D(5), D(6))}, Code.TARGET_WRONG_SIDE, "target"),
        ({"measure": Measure(Kind.DECREASE, None, D(6))}, Code.MISSING_FIELD, "start"),
        ({"measure": Measure(Kind.INCREASE, D(5))}, Code.MISSING_FIELD, "target"),
        ({"measure": Measure(Kind.INCREASE, D(5), D("NaN"))}, Code.BAD_NUMBER, "target"),
        ({"measure": Measure(Kind.KEEP_AT_LEAST, low=D("Infinity"))}, Code.BAD_NUMBER, "low"),
        ({"measure": Measure(Kind.STEPS)}, Code.STEPS_NEED_WEIGHT, "steps"),
        ({"rhythm": Rhythm.YEARLY, "due_month": 13}, Code.BAD_VALUE, "due_month"),
        ({"owner": Owner("01900000-0000-7000-8000-000000000000")}, Code.NOT_FOUND, None),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    office: Office, objective: str, more: dict[str, object], code: Code, field: str | None
) -> None:
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        add_key_result(office.desk, new(objective, **more))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert journalled(office.engine) == before


def test_without_an_owner_it_takes_that_of_the_objective(office: Office, objective: str) -> None:
    id = add_key_result(office.desk, new(objective)).value
    assert find_key_result(office.desk, id).owner == Owner(unit_id=office.ids.division)


def test_every_step_is_ticked_by_itself(office: Office, objective: str) -> None:
    steps = tuple(Step(id, "Bước", D(1)) for id in ("", "", "a", "a"))
    id = make_key_result(office.desk, objective, Measure(Kind.STEPS, steps=steps))
    stored = [step.id for step in find_key_result(office.desk, id).measure.steps]
    assert len(set(stored)) == 4
    assert stored[2] == "a"
    assert "" not in stored


def test_only_a_yearly_rhythm_has_a_due_month(office: Office, objective: str) -> None:
    id = add_key_result(office.desk, new(objective, due_month=6)).value
    assert find_key_result(office.desk, id).due_month is None
    stored = find_key_result(office.desk, id)
    edit_key_result(office.desk, replace(stored, rhythm=Rhythm.YEARLY, due_month=12))
    assert find_key_result(office.desk, id).due_month == 12
    state = tables(office.engine, ["key_result_state"])["key_result_state"][id]
    assert state["not_before"] == date(2026, 12, 1)


def test_a_new_target_counts_at_once_and_the_old_one_stays_in_the_history(
    office: Office, objective: str
) -> None:
    id = make_key_result(office.desk, objective)
    check_in(office.desk, id, 50)
    stored = find_key_result(office.desk, id)
    measure = replace(stored.measure, target=D(200))
    edit_key_result(office.desk, replace(stored, measure=measure))
    assert tables(office.engine, ["key_result_state"])["key_result_state"][id]["progress"] == 0.25
    change = find_history(office.desk, id)[0]
    assert (change.field, change.before, change.after) == ("target_value", "100", "200")


def test_an_edit_moves_it_to_no_other_objective_nor_into_the_archive(
    office: Office, objective: str
) -> None:
    id = make_key_result(office.desk, objective)
    other = make_objective(office.desk, office.ids)
    stored = find_key_result(office.desk, id)
    edit_key_result(office.desk, replace(stored, objective_id=other, archived=True))
    assert find_key_result(office.desk, id) == stored


def test_weights_roll_up(office: Office, objective: str) -> None:
    """Vector of the rules: 100 % at weight 0, 0 % at 50, 40 % at 50 give 20 %."""
    for value, weight in ((100, 0), (0, 50), (40, 50)):
        check_in(office.desk, make_key_result(office.desk, objective, weight=D(weight)), value)
    rolled = tables(office.engine, ["objective_state"])["objective_state"][objective]
    assert rolled["progress"] == pytest.approx(0.2)
    assert rolled["key_results"] == 3


def test_an_archived_one_leaves_the_roll_up_and_comes_back(office: Office, objective: str) -> None:
    first, second = (make_key_result(office.desk, objective) for _ in range(2))
    check_in(office.desk, first, 100)

    def progress() -> object:
        return tables(office.engine, ["objective_state"])["objective_state"][objective]["progress"]

    assert progress() == 0.5
    archive(office.desk, "key_result", second)
    assert progress() == 1
    restore(office.desk, "key_result", second)
    assert progress() == 0.5
    undo_last(office.desk)
    assert progress() == 1


@pytest.mark.parametrize(("who", "allowed"), [("head", True), ("deputy", True), ("officer", False)])
def test_the_right_is_that_over_the_objective(
    office: Office, objective: str, who: str, allowed: bool
) -> None:
    seat = office.seat(getattr(office.ids, who))
    id = make_key_result(office.desk, objective, owner=Owner(office.ids.officer))
    stored = find_key_result(seat, id)
    for write in (
        lambda: add_key_result(seat, new(objective)),
        lambda: edit_key_result(seat, replace(stored, title="Khác")),
        lambda: archive(seat, "key_result", id),
    ):
        before = journalled(office.engine)
        if allowed:
            write()
            continue
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
        assert journalled(office.engine) == before


def test_actions_are_listed_open_ones_first_by_due_day(office: Office, objective: str) -> None:
    id = make_key_result(office.desk, objective)
    for title, due, done in (
        ("Xong", START, TODAY),
        ("Sau", END, None),
        ("Trước", START, None),
    ):
        save_action_item(office.desk, ActionItem("", id, title, None, due, done))
    assert [item.title for item in find_action_items(office.desk, id)] == ["Trước", "Sau", "Xong"]


def test_an_action_is_changed_archived_and_stays_with_its_key_result(
    office: Office, objective: str
) -> None:
    id, other = (make_key_result(office.desk, objective) for _ in range(2))
    action = save_action_item(office.desk, ActionItem("", id, "Soạn dự thảo")).value
    save_action_item(office.desk, ActionItem(action, id, "Trình dự thảo", office.ids.officer))
    (item,) = find_action_items(office.desk, id)
    assert (item.title, item.owner_person_id) == ("Trình dự thảo", office.ids.officer)
    with pytest.raises(Refused) as refused:
        save_action_item(office.desk, ActionItem(action, other, "Chuyển đi"))
    assert refused.value.code is Code.NOT_FOUND
    archive(office.desk, "action_item", action)
    assert find_action_items(office.desk, id) == []


def test_an_action_of_a_foreign_key_result_cannot_be_changed_under_the_own_name(
    office: Office, objective: str
) -> None:
    foreign = make_key_result(office.desk, objective)
    action = save_action_item(office.desk, ActionItem("", foreign, "Việc của phòng")).value
    seat = office.seat(office.ids.neighbour)
    own = make_key_result(seat, make_objective(seat, office.ids, Owner(office.ids.neighbour)))
    for wanted in (ActionItem(action, own, "x"), ActionItem(action, foreign, "x")):
        with pytest.raises(Refused):
            save_action_item(seat, wanted)
    assert [item.title for item in find_action_items(seat, foreign)] == ["Việc của phòng"]
