"""Working days of an office: weekends, public holidays, Tết, and days swapped with a Saturday.

The Prime Minister sets the holidays and swaps of each year anew, so they are data of a rule pack
(Bộ luật Lao động 2019, Điều 112; the yearly notices), never computed from the lunar calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY_AND_SUNDAY = frozenset({6, 7})


@dataclass(frozen=True)
class WorkCalendar:
    """Weekend days (ISO, Monday is 1), days off, and weekend days worked instead."""

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether the office works on `day`; a swapped Saturday is worked."""
        if day in self.worked:
            return True
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def with_days(self, holidays: frozenset[date], worked: frozenset[date]) -> "WorkCalendar":
        """Return the calendar with further days off and days worked, which win over its own."""
        off = (self.holidays - worked) | holidays
        return WorkCalendar(self.weekend, off, (self.worked - holidays) | (worked - holidays))

    def days_after(self, since: date, until: date) -> int:
        """Return how many working days lie after `since`, up to and with `until`; never below 0."""
        if until <= since:
            return 0
        weeks, rest = divmod((until - since).days, 7)
        days = weeks * (7 - len(self.weekend))
        days += sum(
            (since + timedelta(step)).isoweekday() not in self.weekend
            for step in range(1, rest + 1)
        )
        off = sum(
            since < day <= until and day.isoweekday() not in self.weekend
            for day in self.holidays - self.worked
        )
        on = sum(since < day <= until and day.isoweekday() in self.weekend for day in self.worked)
        return days - off + on

    def days_late(self, due_on: date, done_on: date) -> int:
        """Return how many working days after its due day something was done; 0 when in time."""
        return self.days_after(due_on, done_on)

    def add(self, start: date, days: int) -> date:
        """Return the day that lies so many working days after `start`."""
        day = start
        while days > 0:
            day += timedelta(1)
            days -= self.is_working(day)
        return day

    def back(self, start: date, days: int) -> date:
        """Return the day that lies so many working days before `start`."""
        day = start
        while days > 0:
            day -= timedelta(1)
            days -= self.is_working(day)
        return day
