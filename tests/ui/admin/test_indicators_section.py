"""The catalogue of indicators: by job position, as of a day, with the versions of each."""

from datetime import date

import pytest

from okrdesk.domain.text import collation_key
from tests.ui.admin.hands import Hands, texts
from ui.indicators.edit_dialog import IndicatorDialog
from ui.screens.admin.indicators import IndicatorsSection

CODE, TITLE, POSITION = 0, 1, 2


@pytest.fixture
def section(planner: Hands) -> IndicatorsSection:
    found = planner.go(planner._section(IndicatorsSection))
    planner.wait(lambda: bool(texts(found.table, CODE)))
    return found


def select(hands: Hands, section: IndicatorsSection, code: str) -> None:
    line = next(line for line in section.model._rows.values() if line.row.code == code)
    section.table.select_id(line.id)
    hands.wait(lambda: section.of.text().endswith(code))


def test_the_catalogue_stands_by_position_and_is_narrowed_to_one(
    planner: Hands, section: IndicatorsSection
) -> None:
    positions = texts(section.table, POSITION)
    named = [one for one in positions if one]
    assert named == sorted(named, key=collation_key)
    assert positions[len(named) :] == [""] * (len(positions) - len(named))
    section.position.set_value("Văn thư viên")
    section.position.edited.emit()
    planner.wait(lambda: texts(section.table, CODE) == ["VB01"])


def test_a_later_first_day_begins_a_version_and_an_earlier_day_shows_the_one_before(
    planner: Hands, section: IndicatorsSection
) -> None:
    select(planner, section, "VB01")
    today = section.day.value()
    assert today is not None
    planner.do("indicator.edit")
    dialog = planner.dialog(IndicatorDialog)
    planner.wait(lambda: dialog.owner.value() is not None)
    planner.fill(dialog.form, title="Văn bản ký số", from_on=today, position="Văn thư")
    planner.press_save(dialog)
    planner.wait(lambda: "Văn bản ký số" in texts(section.table, TITLE))
    select(planner, section, "VB01")
    planner.wait(lambda: section.version_model.rowCount() == 2)
    assert texts(section.versions, 3) == ["Văn thư", "Văn thư viên"]
    section.day.set_value(date(today.year, 1, 1))
    section.refresh()
    planner.wait(lambda: "Văn bản ký số" not in texts(section.table, TITLE))
    assert "Văn thư viên" in texts(section.table, POSITION)


def test_what_was_archived_is_listed_and_brought_back(
    planner: Hands, section: IndicatorsSection
) -> None:
    select(planner, section, "VB01")
    planner.do("indicator.archive")
    planner.wait(lambda: "VB01" not in texts(section.table, CODE))
    section.archived.click()
    planner.wait(lambda: "VB01" in texts(section.table, CODE))
    select(planner, section, "VB01")
    planner.do("indicator.restore")
    section.archived.click()
    planner.wait(lambda: "VB01" in texts(section.table, CODE))


def test_what_is_no_day_is_told_and_stays(planner: Hands, section: IndicatorsSection) -> None:
    section.day.setText("31/02/2026")
    section.day.editingFinished.emit()
    planner.settle()
    assert "31/02/2026" in planner.said
    assert section.day.text() == "31/02/2026"
