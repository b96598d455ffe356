"""What form F11, registration of objectives and key results, says on paper.

Numbers are written with a decimal comma and dates as dd/MM/yyyy, in Vietnamese whatever the
window's language is, because the sheet is an official paper. The words come from the template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.progress import Kind, Measure
from okrdesk.forms.registry import Audience, Template
from okrdesk.services.registration import Registered, Registration


def registration_data(template: Template, sheets: Sequence[Registration]) -> dict[str, Any]:
    """Return what the template of F11 reads; the PDF's title names the form and a single owner."""
    title = template.name("vi")
    if len(sheets) == 1:
        title = f"{title} – {sheets[0].registrant.name} – {sheets[0].cycle.name}"
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


def _sheet(sheet: Registration, words: Mapping[str, str]) -> dict[str, Any]:
    audience = Audience.PERSON if sheet.registrant.is_person else Audience.UNIT
    return {
        "audience": audience.value,
        "letterhead": _letterhead(sheet),
        "period": {
            "name": sheet.cycle.name,
            "first": format_date(sheet.cycle.start_on),
            "last": format_date(sheet.cycle.end_on),
        },
        "owner": asdict(sheet.registrant),
        "objectives": [_objective(one, words) for one in sheet.objectives],
    }


def _letterhead(sheet: Registration) -> dict[str, Any]:
    agency, day = sheet.agency, sheet.on
    return {
        "kind": agency.letterhead.value,
        "parent": agency.superior,
        "agency": agency.name,
        "place": agency.place,
        "date": {"day": day.day, "month": day.month, "year": day.year},
    }


def _objective(registered: Registered, words: Mapping[str, str]) -> dict[str, Any]:
    objective = registered.objective
    return {
        "title": objective.title,
        "commitment": words[objective.commitment.value],
        "weight": _number(objective.weight),
        "due": format_date(objective.end_on),
        "owner": registered.owner,
        "key_results": [_key_result(*each, words) for each in registered.key_results],
    }


def _key_result(key_result: KeyResult, owner: str, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "title": key_result.title,
        "unit": key_result.measure_unit,
        "start": start_text(key_result.measure, words),
        "target": target_text(key_result.measure, words),
        "weight": _number(key_result.weight),
        "due": format_date(key_result.end_on),
        "owner": owner,
        "rhythm": words[key_result.rhythm.value],
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value)
