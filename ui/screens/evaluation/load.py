"""What the screen Đánh giá asks of the core; every function runs on the database thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.numbers import format_decimal, parse_decimal
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from ui.screens.evaluation.typed import Shown, Typed

if TYPE_CHECKING:
    from okrdesk.domain.evaluation.pack import Band
    from okrdesk.services.desk import Desk
    from okrdesk.services.evaluation_lists import InboxRow
    from okrdesk.services.evaluation_rows import Missing
    from okrdesk.services.evaluation_sheets import EvaluationSheet
    from okrdesk.services.evaluation_tables import UnitTable
    from okrdesk.services.evaluations import Brought
    from okrdesk.services.periods import Dues, Period, PeriodRow
    from okrdesk.services.scores import Marks


@dataclass(frozen=True)
class Opened:
    """A sheet with what the person at the desk typed into it and did not give yet."""

    sheet: "EvaluationSheet"
    level: Level | None
    draft: Typed | None
    today: date

    @property
    def shown(self) -> Shown:
        """What the editor shows: each level's last score, and what is typed now."""
        sheet, level = self.sheet, self.level
        typed = {one: typed_of(score.marks) for one, score in sheet.scores.items()}
        if level is not None:
            typed[level] = self.draft or typed_of(sheet.to_start_from(level))
        return Shown(
            sheet.id,
            sheet.pack,
            sheet.facts,
            typed,
            level,
            outcome=lambda given: sheet.outcome(_marks(given)),
            year=sheet.year,
            progress=sheet.progress.mean,
            suggestions=sheet.suggestions,
        )


@dataclass(frozen=True)
class Periods:
    """All periods, the latest first, and the one to begin with."""

    rows: "tuple[PeriodRow, ...]"
    current: str | None
    may_edit: bool = False
    may_reopen: bool = False


@dataclass(frozen=True)
class Rating:
    """How a unit is rated in a period: the band's id, None for none; who recorded it, and when."""

    unit_id: str
    unit: str
    bands: "tuple[Band, ...]"
    may_rate: bool
    band: str | None = None
    note: str = ""
    at: datetime | None = None
    who: str = ""


def own(period_id: str, desk: "Desk") -> Opened | None:
    """Return the own sheet of a period, None where it is not prepared yet."""
    from okrdesk.services.evaluation_sheets import own_sheet

    sheet = own_sheet(desk, period_id)
    return None if sheet is None else _opened(desk, sheet, (Level.SELF,))


def opened(evaluation_id: str, level: Level | None, desk: "Desk") -> Opened:
    """Return the sheet of somebody, to be judged as `level` where that is possible now."""
    from okrdesk.services.evaluation_sheets import sheet_of

    return _opened(desk, sheet_of(desk, evaluation_id), (level,) if level else ())


def period_of(evaluation_id: str, desk: "Desk") -> tuple[str, str]:
    """Return an evaluation's id with that of its period."""
    from okrdesk.services.evaluation_sheets import sheet_of

    return evaluation_id, sheet_of(desk, evaluation_id).period.id


def inbox(desk: "Desk") -> "list[InboxRow]":
    """Return what waits for the person at the desk, of all periods."""
    from okrdesk.services.evaluation_lists import find_inbox

    return find_inbox(desk)


def accept_many(ids: list[str], desk: "Desk") -> Any:
    """Accept evaluations as they were scored, all or none."""
    from okrdesk.services.evaluation_steps import accept_many

    return accept_many(desk, ids)


def _opened(desk: "Desk", sheet: "EvaluationSheet", levels: tuple[Level, ...]) -> Opened:
    from okrdesk.services.scores import find_typed

    level = next((one for one in levels if one in sheet.may_score), None)
    kept = find_typed(desk, sheet.id, level) if level else None
    return Opened(sheet, level, typed_of(kept) if kept else None, desk.today())


def typed_of(marks: "Marks") -> Typed:
    """Return the marks of a service as the window keeps them."""
    return Typed(**vars(marks))


def _marks(typed: Typed) -> "Marks":
    from okrdesk.services.scores import Marks

    return Marks(**vars(typed))


def keep(evaluation_id: str, level: Level, typed: Typed, desk: "Desk") -> None:
    """Keep what is being typed on this computer."""
    from okrdesk.services.scores import keep_typed

    keep_typed(desk, evaluation_id, level, _marks(typed))


def unit(period_id: str, unit_id: str | None, desk: "Desk") -> "UnitTable":
    """Return the results of a unit with all below it, or of the agency."""
    from okrdesk.services.evaluation_tables import unit_table

    return unit_table(desk, period_id, unit_id)


def rating(period_id: str, unit_id: str, desk: "Desk") -> Rating:
    """Return how a unit is rated in a period, and who recorded it last."""
    from okrdesk.domain.identity import rating_id
    from okrdesk.services.history import find_history
    from okrdesk.services.unit_ratings import find_bands, find_unit_ratings, may_rate_units
    from okrdesk.services.units import find_unit

    found = {one.unit_id: one for one in find_unit_ratings(desk, period_id)}.get(unit_id)
    last = next(iter(find_history(desk, rating_id(period_id, unit_id))), None) if found else None
    return Rating(
        unit_id,
        find_unit(desk, unit_id).name,
        tuple(find_bands(desk)),
        may_rate_units(desk),
        found.band if found else None,
        found.note if found else "",
        last.at if last else None,
        last.who if last else "",
    )


def rate_unit(period_id: str, unit_id: str, values: Mapping[str, Any], desk: "Desk") -> Any:
    """Record how a unit is rated."""
    from okrdesk.services.unit_ratings import rate_unit

    return rate_unit(desk, period_id, unit_id, values["band"], values["note"])


def prepare_all(period_id: str, unit_id: str | None, desk: "Desk") -> Any:
    """Prepare the sheets of a unit."""
    from okrdesk.services.evaluations import prepare_all

    return prepare_all(desk, period_id, unit_id)


def brought_text(one: "Brought") -> str:
    """Return a score brought along as it is typed."""
    return "; ".join(filter(None, (one.period, format_decimal(one.points), one.office)))


def note_absence(evaluation_id: str, values: Mapping[str, Any], desk: "Desk") -> Any:
    """Keep days worked and scores brought along; raises Refused with the field it is about."""
    from okrdesk.services.evaluations import Presence, bring_along, record_presence

    days = [_whole(values[name], name) for name in ("days", "days_present")]
    brought = [_brought(line) for line in (values["brought"] or "").splitlines() if line.strip()]
    noted = record_presence(desk, evaluation_id, Presence(*days), values["note"] or "")
    kept = bring_along(desk, evaluation_id, brought)
    return replace(kept, touched=kept.touched | noted.touched)


def _whole(value: Decimal | None, field: str) -> int | None:
    if value is not None and value != int(value):
        raise Refused(Code.BAD_NUMBER, field=field, text=format_decimal(value))
    return None if value is None else int(value)


def _brought(line: str) -> "Brought":
    from okrdesk.services.evaluations import Brought

    period, points, office = (*(part.strip() for part in line.split(";")), "", "")[:3]
    try:
        return Brought(period, parse_decimal(points), office=office)
    except Refused as error:
        raise Refused(Code.BAD_NUMBER, field="brought", text=points or line) from error


def prepare(period_id: str, desk: "Desk") -> Any:
    """Prepare the own sheet."""
    from okrdesk.services.evaluations import prepare

    return prepare(desk, period_id)


def submit(evaluation_id: str, typed: Typed, desk: "Desk") -> Any:
    """Hand the own sheet to the head."""
    from okrdesk.services.evaluation_steps import submit

    return submit(desk, evaluation_id, "", _marks(typed))


def decide(evaluation_id: str, level: Level, typed: Typed | None, desk: "Desk") -> Any:
    """Propose or approve a sheet, by what was typed or (None) by the marks of the level before."""
    from okrdesk.services.evaluation_steps import accept_many, approve, propose

    if typed is None:
        return accept_many(desk, [evaluation_id])
    take = approve if level is Level.AUTHORITY else propose
    return take(desk, evaluation_id, "", _marks(typed))


def say(kind: str, evaluation_id: str, text: str, desk: "Desk") -> Any:
    """Return or reopen an evaluation, complain of it or answer, with the words for it."""
    from okrdesk.services.complaints import answer, complain
    from okrdesk.services.evaluation_steps import reopen, return_

    acts = {"return": return_, "reopen": reopen, "complain": complain, "answer": answer}
    return acts[kind](desk, evaluation_id, text)


def periods(desk: "Desk") -> Periods:
    """Return the periods; one begins with the open one that runs, or the latest that is open."""
    from okrdesk.services.periods import find_periods

    rows = tuple(find_periods(desk))
    today = desk.today()
    opened = [row.period for row in rows if not row.period.is_closed]
    ended = [one for one in opened if one.end_on < today]
    running = [one for one in opened if one.start_on <= today <= one.end_on]
    first = [*running, *ended, *opened, *(row.period for row in rows)][:1]
    with desk.read() as connection:
        may_edit = desk.may(connection, Right.EDIT_PERIODS)
        may_reopen = desk.may(connection, Right.REOPEN_EVALUATIONS)
    return Periods(rows, first[0].id if first else None, may_edit, may_reopen)


def missing(period_id: str, desk: "Desk") -> "list[Missing]":
    """Return who keeps a period from being closed."""
    from okrdesk.services.periods import find_missing

    return find_missing(desk, period_id)


def propose_period(code: str, desk: "Desk") -> "Period | None":
    """Return the period of a code with its usual due days; None while it is no code yet."""
    from okrdesk.services.periods import propose_period

    try:
        return propose_period(desk, code)
    except Refused:
        return None


def open_period(code: str, dues: "Dues", desk: "Desk") -> Any:
    """Open a period."""
    from okrdesk.services.periods import open_period

    return open_period(desk, code, dues)


def edit_period(period_id: str, dues: "Dues", desk: "Desk") -> Any:
    """Change the due days of a period."""
    from okrdesk.services.periods import edit_period

    return edit_period(desk, period_id, dues)


def close_period(period_id: str, desk: "Desk") -> Any:
    """Close a period."""
    from okrdesk.services.periods import close_period

    return close_period(desk, period_id)


def reopen_period(period_id: str, reason: str, desk: "Desk") -> Any:
    """Open a closed period again."""
    from okrdesk.services.periods import reopen_period

    return reopen_period(desk, period_id, reason)


def period_text(period: "Period") -> str:
    """Return a period as the chooser shows it."""
    return _("{period} (closed)").format(period=period.name) if period.is_closed else period.name
