"""Who has to enrol with a second factor: those an agency says so of, and whoever has one.

It is asked for by right, not by name, so that a new head or administrator is included at once.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from okrdesk.db.queries.office import load_actor
from okrdesk.domain.permissions import RIGHTS, Right
from okrdesk.server import schema
from okrdesk.server.accounts import Account, accounts

_policy = schema.agency_policy


class Whose(StrEnum):
    """Of whom an agency asks a second factor."""

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    APPROVERS = "approvers"


_RIGHTS = {
    Whose.NOBODY: (),
    Whose.ADMINISTRATORS: (Right.EDIT_ORGANISATION,),
    Whose.APPROVERS: (Right.EDIT_ORGANISATION, Right.APPROVE_OBJECTIVES),
}


def set_policy(connection: Connection, agency_id: str, whose: Whose) -> None:
    """Ask a second factor of these from the next enrolment on; approvers include administrators."""
    connection.execute(delete(_policy).where(_policy.c.agency_id == agency_id))
    values = {"agency_id": agency_id, "second_factor": whose.value}
    connection.execute(insert(_policy), values)


def policy(connection: Connection, agency_id: str) -> Whose:
    """Return of whom an agency asks a second factor."""
    found = connection.scalar(
        select(_policy.c.second_factor).where(_policy.c.agency_id == agency_id)
    )
    return Whose(found) if found else Whose.NOBODY


def shut_out(connection: Connection, agency_id: str, today: date) -> list[Account]:
    """Return the users who are asked a second factor and were given none: they cannot enrol."""
    return [
        one
        for one in accounts(connection, agency_id)
        if not (one.totp or one.disabled) and is_asked(connection, one, today)
    ]


def is_asked(connection: Connection, account: Account, today: date) -> bool:
    """Say whether a user enrols with a second factor only: by the own setting, or by right."""
    if account.needs_totp:
        return True
    rights = _RIGHTS[policy(connection, account.agency_id)]
    if not rights:
        return False
    actor = load_actor(connection, account.agency_id, account.person_id, today)
    return any(not RIGHTS[right].keys().isdisjoint(actor.standings()) for right in rights)
