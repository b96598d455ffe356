"""A plan as people write it becomes objectives with their key results."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrdesk.domain.progress import Kind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code
from okrdesk.exchange.kinds.plan import PlannedKeyResult
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.reading import read_kind
from tests.exchange.books import PLAN_HEADER, book, with_cached

SHORT = ["Mục tiêu", "Kết quả then chốt", "Mốc đầu", "Mức cần đạt"]


def read(*rows: list[Any], shape: Any = None) -> Preview[PlannedKeyResult]:
    return read_kind(KindName.PLAN, book(*rows, shape=shape))


def objectives(preview: Preview[PlannedKeyResult]) -> list[tuple[str, str]]:
    return [(row.item.objective.title, row.item.title) for row in preview.rows]


def one(**cells: Any) -> PlannedKeyResult:
    values = {"Mục tiêu": "O", "Kết quả then chốt": "K"} | {
        name.replace("_", " "): value for name, value in cells.items()
    }
    preview = read(list(values), list(values.values()))
    assert not preview.problems, [problem.sentence for problem in preview.problems]
    return preview.rows[0].item


def problem_of(**cells: Any) -> tuple[Code, str, str]:
    values = {"Mục tiêu": "O", "Kết quả then chốt": "K"} | {
        name.replace("_", " "): value for name, value in cells.items()
    }
    (problem,) = read(list(values), list(values.values())).problems
    assert problem.row == 2
    return problem.code, problem.column, problem.value


def test_every_column_is_read() -> None:
    row = ["Nâng chất lượng", "Đúng hạn", "tăng", "82,5", "95", "%", 60, "CB001", "Phòng A"]
    preview = read(PLAN_HEADER, [*row, "01/10/2026", date(2026, 12, 31), "hàng tháng"])
    item = preview.rows[0].item
    assert item.objective.title == "Nâng chất lượng"
    assert (item.measure.kind, item.measure.start, item.measure.target) == (
        Kind.INCREASE,
        Decimal("82.5"),
        Decimal(95),
    )
    assert (item.measure_unit, item.weight, item.owner, item.unit) == ("%", 60, "CB001", "Phòng A")
    assert (item.start_on, item.end_on) == (date(2026, 10, 1), date(2026, 12, 31))
    assert item.rhythm is Rhythm.MONTHLY
    assert preview.problems == ()
    assert preview.notes == ()


@pytest.mark.parametrize("form", ["repeated", "merged", "below", "above"])
def test_an_objective_covers_its_key_results(form: str) -> None:
    rows: list[list[Any]] = {
        "repeated": [["A", "1", 0, 5], ["A ", "2", 0, 5], ["B", "3", 0, 5]],
        "merged": [["A", "1", 0, 5], [None, "2", 0, 5], ["B", "3", 0, 5]],
        "below": [["A", "1", 0, 5], [None, "2", 0, 5], [], ["B", "3", 0, 5]],
        "above": [["A"], [None, "1", 0, 5], [None, "2", 0, 5], ["B"], [None, "3", 0, 5]],
    }[form]

    def shape(sheet: Any) -> None:
        if form == "merged":
            sheet.merge_cells("A2:A3")

    preview = read(SHORT, *rows, shape=shape)
    assert objectives(preview) == [("A", "1"), ("A", "2"), ("B", "3")]
    assert preview.rows[0].item.objective is preview.rows[1].item.objective
    assert not preview.problems


def test_owner_and_dates_merged_over_rows_count_for_each() -> None:
    def shape(sheet: Any) -> None:
        sheet.merge_cells("E2:E3")
        sheet.merge_cells("F2:F3")

    preview = read(
        [*SHORT, "Phụ trách", "Trọng số"],
        ["A", "1", 0, 5, "CB1", 100],
        [None, "2", 0, 5],
        shape=shape,
    )
    assert [row.item.owner for row in preview.rows] == ["CB1", "CB1"]
    assert [row.item.weight for row in preview.rows] == [100, None]


def test_a_row_of_its_own_speaks_for_the_objective() -> None:
    preview = read(
        [*SHORT, "Phụ trách", "Trọng số"], ["A", *[None] * 3, "CB1", 40], [None, "1", 0, 5]
    )
    objective = preview.rows[0].item.objective
    assert (objective.owner, objective.weight, preview.rows[0].item.owner) == ("CB1", 40, "")


def test_a_heading_without_key_results_is_named() -> None:
    preview = read(SHORT, ["A"], ["B"], [None, "1", 0, 5], ["C"])
    assert [(problem.code, problem.row) for problem in preview.problems] == [
        (Code.OBJECTIVE_WITHOUT_KEY_RESULT, 2),
        (Code.OBJECTIVE_WITHOUT_KEY_RESULT, 5),
    ]


def test_totals_and_blank_rows_are_no_rows() -> None:
    preview = read([*SHORT, "Trọng số"], ["A", "1", 0, 5, 100], [], ["Tổng cộng", *[None] * 3, 100])
    assert (preview.ready, preview.total, preview.problems) == (1, 1, ())


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"Mức_cần_đạt": 5}, Kind.INCREASE),
        ({"Mốc_đầu": 9, "Mức_cần_đạt": 5}, Kind.DECREASE),
        ({"Mức_cần_đạt": "≥ 95"}, Kind.KEEP_AT_LEAST),
        ({"Mức_cần_đạt": "không quá 3"}, Kind.KEEP_AT_MOST),
        ({"Mức_cần_đạt": "2–5"}, Kind.KEEP_BETWEEN),
        ({"Mức_cần_đạt": "từ 2 đến 5"}, Kind.KEEP_BETWEEN),
        ({"Mức_cần_đạt": "Có"}, Kind.YES_NO),
        ({"Mức_cần_đạt": "Khảo sát:30; Dự thảo:70"}, Kind.STEPS),
        ({"Loại": "có/không", "Mức_cần_đạt": None}, Kind.YES_NO),
        ({"Loại": "Sản phẩm", "Mức_cần_đạt": 12}, Kind.COUNT),
        ({"Loại": "GIAM", "Mốc_đầu": "10", "Mức_cần_đạt": 0}, Kind.DECREASE),
    ],
)
def test_the_kind_is_read_or_told_from_the_numbers(cells: dict[str, Any], kind: Kind) -> None:
    assert one(**cells).measure.kind is kind


def test_limits_ranges_and_steps() -> None:
    least = one(Loại="duy trì >=", Mức_cần_đạt="4").measure
    assert (least.low, least.target, least.high) == (4, 4, None)
    between = one(Loại="trong khoảng", Mức_cần_đạt="2,5 - 5 ngày")
    assert (between.measure.low, between.measure.high) == (Decimal("2.5"), 5)
    assert between.measure_unit == "ngày"
    steps = one(Loại="bước", Mức_cần_đạt="Khảo sát: 30%;\nDự thảo:70").measure.steps
    assert [(step.title, step.weight) for step in steps] == [("Khảo sát", 30), ("Dự thảo", 70)]
    counted = one(Loại="bước", Mức_cần_đạt=3).measure.steps
    assert [step.title for step in counted] == ["Bước 1", "Bước 2", "Bước 3"]


def test_a_unit_in_the_target_is_the_unit_of_measure() -> None:
    assert one(Mức_cần_đạt="95 %").measure_unit == "%"
    assert one(Mức_cần_đạt="12 hồ sơ", ĐVT="bộ").measure_unit == "bộ"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"Mức_cần_đạt": None}, (Code.MISSING_FIELD, "Mức cần đạt", "")),
        ({"Mức_cần_đạt": "nhiều"}, (Code.BAD_NUMBER, "Mức cần đạt", "nhiều")),
        ({"Mức_cần_đạt": date(2026, 5, 2)}, (Code.BAD_NUMBER, "Mức cần đạt", "02/05/2026")),
        ({"Mức_cần_đạt": "5–2"}, (Code.LIMITS_UPSIDE_DOWN, "Mức cần đạt", "5–2")),
        ({"Mốc_đầu": 5, "Mức_cần_đạt": 5}, (Code.START_EQUALS_TARGET, "Mức cần đạt", "5")),
        ({"Loại": "giảm", "Mức_cần_đạt": 5}, (Code.MISSING_FIELD, "Mốc đầu", "")),
        ({"Loại": "lên", "Mức_cần_đạt": 5}, (Code.BAD_VALUE, "Loại", "lên")),
        ({"Mức_cần_đạt": 5, "Trọng_số": 101}, (Code.BAD_VALUE, "Trọng số", "101")),
        ({"Mức_cần_đạt": 5, "Kết_thúc": "31/9/2026"}, (Code.BAD_DATE, "Kết thúc", "31/9/2026")),
        (
            {"Mức_cần_đạt": 5, "Bắt_đầu": "2/10/2026", "Kết_thúc": "1/10/2026"},
            (Code.DATES_UPSIDE_DOWN, "Kết thúc", "1/10/2026"),
        ),
        ({"Mức_cần_đạt": "=1+1"}, (Code.FORMULA_NOT_CALCULATED, "Mức cần đạt", "")),
        ({"Mức_cần_đạt": "#DIV/0!"}, (Code.CELL_ERROR, "Mức cần đạt", "#DIV/0!")),
    ],
)
def test_a_wrong_cell_is_named(cells: dict[str, Any], problem: tuple[Code, str, str]) -> None:
    if problem[1] == "Mốc đầu":
        cells = {"Mốc_đầu": None} | cells
    assert problem_of(**cells) == problem


def test_a_problem_says_row_column_and_value() -> None:
    (problem,) = read(SHORT, ["A", "1", "chín", 5]).problems
    assert problem.sentence == (
        "Dòng 2, cột “Mốc đầu”: “chín” không phải là số. Hãy viết như 1.234,5."
    )


def test_a_key_result_without_objective_or_title_is_named() -> None:
    preview = read(SHORT, [None, "1", 0, 5], ["A", None, 0, 5])
    assert [(problem.code, problem.row, problem.column) for problem in preview.problems] == [
        (Code.MISSING_FIELD, 2, "Mục tiêu"),
        (Code.MISSING_FIELD, 3, "Kết quả then chốt"),
    ]


def test_the_same_key_result_twice_is_named_with_its_first_row() -> None:
    preview = read(SHORT, ["A", "1", 0, 5], ["a", "1 ", 0, 6])
    (problem,) = preview.problems
    assert (problem.code, problem.row, problem.error.params["row"]) == (Code.DUPLICATE_ROW, 3, 2)
    assert preview.ready == 1


def test_good_rows_stay_ready_beside_bad_ones() -> None:
    preview = read(SHORT, ["A", "1", 0, 5], [None, "2", 0, "x"], [None, "3", 0, 7])
    assert objectives(preview) == [("A", "1"), ("A", "3")]
    assert [problem.row for problem in preview.problems] == [3]


def test_instruction_sheets_are_skipped_and_hidden_rows_noted() -> None:
    from openpyxl import Workbook

    from tests.exchange.books import saved

    made = Workbook()
    made.active.title = "Hướng dẫn"
    made.active.append(["Điền vào trang sau"])
    for name in ("Phòng A", "Phòng B"):
        sheet = made.create_sheet(name)
        for row in (["KẾ HOẠCH"], SHORT, [f"Mục tiêu {name}", "1", 0, 5]):
            sheet.append(row)
    made["Phòng B"].row_dimensions[3].hidden = True
    preview = read_kind(KindName.PLAN, saved(made))
    assert objectives(preview) == [("Mục tiêu Phòng A", "1"), ("Mục tiêu Phòng B", "1")]
    assert preview.notes == ("Trang tính “Phòng B”: các dòng ẩn cũng đã được đọc: 3.",)


def test_a_formula_counts_with_its_cached_value() -> None:
    content = with_cached(book(SHORT, ["A", "1", 0, "=19*5"]), "D2", "95")
    assert read_kind(KindName.PLAN, content).rows[0].item.measure.target == 95


def test_units_may_share_a_title_on_sheets_of_their_own_or_further_down() -> None:
    from openpyxl import Workbook

    from tests.exchange.books import saved

    made = Workbook()
    for sheet in (made.active, made.create_sheet("B")):
        sheet.append(SHORT)
        sheet.append(["Chung", "1", 0, 5])
    first, second = read_kind(KindName.PLAN, saved(made)).rows
    assert first.item.objective is not second.item.objective
    header = [*SHORT, "Đơn vị"]
    rows = [["Chung", "1", 0, 5, "TH"], ["Khác", "2", 0, 5], ["Chung", "1", 0, 5, "MC"]]
    first, _other, second = read(header, *rows).rows
    assert first.item.objective is not second.item.objective
    third = read(header, rows[0], rows[1], ["Chung", "3", 0, 5, "TH"]).rows[2]
    assert third.item.objective.row == 2
