"""What the head of an official paper says: who issues it, under whom, where and when."""

from datetime import date
from typing import Any

from okrdesk.domain.organisation import Agency


def letterhead(agency: Agency, on: date | None, number: str = "") -> dict[str, Any]:
    """Return the letterhead's data; without a day for a form that is signed on days of its own."""
    day = {"day": on.day, "month": on.month, "year": on.year} if on else None
    return {
        "kind": agency.letterhead.value,
        "parent": agency.superior,
        "agency": agency.name,
        "place": agency.place,
        "number": number,
        "date": day,
    }
