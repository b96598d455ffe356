"""Many sheets: a folder of files with progress and cancel, names in plain ASCII."""

from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from okrdesk.errors import Code, Fault
from okrdesk.forms.batch import Press, file_name, save_pdf
from okrdesk.forms.pages import page_text
from okrdesk.services.registration import Registrant
from tests.forms.sheets import rows, sheet

THREE = [sheet(owner=Registrant(True, name)) for name in ("Đỗ Ân", "Lê Thị Ưng", "Võ Ý")]


def test_each_sheet_becomes_a_file_and_progress_is_told(press: Press, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    files = press.fill_folder(THREE, tmp_path / "mới", lambda done, all_: told.append((done, all_)))
    assert [file.name for file in files] == [
        "F11-001-do-an.pdf",
        "F11-002-le-thi-ung.pdf",
        "F11-003-vo-y.pdf",
    ]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert "Lê Thị Ưng" in page_text(files[1].read_bytes(), 0)
    assert sorted(path.name for path in (tmp_path / "mới").iterdir()) == [f.name for f in files]


def test_a_cancel_stops_before_the_next_sheet_and_keeps_those_made(
    press: Press, tmp_path: Path
) -> None:
    def stop_after_one(done: int, _total: int) -> None:
        if done == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        press.fill_folder(THREE, tmp_path, stop_after_one)
    assert [path.name for path in tmp_path.iterdir()] == ["F11-001-do-an.pdf"]


def test_a_folder_that_cannot_be_made_is_a_fault(press: Press, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    with pytest.raises(Fault):
        press.fill_folder(THREE, tmp_path / "tệp" / "con", lambda _done, _total: None)


def test_a_file_is_replaced_whole_or_left(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    save_pdf(b"one", file)
    save_pdf(b"two", file)
    assert file.read_bytes() == b"two"
    with pytest.raises(Fault) as fault:
        save_pdf(b"x", tmp_path / "none" / "a.pdf")
    assert fault.value.code is Code.PATH_MISSING
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("Nguyễn Thị Ánh", "F11-nguyen-thi-anh.pdf"),
        ("../../Tệp: con|*?", "F11-tep-con.pdf"),
        ("漢", "F11.pdf"),
    ],
)
def test_a_file_is_named_after_form_and_owner_in_ascii(press: Press, owner: str, name: str) -> None:
    named = sheet(owner=Registrant(True, owner))
    assert file_name(press.template, named) == name


def test_a_very_long_name_is_cut(press: Press) -> None:
    named = sheet(owner=Registrant(False, "phòng " * 100))
    assert len(file_name(press.template, named)) < 100


def test_two_hundred_sheets_fit_in_one_file(press: Press) -> None:
    from okrdesk.forms.pages import page_sizes

    assert len(page_sizes(press.pdf([rows(1, 3)] * 200))) == 200
