"""Directives: what an office is told to do, and the items that it is made of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
