"""Finding things by words, by whole numbers, and by what a shell types."""

from dataclasses import replace
from datetime import date

import pytest

from okrdesk.domain.directive import Directive, DirectiveItem, DirectiveKind
from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.directives import add_directive
from okrdesk.services.history import undo_last
from okrdesk.services.indicators import add_indicator, version_indicator
from okrdesk.services.search import resolve, search
from tests.offices import NUMBER, Office, check_in, make_key_result, make_objective


def new_indicator(office: Office, **more: str) -> Indicator:
    first, rhythm = date(2026, 1, 1), Rhythm.MONTHLY
    owner = Owner(office.ids.officer)
    return Indicator("", "HL01", "Mức hài lòng", Direction.INCREASE, rhythm, first, owner, **more)


def titles(desk: Desk, text: str) -> list[str]:
    return [hit.title for hit in search(desk, text)]


@pytest.mark.parametrize("text", ["hoà", "hòa", "HOA", "ho\u0300a", "pham hoa", "hoa pham", "005"])
def test_accents_case_and_the_place_of_a_tone_do_not_matter(desk: Desk, text: str) -> None:
    assert titles(desk, text) == ["Phạm Hòa"]


@pytest.mark.parametrize("text", ["", "   ", "zzz", "%", "_", "dao zzz", NUMBER[:6], NUMBER[-3:]])
def test_what_is_not_there_is_not_found(desk: Desk, text: str) -> None:
    assert titles(desk, text) == []


def test_objectives_and_key_results_are_found_until_they_are_undone(office: Office) -> None:
    objective = make_objective(office.desk, office.ids, description="Bộ phận một cửa")
    make_key_result(office.desk, objective)
    assert titles(office.desk, "muc hai long") == ["Nâng mức hài lòng"]
    assert titles(office.desk, "mot cua") == ["Phòng Một cửa", "Nâng mức hài lòng"]
    assert titles(office.desk, "dung han") == ["Tỷ lệ hồ sơ đúng hạn"]
    undo_last(office.desk)
    assert titles(office.desk, "dung han") == []


def test_an_indicator_is_found_once_by_words_code_and_position(office: Office) -> None:
    first = new_indicator(office, position="Chuyên viên một cửa")
    id = add_indicator(office.desk, first).value
    later = replace(first, id=id, title="Mức hài lòng chung", from_on=date(2026, 11, 1))
    now = version_indicator(office.desk, later).value
    for text in ("muc hai long", "hl01", "chuyen vien mot cua"):
        assert [(hit.entity, hit.id) for hit in search(office.desk, text)] == [("indicator", now)]
    assert resolve(office.desk, "indicator", "mức hài lòng chung") == ("indicator", now)


@pytest.mark.parametrize("text", [NUMBER, f" {NUMBER} ", "001 084 012 345"])
def test_a_whole_number_finds_its_person_for_those_who_may(office: Office, text: str) -> None:
    assert titles(office.desk, text) == ["Đỗ Thị Đào"]
    assert titles(office.seat(office.ids.head), text) == []


def test_the_number_is_not_in_the_index(office: Office) -> None:
    with office.engine.connect() as connection:
        dump = connection.exec_driver_sql("SELECT words FROM search_entry").scalars().all()
    assert not [words for words in dump if NUMBER in words]


def test_an_id_a_code_a_title_and_a_prefix_name_one_object(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    for entity, text, id in (
        ("unit", "mc", office.ids.other),
        ("unit", "Phòng Một cửa", office.ids.other),
        ("unit", "phong mot cua", office.ids.other),
        ("person", "004", office.ids.officer),
        ("person", "đỗ thị đào", office.ids.officer),
        ("cycle", "2026-q4", office.ids.quarter),
        ("objective", "Nâng mức hài lòng", objective),
        ("objective", objective.upper(), objective),
        ("objective", objective[:13], objective),
        ("objective", objective.replace("-", "")[:20], objective),
    ):
        assert resolve(office.desk, entity, text) == (entity, id)
        assert resolve(office.desk, None, f" {text} ") == (entity, id)


def test_a_check_in_is_named_by_its_id(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    entry = check_in(office.desk, make_key_result(office.desk, objective), 10)
    assert resolve(office.desk, None, entry) == ("check_in", entry)


def test_an_item_of_a_directive_is_named_by_number_and_article(desk: Desk) -> None:
    directive = Directive("", "05-NQ/TU", DirectiveKind.RESOLUTION, "", date(2026, 1, 15))
    items = [DirectiveItem("", "", title, f"Điều {n}") for n, title in enumerate(("Một", "Hai"), 1)]
    made = add_directive(desk, directive, items)
    for text in ("05-NQ/TU, Điều 2", "05-nq/tu dieu 2", "Hai"):
        assert resolve(desk, "directive_item", text) in made.touched
    assert resolve(desk, "directive", "05-NQ/TU") == ("directive", made.value)
    with pytest.raises(Refused) as refused:
        resolve(desk, "directive_item", "05-NQ/TU")
    assert refused.value.code is Code.AMBIGUOUS


def test_a_unit_of_measure_is_named_by_its_name(desk: Desk) -> None:
    assert resolve(desk, "measure_unit", "hồ sơ")[0] == "measure_unit"


def test_what_fits_two_objects_is_ambiguous(office: Office) -> None:
    for _ in range(2):
        make_objective(office.desk, office.ids)
    for entity, text in ((None, office.ids.root[:4]), ("objective", "nâng mức hài lòng")):
        with pytest.raises(Refused) as refused:
            resolve(office.desk, entity, text)
        assert refused.value.code is Code.AMBIGUOUS


def test_a_code_wins_over_a_prefix_and_needs_its_entity(office: Office) -> None:
    with pytest.raises(Refused):
        resolve(office.desk, "unit", "004")
    assert resolve(office.desk, None, "004") == ("person", office.ids.officer)


@pytest.mark.parametrize("text", ["", "khong co", "01900000-0000-7000-8000-000000000000", "01a"])
def test_what_names_nothing_is_not_found(desk: Desk, text: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve(desk, None, text)
    assert refused.value.code is Code.NOT_FOUND


def test_an_archived_object_is_still_found(office: Office) -> None:
    objective = make_objective(office.desk, office.ids)
    archive(office.desk, "objective", objective)
    assert resolve(office.desk, None, objective) == ("objective", objective)
