"""Recording a check-in: what is stored, what is refused, what is computed at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from okrdesk.db import schema
from okrdesk.domain.act import Act
from okrdesk.domain.check_in import BlockerKind, Prompt
from okrdesk.domain.health import Health
from okrdesk.domain.objective import CycleState, Owner
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.blockers import close_blocker
from okrdesk.services.check_ins import (
    COMMENT_LIMIT,
    BlockerEntry,
    CheckInEntry,
    find_check_ins,
    record_check_in,
)
from okrdesk.services.cycles import set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.key_results import (
    ActionItem,
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
    close_all,
    journalled,
    make_key_result,
    make_objective,
    tables,
)

DAY = timedelta(days=1)


@pytest.fixture
def key_result(office: Office) -> str:
    """Give a key result from 0 to 100 under an objective of Phòng Tổng hợp, owned by Đào."""
    objective = make_objective(office.desk, office.ids)
    return make_key_result(office.desk, objective, owner=Owner(office.ids.officer))


def state(office: Office, key_result: str) -> dict[str, object]:
    return tables(office.engine, ["key_result_state"])["key_result_state"][key_result]


def entry(value: str | None = "10", on: date = TODAY, **more: object) -> CheckInEntry:
    return CheckInEntry(None if value is None else Decimal(value), on, **more)  # type: ignore[arg-type]


def code_of(desk: Desk, key_result: str, wrong: CheckInEntry) -> tuple[Code, str | None]:
    before = journalled(desk.store.engine)
    with pytest.raises(Refused) as refused:
        record_check_in(desk, key_result, wrong)
    assert journalled(desk.store.engine) == before
    return refused.value.code, refused.value.field


def test_everything_typed_is_stored(office: Office, key_result: str) -> None:
    typed = entry(
        "12.50",
        confidence=7,
        comment="Đúng kế hoạch",
        answers={Prompt.RESULT: "Xong", Prompt.DELAY: "  "},
        next_on=TODAY + 7 * DAY,
        chosen_colour=Health.AT_RISK,
        colour_reason="Thiếu người",
    )
    done = record_check_in(office.seat(office.ids.officer), key_result, typed)
    (stored,) = find_check_ins(office.desk, key_result)
    assert stored.id == done.value.id
    assert str(stored.value) == "12.50"
    assert (stored.confidence, stored.comment) == (7, "Đúng kế hoạch")
    assert stored.answers == {Prompt.RESULT: "Xong"}
    assert (stored.author_id, stored.entered_at) == (office.ids.officer, office.clock.now)
    assert stored.next_on == TODAY + 7 * DAY
    assert (stored.computed_colour, stored.chosen_colour) == (Health.BEHIND, Health.AT_RISK)
    assert stored.colour_reason == "Thiếu người"


def test_state_and_objective_follow_in_the_same_act(office: Office, key_result: str) -> None:
    done = record_check_in(office.desk, key_result, entry("25"))
    now = state(office, key_result)
    assert (now["progress"], now["value"], now["last_on"]) == (0.25, Decimal(25), TODAY)
    assert (now["colour"], now["check_ins"]) == ("behind", 1)
    assert now["due_on"] == date(2026, 11, 29)
    assert {name for name, _ in done.touched} == {"check_in", "key_result", "objective"}
    rolled = tables(office.engine, ["objective_state"])["objective_state"]
    assert [row["progress"] for row in rolled.values()] == [0.25]


@pytest.mark.parametrize(
    ("value", "health"),
    [
        ("50", Health.ON_TRACK),
        ("40", Health.ON_TRACK),
        ("39.9", Health.AT_RISK),
        ("25", Health.AT_RISK),
        ("24.9", Health.BEHIND),
        ("150", Health.ON_TRACK),
    ],
)
def test_the_colour_is_that_of_the_effective_day(
    office: Office, value: str, health: Health
) -> None:
    """Half of the 100 days have passed, so 50 % is expected; a limit met exactly is kept."""
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective)
    stored = find_key_result(office.desk, key_result)
    hundred_days = replace(stored, start_on=TODAY - 50 * DAY, end_on=TODAY + 50 * DAY)
    edit_key_result(office.desk, hundred_days)
    recorded = record_check_in(office.desk, key_result, entry(value)).value
    assert recorded.computed_colour is health


def test_the_last_effective_day_counts_not_the_last_entry(office: Office, key_result: str) -> None:
    check_in(office.desk, key_result, 30)
    office.clock.go_on(hours=1)
    check_in(office.desk, key_result, 20, TODAY - 7 * DAY)
    assert state(office, key_result)["value"] == 30
    earlier, later = find_check_ins(office.desk, key_result)
    assert (earlier.value, earlier.entered_late) == (20, True)
    assert (later.value, later.entered_late) == (30, False)


def test_of_two_entries_for_a_day_the_later_counts(office: Office, key_result: str) -> None:
    check_in(office.desk, key_result, 30)
    office.clock.go_on(minutes=1)
    check_in(office.desk, key_result, 20)
    assert state(office, key_result)["value"] == 20


def test_a_correction_stands_for_what_it_corrects(office: Office, key_result: str) -> None:
    wrong = check_in(office.desk, key_result, 90)
    right = check_in(office.desk, key_result, 9, corrects_id=wrong)
    now = state(office, key_result)
    assert (now["value"], now["check_ins"]) == (9, 1)
    assert [one.id for one in find_check_ins(office.desk, key_result)] == [wrong, right]
    rows = find_key_result_detail(office.desk, key_result).check_ins
    assert {row.check_in.id: row.replaced for row in rows} == {wrong: True, right: False}


def test_a_correction_may_be_corrected_but_an_entry_only_once(
    office: Office, key_result: str
) -> None:
    first = check_in(office.desk, key_result, 90)
    second = check_in(office.desk, key_result, 9, corrects_id=first)
    third = check_in(office.desk, key_result, 8, TODAY - DAY, corrects_id=second)
    assert state(office, key_result)["value"] == 8
    for replaced in (first, second):
        wrong = entry(corrects_id=replaced)
        assert code_of(office.desk, key_result, wrong) == (Code.ALREADY_CORRECTED, None)
    assert third in [one.id for one in find_check_ins(office.desk, key_result)]


def test_a_correction_belongs_to_the_same_key_result(office: Office, key_result: str) -> None:
    other = make_key_result(office.desk, make_objective(office.desk, office.ids))
    first = check_in(office.desk, other, 90)
    assert code_of(office.desk, key_result, entry(corrects_id=first))[0] is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (entry(on=TODAY + DAY), Code.DATE_IN_FUTURE, "effective_on"),
        (entry(on=START - DAY), Code.DATE_OUTSIDE, "effective_on"),
        (entry(confidence=11), Code.CONFIDENCE_RANGE, "confidence"),
        (entry(confidence=-1), Code.CONFIDENCE_RANGE, "confidence"),
        (entry(None), Code.MISSING_FIELD, "value"),
        (entry("NaN"), Code.BAD_NUMBER, "value"),
        (entry("-Infinity"), Code.BAD_NUMBER, "value"),
        (entry(chosen_colour=Health.ON_TRACK), Code.REASON_NEEDED, "colour_reason"),
        (
            entry(chosen_colour=Health.ON_TRACK, colour_reason="  "),
            Code.REASON_NEEDED,
            "colour_reason",
        ),
        (
            entry(chosen_colour=Health.OVERDUE, colour_reason="x"),
            Code.BAD_VALUE,
            "chosen_colour",
        ),
        (entry(comment="x" * (COMMENT_LIMIT + 1)), Code.TOO_LONG, "comment"),
        (entry(answers={Prompt.DELAY: "x" * (COMMENT_LIMIT + 1)}), Code.TOO_LONG, "delay"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_leaves_nothing(
    office: Office, key_result: str, wrong: CheckInEntry, code: Code, field: str | None
) -> None:
    assert code_of(office.desk, key_result, wrong) == (code, field)


def test_a_day_after_the_end_is_refused(office: Office, key_result: str) -> None:
    office.clock.go_on(days=50)
    assert code_of(office.desk, key_result, entry(on=END + DAY))[0] is Code.DATE_OUTSIDE
    check_in(office.desk, key_result, 10, END)


@pytest.mark.parametrize("value", [0, 1, 50, 100, 150, -20])
def test_progress_is_limited_and_the_raw_ratio_stays(
    office: Office, key_result: str, value: int
) -> None:
    check_in(office.desk, key_result, value)
    now = state(office, key_result)
    assert now["raw"] == value / 100
    assert now["progress"] == min(max(value / 100, 0), 1)


def test_yes_or_no_takes_nothing_else(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective, Measure(Kind.YES_NO))
    assert code_of(office.desk, key_result, entry("2")) == (Code.BAD_VALUE, "value")
    check_in(office.desk, key_result, 1)
    assert state(office, key_result)["progress"] == 1


def test_steps_are_ticked_and_their_weights_summed(office: Office) -> None:
    steps = tuple(Step(id, id, Decimal(weight)) for id, weight in (("a", 30), ("b", 50), ("c", 20)))
    objective = make_objective(office.desk, office.ids)
    key_result = make_key_result(office.desk, objective, Measure(Kind.STEPS, steps=steps))
    record_check_in(office.desk, key_result, entry(None, steps_done=frozenset({"a", "c", "zz"})))
    (stored,) = find_check_ins(office.desk, key_result)
    assert stored.value == 50
    assert state(office, key_result)["progress"] == 0.5


def test_a_kept_limit_counts_periods(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    measure = Measure(Kind.KEEP_AT_LEAST, target=Decimal(4))
    key_result = make_key_result(office.desk, objective, measure)
    for week, value in enumerate((5, 3, 4)):
        check_in(office.desk, key_result, value, START + week * 7 * DAY)
    now = state(office, key_result)
    assert now["progress"] == pytest.approx(2 / 7)
    assert now["counted_until"] == date(2026, 11, 21)


def test_a_check_in_closes_the_blockers_ticked_in_it_and_no_others(
    office: Office, key_result: str
) -> None:
    for text in ("Chờ Sở Tài chính", "Thiếu người"):
        blocker = BlockerEntry(BlockerKind.COORDINATION, text)
        record_check_in(office.desk, key_result, entry(blocker=blocker))
    first, second = find_key_result_detail(office.desk, key_result).blockers
    record_check_in(office.desk, key_result, entry(blockers_closed=frozenset([first.id])))
    closed = {
        one.id: one.closed_on for one in find_key_result_detail(office.desk, key_result).blockers
    }
    assert closed == {first.id: TODAY, second.id: None}

    objective = make_objective(office.desk, office.ids)
    other = make_key_result(office.desk, objective)
    with pytest.raises(Refused) as refused:
        record_check_in(office.desk, other, entry(blockers_closed=frozenset([second.id])))
    assert refused.value.code is Code.NOT_FOUND


def test_a_blocker_is_noted_and_cleared(office: Office, key_result: str) -> None:
    blocker = BlockerEntry(BlockerKind.COORDINATION, "Chờ Sở Tài chính", office.ids.head, TODAY)
    record_check_in(office.desk, key_result, entry(blocker=blocker))
    (noted,) = find_key_result_detail(office.desk, key_result).blockers
    assert (noted.kind, noted.owner, noted.closed_on) == (
        BlockerKind.COORDINATION,
        "Trần Thị Bình",
        None,
    )
    close_blocker(office.seat(office.ids.deputy), noted.id, TODAY)
    (noted,) = find_key_result_detail(office.desk, key_result).blockers
    assert noted.closed_on == TODAY
    with pytest.raises(Refused) as refused:
        close_blocker(office.seat(office.ids.neighbour), noted.id, None)
    assert refused.value.code is Code.NO_AUTHORITY


def test_actions_are_ticked_with_the_check_in(office: Office, key_result: str) -> None:
    action = save_action_item(office.desk, ActionItem("", key_result, "Gửi công văn")).value
    record_check_in(office.desk, key_result, entry(actions_done=frozenset({action})))
    (item,) = find_action_items(office.desk, key_result)
    assert item.done_on == TODAY


def test_an_action_of_another_key_result_is_not_ticked(office: Office, key_result: str) -> None:
    foreign = make_objective(office.desk, office.ids, Owner(office.ids.neighbour))
    other = make_key_result(office.desk, foreign)
    action = save_action_item(office.desk, ActionItem("", other, "Việc khác")).value
    wrong = entry(actions_done=frozenset({action}))
    assert code_of(office.seat(office.ids.officer), key_result, wrong)[0] is Code.NOT_FOUND


def test_what_is_archived_takes_no_check_in(office: Office, key_result: str) -> None:
    archive(office.desk, "key_result", key_result)
    assert code_of(office.desk, key_result, entry())[0] is Code.ARCHIVED
    objective = make_objective(office.desk, office.ids)
    other = make_key_result(office.desk, objective)
    archive(office.desk, "objective", objective)
    assert code_of(office.desk, other, entry())[0] is Code.ARCHIVED


def test_only_a_running_or_closing_cycle_takes_check_ins(office: Office, key_result: str) -> None:
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSING)
    check_in(office.desk, key_result, 1)
    close_all(office.desk, office.ids.quarter)
    set_cycle_state(office.desk, office.ids.quarter, CycleState.CLOSED)
    assert code_of(office.desk, key_result, entry())[0] is Code.CYCLE_CLOSED


def test_a_key_result_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert code_of(desk, desk.agency_id, entry())[0] is Code.NOT_FOUND


@pytest.mark.parametrize("who", ["admin", "head", "deputy", "officer"])
def test_owner_heads_above_and_planner_may_check_in(
    office: Office, key_result: str, who: str
) -> None:
    check_in(office.seat(getattr(office.ids, who)), key_result, 5)


def test_others_may_not(office: Office, key_result: str) -> None:
    code, _field = code_of(office.seat(office.ids.neighbour), key_result, entry())
    assert code is Code.NO_AUTHORITY


def test_the_owner_of_the_objective_may_check_in_its_key_results(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, Owner(office.ids.neighbour))
    key_result = make_key_result(office.desk, objective, owner=Owner(office.ids.officer))
    for who in (office.ids.neighbour, office.ids.officer):
        check_in(office.seat(who), key_result, 5)


def test_the_author_cannot_change_a_check_in(office: Office, key_result: str) -> None:
    id = check_in(office.desk, key_result, 5)
    with pytest.raises(TypeError), office.desk.write(Act.CHECK_IN) as work:
        work.change(schema.check_in, id, value=Decimal(6))
    assert [one.value for one in find_check_ins(office.desk, key_result)] == [5]
