"""A file is refused with its own sentence before anything in it is parsed."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from okrdesk.errors import Code, Fault, Refused
from okrdesk.exchange import guards, workbook
from okrdesk.exchange.workbook import read_workbook
from okrdesk.sentences import explain
from tests.exchange.books import book, changed, saved

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refusal(content: bytes) -> Code:
    with pytest.raises(Refused) as caught:
        read_workbook(content, "kế hoạch.xlsx")
    assert "kế hoạch.xlsx" in explain(caught.value)
    return caught.value.code


@pytest.mark.parametrize("content", [b"", b"PK", b"Ma;Ten\n1;An", b"%PDF-1.7 x", b"<html></html>"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refusal(content) is Code.NOT_A_WORKBOOK


def test_a_zip_of_something_else_is_no_workbook() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(stream.getvalue()) is Code.NOT_A_WORKBOOK


def test_an_encrypted_workbook_is_told_from_an_old_one() -> None:
    encrypted = OLE + bytes(504) + "EncryptionInfo".encode("utf-16-le") + bytes(20)
    encrypted += "EncryptedPackage".encode("utf-16-le") + bytes(512)
    old = OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(512)
    assert refusal(encrypted) is Code.WORKBOOK_ENCRYPTED
    assert refusal(old) is Code.WORKBOOK_OLD_FORMAT


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "lớn.xlsx"
    with big.open("wb") as stream:
        stream.truncate(guards.MOST_BYTES + 1)
    with pytest.raises(Refused) as caught:
        read_workbook(big)
    assert caught.value.code is Code.WORKBOOK_TOO_BIG
    assert "51 MB" in explain(caught.value)


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(60):
                entry.write(bytes(1024 * 1024))
    assert refusal(stream.getvalue()) is Code.WORKBOOK_UNSAFE


def test_a_package_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "MOST_ENTRIES", 5)
    assert refusal(book(["a"])) is Code.WORKBOOK_UNSAFE


def test_xml_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = changed(book(["a"]), "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
    assert refusal(content) is Code.WORKBOOK_UNSAFE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace("<row", "<row r='x'", 1).replace("r='x' r=", "r='x' q="),
        lambda xml: re.sub(' t="inlineStr"><is>.*?</is>', ' t="s"><v>99</v>', xml, count=1),
    ],
)
def test_a_damaged_sheet_is_refused(spoil: Callable[[str], str]) -> None:
    content = changed(book(["a", "b"]), "xl/worksheets/sheet1.xml", spoil)
    assert refusal(content) is Code.WORKBOOK_DAMAGED


def test_a_cut_off_file_is_refused() -> None:
    assert refusal(book(["a"])[:-100]) is Code.WORKBOOK_DAMAGED


def test_more_cells_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 9)
    assert read_workbook(book(["a"] * 3, ["b"] * 3, ["c"] * 3)).sheets
    assert refusal(book(["a"] * 3, ["b"] * 3, ["c"] * 4)) is Code.WORKBOOK_TOO_MANY_CELLS


def test_far_cells_count_for_the_width_they_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 20_000)
    made = Workbook()
    made.active["XFD1"] = made.active["XFD2"] = "xa"
    assert refusal(saved(made)) is Code.WORKBOOK_TOO_MANY_CELLS


def test_two_far_rows_do_not_make_a_million() -> None:
    made = Workbook()
    made.active["A1"], made.active["A1048576"] = "đầu", "cuối"
    rows = read_workbook(saved(made)).sheets[0].rows
    assert [row.number for row in rows] == [1, 1_048_576]


def test_macros_are_ignored_with_a_note() -> None:
    stream = BytesIO(book(["a"]))
    with ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    read = read_workbook(stream.getvalue())
    assert read.sheets[0].rows[0].cells == ("a",)
    assert read.notes == ("Macro trong tệp đã được bỏ qua.",)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        read_workbook(tmp_path / "không có.xlsx")
    assert caught.value.code is Code.FILE_UNREADABLE
