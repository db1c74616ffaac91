"""Machines come in by number and serial; no scale is asked for them."""

from decimal import Decimal

from backend.goods.serial.models import Serial
from backend.goods.stock.models import Balance
from tests.house_kit import Door
from tests.supply import kit
from tests.supply.receiving.yard import Json, Yard, at, yard


def bought(boss: Door) -> tuple[Yard, Json]:
    """Three motors on order at 11,300 a piece with tax."""
    found = yard(boss)
    maker = kit.supplier(boss, "南阳电机有限公司", categories=["part"], payment_days=30)
    found.seller = maker["party_id"]
    motor = boss.do(
        "/goods/products",
        {
            "code": "MOT-45",
            "name": "主电机 45 kW",
            "category": "part",
            "metal": "steel",
            "unit_of_measure": "台",
            "tracking": "serial",
        },
    )
    found.product = motor["id"]
    line = {"quantity": "3", "tolerance_more": "0", "tolerance_less": "0", "fixed_price": "11300"}
    found.buy({**line, "weight_basis": "seller"})
    return found, motor


def test_three_motors_come_in_by_serial_and_go_back_when_the_receipt_is_void(boss: Door) -> None:
    found, motor = bought(boss)
    came = found.receipt(pieces=3, brand="")
    path = f"/supply/receipts/{came['id']}"
    row = {"line_id": came["lines"][0]["id"]}

    def weigh(**facts: object) -> Json:
        answer = boss.post(f"{path}/weigh", {"at": at("09:30"), "lines": [{**row, **facts}]})
        body: Json = answer.body
        return body

    by_scale = weigh(ticket_id=motor["id"])
    half = weigh(count="2.5")
    twice = weigh(count="3", serials=["M-1", "M-1", "M-2"])
    counted = weigh(count="3", their_weight="3")
    boss.do(f"{path}/inspect")
    early = boss.post(f"{path}/post", {"at": at("10:00")})
    named = boss.do(f"{path}/name-serials", {**row, "nos": ["M-1", "M-2", "M-3"]})
    posted = boss.do(f"{path}/post", {"at": at("10:00")})
    note = boss.get(f"{path}/note.pdf")

    assert "不过磅" in by_scale["errors"]["lines.0.ticket_id"]
    assert half["errors"]["lines.0.count"] == "主电机 45 kW 按台计数，数量必须是整数"
    assert twice["errors"]["lines.0.serials"] == "序列号重复：M-1"
    line = counted["lines"][0]
    assert (line["net"], line["settle_weight"], line["measured_in"]) == ("3.000", "3.000", "台")
    assert line["difference"] == "0.000"
    assert early.body["type"] == "/problems/serials-open"
    assert named["lines"][0]["serials"] == ["M-1", "M-2", "M-3"]
    paid = posted["lines"][0]
    assert (paid["payable_weight"], paid["amount"]) == ("3.000", "33900.00")
    lot = boss.see(f"/goods/lots/{paid['lot_id']}")
    assert (lot["actual"], lot["pieces"], lot["unit_cost"]) == ("3.000", 3, "10000.0000")
    states = Serial.objects.filter(lot_id=lot["id"], state="in_stock")
    assert sorted(states.values_list("no", flat=True)) == ["M-1", "M-2", "M-3"]
    assert note.status_code == 200

    again = found.receipt(pieces=3, brand="")
    body = {"at": at("11:00"), "reason": "送错客户"}
    boss.do(f"/supply/receipts/{again['id']}/void", body)
    boss.do(f"{path}/void", body)

    assert set(Serial.objects.values_list("state", flat=True)) == {"out"}
    assert sum((row.actual for row in Balance.objects.all()), Decimal(0)) == 0
