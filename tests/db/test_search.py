"""The index that Ctrl+K looks through follows every write, and looks only at words."""

from typing import Any

import pytest

from okrdesk.db import schema, search
from okrdesk.domain.act import Act
from okrdesk.services.archive import archive
from okrdesk.services.history import undo_last
from tests.offices import Office, live, make_key_result, make_objective, tables


def found(office: Office, text: str, limit: int = 50) -> list[str]:
    with office.engine.connect() as connection:
        return [hit.title for hit in search.find(connection, office.desk.agency_id, text, limit)]


def entries(office: Office) -> dict[str, Any]:
    rows: dict[str, Any] = tables(office.engine, ["search_entry"])["search_entry"]
    return rows


def test_titles_and_codes_and_descriptions_are_looked_through(office: Office) -> None:
    id = make_objective(office.desk, office.ids, title="Số hoá hồ sơ", description="Kho lưu trữ")
    assert entries(office)[id]["words"] == " so hoa ho so kho luu tru"
    for text in ("số hóa", "ho so", "kho", "LUU tru", "tru so"):
        assert found(office, text) == ["Số hoá hồ sơ"]


def test_a_word_is_found_by_its_beginning_only(office: Office) -> None:
    make_objective(office.desk, office.ids, title="Xây dựng đề án")
    assert found(office, "dun") == ["Xây dựng đề án"]
    assert found(office, "ung") == []


@pytest.mark.parametrize("text", ["%", "_", "*", "\\\\", "50_", "a%b", "'", "- ", "\u202e"])
def test_signs_of_patterns_find_nothing_by_themselves(office: Office, text: str) -> None:
    make_objective(office.desk, office.ids, title="Tăng 50% (a_b)")
    assert found(office, text) == []


@pytest.mark.parametrize("text", ["50%", "(a_b)", "tang 50%"])
def test_signs_in_a_title_are_found_as_they_stand(office: Office, text: str) -> None:
    make_objective(office.desk, office.ids, title="Tăng 50% (a_b)")
    assert found(office, text) == ["Tăng 50% (a_b)"]


def test_titles_that_begin_so_come_first_then_titles_then_the_rest(office: Office) -> None:
    for title, description in (
        ("Rà soát thủ tục", "cải cách"),
        ("Đẩy mạnh cải cách", ""),
        ("Cải cách thủ tục", ""),
        ("Cải cách bộ máy", ""),
    ):
        make_objective(office.desk, office.ids, title=title, description=description)
    assert found(office, "cai cach") == [
        "Cải cách bộ máy",
        "Cải cách thủ tục",
        "Đẩy mạnh cải cách",
        "Rà soát thủ tục",
    ]
    assert found(office, "cai cach", limit=1) == ["Cải cách bộ máy"]


def test_the_index_follows_rename_tombstone_and_undo(office: Office) -> None:
    id = make_objective(office.desk, office.ids, title="Cũ kỹ")
    with office.desk.write(Act.EDIT_OBJECTIVE) as work:
        work.change(schema.objective, id, title="Mới tinh")
    assert (found(office, "cu ky"), found(office, "moi tinh")) == ([], ["Mới tinh"])
    undo_last(office.desk)
    assert found(office, "cu ky") == ["Cũ kỹ"]
    undo_last(office.desk)
    assert id not in entries(office)


def test_an_archived_object_can_still_be_looked_up(office: Office) -> None:
    id = make_objective(office.desk, office.ids, title="Xong rồi")
    archive(office.desk, "objective", id)
    assert found(office, "xong roi") == ["Xong rồi"]


def test_other_agencies_are_not_looked_through(office: Office) -> None:
    make_objective(office.desk, office.ids, title="Của ta")
    with office.engine.connect() as connection:
        assert search.find(connection, office.ids.root, "cua ta") == []


def test_one_title_is_found_among_thousands(office: Office) -> None:
    key_result = make_key_result(office.desk, make_objective(office.desk, office.ids))
    kept = live(office.engine, "key_result")[key_result]
    named = {name: kept[name] for name in kept.keys() - {"id", "agency_id", "deleted"}}
    with office.desk.write(Act.IMPORT_PLAN) as work:
        rows = [named | {"title": f"Chỉ tiêu số {number}"} for number in range(2000)]
        work.add_many(schema.key_result, rows)
    assert found(office, "chi tieu 1999") == ["Chỉ tiêu số 1999"]
    assert len(found(office, "chi tieu")) == 50
