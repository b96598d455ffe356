"""What the dialogs of reviewing ask of the core; every function runs on the database thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.objective_details import ObjectiveDetail
    from okrdesk.services.reviews import ReviewView


@dataclass(frozen=True)
class Matter:
    """An objective whole, with all that was said of it."""

    detail: "ObjectiveDetail"
    review: "ReviewView"


def read_matter(objective_id: str, desk: "Desk") -> Matter:
    """Return what somebody reads before saying a word on an objective."""
    from okrdesk.services.objective_details import find_objective_detail
    from okrdesk.services.reviews import find_review

    return Matter(find_objective_detail(desk, objective_id), find_review(desk, objective_id))


def submit(objective_id: str, comment: str, desk: "Desk") -> Any:
    """Ask for approval."""
    from okrdesk.services import reviews

    return reviews.submit(desk, objective_id, comment)


def approve(objective_id: str, comment: str, content: str, desk: "Desk") -> Any:
    """Approve what was read."""
    from okrdesk.services import reviews

    return reviews.approve(desk, objective_id, comment, content)


def give_back(objective_id: str, comment: str, content: str, desk: "Desk") -> Any:
    """Return what was read."""
    from okrdesk.services import reviews

    return reviews.return_(desk, objective_id, comment, content)
