"""The points of the general criteria, and of the bonus criteria, from marks and ticks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from okrdesk.domain.evaluation.outcome import Block, BlockCode
from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.evaluation.rounding import EXACT
from okrdesk.domain.evaluation.sheet import Sheet


@dataclass(frozen=True)
class Marks:
    """The general points (None while a mark is missing), the bonus points, and what blocks."""

    general: Decimal | None
    bonus: Decimal
    blocks: tuple[Block, ...]


def mark_general(pack: RulePack, sheet: Sheet) -> Marks:
    """Return the points of both trees; nobody must ask for a bonus, so its marks may be missing."""
    blocks: list[Block] = []
    with localcontext(EXACT):
        general = sum((_points(row, sheet, blocks) for row in pack.criteria), Decimal(0))
        is_whole = not blocks
        asked = [row for row in pack.bonus_criteria if any(_given(row, sheet))]
        bonus = sum((_points(row, sheet, blocks, Decimal(0)) for row in asked), Decimal(0))
    return Marks(general if is_whole else None, bonus, tuple(blocks))


def points_of(row: Criterion, sheet: Sheet) -> Decimal | None:
    """Return the points of a row of the tree, or None while a mark under it is missing or wrong."""
    blocks: list[Block] = []
    points = _points(row, sheet, blocks)
    return None if blocks else points


def _points(
    row: Criterion, sheet: Sheet, blocks: list[Block], missing: Decimal | None = None
) -> Decimal:
    """Return the points of a row: the sum of its parts, or the mark of the whole group."""
    if row.parts:
        if row.id not in sheet.marks:
            parts = (_points(part, sheet, blocks, missing) for part in row.parts)
            return sum(parts, Decimal(0))
        if any(_given_below(row, sheet)):
            blocks.append(_block(BlockCode.MARKED_TWICE, row))
            return Decimal(0)
    elif row.is_tick and row.id in sheet.ticks:
        return row.points if sheet.ticks[row.id] else Decimal(0)
    mark = sheet.marks.get(row.id, missing)
    if mark is None:
        blocks.append(_block(BlockCode.MARK_MISSING, row))
        return Decimal(0)
    if not 0 <= mark <= row.points or (row.is_tick and mark not in (0, row.points)):
        blocks.append(_block(BlockCode.MARK_OUT_OF_RANGE, row, mark=mark))
    elif row.step is not None and mark % row.step:
        blocks.append(_block(BlockCode.MARK_STEP, row, mark=mark, step=row.step))
    return mark


def _given(row: Criterion, sheet: Sheet) -> Iterator[bool]:
    yield row.id in sheet.marks or row.id in sheet.ticks
    yield from _given_below(row, sheet)


def _given_below(row: Criterion, sheet: Sheet) -> Iterator[bool]:
    for part in row.parts:
        yield from _given(part, sheet)


def _block(code: BlockCode, row: Criterion, **params: Decimal) -> Block:
    shown = {"name": row.name, "number": row.number, "most": row.points, **params}
    return Block(code, shown, row.id)
