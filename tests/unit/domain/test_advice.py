"""Text help: which wording gets which advice."""

import json
import string
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk import advice_texts, i18n
from okrdesk.domain.advice import (
    Advice,
    Rule,
    advise_key_result,
    advise_key_result_count,
    advise_objective,
    advise_objective_count,
    leading_activity,
)
from okrdesk.domain.progress import Kind, Measure
from okrdesk.paths import resources

DATES = (date(2026, 10, 1), date(2026, 12, 31))
RISE = Measure(Kind.INCREASE, Decimal(45), Decimal(70))


def rules(advice: list[Advice]) -> list[Rule]:
    return [item.rule for item in advice]


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("Tổ chức tập huấn chuyển đổi số", "Tổ chức"),
        ("  XÂY DỰNG đề án vị trí việc làm", "Xây dựng"),
        ("1. Tham mưu ban hành kế hoạch", "Tham mưu"),
        ("- Hoàn thiện thể chế", "Hoàn thiện"),
        ("a) Triển khai nghị quyết", "Triển khai"),
        ("trien khai nghi quyet", "Triển khai"),
        ("Thực hiện", "Thực hiện"),
        ("Họp giao ban", "Họp"),
        ("Organise a workshop", "Organise"),
        ("Carry out the plan", "Carry out"),
    ],
)
def test_an_objective_that_begins_with_an_activity_is_named(title: str, verb: str) -> None:
    assert advise_objective(title) == [Advice(Rule.OBJECTIVE_IS_ACTIVITY, {"verb": verb})]


@pytest.mark.parametrize(
    "title",
    [
        "Người dân hài lòng với dịch vụ công",
        "Nâng cao chất lượng phục vụ",
        "Hợp tác xã phát triển bền vững",
        "Lập-trường vững vàng",
        "Trinh sát tốt",
        "Building permits come on time",
        "",
    ],
)
def test_an_objective_that_names_a_change_is_left_alone(title: str) -> None:
    assert advise_objective(title) == []


@pytest.mark.parametrize(
    ("title", "measure", "expected"),
    [
        ("Tỷ lệ hồ sơ trực tuyến", RISE, []),
        ("Triển khai tới 100 % xã", RISE, []),
        ("Tổ chức tập huấn", Measure(Kind.YES_NO), ["task", "number"]),
        ("Tổ chức 3 lớp tập huấn", Measure(Kind.YES_NO), ["task"]),
        ("Thực hiện ở tất cả các xã", None, ["task"]),
        ("1. Hồ sơ xử lý nhanh hơn", None, ["number"]),
        ("Hồ sơ xử lý nhanh hơn", Measure(Kind.DECREASE, Decimal(12)), ["number"]),
        ("Đề án được phê duyệt", Measure(Kind.STEPS), []),
        ("Tỷ lệ đúng hạn", Measure(Kind.INCREASE, target=Decimal(90)), ["baseline"]),
        ("Sản phẩm", Measure(Kind.COUNT, target=Decimal(9)), []),
        ("Mức hài lòng", Measure(Kind.KEEP_AT_LEAST, low=Decimal(4)), []),
        ("   ", None, []),
    ],
)
def test_key_results_are_advised_by_wording_and_measure(
    title: str, measure: Measure | None, expected: list[str]
) -> None:
    names = {
        "task": Rule.KEY_RESULT_IS_TASK,
        "number": Rule.KEY_RESULT_WITHOUT_NUMBER,
        "baseline": Rule.KEY_RESULT_WITHOUT_BASELINE,
    }
    assert rules(advise_key_result(title, measure, *DATES)) == [names[name] for name in expected]


@pytest.mark.parametrize("dates", [(None, DATES[1]), (DATES[0], None), (None, None)])
def test_a_key_result_without_a_date_is_named(dates: tuple[date | None, date | None]) -> None:
    found = advise_key_result("Tỷ lệ hồ sơ", RISE, *dates)
    assert rules(found) == [Rule.KEY_RESULT_WITHOUT_DATE]


def test_more_than_five_of_a_kind_are_named_with_the_count() -> None:
    assert advise_objective_count(5) == advise_key_result_count(5) == []
    assert advise_objective_count(6) == [Advice(Rule.TOO_MANY_OBJECTIVES, {"count": 6, "limit": 5})]
    assert rules(advise_key_result_count(4, limit=3)) == [Rule.TOO_MANY_KEY_RESULTS]


@given(st.text())
def test_any_text_can_be_judged(title: str) -> None:
    assert len(advise_objective(title)) <= 1
    advise_key_result(title, None, None, None)
    assert leading_activity("Tổ chức " + title) == "Tổ chức"


@pytest.fixture
def vietnamese() -> Iterator[None]:
    before = i18n.language()
    i18n.use("vi")
    yield
    i18n.use(before)


def test_the_reason_names_the_verb_in_vietnamese(vietnamese: None) -> None:
    advice = advise_objective("Tổ chức hội nghị")[0]
    assert advice_texts.name(advice) == "Mục tiêu là một hoạt động"
    assert advice_texts.reason(advice).startswith("“Tổ chức” là việc sẽ làm")
    assert "hãy viết" in advice_texts.example(advice)


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_has_its_texts_in_both_languages(rule: Rule) -> None:
    file = resources() / "translations" / "vi" / "advice.json"
    catalogue = json.loads(file.read_text(encoding="utf-8"))
    for texts in (advice_texts.NAMES, advice_texts.REASONS, advice_texts.EXAMPLES):
        english = texts[rule]
        assert placeholders(catalogue[english]) == placeholders(english)


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
