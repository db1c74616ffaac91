"""Typing prices by hand: near ones count, far ones need a second person."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.events.models import Event
from backend.market.quote import queries
from backend.market.quote.models import Quote, QuoteEntry
from tests.house_kit import Door, door_for, grant_all, person
from tests.market.kit import instrument, put, seed

MAY = (
    "view_instrument",
    "view_quote_entry",
    "create_quote_entry",
    "confirm_quote_entry",
    "reject_quote_entry",
)
MONDAY = date(2026, 7, 13)


@pytest.fixture
def anna(db: None) -> Door:
    """Someone who may type and confirm prices."""
    return door_for(person("anna", grants=grant_all(*[f"market.{verb}" for verb in MAY])))


@pytest.fixture
def ben(db: None) -> Door:
    """Someone else who may."""
    return door_for(person("ben", grants=grant_all(*[f"market.{verb}" for verb in MAY])))


@pytest.fixture
def copper(db: None) -> Any:
    """Copper at exactly 100,000 on Friday."""
    seed()
    put("SHFE.CU", "2026-07-10", "100000")
    return instrument("SHFE.CU")


def entry(copper: Any, value: str, *, day: str = "2026-07-13") -> dict[str, object]:
    return {
        "instrument_id": str(copper.pk),
        "trade_date": day,
        "value": value,
        "source": "电话询价",
    }


@pytest.mark.parametrize("value", ["95000", "104999.5", "105000"])
def test_a_price_within_five_percent_counts_at_once(anna: Door, copper: Any, value: str) -> None:
    made = anna.do("/market/quote-entries", entry(copper, value))

    assert made["state"] == "confirmed"
    assert made["previous"] == "100000.0000"
    found = queries.settle(copper.pk, MONDAY)
    assert found is not None
    assert (str(found.id), found.value) == (made["quote_id"], Decimal(value))


@pytest.mark.parametrize("value", ["94999.9999", "105000.0001", "1052500"])
def test_a_price_further_off_counts_only_when_another_person_confirms(
    anna: Door, ben: Door, copper: Any, value: str
) -> None:
    made = anna.do("/market/quote-entries", entry(copper, value))
    assert (made["state"], made["quote_id"]) == ("pending", None)
    assert queries.settle(copper.pk, MONDAY) is None

    own = anna.post(f"/market/quote-entries/{made['id']}/confirm")
    assert own.status_code == 409
    assert own.body["type"] == "/problems/second-person-needed"
    assert queries.settle(copper.pk, MONDAY) is None
    done = ben.do(f"/market/quote-entries/{made['id']}/confirm")

    assert done["state"] == "confirmed"
    quote = Quote.objects.get(pk=done["quote_id"])
    assert quote.value == Decimal(value)
    assert anna.user is not None
    assert ben.user is not None
    assert (quote.entered_by_id, quote.confirmed_by_id) == (anna.user.pk, ben.user.pk)
    assert ben.post(f"/market/quote-entries/{made['id']}/confirm").status_code == 409
    assert Quote.objects.filter(trade_date=MONDAY).count() == 1


def test_a_rejected_price_never_counts_and_the_day_is_free_again(
    anna: Door, ben: Door, copper: Any
) -> None:
    made = anna.do("/market/quote-entries", entry(copper, "10300"))
    blocked = anna.post("/market/quote-entries", entry(copper, "103000"))
    assert blocked.status_code == 409

    ben.do(f"/market/quote-entries/{made['id']}/reject", {"reason": "少打一个零"})

    assert queries.settle(copper.pk, MONDAY) is None
    assert anna.do("/market/quote-entries", entry(copper, "103000"))["state"] == "confirmed"


def test_a_far_correction_of_a_day_needs_a_second_person_too(anna: Door, copper: Any) -> None:
    made = anna.do("/market/quote-entries", entry(copper, "110000", day="2026-07-10"))

    assert made["state"] == "pending"
    found = queries.settle(copper.pk, date(2026, 7, 10))
    assert found is not None
    assert found.value == Decimal("100000")


def test_a_near_correction_is_a_new_version(anna: Door, copper: Any) -> None:
    anna.do("/market/quote-entries", entry(copper, "100010", day="2026-07-10"))

    found = queries.settle(copper.pk, date(2026, 7, 10))
    assert found is not None
    assert (found.version, found.value, found.status) == (2, Decimal("100010"), "corrected")
    assert Event.objects.filter(name="market.quote.corrected").count() == 1


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "1e5", "103000.00001", 103000, None])
def test_what_is_no_price_is_refused(anna: Door, copper: Any, value: object) -> None:
    refused = anna.post("/market/quote-entries", {**entry(copper, "1"), "value": value})

    assert refused.status_code == 422
    assert QuoteEntry.objects.count() == 0


def test_a_price_for_a_closed_day_or_of_another_kind_is_refused(anna: Door, copper: Any) -> None:
    saturday = anna.post("/market/quote-entries", entry(copper, "100000", day="2026-07-11"))
    spot = anna.post("/market/quote-entries", {**entry(copper, "100000"), "kind": "spot_mean"})

    assert (saturday.status_code, spot.status_code) == (422, 422)
    assert "trade_date" in saturday.body["errors"]
    assert "kind" in spot.body["errors"]


GRID = "\tSHFE.CU\tSHFE.ZN\n2026-07-13\t101,000\t22000\n2026-07-14\t120000\t\n"


def test_a_grid_from_a_spreadsheet_is_entered_cell_by_cell(
    anna: Door, ben: Door, copper: Any
) -> None:
    made = anna.do("/market/quote-grids", {"text": GRID, "source": "交易所网站"})

    assert sorted((row["instrument_code"], row["state"]) for row in made["items"]) == [
        ("SHFE.CU", "confirmed"),
        ("SHFE.CU", "pending"),
        ("SHFE.ZN", "confirmed"),
    ]
    assert made["pending"] == 1
    monday = queries.settle(copper.pk, MONDAY)
    assert monday is not None
    assert monday.value == Decimal("101000")
    assert queries.settle(copper.pk, date(2026, 7, 14)) is None
    waiting = ben.see("/market/quote-entries", state="pending")["items"]
    assert [row["value"] for row in waiting] == ["120000.0000"]


def test_one_wrong_cell_refuses_the_whole_grid_and_is_named(anna: Door, copper: Any) -> None:
    wrong = "日期\tSHFE.CU\tSHFE.QQ\n2026-07-13\t101000\t1\n2026-07-11\t101000\n7月\t1\n"
    wrong += "2026-07-14\tabc\n"

    refused = anna.post("/market/quote-grids", {"text": wrong, "source": "交易所网站"})

    assert refused.status_code == 422
    assert set(refused.body["errors"]) == {"C1", "B3", "A4", "B5"}
    assert QuoteEntry.objects.count() == 0
    assert Quote.objects.count() == 1


def test_pasting_a_grid_again_changes_nothing(anna: Door, copper: Any) -> None:
    near = "\tSHFE.CU\n2026-07-13\t101000\n"
    anna.do("/market/quote-grids", {"text": near, "source": "交易所网站"})

    again = anna.do("/market/quote-grids", {"text": near, "source": "交易所网站"})

    assert again["items"] == []
    assert Quote.objects.count() == 2


def test_who_may_enter_and_confirm(anna: Door, stranger: Door, nobody: Door, copper: Any) -> None:
    typist = door_for(
        person(
            "typist",
            grants=grant_all(*[f"market.{verb}" for verb in MAY[:3]]),
        )
    )
    body = entry(copper, "120000")
    for door, status in ((nobody, 401), (stranger, 403)):
        assert door.post("/market/quote-entries", body).status_code == status
        assert door.post("/market/quote-grids", {"text": GRID, "source": "x"}).status_code == status
    assert QuoteEntry.objects.count() == 0
    made = anna.do("/market/quote-entries", body)

    for door, status in ((nobody, 401), (stranger, 403), (typist, 403)):
        answer = door.post(f"/market/quote-entries/{made['id']}/confirm")
        assert answer.status_code == status
    assert queries.settle(copper.pk, MONDAY) is None


def test_the_newest_prices_come_with_their_change(boss: Door, copper: Any) -> None:
    put("SHFE.CU", "2026-07-13", "101000")
    put("SHFE.CU", "2026-07-13", "101200")
    put("SHFE.ZN", "2026-07-13", "22000")

    found = boss.see("/market/latest-prices")["items"]

    shown = [(row["code"], row["trade_date"], row["value"], row["change"]) for row in found]
    assert shown == [
        ("SHFE.CU", "2026-07-13", "101200.0000", "1200.0000"),
        ("SHFE.ZN", "2026-07-13", "22000.0000", None),
    ]


def test_lists_cost_the_same_for_one_row_and_for_twenty(boss: Door, copper: Any) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            boss.see(path, **({"is_newest": "true"} if path.endswith("quotes") else {}))
        return len(seen)

    paths = ["/market/quotes", "/market/latest-prices", "/market/instruments"]
    assert [cost(path) for path in paths]  # the first call also reads who is asking
    before = [cost(path) for path in paths]
    for day in range(13, 32):
        if date(2026, 7, day).weekday() < 5:
            put("SHFE.CU", f"2026-07-{day}", "100000")
            put("SHFE.ZN", f"2026-07-{day}", "22000")

    assert [cost(path) for path in paths] == before
