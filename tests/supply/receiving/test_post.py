"""A truck of a purchase from the notice into stock, and back."""

import re
from typing import Any

import pytest
from django.core.management import call_command

from backend.core.events.models import Event
from backend.goods.cost.models import CostEntry
from backend.goods.stock.models import Balance, Lot
from tests.house_kit import Door
from tests.supply import kit
from tests.supply.receiving.yard import PLATE, Yard, at, yard


@pytest.fixture
def here(boss: Door) -> Yard:
    return yard(boss)


def refused(here: Yard, path: str, body: Any = None, *, status: int = 409) -> str:
    """The sentence of a step that must be refused."""
    return str(kit.refused(here.boss, path, body, status=status)["detail"])


def test_a_truck_is_announced_weighed_and_put_away_at_its_cost(here: Yard) -> None:
    purchase = here.buy()
    line = purchase["lines"][0]["id"]
    notice = here.boss.do(
        "/supply/notices",
        {
            "on": "2026-07-09",
            "purchase_id": purchase["id"],
            "expected_at": at("08:00"),
            "plate": PLATE,
            "driver_name": "王师傅",
            "driver_phone": "13800000000",
            "lines": [
                {
                    "purchase_line_id": line,
                    "weight": "20.020",
                    "pieces": 10,
                    "brand": "贵冶",
                    "heat": "B2607",
                    "bundles": [
                        {"bundle_no": "K1", "pieces": 5, "weight": "10.010"},
                        {"bundle_no": "K2", "pieces": 5, "weight": "10.010"},
                    ],
                }
            ],
        },
    )
    here.boss.do(f"/supply/notices/{notice['id']}/arrive", {"at": at("08:20")})
    made = here.receipt(notice_id=notice["id"], heat="B2607")
    weighed = here.weigh(made, theirs="20.020", ticket=here.ticket("20.000"))
    row = weighed["lines"][0]
    # 20.000 - 20.020 = -0.020 t, 0.999 per mille of theirs: inside 2, so theirs is paid for.
    assert (row["net"], row["difference"], row["is_within"]) == ("20.000", "-0.020", True)
    assert row["settle_weight"] == "20.020"
    assert here.boss.do(f"/supply/receipts/{made['id']}/inspect")["state"] == "accepted"

    posted = here.boss.do(f"/supply/receipts/{made['id']}/post", {"at": at("10:00")})

    row = posted["lines"][0]
    assert (row["accepted"], row["payable_weight"], row["rejected"]) == (
        "20.000",
        "20.020",
        "0.000",
    )
    assert (row["price"], row["amount"], row["price_state"]) == (
        "70000.0000",
        "1401400.00",
        "priced",
    )
    lot = Lot.objects.get(pk=row["lot_id"])
    # 20.020 t x 61,946.9027 = 1,240,176.99 without tax is what 20.000 t in stock are worth.
    assert (str(lot.actual), lot.heat, lot.price_state) == ("20.000", "B2607", "priced")
    assert str(CostEntry.objects.get(layer__lot_id=lot.pk).value) == "1240176.99"
    assert str(Balance.objects.get(lot=lot).actual) == "20.000"
    bought = here.boss.see(f"/supply/purchases/{purchase['id']}")
    assert (bought["lines"][0]["quantity_received"], bought["state"]) == ("20.020", "received")
    assert here.boss.see(f"/supply/notices/{notice['id']}")["state"] == "received"
    news = Event.objects.get(name="supply.receipt.posted").payload
    assert news["purchase_id"] == purchase["id"]
    assert news["on"] == "2026-07-10"
    assert news["lines"][0] | {"receipt_line_id": ""} == {
        "line_id": line,
        "receipt_line_id": "",
        "lot_id": str(lot.pk),
        "weight": "20.000",
        "settle_weight": "20.020",
        "price": "70000.0000",
        "amount": "1401400.00",
        "price_state": "priced",
    }
    pdf = here.boss.get(f"/supply/receipts/{made['id']}/note.pdf")
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    call_command("check_invariants")


def test_more_than_the_order_takes_is_refused_and_nothing_is_half_posted(here: Yard) -> None:
    here.buy()
    here.come("10.000", "10.000")
    made = here.receipt(plate="苏B22222")
    here.weigh(made, theirs="10.201", ticket=here.ticket("10.201", "苏B22222"))
    here.boss.do(f"/supply/receipts/{made['id']}/inspect")

    said = refused(here, f"/supply/receipts/{made['id']}/post", {"at": at("11:00")})

    assert "上限 20.2" in said
    assert "已收 10.000" in said
    assert re.search(r"最多还可收 10\.20*\b", said)
    assert Lot.objects.count() == 1
    still = here.boss.see(f"/supply/receipts/{made['id']}")
    assert (still["state"], still["lines"][0]["lot_id"]) == ("accepted", None)
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")
    assert bought["lines"][0]["quantity_received"] == "10.000"


def test_a_ticket_from_two_devices_is_posted_once(here: Yard) -> None:
    here.buy()
    ticket = here.ticket("20.000")
    first, second = here.receipt(), here.receipt()
    here.weigh(first, theirs="20.000", ticket=ticket)
    body = {
        "at": at("09:31"),
        "lines": [
            {"line_id": second["lines"][0]["id"], "ticket_id": ticket, "their_weight": "20.000"}
        ],
    }
    said = refused(here, f"/supply/receipts/{second['id']}/weigh", body)
    assert first["no"] in said
    assert here.boss.see(f"/supply/receipts/{second['id']}")["state"] == "draft"
    path = f"/supply/receipts/{first['id']}"
    here.boss.do(f"{path}/inspect")
    here.boss.do(f"{path}/post", {"at": at("10:00")})
    refused(here, f"{path}/post", {"at": at("10:00")})
    assert Lot.objects.count() == 1


def test_a_void_receipt_leaves_no_stock_no_count_and_a_free_ticket(here: Yard) -> None:
    here.buy()
    posted = here.come("20.000", "20.020")
    path = f"/supply/receipts/{posted['id']}"

    void = here.boss.do(f"{path}/void", {"at": at("15:00"), "reason": "车牌录错，重新收货"})

    assert void["state"] == "void"
    lot = Lot.objects.get()
    assert str(Balance.objects.get(lot=lot).actual) == "0.000"
    assert sum(entry.value for entry in CostEntry.objects.filter(layer__lot_id=lot.pk)) == 0
    bought = here.boss.see(f"/supply/purchases/{here.purchase['id']}")
    assert (bought["state"], bought["lines"][0]["quantity_received"]) == ("acknowledged", "0.000")
    ticket = posted["lines"][0]["ticket_id"]
    again = here.receipt()
    here.weigh(again, theirs="20.020", ticket=ticket)
    here.boss.do(f"/supply/receipts/{again['id']}/inspect")
    here.boss.do(f"/supply/receipts/{again['id']}/post", {"at": at("16:00")})
    call_command("check_invariants")


def test_a_held_difference_is_decided_first(here: Yard) -> None:
    decided = {"ours": "19.900", "theirs": "20.000", "half": "19.950", "excess": "19.940"}
    here.buy(*({"weight_basis": "hold"} for _take in decided))
    for seq, (take, settled) in enumerate(decided.items()):
        made = here.receipt(line=seq)
        weighed = here.weigh(made, theirs="20.000", ticket=here.ticket("19.900"))
        row = weighed["lines"][0]
        assert (row["difference"], row["is_within"]) == ("-0.100", False)
        assert row["settle_weight"] is None
        path = f"/supply/receipts/{made['id']}"
        assert "-0.100" in refused(here, f"{path}/inspect")

        why = {"at": at("10:00"), "line_id": row["id"], "reason": "双方复磅确认"}
        done = here.boss.do(f"{path}/decide", {**why, "take": take})

        assert done["lines"][0]["settle_weight"] == settled
        refused(here, f"{path}/decide", {**why, "take": take})
    assert here.boss.do(f"{path}/inspect")["state"] == "accepted"


def test_whose_scale_decides(here: Yard) -> None:
    rules = (
        ("buyer", "19.900", "19.900"),
        ("seller", "19.900", "20.000"),
        ("seller_within", "19.960", "20.000"),
        ("seller_within", "19.959", "19.959"),
        ("excess", "19.900", "19.940"),
        ("half", "19.900", "19.950"),
        ("seller", None, "20.000"),
    )
    here.buy(*({"weight_basis": basis} for basis, _ours, _settled in rules))
    for seq, (basis, ours, settled) in enumerate(rules):
        made = here.receipt(line=seq)
        ticket = here.ticket(ours) if ours else None
        row = here.weigh(made, theirs="20.000", ticket=ticket)["lines"][0]
        assert row["settle_weight"] == settled, basis
        assert row["net"] == (ours or "20.000")
    made = here.receipt()
    body = {"at": at("09:30"), "lines": [{"line_id": made["lines"][0]["id"]}]}
    refused(here, f"/supply/receipts/{made['id']}/weigh", body, status=422)


def test_goods_without_a_purchase_are_only_somebody_elses(here: Yard) -> None:
    owner = kit.party(here.boss, "无锡线缆厂")["id"]
    row = {"product_id": here.product, "warehouse_id": here.warehouse, "brand": "铜冠"}
    body = {"on": "2026-07-10", "kind": "customer", "plate": PLATE, "lines": [row]}
    refused(here, "/supply/receipts", {**body, "owner_party_id": here.ours}, status=422)
    refused(here, "/supply/receipts", {**body, "kind": "purchase"}, status=422)
    made = here.boss.do("/supply/receipts", {**body, "owner_party_id": owner})
    here.weigh(made, theirs=None, ticket=here.ticket("8.000"))
    path = f"/supply/receipts/{made['id']}"
    here.boss.do(f"{path}/inspect")
    posted = here.boss.do(f"{path}/post", {"at": at("10:00")})
    lot = Lot.objects.get(pk=posted["lines"][0]["lot_id"])
    assert (str(lot.actual), lot.unit_cost, str(lot.owner_party_id)) == ("8.000", None, owner)
    assert not CostEntry.objects.filter(layer__lot_id=lot.pk).exists()
    call_command("check_invariants")
