"""A supplier's month counted on its papers, the band it earns, and what that stops."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command

from backend.supply.standing import calc, jobs, queries
from backend.supply.standing.models import ScoreCard
from backend.supply.supplier import queries as suppliers
from backend.supply.supplier.models import Supplier
from tests.house_kit import Door
from tests.market.kit import seed
from tests.supply import kit
from tests.supply.receiving.yard import Yard, yard
from tests.supply.rfq import kit as asking

CARDS = "/supply/score-cards"
SCHEME: kit.Json = {
    "name": "2026 供应商评分",
    "criteria": [
        {"kind": "on_time", "weight": "40.00", "best": "1", "worst": "0"},
        {"kind": "quantity", "weight": "20.00", "best": "1", "worst": "0.9"},
        {"kind": "scale", "weight": "10.00", "best": "0", "worst": "0.003"},
        {"kind": "reject", "weight": "10.00", "best": "0", "worst": "0.05"},
        {"kind": "price", "weight": "10.00", "best": "-0.01", "worst": "0.01"},
        {"kind": "response", "weight": "10.00", "best": "4", "worst": "52"},
    ],
    "bands": [
        {"code": "A", "least": "85.00"},
        {"code": "B", "least": "70.00", "rfq_effect": "warn"},
        {
            "code": "C",
            "least": "60.00",
            "rfq_effect": "warn",
            "order_effect": "block",
            "inspects_more": True,
        },
        {"code": "D", "least": "0.00", "rfq_effect": "block", "order_effect": "block"},
    ],
}
PRICE = (
    "date,instrument,open,high,low,close,settle,volume,open_interest\n"
    "2026-07-01,SHFE.CU,102870,103420,101780,101920,102450,84616,154212\n"
)


def prices(boss: Door) -> None:
    """The market of the day on which both were agreed."""
    seed()
    boss.do(
        "/market/quote-imports",
        {
            "file_name": "shfe.csv",
            "source": "SHFE",
            "on": "2026-07-01",
            "text": PRICE,
            "keep_good": True,
        },
    )


@pytest.fixture
def july(boss: Door) -> Yard:
    """Two trucks of 20 t: one by its day and 1 % above the market, one late and at the market."""
    here = yard(boss)
    here.buy({"fixed_price": "103474.50"}, delivery_until="2026-07-10")
    here.come("20.000", "20.020")
    here.buy({"fixed_price": "102450"}, delivery_until="2026-07-05")
    here.come("19.960", "20.000", plate="苏B54321")
    return here


def supplier_of(here: Yard) -> Supplier:
    return Supplier.objects.get(party_id=here.seller)


def counted(here: Yard, first: str = "2026-07-01", last: str = "2026-07-31") -> kit.Json:
    body = {"on": "2026-08-01", "supplier_id": str(supplier_of(here).pk)}
    return here.boss.do(CARDS, {**body, "period_from": first, "period_to": last})


def may(here: Yard, purpose: str) -> suppliers.Standing:
    return suppliers.standing(
        UUID(here.seller), category="cathode", on=date(2026, 8, 2), purpose=purpose
    )


def test_a_month_is_counted_on_the_papers_and_its_band_stops_orders(july: Yard) -> None:
    prices(july.boss)
    body = {"on": "2026-08-01", "supplier_id": str(supplier_of(july).pk)}
    body |= {"period_from": "2026-07-01", "period_to": "2026-07-31"}
    assert kit.refused(july.boss, CARDS, body)["detail"].startswith("还没有启用的评分规则")
    scheme = july.boss.do("/supply/score-schemes", SCHEME)
    card = july.boss.do(CARDS, body)

    told = {
        row["kind"]: (row["samples"], row["top"], row["bottom"], row["value"], row["score"])
        for row in card["lines"]
    }
    assert told == {
        "on_time": (2, "20.000000", "40.000000", "0.500000", "50.00"),
        "quantity": (2, "40.000000", "40.000000", "1.000000", "100.00"),
        "scale": (2, "0.060000", "40.020000", "0.001499", "50.03"),
        "reject": (2, "0.000000", "39.960000", "0.000000", "100.00"),
        "price": (2, "20490.000000", "4098000.000000", "0.005000", "25.00"),
        "response": (0, "0.000000", "0.000000", None, None),
    }
    # (40 x 50 + 20 x 100 + 10 x 50.03 + 10 x 100 + 10 x 25) / 90
    assert (card["score"], card["band"], card["state"]) == ("63.89", "C", "draft")
    assert may(july, "order") == suppliers.Standing()
    path = f"{CARDS}/{card['id']}"
    july.boss.do(f"{path}/publish", {"on": "2026-08-02"})

    seen = july.boss.see(f"/supply/suppliers/{supplier_of(july).pk}")
    assert (seen["score"], seen["band"], seen["inspects_more"]) == ("63.89", "C", True)
    name = "江西贵溪铜业有限公司"
    assert may(july, "order").blocks == (
        f"供应商“{name}”评级 C（63.89 分），按评分规则禁止该业务。",
    )
    assert may(july, "rfq") == suppliers.Standing(
        warnings=(f"供应商“{name}”评级 C（63.89 分），请谨慎选择。",)
    )
    with pytest.raises(suppliers.ScoreBlocked):
        suppliers.require(
            UUID(july.seller), category="cathode", on=date(2026, 8, 2), purpose="order"
        )
    call_command("check_invariants")

    july.boss.patch(
        f"/supply/score-schemes/{scheme['id']}",
        {"bands": [{"code": "甲", "least": "0.00"}]},
        match=f'"{scheme["version"]}"',
    )
    older = counted(july, "2026-06-01", "2026-07-10")
    assert (older["score"], older["band"]) == ("63.89", "甲")
    july.boss.do(f"{CARDS}/{older['id']}/publish", {"on": "2026-08-03"})
    assert supplier_of(july).band == "C"
    july.boss.do(f"{path}/void", {"reason": "规则已改"})
    assert (supplier_of(july).band, supplier_of(july).order_effect) == ("甲", "none")
    july.boss.do(f"{CARDS}/{older['id']}/void", {"reason": "重算"})
    assert (supplier_of(july).band, supplier_of(july).score) == ("", None)
    assert may(july, "order") == suppliers.Standing()
    call_command("check_invariants")


def test_the_clock_counts_the_month_before_once(july: Yard) -> None:
    assert jobs.count_month(on=date(2026, 8, 1)).changed == 0
    july.boss.do("/supply/score-schemes", SCHEME)
    kit.supplier(july.boss, "没有业务的铜厂")
    second = kit.supplier(july.boss, "准时的铜厂")["party_id"]
    other = Yard(july.boss, july.ours, second, july.product, july.warehouse, "")
    other.buy({"quantity": "10.000"}, delivery_until="2026-07-31")
    other.come("9.985", "10.000", plate="苏B77777")

    first = jobs.count_month(on=date(2026, 8, 1))
    again = jobs.count_month(on=date(2026, 8, 20))

    assert ((first.seen, first.changed), again.changed) == ((3, 2), 0)
    # Each on its own papers: all in time, 1.5 per mille short, half the points for the scale.
    theirs = ScoreCard.objects.get(supplier__party_id=second)
    lines = {row.kind: str(row.score) for row in theirs.lines.exclude(score=None)}
    assert lines == {
        "on_time": "100.00", "quantity": "100.00", "scale": "50.00", "reject": "100.00",
    }  # fmt: skip
    assert str(theirs.score) == "93.75"
    card = ScoreCard.objects.exclude(pk=theirs.pk).get()
    assert (card.period_from, card.period_to) == (date(2026, 7, 1), date(2026, 7, 31))
    # (40 x 50 + 20 x 100 + 10 x 50.03 + 10 x 100) / 80: no market price, no answer
    assert (card.score, card.state) == (Decimal("68.75"), "draft")
    body = {"on": "2026-08-01", "supplier_id": str(card.supplier_id)}
    body |= {"period_from": "2026-07-01", "period_to": "2026-07-31"}
    problem = kit.refused(july.boss, CARDS, body)
    assert problem["detail"].startswith("该供应商这一期间已有评分")
    kit.refused(july.boss, CARDS, {**body, "period_to": "2026-08-31"}, status=422)


def test_answers_to_requests_count_in_hours_and_silence_until_the_deadline(boss: Door) -> None:
    with time_machine.travel("2026-07-02T17:00:00+08:00", tick=False) as clock:
        here = asking.world(boss)
        request = asking.rfq(here, kind="open")
        clock.shift(timedelta(hours=6))
        made = here.doors["a"].do("/supply/supplier-quotes", asking.offers(request)["a"])
        here.doors["a"].do(f"/supply/supplier-quotes/{made['id']}/submit")
        here.doors["c"].do(f"/supply/rfqs/{request['id']}/decline", {"reason": "检修"})

    found: dict[str, Any] = {}
    for short, row in here.suppliers.items():
        supplier = Supplier.objects.get(pk=row["id"])
        july = {"first": date(2026, 7, 1), "last": date(2026, 7, 31), "market": "SHFE"}
        found[short] = queries.measure(supplier, **july)["response"]  # type: ignore[arg-type]
    assert found["a"] == calc.Measure(1, Decimal(6), Decimal(1))
    assert found["b"] == calc.Measure(1, Decimal(72), Decimal(1))
    assert found["c"] == calc.Measure()


def test_rules_that_leave_a_gap_are_refused_and_one_set_counts(boss: Door) -> None:
    no_floor = {**SCHEME, "bands": [{"code": "A", "least": "85.00"}]}
    twice = {**SCHEME, "criteria": [SCHEME["criteria"][0]] * 2}
    flat = {**SCHEME, "criteria": [{**SCHEME["criteria"][0], "worst": "1"}]}
    for bad in (no_floor, twice, flat):
        kit.refused(boss, "/supply/score-schemes", bad, status=422)
    made = boss.do("/supply/score-schemes", SCHEME)
    assert kit.refused(boss, "/supply/score-schemes", SCHEME)["detail"].startswith("已有启用")
    boss.do(f"/supply/score-schemes/{made['id']}/retire")
    boss.do("/supply/score-schemes", SCHEME)


@pytest.mark.parametrize(
    ("value", "best", "worst", "points"),
    [
        ("0.95", "1", "0.9", "50.00"),
        ("0.8", "1", "0.9", "0.00"),
        ("-0.02", "-0.01", "0.01", "100.00"),
        ("28", "4", "52", "50.00"),
    ],
)
def test_points_lie_between_the_worst_and_the_best(
    value: str, best: str, worst: str, points: str
) -> None:
    found = calc.points(Decimal(value), best=Decimal(best), worst=Decimal(worst))
    assert found == Decimal(points)
