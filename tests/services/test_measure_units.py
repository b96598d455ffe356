"""The list of units of measure that an office extends."""

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.desk import Desk
from okrdesk.services.measure_units import (
    add_measure_unit,
    find_measure_units,
    rename_measure_unit,
)
from okrdesk.services.office import MEASURE_UNITS
from tests.offices import Office


def names(desk: Desk) -> list[str]:
    return [row.name for row in find_measure_units(desk)]


def test_a_new_office_has_the_usual_ones_in_vietnamese_order(desk: Desk) -> None:
    assert sorted(names(desk)) == sorted(MEASURE_UNITS)
    assert [name for name in names(desk) if name[0] in "đhnv"] == [
        "điểm",
        "hồ sơ",
        "ngày",
        "người",
        "nhiệm vụ",
        "văn bản",
    ]


def test_the_office_adds_one(desk: Desk) -> None:
    add_measure_unit(desk, "  tỷ  đồng ")
    assert "tỷ đồng" in names(desk)


@pytest.mark.parametrize("name", ["hồ sơ", "Hồ Sơ", "hô\u0300 sơ"])
def test_one_that_is_there_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refused) as refused:
        add_measure_unit(desk, name)
    assert refused.value.code is Code.NAME_TAKEN


def test_an_accent_makes_another_unit(desk: Desk) -> None:
    add_measure_unit(desk, "hố số")
    assert {"hồ sơ", "hố số"} <= set(names(desk))


def test_an_archived_one_is_not_offered_and_comes_back_when_added(desk: Desk) -> None:
    (row,) = [row for row in find_measure_units(desk) if row.name == "lượt"]
    archive(desk, "measure_unit", row.id)
    assert "lượt" not in names(desk)
    assert "lượt" in [row.name for row in find_measure_units(desk, archived=True)]
    assert add_measure_unit(desk, "lượt").value == row.id
    assert "lượt" in names(desk)
    archive(desk, "measure_unit", row.id)
    restore(desk, "measure_unit", row.id)
    assert "lượt" in names(desk)


def test_one_is_renamed_but_not_to_another(desk: Desk) -> None:
    (row,) = [row for row in find_measure_units(desk) if row.name == "lượt"]
    rename_measure_unit(desk, row.id, "Lượt")
    rename_measure_unit(desk, row.id, "lượt người")
    assert "lượt người" in names(desk)
    with pytest.raises(Refused) as refused:
        rename_measure_unit(desk, row.id, "ngày")
    assert refused.value.code is Code.NAME_TAKEN


@pytest.mark.parametrize(("name", "code"), [(" ", Code.MISSING_FIELD), ("x" * 61, Code.TOO_LONG)])
def test_an_empty_or_endless_name_is_refused(desk: Desk, name: str, code: Code) -> None:
    with pytest.raises(Refused) as refused:
        add_measure_unit(desk, name)
    assert refused.value.code is code


def test_an_officer_reads_but_does_not_change_the_list(office: Office) -> None:
    seat = office.seat(office.ids.officer)
    row = find_measure_units(seat)[0]
    for write in (
        lambda: add_measure_unit(seat, "tỷ đồng"),
        lambda: rename_measure_unit(seat, row.id, "tỷ đồng"),
        lambda: archive(seat, "measure_unit", row.id),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code is Code.NO_AUTHORITY
