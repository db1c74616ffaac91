"""When work falls due: month ends, leap days, meters, seasons, compliance."""

from datetime import date
from decimal import Decimal

import pytest

from backend.service.maintenance import calc
from backend.service.maintenance.calc import Judged, Seen

D = date.fromisoformat


@pytest.mark.parametrize(
    ("anchor", "every", "unit", "expected"),
    [
        ("2026-01-31", 1, "m", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2023-12-31", 2, "m", ["2024-02-29", "2024-04-30", "2024-06-30", "2024-08-31"]),
        ("2024-02-29", 1, "y", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2026-11-30", 3, "m", ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30"]),
        ("2026-12-28", 1, "w", ["2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"]),
        ("2028-02-27", 1, "d", ["2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02"]),
    ],
)
def test_steps_count_from_the_anchor(
    anchor: str, every: int, unit: str, expected: list[str]
) -> None:
    first, last = D(anchor), D(expected[-1])
    found = calc.fixed(first, every, unit, since=first, until=last)
    later = calc.fixed(first, every, unit, since=D(expected[2]), until=last)

    assert [due.on.isoformat() for due in found] == expected
    assert [due.on.isoformat() for due in later] == expected[2:]
    assert found[0].key == f"{every}{unit}:{expected[0]}"


def test_a_floating_rhythm_counts_from_the_last_time() -> None:
    assert [d.on for d in calc.floating(D("2026-01-31"), 1, "m", until=D("2026-12-31"))] == [
        D("2026-02-28")
    ]
    assert calc.floating(D("2026-01-31"), 1, "y", until=D("2027-01-30")) == []


def test_a_meter_is_forecast_from_its_use() -> None:
    seen = [Seen(D("2026-10-01"), Decimal(100)), Seen(D("2026-10-31"), Decimal(400))]

    assert calc.rate(seen) == Decimal(10)
    assert calc.forecast(seen, Decimal(500)) == D("2026-11-10")
    assert calc.forecast(seen, Decimal(505)) == D("2026-11-11")
    due = calc.metered(
        "hours", Decimal(500), seen, base=Decimal(100), is_floating=False, until=D("2026-11-10")
    )
    assert [(d.key, d.on) for d in due] == [("hours/500:500", D("2026-11-10"))]
    from_last = calc.metered(
        "hours", Decimal(250), seen, base=Decimal(120), is_floating=True, until=D("2026-12-31")
    )
    assert [(d.key, d.on) for d in from_last] == [("hours~250:370", D("2026-10-31"))]


def test_steps_passed_between_two_readings_are_one_visit_and_a_reset_loses_nothing() -> None:
    seen = calc.totals(
        [
            Seen(D("2026-10-01"), Decimal(450)),
            Seen(D("2026-10-11"), Decimal(1700)),
            Seen(D("2026-10-12"), Decimal(0), is_reset=True),
            Seen(D("2026-10-21"), Decimal(100)),
        ]
    )
    due = calc.metered(
        "hours", Decimal(500), seen, base=Decimal(450), is_floating=False, until=D("2026-12-31")
    )

    assert [one.value for one in seen] == [450, 1700, 1700, 1800]
    assert [(d.key, d.on.isoformat()) for d in due] == [
        ("hours/500:1500", "2026-10-11"),
        ("hours/500:2000", "2026-10-24"),  # 1,350 hours in 20 days: 200 more take 2.96
    ]
    one_reading = [Seen(D("2026-10-01"), Decimal(450))]
    assert calc.forecast(one_reading, Decimal(500)) is None


def test_a_threshold_calls_once_until_the_work_was_done() -> None:
    seen = [
        Seen(D(f"2026-10-0{day}"), Decimal(v)) for day, v in ((1, 70), (2, 85), (3, 75), (4, 90))
    ]

    def keys(since: str) -> list[str]:
        return [d.key for d in calc.breached("temp", "above", Decimal(80), seen, since=D(since))]

    assert keys("2026-01-01") == ["temp>80:2026-10-02"]
    assert keys("2026-10-03") == ["temp>80:2026-10-04"]
    assert keys("2026-10-04") == []


def test_a_day_out_of_season_waits_for_the_next_one() -> None:
    summer, winter = ["04-01~10-31"], ["11-15~02-29"]

    assert calc.in_season(summer, D("2026-11-30")) == D("2027-04-01")
    assert calc.in_season(summer, D("2026-10-31")) == D("2026-10-31")
    assert calc.in_season(winter, D("2026-12-31")) == D("2026-12-31")
    assert calc.in_season(winter, D("2027-02-28")) == D("2027-02-28")
    assert calc.in_season(winter, D("2027-03-01")) == D("2027-11-15")
    assert calc.in_season([], D("2027-03-01")) == D("2027-03-01")


def test_compliance_by_hand() -> None:
    """Seven visits: 3 inside (both edges), 1 early, 1 late, 1 undone, 1 still open: 3 of 6."""
    first, last = D("2026-10-01"), D("2026-10-15")
    done = ["2026-10-01", "2026-10-08", "2026-10-15", "2026-09-30", "2026-10-16", None]
    rows = [Judged(first, last, D(day) if day else None) for day in done]
    rows.append(Judged(D("2026-11-01"), D("2026-11-30"), None))

    assert calc.compliance(rows, as_of=D("2026-11-24")) == (6, 3, 2, 1, Decimal("50.0"))
    assert calc.compliance(rows[:1] * 2 + rows[4:5], as_of=D("2026-11-24")).percent == Decimal(
        "66.7"
    )
    assert calc.compliance([], as_of=last).percent is None
