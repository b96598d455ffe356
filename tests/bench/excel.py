"""Importing a plan and a catalogue against openpyxl's own pass over the same workbooks."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.exchange.apply import apply, preview
from okrdesk.exchange.preview import KindName
from okrdesk.services.desk import Desk
from tests.bench import folders
from tests.bench.table import TIMES, Budget, Row, seconds
from tests.exchange.books import PLAN_HEADER

_BUDGET = Budget(flat=2, times=2)
_KEY_RESULTS, _ITEMS = 5_000, 2_800
_CATALOGUE_HEADER = [
    "STT",
    "Nhiệm vụ/Tên công việc",
    "Mã công việc",
    "Sản phẩm đầu ra",
    "Phân nhóm",
    "Điểm chuẩn",
    "Hệ số quy đổi",
]


def rows() -> Iterator[Row]:
    """Yield the imports: reading, matching, and writing all rows in one act."""
    plan, catalogue = (
        folders.fresh("workbook") / name for name in ("ke-hoach.xlsx", "danh-muc.xlsx")
    )
    with folders.desk_on(folders.copy_of(folders.sample())) as desk:
        _write(plan, _people(desk))
    _write_catalogue(catalogue)
    measured, floor = _measured(plan, KindName.PLAN, _KEY_RESULTS)
    yield Row("import 5,000 key results from Excel", "s", measured, _BUDGET, floor)
    measured, floor = _measured(catalogue, KindName.CATALOGUE, _ITEMS)
    yield Row("import 2,800 catalogue rows from Excel", "s", measured, Budget(flat=3), floor)


def _measured(file: Path, kind: KindName, expected: int) -> tuple[float, float]:
    """Return the seconds of an import, and of openpyxl's pass over the same file."""
    turns = [
        (_import(file, kind, expected), seconds(partial(_read, file))) for _turn in range(TIMES)
    ]
    measured, floor = (median(column) for column in zip(*turns, strict=True))
    return measured, floor


def _import(file: Path, kind: KindName, expected: int) -> float:
    with folders.desk_on(folders.copy_of(folders.sample())) as desk:

        def both_steps() -> None:
            seen = preview(desk, kind, file)
            assert (seen.ready, seen.problems) == (expected, ())
            apply(desk, seen)

        return seconds(both_steps)


def _read(file: Path) -> None:
    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _people(desk: Desk) -> list[str]:
    with desk.read() as connection:
        return list(connection.scalars(select(schema.person.c.code)))


def _write(file: Path, people: list[str]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Kế hoạch")
    sheet.append(PLAN_HEADER)
    for number in range(_KEY_RESULTS):
        objective = f"Nâng cao chất lượng phục vụ, việc số {number // 4 + 1}"
        title = f"Tỷ lệ hồ sơ loại {number + 1} giải quyết đúng hạn"
        person = people[number // 4 % len(people)]
        numbers = [80 + number % 10, 98, "%", 25]
        cells = [objective, title, "tăng", *numbers, person, None, None, None, "hằng tuần"]
        sheet.append(cells)
    book.save(file)


def _write_catalogue(file: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh mục")
    sheet.append(_CATALOGUE_HEADER)
    for number in range(_ITEMS):
        title = f"Soạn thảo văn bản loại {number + 1} thuộc lĩnh vực được phân công"
        cells = [number + 1, title, f"HQ.{number + 1:04}", "Văn bản", f"Nhóm {number % 5 + 1}"]
        sheet.append([*cells, 5 + number % 90, None])
    book.save(file)
