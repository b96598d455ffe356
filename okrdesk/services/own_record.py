"""Everything a person may take along of the own work: plain facts, readable without okrdesk."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.objective import KeyResult, Owner
from okrdesk.domain.organisation import Agency
from okrdesk.domain.permissions import Right
from okrdesk.services.check_ins import find_check_ins
from okrdesk.services.cycles import find_cycles
from okrdesk.services.desk import Desk
from okrdesk.services.documents import Document, find_documents_of
from okrdesk.services.evaluation_lists import OwnRow, find_own
from okrdesk.services.office import find_agency
from okrdesk.services.registration import Registrant, find_registration
from okrdesk.services.task_lists import TaskFilter, TaskRow, find_tasks


@dataclass(frozen=True)
class OwnKeyResult:
    """A key result with its objective, its cycle and all that was recorded on it."""

    cycle: str
    objective: str
    key_result: KeyResult
    check_ins: tuple[CheckIn, ...]

    @property
    def reached(self) -> Decimal | None:
        """The value of the last day, corrections counting in place of what they correct."""
        corrected = {one.corrects_id for one in self.check_ins}
        valid = [one for one in self.check_ins if one.id not in corrected]
        return max(valid, key=lambda one: one.effective_on).value if valid else None


@dataclass(frozen=True)
class EvidenceRow:
    """A file that was attached to a check-in; `size` in bytes."""

    on: date
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class OwnRecord:
    """The record of the person at the desk."""

    agency: Agency
    person: Registrant
    at: datetime
    key_results: tuple[OwnKeyResult, ...]
    evidence: tuple[EvidenceRow, ...]
    tasks: tuple[TaskRow, ...]
    evaluations: tuple[OwnRow, ...]
    documents: tuple[Document, ...]


def find_own_record(desk: Desk) -> OwnRecord:
    """Return all that the person at the desk owns; raise Refused(NO_AUTHORITY)."""
    owner = Owner(person_id=desk.person_id)
    sheets = [(cycle.name, find_registration(desk, cycle.id, owner)) for cycle in find_cycles(desk)]
    key_results = tuple(
        OwnKeyResult(
            name, one.objective.title, key_result, tuple(find_check_ins(desk, key_result.id))
        )
        for name, sheet in sheets
        for one in sheet.objectives
        for key_result, _owner in one.key_results
    )
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [owner])
        person = schema.person
        row = connection.execute(
            select(person.c.name, person.c.code).where(
                person.c.agency_id == desk.agency_id, person.c.id == desk.person_id
            )
        ).one()
    registrant = sheets[0][1].registrant if sheets else Registrant(True, row.name, code=row.code)
    return OwnRecord(
        agency=find_agency(desk),
        person=registrant,
        at=desk.store.now(),
        key_results=key_results,
        evidence=_evidence(desk, [one.id for each in key_results for one in each.check_ins]),
        tasks=tuple(find_tasks(desk, TaskFilter(person_ids=frozenset([desk.person_id])))),
        evaluations=tuple(one for one in find_own(desk) if one.id),
        documents=tuple(find_documents_of(desk, desk.person_id)),
    )


def _evidence(desk: Desk, check_ins: list[str]) -> tuple[EvidenceRow, ...]:
    evidence, check_in = schema.evidence, schema.check_in
    with desk.read() as connection:
        rows = connection.execute(
            select(check_in.c.effective_on, evidence.c.name, evidence.c.sha256, evidence.c.size)
            .join(check_in, named_by(check_in, evidence.c.check_in_id))
            .where(
                evidence.c.agency_id == desk.agency_id,
                ~evidence.c.deleted,
                any_of(evidence.c.check_in_id, "ids"),
            )
            .order_by(check_in.c.effective_on, evidence.c.name),
            {"ids": check_ins},
        )
        return tuple(EvidenceRow(*row) for row in rows)
