"""Every text that a person reads is there in Vietnamese, once, with the same placeholders."""

import ast
import json
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrdesk.errors import Code
from okrdesk.sentences import SENTENCES
from tests.architecture.source import Module, modules
from tests.conftest import ROOT

CATALOGUES = sorted((ROOT / "resources" / "translations" / "vi").glob("*.json"))
# Qt asks for these itself, so no source of ours names them.
QT = "qt.json"
MARKERS = {"_": 1, "N_": 1, "ngettext": 2}
# Shown as they are in every language.
NEUTRAL = {"dd/MM/yyyy", "okrdesk"}
# Calls of Qt that show their first text to a person, or read it out.
SHOWING = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "QToolButton",
    "addAction", "addButton", "addMenu", "setAccessibleDescription", "setAccessibleName",
    "setPlaceholderText", "setStatusTip", "setText", "setTitle", "setToolTip", "setWhatsThis",
    "setWindowTitle",
}  # fmt: skip


def pairs(catalogue: Path) -> list[tuple[str, str]]:
    """Return the entries of one catalogue file as written, a repeated key included."""
    found: list[tuple[str, str]] = json.loads(
        catalogue.read_text(encoding="utf-8"), object_pairs_hook=list
    )
    return found


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield file name, English and Vietnamese of every entry."""
    for catalogue in CATALOGUES:
        for english, vietnamese in pairs(catalogue):
            yield catalogue.name, english, vietnamese


def marked() -> Iterator[tuple[Module, ast.Call, list[ast.expr]]]:
    """Yield every call of a translation function with its text arguments."""
    for module in modules("okrdesk", "ui"):
        for name, call in module.calls():
            if name in MARKERS and call.args:
                yield module, call, call.args[: MARKERS[name]]


def literals() -> dict[str, str]:
    """Return every English literal to translate and one place where it stands."""
    return {
        texts[-1].value: module.at(call)
        for module, call, texts in marked()
        if isinstance(texts[-1], ast.Constant)
    }


def singulars() -> set[str]:
    """Return the singular forms, which Vietnamese does not need but may have."""
    return {
        texts[0].value
        for _module, _call, texts in marked()
        if len(texts) == 2 and isinstance(texts[0], ast.Constant)
    }


def placeholders(text: str) -> set[str]:
    """Return the names of the fields of a format string."""
    return {field for _text, field, _spec, _how in string.Formatter().parse(text) if field}


def test_every_text_is_translated() -> None:
    known = {english for _file, english, _vietnamese in entries()}
    missing = [f"{place} {text!r}" for text, place in literals().items() if text not in known]
    assert not missing, "\n".join(missing)


def test_no_translation_is_left_over() -> None:
    used = literals().keys() | singulars()
    left = [
        f"{file}: {english!r}"
        for file, english, _vietnamese in entries()
        if file != QT and english not in used
    ]
    assert not left, "\n".join(left)


def test_no_text_is_translated_twice() -> None:
    files = defaultdict(list)
    for file, english, _vietnamese in entries():
        if file != QT:
            files[english].append(file)
    twice = [f"{english!r} in {places}" for english, places in files.items() if len(places) > 1]
    assert not twice, "\n".join(twice)


def test_qt_and_the_window_say_the_same_word() -> None:
    ours = {english: vietnamese for file, english, vietnamese in entries() if file != QT}
    different = [
        english
        for file, english, vietnamese in entries()
        if file == QT and ours.get(english, vietnamese) != vietnamese
    ]
    assert not different


def test_a_translation_fills_the_same_places() -> None:
    wrong = [
        f"{file}: {english!r}"
        for file, english, vietnamese in entries()
        if file != QT and placeholders(english) != placeholders(vietnamese)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_translation_is_composed_and_ends_as_its_source_does() -> None:
    wrong = [
        f"{file}: {english!r}"
        for file, english, vietnamese in entries()
        if unicodedata.normalize("NFC", vietnamese) != vietnamese
        or not vietnamese.strip()
        or english[-1:].isspace() != vietnamese[-1:].isspace()
        or english[:1].isspace() != vietnamese[:1].isspace()
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_translated_is_a_whole_literal() -> None:
    """A text that is built before it is translated cannot be found by this test, nor translated."""
    built = [
        module.at(call)
        for module, call, texts in marked()
        for text in texts
        if isinstance(text, ast.JoinedStr | ast.BinOp)
        or (isinstance(text, ast.Call) and _is_format_of_a_literal(text))
    ]
    assert not built, "\n".join(built)


def _is_format_of_a_literal(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Constant)


def test_the_window_shows_no_bare_literal() -> None:
    bare = [
        f"{module.at(call)} {text}"
        for module in modules("ui")
        for name, call in module.calls()
        if name in SHOWING and call.args
        for text in [_shown(call.args[0])]
        if sum(letter.isalpha() for letter in text) > 1 and text not in NEUTRAL
    ]
    assert not bare, "\n".join(bare)


def _shown(argument: ast.expr) -> str:
    """Return the literal letters of an argument: of a constant, or of an f-string's fixed parts."""
    if isinstance(argument, ast.Constant):
        return argument.value if isinstance(argument.value, str) else ""
    if isinstance(argument, ast.JoinedStr):
        return "".join(_shown(part) for part in argument.values)
    return ""


@pytest.mark.parametrize("code", Code)
def test_every_error_has_a_sentence(code: Code) -> None:
    assert code in SENTENCES
