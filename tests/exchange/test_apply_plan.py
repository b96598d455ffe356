"""A plan becomes objectives and key results of a cycle, in one act that one undo takes back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.organisation import Person, PersonKind, Post
from okrdesk.domain.review import ReviewState
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.apply import apply, match, preview
from okrdesk.exchange.office_lists import office_lists
from okrdesk.exchange.paste import read_pasted
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.reading import read_kind
from okrdesk.services.archive import archive
from okrdesk.services.bulk import Counts
from okrdesk.services.citing import find_served
from okrdesk.services.desk import Desk
from okrdesk.services.directives import add_directive
from okrdesk.services.history import undo_last
from okrdesk.services.key_results import find_key_result, find_key_result_in_force
from okrdesk.services.people import add_person
from okrdesk.services.plan_import import load_plan
from okrdesk.services.reviews import approve, find_review, submit
from okrdesk.services.search import resolve
from tests.exchange.books import book
from tests.offices import END, START, Office, check_in, close_cycle, journalled, make_objective

HEADER = ["Mục tiêu", "Kết quả then chốt", "Mốc đầu", "Mức cần đạt", "Trọng số", "Phụ trách"]
HEADER += ["Đơn vị", "Bắt đầu", "Kết thúc", "Nhịp cập nhật"]
ROWS: list[list[Any]] = [
    ["Nâng chất lượng", "Đúng hạn", 80, 95, 60, "002", "Phòng Tổng hợp"],
    [None, "Thời gian chờ", 45, 20, 40, "le van cuong", "TH", "01/11/2026", None, "hằng tháng"],
    ["Chuyển đổi số", "Hồ sơ trực tuyến", 0, 100, None, "Đỗ Thị Đào"],
]


def read(desk: Desk, *rows: list[Any], header: list[str] = HEADER) -> Preview[Any]:
    return preview(desk, KindName.PLAN, book(header, *rows))


def stored(desk: Desk, office: Office) -> tuple[dict[str, Objective], dict[str, KeyResult]]:
    with desk.read() as connection:
        objectives, key_results = load_plan(desk, connection, office.ids.quarter)
    return {each.title: each for each in objectives}, {each.title: each for each in key_results}


def test_a_plan_makes_objectives_with_their_key_results(desk: Desk, office: Office) -> None:
    seen = read(desk, *ROWS)
    assert (seen.ready, seen.problems, seen.notes) == (3, (), ())
    assert apply(desk, seen).value == Counts(created=5)
    objectives, key_results = stored(desk, office)
    ids = office.ids
    assert objectives["Nâng chất lượng"].owner == Owner(unit_id=ids.division)
    assert objectives["Chuyển đổi số"].owner == Owner(person_id=ids.officer)
    assert objectives["Chuyển đổi số"].cycle_id == ids.quarter
    waiting = key_results["Thời gian chờ"]
    assert waiting.owner == Owner(person_id=ids.deputy)
    assert (waiting.start_on, waiting.end_on) == (date(2026, 11, 1), END)
    assert (waiting.rhythm, waiting.weight, waiting.ordinal) == (Rhythm.MONTHLY, 40, 1)
    assert key_results["Đúng hạn"].start_on == START
    assert key_results["Đúng hạn"].measure.target == Decimal(95)


def test_the_same_plan_again_changes_nothing(desk: Desk, office: Office) -> None:
    rows = [*ROWS, ["Bước", "Làm", None, "Khảo sát:30; Dự thảo:70", None, "002"]]
    apply(desk, read(desk, *rows))
    before = journalled(office.engine)
    assert apply(desk, read(desk, *rows)).value == Counts(unchanged=7)
    assert journalled(office.engine) == before


def test_a_corrected_plan_updates_and_keeps_check_ins(desk: Desk, office: Office) -> None:
    apply(desk, read(desk, *ROWS))
    key_result = stored(desk, office)[1]["Đúng hạn"]
    check_in(desk, key_result.id, 90)
    row = ["nâng chất lượng", "Đúng hạn ", 80, 98, None, "002", "TH"]
    done = apply(desk, read(desk, row, ["Nâng chất lượng", "Mới", 0, 1, None, "003", "TH"]))
    assert done.value == Counts(created=1, changed=1, unchanged=1)
    after = stored(desk, office)[1]
    assert after["Đúng hạn"].id == key_result.id
    assert (after["Đúng hạn"].measure.target, after["Đúng hạn"].weight) == (98, 60)
    assert after["Mới"].ordinal == 2


def test_one_undo_takes_a_plan_back(desk: Desk, office: Office) -> None:
    make_objective(desk, office.ids)
    before = journalled(office.engine)
    apply(desk, read(desk, *ROWS))
    undo_last(desk)
    assert journalled(office.engine) == before


def test_an_objective_of_another_owner_is_another_objective(desk: Desk, office: Office) -> None:
    make_objective(desk, office.ids, Owner(unit_id=office.ids.other), "Nâng chất lượng")
    assert apply(desk, read(desk, *ROWS)).value.created == 5


def test_an_own_row_says_whose_an_objective_is(desk: Desk, office: Office) -> None:
    heading = ["Mục tiêu lớn", None, None, None, 30, None, "MC", None, "15/12/2026"]
    apply(desk, read(desk, heading, [None, "K", 0, 5, None, "002"]))
    objectives, key_results = stored(desk, office)
    big = objectives["Mục tiêu lớn"]
    assert (big.owner, big.weight) == (Owner(unit_id=office.ids.other), 30)
    assert key_results["K"].end_on == big.end_on == date(2026, 12, 15)
    assert key_results["K"].owner == Owner(person_id=office.ids.head)


def test_rows_without_an_owner_belong_to_who_imports(desk: Desk, office: Office) -> None:
    seen = match(desk, read_pasted(KindName.PLAN, "Mục tiêu\tKR\tMức cần đạt\nA\tB\t5"))
    assert "bạn phụ trách" in seen.notes[0]
    apply(desk, seen)
    objectives, key_results = stored(desk, office)
    mine = Owner(person_id=office.ids.admin)
    assert objectives["A"].owner == key_results["B"].owner == mine


@pytest.mark.parametrize(
    ("owner", "unit", "code", "column"),
    [
        ("Không Có Ai", "TH", Code.NOT_FOUND, "Người phụ trách"),
        ("002", "Phòng Lạ", Code.NOT_FOUND, "Đơn vị"),
        ("Phạm Hòa", None, Code.AMBIGUOUS, "Người phụ trách"),
    ],
)
def test_who_is_not_known_is_named(
    office: Office, owner: str, unit: str | None, code: Code, column: str
) -> None:
    twin = Person("", "006", "Phạm Hoà", PersonKind.CONTRACT)
    add_person(office.desk, twin, Post("", "", office.ids.division, ""))
    seen = read(office.desk, ["A", "1", 0, 5, None, owner, unit], ["B", "2", 0, 5, None, "002"])
    (problem,) = seen.problems
    assert (problem.row, problem.code, problem.column) == (2, code, column)
    assert problem.value in (owner, unit)
    assert seen.ready == 1


@pytest.mark.parametrize("text", ["005 - Phạm Hòa", "Pham Hoa (005)", "Phạm Hòa"])
def test_namesakes_are_told_apart_by_code_or_unit(office: Office, text: str) -> None:
    twin = Person("", "006", "Phạm Hoà", PersonKind.CONTRACT)
    add_person(office.desk, twin, Post("", "", office.ids.division, ""))
    apply(office.desk, read(office.desk, ["A", "1", 0, 5, None, text, "Phòng Một cửa"]))
    owner = stored(office.desk, office)[1]["1"].owner
    assert owner == Owner(person_id=office.ids.neighbour)


def test_what_is_out_of_reach_is_refused_by_row(office: Office) -> None:
    head = office.seat(office.ids.head)
    seen = read(head, *ROWS, ["Của phòng khác", "K", 0, 5, None, "005"])
    assert [(each.row, each.code) for each in seen.problems] == [(5, Code.NO_AUTHORITY)]
    assert apply(head, seen, good_rows_only=True).value == Counts(created=5)
    whole = read(office.desk, ["Của phòng khác", "K", 0, 5, None, "005"])
    with pytest.raises(Refused) as caught:
        apply(head, whole)
    assert caught.value.code is Code.IMPORT_HAS_PROBLEMS


def test_the_cycle_is_named_or_the_running_one(desk: Desk, office: Office) -> None:
    content = book(HEADER, *ROWS)
    assert preview(desk, KindName.PLAN, content).into_id == office.ids.quarter
    assert preview(desk, KindName.PLAN, content, "2026").into_id == office.ids.year
    with pytest.raises(Refused) as caught:
        preview(desk, KindName.PLAN, content, "2031")
    assert caught.value.code is Code.NOT_FOUND


def test_dates_that_only_clash_with_the_cycle_are_named(desk: Desk) -> None:
    late = ["A", "1", 0, 5, None, None, None, "01/02/2027"]
    (problem,) = read(desk, late).problems
    assert (problem.code, problem.column) == (Code.DATES_UPSIDE_DOWN, "Kết thúc")
    seen = read(desk, ["A", "1", 0, 5, None, "002", None, "01/02/2026"])
    assert seen.notes == ("Thời gian của các dòng sau nằm ngoài chu kỳ: 2.",)


def test_what_vanished_since_the_preview_is_noticed(desk: Desk, office: Office) -> None:
    seen = read(desk, *ROWS)
    close_cycle(desk, office.ids.quarter)
    with pytest.raises(Refused) as caught:
        apply(desk, seen)
    assert caught.value.code is Code.CYCLE_CLOSED


def statements_of(office: Office, call: Callable[[], object]) -> int:
    count = 0

    def note(*_args: Any) -> None:
        nonlocal count
        count += 1

    event.listen(office.engine, "before_cursor_execute", note)
    call()
    event.remove(office.engine, "before_cursor_execute", note)
    return count


def test_a_preview_asks_as_many_questions_for_many_rows_as_for_few(office: Office) -> None:
    def rows(count: int) -> list[list[Any]]:
        return [[f"O{n}", f"K{n}", 0, 5, None, f"00{n % 5 + 1}"] for n in range(count)]

    few, many = (read_kind(KindName.PLAN, book(HEADER, *rows(count))) for count in (2, 200))
    desk = office.desk
    assert statements_of(office, lambda: match(desk, few)) == statements_of(
        office, lambda: match(desk, many)
    )
    written = statements_of(office, lambda: apply(desk, match(desk, many)))
    assert written < 60


def test_the_names_a_template_offers_are_understood(desk: Desk, office: Office) -> None:
    lists = office_lists(desk, KindName.PLAN)
    rows = [["A", f"K{n}", 0, 5, None, owner] for n, owner in enumerate(lists["owner"])]
    rows += [["B", f"K{n}", 0, 5, None, None, unit] for n, unit in enumerate(lists["unit"])]
    seen = read(desk, *rows)
    assert (seen.ready, seen.problems) == (5 + 4, ())
    assert set(office_lists(desk, KindName.ROSTER)) == {"unit", "parent_unit"}
    assert office_lists(desk, KindName.VALUES) == {}


def test_rows_cite_the_items_of_directives(desk: Desk, office: Office) -> None:
    header = [*HEADER, "Nhiệm vụ của văn bản"]
    first, second, gone = make_items(desk)
    rows: list[list[Any]] = [
        ["Lớn", *[None] * 9, "05-NQ/TU, Điều 1"],
        [None, "A", 0, 5, *[None] * 6, "05-nq/tu · Điều 2 · Hai"],
        [None, "B", 0, 5],
        ["Chung", "C", 0, 5, *[None] * 6, "05-NQ/TU · Điều 2"],
    ]
    seen = read(desk, *rows, header=header)
    assert seen.problems == ()
    apply(desk, seen)
    objectives, key_results = stored(desk, office)
    serves = {title: one.directive_item_id for title, one in (objectives | key_results).items()}
    assert serves == {"Lớn": first, "Chung": second, "A": second, "B": None, "C": second}
    assert apply(desk, read(desk, *rows, header=header)).value == Counts(unchanged=5)
    older = read(desk, ["Chung", "C", 0, 6])
    assert apply(desk, older).value == Counts(changed=1, unchanged=1)
    assert stored(desk, office)[1]["C"].directive_item_id == second
    served = find_served(desk, "key_result", [one.id for one in key_results.values()])
    assert {one.cited for one in served.values()} == {"05-NQ/TU · Điều 2 · Hai"}
    assert office_lists(desk, KindName.PLAN)["directive_item"] == [
        "05-NQ/TU · Điều 1 · Một",
        "05-NQ/TU · Điều 2 · Hai",
    ]
    bad = [["Lớn", *[None] * 9, "05-NQ/TU"], [None, "A", 0, 5], ["X", "Y", 0, 5, *[None] * 6, gone]]
    found = read(desk, *bad, header=header).problems
    assert [(one.row, one.column, one.code) for one in found] == [
        (3, "Nhiệm vụ của văn bản", Code.AMBIGUOUS),
        (4, "Nhiệm vụ của văn bản", Code.ARCHIVED),
    ]


def test_an_item_chosen_from_the_list_is_cited_however_long_it_is(desk: Desk) -> None:
    directive = Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, "", date(2026, 1, 15))
    add_directive(desk, directive, [DirectiveItem("", "", "thư viện " * 60, "Điều 1")])
    (chosen,) = office_lists(desk, KindName.PLAN)["directive_item"]
    assert 240 < len(chosen) <= 250
    rows = [["Lớn", *[None] * 9, chosen], [None, "A", 0, 5]]
    assert read(desk, *rows, header=[*HEADER, "Nhiệm vụ của văn bản"]).problems == ()


def make_items(desk: Desk) -> tuple[str, str, str]:
    """Return the ids of two items of 05-NQ/TU, and the citation of one that was put away."""
    directive = Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, "", date(2026, 1, 15))
    titles = ("Một", "Hai", "Ba")
    items = [DirectiveItem("", "", title, f"Điều {n}") for n, title in enumerate(titles, 1)]
    add_directive(desk, directive, items)
    first, second, third = (resolve(desk, "directive_item", title)[1] for title in titles)
    archive(desk, "directive_item", third)
    return first, second, "05-NQ/TU · Điều 3"


def test_an_approved_target_changes_with_a_reason_only(desk: Desk, office: Office) -> None:
    apply(desk, read(desk, *ROWS))
    objectives, key_results = stored(desk, office)
    approved, target = objectives["Nâng chất lượng"].id, key_results["Đúng hạn"].id
    submit(desk, approved)
    approve(office.seat(office.ids.admin), approved)
    header = [*HEADER, "Lý do"]
    whose = ["Nâng chất lượng", *[None] * 5, "TH", *[None] * 4]
    row = [None, "Đúng hạn", 80, 98, 60, "002", "Phòng Tổng hợp", *[None] * 3]
    other = [None, "Thời gian chờ", 45, 20, 50, "le van cuong", "TH", "01/11/2026", None, None]
    seen = read(desk, whose, [*row, None], [*other, None], header=header)
    assert [(one.row, one.column, one.code) for one in seen.problems] == [
        (3, "Lý do", Code.TARGET_REASON)
    ]
    apply(desk, seen, good_rows_only=True)
    assert stored(desk, office)[1]["Đúng hạn"].measure.target == 95
    assert stored(desk, office)[1]["Thời gian chờ"].weight == 50
    apply(desk, read(desk, whose, [*row, "Theo Kết luận 09"], header=header))
    review = find_review(desk, approved)
    assert (review.state, review.history[0].comment) == (ReviewState.SUBMITTED, "Theo Kết luận 09")
    assert find_key_result(desk, target).measure.target == 98
    assert find_key_result_in_force(desk, target).measure.target == 95
    assert read(desk, whose[:10], row).problems == ()
