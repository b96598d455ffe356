"""The tables of a rule pack one by one: the keys of each, and what holds where one is left out.

Every function reads one table of the TOML into the dataclass of the same name in `pack`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from okrdesk.domain.evaluation.pack import (
    Band,
    Certainty,
    CoefficientSource,
    Complaints,
    Component,
    ComponentKind,
    Condition,
    Coverage,
    Criterion,
    Direction,
    ExceedingBonus,
    Factor,
    Fed,
    Feed,
    FormWords,
    Group,
    KnockOut,
    Legal,
    Presence,
    Quota,
    QuotaOf,
    Rounding,
    Rung,
    Settlement,
    Stage,
    Standing,
    TaskRules,
    Totals,
    YearMethod,
    YearRule,
)
from okrdesk.domain.evaluation.pack_fields import Table
from okrdesk.domain.evaluation.reasons import Figure
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.organisation import PersonKind
from okrdesk.domain.tasks import Source
from okrdesk.errors import Code

_HUNDRED = Decimal(100)
_MOST_POINTS = Decimal(1000)
_SATURDAY_AND_SUNDAY = (6, 7)


def legal(table: Table) -> Legal:
    """Return the legal reference."""
    found = Legal(
        table.text("reference"), table.choice("certainty", Certainty), table.text("note", "")
    )
    table.end()
    return found


def coverage(table: Table) -> Coverage:
    """Return whom the pack is for; persons and standings must be named."""
    for key in ("persons", "standings"):
        if not table.values.get(key):
            table.note(key, Code.PACK_MISSING)
    found = Coverage(
        frozenset(table.choices("persons", PersonKind)),
        frozenset(table.choices("standings", Standing)),
        frozenset(table.texts("units")),
    )
    table.end()
    return found


def totals(table: Table) -> Totals:
    """Return the points of the parts."""
    found = Totals(
        table.number("general", most=_MOST_POINTS),
        table.number("results", most=_MOST_POINTS),
        table.number("bonus", Decimal(0), _MOST_POINTS),
        table.number("most", _HUNDRED, _MOST_POINTS),
    )
    table.end()
    return found


def criteria(tables: Iterable[Table]) -> tuple[Criterion, ...]:
    """Return the rows of a criteria tree, of any depth."""
    return tuple(_criterion(table) for table in tables)


def _criterion(table: Table) -> Criterion:
    found = Criterion(
        id=table.id(),
        number=table.text("number", ""),
        name=table.text("name"),
        points=table.number("points", most=_MOST_POINTS),
        parts=criteria(table.tables("parts")),
        is_tick=table.flag("tick"),
        step=table.optional_number("step"),
        article=table.text("article", ""),
    )
    table.end()
    return found


def component(table: Table) -> Component:
    """Return a component of the results."""
    id = table.id()
    found = Component(
        id=id,
        symbol=table.text("symbol", id),
        name=table.text("name"),
        kind=table.choice("kind", ComponentKind),
        factors=table.choices("factors", Factor),
        axis=table.text("axis", ""),
        grades=table.numbers("grades"),
        all_reach=table.text("all_reach", ""),
        article=table.text("article", ""),
    )
    table.end()
    return found


def formula(table: Table) -> Mapping[Standing, Mapping[str, Decimal]]:
    """Return the weights of the components, for staff and for leaders."""
    found = {standing: _numbers(table.table(standing.value)) for standing in Standing}
    table.end()
    return found


def task_rules(table: Table) -> TaskRules:
    """Return how a task weighs and what lessens it."""
    points = _numbers(table.table("points"))
    for name in points:
        if name not in {one.value for one in Source}:
            allowed = ", ".join(one.value for one in Source)
            path = (*table.at("points"), name)
            table.faults.note(path, Code.PACK_UNKNOWN_KEY, allowed=allowed)
    known = {Source(name): value for name, value in points.items() if name in set(Source)}
    found = TaskRules(
        coefficient=table.choice("coefficient", CoefficientSource, CoefficientSource.TASK),
        baseline=table.number("baseline", Decimal(1)),
        lowest=table.optional_number("lowest"),
        highest=table.optional_number("highest"),
        points=known,
        difficulties=_numbers(table.table("difficulties")),
        difficulty_names=_texts(table.table("difficulty_names")),
        usual_difficulty=table.text("usual_difficulty", ""),
        deduction=table.number("deduction", Decimal(0), 1),
        late=tuple(_rung(one) for one in table.tables("late")),
        rolled_over=table.choice("rolled_over", Settlement, Settlement.LEAVE_OUT),
        cancelled=table.choice("cancelled", Settlement, Settlement.LEAVE_OUT),
        back_dating_days=table.optional_whole("back_dating_days"),
    )
    table.end()
    return found


def _rung(table: Table) -> Rung:
    found = Rung(table.number("percent", most=_HUNDRED), table.optional_whole("days"))
    table.end()
    return found


def bonus(table: Table) -> ExceedingBonus:
    """Return the bonus of tasks that exceed."""
    found = ExceedingBonus(
        table.number("percent", most=_HUNDRED),
        table.number("most", most=_MOST_POINTS),
        table.text("article", ""),
    )
    table.end()
    return found


def rounding(table: Table) -> Rounding:
    """Return where and how figures are rounded."""
    found = Rounding(table.whole("places", 2, 6), table.choice("stage", Stage, Stage.PRINTED))
    table.end()
    return found


def band(table: Table) -> Band:
    """Return a level of quality."""
    found = Band(
        id=table.id(),
        name=table.text("name"),
        low=table.number("from", most=_MOST_POINTS),
        high=table.optional_number("below"),
        conditions=tuple(_condition(one) for one in table.tables("conditions")),
        short=table.text("short", ""),
    )
    table.end()
    return found


def _condition(table: Table) -> Condition:
    found = Condition(table.text("measure"), table.number("least", most=_HUNDRED))
    table.end()
    return found


def knock_out(table: Table) -> KnockOut:
    """Return a fact that puts a person into the lowest band."""
    found = KnockOut(
        table.id(), table.text("name"), table.flag("leaders_only"), table.text("article", "")
    )
    table.end()
    return found


def quota(table: Table) -> Quota:
    """Return how many may have a band."""
    percent = table.number("percent", most=_HUNDRED)
    found = Quota(
        band=table.text("band"),
        percent=percent,
        outstanding_percent=table.number("outstanding_percent", percent, _HUNDRED),
        of=table.choice("of", QuotaOf, QuotaOf.BELOW_OR_BETTER),
        each=table.texts("each"),
        rounding=table.choice("rounding", Direction, Direction.DOWN),
        article=table.text("article", ""),
    )
    table.end()
    return found


def group(table: Table) -> Group:
    """Return people with similar tasks."""
    found = Group(
        table.text("name"),
        frozenset(table.choices("standings", Standing)),
        frozenset(table.choices("persons", PersonKind)),
        table.texts("titles"),
        frozenset(table.texts("units")),
    )
    table.end()
    return found


def year(table: Table) -> YearRule:
    """Return how the year comes from its periods."""
    found = YearRule(
        table.choice("method", YearMethod, YearMethod.MEAN),
        _day_of_year(table, "done_by"),
    )
    table.end()
    return found


def _day_of_year(table: Table, key: str) -> tuple[int, int] | None:
    """Return month and day of a text like "12-15"."""
    if key not in table:
        return None
    text = table.text(key)
    try:
        day = date.fromisoformat(f"2027-{text}")  # no leap year: a day that every year has
    except ValueError:
        table.note(key, Code.PACK_DAY_OF_YEAR, value=text)
        return None
    return day.month, day.day


def presence(table: Table) -> Presence:
    """Return who is not evaluated."""
    found = Presence(table.optional_whole("absent_days"), table.optional_whole("post_days"))
    table.end()
    return found


def complaints(table: Table) -> Complaints:
    """Return the days of a complaint."""
    found = Complaints(table.optional_whole("file_days"), table.optional_whole("answer_days"))
    table.end()
    return found


def calendar(table: Table) -> WorkCalendar:
    """Return the working days of the office."""
    weekend = table.wholes("weekend") if "weekend" in table else _SATURDAY_AND_SUNDAY
    if len(set(weekend)) > 6 or any(not 1 <= day <= 7 for day in weekend):
        table.note("weekend", Code.PACK_WEEKEND)
    found = WorkCalendar(frozenset(weekend), table.days("holidays"), table.days("worked"))
    table.end()
    return found


def form_words(table: Table) -> FormWords:
    """Return what an office settles of the forms."""
    columns = table.table("columns")
    found = FormWords(
        _texts(table.table("texts")),
        {key: columns.flag(key) for key in columns.names()},
        _texts(table.table("signatures")),
    )
    table.end()
    return found


def articles(table: Table) -> Mapping[str, str]:
    """Return the article behind each figure of a score."""
    found = {figure.value: table.text(figure.value, "") for figure in Figure}
    table.end()
    return found


def feed(table: Table) -> Feed:
    """Return which key results are shown beside a criterion."""
    found = Feed(
        table.text("criterion"), table.choice("which", Fed, Fed.OWN), table.text("note", "")
    )
    table.end()
    return found


def _numbers(table: Table) -> dict[str, Decimal]:
    return {key: table.number(key, most=_MOST_POINTS) for key in table.names()}


def _texts(table: Table) -> dict[str, str]:
    return {key: table.text(key, "") for key in table.names()}
