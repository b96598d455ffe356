"""A person is reminded of own key results and tasks that are due today or late."""

from datetime import date, timedelta

from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.services.meetings import close_conclusion, find_my_conclusions, hold_meeting
from okrdesk.services.reminders import find_reminders
from tests.offices import TODAY, Office, check_in
from tests.services.test_today import WEEK, own
from tests.services.work import added, delivered


def test_due_today_or_late_is_told_and_no_more(office: Office) -> None:
    late, current = own(office, "Quá hạn"), own(office, "Mới cập nhật")
    check_in(office.desk, late, 5, TODAY - 2 * WEEK)
    check_in(office.desk, current, 5, TODAY)
    officer = office.seat(office.ids.officer)
    due = added(officer, office.ids.officer, "Đến hạn", due_on=TODAY)
    added(officer, office.ids.officer, "Chưa đến hạn", due_on=TODAY + timedelta(days=1))
    added(officer, office.ids.officer, "Không có hạn", due_on=None)
    found = find_reminders(officer)
    assert found.key_result_ids == (late,)
    assert found.task_ids == (due,)
    assert found.ids == (late, due)


def test_what_is_done_is_not_told(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    due = added(officer, office.ids.officer, due_on=TODAY)
    delivered(officer, due, 5)
    assert find_reminders(officer).task_ids == ()


def test_conclusions_due_are_told_until_they_are_carried_out(office: Office) -> None:
    officer = office.seat(office.ids.officer)
    days = (TODAY, TODAY + timedelta(days=1), None)
    given = [Conclusion("", "", "Làm", officer.person_id, day) for day in days]
    hold_meeting(office.desk, Meeting("", "Giao ban", TODAY, ""), given)
    first = find_my_conclusions(officer)[0].id
    assert find_reminders(officer).conclusion_ids == (first,)
    close_conclusion(officer, first)
    assert find_reminders(officer).ids == ()


def test_a_weekend_is_no_working_day(office: Office) -> None:
    assert find_reminders(office.desk).is_working_day
    office.clock.go_on(days=5)
    assert office.desk.today() == date(2026, 11, 21)
    assert not find_reminders(office.desk).is_working_day
