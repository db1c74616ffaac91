"""When work is due: lunch, the evening, the weekend and the long holidays do not count."""

from datetime import datetime

import pytest
from django.utils import timezone

from backend.core.access.actor import system
from backend.market.calendar import actions, calc, queries


@pytest.fixture(autouse=True)
def calendars(db: None) -> None:
    """The years 2024 to 2026 are on file."""
    actions.load_fixture(actor=system("test"))


def moment(text: str) -> datetime:
    """Read a moment of Shanghai."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-07-01T09:00", 2, "2026-07-01T11:00"),  # a morning
        ("2026-07-01T11:30", 2, "2026-07-01T15:00"),  # over lunch
        ("2026-07-01T12:15", 2, "2026-07-01T15:30"),  # from within lunch
        ("2026-07-01T10:00", 2, "2026-07-01T12:00"),  # ends with the morning
        ("2026-07-01T16:00", 2, "2026-07-01T18:00"),  # ends with the day, not tomorrow morning
        ("2026-07-01T16:00:01", 2, "2026-07-02T09:00:01"),
        ("2026-07-03T17:00", 2, "2026-07-06T10:00"),  # Friday afternoon to Monday
        ("2026-07-03T22:40", 2, "2026-07-06T11:00"),  # Friday night
        ("2026-07-05T10:00", 2, "2026-07-06T11:00"),  # a Sunday
        ("2026-07-01T06:00", 2, "2026-07-01T11:00"),  # before opening
        ("2026-09-30T17:30", 2, "2026-10-08T10:30"),  # the eve of National Day
        ("2026-10-09T17:00", 2, "2026-10-10T10:00"),  # into a make-up Saturday
        ("2026-10-10T17:00", 2, "2026-10-12T10:00"),  # out of a make-up Saturday
        ("2026-07-01T10:00", 0, "2026-07-01T10:00"),
        ("2026-07-01T20:00", 0, "2026-07-02T09:00"),
        ("2026-07-01T09:00", 15, "2026-07-02T18:00"),  # two whole days
    ],
)
def test_working_hours(start: str, hours: int, due: str) -> None:
    assert queries.work_deadline(moment(start), hours=hours) == moment(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-07-01T09:00", 1, "2026-07-02T18:00"),
        ("2026-07-01T23:59", 1, "2026-07-02T18:00"),
        ("2026-07-03T19:00", 1, "2026-07-06T18:00"),  # Friday evening
        ("2026-07-04T09:00", 1, "2026-07-06T18:00"),  # a Saturday
        ("2026-09-30T09:00", 1, "2026-10-08T18:00"),  # before National Day
        ("2026-10-09T10:00", 1, "2026-10-10T18:00"),  # a make-up Saturday is a day
        ("2026-09-30T10:00", 5, "2026-10-13T18:00"),
        ("2026-12-31T10:00", 1, "2027-01-01T18:00"),  # not on file yet: by weekday
    ],
)
def test_working_days(start: str, days: int, due: str) -> None:
    assert queries.work_deadline(moment(start), days=days) == moment(due)


def test_days_count_from_where_the_hours_end() -> None:
    found = queries.work_deadline(moment("2026-07-01T17:00"), hours=2, days=1)

    assert found == moment("2026-07-03T18:00")


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2026-07-01T09:00", "2026-07-01T11:00", 7_200),
        ("2026-07-01T11:30", "2026-07-01T14:00", 3_600),  # lunch does not count
        ("2026-07-01T12:10", "2026-07-01T13:20", 0),
        ("2026-07-03T17:00", "2026-07-06T10:00", 7_200),  # nor does the weekend
        ("2026-09-30T17:00", "2026-10-08T09:30", 5_400),  # nor a week of holidays
        ("2026-10-09T09:00", "2026-10-12T09:00", 2 * 27_000),  # a make-up Saturday does
        ("2026-07-01T20:00", "2026-07-01T23:00", 0),
        ("2026-07-01T11:00", "2026-07-01T09:00", 0),  # reversed
    ],
)
def test_working_time_between(start: str, end: str, seconds: int) -> None:
    assert queries.work_seconds_between(moment(start), moment(end)) == seconds


def test_the_working_time_until_a_deadline_is_what_was_asked() -> None:
    start = moment("2026-09-30T10:20:30")

    for hours in range(1, 60):
        due = queries.work_deadline(start, hours=hours)
        assert queries.work_seconds_between(start, due) == hours * 3_600


def test_a_company_sets_its_own_hours(settings: object) -> None:
    settings.WORK_HOURS = "08:00-17:00"  # type: ignore[attr-defined]

    assert queries.work_deadline(moment("2026-07-01T16:30"), hours=1) == moment("2026-07-02T08:30")


def test_hours_that_run_into_one_another_are_refused() -> None:
    for text in ("09:00-12:00,11:00-18:00", "18:00-09:00", "nine to five", ""):
        with pytest.raises(ValueError):
            calc.hours_of(text)


def test_a_deadline_lies_ahead() -> None:
    with pytest.raises(ValueError):
        queries.work_deadline(moment("2026-07-01T09:00"), hours=-1)
