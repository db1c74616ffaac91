"""Objections with their clocks, and assays that differ."""

from typing import Any

import pytest

from tests.goods import kit
from tests.house_kit import Door

Json = dict[str, Any]
AT = "2026-07-10T09:00:00+08:00"


@pytest.fixture
def here(db: None, agreed: kit.World) -> kit.World:
    return agreed


@pytest.fixture(scope="module")
def agreed(keeper: Door) -> kit.World:
    """House clocks of 0, 7 and 30 days; this product's of 1, 5 and 15, within 2 per mille."""
    found = kit.world(keeper)
    clock = {"on": "2026-07-01", "quantity_days": 0, "visible_days": 7, "hidden_days": 30}
    keeper.do("/goods/objection-rules", clock)
    own = {"quantity_days": 1, "visible_days": 5, "hidden_days": 15, "tolerance_permille": "2"}
    keeper.do("/goods/objection-rules", {**clock, **own, "product_id": str(found.product)})
    return found


def said(door: Door, path: str, body: Any, *, status: int) -> Any:
    got = door.post(path, body)
    assert got.status_code == status, (got.status_code, got.body)
    return got.body


def claim(here: kit.World, kind: str, on: str, **facts: Any) -> Json:
    """An objection of a customer to 20 t signed for on the 10th."""
    body = {
        "on": on,
        "side": "customer",
        "kind": kind,
        "party_id": here.theirs,
        "product_id": str(here.product),
        "signed_on": "2026-07-10",
        "delivered": "20.000",
        "quantity": "5.000",
        "description": "表面氧化发黑",
    }
    return here.boss.do("/goods/quality-claims", {**body, **facts})


def test_each_kind_has_its_clock_and_a_late_one_needs_a_reason_to_go_on(here: kit.World) -> None:
    boss = here.boss
    again = {"on": "2026-07-01", "quantity_days": 1, "visible_days": 1, "hidden_days": 1}
    assert said(boss, "/goods/objection-rules", again, status=409)
    lot = kit.receive(here, "80.000", "88000.0000")
    own = {**again, "product_id": str(here.product), "document": "goods.lot"}
    boss.do("/goods/objection-rules", {**own, "document_id": lot["id"]})
    shown = [
        (made["last_on"], made["is_late"], made["state"])
        for made in (
            claim(here, "quantity", "2026-07-11"),
            claim(here, "quantity", "2026-07-11", quantity="0.040"),  # what two scales may differ
            claim(here, "visible", "2026-07-15"),
            claim(here, "visible", "2026-07-16"),
            claim(here, "hidden", "2026-07-25"),
            claim(here, "hidden", "2026-07-12", contract_id=lot["id"]),  # its contract's clock
        )
    ]
    assert shown == [
        ("2026-07-11", False, "notified"),
        ("2026-07-11", False, "rejected"),
        ("2026-07-15", False, "notified"),
        ("2026-07-15", True, "notified"),
        ("2026-07-25", False, "notified"),
        ("2026-07-11", True, "notified"),
    ]

    late = claim(here, "visible", "2026-07-16", amount_claimed="30000.00")
    path = f"/goods/quality-claims/{late['id']}"
    refused = said(boss, f"{path}/acknowledge", {}, status=409)
    assert "已过异议期（至 2026-07-15）" in refused["detail"]
    agree = {"outcome": "price_cut", "amount": "8000.00"}
    assert "已过异议期" in said(boss, f"{path}/agree", agree, status=409)["detail"]
    boss.do(f"{path}/acknowledge", {"late_reason": "长期客户，双方同意受理"})
    boss.do(f"{path}/sample", {"on": "2026-07-18"})
    boss.do(f"{path}/arbitrate", {"umpire": "北京矿冶研究总院"})
    assert "amount" in said(boss, f"{path}/agree", {"outcome": "price_cut"}, status=422)["errors"]
    more = {"outcome": "replace", "quantity": "20.001"}
    assert "quantity" in said(boss, f"{path}/agree", more, status=422)["errors"]
    boss.do(f"{path}/agree", agree)

    done = boss.do(f"{path}/settle", {"on": "2026-07-30"})

    assert (done["state"], done["amount_agreed"], done["settled_on"], done["is_late"]) == (
        "settled", "8000.00", "2026-07-30", True,
    )  # fmt: skip


def test_assays_are_given_blind_and_what_differs_goes_to_the_umpire(here: kit.World) -> None:
    boss = here.boss
    made = boss.do(
        "/goods/assays",
        {
            "on": "2026-07-10",
            "seller_id": here.theirs,
            "buyer_id": here.ours,
            "seal_no": "F-0717",
            "elements": [
                {"element": "Cu", "limit": "0.20"},
                {"element": "Ag", "unit_name": "g/t", "places": 0, "limit": "15"},
            ],
        },
    )
    path = f"/goods/assays/{made['id']}"

    def give(side: str, cu: str, ag: str) -> Json:
        values = [{"element": "Cu", "value": cu}, {"element": "Ag", "value": ag}]
        return boss.do(f"{path}/give", {"at": AT, "side": side, "values": values})

    first = give("seller", "22.36", "310")
    assert [row["seller_value"] for row in first["elements"]] == [None, None]
    twice = {"at": AT, "side": "seller", "values": [{"element": "Cu", "value": "22.30"}]}
    assert "已提交" in said(boss, f"{path}/give", twice, status=409)["detail"]
    short = {"at": AT, "side": "buyer", "values": [{"element": "Cu", "value": "22.30"}]}
    assert "values" in said(boss, f"{path}/give", short, status=422)["errors"]

    both = give("buyer", "22.02", "301")
    assert both["state"] == "umpire"
    assert [(row["result"], row["how"]) for row in both["elements"]] == [
        (None, "umpire"),
        ("306.000000", "mean"),
    ]
    verdict = {
        "on": "2026-07-20",
        "lab": "北京矿冶研究总院",
        "cost": "3000.00",
        "values": [{"element": "Cu", "value": "22.30"}],
    }
    done = boss.do(f"{path}/decide", verdict)

    assert (done["state"], done["seller_pays"], done["buyer_pays"]) == ("final", "0.00", "3000.00")
    assert done["elements"][0]["result"] == "22.330000"
    assert said(boss, f"{path}/void", {"reason": "作废"}, status=409)
