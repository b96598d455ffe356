"""Indicators: versions, targets, values, and the key results that read them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrdesk.domain.health import Health
from okrdesk.domain.indicator import Direction, Indicator, IndicatorState
from okrdesk.domain.objective import Owner
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.history import undo_last
from okrdesk.services.indicators import (
    ValueEntry,
    add_indicator,
    edit_indicator,
    find_due_indicators,
    find_indicator,
    find_indicators,
    record_value,
    set_targets,
    version_indicator,
)
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.lists import find_key_result_rows
from tests.offices import TODAY, Office, check_in, make_key_result, make_objective


def new(office: Office, **more: object) -> Indicator:
    base = Indicator(
        id="",
        code="HL01",
        title="Mức độ hài lòng",
        direction=Direction.INCREASE,
        rhythm=Rhythm.MONTHLY,
        from_on=date(2026, 1, 1),
        owner=Owner(office.ids.officer),
        measure_unit="%",
        position="Chuyên viên một cửa",
    )
    return replace(base, **more)  # type: ignore[arg-type]


@pytest.fixture
def kpi(office: Office) -> str:
    return add_indicator(office.desk, new(office)).value


def record(desk: Desk, id: str, value: int, on: date = TODAY, corrects: str | None = None) -> str:
    return record_value(desk, id, ValueEntry(Decimal(value), on, "", corrects)).value


def code_of(call: object) -> Code:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def test_the_target_of_the_shortest_period_counts(office: Office, kpi: str) -> None:
    for period, value in (("2026", 90), ("2026-Q4", 92), ("2026-10", 95)):
        set_targets(office.desk, kpi, {period: Decimal(value)})
    (row,) = find_indicators(office.desk)
    assert row.target is not None
    assert row.target.value == 92
    set_targets(office.desk, kpi, {"2026-Q4": None})
    assert find_indicator(office.desk, kpi).row.target is not None
    assert len(find_indicator(office.desk, kpi).targets) == 2


def test_a_value_says_whether_the_target_is_met(office: Office, kpi: str) -> None:
    seat = office.seat(office.ids.officer)
    assert find_indicators(seat)[0].state is IndicatorState.STALE
    record(seat, kpi, 91)
    assert find_indicators(seat)[0].state is IndicatorState.WITHOUT_TARGET
    set_targets(office.desk, kpi, {"2026": Decimal(95)})
    assert find_indicators(seat)[0].state is IndicatorState.NOT_MET
    record(seat, kpi, 96)
    (row,) = find_indicators(seat)
    assert (row.state, row.due_on) == (IndicatorState.MET, date(2026, 12, 31))


def test_a_yearly_one_is_not_due_before_its_month(office: Office) -> None:
    yearly = new(office, rhythm=Rhythm.YEARLY, due_month=12, from_on=date(2026, 1, 1))
    add_indicator(office.desk, yearly)
    assert find_indicators(office.desk)[0].state is IndicatorState.NOT_DUE
    assert find_due_indicators(office.seat(office.ids.officer)) == []


def test_a_correction_is_a_new_entry_and_the_old_one_stays(office: Office, kpi: str) -> None:
    wrong = record(office.desk, kpi, 9)
    record(office.desk, kpi, 90, corrects=wrong)
    detail = find_indicator(office.desk, kpi)
    assert [one.value for one in detail.values] == [9, 90]
    assert detail.row.last is not None
    assert detail.row.last.value == 90
    assert code_of(lambda: record(office.desk, kpi, 1, corrects=wrong)) is Code.ALREADY_CORRECTED


def test_a_new_version_ends_the_one_before_and_keeps_values_and_targets(
    office: Office, kpi: str
) -> None:
    record(office.desk, kpi, 80)
    set_targets(office.desk, kpi, {"2026": Decimal(85)})
    before = find_indicator(office.desk, kpi).row.indicator
    changed = replace(before, title="Chỉ số hài lòng", from_on=date(2026, 11, 1))
    second = version_indicator(office.desk, changed).value
    detail = find_indicator(office.desk, second)
    assert [one.to_on for one in detail.versions] == [date(2026, 10, 31), None]
    assert (detail.row.id, detail.row.title) == (second, "Chỉ số hài lòng")
    assert detail.row.last is not None
    assert detail.row.target is not None
    assert find_indicators(office.desk, on=date(2026, 10, 1))[0].id == kpi
    early = replace(changed, id=second)
    assert code_of(lambda: version_indicator(office.desk, early)) is Code.VERSION_TOO_EARLY


def test_who_owns_or_may_edit_it_records_it_and_nobody_else(office: Office, kpi: str) -> None:
    stranger = office.seat(office.ids.neighbour)
    assert code_of(lambda: record(stranger, kpi, 1)) is Code.INDICATOR_OWNER
    assert code_of(lambda: add_indicator(stranger, new(office, code="X"))) is Code.NO_AUTHORITY
    edit = replace(find_indicator(office.desk, kpi).row.indicator, title="Khác")
    assert code_of(lambda: edit_indicator(stranger, edit)) is Code.NO_AUTHORITY
    record(office.seat(office.ids.officer), kpi, 1)
    edit_indicator(office.seat(office.ids.head), edit)
    archive(office.desk, "indicator", kpi)
    assert code_of(lambda: record(office.desk, kpi, 1)) is Code.ARCHIVED


def test_a_code_names_one_indicator(office: Office, kpi: str) -> None:
    assert code_of(lambda: add_indicator(office.desk, new(office, code="hl01"))) is Code.CODE_TAKEN


def reading(office: Office, kpi: str) -> str:
    objective = make_objective(office.desk, office.ids, Owner(office.ids.officer))
    return make_key_result(office.desk, objective, indicator_id=kpi)


def test_a_key_result_reads_the_values_within_its_dates(office: Office, kpi: str) -> None:
    record(office.desk, kpi, 99, date(2026, 9, 30))
    key_result = reading(office, kpi)
    assert find_key_result_rows(office.desk, [key_result])[0].value is None
    record(office.desk, kpi, 40, date(2026, 10, 31))
    record(office.desk, kpi, 60)
    (row,) = find_key_result_rows(office.desk, [key_result])
    assert (row.value, row.progress, row.last_on) == (60, 0.6, TODAY)
    assert row.health is Health.ON_TRACK
    undo_last(office.desk)
    assert find_key_result_rows(office.desk, [key_result])[0].value == 40
    entries = find_key_result_detail(office.desk, key_result).check_ins
    assert [one.check_in.from_indicator for one in entries] == [True]


def test_a_check_in_records_into_the_indicator(office: Office, kpi: str) -> None:
    key_result = reading(office, kpi)
    seat = office.seat(office.ids.officer)
    first = check_in(seat, key_result, 30, confidence=7)
    assert [one.value for one in find_indicator(office.desk, kpi).values] == [30]
    (row,) = find_key_result_rows(office.desk, [key_result])
    assert (row.value, row.confidence) == (30, 7)
    check_in(seat, key_result, 35, corrects_id=first)
    detail = find_indicator(office.desk, kpi)
    assert detail.row.last is not None
    assert detail.row.last.value == 35
    record(office.desk, kpi, 50)
    assert find_key_result_rows(office.desk, [key_result])[0].value == 50


def test_a_version_later_the_key_result_reads_on(office: Office, kpi: str) -> None:
    key_result = reading(office, kpi)
    before = find_indicator(office.desk, kpi).row.indicator
    second = version_indicator(office.desk, replace(before, from_on=date(2026, 11, 1))).value
    record(office.desk, second, 70)
    assert find_key_result_rows(office.desk, [key_result])[0].value == 70


def test_steps_read_no_indicator(office: Office, kpi: str) -> None:
    from okrdesk.domain.progress import Kind, Measure, Step

    key_result = find_key_result(office.desk, reading(office, kpi))
    steps = Measure(Kind.STEPS, steps=(Step("", "Một", Decimal(1)),))
    changed = replace(key_result, measure=steps)
    assert code_of(lambda: edit_key_result(office.desk, changed)) is Code.INDICATOR_KIND


def test_what_arrives_by_sync_counts_the_key_results_that_read_it(office: Office, kpi: str) -> None:
    from okrdesk.db.derived import counted_by

    key_result = reading(office, kpi)
    value = record(office.desk, kpi, 10)
    with office.desk.read() as connection:
        counted = counted_by(connection, office.desk.agency_id, {("indicator_value", value)})
    assert counted == {("key_result_state", key_result)}


def test_what_is_due_is_asked_of_who_enters_it(office: Office, kpi: str) -> None:
    assert [row.id for row in find_due_indicators(office.seat(office.ids.officer))] == [kpi]
    assert find_due_indicators(office.seat(office.ids.neighbour)) == []
    record(office.desk, kpi, 10)
    assert find_due_indicators(office.seat(office.ids.officer)) == []
