"""Templates are found by code and day, and adding one is adding a folder."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.forms.batch import Press
from okrdesk.forms.registry import Audience, find_template, shipped_forms, templates_on
from tests.forms.sheets import DAY, rows


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped forms with a newer edition of F11, in force from 01/07/2026."""
    root = tmp_path / "forms"
    shutil.copytree(shipped_forms(), root)
    edition = root / "F11" / "2026-07-01"
    shutil.copytree(root / "F11" / "2020-03-05", edition)
    form = edition / "form.toml"
    text = form.read_text(encoding="utf-8").replace("2020-03-05", "2026-07-01")
    form.write_text(text.replace("NGƯỜI ĐĂNG KÝ", "CÔNG CHỨC ĐĂNG KÝ"), encoding="utf-8")
    return root


def test_f11_is_for_persons_and_units_and_has_names_in_both_languages() -> None:
    form = find_template("F11", DAY)
    assert form.audiences == (Audience.PERSON, Audience.UNIT)
    assert form.name("vi") == "Phiếu đăng ký mục tiêu và kết quả then chốt"
    assert form.name("en") == "Registration of objectives and key results"


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2020, 3, 5), date(2020, 3, 5)),
        (date(2026, 6, 30), date(2020, 3, 5)),
        (date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_the_edition_in_force_on_the_day_is_found(root: Path, day: date, edition: date) -> None:
    assert find_template("F11", day, root).effective_from == edition
    editions = {form.code: form.effective_from for form in templates_on(day, root)}
    assert editions["F11"] == edition


def test_an_added_folder_is_a_form_that_prints(root: Path, press: Press) -> None:
    newer = Press(press.renderer, find_template("F11", date(2026, 8, 1), root), press.made_at)
    assert newer.pdf([rows(1, 1)]) != press.pdf([rows(1, 1)])


@pytest.mark.parametrize("code", ["F99", "_lib", "..", "F11/..", ""])
def test_a_form_that_is_not_there_is_refused(code: str) -> None:
    with pytest.raises(Refused) as refused:
        find_template(code, DAY)
    assert refused.value.code is Code.NOT_FOUND


def test_a_day_before_the_first_edition_has_no_form() -> None:
    with pytest.raises(Refused):
        find_template("F11", date(2020, 3, 4))
    assert templates_on(date(2020, 3, 4)) == []


@pytest.mark.parametrize(
    "damage", ["", "code = 1", 'code = "F11"\neffective_from = 2026-07-02', "= = ="]
)
def test_a_damaged_template_is_a_fault_that_names_the_file(root: Path, damage: str) -> None:
    form = root / "F11" / "2026-07-01" / "form.toml"
    form.write_text(damage, encoding="utf-8")
    with pytest.raises(Fault) as fault:
        find_template("F11", date(2026, 8, 1), root)
    assert fault.value.code is Code.FORM_TEMPLATE_BROKEN
    assert fault.value.params["path"] == str(form)


def test_a_folder_that_is_not_named_by_a_date_is_a_fault(root: Path) -> None:
    (root / "F11" / "mới").mkdir()
    with pytest.raises(Fault):
        find_template("F11", DAY, root)
