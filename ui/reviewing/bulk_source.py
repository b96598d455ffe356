"""What the reading of many asks of the core; every function runs on the database thread."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import day_at
from okrdesk.i18n import _
from okrdesk.names import name_of

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.details import KeyResultDetail
    from ui.reviewing.source import Matter


class Kind(StrEnum):
    """What waits, in the order in which it stands under its owner."""

    OBJECTIVE = "objective"
    CAUSE = "cause"
    CHECK_IN = "check_in"


_ORDER = tuple(Kind)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: an objective to approve, an objective cause of a key result to decide
    on, or a check-in to take note of.
    """

    id: str
    title: str
    who: str
    on: date
    kind: Kind
    key_result_id: str = ""
    note: str = ""

    @property
    def is_check_in(self) -> bool:
        """Whether it is read and noted, and not decided on."""
        return self.kind is Kind.CHECK_IN


@dataclass(frozen=True)
class Content:
    """What is read of it: an objective with its approval, or a key result with its check-ins and
    causes.

    `content` is the hash of an objective as it was read.
    """

    matter: "Matter | None" = None
    detail: "KeyResultDetail | None" = None
    content: str = ""
    remarks: tuple[Any, ...] = ()
    causes: tuple[Any, ...] = ()


def waiting(desk: "Desk") -> list[Waiting]:
    """Return what waits for the person, by owner and in the order of the kinds."""
    from okrdesk.services.causes import find_causes_to_judge
    from okrdesk.services.remark_lists import find_to_acknowledge
    from okrdesk.services.review_inbox import find_inbox
    from ui.screens.objectives.wording import reached

    found = [
        Waiting(
            row.id,
            row.title,
            row.owner,
            day_at(row.submitted_at),
            Kind.OBJECTIVE,
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
            Kind.CHECK_IN,
            key_result_id=row.key_result_id,
            note=reached(row.kind, row.value, row.measure_unit),
        )
        for row in find_to_acknowledge(desk)
    ]
    found += [
        Waiting(
            row.id,
            row.title,
            row.owner_name,
            day_at(row.entered_at),
            Kind.CAUSE,
            key_result_id=row.key_result_id or "",
            note=name_of(row.kind).lower(),
        )
        for row in find_causes_to_judge(desk)
    ]
    return sorted(found, key=lambda one: (one.who, _ORDER.index(one.kind), one.title, one.on))


def content(one: Waiting, desk: "Desk") -> Content:
    """Return what is to be read before a word."""
    from okrdesk.services.causes import find_causes
    from okrdesk.services.details import find_key_result_detail
    from okrdesk.services.remarks import find_remarks
    from ui.reviewing.source import read_matter

    if one.kind is not Kind.OBJECTIVE:
        return Content(
            detail=find_key_result_detail(desk, one.key_result_id),
            remarks=tuple(find_remarks(desk, [one.key_result_id])),
            causes=tuple(find_causes(desk, key_result_id=one.key_result_id)),
        )
    matter = read_matter(one.id, desk)
    return Content(matter=matter, content=matter.review.content_hash)


def approve(objective_id: str, content: str, desk: "Desk") -> Any:
    """Approve what was read."""
    from okrdesk.services import reviews

    return reviews.approve(desk, objective_id, "", content)


def confirm(cause_id: str, desk: "Desk") -> Any:
    """Confirm an objective cause."""
    from okrdesk.services.causes import confirm_causes

    return confirm_causes(desk, [cause_id])


def note(check_in_ids: tuple[str, ...], desk: "Desk") -> Any:
    """Take note of check-ins in one act."""
    from okrdesk.services.remarks import acknowledge

    return acknowledge(desk, check_in_ids)


def give_back(one: Waiting, content: str, words: str, desk: "Desk") -> Any:
    """Return an objective or a check-in, or decline a cause, saying why."""
    from okrdesk.services import reviews
    from okrdesk.services.causes import decline_causes
    from okrdesk.services.remarks import return_check_in

    if one.kind is Kind.CAUSE:
        return decline_causes(desk, [one.id], words)
    if one.is_check_in:
        return return_check_in(desk, one.id, words)
    return reviews.return_(desk, one.id, words, content)
