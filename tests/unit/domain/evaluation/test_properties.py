"""What holds for every sheet under every shipped pack, found by trying."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet, TaskFacts
from okrdesk.domain.evaluation.sheet_documents import read_sheet, sheet_document
from okrdesk.domain.tasks import Source
from tests.unit.domain.evaluation.sheets import ALL, full_marks, pack

AMOUNTS = st.decimals(0, 40, places=2, allow_nan=False)
COUNTS = st.integers(0, 6)


@st.composite
def tasks(draw: st.DrawFn) -> TaskFacts:
    """Return any task that every pack can score."""
    return TaskFacts(
        id=draw(st.uuids()).hex,
        name="việc",
        quantity=draw(AMOUNTS),
        coefficient=draw(AMOUNTS),
        done=draw(AMOUNTS),
        content_errors=draw(COUNTS),
        delays=draw(COUNTS),
        exempt_errors=draw(COUNTS),
        exempt_delays=draw(st.integers(0, 1)),
        late_days=draw(COUNTS),
        kind=draw(st.sampled_from(Source)),
        exceeds=draw(st.booleans()),
        axis=draw(st.sampled_from("123456")),
        share=draw(st.decimals(1, 100, places=0)),
    )


@st.composite
def sheets(draw: st.DrawFn, of: RulePack) -> Sheet:
    """Return any sheet that is complete but for weights that are all 0."""
    marks = {id: most * draw(st.integers(0, 4)) / 4 for id, most in full_marks(of).items()}
    grades = {one.id: draw(st.sampled_from(one.grades)) for one in of.components if one.grades}
    ids = [one.id for one in of.knock_outs]
    return Sheet(
        leader=draw(st.booleans()),
        tasks=tuple(draw(st.lists(tasks(), min_size=1, max_size=6))),
        marks=marks,
        leadership=grades,
        knock_outs=frozenset(draw(st.lists(st.sampled_from(ids), max_size=1))),
    )


def rank(of: RulePack, outcome: Outcome) -> int:
    """Return how good a band is; the lowest is 0."""
    ids = [band.id for band in of.bands]
    return len(ids) - 1 - ids.index(outcome.band or ids[-1])


def is_not_lower(of: RulePack, better: Outcome, worse: Outcome) -> bool:
    """Say whether no figure of `better` lies below that of `worse`."""
    if worse.total is None or better.total is None:
        return worse.total is None
    every = all(better.components[id] >= ratio for id, ratio in worse.components.items())
    return every and better.total >= worse.total and rank(of, better) >= rank(of, worse)


def with_task(sheet: Sheet, task: TaskFacts) -> Sheet:
    """Return the sheet with its first task changed."""
    return replace(sheet, tasks=(task, *sheet.tasks[1:]))


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_every_figure_lies_between_nothing_and_all(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    found = score(rules, data.draw(sheets(rules)))
    assert all(0 <= ratio <= 100 for ratio in found.components.values())
    assert found.general is not None
    assert 0 <= found.general <= rules.totals.general
    if found.total is not None and found.points is not None:
        assert 0 <= found.points <= rules.totals.results
        assert 0 <= found.total <= 100
        assert found.band in {band.id for band in rules.bands}


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_more_done_never_lowers_it(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    sheet = data.draw(sheets(rules))
    first = sheet.tasks[0]
    more = first._replace(done=first.done + data.draw(AMOUNTS))
    assert is_not_lower(rules, score(rules, with_task(sheet, more)), score(rules, sheet))


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_an_error_or_a_delay_never_raises_it(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    sheet = data.draw(sheets(rules))
    first = sheet.tasks[0]
    worse = first._replace(
        content_errors=first.content_errors + data.draw(COUNTS),
        delays=first.delays + data.draw(COUNTS),
        late_days=first.late_days + data.draw(COUNTS),
    )
    assert is_not_lower(rules, score(rules, sheet), score(rules, with_task(sheet, worse)))


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_an_exemption_never_lowers_it(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    sheet = data.draw(sheets(rules))
    first = sheet.tasks[0]
    excused = first._replace(
        exempt_errors=first.exempt_errors + data.draw(COUNTS),
        exempt_delays=first.exempt_delays + data.draw(COUNTS),
    )
    assert is_not_lower(rules, score(rules, with_task(sheet, excused)), score(rules, sheet))


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_the_order_of_tasks_does_not_matter(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    sheet = data.draw(sheets(rules))
    mixed = tuple(data.draw(st.permutations(sheet.tasks)))
    assert score(rules, replace(sheet, tasks=mixed)) == score(rules, sheet)


@settings(max_examples=150)
@given(name=st.sampled_from(ALL), data=st.data())
def test_a_sheet_survives_as_plain_values(name: str, data: st.DataObject) -> None:
    rules = pack(name)
    sheet = data.draw(sheets(rules))
    assert read_sheet(sheet_document(sheet), rules) == sheet


@given(numbers=st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8))
def test_nothing_is_lost_in_sums_of_many_digits(numbers: list[tuple[Decimal, Decimal]]) -> None:
    rules = pack("nd335-staff")
    tiny = Decimal("1e-30")
    found = [
        TaskFacts(str(place), "việc", Decimal(10) ** 29 + one, tiny + two, one)
        for place, (one, two) in enumerate(numbers)
    ]
    sheet = Sheet(leader=False, tasks=tuple(found), marks=full_marks(rules))
    assert score(rules, sheet).is_complete
