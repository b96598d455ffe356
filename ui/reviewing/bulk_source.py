"""What the reading of many asks of the core; every function runs on the database thread."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.details import KeyResultDetail
    from ui.reviewing.source import Matter


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: an objective to approve, or a check-in to take note of."""

    id: str
    title: str
    who: str
    on: date
    is_check_in: bool
    key_result_id: str = ""
    note: str = ""


@dataclass(frozen=True)
class Content:
    """What is read of it: an objective with its approval, or a key result with its check-ins.

    `content` is the hash of an objective as it was read.
    """

    matter: "Matter | None" = None
    detail: "KeyResultDetail | None" = None
    content: str = ""
    remarks: tuple[Any, ...] = ()


def waiting(desk: "Desk") -> list[Waiting]:
    """Return what waits for the person, by owner; of one owner objectives before check-ins."""
    from okrdesk.services.remark_lists import find_to_acknowledge
    from okrdesk.services.review_inbox import find_inbox
    from ui.screens.objectives.wording import reached

    found = [
        Waiting(
            row.id,
            row.title,
            row.owner,
            row.submitted_at.astimezone().date(),
            is_check_in=False,
            note=_("amendment") if row.is_amendment else "",
        )
        for row in find_inbox(desk)
    ]
    found += [
        Waiting(
            row.id,
            row.title,
            row.owner,
            row.effective_on,
            is_check_in=True,
            key_result_id=row.key_result_id,
            note=reached(row.kind, row.value, row.measure_unit),
        )
        for row in find_to_acknowledge(desk)
    ]
    return sorted(found, key=lambda one: (one.who, one.is_check_in, one.title, one.on))


def content(one: Waiting, desk: "Desk") -> Content:
    """Return what is to be read before a word."""
    from okrdesk.services.details import find_key_result_detail
    from okrdesk.services.remarks import find_remarks
    from ui.reviewing.source import read_matter

    if one.is_check_in:
        said = tuple(find_remarks(desk, [one.key_result_id]))
        return Content(detail=find_key_result_detail(desk, one.key_result_id), remarks=said)
    matter = read_matter(one.id, desk)
    return Content(matter=matter, content=matter.review.content_hash)


def approve(objective_id: str, content: str, desk: "Desk") -> Any:
    """Approve what was read."""
    from okrdesk.services import reviews

    return reviews.approve(desk, objective_id, "", content)


def note(check_in_ids: tuple[str, ...], desk: "Desk") -> Any:
    """Take note of check-ins in one act."""
    from okrdesk.services.remarks import acknowledge

    return acknowledge(desk, check_in_ids)


def give_back(one: Waiting, content: str, words: str, desk: "Desk") -> Any:
    """Return an objective or a check-in, saying why."""
    from okrdesk.services import reviews
    from okrdesk.services.remarks import return_check_in

    if one.is_check_in:
        return return_check_in(desk, one.id, words)
    return reviews.return_(desk, one.id, words, content)
