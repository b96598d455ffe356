"""A workbook of tasks: matched by person, title and due day; done, errors and causes beside."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from okrdesk.domain.catalogue import Catalogue, CatalogueItem
from okrdesk.domain.directive import Axis, Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.tasks import CauseState, Source, TaskState
from okrdesk.errors import Code
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.paste import read_pasted
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.task_list import write_task_list
from okrdesk.services.bulk import Counts
from okrdesk.services.catalogues import add_catalogue, save_item
from okrdesk.services.desk import Desk
from okrdesk.services.directives import add_directive
from okrdesk.services.history import undo_last
from okrdesk.services.rule_packs import add_pack, publish_pack
from okrdesk.services.task_details import find_task_detail
from okrdesk.services.task_lists import TaskFilter, TaskRow, find_tasks
from okrdesk.shipped_packs import shipped_text
from tests.exchange.books import book
from tests.offices import Office, journalled, make_key_result, make_objective
from tests.services.evaluating import close, october
from tests.services.work import added

HEADER = [
    "Tên công việc*",
    "Mã danh mục",
    "Người thực hiện*",
    "Số lượng giao*",
    "Hệ số",
    "Hạn",
    "Số lượng hoàn thành",
    "Ngày hoàn thành",
    "Lỗi chất lượng",
    "Lần chậm",
    "Nguyên nhân khách quan",
    "Ghi chú",
]


@pytest.fixture
def item(office: Office) -> str:
    version = Catalogue("", "DM", "1", "Danh mục", date(2026, 1, 1), highest=Decimal(10))
    catalogue = add_catalogue(office.desk, version).value
    made = CatalogueItem("", catalogue, "Công văn", code="CV.01", points=Decimal(8))
    return save_item(office.desk, made).value


def cells(title: str, person: str = "004", **more: Any) -> list[Any]:
    """Return a row: five products due on 20/11, with what `more` says of other columns."""
    names = (
        "title", "code", "person", "quantity", "coefficient", "due", "done", "done_on", "errors",
        "delays", "cause", "note",
    )  # fmt: skip
    given = {"title": title, "person": person, "quantity": 5, "due": "20/11/2026"} | more
    return [given.get(name) for name in names]


def read(desk: Desk, *rows: list[Any]) -> Preview[Any]:
    return preview(desk, KindName.TASKS, book(HEADER, *rows))


def rows(desk: Desk) -> list[TaskRow]:
    return find_tasks(desk, TaskFilter())


def problems(seen: Preview[Any]) -> list[tuple[int, str, Code]]:
    return [(one.row, one.column, one.code) for one in seen.problems]


def test_a_head_imports_tasks_with_what_is_done_and_found(office: Office, item: str) -> None:
    seen = read(
        office.desk,
        cells(
            "Soạn công văn",
            code="cv.01",
            done=3,
            done_on="12/11/2026",
            errors=1,
            cause="Chờ ý kiến",
        ),
        cells("Họp", "Phạm Hòa", coefficient="1,5", quantity=2, note="Hằng tuần"),
    )
    assert seen.problems == ()
    assert apply(office.desk, seen).value == Counts(created=2)
    first, second = rows(office.desk)
    assert (first.item_code, first.coefficient, first.done) == ("CV.01", Decimal("1.6"), 3)
    assert (first.done_on, first.content_errors) == (date(2026, 11, 12), 1)
    assert (first.cause, first.state) == (CauseState.ASKED, TaskState.ACCEPTED)
    assert (second.owner, second.coefficient, second.note) == (
        "Phạm Hòa",
        Decimal("1.5"),
        "Hằng tuần",
    )


def test_importing_again_changes_nothing_and_more_is_added(office: Office, item: str) -> None:
    row = {"code": "CV.01", "done": 2, "done_on": "10/11/2026", "errors": 1, "cause": "Mưa lũ"}
    apply(office.desk, read(office.desk, cells("Soạn", **row)))
    again = apply(office.desk, read(office.desk, cells("soạn".capitalize(), **row)))
    assert again.value == Counts(unchanged=1)
    more = cells("Soạn", **(row | {"done": 4, "done_on": "13/11/2026", "errors": 3, "quantity": 6}))
    assert apply(office.desk, read(office.desk, more)).value == Counts(changed=1)
    (found,) = rows(office.desk)
    assert (found.quantity, found.done, found.content_errors) == (6, 4, 3)
    detail = find_task_detail(office.desk, found.id)
    assert [one.quantity for one in detail.deliveries] == [2, 2]
    assert len(detail.causes) == 1


def test_an_officer_imports_the_own_tasks_which_wait(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    apply(officer, read(officer, cells("Tự đăng ký", done=1)))
    (found,) = rows(officer)
    assert (found.state, found.done) == (TaskState.REGISTERED, 1)


def test_an_officer_neither_judges_the_own_work_nor_changes_what_is_agreed(
    office: Office,
) -> None:
    officer = office.seat(office.ids.officer)
    apply(office.desk, read(office.desk, cells("Được giao")))
    seen = read(
        officer,
        cells("Được giao", quantity=9),
        cells("Tự chấm lỗi", errors=1),
        cells("Tự chấm chậm", delays=1),
        cells("Của người khác", "Phạm Hòa"),
    )
    assert problems(seen) == [
        (2, "Số lượng giao", Code.TASK_AGREED),
        (3, "Lỗi chất lượng", Code.NO_AUTHORITY),
        (4, "Lần chậm", Code.NO_AUTHORITY),
        (5, "Người thực hiện", Code.NO_AUTHORITY),
    ]


def test_errors_are_told_by_row_and_column(office: Office, item: str) -> None:
    seen = read(
        office.desk,
        cells("Không có người", "không ai"),
        cells("Không có mục", code="ZZ"),
        cells("Quá khung", code="CV.01", coefficient=11),
        cells("Quá số lượng", done=6),
        cells("Ngày mai", done=1, done_on="17/11/2026"),
        cells("Không lỗi", cause="Mưa"),
        cells("Số âm", quantity=-1),
        cells("Hai lần"),
        cells("Hai lần"),
        cells("Đúng", cause="Không"),
    )
    assert sorted(problems(seen)) == [
        (2, "Người thực hiện", Code.NOT_FOUND),
        (3, "Mã danh mục", Code.NOT_FOUND),
        (4, "Hệ số", Code.COEFFICIENT_BOUNDS),
        (5, "Số lượng hoàn thành", Code.DONE_TOO_MUCH),
        (6, "Ngày hoàn thành", Code.DATE_IN_FUTURE),
        (7, "Nguyên nhân khách quan", Code.CAUSE_EMPTY),
        (8, "Số lượng giao", Code.BAD_VALUE),
        (10, "Tên công việc", Code.DUPLICATE_ROW),
    ]
    assert apply(office.desk, seen, good_rows_only=True).value == Counts(created=2)


def test_what_a_closed_period_has_locked_is_told_at_its_row(office: Office) -> None:
    desk = office.desk
    held = {"quantity": 2, "coefficient": 1, "due": "20/10/2026"}
    apply(desk, read(desk, cells("Việc tháng Mười", **held)))
    close(october(office))
    refused = [
        {"title": "Việc tháng Mười", "quantity": 3},
        {"title": "Việc tháng Mười", "done": 1, "done_on": "30/10/2026"},
        {"title": "Việc tháng Mười", "delays": 1},
        {"title": "Việc mới"},
    ]
    for row in refused:
        seen = read(desk, cells(**held | row))
        assert problems(seen) == [(2, "Hạn", Code.TASK_PERIOD_CLOSED)], row
    assert not read(desk, cells("Việc tháng Mười", **held, done=1, done_on="02/11/2026")).problems


def test_one_undo_takes_an_import_back(office: Office) -> None:
    before = journalled(office.engine)
    seen = read(office.desk, cells("Việc", done=2, errors=1, cause="Lũ"), cells("Việc khác"))
    apply(office.desk, seen)
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_cells_pasted_without_a_header_are_read_in_the_order_of_the_template() -> None:
    text = "Soạn công văn\tCV.01\t004\t5\t1,6\t20/11/2026\t3\n"
    (row,) = read_pasted(KindName.TASKS, text).rows
    found = row.item
    assert (found.title, found.person, found.quantity, found.done) == ("Soạn công văn", "004", 5, 3)


def test_a_list_is_written_as_it_is_shown(office: Office, tmp_path: Path) -> None:
    added(office.desk, office.ids.officer, "=cmd()", coefficient=Decimal(2))
    file = write_task_list(tmp_path / "cong-viec.xlsx", rows(office.desk))
    header, row = load_workbook(file).active.iter_rows(values_only=True)
    shown = dict(zip(header, row, strict=True))
    assert shown["Công việc"] == "=cmd()"
    assert load_workbook(file).active["A2"].data_type == "s"
    assert (shown["Số lượng"], shown["Sản phẩm quy đổi"]) == (5, 10)
    assert shown["Trạng thái"] == "đang thực hiện"


def test_axis_and_difficulty_have_columns_of_their_own(office: Office) -> None:
    publish_pack(office.desk, add_pack(office.desk, shipped_text("hd06-hcm")).value)
    header = ["Tên công việc", "Người thực hiện", "Số lượng giao", "Nhóm kết quả", "Mức độ khó"]
    rows = [["Tập huấn", "004", 1, "3", "Rất khó"], ["Báo cáo", "004", 1, "", "Siêu khó"]]
    ready = preview(office.desk, KindName.TASKS, book(header, *rows))
    assert [problem.column for problem in ready.problems] == ["Mức độ khó"]
    kept = preview(office.desk, KindName.TASKS, book(header, rows[0]))
    apply(office.desk, kept)
    (made,) = find_tasks(office.desk, TaskFilter())
    assert (made.axis, made.difficulty) == (Axis.TECHNOLOGY, "very-hard")
    assert made.difficulty_name == "Rất khó"


def test_a_task_cites_the_item_of_a_directive_and_goes_out_with_it(
    office: Office, tmp_path: Path
) -> None:
    directive = Directive("", "12/KH-UBND", DirectiveKind.PLAN, "", date(2026, 2, 20))
    made = add_directive(office.desk, directive, [DirectiveItem("", "", "Số hóa", "Mục III")])
    item_id = next(id for entity, id in made.touched if entity == "directive_item")
    header = ["Tên công việc", "Người thực hiện", "Số lượng giao", "Nguồn", "Nhiệm vụ của văn bản"]

    def imported(cited: str) -> Preview[Any]:
        row = ["Quét hồ sơ", "004", 5, "thường xuyên", cited]
        return preview(office.desk, KindName.TASKS, book(header, row))

    apply(office.desk, imported("12/KH-UBND, mục III"))
    (found,) = rows(office.desk)
    assert (found.directive_item_id, found.source) == (item_id, Source.DIRECTIVE)
    assert found.serves == "12/KH-UBND · Mục III · Số hóa"
    assert apply(office.desk, imported(found.serves)).value == Counts(unchanged=1)
    assert problems(imported("13/KH-UBND")) == [(2, "Nhiệm vụ của văn bản", Code.NOT_FOUND)]
    sheet = load_workbook(write_task_list(tmp_path / "tasks.xlsx", rows(office.desk))).active
    written = {title.value: cell.value for title, cell in zip(*sheet.iter_rows(), strict=True)}
    assert written["Nhiệm vụ của văn bản"] == found.serves


def test_what_serves_a_key_result_stays_as_it_is_though_the_list_calls_it_regular(
    office: Office,
) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    added(office.desk, office.ids.officer, "Quét hồ sơ", key_result_id=key_result)
    header = ["Tên công việc", "Người thực hiện", "Số lượng giao", "Hạn", "Nguồn"]
    row = ["Quét hồ sơ", "004", 5, "20/11/2026", "thường xuyên"]
    officer = office.seat(office.ids.officer)
    seen = preview(officer, KindName.TASKS, book(header, row))
    assert problems(seen) == []
    assert apply(officer, seen).value == Counts(unchanged=1)
