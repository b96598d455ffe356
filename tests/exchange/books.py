"""Workbooks as people send them, built in memory for the tests."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

PLAN_HEADER = [
    "Mục tiêu",
    "Kết quả then chốt",
    "Loại",
    "Mốc đầu",
    "Mức cần đạt",
    "Đơn vị tính",
    "Trọng số",
    "Người phụ trách",
    "Đơn vị",
    "Bắt đầu",
    "Kết thúc",
    "Nhịp cập nhật",
]
ROSTER_HEADER = ["Mã", "Họ và tên", "Đối tượng", "Đơn vị"]
VALUES_HEADER = ["Kết quả then chốt", "Ngày", "Giá trị"]


def book(*rows: Sequence[Any], shape: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook of one sheet with these rows; `shape` may merge, hide and format it."""
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    if shape:
        shape(made.active)
    return saved(made)


def saved(made: Workbook) -> bytes:
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return the workbook with one of its XML parts rewritten."""
    source, target = ZipFile(BytesIO(content)), BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name in source.namelist():
            text = source.read(name)
            package.writestr(name, change(text.decode()) if name == part else text)
    return target.getvalue()


def with_cached(content: bytes, cell: str, value: str, *, text: bool = False) -> bytes:
    """Return the workbook with a formula's value as Excel would have calculated it."""
    kind = ' t="str"' if text else ""
    pattern = rf'<c r="{cell}"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>'
    replacement = rf'<c r="{cell}"\1{kind}><f>\2</f><v>{value}</v></c>'

    def change(xml: str) -> str:
        made, count = re.subn(pattern, replacement, xml)
        assert count == 1
        return made

    return changed(content, "xl/worksheets/sheet1.xml", change)
