"""Directives: what an office is told to do, and the items that it is made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from okrdesk.domain.numbers import parse_decimal
from okrdesk.domain.text import fold, tidy
from okrdesk.errors import Refused

_FIGURE = re.compile(r"(?<![\w/])\d[\d.,]*(?![\w/])")
_LONGEST_UNIT = 20
_BETWEEN = re.compile(r"[\s·,;]+")


class DirectiveKind(StrEnum):
    """What kind of document it is: nghị quyết, chương trình, kế hoạch, kết luận."""

    RESOLUTION = "resolution"
    PROGRAMME = "programme"
    PLAN = "plan"
    CONCLUSION = "conclusion"
    OTHER = "other"


class Axis(StrEnum):
    """The six axes of results of the Party's quarterly evaluation (QĐ 366-QĐ/TW, HD 02)."""

    ECONOMY = "1"
    INSTITUTIONS = "2"
    TECHNOLOGY = "3"
    PARTY_BUILDING = "4"
    CULTURE = "5"
    DEFENCE = "6"


@dataclass(frozen=True)
class Directive:
    """A document with number (`code`), day and issuer; `title` is its trích yếu."""

    id: str
    code: str
    kind: DirectiveKind
    title: str
    issued_on: date
    issuer: str = ""
    archived: bool = False


@dataclass(frozen=True)
class DirectiveItem:
    """One task of a directive: where it stands in it, who leads, who supports, until when."""

    id: str
    directive_id: str
    title: str
    article: str = ""
    lead_unit_id: str | None = None
    support_unit_ids: tuple[str, ...] = ()
    due_on: date | None = None
    target: str = ""
    axis: Axis | None = None
    ordinal: int = 0
    archived: bool = False


@dataclass(frozen=True)
class Served:
    """An item of a directive that work serves, with the number of the directive."""

    id: str
    directive: str
    article: str
    title: str
    archived: bool = False

    @property
    def cited(self) -> str:
        """The item in one line: “05-NQ/TU · Điều 2 · Số hóa hồ sơ”."""
        return cited(self.directive, self.article, self.title)


def cited(directive: str, article: str, title: str) -> str:
    """Return in one line what cites an item of a directive."""
    return " · ".join(filter(None, (directive, article, title)))


def cited_among(items: Iterable[Served], text: str) -> list[Served]:
    """Return the items that a text cites: by number and article, in either order, or as `cited`.

    Else those of which `cited` begins with the words of the text; those put away only where no
    other is meant. Case, accents and the marks between the parts do not count.
    """
    known, wanted = list(items), _words(text)
    if not wanted:
        return []
    for archived in (False, True):
        some = [one for one in known if one.archived is archived]
        for fits in (_is_named, _begins):
            if found := [one for one in some if fits(one, wanted)]:
                return found
    return []


def _is_named(one: Served, wanted: tuple[str, ...]) -> bool:
    number, article = _words(one.directive), _words(one.article)
    return wanted in (number + article, article + number, _words(one.cited))


def _begins(one: Served, wanted: tuple[str, ...]) -> bool:
    return _words(one.cited)[: len(wanted)] == wanted


@lru_cache(16_384)
def _words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text; every row of a workbook is held against the same items."""
    return tuple(filter(None, _BETWEEN.split(fold(text))))


_SIGNS = {
    "NQ": DirectiveKind.RESOLUTION,
    "CTR": DirectiveKind.PROGRAMME,
    "CTHĐ": DirectiveKind.PROGRAMME,
    "ĐA": DirectiveKind.PROGRAMME,
    "KH": DirectiveKind.PLAN,
    "KL": DirectiveKind.CONCLUSION,
}


def kind_of_number(code: str) -> DirectiveKind:
    """Return the kind of document that its number tells: “05-NQ/TU” is a resolution.

    The signs are those of NĐ 30/2020/NĐ-CP, Phụ lục III, and of the Party (Hướng dẫn 36-HD/VPTW).
    """
    for sign in re.split(r"[^\w]+", code.upper()):
        if sign in _SIGNS:
            return _SIGNS[sign]
    return DirectiveKind.OTHER


def figure_in(target: str) -> tuple[Decimal, str] | None:
    """Return the one number that a target names, and its unit: “tối thiểu 95 %” is 95, “%”.

    None where it names no number or several, which nobody can choose between. The unit is what
    follows the number, if it is short.
    """
    found = list(_FIGURE.finditer(target))
    if len(found) != 1:
        return None
    try:
        number = parse_decimal(found[0][0].rstrip(".,"))
    except Refused:
        return None
    after = tidy(re.split(r"[.,;:()\n]", target[found[0].end() :])[0])
    unit = "%" if after.startswith("%") else after
    return number, unit if len(unit) <= _LONGEST_UNIT else ""
