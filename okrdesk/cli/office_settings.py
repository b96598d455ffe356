"""`set office --NAME VALUE`: what the office sets for itself, one act for each."""

from typing import TYPE_CHECKING, Any

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.dates import parse_date
from okrdesk.errors import Code, Refused

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done

OFFICE = "office"
"""What stands in place of an id."""


def set_office(desk: "Desk", fields: dict[str, str]) -> "Done[Any]":
    """Set office settings; numbers are whole, lists are like “result;delay”, terms “a=b;c=d”."""
    from okrdesk.domain.office import DEFAULTS
    from okrdesk.services.desk import Done
    from okrdesk.services.office import edit_office_setting

    touched: frozenset[tuple[str, str]] = frozenset()
    for key, text in fields.items():
        if key not in DEFAULTS:
            allowed = ", ".join(f"--{one.replace('_', '-')}" for one in DEFAULTS)
            raise Refused(Code.BAD_VALUE, text=f"--{key.replace('_', '-')}", allowed=allowed)
        touched |= edit_office_setting(desk, key, _read(key, text)).touched
    return Done(OFFICE, touched)


def _read(key: str, text: str) -> Any:
    if key == "prompts":
        return [Prompt(one.strip()).value for one in text.split(";") if one.strip() in set(Prompt)]
    if key in ("holidays", "worked_days"):
        return [parse_date(one).isoformat() for one in text.split(";") if one.strip()]
    if key == "terms":
        pairs = (one.partition("=") for one in text.split(";") if one.strip())
        return {term.strip(): word.strip() for term, _equals, word in pairs}
    return int(text) if text.lstrip("-").isdecimal() else text
