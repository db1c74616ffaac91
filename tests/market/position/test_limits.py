"""A limit warns, counts a breach, refuses; another person lets a trade through; it is cured."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.core.events.models import Event
from backend.market.position import actions
from backend.market.position.models import LimitBreach
from tests.house_kit import Door, door_for, grant_all, person
from tests.market.position import kit

D = Decimal


def breaches() -> list[tuple[str, str, D, D, D]]:
    """Every breach as it stands."""
    rows = LimitBreach.objects.order_by("created_at", "pk")
    return list(rows.values_list("level", "state", "before", "after", "ratio"))


def test_a_trade_is_measured_with_itself_included(boss: Door) -> None:
    kit.limit(boss, "100.000")
    kit.post("79.000", "100000")

    assert kit.require("0.900") == []  # 79.9 %
    assert Event.objects.filter(name="market.position_limit.neared").count() == 0
    (near,) = kit.require("1.000")  # 80 % exactly warns
    assert (near.state, near.ratio) == ("warn", D("0.8000"))
    assert Event.objects.filter(name="market.position_limit.neared").count() == 1
    assert [use.state for use in kit.require("21.000")] == ["warn"]  # 100 % exactly
    assert breaches() == []
    assert [use.state for use in kit.require("41.000")] == ["breach"]  # 120 % exactly
    assert breaches() == [("breach", "open", D("79.000"), D("120.000"), D("1.2000"))]
    with pytest.raises(actions.LimitBlocked) as refused:
        kit.require("41.001")
    assert str(refused.value) == (
        "CU 的净头寸将达 120.001 吨，超过限额 100.000 吨的禁止线（120%）。"
        "请减少数量，或由风控批准该限额突破后重试。"
    )


def test_a_smaller_position_is_never_refused(boss: Door) -> None:
    kit.post("300.000", "100000")
    kit.limit(boss, "100.000")

    assert kit.require("250.000", side="sell") == []
    with pytest.raises(actions.LimitBlocked):
        kit.require("0.001")
    with pytest.raises(actions.LimitBlocked):
        kit.require("601.000", side="sell")  # through nought to the other side


def test_net_gross_and_months_are_three_limits(boss: Door) -> None:
    kit.post("100.000", "100000")
    kit.limit(boss, "150.000", "gross")
    kit.limit(boss, "60.000", "month", month="2026-09")
    kit.limit(boss, "1.000", valid_from="2027-01-01")  # not yet

    with pytest.raises(actions.LimitBlocked, match="总头寸"):
        kit.require("90.000", side="sell", month="2026-12")
    with pytest.raises(actions.LimitBlocked, match="单月"):
        kit.require("73.000", side="sell", month="2026-09")
    assert [use.state for use in kit.require("20.000", side="sell", month="2026-09")] == ["warn"]
    kit.limit(boss, "200.000", "gross", valid_from="2026-02-01")
    body = {"metal": "cu", "tonnes": "9.000", "valid_from": "2026-02-01"}
    again = boss.post("/market/position-limits", {**body, "measure": "gross"})
    assert again.status_code == 409
    odd = boss.post("/market/position-limits", {**body, "measure": "net", "warn_at": "1.5"})
    assert (odd.status_code, list(odd.body["errors"])) == (422, ["warn_at"])


@pytest.fixture
def desk(boss: Door) -> dict[str, Any]:
    """100 t of copper at most, a trader and a risk officer."""
    every = ("market.view_limit_breach", "market.approve_limit_breach")
    trades = ("market.view_position_entry", "market.create_position_entry", *every)
    return {
        "limit": kit.limit(boss, "100.000"),
        "trader": door_for(person("trader", grants=grant_all(*trades))),
        "risk": door_for(person("risk", grants=grant_all(*every))),
    }


def test_a_refused_trade_is_written_down_and_let_through_by_another(
    boss: Door, desk: dict[str, Any]
) -> None:
    trade = kit.futures("130.000", "buy")
    trader, risk = desk["trader"], desk["risk"]

    refused = trader.post("/market/position-entries", trade)
    trader.post("/market/position-entries", {**trade, "quantity": "125.000"})

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/limit-blocked")
    assert boss.see("/market/position-entries")["items"] == []
    # Asked twice is one matter, of the last size asked for.
    assert breaches() == [("block", "open", D("0.000"), D("125.000"), D("1.2500"))]
    (breach,) = risk.see("/market/limit-breaches")["items"]
    path = f"/market/limit-breaches/{breach['id']}/approve"
    yes = {"on": "2026-07-08", "until": "2026-07-10", "tonnes": "130.000", "reason": "客户急单"}
    own = trader.post(path, yes)
    assert (own.status_code, own.body["type"]) == (409, "/problems/not-ones-own")
    assert risk.post(path, {**yes, "until": "2026-07-07"}).status_code == 422
    assert risk.do(path, yes)["state"] == "approved"

    trader.do("/market/position-entries", trade)
    more = trader.post("/market/position-entries", {**trade, "quantity": "0.001"})

    assert more.status_code == 409
    assert kit.ladder(boss)["limits"][0]["state"] == "block"
    # The day after its last, the approval asks again; back inside, it is cured.
    assert actions.review(actor=kit.WORLD, on=date(2026, 7, 11)) == 1
    assert {row[1] for row in breaches()} == {"open"}
    kit.post("40.000", "100000", kind="sale", side="sell")
    assert actions.review(actor=kit.WORLD, on=date(2026, 7, 12)) == 2
    assert {row[1] for row in breaches()} == {"cured"}


def test_a_position_beyond_its_limit_without_a_trade_is_found_at_the_end_of_the_day(
    boss: Door,
) -> None:
    kit.post("110.000", "100000")
    kit.limit(boss, "100.000")

    assert actions.review(actor=kit.WORLD, on=kit.DAY) == 1
    assert actions.review(actor=kit.WORLD, on=kit.DAY) == 0
    assert breaches() == [("breach", "open", D("110.000"), D("110.000"), D("1.1000"))]
    kit.post("10.000", "100000", side="sell", kind="sale")
    assert breaches()[0][1] == "cured"
