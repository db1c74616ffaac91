"""Three different day counts: calendar, China's working days, each exchange's trading days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from backend.core.access.actor import system
from backend.market.calendar import actions, queries
from backend.market.calendar.models import TradingDay
from tests.house_kit import Door, door_for, grant_all, person

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def calendars(db: None) -> None:
    """The years 2024 to 2026 are on file."""
    actions.load_fixture(actor=system("test"))


@pytest.mark.parametrize(
    ("code", "first", "last", "count"),
    [
        ("SHFE", date(2025, 9, 1), date(2025, 9, 30), 22),
        ("SHFE", date(2025, 10, 1), date(2025, 10, 31), 17),
        ("LME", date(2025, 9, 1), date(2025, 9, 30), 22),
        ("LME", date(2025, 10, 1), date(2025, 10, 31), 23),
        ("SHFE", date(2026, 1, 1), date(2026, 1, 31), 20),
        ("SHFE", date(2026, 2, 1), date(2026, 2, 28), 14),
        ("SHFE", date(2026, 7, 1), date(2026, 7, 31), 23),
        ("SHFE", date(2024, 9, 1), date(2024, 9, 30), 19),
        ("SHFE", date(2026, 10, 1), date(2026, 10, 31), 17),
    ],
)
def test_trading_days_of_a_month(code: str, first: date, last: date, count: int) -> None:
    assert len(queries.trading_days(code, first, last)) == count


def test_the_spring_festival_of_2024_begins_for_the_exchange_on_new_years_eve() -> None:
    assert queries.is_open("CN", date(2024, 2, 9))
    assert not queries.is_open("SHFE", date(2024, 2, 9))
    assert queries.next_open("SHFE", date(2024, 2, 8)) == date(2024, 2, 19)
    assert queries.previous_open("INE", date(2024, 2, 19)) == date(2024, 2, 8)


def test_a_make_up_saturday_is_a_working_day_and_no_trading_day() -> None:
    assert queries.is_open("CN", date(2025, 10, 11))
    assert not queries.is_open("SHFE", date(2025, 10, 11))
    assert TradingDay.objects.get(code="CN", day=date(2025, 10, 11)).kind == "make_up"


def test_london_has_its_own_holidays() -> None:
    assert not queries.is_open("LME", date(2024, 8, 26))
    assert queries.is_open("SHFE", date(2024, 8, 26))
    assert queries.is_open("LME", date(2026, 2, 17))
    assert not queries.is_open("LME", date(2026, 12, 28))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 8, 14, 0), date(2026, 7, 8)),
        (datetime(2026, 7, 8, 20, 54, 59), date(2026, 7, 8)),
        (datetime(2026, 7, 8, 20, 55), date(2026, 7, 9)),
        (datetime(2026, 7, 10, 21, 30), date(2026, 7, 13)),
        (datetime(2026, 7, 11, 0, 40), date(2026, 7, 13)),
        (datetime(2026, 7, 12, 12, 0), date(2026, 7, 13)),
        (datetime(2026, 9, 30, 22, 0), date(2026, 10, 8)),
    ],
)
def test_a_night_session_belongs_to_the_next_trading_day(moment: datetime, day: date) -> None:
    assert queries.trade_date("SHFE", moment.replace(tzinfo=SHANGHAI)) == day


def test_there_is_no_night_session_on_the_eve_of_a_holiday() -> None:
    assert queries.has_night("SHFE", date(2026, 7, 8))
    assert queries.has_night("SHFE", date(2026, 7, 10))
    assert not queries.has_night("SHFE", date(2026, 7, 11))
    assert not queries.has_night("SHFE", date(2026, 9, 30))
    assert not queries.has_night("LME", date(2026, 7, 8))


def test_a_day_that_nobody_filled_in_is_refused_and_not_guessed(boss: Door) -> None:
    with pytest.raises(queries.CalendarMissing):
        queries.trading_days("SHFE", date(2026, 12, 20), date(2027, 1, 5))
    with pytest.raises(queries.CalendarMissing):
        queries.next_open("SHFE", date(2026, 12, 31))

    asked = boss.get("/market/calendars/SHFE/trade-date", at="2027-01-05T10:00:00+08:00")

    assert asked.status_code == 409


def test_loading_again_adds_nothing_and_keeps_what_was_corrected(boss: Door) -> None:
    day = TradingDay.objects.get(code="SHFE", day=date(2026, 7, 8))
    changed = boss.patch(
        f"/market/trading-days/{day.pk}", {"kind": "holiday", "note": "系统测试停市"}, match='"1"'
    )
    assert changed.status_code == 200
    assert changed.body["is_open"] is False

    assert actions.load_fixture(actor=system("test")) == 0

    assert not queries.is_open("SHFE", date(2026, 7, 8))


def test_a_new_year_is_filled_in_by_hand(boss: Door) -> None:
    body = {
        "code": "SHFE",
        "first": "2027-01-01",
        "last": "2027-01-10",
        "holidays": [{"day": "2027-01-01", "note": "元旦"}],
    }

    assert boss.do("/market/calendar-fills", body) == {"code": "SHFE", "added": 10}

    opened = queries.trading_days("SHFE", date(2027, 1, 1), date(2027, 1, 10))
    assert opened == [date(2027, 1, day) for day in (4, 5, 6, 7, 8)]
    seen = boss.see("/market/trading-days", code="SHFE", first="2027-01-01", is_open="false")
    assert [row["day"] for row in seen["items"]] == [
        "2027-01-10",
        "2027-01-09",
        "2027-01-03",
        "2027-01-02",
        "2027-01-01",
    ]


def test_who_may_fill(stranger: Door, nobody: Door) -> None:
    body = {"code": "GFEX", "first": "2027-01-01", "last": "2027-01-10"}
    for door, status in ((nobody, 401), (stranger, 403)):
        assert door.post("/market/calendar-fills", body).status_code == status
    assert not TradingDay.objects.filter(code="GFEX").exists()
    holder = door_for(person("keeper", grants=grant_all("market.fill_trading_day")))
    assert holder.post("/market/calendar-fills", body).status_code == 200
