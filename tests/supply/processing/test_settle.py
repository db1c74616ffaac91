"""Story 4: 92 % yield against a 93 % standard, rejects, rework, scrap bought by the mill."""

from backend.core.events.models import Event
from backend.core.people.models import User
from tests.house_kit import Door, door_for, grant_all, person
from tests.supply import kit
from tests.supply.processing.kit import DAY, Works, at, faults, works

TERMS = {
    "excess_price": "72000.0000",
    "scrap_price": "56500.0000",
    "resolution": "0.010",
    "outputs": [],
}


def test_a_short_yield_is_charged_and_every_tonne_is_explained(boss: Door) -> None:
    here = works(boss)
    old, new = here.lot("3.000", "60000"), here.lot("2.000", "61000", day=2)
    outputs = [{"product_id": here.ids["rod"], "quantity": "4.650"}]
    order = here.order(**{**TERMS, "outputs": outputs})
    pk = order["id"]
    assert (order["fee_price"], order["std_yield"]) == ("2260.0000", "0.930000")

    _goods_before_material(here, order)
    _material(here, pk, old, new)
    _goods(here, order, old, new)
    _reconciled(here, pk)
    paper = _statement(here, pk)

    settled = here.boss.see(here.path(pk))
    assert (settled["state"], settled["cost_total"]) == ("settled", "294807.08")
    assert settled["unit_cost"] == "64088.4957"
    assert here.worth("rod") == "294807.08"
    assert (here.worth("cathode"), here.stock("cathode")) == ("0.00", {})
    assert faults() == []
    _told(pk, paper)
    chart = here.boss.see("/supply/process-orders/yields", processor_id=here.ids["processor"])
    (row,) = chart["items"]
    assert (row["yield_percent"], row["standard_percent"]) == ("92.000", "93.000000")
    assert (row["mean"], row["is_alarm"]) == (None, True)
    assert here.do(pk, "close")["state"] == "closed"


def _goods_before_material(here: Works, order: dict) -> None:
    said = here.refused(order["id"], "receive", here.back(order, accepted="1.000"))

    assert "还没有发料" in said


def _material(here: Works, pk: str, old: str, new: str) -> None:
    """5 t go out on two trucks; the mill's scale finds 6 kg less of the first."""
    other = here.ticket("2.500")
    line = {"lot_id": old, "warehouse_id": here.ids["own"], "weight": "3.000"}
    said = here.refused(pk, "issue", {"at": at(2), "lines": [line], "ticket_id": other})
    assert "为 2.500 吨，明细合计 3.000 吨" in said
    first = here.send(pk, old, "3.000", ticket_id=here.ticket("3.000", day=3))
    assert first["state"] == "material_issuing"

    said = here.refused(pk, "cancel", {"reason": "客户取消"})
    assert "加工厂还有 3.000 吨材料" in said
    issue = first["issues"][0]["id"]
    body = {"at": at(3), "issue_id": issue, "net": "2.994", "document_no": "CZ-77"}
    weighed = here.do(pk, "counter", body)["issues"][0]
    assert (weighed["difference"], weighed["permille"]) == ("0.006", "2.004")

    here.send(pk, new, "2.000", day=3)
    assert here.stock("cathode") == {"CZ-M": "5.000"}
    more = here.lot("1.000", "60000")
    line = {"lot_id": more, "warehouse_id": here.ids["own"], "weight": "1.000"}
    said = here.refused(pk, "issue", {"at": at(3), "lines": [line]})
    assert "上限 310000.00 元，发料后将达 362000.00 元，超出 52000.00 元" in said
    here.boss.do(f"/goods/lots/{more}/adjust", {
        "at": at(3), "warehouse_id": here.ids["own"], "weight": "-1.000", "pieces": 0,
        "reason": "样品移出",
    })  # fmt: skip
    here.do(pk, "start", {"on": DAY})


def _goods(here: Works, order: dict, old: str, new: str) -> None:
    """Three receipts; what each took follows the bill, whatever was issued."""
    pk = order["id"]
    one = here.do(pk, "receive", here.back(order, accepted="2.000", freight="200.00"))
    assert (one["state"], one["consumed"], one["material_axis"]) == (
        "receiving", "2.151", "issued",
    )  # fmt: skip
    assert one["receipts"][0]["value"] == "133260.00"
    lot = one["received"][0]["lot_id"]
    assert here.parents(lot) == {old: "2.151"}

    body = here.back(order, day=6, accepted="1.600", rejected="0.500", rework="0.500")
    two = here.do(pk, "receive", body)
    assert (two["consumed"], two["balance"]["at_mill"]) == ("3.871", "1.129")
    assert here.stock("rod") == {"WX-1": "3.600"}
    assert two["receipts"][1]["value"] == "107271.00"
    assert here.parents(two["received"][1]["lot_id"]) == {old: "0.849", new: "0.871"}

    scrap = {"product_id": here.ids["scrap"], "weight": "9.000"}
    said = here.refused(pk, "receive", here.back(order, accepted="1.000", scraps=[scrap]))
    assert "超过净发料 5.000 吨" in said
    used = [{"product_id": here.ids["cathode"], "weight": "0.900"}]
    said = here.refused(pk, "receive", here.back(order, accepted="1.000", consumed=used))
    assert "成材率超过 100%" in said
    used[0]["weight"] = "1.200"
    said = here.refused(pk, "receive", here.back(order, accepted="1.000", consumed=used))
    assert "本单在厂只有 1.129 吨" in said

    scrap["weight"] = "0.300"
    three = here.do(pk, "receive", here.back(order, day=7, accepted="1.000", scraps=[scrap]))
    assert (three["consumed"], three["receipt_axis"]) == ("4.946", "partial")
    assert three["receipts"][2]["value"] == "52575.00"
    assert (three["scraps"][0]["amount"], three["scraps"][0]["lot_id"]) == ("16950.00", None)


def _reconciled(here: Works, pk: str) -> None:
    answer = here.boss.post("/supply/processing-settlements", {"on": DAY, "order_id": pk})
    assert (answer.status_code, answer.body["type"].split("/")[-1]) == (409, "not-reconciled")

    done = here.do(pk, "reconcile", {"at": at(9)})

    assert (done["state"], done["consumed"], done["counted"]) == ("reconciling", "5.000", "0.000")
    loss = {"at": at(9), "kind": "process", "weight": "0.080", "reason": "氧化皮"}
    here.do(pk, "record_loss", loss)
    loss["weight"] = "0.200"
    assert "超过净发料 5.000 吨" in here.refused(pk, "record_loss", loss)


def _statement(here: Works, pk: str) -> dict:
    """20 kg that nobody explained hold it up; then the mill owes us."""
    made = here.boss.do("/supply/processing-settlements", {"on": DAY, "order_id": pk})
    path = f"/supply/processing-settlements/{made['id']}"
    answer = here.boss.post(f"{path}/match")
    assert answer.status_code == 409
    assert "差额 0.020 吨，允许 ±0.010 吨" in answer.body["detail"]
    assert here.boss.see(path)["state"] == "draft"
    again = here.boss.post("/supply/processing-settlements", {"on": DAY, "order_id": pk})
    assert again.status_code == 409

    loss = {"at": at(9), "kind": "scale", "weight": "0.020", "reason": "两地磅差"}
    here.do(pk, "record_loss", loss)
    here.boss.do(f"{path}/void", {"reason": "补记损耗后重做"})
    paper = here.settle(pk)

    kinds = [(row["kind"], row["quantity"], row["amount"]) for row in paper["lines"]]
    assert kinds == [
        ("fee", "2.000", "4520.00"),
        ("fee", "1.600", "3616.00"),
        ("fee", "1.000", "2260.00"),
        ("overuse", "0.025", "-1800.00"),
        ("scrap", "0.300", "-16950.00"),
    ]
    assert (paper["fee_amount"], paper["tax"], paper["deductions"], paper["net_payable"]) == (
        "10396.00", "1196.00", "18750.00", "-8354.00",
    )  # fmt: skip
    assert (paper["adjustment"], paper["direction"]) == ("1701.08", "payable")
    assert (paper["balance"]["residual"], paper["balance"]["yield_percent"]) == ("0.000", "92.000")
    printed = here.boss.get(f"/supply/processing-settlements/{paper['id']}/statement.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF")
    return paper


def _told(pk: str, paper: dict) -> None:
    (event,) = Event.objects.filter(name="supply.processing.settled")
    assert event.payload == {
        "processing_id": pk,
        "settlement_id": paper["id"],
        "settlement_no": paper["no"],
        "party_id": paper["party_id"],
        "company_id": event.payload["company_id"],
        "direction": "payable",
        "fee_amount": "10396.00",
        "tax": "1196.00",
        "deductions": "18750.00",
        "net_payable": "-8354.00",
        "on": DAY,
    }


def test_a_mill_reports_its_own_orders_and_sees_no_cost(boss: Door) -> None:
    here = works(boss)
    lot = here.lot("2.000", "60000")
    draft = here.order(released=False)
    order = here.order()
    here.send(order["id"], lot, "2.000")
    grants = grant_all(
        "supply.view_processing", "supply.report_processing", "supply.view_processing_settlement"
    )
    theirs = person("mill", grants=grants)
    other = person("other-mill", grants=grants)
    someone = kit.party(boss, "另一家加工厂")
    User.objects.filter(pk=theirs.pk).update(party_id=here.ids["mill"])
    User.objects.filter(pk=other.pk).update(party_id=someone["id"])
    mill, rival = (door_for(User.objects.get(pk=one.pk)) for one in (theirs, other))
    report = {"at": at(4), "step": "拉丝", "percent": 60, "weight_out": "1.100"}

    rows = mill.see("/supply/process-orders")["items"]
    told = mill.do(here.path(order["id"], "report"), report)

    assert [row["id"] for row in rows] == [order["id"]]
    assert (told["progress"], told["reports"][0]["weight_out"]) == (60, "1.100")
    assert (told["cost_total"], told["outputs"][0]["unit_value"]) == (None, None)
    assert here.stock("rod") == {}
    assert mill.get(here.path(draft["id"])).status_code == 404
    for path in (here.path(order["id"]), here.path(order["id"], "report")):
        answer = rival.get(path) if path.endswith(order["id"]) else rival.post(path, report)
        assert answer.status_code == 404
    photo = {**report, "photos": [order["id"]]}
    answer = mill.post(here.path(order["id"], "report"), photo)
    assert (answer.status_code, list(answer.body["errors"])) == (422, ["photos"])
