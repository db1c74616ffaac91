"""Papers that stand for goods: one weight, one paper, and a pledge holds."""

from uuid import uuid4

from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Balance
from tests.goods.kit import D, faults, receive, refused, two_receipts, world
from tests.goods.stock.test_papers import ACTOR, AT, issue, take
from tests.house_kit import Door

URL = "/goods/warrants"


def test_a_pledged_receipt_keeps_its_goods_and_no_weight_is_on_two(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    bank = boss.do("/core/parties", {"on": "2026-06-01", "name": "江南银行"})["id"]
    body = {
        "number": "WX-0001",
        "warehouse_id": here.warehouse,
        "holder_id": here.ours,
        "issued_on": "2026-06-25",
        "lines": [{"lot_id": old["id"], "weight": "50.000", "pieces": 20}],
    }
    paper = boss.do(URL, body)
    assert boss.post(URL, body).status_code == 409  # the number
    more = {**body, "number": "WX-0002", "lines": [{"lot_id": old["id"], "weight": "30.001"}]}
    refusal = boss.post(URL, more)
    assert (refusal.status_code, "50.000" in refusal.body["detail"]) == (409, True)
    boss.do(URL, {**more, "lines": [{"lot_id": old["id"], "weight": "30.000"}]})
    wrong = boss.post(URL, {**body, "number": "WX-3", "holder_id": here.theirs})
    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["lines.0.lot_id"])
    shown = {row["warehouse_id"]: row for row in boss.see(f"/goods/lots/{old['id']}")["balances"]}
    assert shown[here.warehouse]["receipted"] == "80.000"

    # on receipts: it may be promised, but not leave, move, pass or be reshaped
    leave = {
        "actor": ACTOR,
        "at": AT,
        "source": Source("crm.delivery", uuid4()),
        "line_id": uuid4(),
    }
    with refused(Exception, "仓单"):
        stock.issue(**leave, product_id=here.product, weight=D("1.000"))
    with refused(Exception, "仓单"):
        stock.draw(**leave, takes=[take(old, here.warehouse, "1.000")])
    halves = {"at": "2026-07-01T09:00:00+08:00", "parts": [{"weight": "40"}, {"weight": "40"}]}
    assert boss.post(f"/goods/lots/{old['id']}/split", halves).status_code == 409

    pledge = {"pledgee_id": bank, "reason": "流动资金贷款"}
    assert (
        boss.post(f"{URL}/{paper['id']}/pledge", {**pledge, "pledgee_id": here.ours}).status_code
        == 422
    )
    assert boss.do(f"{URL}/{paper['id']}/pledge", pledge)["state"] == "pledged"
    balance = Balance.objects.get(lot_id=old["id"])
    assert (balance.pledged, balance.receipt_pledged, balance.receipted) == (50, 50, 80)
    undo = {"warehouse_id": here.warehouse, "weight": "1.000", "reason": "绕过仓单"}
    assert boss.post(f"/goods/lots/{old['id']}/unpledge", undo).status_code == 409
    line = {"lot_id": old["id"], "weight": "10.000"}
    assert boss.post(f"{URL}/{paper['id']}/withdraw", line).status_code == 409
    assert faults() == []

    boss.do(f"{URL}/{paper['id']}/unpledge", {"reason": "还款"})
    assert (
        boss.post(f"{URL}/{paper['id']}/withdraw", {**line, "weight": "50.001"}).status_code == 409
    )
    part = boss.do(f"{URL}/{paper['id']}/withdraw", line)
    assert (part["state"], part["lines"][0]["left"]) == ("active", "40.000")
    assert issue(here, "10.000").cost == D("880000.00")
    with refused(Exception, "仓单"):
        issue(here, "0.001")
    assert boss.do(f"{URL}/{paper['id']}/block", {"reason": "挂失"})["state"] == "blocked"
    assert Balance.objects.get(lot_id=old["id"]).receipt_frozen == D("40.000")
    boss.do(f"{URL}/{paper['id']}/unblock", {"reason": "找到"})
    boss.do(f"{URL}/{paper['id']}/cancel", {"reason": "注销提货"})
    issue(here, "40.000")
    assert boss.see(URL, lot_id=old["id"])["items"][-1]["number"] == "WX-0001"
    assert boss.see(URL, lot_id=new["id"])["items"] == []
    assert faults() == []


def test_an_exchange_receipt_is_for_whole_lots_and_none_is_made_out_on_the_road(boss: Door) -> None:
    here = world(boss)
    places = {}
    for code, kind in (("JG", "exchange"), ("ZT", "transit")):
        body = {"code": code, "name": code, "kind": kind, "operator_id": here.theirs}
        places[kind] = boss.do("/goods/warehouses", body)["id"]
    lot = receive(here, "25.012", "90000", warehouse_id=places["exchange"])
    road = receive(here, "5.000", "90000", warehouse_id=places["transit"])
    body = {
        "number": "SHFE-1",
        "kind": "exchange",
        "warehouse_id": places["exchange"],
        "holder_id": here.ours,
        "issued_on": "2026-06-25",
        "lines": [{"lot_id": lot["id"], "weight": "25.000"}],
    }
    part = boss.post(URL, body)
    assert (part.status_code, "25.012" in part.body["detail"]) == (409, True)
    whole = boss.do(URL, {**body, "lines": [{"lot_id": lot["id"], "weight": "25.012"}]})
    some = boss.post(f"{URL}/{whole['id']}/withdraw", {"lot_id": lot["id"], "weight": "1.000"})
    assert some.status_code == 409
    done = boss.do(f"{URL}/{whole['id']}/withdraw", {"lot_id": lot["id"], "weight": "25.012"})
    assert done["state"] == "cancelled"
    halves = {"at": "2026-07-01T09:00:00+08:00", "parts": [{"weight": "25"}, {"weight": "0.012"}]}
    assert "交割仓" in boss.post(f"/goods/lots/{lot['id']}/split", halves).body["detail"]
    with refused(Refusal, "整批"):
        from uuid import UUID

        from backend.core.party.models import Party

        stock.pass_title(
            [stock.Passing(uuid4(), take(lot, places["exchange"], "5.000"))],
            actor=ACTOR,
            at=AT,
            source=Source("goods.titletransfer", uuid4()),
            to_party=Party.objects.get(pk=UUID(here.theirs)),
        )
    away = {
        **body,
        "number": "X",
        "warehouse_id": places["transit"],
        "lines": [{"lot_id": road["id"], "weight": "5"}],
    }
    assert boss.post(URL, away).status_code == 409
    assert faults() == []
