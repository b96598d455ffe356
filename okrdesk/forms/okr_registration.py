"""What form F11, registration of objectives and key results, says on paper.

Numbers are written with a decimal comma and dates as dd/MM/yyyy, in Vietnamese whatever the
window's language is, because the sheet is an official paper. The words come from the template.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.objective import KeyResult
from okrdesk.forms.letterheads import letterhead
from okrdesk.forms.registry import Audience, Template
from okrdesk.forms.wording import start_text, target_text, worded
from okrdesk.services.registration import Registered, Registration


def registration_data(template: Template, sheet: Registration) -> dict[str, Any]:
    """Return what the template of F11 reads of one sheet."""
    words = template.words
    audience = Audience.PERSON if sheet.registrant.is_person else Audience.UNIT
    return {
        "audience": audience.value,
        "letterhead": letterhead(sheet.agency, sheet.on),
        "period": {
            "name": sheet.cycle.name,
            "first": format_date(sheet.cycle.start_on),
            "last": format_date(sheet.cycle.end_on),
        },
        "owner": asdict(sheet.registrant),
        "objectives": [_objective(one, words) for one in sheet.objectives],
    }


def _objective(registered: Registered, words: Mapping[str, str]) -> dict[str, Any]:
    objective = registered.objective
    return {
        "title": objective.title,
        "commitment": words[objective.commitment.value],
        "weight": worded(objective.weight, words),
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
        "weight": worded(key_result.weight, words),
        "due": format_date(key_result.end_on),
        "owner": owner,
        "rhythm": words[key_result.rhythm.value],
    }
