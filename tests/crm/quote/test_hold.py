"""A quote whose market or rate moved too far is held until it is priced anew."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.core.events.models import Event
from backend.crm.quote import jobs, queries
from backend.crm.quote.models import Quote, QuoteLine
from backend.market.pricing.calc import trace
from tests.crm.quote.kit import fixed_line, quoted, world
from tests.house_kit import Door
from tests.market import kit as market

NOON = datetime(2026, 7, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def facts(keeper: Door) -> dict[str, Any]:
    return world(keeper)


def follows(facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "product_id": facts["product_id"], "quantity": "10.000", "pricing": "fixed",
        "price_from": "benchmark", "instrument_id": facts["instrument_id"], "premium": "200",
        **more,
    }  # fmt: skip


def approved(boss: Door, facts: dict[str, Any], **more: Any) -> str:
    body = {"validity_rule": "market", "validity_percent": "0.02", "valid_until": "2099-01-01"}
    path = quoted(boss, facts, **{"lines": [follows(facts)], **body, **more})
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-01"})
    return path


def test_a_small_move_leaves_it_free_and_a_large_one_holds_it(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = approved(boss, facts)  # at 102600; 103000 of 2 July is 0.39 % away

    assert jobs.hold_what_moved(NOON).changed == 0
    market.put("SHFE.CU", "2026-07-03", "104652")  # exactly 2 %: not more
    assert jobs.hold_what_moved(NOON).changed == 0
    market.put("SHFE.CU", "2026-07-04", "104653")
    saturday = NOON.replace(day=4)
    assert jobs.hold_what_moved(saturday).changed == 1
    assert jobs.hold_what_moved(saturday).changed == 0

    seen = boss.see(path)
    assert (seen["price_stale"], seen["state"]) == (True, "approved")
    assert seen["stale_reason"] == "SHFE.CU 由 102600 变为 104653，变动 2.00%"
    refused = boss.post(f"{path}/send", {"on": "2026-07-04"})
    assert (refused.status_code, refused.body["type"]) == (409, "/problems/price-stale")
    assert [row["no"] for row in boss.see("/crm/quotes", price_stale="true")["items"]] == [
        seen["no"]
    ]


def test_news_of_the_market_hold_it_at_once(
    boss: Door, facts: dict[str, Any], hear: Callable[[], int]
) -> None:
    path = approved(boss, facts)
    today = timezone.localdate().isoformat()

    hear()
    market.put("SHFE.CU", today, "110000")
    hear()
    hear()

    assert boss.see(path)["price_stale"] is True
    assert Event.objects.filter(name="crm.quote.held").count() == 1


def test_even_before_any_clock_it_is_neither_sent_nor_accepted(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = approved(boss, facts)
    boss.do(f"{path}/send", {"on": "2026-07-01"})
    market.put("SHFE.CU", "2026-07-03", "110000")

    refused = boss.post(f"{path}/accept", {"on": "2026-07-03", "accepted_by": "王建国"})

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/price-stale")
    seen = boss.see(path)
    assert (seen["price_stale"], seen["state"]) == (False, "sent")
    assert seen["stale_now"].startswith("SHFE.CU 由 102600 变为 110000")


def test_a_rate_that_moved_holds_it_too(boss: Door, facts: dict[str, Any]) -> None:
    rate = {"pair": "USD/CNY", "source": "中间价"}
    boss.do("/market/fx-rates", {**rate, "day": "2026-06-30", "value": "7.1"})
    path = approved(
        boss, facts, currency="USD", tax_rate="0", validity_rule="fx", validity_percent="0.01"
    )

    boss.do("/market/fx-rates", {**rate, "day": "2026-07-02", "value": "7.171"})
    assert queries.why_stale(Quote.objects.get(), on=date(2026, 7, 3)) == ""
    boss.do("/market/fx-rates", {**rate, "day": "2026-07-03", "value": "7.1711"})
    jobs.hold_what_moved(NOON)

    assert boss.see(path)["stale_reason"] == "USD/CNY 由 7.1 变为 7.1711，变动 1.00%"
    line = QuoteLine.objects.get()
    assert str(line.provisional_price) == "12813.1600"  # 102800 / 1.13 / 7.1
    assert trace.replay(trace.read(line.trace)) == line.provisional_price


def test_pricing_an_approved_one_anew_makes_it_a_draft_again(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = approved(boss, facts)
    market.put("SHFE.CU", "2026-07-03", "110000")
    jobs.hold_what_moved(NOON)

    again = boss.do(f"{path}/reprice", {"on": "2026-07-04"})

    assert (again["state"], again["price_stale"]) == ("draft", False)
    assert again["lines"][0]["provisional_price"] == "110200.0000"


def test_the_price_a_customer_has_is_changed_by_a_revision_only(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = approved(boss, facts)
    boss.do(f"{path}/send", {"on": "2026-07-01"})
    market.put("SHFE.CU", "2026-07-03", "110000")
    jobs.hold_what_moved(NOON)

    refused = boss.post(f"{path}/reprice", {"on": "2026-07-04"})
    assert (refused.status_code, refused.body["type"]) == (409, "/problems/needs-revision")
    assert boss.see(path)["lines"][0]["provisional_price"] == "102800.0000"
    old = boss.do(f"{path}/revise", {"on": "2026-07-04", "valid_until": "2099-01-01"})

    new = boss.see(f"/crm/quotes/{old['superseded_by_id']}")
    assert (new["lines"][0]["provisional_price"], new["price_stale"]) == ("110200.0000", False)
    assert new["amount_estimated"] == "1102000.00"


def test_a_held_price_that_stays_as_it_is_frees_the_quote(
    boss: Door, facts: dict[str, Any]
) -> None:
    by_hand = fixed_line(facts, instrument_id=facts["instrument_id"])
    path = approved(boss, facts, lines=[follows(facts), by_hand])
    boss.do(f"{path}/send", {"on": "2026-07-01"})
    market.put("SHFE.CU", "2026-07-03", "110000")
    jobs.hold_what_moved(NOON)
    market.put("SHFE.CU", "2026-07-05", "102600")

    free = boss.do(f"{path}/reprice", {"on": "2026-07-06"})

    assert (free["state"], free["price_stale"], free["stale_reason"]) == ("sent", False, "")


def test_the_customer_is_told_and_cannot_accept_a_held_price(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = approved(boss, facts)
    boss.do(f"{path}/send", {"on": "2026-07-01"})
    boss.do(f"{path}/share", {"at": timezone.now().isoformat(), "days": 7})
    token = boss.see(f"{path}/links")["items"][0]["url"].rsplit("/", 1)[1]
    market.put("SHFE.CU", timezone.localdate().isoformat(), "110000")

    page = Client().get(f"/q/{token}")
    yes = {"name": "王", "phone": "13812345678", "consent": "true"}
    answer = Client().post(f"/q/{token}/accept", yes)

    assert page.status_code == 200
    assert "行情已变动" in page.content.decode()
    assert "/accept" not in page.content.decode()
    assert answer.status_code == 409
    assert boss.see(path)["state"] == "sent"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"validity_rule": "market"}, "validity_percent"),
        ({"validity_percent": "0.02"}, "validity_percent"),
        ({"incoterm": "CIF"}, "named_place"),
        ({"incoterm": "FOB", "named_place": "上海", "transport_mode": "rail"}, "transport_mode"),
        (
            {"charges": [{"kind": "insurance", "basis": "percent", "amount": "1"}]},
            "charges.0.amount",
        ),
        ({"charges": [{"kind": "main_carriage", "source": "card"}]}, "charges.0.source"),
        ({"costs": [{"kind": "metal", "source": "stock"}]}, "costs.0.line_seq"),
        ({"costs": [{"kind": "metal", "line_seq": 9}]}, "costs.0.line_seq"),
        ({"costs": [{"kind": "metal", "line_seq": 1, "source": "stock"}]}, "costs.0.source"),
        ({"costs": [{"kind": "markup", "amount": "1"}]}, "costs.0.basis"),
        ({"currency": "USD"}, "currency"),
        ({"currency": "EUR", "charges": [{"kind": "packing", "amount": "1"}]}, "currency"),
    ],
)
def test_what_cannot_be_priced_names_its_field(
    boss: Door, facts: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    from tests.crm.customer.kit import a_customer
    from tests.crm.quote.kit import body

    party = a_customer(boss)["party_id"]
    sent = body(facts, party, terms=[], lines=[follows(facts)], **change)

    refused = boss.post("/crm/quotes", sent)

    assert refused.status_code == 422
    assert list(refused.body["errors"]) == [field]
    assert Quote.objects.count() == 0


def test_a_product_in_no_book_names_its_line(boss: Door, facts: dict[str, Any]) -> None:
    from tests.crm.customer.kit import a_customer
    from tests.crm.quote.kit import body

    line = {"product_id": facts["product_id"], "quantity": "1", "pricing": "fixed",
            "price_from": "book"}  # fmt: skip
    sent = body(facts, a_customer(boss)["party_id"], terms=[], lines=[line])

    refused = boss.post("/crm/quotes", sent)

    assert refused.status_code == 422
    assert "lines.0.price_from" in refused.body["errors"]
