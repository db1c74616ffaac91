"""What was awarded becomes one purchase a supplier; a dropped one can be bought again."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.rfq import kit as rfqs

Json = dict[str, Any]
PHONE = {"channel": "phone", "channel_note": "七月五日上午电话报价"}


@pytest.fixture
def here(boss: Door) -> Iterator[rfqs.World]:
    with time_machine.travel(rfqs.BEFORE, tick=False):
        yield rfqs.world(boss)


def need(here: rfqs.World) -> Json:
    """100 t of copper and 50 t of aluminium somebody needs."""
    return kit.requisition(here.boss, [(here.copper, "100.000"), (here.aluminium, "50.000")])


def awarded(here: rfqs.World, wanted: Json) -> tuple[Json, Json]:
    """The request and its award: copper 70 to 30, aluminium all to the first."""
    rows = [
        {"product_id": row["product_id"], "quantity": row["quantity"],
         "requisition_line_id": row["id"]}
        for row in wanted["lines"]
    ]  # fmt: skip
    rfq = rfqs.rfq(here, kind="open", lines=rows)
    copper, aluminium = (line["id"] for line in rfq["lines"])
    for name, price in (("a", "81360.0000"), ("b", "80230.0000")):
        body = rfqs.offers(rfq)["a"] | PHONE | {"supplier_id": here.suppliers[name]["id"]}
        body["lines"][0]["price"] = price
        body["payment_days"] = 30 if name == "a" else 45
        made = here.boss.do("/supply/supplier-quotes", body)
        here.boss.do(f"/supply/supplier-quotes/{made['id']}/submit")
    at = f"/supply/rfqs/{rfq['id']}"
    with time_machine.travel(rfqs.AFTER, tick=False):
        here.boss.do(f"{at}/close")
        here.boss.do(f"{at}/evaluate")
        a, b = (here.suppliers[name]["id"] for name in "ab")
        lines = [
            {"rfq_line_id": copper, "supplier_id": a, "percent": "70", "reason": "dual_source"},
            {"rfq_line_id": copper, "supplier_id": b, "percent": "30"},
            {"rfq_line_id": aluminium, "supplier_id": a, "percent": "100"},
        ]
        body = {"rfq_id": rfq["id"], "on": "2026-07-05", "lines": lines, "left_out": ""}
        award = here.boss.do("/supply/awards", body)
        here.boss.do(f"/supply/awards/{award['id']}/submit")
        chief = door_for(person("chief", superuser=True))
        chief.do(f"/supply/awards/{award['id']}/approve")
    return rfq, award


def ordered(here: rfqs.World, wanted: Json) -> list[str]:
    found = here.boss.see(f"/supply/requisitions/{wanted['id']}")
    return [row["quantity_ordered"] for row in found["lines"]]


def test_an_award_is_bought_from_each_supplier_and_again_when_one_falls_away(
    here: rfqs.World,
) -> None:
    do, see = here.boss.do, here.boss.see
    us = kit.ours(here.boss)["id"]
    wanted = need(here)
    rfq, award = awarded(here, wanted)
    body = {"on": "2026-07-06", "award_id": award["id"], "buyer_id": us}
    first_only = body | {"party_id": here.suppliers["a"]["party_id"]}

    (one,) = do("/supply/purchases/from-award", first_only)["items"]
    assert see(f"/supply/rfqs/{rfq['id']}")["state"] == "awarded"
    (two,) = do("/supply/purchases/from-award", body)["items"]

    big, small = see(f"/supply/purchases/{one['id']}"), see(f"/supply/purchases/{two['id']}")
    told = [(r["product_id"], r["quantity"], r["fixed_price"]) for r in big["lines"]]
    assert told == [
        (here.copper, "70.000", "81360.0000"),
        (here.aluminium, "50.000", "22374.0000"),  # 50 t reach the price from 30 t on
    ]
    assert (big["amount_estimated"], big["terms"][0]["offset_days"]) == ("6813900.00", 30)
    assert [(r["quantity"], r["fixed_price"]) for r in small["lines"]] == [
        ("30.000", "80230.0000"),
    ]
    assert (small["amount_estimated"], small["terms"][0]["offset_days"]) == ("2406900.00", 45)
    assert ordered(here, wanted) == ["100.000", "50.000"]
    assert see(f"/supply/rfqs/{rfq['id']}")["state"] == "done"
    nothing = kit.refused(here.boss, "/supply/purchases/from-award", body)
    assert nothing["type"] == "/problems/nothing-to-buy"

    dropped = do(f"/supply/purchases/{two['id']}/cancel", {"on": "2026-07-07", "reason": "缺货"})

    assert dropped["state"] == "cancelled"
    assert ordered(here, wanted) == ["70.000", "50.000"]
    assert see(f"/supply/rfqs/{rfq['id']}")["state"] == "awarded"
    numbers = {row["purchase_no"] for row in see(f"/supply/awards/{award['id']}")["lines"]}
    assert numbers == {big["no"], ""}
    (again,) = do("/supply/purchases/from-award", body)["items"]
    assert again["party_id"] == here.suppliers["b"]["party_id"]
    assert ordered(here, wanted) == ["100.000", "50.000"]
    assert see(f"/supply/rfqs/{rfq['id']}")["state"] == "done"
    call_command("check_invariants")
