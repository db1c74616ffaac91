"""What is open in which month, and what the market says of it."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.core.invariants import check
from backend.market.position.models import PositionBucket, PositionEntry
from backend.market.pricing.calc import position
from tests.house_kit import Door, door_for, grant_all, person
from tests.market import kit as market
from tests.market.position import kit

D = Decimal


@pytest.fixture
def quoted(db: None) -> None:
    """Copper at 102,500 on the eighth, and nothing after."""
    market.seed()
    market.put("SHFE.CU", "2026-07-07", "101000")
    market.put("SHFE.CU", "2026-07-08", "102500")


def test_a_ladder_runs_by_month_and_is_marked_to_the_market(boss: Door, quoted: None) -> None:
    kit.post("120.000", "100000", month="2026-06")  # has passed: counts with July
    kit.post("40.000", "99000", kind="stock")
    kit.post("100.000", "102950", kind="sale", side="sell")
    kit.post("30.000", "103000", month="2026-09")
    kit.post("75.000", "103500", kind="futures", side="sell", month="2026-09")

    found = kit.ladder(boss)

    assert (found["net"], found["gross"]) == ("15.000", "105.000")
    july, september = found["rungs"]
    assert {name: july[name] for name in ("month", "purchase", "stock", "sale", "net")} == {
        "month": "2026-07", "purchase": "120.000", "stock": "40.000", "sale": "-100.000",
        "net": "60.000",
    }  # fmt: skip
    assert (september["net"], september["cumulative"]) == ("-45.000", "15.000")
    (value,) = july["values"]
    assert (value["mark"], value["marked_on"], value["instrument_code"]) == (
        "102500.0000", "2026-07-08", "SHFE.CU",
    )  # fmt: skip
    # 120 (102500-100000) + 40 (102500-99000) + 100 (102950-102500)
    assert (value["value"], value["result"]) == ("5665000.00", "485000.00")
    # 30 (102500-103000) + 75 (103500-102500)
    assert september["values"][0]["result"] == "60000.00"
    assert found["results"] == [{"currency": "CNY", "result": "545000.00"}]
    by_line = [
        position.mark(position.Holding.PURCHASE, D(120), price=D(100000), mark=D(102500)),
        position.mark(position.Holding.STOCK, D(40), price=D(99000), mark=D(102500)),
        position.mark(position.Holding.SALE, D(100), price=D(102950), mark=D(102500)),
        position.mark(position.Holding.PURCHASE, D(30), price=D(103000), mark=D(102500)),
        position.mark(position.Holding.SALE, D(75), price=D(103500), mark=D(102500)),
    ]
    assert sum(by_line) == D("545000.00")
    assert kit.ladder(boss, on="2026-07-07")["results"][0]["result"] == "522500.00"


def test_a_month_without_a_price_is_not_marked_rather_than_guessed(
    boss: Door, quoted: None
) -> None:
    kit.post("10.000", "13000", currency="EUR")
    kit.post("10.000", "100000")

    found = kit.ladder(boss)

    assert [(v["currency"], v["mark"]) for v in found["rungs"][0]["values"]] == [
        ("CNY", "102500.0000"),
        ("EUR", None),
    ]
    assert found["results"] == [
        {"currency": "CNY", "result": "25000.00"},
        {"currency": "EUR", "result": None},
    ]


def test_an_entry_is_never_changed_and_a_line_gives_back_what_is_not_delivered(db: None) -> None:
    line = uuid4()
    kit.post("60.000", "100000.5", kind="sale", side="sell", line=line, month="2026-06")
    entry = kit.post("40.000", "101000", kind="sale", side="sell", line=line)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PositionEntry.objects.filter(pk=entry.pk).update(quantity=1)

    from backend.core.documents.source import Source
    from backend.market.position import actions

    back = actions.give_back(
        line, actor=kit.WORLD, keep=D("50.000"), on=kit.DAY, source=Source("test.paper", line)
    )

    assert [(row.month, row.quantity, row.amount) for row in back] == [
        ("2026-07", D("40.000"), D("4040000.00")),
        ("2026-06", D("10.000"), D("1000005.00")),
    ]
    left = PositionBucket.objects.order_by("month").values_list("month", "quantity", "value")
    assert list(left) == [
        ("2026-06", D("-50.000"), D("-5000025.00")),
        ("2026-07", D("0.000"), D("0.00")),
    ]
    assert check("market.position.bucket_is_sum") == []
    assert not actions.give_back(
        line, actor=kit.WORLD, keep=D("50.000"), on=kit.DAY, source=Source("test.paper", line)
    )


ENTRY = some.tuples(
    some.decimals("0.001", "9999.999", places=3),
    some.decimals("0.0001", "199999.9999", places=4),
    some.sampled_from(["purchase", "sale", "stock", "futures"]),
    some.sampled_from(["buy", "sell"]),
    some.sampled_from(["2026-06", "2026-07", "2026-12"]),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.lists(ENTRY, min_size=1, max_size=12))
def test_kept_sums_are_the_sums_of_any_history(db: None, history: list[tuple[D, ...]]) -> None:
    for quantity, price, kind, side, month in history:
        kit.post(str(quantity), str(price), kind=str(kind), side=str(side), month=str(month))

    assert check("market.position.bucket_is_sum") == []


def test_a_sum_gone_wrong_is_found(db: None) -> None:
    kit.post("10.000", "100000")
    PositionBucket.objects.update(quantity=D(11))

    assert len(check("market.position.bucket_is_sum")) == 1


def test_futures_are_entered_by_hand_once_and_taken_back_once(boss: Door, quoted: None) -> None:
    made = boss.do("/market/position-entries", kit.futures("50.000", "sell"))
    kit.post("20.000", "100000", kind="sale", side="sell")

    assert (made["kind"], made["quantity"], made["amount"]) == ("futures", "-50.000", "-5000000.00")
    assert made["verbs"] == ["reverse"]
    path = f"/market/position-entries/{made['id']}/reverse"
    boss.do(path, {"on": "2026-07-09", "reason": "录错方向"})
    again = boss.post(path, {"on": "2026-07-09", "reason": "录错方向"})
    assert (again.status_code, again.body["type"]) == (409, "/problems/reversed-before")
    rows = boss.see("/market/position-entries", metal="cu")["items"]
    assert [(row["kind"], row["quantity"]) for row in rows] == [
        ("sale", "-20.000"), ("futures", "50.000"), ("futures", "-50.000"),
    ] or {row["quantity"] for row in rows} == {"-20.000", "50.000", "-50.000"}  # fmt: skip
    paper = next(row for row in rows if row["kind"] == "sale")
    refused = boss.post(
        f"/market/position-entries/{paper['id']}/reverse", {"on": "2026-07-09", "reason": "试试"}
    )
    assert (refused.status_code, refused.body["type"]) == (409, "/problems/made-by-a-paper")
    assert kit.ladder(boss)["net"] == "-20.000"
    assert check("market.position.bucket_is_sum") == []


def test_who_sees_prices_does_not_see_the_position(boss: Door, quoted: None) -> None:
    seller = door_for(person("seller", grants=grant_all("market.view_quote")))
    risk = door_for(person("risk", grants=grant_all("market.view_position")))

    assert seller.get("/market/positions").status_code == 403
    assert risk.get("/market/positions", metal="cu").status_code == 200
    assert risk.get("/market/positions", metal="CU;").status_code == 422
