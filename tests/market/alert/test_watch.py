"""Watching a price and telling people, once a crossing."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.market.alert.models import Alert
from tests.house_kit import Door, door_for, grant_all, person, unit
from tests.market.kit import bring, cut, instrument, put, seed


@pytest.fixture
def world(db: None) -> None:
    """Calendars and instruments, and copper at 100,000 on Friday 2026-07-10."""
    seed()
    put("SHFE.CU", "2026-07-10", "100000")


@pytest.fixture
def anna(db: None) -> Door:
    """A sales person without any role."""
    return door_for(person("anna"))


def watch(boss: Door, anna: Door, **changes: object) -> dict[str, Any]:
    assert anna.user is not None
    return boss.do(
        "/market/alerts",
        {
            "instrument_id": str(instrument("SHFE.CU").pk),
            "direction": "above",
            "level": "102000",
            "band": "0.01",
            "receivers": [anna.user.pk],
            **changes,
        },
    )


def feed(prices: list[str], hear: Callable[[], int], *, start: int = 13) -> None:
    """One price a working day from Monday 2026-07-13, each heard on its own."""
    days = [day for day in range(start, 32) if (day - 11) % 7 > 1]
    for day, value in zip(days, prices, strict=False):
        put("SHFE.CU", f"2026-07-{day}", value)
        hear()


def told(anna: Door) -> list[str]:
    return [row["title"] for row in anna.see("/notify/messages")["items"]]


def fired() -> list[str]:
    rows = Event.objects.filter(name="market.alert.triggered").order_by("pk")
    return [row.payload["trade_date"] for row in rows]


def test_a_crossing_is_told_once_however_the_price_trembles(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    made = watch(boss, anna)

    feed(["101990", "102000", "101500", "102300", "101100"], hear)

    assert fired() == ["2026-07-14"]
    assert told(anna) == ["沪铜连续 2026-07-14 报 102000，已达到或高于 102000"]
    after = boss.see(f"/market/alerts/{made['id']}")
    assert (after["state"], after["fired_on"], after["last_day"]) == (
        "fired",
        "2026-07-14",
        "2026-07-17",
    )


def test_it_is_armed_again_only_beyond_the_band(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    watch(boss, anna)

    feed(["102500", "100981", "102500", "100980", "102500"], hear)

    assert fired() == ["2026-07-13", "2026-07-17"]
    assert len(told(anna)) == 2


def test_a_gap_over_the_level_is_a_crossing(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    watch(boss, anna)
    watch(boss, anna, direction="below", level="99000")

    feed(["104000", "95000"], hear)

    assert fired() == ["2026-07-13", "2026-07-14"]
    assert told(anna)[0] == "沪铜连续 2026-07-14 报 95000，已达到或低于 99000"


def test_what_was_above_from_the_beginning_has_not_crossed(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    watch(boss, anna, level="99000")

    feed(["100500", "101000"], hear)

    assert fired() == []


def test_a_back_dated_price_and_a_correction_never_trigger(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    watch(boss, anna)
    feed(["101000"], hear)

    put("SHFE.CU", "2026-07-09", "103000")
    put("SHFE.CU", "2026-07-13", "103000")
    hear()

    assert fired() == []
    assert told(anna) == []


def test_a_file_is_seen_day_by_day(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    watch(boss, anna, level="105000", band="0.02")
    lines = cut("shfe_daily.csv", holding=["2026-07", "SHFE.CU"])

    bring(lines)
    hear()
    hear()

    settles = [line.split(",") for line in lines.splitlines()[1:]]
    above = [row[0] for row in settles if row[0] > "2026-07-10" and int(row[6]) >= 105000]
    assert fired()[:1] == above[:1]
    assert len(told(anna)) == len(fired()) > 0


def test_news_heard_twice_is_told_once(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    from backend.market.alert import listeners
    from backend.notify.inbox import listeners as inbox

    watch(boss, anna)
    feed(["102500"], hear)

    listeners.show_price(Event.objects.filter(name="market.quote.recorded").latest("pk"))
    inbox.tell(Event.objects.get(name="market.alert.triggered"))

    assert len(fired()) == 1
    assert len(told(anna)) == 1


def test_a_stopped_alert_is_silent_and_resumes_from_the_newest_price(
    boss: Door, anna: Door, world: None, hear: Callable[[], int]
) -> None:
    made = watch(boss, anna)
    boss.do(f"/market/alerts/{made['id']}/stop")
    feed(["103000"], hear)
    assert fired() == []

    boss.do(f"/market/alerts/{made['id']}/resume")
    feed(["103500", "101000", "102000"], hear, start=14)

    assert fired() == ["2026-07-16"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", "0"),
        ("band", "1"),
        ("band", "-0.1"),
        ("direction", "sideways"),
        ("receivers", []),
        ("receivers", [2_000_000_000]),
        ("kind", "spot_mean"),
    ],
)
def test_what_is_no_alert_is_refused(
    boss: Door, anna: Door, world: None, field: str, value: object
) -> None:
    assert anna.user is not None
    refused = boss.post(
        "/market/alerts",
        {
            "instrument_id": str(instrument("SHFE.CU").pk),
            "direction": "above",
            "level": "102000",
            "band": "0.01",
            "receivers": [anna.user.pk],
            field: value,
        },
    )

    assert refused.status_code == 422
    assert Alert.objects.count() == 0


def test_who_may_stop(boss: Door, stranger: Door, nobody: Door, world: None) -> None:
    names = ("view_instrument", "view_alert", "create_alert", "stop_alert")
    grants = grant_all("market.view_instrument") | grant_all(
        *[f"market.{name}" for name in names[1:]], scope=Scope.TEAM
    )
    owner = door_for(person("owner", team=unit("A"), grants=grants))
    neighbour = door_for(person("neighbour", team=unit("B"), grants=grants))
    made = watch(owner, owner)
    path = f"/market/alerts/{made['id']}/stop"

    for door, status in ((nobody, 401), (stranger, 403), (neighbour, 404)):
        assert door.post(path).status_code == status
    assert Alert.objects.get().state == "armed"
    assert owner.post(path).status_code == 200
