"""The form templates on this computer, by code and date: `<root>/<code>/<effective-from>/`.

A template is a folder with `form.toml` (names, wording, columns, signature titles) and `form.typ`
(layout; it may import from `<root>/_lib/`). Adding a form, or a newer edition of one, is adding a
folder; a sheet of an earlier day keeps the edition that was in force then.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from okrdesk.domain.organisation import LetterheadKind
from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import in_own_words
from okrdesk.paths import resources


class Audience(StrEnum):
    """Whose sheet a form is."""

    PERSON = "person"
    UNIT = "unit"


@dataclass(frozen=True)
class Template:
    """One edition of a form; `root` is the folder that its layout may read from.

    `takes_own_words` says that no law settles its wording: it calls things as the office does.
    """

    code: str
    effective_from: date
    root: Path
    names: Mapping[str, str]
    audiences: tuple[Audience, ...]
    letterheads: tuple[LetterheadKind, ...]
    words: Mapping[str, str]
    takes_own_words: bool = False

    @property
    def folder(self) -> Path:
        """Return the folder of this edition."""
        return self.root / self.code / self.effective_from.isoformat()

    @property
    def layout(self) -> Path:
        """Return the file that Typst compiles."""
        return self.folder / "form.typ"

    def name(self, language: str) -> str:
        """Return the form's name in "vi" or "en", the Vietnamese one in the office's words."""
        name = self.names.get(language) or self.names["vi"]
        return in_own_words(name) if self.takes_own_words and language == "vi" else name


def shipped_forms() -> Path:
    """Return the root folder of the templates that come with the program."""
    return resources() / "forms"


def find_template(code: str, on: date, root: Path | None = None) -> Template:
    """Return the edition of form `code` in force on the day `on`.

    Raises Refused NOT_FOUND where there is none, and Fault FORM_TEMPLATE_BROKEN where it cannot be
    read.
    """
    root = root or shipped_forms()
    for effective_from in sorted(_editions(root, code), reverse=True):
        if effective_from <= on:
            return _read(root, code, effective_from)
    raise Refused(Code.NOT_FOUND, field="form", text=code)


def find_edition(code: str, effective_from: str, root: Path | None = None) -> Template:
    """Return the edition of a form that a sheet was printed by; raise Refused NOT_FOUND."""
    root = root or shipped_forms()
    for edition in _editions(root, code):
        if edition.isoformat() == effective_from:
            return _read(root, code, edition)
    raise Refused(Code.NOT_FOUND, field="form", text=f"{code} {effective_from}")


def templates_on(day: date, root: Path | None = None) -> list[Template]:
    """Return, by code, the edition of each form that is in force on `day`."""
    root = root or shipped_forms()
    return [
        find_template(code, day, root)
        for code in sorted(_codes(root))
        if any(edition <= day for edition in _editions(root, code))
    ]


def _codes(root: Path) -> set[str]:
    return {entry.name for entry in root.iterdir() if entry.is_dir() and entry.name[0] not in "._"}


def _editions(root: Path, code: str) -> Iterator[date]:
    if code not in _codes(root):  # a code typed by a person is never a path
        return
    for edition in (root / code).iterdir():
        try:
            yield date.fromisoformat(edition.name)
        except ValueError as error:
            raise _broken(edition, "the folder's name is not a date") from error


def _read(root: Path, code: str, effective_from: date) -> Template:
    file = root / code / effective_from.isoformat() / "form.toml"
    try:
        form = tomllib.loads(file.read_text(encoding="utf-8"))
        if (form["code"], form["effective_from"]) != (code, effective_from):
            raise _broken(file, "code or effective_from differ from the folder's name")
        return _template(form, root)
    except (OSError, ValueError, KeyError) as error:
        raise _broken(file, str(error)) from error


def _template(form: dict[str, Any], root: Path) -> Template:
    return Template(
        code=form["code"],
        effective_from=form["effective_from"],
        root=root,
        names=MappingProxyType({"vi": form["name"]["vi"], "en": form["name"]["en"]}),
        audiences=tuple(Audience(name) for name in form["audiences"]),
        letterheads=tuple(LetterheadKind(name) for name in form["letterheads"]),
        words=MappingProxyType({**_shared_words(root), **form["words"]}),
        takes_own_words=form.get("own_words", False),
    )


def _shared_words(root: Path) -> dict[str, str]:
    """Return the words that all forms of a root share; a root of one paper has none."""
    file = root / "_lib" / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _broken(path: Path, detail: str) -> Fault:
    return Fault(Code.FORM_TEMPLATE_BROKEN, path=str(path), detail=detail)
