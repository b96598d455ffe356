"""Form F11 filled from the database: the objectives of a person or a unit in one cycle."""

from okrdesk.domain.objective import Cycle, Owner
from okrdesk.domain.organisation import Agency
from okrdesk.forms.okr_registration import (
    Letterhead,
    RegistrationSheet,
    SheetKeyResult,
    SheetObjective,
    SheetOwner,
    SheetPeriod,
)
from okrdesk.forms.registry import Audience
from okrdesk.services.desk import Desk
from okrdesk.services.registration import Registered, Registrant, find_registration


def registration_sheet(desk: Desk, cycle_id: str, owner: Owner) -> RegistrationSheet:
    """Return the sheet of one person or unit, dated today.

    Raises Refused: NO_AUTHORITY, NOT_FOUND.
    """
    found = find_registration(desk, cycle_id, owner)
    return RegistrationSheet(
        agency=_letterhead(found.agency),
        period=_period(found.cycle),
        owner=_owner(found.registrant),
        objectives=tuple(_objective(one) for one in found.objectives),
        place=found.agency.place,
        issued_on=desk.today(),
    )


def _letterhead(agency: Agency) -> Letterhead:
    return Letterhead(agency=agency.name, parent=agency.superior, kind=agency.letterhead)


def _period(cycle: Cycle) -> SheetPeriod:
    return SheetPeriod(cycle.name, cycle.start_on, cycle.end_on)


def _owner(registrant: Registrant) -> SheetOwner:
    return SheetOwner(
        audience=Audience.PERSON if registrant.is_person else Audience.UNIT,
        name=registrant.name,
        post=registrant.title,
        unit=registrant.unit,
        leader=registrant.leader,
        approver=registrant.approver,
    )


def _objective(one: Registered) -> SheetObjective:
    return SheetObjective(
        title=one.objective.title,
        commitment=one.objective.commitment,
        due=one.objective.end_on,
        weight=one.objective.weight,
        owner=one.owner,
        key_results=tuple(
            SheetKeyResult(
                title=key_result.title,
                measure=key_result.measure,
                due=key_result.end_on,
                unit=key_result.measure_unit,
                weight=key_result.weight,
                owner=owner,
                rhythm=key_result.rhythm,
            )
            for key_result, owner in one.key_results
        ),
    )
