"""The facts of form F11, registration of objectives and key results, and their wording for paper.

The dataclasses are what a query fills; `registration_data` turns sheets into what the template
reads. Numbers are written with a decimal comma and dates as dd/MM/yyyy, in Vietnamese whatever the
window's language is, because the sheet is an official paper. The words come from the template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import Commitment
from okrdesk.domain.organisation import LetterheadKind
from okrdesk.domain.progress import Kind, Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.forms.registry import Audience, Template


@dataclass(frozen=True)
class Letterhead:
    """Who issues the sheet: the agency, the one above it, a number where the office gives one."""

    agency: str
    parent: str = ""
    number: str = ""
    kind: LetterheadKind = LetterheadKind.STATE


@dataclass(frozen=True)
class SheetPeriod:
    """The cycle that the sheet registers for; both days belong to it."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class SheetOwner:
    """Whose sheet it is.

    For a person: `name`, `post` and the `unit` worked in; `leader` is the head who signs. For a
    unit: its `name`, the `leader` who signs with their `post`, the `unit` above it, and `approver`,
    who signs for the competent authority. An unknown name stays empty, to be written by hand.
    """

    audience: Audience
    name: str
    post: str = ""
    unit: str = ""
    leader: str = ""
    approver: str = ""


@dataclass(frozen=True)
class SheetKeyResult:
    """One key result: what is measured in which unit, its weight, by when, by whom, how often."""

    title: str
    measure: Measure
    due: date
    unit: str = ""
    weight: Decimal | None = None
    owner: str = ""
    rhythm: Rhythm = Rhythm.WEEKLY


@dataclass(frozen=True)
class SheetObjective:
    """One objective with its key results, in the order of printing."""

    title: str
    commitment: Commitment
    due: date
    key_results: tuple[SheetKeyResult, ...] = ()
    weight: Decimal | None = None
    owner: str = ""


@dataclass(frozen=True)
class RegistrationSheet:
    """One sheet of F11; without `issued_on` the day is left to the pen."""

    agency: Letterhead
    period: SheetPeriod
    owner: SheetOwner
    objectives: tuple[SheetObjective, ...] = ()
    place: str = ""
    issued_on: date | None = None


def registration_data(template: Template, sheets: Sequence[RegistrationSheet]) -> dict[str, Any]:
    """Return what the template of F11 reads; the PDF's title names the form and a single owner."""
    title = template.name("vi")
    if len(sheets) == 1:
        title = f"{title} – {sheets[0].owner.name} – {sheets[0].period.name}"
    return {"title": title, "sheets": [_sheet(sheet, template.words) for sheet in sheets]}


def target_text(measure: Measure, words: Mapping[str, str]) -> str:
    """Return what has to be reached: "98", "≥ 4", "2 – 5", "Có", "5 bước"; empty where unknown."""
    low, high = _number(measure.floor), _number(measure.ceiling)
    match measure.kind:
        case Kind.KEEP_AT_LEAST:
            return words["at_least"].format(target=low) if low else ""
        case Kind.KEEP_AT_MOST:
            return words["at_most"].format(target=high) if high else ""
        case Kind.KEEP_BETWEEN:
            return words["between"].format(low=low, high=high) if low or high else ""
        case Kind.YES_NO:
            return words["yes"]
        case Kind.STEPS:
            return words["steps"].format(count=len(measure.steps))
        case _:
            return _number(measure.target)


def start_text(measure: Measure, words: Mapping[str, str]) -> str:
    """Return where a moving number starts; a dash for kinds that have no start."""
    return _number(measure.origin) if measure.kind.moves else words["no_start"]


def _sheet(sheet: RegistrationSheet, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "audience": sheet.owner.audience.value,
        "letterhead": _letterhead(sheet),
        "period": {
            "name": sheet.period.name,
            "first": format_date(sheet.period.first),
            "last": format_date(sheet.period.last),
        },
        "owner": {
            "name": sheet.owner.name,
            "post": sheet.owner.post,
            "unit": sheet.owner.unit,
            "leader": sheet.owner.leader,
            "approver": sheet.owner.approver,
        },
        "objectives": [_objective(objective, words) for objective in sheet.objectives],
    }


def _letterhead(sheet: RegistrationSheet) -> dict[str, Any]:
    day = sheet.issued_on
    return {
        "kind": sheet.agency.kind.value,
        "parent": sheet.agency.parent,
        "agency": sheet.agency.agency,
        "number": sheet.agency.number,
        "place": sheet.place,
        "date": {"day": day.day, "month": day.month, "year": day.year} if day else None,
    }


def _objective(objective: SheetObjective, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": objective.title,
        "commitment": words[objective.commitment.value],
        "weight": _number(objective.weight),
        "due": format_date(objective.due),
        "owner": objective.owner,
        "key_results": [_key_result(key_result, words) for key_result in objective.key_results],
    }


def _key_result(key_result: SheetKeyResult, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "title": key_result.title,
        "unit": key_result.unit,
        "start": start_text(key_result.measure, words),
        "target": target_text(key_result.measure, words),
        "weight": _number(key_result.weight),
        "due": format_date(key_result.due),
        "owner": key_result.owner,
        "rhythm": words[key_result.rhythm.value],
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value)
