"""The office's own days off and days worked instead, and the words it calls things by."""

from datetime import date

import pytest

from okrdesk.domain.office import office_settings
from okrdesk.errors import Code, Refused
from okrdesk.services.office import edit_office_setting, find_office_settings
from okrdesk.services.task_rules import calendar_on
from tests.offices import TODAY, Office

TET = [f"2026-02-{day}" for day in range(16, 21)]


def test_the_offices_days_win_over_weekends_and_rules(office: Office) -> None:
    edit_office_setting(office.desk, "holidays", TET)
    edit_office_setting(office.desk, "worked_days", ["2026-02-28"])
    with office.desk.read() as connection:
        calendar = calendar_on(connection, office.desk.agency_id, TODAY)
    assert not any(calendar.is_working(date.fromisoformat(day)) for day in TET)
    assert calendar.is_working(date(2026, 2, 28))
    assert not calendar.is_working(date(2026, 3, 1))
    assert calendar.days_after(date(2026, 2, 13), date(2026, 2, 28)) == 6


def test_terms_are_kept(office: Office) -> None:
    edit_office_setting(office.desk, "terms", {"chỉ số": "chỉ tiêu"})
    assert find_office_settings(office.desk).terms == {"chỉ số": "chỉ tiêu"}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("holidays", ["16/02"], Code.BAD_DATE),
        ("worked_days", "x", Code.BAD_DATE),
        ("terms", {"khác": "x"}, Code.BAD_VALUE),
        ("terms", {"chỉ số": " "}, Code.BAD_VALUE),
        ("terms", [], Code.BAD_VALUE),
    ],
)
def test_what_is_no_day_or_term_is_refused(
    office: Office, key: str, value: object, code: Code
) -> None:
    with pytest.raises(Refused) as refused:
        edit_office_setting(office.desk, key, value)
    assert refused.value.code is code


def test_a_setting_in_a_form_that_none_has_counts_as_not_set() -> None:
    stored = {"holidays": "Tết", "terms": {"mục tiêu": None}, "grace_days": "x", "late_days": 9}
    settings = office_settings(stored)
    assert (settings.holidays, settings.terms, settings.late_days) == (frozenset(), {}, 9)
    assert settings.limits.grace_days == 3
