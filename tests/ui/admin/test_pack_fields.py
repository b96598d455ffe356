"""The parameters of a rule pack, read from its text and written back into their own lines."""

import tomllib
from decimal import Decimal

import pytest

from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.errors import Code, Refused
from okrdesk.shipped_packs import shipped_ids, shipped_text
from ui.screens.admin.pack_fields import PackField, read_fields, write_field
from ui.screens.admin.pack_load import next_version

STAFF = shipped_text("nd335-staff")


def field(text: str, name: str) -> PackField:
    return next(one for one in read_fields(text) if one.id == name)


@pytest.mark.parametrize("code", shipped_ids())
def test_writing_back_what_stands_there_changes_no_meaning(code: str) -> None:
    text = shipped_text(code)
    assert read_fields(text)
    for one in read_fields(text):
        again = write_field(text, one.path, one.literal(one.text()))
        assert tomllib.loads(again, parse_float=Decimal) == tomllib.loads(text, parse_float=Decimal)


def test_a_value_is_typed_with_a_comma_and_written_as_toml() -> None:
    one = field(STAFF, "tasks.deduction")
    assert one.text() == "0,25"
    changed = write_field(STAFF, one.path, one.literal("0,2"))
    assert read_pack(changed).tasks.deduction == Decimal("0.2")
    # Nothing else moved: comments and order are those of the methodologist.
    different = [
        pair
        for pair in zip(STAFF.split("\n"), changed.split("\n"), strict=True)
        if pair[0] != pair[1]
    ]
    assert different == [("deduction = 0.25", "deduction = 0.2")]


def test_a_row_inside_a_list_is_written_in_its_own_line() -> None:
    one = field(STAFF, "criteria.1.parts.2.points")
    changed = write_field(STAFF, one.path, "3")
    assert 'id = "b3", number = "3", points = 3,' in changed


def test_a_day_and_a_text_are_typed_as_people_write_them() -> None:
    day, name = field(STAFF, "from_on"), field(STAFF, "name")
    changed = write_field(STAFF, day.path, day.literal("1/7/2027"))
    changed = write_field(changed, name.path, name.literal('Bộ "thử" mới'))
    pack = read_pack(changed)
    assert (pack.from_on.isoformat(), pack.name) == ("2027-07-01", 'Bộ "thử" mới')


def test_what_is_no_value_is_refused() -> None:
    for name, text, code in (
        ("tasks.deduction", "một phần tư", Code.BAD_NUMBER),
        ("from_on", "ngày mai", Code.BAD_DATE),
        ("name", " ", Code.MISSING_FIELD),
    ):
        with pytest.raises(Refused) as error:
            field(STAFF, name).literal(text)
        assert error.value.code is code


def test_a_text_over_several_lines_is_left_to_the_text_editor() -> None:
    text = STAFF.replace('name = "Công chức không', 'name = """Công chức\nkhông', 1)
    text = text.replace('(Nghị định 335/2025/NĐ-CP)"', '(Nghị định 335/2025/NĐ-CP)"""', 1)
    with pytest.raises(Refused):
        write_field(text, ("name",), '"x"')


def test_a_text_that_cannot_be_read_has_no_form() -> None:
    assert read_fields("id = ") == ()


def test_a_copy_has_the_version_after() -> None:
    assert next_version("2026.1") == "2026.2"
    assert next_version("2026.9") == "2026.10"
    assert next_version("nháp") == "nháp.2"
