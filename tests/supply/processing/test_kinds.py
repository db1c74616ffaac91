"""Story 5: a customer's metal for a fee; metal for metal; back and cancelled."""

from decimal import Decimal

from backend.goods.stock.models import Lot
from backend.supply.processing import calc
from backend.supply.processing.calc import Content
from tests.house_kit import Door
from tests.supply.processing.kit import DAY, at, faults, works

D = Decimal


def test_a_customers_metal_is_worth_nothing_in_our_books(boss: Door) -> None:
    here = works(boss)
    mine = here.lot("1.000", "60000")
    theirs = here.lot("10.000", None, owner_party_id=here.ids["customer"])
    facts = {"kind": "for_others", "processor_id": None, "customer_id": here.ids["customer"]}
    answer = boss.post(
        "/supply/process-orders",
        {"on": DAY, "company_id": here.ids["us"], "bom_id": here.ids["bom"],
         "outputs": [{"product_id": here.ids["rod"], "quantity": "9.300"}], **facts},
    )  # fmt: skip
    assert (answer.status_code, list(answer.body["errors"])) == (422, ["warehouse_id"])
    order = here.order(
        **facts, warehouse_id=here.ids["shop"], fee_price="1130.0000", excess_price="70000.0000",
        fee_minimum="11000.00",
    )  # fmt: skip
    pk = order["id"]

    line = {"lot_id": mine, "warehouse_id": here.ids["own"], "weight": "1.000"}
    said = here.refused(pk, "issue", {"at": at(2), "lines": [line]})
    assert "货主是" in said
    here.send(pk, theirs, "10.000")
    scraps = [{"product_id": here.ids["scrap"], "weight": "0.500", "policy": "returned"}]
    done = here.do(pk, "receive", here.back(order, accepted="9.300", scraps=scraps))
    here.do(pk, "reconcile", {"at": at(6)})
    loss = {"at": at(6), "kind": "melt", "weight": "0.200", "reason": "烧损"}
    here.do(pk, "record_loss", loss)
    paper = here.settle(pk, claims=[{"text": "表面划伤", "amount": "500.00"}])

    kinds = [(row["kind"], row["amount"]) for row in paper["lines"]]
    assert kinds == [("fee", "10509.00"), ("minimum", "491.00"), ("claim", "-500.00")]
    assert (paper["direction"], paper["net_payable"]) == ("receivable", "10500.00")
    assert (paper["adjustment"], paper["written_off"]) == ("0.00", "0.00")
    assert (here.worth("rod"), here.worth("scrap"), here.worth("cathode")) == ("0", "0", "60000.00")
    rod = Lot.objects.get(pk=done["received"][0]["lot_id"])
    assert (str(rod.owner_party_id), rod.unit_cost) == (here.ids["customer"], None)
    assert here.parents(str(rod.pk)) == {theirs: "10.000"}
    assert faults() == []


def test_metal_is_exchanged_for_metal_by_a_paper_of_its_own(boss: Door) -> None:
    here = works(boss)
    lot = here.lot("4.000", "60000", brand="贵冶")
    toll = here.order()
    body = {"at": at(3), "lot_id": lot, "weight": "4.000", "agreement": "HL-07", "brand": "铁峰"}
    assert "货权不转移" in here.refused(toll["id"], "swap", body)
    order = here.order(mode="swap", swap_price="67800.0000", scrap_policy="returned")
    pk = order["id"]
    here.send(pk, lot, "4.000")
    assert "只有 4.000 吨" in here.refused(pk, "swap", {**body, "weight": "4.001"})

    swapped = here.do(pk, "swap", body)

    (heap,) = swapped["at_mill"]
    assert (heap["weight"], swapped["swaps"][0]["value"]) == ("4.000", "240000.00")
    came = Lot.objects.get(pk=heap["lot_id"])
    assert (came.brand, str(came.unit_cost), here.parents(heap["lot_id"])) == (
        "铁峰", "60000.0000", {lot: "4.000"},
    )  # fmt: skip
    used = [{"product_id": here.ids["cathode"], "weight": "4.000"}]
    scraps = [{"product_id": here.ids["scrap"], "weight": "0.200"}]
    done = here.do(pk, "receive", here.back(order, accepted="3.800", consumed=used, scraps=scraps))
    assert done["receipts"][0]["value"] == "239600.00"
    assert here.worth("scrap") == "8000.00"
    here.do(pk, "reconcile", {"at": at(8)})
    paper = here.settle(pk)
    kinds = [(row["kind"], row["amount"]) for row in paper["lines"]]
    assert kinds == [
        ("fee", "8588.00"),
        ("swap_sale", "-271200.00"),
        ("swap_purchase", "271200.00"),
    ]
    assert (paper["net_payable"], here.worth("rod")) == ("8588.00", "239600.00")
    assert faults() == []


def test_material_comes_back_before_an_order_is_dropped(boss: Door) -> None:
    here = works(boss)
    lot = here.lot("3.000", "60000")
    order, twin = here.order(), here.order()
    pk = order["id"]
    here.send(pk, lot, "2.000")
    here.do(pk, "start", {"on": DAY})
    here.do(pk, "hold", {"reason": "设备检修"})
    line = {"lot_id": lot, "warehouse_id": here.ids["there"], "weight": "2.000"}
    said = here.refused(twin["id"], "issue", {"at": at(3), "lines": [line]})
    assert "可用 0.000 吨（已扣除其他加工单占用）" in said
    back = {
        "at": at(4),
        "warehouse_id": here.ids["own"],
        "reason": "订单取消",
        "lines": [{"lot_id": lot, "weight": "2.500"}],
    }
    assert "只有 2.000 吨" in here.refused(pk, "give_back", back)
    assert "加工厂还有 2.000 吨" in here.refused(pk, "cancel", {"reason": "订单取消"})

    back["lines"] = [{"lot_id": lot, "weight": "1.500"}]
    here.do(pk, "give_back", back)
    assert here.do(pk, "resume")["state"] == "in_process"
    back["lines"] = [{"lot_id": lot, "weight": "0.500"}]
    gone = here.do(pk, "give_back", back)

    assert (gone["returned"], gone["balance"]["residual"]) == ("2.000", "0.000")
    assert here.do(pk, "cancel", {"reason": "订单取消"})["state"] == "cancelled"
    assert (here.stock("cathode"), here.worth("cathode")) == ({"WX-1": "3.000"}, "180000.00")
    assert faults() == []


def test_a_count_above_the_books_gives_material_back(boss: Door) -> None:
    """A better yield than the bill's: less was used than the goods stood for."""
    here = works(boss)
    lot = here.lot("2.000", "60000")
    order = here.order(std_yield="0.800000")
    pk = order["id"]
    here.send(pk, lot, "2.000")
    here.do(pk, "receive", here.back(order, accepted="1.000"))
    counted = [{"product_id": here.ids["cathode"], "weight": "1.500"}]
    assert "超过净发料 0.500 吨" in here.refused(pk, "reconcile", {"at": at(6), "counted": counted})

    counted[0]["weight"] = "0.900"
    done = here.do(pk, "reconcile", {"at": at(6), "counted": counted})

    assert (done["consumed"], done["balance"]["at_mill"]) == ("1.100", "0.900")
    here.do(
        pk, "record_loss", {"at": at(6), "kind": "process", "weight": "0.100", "reason": "切头"}
    )
    paper = here.settle(pk)
    assert paper["adjustment"] == "-9000.00"
    assert (here.worth("rod"), here.worth("cathode")) == ("68000.00", "54000.00")
    assert faults() == []


def test_a_bill_is_used_or_changed_but_never_both(boss: Door) -> None:
    here = works(boss)
    path = f"/supply/boms/{here.ids['bom']}"
    match = f'"{boss.see(path)["version"]}"'
    changed = boss.patch(path, {"std_yield": "0.95"}, match=match)
    assert changed.status_code == 409

    boss.do(f"{path}/revise", {"on": DAY})
    draft = boss.see("/supply/boms", state="draft")["items"][0]
    bad = boss.patch(f"/supply/boms/{draft['id']}", {"std_yield": "0"}, match='"1"')
    assert (bad.status_code, list(bad.body["errors"])) == (422, ["std_yield"])
    bad = boss.patch(f"/supply/boms/{draft['id']}", {"std_yield": "-0.9"}, match='"1"')
    assert bad.status_code == 422
    shares = [{"product_id": here.ids["cathode"], "share": "0.9"}]
    bad = boss.patch(f"/supply/boms/{draft['id']}", {"inputs": shares}, match='"1"')
    assert (bad.status_code, list(bad.body["errors"])) == (422, ["inputs"])
    boss.do(f"/supply/boms/{draft['id']}/activate")

    assert (draft["revision"], boss.see(path)["state"]) == (2, "retired")
    answer = boss.post("/supply/process-orders", {
        "on": DAY, "company_id": here.ids["us"], "processor_id": here.ids["processor"],
        "bom_id": here.ids["bom"],
        "outputs": [{"product_id": here.ids["rod"], "quantity": "1.000"}],
    })  # fmt: skip
    assert (answer.status_code, answer.body["type"].split("/")[-1]) == (409, "bom-not-active")


def test_an_alloy_balances_element_by_element() -> None:
    shares = {
        ("cathode", "Cu"): Content(D("0.9999"), D(0)),
        ("zinc", "Zn"): Content(D("1"), D("0.03")),
        ("brass", "Cu"): Content(D("0.623"), D(0)),
        ("brass", "Zn"): Content(D("0.377"), D("0.03")),
        ("scrap", "Cu"): Content(D("0.60"), D(0)),
    }

    copper, zinc = calc.elements(
        shares,
        consumed={"cathode": D("12.000"), "zinc": D("7.300")},
        outputs={"brass": D("18.200")},
        byproducts={"scrap": D("0.850")},
        losses={"Cu": D("0.150")},
        scales=D("0.020"),
    )

    assert (copper.charged, copper.outputs, copper.byproducts) == (
        D("11.99880"), D("11.33860"), D("0.51000"),
    )  # fmt: skip
    assert (copper.residual, copper.limit, copper.loss_percent) == (
        D("0.00020"), D("0.02000"), D("1.252"),
    )  # fmt: skip
    assert (zinc.residual, zinc.limit) == (D("0.43860"), D("0.23900"))
