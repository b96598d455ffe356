"""A plan matched with a cycle: objectives by title and owner, key results by title within them.

Importing the same plan again changes nothing; a corrected one updates what it says (target, weight,
dates, owner, rhythm, item of a directive) and leaves check-ins alone. What it no longer names is
left alone too. An objective belongs to whom its own row names; else to the one person or unit that
all its key results share; else to the unit of its first key result; else to whoever imports. A new
one carries out the item that its own row cites, else the one that all its key results share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import cited_among
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Cycle, KeyResult, Objective, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.plan import PLAN, PlannedKeyResult, PlannedObjective
from okrdesk.exchange.names import Names
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.i18n import _
from okrdesk.services.bulk import Sight
from okrdesk.services.citing import cited_item
from okrdesk.services.plan_import import Plan, load_plan, retargeted

PlanRow = ReadyRow[PlannedKeyResult]
_MOST_NAMED = 8


@dataclass(frozen=True)
class PlanGround:
    """What a plan is matched with: the database, the cycle, and who imports."""

    sight: Sight
    cycle: Cycle
    person_id: str


def resolve_plan(rows: Sequence[PlanRow], ground: PlanGround) -> Resolved[Plan]:
    """Return what a plan makes and changes in its cycle; every problem has its row."""
    findings = Findings[PlannedKeyResult](PLAN)
    sight = ground.sight
    there = load_plan(sight.desk, sight.connection, ground.cycle.id)
    objectives_there, key_results_there = there
    matcher = _Matcher(ground, findings, objectives_there, key_results_there)
    groups: dict[int, list[PlanRow]] = {}
    for row in rows:
        groups.setdefault(id(row.item.objective), []).append(row)
    for group in groups.values():
        matcher.take(group)
    reasons = matcher.retarget()
    _tell(matcher, findings)
    known: dict[str, Objective | KeyResult] = {each.id: each for each in objectives_there}
    known |= {each.id: each for each in key_results_there}
    objectives = [each for each in matcher.objectives if known.get(each.id) != each]
    key_results = [each for each in matcher.key_results if known.get(each.id) != each]
    seen = len(matcher.objectives) + len(matcher.key_results)
    plan = Plan(
        objectives,
        key_results,
        frozenset(each.owner for each in matcher.objectives),
        frozenset(known),
        reasons,
    )
    return Resolved(plan, seen - len(objectives) - len(key_results), findings)


class _Matcher:
    """Turns the rows of one objective after the other into objects, known ones taken up again."""

    def __init__(
        self,
        ground: PlanGround,
        findings: Findings[PlannedKeyResult],
        objectives: Sequence[Objective],
        key_results: Sequence[KeyResult],
    ) -> None:
        self.objectives: list[Objective] = []
        self.key_results: list[KeyResult] = []
        self.unowned = 0
        self.outside: list[str] = []
        self._changed: list[tuple[PlanRow, KeyResult, KeyResult]] = []
        self._ground = ground
        self._findings = findings
        self._names = Names(ground.sight.directory)
        self._there = {each.id for each in objectives}
        self._known = {(folded(each.title), each.owner): each for each in objectives}
        self._below: dict[str, dict[str, KeyResult]] = {}
        for each in key_results:
            self._below.setdefault(each.objective_id, {})[folded(each.title)] = each

    def take(self, rows: Sequence[PlanRow]) -> None:
        """Match the rows of one objective."""
        owners = [(row, self._owner_of(row)) for row in rows]
        owned = [(row, owner) for row, owner in owners if not isinstance(owner, Refused)]
        if not owned:
            return
        try:
            objective = self._objective(rows[0].item.objective, owned)
            self._ground.sight.rights.require(Right.IMPORT_PLANS, [objective.owner])
        except Refused as error:
            self._blame_all([row for row, _owner in owned], error)
            return
        made = [self._key_result(row, objective, owner) for row, owner in owned]
        good = [each for each in made if each is not None]
        if good:
            self.objectives.append(objective)
            self.key_results += good

    def retarget(self) -> dict[str, str]:
        """Return why approved targets change, by objective; a row that does not say so is blamed.

        A row that is blamed changes nothing.
        """
        pairs = [(known, made) for _row, known, made in self._changed]
        sight = self._ground.sight
        approved = retargeted(sight.desk, sight.connection, pairs)
        reasons: dict[str, dict[str, None]] = {}
        for row, known, _made in self._changed:
            if known.id not in approved:
                continue
            if row.item.reason:
                reasons.setdefault(known.objective_id, {})[row.item.reason] = None
            else:
                self._findings.blame(row, "reason", "", Refused(Code.TARGET_REASON))
                self.key_results = [one for one in self.key_results if one.id != known.id]
        return {id: "; ".join(said) for id, said in reasons.items()}

    def _blame_all(self, rows: Sequence[PlanRow], error: Refused) -> None:
        """Blame the rows of an objective for what its own row says."""
        planned = rows[0].item.objective
        key, said = "owner", planned.owner or planned.unit
        if error.field == "directive_item":
            key, said = error.field, planned.item
        for row in rows:
            self._findings.blame(row, "" if error.code is Code.NO_AUTHORITY else key, said, error)

    def _owner_of(self, row: PlanRow) -> Owner | Refused | None:
        """Return who the row names, None for nobody; a refusal is blamed and returned."""
        item = row.item
        try:
            unit = self._names.unit(item.unit) if item.unit else None
        except Refused as error:
            self._findings.blame(row, "unit", item.unit, error)
            return error
        try:
            if item.owner:
                return self._names.owner(item.owner, unit)
        except Refused as error:
            self._findings.blame(row, "owner", item.owner, error)
            return error
        return Owner(unit_id=unit.id) if unit else None

    def _objective(
        self, planned: PlannedObjective, owned: Sequence[tuple[PlanRow, Owner | None]]
    ) -> Objective:
        owner = self._owner_of_objective(planned, owned)
        cycle = self._ground.cycle
        known = self._known.get((folded(planned.title), owner)) or Objective(
            id=new_id(),
            cycle_id=cycle.id,
            title=planned.title,
            owner=owner,
            start_on=cycle.start_on,
            end_on=cycle.end_on,
        )
        made = replace(
            known,
            weight=known.weight if planned.weight is None else planned.weight,
            start_on=planned.start_on or known.start_on,
            end_on=planned.end_on or known.end_on,
            directive_item_id=self._cited(planned.item, known.directive_item_id),
        )
        if known.id not in self._there:
            made = replace(made, directive_item_id=made.directive_item_id or self._shared(owned))
        self._known[folded(planned.title), owner] = made
        return made

    def _cited(self, text: str, before: str | None) -> str | None:
        """Return the item of a directive that a cell cites; an empty one leaves it as it is."""
        return cited_item(self._ground.sight.directive_items, text, before) if text else before

    def _shared(self, owned: Sequence[tuple[PlanRow, Owner | None]]) -> str | None:
        """Return the item that all rows of an objective cite, if there is one."""
        cited = {row.item.item for row, _owner in owned}
        found = cited_among(self._ground.sight.directive_items, cited.pop())
        return found[0].id if not cited and len(found) == 1 and not found[0].archived else None

    def _owner_of_objective(
        self, planned: PlannedObjective, owned: Sequence[tuple[PlanRow, Owner | None]]
    ) -> Owner:
        if planned.owner or planned.unit:
            unit = self._names.unit(planned.unit) if planned.unit else None
            if planned.owner:
                return self._names.owner(planned.owner, unit)
            return Owner(unit_id=unit.id if unit else None)
        owners = {owner for _row, owner in owned}
        first = owned[0][1]
        if len(owners) == 1 and first is not None:
            return first
        units = [row.item.unit for row, _owner in owned if row.item.unit]
        if units:
            return Owner(unit_id=self._names.unit(units[0]).id)
        named = next((owner for _row, owner in owned if owner is not None), None)
        if named is None:
            self.unowned += len(owned)
        return named or Owner(person_id=self._ground.person_id)

    def _key_result(
        self, row: PlanRow, objective: Objective, owner: Owner | None
    ) -> KeyResult | None:
        item = row.item
        below = self._below.setdefault(objective.id, {})
        known = below.get(folded(item.title))
        made = _updated(known, item, owner) if known else _new(item, objective, owner, len(below))
        try:
            cited = self._cited(item.item, made.directive_item_id)
        except Refused as error:
            self._findings.blame(row, "directive_item", item.item, error)
            return None
        made = replace(made, directive_item_id=cited)
        if made.start_on > made.end_on:
            start, end = format_date(made.start_on), format_date(made.end_on)
            upside_down = Refused(Code.DATES_UPSIDE_DOWN, start=start, end=end)
            self._findings.blame(row, "end_on", item.end_on, upside_down)
            return None
        cycle = self._ground.cycle
        if made.start_on < cycle.start_on or made.end_on > cycle.end_on:
            self.outside.append(str(row.row))
        below[folded(item.title)] = made
        if known is not None and known != made:
            self._changed.append((row, known, made))
        return made


def _new(
    item: PlannedKeyResult, objective: Objective, owner: Owner | None, ordinal: int
) -> KeyResult:
    return KeyResult(
        id=new_id(),
        objective_id=objective.id,
        title=item.title,
        measure=item.measure,
        owner=owner or objective.owner,
        start_on=item.start_on or objective.start_on,
        end_on=item.end_on or objective.end_on,
        measure_unit=item.measure_unit,
        weight=item.weight,
        rhythm=item.rhythm or Rhythm.WEEKLY,
        ordinal=ordinal,
    )


def _updated(known: KeyResult, item: PlannedKeyResult, owner: Owner | None) -> KeyResult:
    """Return a key result with what the plan says; empty cells leave it as it is."""
    rhythm = item.rhythm or known.rhythm
    return replace(
        known,
        measure=_with_known_steps(item.measure, known.measure),
        owner=owner or known.owner,
        start_on=item.start_on or known.start_on,
        end_on=item.end_on or known.end_on,
        measure_unit=item.measure_unit or known.measure_unit,
        weight=known.weight if item.weight is None else item.weight,
        rhythm=rhythm,
        due_month=known.due_month if rhythm is Rhythm.YEARLY else None,
    )


def _with_known_steps(measure: Measure, known: Measure) -> Measure:
    """Keep the ids of steps that go on, for check-ins name them."""
    ids = {folded(step.title): step.id for step in known.steps}
    steps = (replace(step, id=ids.get(folded(step.title), step.id)) for step in measure.steps)
    return replace(measure, steps=tuple(steps))


def _tell(matcher: _Matcher, findings: Findings[PlannedKeyResult]) -> None:
    if matcher.unowned:
        findings.notes.append(
            _("Rows without an owner or a unit: {count}. They will belong to you.").format(
                count=matcher.unowned
            )
        )
    if matcher.outside:
        rows = ", ".join(matcher.outside[:_MOST_NAMED])
        findings.notes.append(
            _("The dates of these rows lie outside the cycle: {rows}.").format(rows=rows)
        )
