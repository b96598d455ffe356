"""A template that reaches outside of its folder is refused before it is compiled."""

import shutil
from pathlib import Path

import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.forms.batch import Press
from okrdesk.forms.registry import Template, find_template, shipped_forms
from tests.forms.sheets import DAY, rows


@pytest.fixture
def template(tmp_path: Path) -> Template:
    root = tmp_path / "forms"
    shutil.copytree(shipped_forms(), root)
    return find_template("F11", DAY, root)


def _print(press: Press, template: Template) -> bytes:
    return Press(press.renderer, template, press.made_at).pdf([rows(1, 1)])


def test_a_copy_of_the_shipped_form_prints_the_same(press: Press, template: Template) -> None:
    assert _print(press, template) == press.pdf([rows(1, 1)])


@pytest.mark.parametrize(
    "line",
    [
        '#import "@preview/cetz:0.3.0"',
        '#import ("@pre" + "view/x:1.0.0")',
        '#let where = "@preview/x:1.0.0"',
        '#import "\\u{40}preview/x:1.0.0"',
        "#include where",
        '#eval("1 + 1")',
        "#let run = std.eval",
        '#plugin("x.wasm")',
    ],
)
def test_a_layout_that_could_fetch_or_make_code_is_refused_with_its_line(
    line: str, press: Press, template: Template
) -> None:
    layout = template.layout.read_text(encoding="utf-8")
    template.layout.write_text("// dòng một\n" + line + "\n" + layout, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        _print(press, template)
    assert refused.value.code is Code.FORM_TEMPLATE_UNSAFE
    assert refused.value.params["place"] == f"{template.layout}:2"


@pytest.mark.parametrize("place", ["F11/2020-03-05/logo.png", "_lib/more.typ"])
def test_a_link_is_refused(place: str, press: Press, template: Template, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("bí mật", encoding="utf-8")
    (template.root / place).symlink_to(outside)
    with pytest.raises(Refused) as refused:
        _print(press, template)
    assert refused.value.params["place"] == str(template.root / place)


def test_a_linked_folder_is_refused(press: Press, template: Template, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (template.root / "F11").rename(elsewhere)
    (template.root / "F11").symlink_to(elsewhere)
    with pytest.raises(Refused):
        _print(press, template)


def test_a_file_outside_of_the_root_cannot_be_read(
    press: Press, template: Template, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("bí mật", encoding="utf-8")
    layout = template.layout.read_text(encoding="utf-8")
    template.layout.write_text('#read("../../../secret.txt")\n' + layout, encoding="utf-8")
    with pytest.raises(Fault) as fault:
        _print(press, template)
    assert fault.value.code is Code.FORM_FAILED


def test_a_warning_of_typst_fails_the_form(press: Press, template: Template) -> None:
    layout = template.layout.read_text(encoding="utf-8")
    template.layout.write_text(layout + '\n#text(font: "No Such Font")[x]\n', encoding="utf-8")
    with pytest.raises(Fault) as fault:
        _print(press, template)
    assert "no such font" in fault.value.params["detail"]


def test_a_character_that_no_font_has_is_named(press: Press, template: Template) -> None:
    layout = template.layout.read_text(encoding="utf-8")
    heading = "  heading-of(form, sheet)\n"
    assert heading in layout
    template.layout.write_text(layout.replace(heading, heading + "  [漢]\n"), encoding="utf-8")
    with pytest.raises(Fault) as fault:
        _print(press, template)
    assert "漢" in fault.value.params["detail"]
