"""“Vì sao?”: each figure names its formula, tasks, deductions, exemptions, rule and article."""

from decimal import Decimal
from fractions import Fraction

import pytest

from okrdesk import i18n
from okrdesk.domain.evaluation.explaining import explain, figures
from okrdesk.domain.evaluation.outcome import Block, BlockCode
from okrdesk.domain.evaluation.reasons import Explanation, Figure, Reason
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Settled, Sheet, TaskFacts
from okrdesk.evaluation_texts import BLOCKS, REASONS, block_text, measure_text, render
from tests.unit.domain.evaluation.sheets import ALL, LEADER, STAFF, full_marks, pack, sheet, task

TASKS = (
    task("1", "5", "3", coefficient=Decimal("1.6"), content_errors=2, exempt_errors=1, delays=3),
    task("2", share=Decimal(50), exempt_delays=1, delays=1, late_days=2),
    task("3", settled=Settled.ROLLED_OVER),
    task("4", settled=Settled.CANCELLED),
)


def why(name: str, facts: Sheet, figure: str) -> Explanation:
    """Return the explanation of one figure."""
    return explain(pack(name), facts, score(pack(name), facts), figure)


def params(found: Explanation, reason: Reason) -> list[dict[str, object]]:
    """Return the values of the lines of one kind."""
    return [dict(line.params) for line in found.lines if line.reason is reason]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("leader", [False, True])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_figure_of_every_pack_is_told_in_whole_sentences(
    name: str, leader: bool, language: str
) -> None:
    i18n.use(language)
    marks = full_marks(pack(name)) | {row.id: row.points for row in pack(name).bonus_criteria}
    for facts in (
        sheet(
            pack(name), *TASKS, leader=leader, marks=marks, knock_outs=frozenset({"disciplined"})
        ),
        Sheet(leader=leader),
    ):
        for figure in figures(pack(name), leader):
            lines = render(why(name, facts, figure))
            assert any(pack(name).legal.reference in line for line in lines)
            assert not [line for line in lines if "{" in line or "}" in line or not line.strip()]


def test_quality_names_the_formula_each_task_and_what_it_loses() -> None:
    found = why(STAFF, sheet(pack(STAFF), *TASKS), "b")
    assert params(found, Reason.CONTENT_STEP) == [{"step": Decimal(25)}]
    (first,) = params(found, Reason.TASK)
    assert (first["weight"], first["done"], first["earned"]) == (8, 3, Decimal("4.8"))
    (lessened,) = params(found, Reason.LESSENED_CONTENT)
    assert (lessened["count"], lessened["left"]) == (1, Fraction(3, 4))
    (exempt,) = params(found, Reason.ERRORS_EXEMPT)
    assert (exempt["exempt"], exempt["count"]) == (1, 2)
    assert not params(found, Reason.DELAYS_EXEMPT)
    (sums,) = params(found, Reason.SUMS)
    assert (sums["earned"], sums["assigned"]) == (Decimal("4.1"), Decimal("8.5"))
    assert params(found, Reason.ROLLED_OVER)[0]["name"] == "Việc 3"
    assert params(found, Reason.CANCELLED)[0]["name"] == "Việc 4"
    (rule,) = params(found, Reason.RULE_ARTICLE)
    assert rule["article"] == "Điều 13 đến 16"
    assert params(found, Reason.CERTAINTY) == [{}]


def test_the_figure_of_the_explanation_is_that_of_the_score() -> None:
    facts = sheet(pack(STAFF), *TASKS)
    outcome = score(pack(STAFF), facts)
    for id, shown in outcome.components.items():
        (sums,) = params(why(STAFF, facts, id), Reason.SUMS)
        ratio = sums["ratio"]
        assert isinstance(ratio, Fraction)
        assert round(float(ratio) * 100, 2) == float(shown)


def test_more_than_assigned_shows_the_raw_figure_too() -> None:
    found = why(STAFF, sheet(pack(STAFF), task("1", "2", "3")), "a")
    assert params(found, Reason.CAPPED) == [{"ratio": Fraction(3, 2)}]


def test_what_blocks_is_told_with_every_figure() -> None:
    facts = sheet(pack(STAFF), task(coefficient=None))
    for figure in figures(pack(STAFF), leader=False):
        (blocked,) = params(why(STAFF, facts, figure), Reason.BLOCKED)
        block = blocked["block"]
        assert isinstance(block, Block)
        assert block.code is BlockCode.COEFFICIENT_MISSING


def test_the_result_of_a_leader_names_six_figures_and_the_formula() -> None:
    facts = sheet(pack(LEADER), task(), leader=True)
    found = why(LEADER, facts, Figure.RESULT)
    assert params(found, Reason.MEAN_FORMULA) == [{"parts": "a + b + c + d + đ + e", "count": 6}]
    assert len(params(found, Reason.MEAN_PART)) == 6
    assert params(why(LEADER, facts, "dd"), Reason.GRADE)[0]["grade"] == 100


def test_an_unequal_formula_shows_its_weights() -> None:
    found = why("hd06-hcm", sheet(pack("hd06-hcm"), task(late_days=2)), Figure.RESULT)
    (formula,) = params(found, Reason.WEIGHTED_FORMULA)
    assert formula == {"parts": "30 × TĐ + 70 × CL", "weights": 100}
    progress = why("hd06-hcm", sheet(pack("hd06-hcm"), task(late_days=2)), "progress")
    assert params(progress, Reason.LESSENED_LATE)[0]["count"] == 2
    assert len(params(progress, Reason.LADDER_RUNG)) == 3


def test_an_axis_without_tasks_is_left_out_of_the_formula() -> None:
    facts = sheet(pack("qd366-party"), task())
    found = why("qd366-party", facts, Figure.RESULT)
    assert params(found, Reason.MEAN_FORMULA) == [{"parts": "N1", "count": 1}]
    assert params(why("qd366-party", facts, "axis4"), Reason.AXIS_EMPTY) == [{}]


def test_a_band_says_what_a_better_one_also_needs() -> None:
    found = why("qd366-party", sheet(pack("qd366-party"), task()), Figure.BAND)
    (unmet,) = params(found, Reason.UNMET)
    assert (unmet["least"], unmet["found"], unmet["measure"]) == (30, 0, "exceeding")
    assert "vượt mức" in "\n".join(render(found))


def test_marks_are_told_row_by_row() -> None:
    marks = full_marks(pack(STAFF)) | {"c": Decimal("8.25")}
    del marks["a"]
    facts = Sheet(leader=False, tasks=(task(),), marks=marks | {"a1": Decimal("4.5")})
    found = why(STAFF, facts, Figure.GENERAL)
    assert [one["number"] for one in params(found, Reason.GROUP)] == ["II", "III"]
    assert params(found, Reason.MARK)[0]["points"] == Decimal("4.5")
    assert len(params(found, Reason.MARK_OPEN)) == 1


def test_the_bonus_is_explained_only_where_there_is_one() -> None:
    assert Figure.BONUS not in figures(pack(STAFF), leader=False)
    facts = sheet(pack("hd06-hcm"), task(exceeds=True))
    found = why("hd06-hcm", facts, Figure.BONUS)
    assert params(found, Reason.EXCEEDING_TASK) == [{"name": "Việc 1", "id": "1"}]
    total = why("hd06-hcm", facts, Figure.TOTAL)
    assert params(total, Reason.TOTAL_CAPPED) == [{"most": 100}]


def test_a_figure_that_is_none_is_no_figure() -> None:
    with pytest.raises(KeyError, match="z"):
        why(STAFF, sheet(pack(STAFF), task()), "z")


def test_every_reason_and_block_has_its_sentence() -> None:
    assert BLOCKS.keys() == set(BlockCode)
    assert REASONS.keys() == set(Reason)
    assert measure_text("a") == "a"
    facts = TaskFacts("1", "Tờ trình {0}", Decimal(1))
    (block,) = score(pack(STAFF), sheet(pack(STAFF), facts)).blocked
    assert block_text(block).startswith("“Tờ trình {0}” chưa có hệ số")
