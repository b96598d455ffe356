"""What a person can choose of the forms in force: code, name, whose, of which kind of period."""

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from okrdesk.forms import workbook
from okrdesk.forms.gathering import SpanKind, span_of
from okrdesk.forms.registry import Audience, templates_on


@dataclass(frozen=True)
class Offer:
    """A form that can be filled; `has_workbook` says that it is made for Excel too."""

    code: str
    name: str
    span: SpanKind
    is_for_people: bool
    is_for_units: bool
    has_workbook: bool


def offers_on(day: date, language: str) -> list[Offer]:
    """Return the forms in force on `day`, named in "vi" or "en": F2 before F11, reports last."""
    return [
        Offer(
            one.code,
            one.name(language),
            span_of(one.code),
            Audience.PERSON in one.audiences,
            Audience.UNIT in one.audiences,
            one.code in workbook.FORMS,
        )
        for one in sorted(templates_on(day), key=lambda one: _place(one.code))
    ]


def _place(code: str) -> tuple[bool, int, str]:
    digits = "".join(takewhile(str.isdigit, code[1:]))
    return not code.startswith("F"), int(digits or 0), code
