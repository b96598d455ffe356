"""Importing a plan of 5,000 key results against openpyxl's own pass over the same workbook."""

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
_KEY_RESULTS = 5_000


def rows() -> Iterator[Row]:
    """Yield the import: reading, matching, and writing all rows in one act."""
    file = folders.fresh("workbook") / "ke-hoach.xlsx"
    with folders.desk_on(folders.copy_of(folders.sample())) as desk:
        _write(file, _people(desk))
    turns = [(_import(file), seconds(partial(_read, file))) for _turn in range(TIMES)]
    measured, floor = (median(column) for column in zip(*turns, strict=True))
    yield Row("import 5,000 key results from Excel", "s", measured, _BUDGET, floor)


def _import(file: Path) -> float:
    with folders.desk_on(folders.copy_of(folders.sample())) as desk:

        def both_steps() -> None:
            seen = preview(desk, KindName.PLAN, file)
            assert (seen.ready, seen.problems) == (_KEY_RESULTS, ())
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
