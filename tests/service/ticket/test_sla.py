"""The time of a promise: vectors worked out by hand, each with the reason of its figure."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.market.calendar.calc import hours_of
from backend.service.ticket import calc

BOOK = json.loads(Path(__file__).with_name("sla.json").read_text())
ZONE = ZoneInfo("Asia/Shanghai")
CLOSED = {date.fromisoformat(day) for day in BOOK["holidays"]}
EXTRA = {date.fromisoformat(day) for day in BOOK["make_up"]}


def open_days(first: date, last: date) -> list[date]:
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if day in EXTRA or (day.weekday() < 5 and day not in CLOSED)]


HOURS: dict[str, calc.Hours] = {
    "always": calc.ALWAYS,
    "business": calc.Business(open_days, hours_of(BOOK["hours"]), ZONE),
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def seconds(hours: str) -> int:
    return int(Decimal(hours) * 3600)


def test_there_are_enough_of_them_and_each_says_why() -> None:
    assert len(BOOK["vectors"]) >= 24
    assert all(one["why"].endswith(".") for one in BOOK["vectors"])


@pytest.mark.parametrize("one", BOOK["vectors"], ids=lambda one: one["name"])
def test_a_promise_is_due_when_the_book_says(one: dict[str, Any]) -> None:
    hours, start = HOURS[one["calendar"]], moment(one["start"])
    waits = [
        (wait["kind"], moment(wait["from"]), moment(wait["until"]) if wait["until"] else None)
        for wait in one["pauses"]
    ]
    spans = calc.counted(waits, pauses_on=one["pauses_on"])
    due = calc.target(start, seconds(one["hours"]), hours=hours, pauses=spans)

    assert due.astimezone(ZONE) == moment(one["target"]), one["why"]
    if "gone" in one:
        at = moment(one["at"])
        assert calc.spent(start, at, hours=hours, pauses=spans) == seconds(one["gone"])
        stands = bool(spans) and spans[-1].end is None
        assert (not stands and at > due) is one["late"]
    if "waited" in one:
        at = moment(one["at"])
        assert calc.waited(start, at, hours=hours, pauses=spans) == seconds(one["waited"])
    if "alarm" in one:
        warned = calc.alarm(start, seconds(one["hours"]), hours=hours, pauses=spans)
        assert warned.astimezone(ZONE) == moment(one["alarm"])
    if "before" in one:
        old = one["before"]
        was = calc.target(start, seconds(old["hours"]), hours=HOURS[old["calendar"]])
        assert was.astimezone(ZONE) == moment(old["target"])
    if "device" in one:
        said, heard = moment(one["device"]), moment(one["received"])
        assert calc.believed(said, start=start, received=heard) == moment(one["believed"])


def test_how_pressing_follows_from_what_it_does_and_how_soon_it_hurts() -> None:
    cells = {cell: calc.priority_of(*cell) for cell in calc.MATRIX}

    assert cells["high", "high"] == "p1"
    assert [cells["high", "medium"], cells["medium", "high"]] == ["p2", "p2"]
    assert [cells["high", "low"], cells["medium", "medium"], cells["low", "high"]] == ["p3"] * 3
    assert [cells["medium", "low"], cells["low", "medium"], cells["low", "low"]] == ["p4"] * 3
    assert calc.priority_of("low", "low", rules={("low", "low"): "p2"}) == "p2"


def test_a_number_is_found_in_the_subject_of_an_answer() -> None:
    assert calc.number_in("Re: [FW-2026-0012] 停机") == "FW-2026-0012"
    assert calc.number_in("询价") == ""
