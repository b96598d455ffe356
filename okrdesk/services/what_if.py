"""What if a rule pack had been in force: whose level would change in a period; nothing is saved."""

from dataclasses import dataclass
from decimal import Decimal

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.permissions import Right
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rows import units_and_above
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheets_in
from okrdesk.services.periods import find_period
from okrdesk.services.rule_packs import Whom, covers
from okrdesk.services.scores import Marks


@dataclass(frozen=True)
class WhatIf:
    """One person under the rules of then and under those tried; bands by their names."""

    evaluation_id: str
    name: str
    unit: str
    before: Outcome
    after: Outcome
    band_before: str
    band_after: str

    @property
    def has_other_band(self) -> bool:
        """Whether the level would change; one that only one of the two can score counts too."""
        return self.band_before != self.band_after

    @property
    def is_unscored(self) -> bool:
        """Whether the rules tried ask for marks or facts that are not there."""
        return self.after.total is None

    @property
    def points(self) -> Decimal | None:
        """How many points more or fewer; None where one of the two cannot score."""
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total


def what_if(desk: Desk, text: str, period_id: str) -> list[WhatIf]:
    """Return everybody in a period whom a pack would cover, with the score of then and by it.

    The marks are those of the score that counts; the facts of what is approved are those frozen
    with it, else the tasks' of now. Raises PackFaulty, Refused: NO_AUTHORITY, NOT_FOUND.
    """
    with desk.read() as connection:
        desk.require(connection, Right.EDIT_RULES)
    pack = read_pack(text)
    period = find_period(desk, period_id)
    units = _units(desk)
    found = []
    for sheet in sheets_in(desk, period.id):
        whom = Whom(
            sheet.person.kind,
            sheet.is_leader,
            units.get(sheet.unit_id or "", frozenset()),
            period.kind,
        )
        if sheet.decided is not None and sheet.year is None and covers(pack, whom):
            found.append(_tried(sheet, pack, sheet.decided.marks))
    return found


def _tried(sheet: EvaluationSheet, pack: RulePack, marks: Marks) -> WhatIf:
    whole = sheet.filled(marks)
    before, after = score(sheet.pack, whole), score(pack, whole)
    return WhatIf(
        sheet.id,
        sheet.person.name,
        sheet.unit,
        before,
        after,
        _name(sheet.pack, before.band),
        _name(pack, after.band),
    )


def _name(pack: RulePack, band: str | None) -> str:
    return next((one.name for one in pack.bands if one.id == band), "")


def _units(desk: Desk) -> dict[str, frozenset[str]]:
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return units_and_above(connection, desk.agency_id)
