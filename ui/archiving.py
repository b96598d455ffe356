"""Archiving things and bringing them back, for every screen that offers it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done


def put_away(entity: str, id: str, archived: bool, desk: "Desk") -> "Done[str]":
    """Archive an object, or bring it back; runs on the database thread.

    Raises what `okrdesk.services.archive` raises.
    """
    from okrdesk.services.archive import archive, restore

    return (archive if archived else restore)(desk, entity, id)
