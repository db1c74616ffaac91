"""Asking the cards: the cheapest or the fastest, explained, with the others and why not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.core.events.models import Event
from backend.crm.freight import queries
from backend.market.pricing.calc import trace
from tests.crm.freight.make import card
from tests.house_kit import Door, door_for, grant_all, person

CARDS = "/crm/freight-cards"
ASK = CARDS + "/quote"
SEA = {
    "mode": "sea",
    "origin": "上海",
    "destination": "鹿特丹",
    "basis": "container",
    "currency": "USD",
    "minimum": "0",
    "lead_days": 7,
    "transit_days": 32,
    "rates": [
        {"container": "20GP", "per": "container", "rate": "1850"},
        {"container": "40HQ", "per": "container", "rate": "3000"},
    ],
}


def rate(boss: Door, value: str = "7.20") -> None:
    boss.do(
        "/market/fx-rates",
        {"pair": "USD/CNY", "day": "2026-07-01", "value": value, "source": "外汇交易中心"},
    )


def ask(**more: Any) -> dict[str, Any]:
    return {"on": "2026-07-20", "origin": "江阴", "destination": "宁波", "weight": "12.000"} | more


def test_the_cheapest_and_the_fastest(boss: Door) -> None:
    slow = boss.do(CARDS, card(transit_days=4))
    fast = boss.do(
        CARDS,
        card(
            carrier_name="顺捷专线",
            lead_days=0,
            rates=[{"from_tonnes": "0", "rate": "200"}],
            surcharges=[
                {"kind": "fuel", "basis": "percent", "amount": "0.05"},
                {"kind": "toll", "basis": "lump", "amount": "120"},
            ],
        ),
    )

    cheap, quick = boss.do(ASK, ask()), boss.do(ASK, ask(prefer="fastest"))

    assert cheap["chosen"]["card_id"] == slow["id"]
    assert cheap["chosen"]["amount"] == "1800.00"  # 12 t at 150
    assert cheap["others"][0]["amount"] == "2640.00"  # 2,400 + 120 fuel + 120 toll
    assert quick["chosen"]["card_id"] == fast["id"]
    steps = trace.read(quick["chosen"]["steps"])
    assert trace.replay(steps) == Decimal("2640.00")
    assert quick["chosen"]["steps"][0]["text"] == "每吨 200"
    assert "燃油附加费" in quick["chosen"]["steps"][-2]["text"]


def test_every_card_that_falls_out_says_why(boss: Door) -> None:
    good = boss.do(CARDS, card())
    gone = boss.do(CARDS, card(carrier_name="甲"))
    boss.do(f"{CARDS}/{gone['id']}/retire", {"reason": "停用"})
    boss.do(CARDS, card(carrier_name="乙", valid_from="2026-08-01"))
    boss.do(CARDS, card(carrier_name="丙", mode="rail"))
    boss.do(CARDS, card(carrier_name="丁", rates=[{"from_tonnes": "20", "rate": "1"}]))
    km = [{"up_to_km": "300", "per": "tonne_km", "rate": "0.5"}]
    boss.do(CARDS, card(carrier_name="戊", basis="distance", rates=km))
    boss.do(CARDS, card(carrier_name="己", currency="JPY"))

    found = boss.do(ASK, ask(mode="road"))

    assert found["chosen"]["card_id"] == good["id"]
    assert {row["carrier_name"]: (row["code"], row["reason"]) for row in found["rejected"]} == {
        "甲": ("retired", "已停用"),
        "乙": ("day", "当日不在有效期内（2026-08-01 至 2026-12-31）"),
        "丙": ("mode", "运输方式不同"),
        "丁": ("too_light", "低于最低起运吨数"),
        "戊": ("no_distance", "按公里计费，需要填写运距"),
        "己": ("no_fx", "没有 JPY 兑人民币的汇率，无法比较"),
    }
    assert boss.do(ASK, ask(mode="road", km="300.0"))["others"] != []
    far = boss.do(ASK, ask(mode="road", km="300.1"))["rejected"]
    assert {row["carrier_name"]: row["code"] for row in far}["戊"] == "too_far"


def test_without_a_card_the_refusal_says_why_each_falls_out(boss: Door) -> None:
    boss.do(CARDS, card(valid_from="2026-08-01"))

    refused = boss.post(ASK, ask())

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/no-freight"
    assert "YJ-2026-0001：当日不在有效期内" in refused.body["detail"]
    assert boss.post(ASK, ask(destination="大连")).status_code == 409


def test_containers_are_counted_and_the_cheaper_kind_is_taken(boss: Door) -> None:
    """45 t fill three 20GP (5,550.00 USD) or two 40HQ (6,000.00); cubic metres decide otherwise."""
    rate(boss)
    boss.do(CARDS, card(carrier_name="中远海运", **SEA))
    way = {"origin": "上海", "destination": "鹿特丹"}

    heavy = boss.do(ASK, ask(**way, weight="45.000"))["chosen"]
    bulky = boss.do(ASK, ask(**way, weight="20.000", volume="70.000"))["chosen"]
    asked = boss.do(ASK, ask(**way, weight="20.000", containers=[{"kind": "40HQ", "count": 2}]))[
        "chosen"
    ]
    coils = {"count": 15, "length": 1100, "width": 1100, "height": 900, "kilograms": "3100"}
    pieces = boss.do(ASK, ask(**way, weight="46.500", pieces=[coils]))["chosen"]

    assert (heavy["amount"], heavy["containers"]) == ("5550.00", {"20GP": 3})
    assert heavy["amount_cny"] == "39960.00"
    assert (bulky["amount"], bulky["containers"]) == ("3000.00", {"40HQ": 1})
    assert (asked["amount"], asked["containers"]) == ("6000.00", {"40HQ": 2})
    assert (pieces["amount"], pieces["containers"]) == ("5550.00", {"20GP": 3})


def test_cards_in_two_currencies_are_compared_at_home(boss: Door) -> None:
    rate(boss, "7.20")
    dollar = boss.do(CARDS, card(carrier_name="USD 卡", currency="USD", minimum="0",
                                 rates=[{"from_tonnes": "0", "rate": "20"}]))  # fmt: skip
    boss.do(CARDS, card(carrier_name="CNY 卡", rates=[{"from_tonnes": "0", "rate": "145"}]))

    assert boss.do(ASK, ask())["chosen"]["card_id"] == dollar["id"]  # 1,728.00 before 1,740.00
    rate(boss, "7.30")  # 1,752.00
    assert boss.do(ASK, ask())["chosen"]["carrier_name"] == "CNY 卡"


def test_a_quote_picks_by_the_agreed_call(boss: Door) -> None:
    made = boss.do(CARDS, card())

    found = queries.pick(
        mode="road", origin="江阴", destination="宁波", weight=Decimal(3), on=date(2026, 7, 20)
    )

    assert (str(found.card_id), found.amount, found.currency) == (
        made["id"], Decimal("600.00"), "CNY",
    )  # fmt: skip
    assert trace.replay(found.steps) == found.amount
    with pytest.raises(queries.NoFreight):
        queries.pick(
            mode="air", origin="江阴", destination="宁波", weight=Decimal(3), on=date(2026, 7, 20)
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weight": "0"}, "weight"),
        ({"on": "2026-02-30"}, "on"),
        ({"prefer": "best"}, "prefer"),
        ({"origin": ""}, "origin"),
        ({"pieces": [{"count": 1, "length": 0, "width": 1, "height": 1, "kilograms": "1"}]},
         "pieces.0.length"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(boss: Door, change: dict[str, Any], field: str) -> None:
    refused = boss.post(ASK, ask(**change))

    assert refused.status_code == 422
    assert field in refused.body["errors"]


def test_who_may_ask(boss: Door, stranger: Door, nobody: Door) -> None:
    boss.do(CARDS, card())
    happened = Event.objects.count()
    reader = door_for(person("reader", grants=grant_all("crm.view_freight_card")))

    assert nobody.post(ASK, ask()).status_code == 401
    assert stranger.post(ASK, ask()).status_code == 403
    assert reader.post(ASK, ask()).status_code == 200
    assert Event.objects.count() == happened
