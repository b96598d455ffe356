"""Values matched with key results that take check-ins, by id or by title.

A value that stands there already for its day is left out; another value for the same day is
recorded as a correction of it. For steps the value says how far the list is done: the weights of
its first steps added up, or their count.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from okrdesk.domain.check_in import CheckIn
from okrdesk.domain.dates import format_date
from okrdesk.domain.progress import Kind, Step, check_value
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.values import VALUES, MeasuredValue
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.services.bulk import Measured, OpenKeyResult, Sight, may_check_in
from okrdesk.services.check_ins import CheckInEntry

ValueRow = ReadyRow[MeasuredValue]
_SHORTEST_PREFIX = 8


def resolve_values(
    rows: Sequence[ValueRow], sight: Sight, cycle_id: str | None
) -> Resolved[list[Measured]]:
    """Return the check-ins that values make; every problem has its row."""
    findings = Findings[MeasuredValue](VALUES)
    finder = _Finder(sight, cycle_id)
    found: list[tuple[ValueRow, OpenKeyResult]] = []
    for row in rows:
        try:
            found.append((row, finder.find(row.item)))
        except Refused as error:
            findings.blame(row, "key_result", row.item.key_result, error)
    known = sight.check_ins(each.key_result for _row, each in found)
    seen: dict[tuple[str, object], int] = {}
    entries: list[Measured] = []
    unchanged = 0
    for row, each in found:
        entry = _entry(row, each, sight, findings)
        earlier = seen.setdefault((each.key_result.id, row.item.on), row.row)
        if earlier != row.row:
            doubled = Refused(Code.DUPLICATE_ROW, text=each.key_result.title, row=earlier)
            findings.blame(row, "key_result", row.item.key_result, doubled)
        elif entry is not None:
            placed = _corrected(entry, known[each.key_result.id])
            if placed is None:
                unchanged += 1
            else:
                entries.append((each, placed))
    return Resolved(entries, unchanged, findings)


class _Finder:
    """Key results by id and by title."""

    def __init__(self, sight: Sight, cycle_id: str | None) -> None:
        self._rights = sight.rights
        there = sight.open_key_results(cycle_id)
        self._by_id = {each.key_result.id: each for each in there}
        self._by_title: dict[str, list[OpenKeyResult]] = {}
        for each in there:
            self._by_title.setdefault(folded(each.key_result.title), []).append(each)

    def find(self, value: MeasuredValue) -> OpenKeyResult:
        """Return the key result meant: of several, one that runs that day and is in reach.

        Raises Refused: NOT_FOUND, AMBIGUOUS.
        """
        named = value.key_result
        found = self._by_title.get(folded(named), []) or self._with_id(named.lower())
        if len(found) > 1:
            found = self._narrowed(found, value)
        if not found:
            raise Refused(Code.NOT_FOUND, text=named)
        if len(found) > 1:
            raise Refused(Code.AMBIGUOUS, text=named)
        return found[0]

    def _with_id(self, named: str) -> list[OpenKeyResult]:
        if named in self._by_id:
            return [self._by_id[named]]
        if len(named) < _SHORTEST_PREFIX:
            return []
        return [each for id, each in self._by_id.items() if id.startswith(named)]

    def _narrowed(self, found: list[OpenKeyResult], value: MeasuredValue) -> list[OpenKeyResult]:
        running = [
            each for each in found if each.key_result.start_on <= value.on <= each.key_result.end_on
        ]
        mine = [each for each in running if may_check_in(self._rights, each)]
        return mine or running or found


def _entry(
    row: ValueRow, each: OpenKeyResult, sight: Sight, findings: Findings[MeasuredValue]
) -> CheckInEntry | None:
    """Return the check-in of a row, or None after blaming what does not hold."""
    item, key_result = row.item, each.key_result
    if not may_check_in(sight.rights, each):
        findings.blame(row, "", item.key_result, Refused(Code.NO_AUTHORITY))
        return None
    if (late := _day_error(item, each, sight)) is not None:
        findings.blame(row, "on", item.on, late)
        return None
    try:
        steps: frozenset[str] = frozenset()
        value = item.value
        if key_result.measure.kind is Kind.STEPS:
            value, steps = _steps_done(key_result.measure.steps, item.value)
        check_value(key_result.measure, value)
    except Refused as error:
        findings.blame(row, "value", f"{item.value:f}", error)
        return None
    return CheckInEntry(value, item.on, item.confidence, item.comment, steps_done=steps)


def _day_error(item: MeasuredValue, each: OpenKeyResult, sight: Sight) -> Refused | None:
    key_result = each.key_result
    if item.on > sight.directory.today:
        return Refused(Code.DATE_IN_FUTURE, date=format_date(item.on))
    if not key_result.start_on <= item.on <= key_result.end_on:
        return Refused(
            Code.DATE_OUTSIDE,
            date=format_date(item.on),
            start=format_date(key_result.start_on),
            end=format_date(key_result.end_on),
        )
    return None


def _steps_done(steps: Sequence[Step], value: Decimal) -> tuple[Decimal, frozenset[str]]:
    """Return the weight and the ids of the first steps that a value stands for."""
    reached = [Decimal(0)]
    for step in steps:
        reached.append(reached[-1] + step.weight)
    if value in reached:
        count = reached.index(value)
    elif value == int(value) and 0 <= value <= len(steps):
        count = int(value)
    else:
        allowed = ", ".join(f"{each.normalize():f}" for each in reached)
        raise Refused(Code.BAD_VALUE, text=f"{value:f}", allowed=allowed)
    return reached[count], frozenset(step.id for step in steps[:count])


def _corrected(entry: CheckInEntry, known: Sequence[CheckIn]) -> CheckInEntry | None:
    """Return the entry as a correction where its day has one; None where it says the same."""
    same_day = [each for each in known if each.effective_on == entry.effective_on]
    if not same_day:
        return entry
    last = same_day[-1]
    if (last.value, last.confidence, last.comment) == (
        entry.value,
        last.confidence if entry.confidence is None else entry.confidence,
        entry.comment or last.comment,
    ):
        return None
    return replace(entry, corrects_id=last.id)
