"""Charges shared over lots by largest remainder; what has left is cost of sales of today."""

from backend.goods.cost.models import CostEntry, CostPool
from tests.goods.kit import D, faults, receive, two_receipts, world
from tests.goods.stock.test_papers import issue
from tests.house_kit import Door

URL = "/goods/landed-costs"


def test_freight_and_insurance_reach_the_goods_and_the_goods_that_left(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    issue(here, "60.000")  # of the old lot 20 t are left
    body = {
        "made_on": "2026-07-02",
        "charges": [
            {"kind": "freight", "key": "weight", "amount": "1000.01", "invoice_no": "YF-1"},
            {"kind": "insurance", "key": "value", "amount": "333.33"},
            {"kind": "handling", "key": "pieces", "amount": "72.00"},
            {"kind": "inspection", "key": "equal", "amount": "0.01"},
        ],
        "lot_ids": [old["id"]],
        "source_ids": [new["id"]],
    }
    landed = boss.do(URL, body)
    # freight 444.45 + 555.56, insurance by 7.04 m and 9.15 m, handling 32 + 40, a cent to the first
    shares = {row["lot_id"]: row for row in landed["shares"]}
    assert landed["amount"] == "1405.35"
    assert shares[old["id"]]["amount"] == str(D("444.45") + D("144.94") + D("32.00") + D("0.01"))
    assert shares[new["id"]]["amount"] == str(D("555.56") + D("188.39") + D("40.00"))

    done = boss.do(f"{URL}/{landed['id']}/post", {"at": "2026-07-02T10:00:00+08:00"})
    shares = {row["lot_id"]: row for row in done["shares"]}
    # a quarter of the old lot is there
    assert (shares[old["id"]]["to_stock"], shares[old["id"]]["to_cost_of_sales"]) == (
        "155.35",
        "466.05",
    )
    assert (done["to_stock"], done["to_cost_of_sales"]) == ("939.30", "466.05")
    assert CostPool.objects.get().value == D("20") * 88000 + D("100") * 91500 + D("939.30")
    assert {e.at.date().isoformat() for e in CostEntry.objects.filter(kind="landed")} == {
        "2026-07-02"
    }
    assert boss.see(f"/goods/lots/{new['id']}")["landed_cost"] == "783.95"
    assert faults() == []

    early = {"at": "2026-07-01T10:00:00+08:00", "reason": "记错"}
    assert boss.post(f"{URL}/{landed['id']}/reverse", early).status_code == 422
    back = boss.do(f"{URL}/{landed['id']}/reverse", {**early, "at": "2026-07-03T10:00:00+08:00"})
    assert (back["state"], back["to_stock"], back["to_cost_of_sales"]) == (
        "reversed",
        "0.00",
        "0.00",
    )
    assert CostPool.objects.get().value == D("20") * 88000 + D("100") * 91500
    assert boss.see(f"/goods/lots/{new['id']}")["landed_cost"] == "0.00"
    assert faults() == []


def test_bad_allocations_are_named_and_a_draft_can_be_drawn_up_anew(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    bare = receive(here, "5.000", "90000")
    theirs = receive(here, "5.000", None, owner_party_id=here.theirs)
    charge = {"kind": "freight", "key": "weight", "amount": "100.00"}
    body = {"made_on": "2026-07-02", "charges": [charge], "lot_ids": [old["id"]]}

    assert boss.post(URL, {**body, "lot_ids": []}).body["errors"].keys() == {"lot_ids"}
    assert boss.post(URL, {**body, "lot_ids": [theirs["id"]]}).body["errors"].keys() == {
        "lot_ids.0"
    }
    pieces = boss.post(
        URL, {**body, "lot_ids": [bare["id"]], "charges": [{**charge, "key": "pieces"}]}
    )
    assert (pieces.status_code, "按件数" in pieces.body["detail"]) == (409, True)

    row = boss.do(URL, body)
    assert (
        boss.patch(
            f"{URL}/{row['id']}", {"lot_ids": [old["id"], new["id"]]}, match='"1"'
        ).status_code
        == 200
    )
    changed = boss.see(f"{URL}/{row['id']}")
    assert sorted(share["amount"] for share in changed["shares"]) == ["44.44", "55.56"]
    boss.do(f"{URL}/{row['id']}/cancel", {"reason": "重复"})
    assert (
        boss.post(f"{URL}/{row['id']}/post", {"at": "2026-07-02T10:00:00+08:00"}).status_code == 409
    )
    assert CostEntry.objects.filter(kind="landed").count() == 0
