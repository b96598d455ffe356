"""The vectors of NĐ 335/2025, what blocks a score, and what each kind of pack adds."""

from dataclasses import replace
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.outcome import BlockCode, Outcome
from okrdesk.domain.evaluation.pack import Rounding, Settlement, Stage, Totals
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Settled, Sheet, TaskFacts
from okrdesk.domain.tasks import Source
from tests.unit.domain.evaluation.sheets import (
    ALL,
    LEADER,
    STAFF,
    full_marks,
    leaves,
    pack,
    sheet,
    task,
)

FIVE = [task(str(number)) for number in range(3)]
EXEMPT_ERROR = {"content_errors": 1, "exempt_errors": 1}
EXEMPT_DELAY = {"delays": 1, "exempt_delays": 1}


def figures(outcome: Outcome) -> list[str]:
    """Return a, b, c (and more), KQ and the points, as printed."""
    return [str(one) for one in (*outcome.components.values(), outcome.result, outcome.points)]


def codes(outcome: Outcome) -> list[BlockCode]:
    """Return what blocks."""
    return [one.code for one in outcome.blocked]


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ([task()], "100.00 100.00 100.00 100.00 70.00"),
        ([task("1", "5", "1")], "20.00 20.00 20.00 20.00 14.00"),
        (
            [*FIVE, task("4", content_errors=1), task("5", delays=1)],
            "100.00 95.00 95.00 96.67 67.67",
        ),
        (
            [*FIVE, task("4", **EXEMPT_ERROR), task("5", **EXEMPT_DELAY)],
            "100.00 100.00 100.00 100.00 70.00",
        ),
        ([task(content_errors=5)], "100.00 0.00 100.00 66.67 46.67"),
    ],
)
def test_the_vectors_of_staff_hold(tasks: list[TaskFacts], expected: str) -> None:
    assert figures(score(pack(STAFF), sheet(pack(STAFF), *tasks))) == expected.split()


@pytest.mark.parametrize("name", [STAFF, LEADER, "nd233-public-employee"])
def test_the_vector_of_a_leader_holds(name: str) -> None:
    grades = {"d": Decimal(100), "dd": Decimal(100), "e": Decimal(50)}
    found = score(pack(name), sheet(pack(name), task(), leader=True, leadership=grades))
    assert list(found.components) == ["a", "b", "c", "d", "dd", "e"]
    assert (found.result, found.points) == (Decimal("91.67"), Decimal("64.17"))


def test_a_task_weighs_its_quantity_times_its_coefficient() -> None:
    light, heavy = task("1", "2", "0"), task("2", "3", "3", coefficient=Decimal("1.6"))
    found = score(pack(STAFF), sheet(pack(STAFF), light, heavy))
    assert found.components["a"] == Decimal("70.59")  # 4.8 of 6.8


def test_more_than_was_assigned_counts_as_all_of_it() -> None:
    found = score(pack(STAFF), sheet(pack(STAFF), task("1", "2", "5")))
    assert set(found.components.values()) == {Decimal(100)}


def test_an_exempt_error_more_than_there_are_gives_nothing_extra() -> None:
    found = score(pack(STAFF), sheet(pack(STAFF), task(exempt_errors=3, exempt_delays=3)))
    assert found.result == 100


@pytest.mark.parametrize("tasks", [[], [task("1", "0", "0")], [task("1", "0", "3")]])
@pytest.mark.parametrize("name", ALL)
def test_without_weight_there_is_not_enough_data(name: str, tasks: list[TaskFacts]) -> None:
    found = score(pack(name), sheet(pack(name), *tasks))
    assert codes(found) == [BlockCode.NO_DATA]
    assert (found.result, found.points, found.total, found.band) == (None, None, None, None)
    assert found.general == pack(name).totals.general


def test_a_task_without_a_coefficient_blocks_by_its_name() -> None:
    found = score(pack(STAFF), sheet(pack(STAFF), task("1"), task("2", coefficient=None)))
    (block,) = found.blocked
    assert (block.code, block.subject) == (BlockCode.COEFFICIENT_MISSING, "2")
    assert block.params["name"] == "Việc 2"
    assert not found.is_complete
    assert found.components == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"coefficient": Decimal("0.4")}, BlockCode.COEFFICIENT_LOW),
        ({"coefficient": Decimal("2.1")}, BlockCode.COEFFICIENT_HIGH),
        ({"coefficient": Decimal(2), "cap": Decimal(9)}, BlockCode.POINTS_ABOVE_CAP),
        ({"coefficient": Decimal(2), "cap": Decimal(10)}, None),
    ],
)
def test_bounds_of_a_coefficient_block_by_name(
    more: dict[str, Decimal], code: BlockCode | None
) -> None:
    bounds = {"lowest": Decimal("0.5"), "highest": Decimal(2), "baseline": Decimal(5)}
    bounded = replace(pack(STAFF), tasks=replace(pack(STAFF).tasks, **bounds))
    found = score(bounded, sheet(bounded, task(**more)))
    assert codes(found) == ([] if code is None else [code])


def test_every_missing_mark_is_named() -> None:
    found = score(pack(STAFF), Sheet(leader=False, tasks=(task(),), marks={"a": Decimal(10)}))
    assert [one.subject for one in found.blocked] == [
        "b1",
        "b2",
        "b3",
        "b4",
        "c1",
        "c2",
        "c3",
        "c4",
    ]
    assert set(codes(found)) == {BlockCode.MARK_MISSING}
    assert (found.general, found.total, found.points) == (None, None, Decimal(70))


def test_marks_of_the_rows_and_of_their_group_give_the_same() -> None:
    rows = {leaf.id: leaf.points for leaf in leaves(pack(STAFF))}
    by_rows = score(pack(STAFF), sheet(pack(STAFF), task(), marks=rows))
    assert by_rows == score(pack(STAFF), sheet(pack(STAFF), task()))
    twice = sheet(pack(STAFF), task(), marks=rows | {"a": Decimal(10)})
    assert codes(score(pack(STAFF), twice)) == [BlockCode.MARKED_TWICE]


@pytest.mark.parametrize("mark", ["10.01", "-0.5"])
def test_a_mark_outside_its_row_blocks(mark: str) -> None:
    marks = full_marks(pack(STAFF)) | {"c": Decimal(mark)}
    found = score(pack(STAFF), sheet(pack(STAFF), task(), marks=marks))
    assert codes(found) == [BlockCode.MARK_OUT_OF_RANGE]
    assert found.total is None


def test_a_mark_between_two_steps_blocks() -> None:
    first = replace(pack(STAFF).criteria[0], parts=(), step=Decimal("0.25"))
    stepped = replace(pack(STAFF), criteria=(first, *pack(STAFF).criteria[1:]))
    for mark, expected in (("9.75", []), ("9.8", [BlockCode.MARK_STEP])):
        marks = full_marks(stepped) | {"a": Decimal(mark)}
        assert codes(score(stepped, sheet(stepped, task(), marks=marks))) == expected


def test_a_leader_needs_all_three_grades_and_only_those_allowed() -> None:
    grades = {"d": Decimal(100), "e": Decimal(70)}
    found = score(pack(LEADER), sheet(pack(LEADER), task(), leader=True, leadership=grades))
    named = [(one.code, one.params["symbol"]) for one in found.blocked]
    assert named == [(BlockCode.GRADE_MISSING, "đ"), (BlockCode.GRADE_NOT_ALLOWED, "e")]


@pytest.mark.parametrize(
    ("general", "band"),
    [
        ("20", "excellent"),
        ("19.99", "good"),
        ("19.995", "excellent"),  # printed as 90.00, so it is 90.00
        ("0", "good"),
    ],
)
def test_the_band_is_that_of_the_printed_total(general: str, band: str) -> None:
    marks = {"a": Decimal(0), "b": Decimal(0), "c": Decimal(0)}
    part = Decimal(general) / 2
    found = score(pack(STAFF), sheet(pack(STAFF), task(), marks=marks | {"a": part, "b": part}))
    assert found.band == band


@pytest.mark.parametrize(
    ("done", "total", "band"),
    [
        ("60", "90.00", "excellent"),
        ("59", "89.00", "good"),
        ("40", "70.00", "good"),
        ("39", "69.00", "fulfilled"),
        ("20", "50.00", "fulfilled"),
        ("19", "49.00", "unfulfilled"),
    ],
)
def test_the_bands_begin_at_their_lower_ends(done: str, total: str, band: str) -> None:
    found = score(pack(STAFF), sheet(pack(STAFF), task("1", "70", done)))
    assert (str(found.total), found.band) == (total, band)


def test_a_knock_out_leads_to_the_lowest_band_whatever_the_points() -> None:
    found = score(pack(STAFF), sheet(pack(STAFF), task(), knock_outs=frozenset({"disciplined"})))
    assert (found.total, found.band) == (Decimal(100), "unfulfilled")
    assert found.knocked_out == ("disciplined",)


def test_a_knock_out_of_leaders_leaves_staff_alone() -> None:
    facts = frozenset({"unit-corruption"})
    staff = score(pack(STAFF), sheet(pack(STAFF), task(), knock_outs=facts))
    leader = score(pack(STAFF), sheet(pack(STAFF), task(), leader=True, knock_outs=facts))
    assert (staff.band, leader.band) == ("excellent", "unfulfilled")


@pytest.mark.parametrize(
    ("stage", "even", "uneven", "with_general"),
    [
        # a = b = c = 70.5 %; then c = 0; then 0.2 general points beside 49.35 for results.
        (Stage.PRINTED, "705", "470", "50"),
        (Stage.COMPONENTS, "710", "473", "50"),
        (Stage.RESULT, "710", "470", "50"),
        (Stage.POINTS, "705", "470", "49"),
    ],
)
def test_each_stage_rounds_there_and_nowhere_before(
    stage: Stage, even: str, uneven: str, with_general: str
) -> None:
    rules = replace(pack(STAFF), rounding=Rounding(0, stage))
    wide = replace(rules, totals=Totals(Decimal(30), Decimal(1000), most=Decimal(1030)))
    none = {"a": Decimal(0), "b": Decimal(0), "c": Decimal(0)}
    part, late = task("1", "200", "141"), task("1", "200", "141", delays=4)
    assert str(score(wide, sheet(wide, part, marks=none)).total) == even
    assert str(score(wide, sheet(wide, late, marks=none)).total) == uneven
    little = none | {"a": Decimal("0.2")}
    assert str(score(rules, sheet(rules, part, marks=little)).total) == with_general


def test_rolled_over_and_cancelled_tasks_count_as_the_pack_settles() -> None:
    left = task("2", "1", "0", settled=Settled.ROLLED_OVER)
    gone = task("3", "1", "0", settled=Settled.CANCELLED)
    facts = sheet(pack(STAFF), task("1"), left, gone)
    assert score(pack(STAFF), facts).components["a"] == 100
    strict = replace(pack(STAFF).tasks, rolled_over=Settlement.COUNT)
    counted = score(replace(pack(STAFF), tasks=strict), facts)
    assert counted.components["a"] == 50


def test_a_co_worker_has_a_share_of_the_weight() -> None:
    shared = task("1", "1", "1", share=Decimal(25))
    found = score(pack(STAFF), sheet(pack(STAFF), shared, task("2", "1", "0")))
    assert found.components["a"] == 20  # 0.25 of 1.25


def test_the_head_is_not_rated_above_the_unit() -> None:
    rules = pack("nd233-public-employee")
    held = score(rules, sheet(rules, task(), leader=True, unit_band="good"))
    assert (held.band, held.held_by_unit) == ("good", True)
    free = score(rules, sheet(rules, task(), leader=True, unit_band="excellent"))
    assert (free.band, free.held_by_unit) == ("excellent", False)
    staff = score(rules, sheet(rules, task(), unit_band="good"))
    assert staff.band == "excellent"


def test_hcm_counts_progress_three_and_quality_seven_parts_by_points_and_difficulty() -> None:
    rules = pack("hd06-hcm")
    late = task("1", late_days=3)  # 10 points, 80 % progress
    hard = task("2", kind=Source.AD_HOC, difficulty="very-hard", content_errors=1)  # 14.4 points
    found = score(rules, sheet(rules, late, hard))
    # Of 24.4 points 22.4 are left for progress, and 20.8 for quality.
    assert found.components == {"progress": Decimal("91.80"), "quality": Decimal("85.25")}
    assert (found.result, found.points) == (Decimal("87.21"), Decimal("61.05"))


@pytest.mark.parametrize(
    ("days", "percent"), [(0, 100), (1, 80), (3, 80), (4, 60), (5, 60), (6, 0), (400, 0)]
)
def test_the_late_ladder_of_hcm(days: int, percent: int) -> None:
    rules = pack("hd06-hcm")
    assert score(rules, sheet(rules, task(late_days=days))).components["progress"] == percent
    excused = task(late_days=days, delays=1, exempt_delays=1)
    assert score(rules, sheet(rules, excused)).components["progress"] == 100


@pytest.mark.parametrize(("count", "bonus"), [(0, "0.00"), (1, "3.50"), (2, "7.00"), (3, "7.00")])
def test_the_bonus_of_hcm_has_a_cap(count: int, bonus: str) -> None:
    rules = pack("hd06-hcm")
    tasks = [task(str(number), exceeds=number < count) for number in range(4)]
    found = score(rules, sheet(rules, *tasks))
    assert str(found.bonus) == bonus
    assert found.total == 100  # at most


def test_what_is_not_wholly_done_does_not_exceed() -> None:
    rules = pack("hd06-hcm")
    assert score(rules, sheet(rules, task("1", "2", "1.5", exceeds=True))).bonus == 0
    assert score(rules, sheet(rules, task("1", "2", "2", exceeds=True))).bonus == Decimal("3.5")


def test_boxes_give_all_or_nothing_and_an_open_one_blocks() -> None:
    rules = pack("hd06-hcm")
    ids = [leaf.id for leaf in leaves(rules)]
    ticks = {id: id != "b1" for id in ids}
    found = score(rules, sheet(rules, task(), marks={}, ticks=ticks))
    assert found.general == 28
    open_one = score(rules, sheet(rules, task(), marks={}, ticks={"a1": True}))
    assert len(open_one.blocked) == len(ids) - 1
    half = score(
        rules, sheet(rules, task(), marks={"a1": Decimal(1)}, ticks=dict(list(ticks.items())[1:]))
    )
    assert codes(half) == [BlockCode.MARK_OUT_OF_RANGE]


def test_an_unknown_difficulty_blocks_by_name() -> None:
    found = score(pack("hd06-hcm"), sheet(pack("hd06-hcm"), task(difficulty="impossible")))
    assert codes(found) == [BlockCode.DIFFICULTY_UNKNOWN]


def test_the_party_form_takes_the_mean_of_the_axes_that_have_tasks() -> None:
    rules = pack("qd366-party")
    found = score(rules, sheet(rules, task("1"), task("2", "2", "1", axis="5")))
    assert found.components == {"axis1": Decimal(100), "axis5": Decimal(50)}
    assert found.result == 75
    nowhere = score(rules, sheet(rules, task("1", axis="")))
    assert codes(nowhere) == [BlockCode.AXIS_UNKNOWN]


def test_outstanding_in_the_party_also_asks_for_time_quality_and_excess() -> None:
    rules = pack("qd366-party")
    ten = [task(str(number), exceeds=number < 3) for number in range(10)]
    assert score(rules, sheet(rules, *ten)).band == "excellent"
    plain = [one._replace(exceeds=False) for one in ten]
    missed = score(rules, sheet(rules, *plain))
    assert (missed.total, missed.band) == (Decimal(100), "good")
    assert [(one.measure, one.found) for one in missed.unmet] == [("exceeding", Decimal(0))]
    late = score(rules, sheet(rules, ten[9]._replace(delays=1), *ten[:9]))
    assert (late.band, late.unmet[0].measure) == ("good", "on-time-with-quality")
    excused = ten[9]._replace(delays=1, exempt_delays=1)
    assert score(rules, sheet(rules, excused, *ten[:9])).band == "excellent"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"days": 92, "days_present": 32}, BlockCode.ABSENT_TOO_LONG),
        ({"days": 92, "days_present": 33}, None),
        ({"days_in_post": 29}, BlockCode.NEW_IN_POST),
        ({"days_in_post": 30}, None),
    ],
)
def test_who_was_away_or_is_new_is_not_evaluated(
    days: dict[str, int], code: BlockCode | None
) -> None:
    rules = pack("qd366-party")
    found = score(rules, sheet(rules, task(), **days))
    assert codes(found) == ([] if code is None else [code])
    assert found.is_complete is (code is None)


def test_the_bonus_of_hanoi_is_given_and_nobody_must_ask_for_it() -> None:
    rules = pack("qd3814-hanoi")
    without = score(rules, sheet(rules, task()))
    assert (without.general, without.points, without.bonus) == (20, 70, 0)
    assert (without.total, without.band) == (90, "excellent")
    marks = full_marks(rules) | {"t": Decimal("7.5")}
    assert score(rules, sheet(rules, task(), marks=marks)).total == Decimal("97.5")
