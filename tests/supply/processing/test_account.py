"""A mill month by month, its yields drawn, and an order that lacks material or may not go out."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from backend.supply.requisition.models import Requisition
from tests.house_kit import Door
from tests.supply import kit
from tests.supply.processing.kit import DAY, Works, at, works

Json = dict[str, Any]
ROWS = ("month", "opening", "issued", "returned", "consumed", "outputs", "byproducts", "loss",
        "closing", "yield_percent", "fee")  # fmt: skip


@pytest.fixture
def here(boss: Door) -> Works:
    return works(boss)


def settled(here: Works, accepted: str, loss: str) -> None:
    """A tonne goes to the mill; so much comes back and is settled."""
    order = here.order(outputs=[{"product_id": here.ids["rod"], "quantity": "0.930"}])
    pk = order["id"]
    here.send(pk, here.lot("1.000", "60000"), "1.000")
    used = [{"product_id": here.ids["cathode"], "weight": "1.000"}]
    here.do(pk, "receive", here.back(order, accepted=accepted, consumed=used))
    here.do(pk, "reconcile", {"at": at(9)})
    gone = {"at": at(9), "kind": "process", "weight": loss, "reason": "氧化皮"}
    here.do(pk, "record_loss", gone)
    here.settle(pk)


def test_a_mills_months_and_its_control_chart(here: Works) -> None:
    settled(here, "0.930", "0.070")
    settled(here, "0.940", "0.060")
    settled(here, "0.900", "0.100")
    running = here.order()
    lot = here.lot("2.000", "60000", day=20)
    here.send(running["id"], lot, "2.000", day=30)
    back = {"at": "2026-08-03T09:00:00+08:00", "warehouse_id": here.ids["own"], "reason": "余料",
            "lines": [{"lot_id": lot, "weight": "0.500"}]}  # fmt: skip
    here.do(running["id"], "give_back", back)
    asked = {"since": "2026-06-15", "until": "2026-08-31", "processor_id": here.ids["processor"]}

    rows = here.boss.see("/supply/process-orders/mill-account", **asked)["items"]

    # 2,260.00 a tonne of rod; 2 t are on the way into August.
    assert [tuple(row[name] for name in ROWS) for row in rows] == [
        ("2026-07-01", "0.000", "5.000", "0.000", "3.000", "2.770", "0.000", "0.230", "2.000",
         "92.333", "6260.20"),
        ("2026-08-01", "2.000", "0.000", "0.500", "0.000", "0.000", "0.000", "0.000", "1.500",
         None, "0.00"),
    ]  # fmt: skip
    bad = here.boss.get("/supply/process-orders/mill-account", since=DAY, until="2026-06-01")
    assert (bad.status_code, list(bad.body["errors"])) == (422, ["until"])
    assert here.boss.client is not None
    assert here.boss.user is not None
    here.boss.user.is_staff = True
    here.boss.user.save(update_fields=["is_staff"])
    page = f"/admin/supply/processor/{here.ids['processor']}/account"
    drawn = here.boss.client.get(f"{page}/?since=2026-06&until=2026-08").content.decode()
    assert drawn.count('class="mill-mark"') == 2
    assert drawn.count('class="mill-alarm"') == 1  # 90 % is below 93 % less 0.5 %
    assert "mill-band" in drawn
    sheet = here.boss.client.get(f"{page}.xlsx?since=2026-06&until=2026-08")
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert [line[0] for line in lines] == ["月份", "2026-07", "2026-08"]
    assert (lines[1][4], lines[2][10]) == (5, 1.5)


def test_a_released_order_that_lacks_metal_opens_a_need_once(
    here: Works, hear: Callable[[], int]
) -> None:
    here.lot("6.000", "60000")
    first = here.order(due_on="2026-08-20")
    hear()
    assert Requisition.objects.count() == 0  # 4.650 / 0.93 = 5 t are there
    second = here.order(due_on="2026-08-20")
    hear()
    # One tonne is left by the first order: 4 t are to be bought.
    (need,) = Requisition.objects.all()
    (line,) = need.lines.all()
    assert (need.reason_kind, need.source_no, str(line.quantity)) == (
        "processing", second["no"], "4.000",
    )  # fmt: skip
    assert (str(line.needed_on), str(line.product_id)) == ("2026-08-20", here.ids["cathode"])
    assert (need.state, first["state"]) == ("draft", "released")


def test_a_mill_we_may_not_order_from_gets_no_order(here: Works) -> None:
    body = {"on": DAY, "party_id": here.ids["mill"], "categories": ["rod", "strip"]}
    maker = here.boss.do("/supply/suppliers", body)
    order = here.order(released=False)
    for verb in ("submit", "approve"):
        here.do(order["id"], verb)
    release = {"on": DAY}

    assert "不能询价或下单" in here.refused(order["id"], "release", release)

    path = f"/supply/suppliers/{maker['id']}"
    admit = {"on": DAY, "categories": ["rod", "strip"], "until": kit.UNTIL, "reason": kit.REASON}
    here.boss.do(f"{path}/admit", admit)
    held = {"supplier_id": maker["id"], "kind": "quality", "number": "Q-ROD", "category": "rod"}
    made = here.boss.do("/supply/certificates", {**held, "expires_on": "2026-07-02"})
    here.boss.do(f"/supply/certificates/{made['id']}/verify", {"on": DAY})
    assert "Q-ROD 已于 2026-07-02 过期" in here.refused(
        order["id"], "release", {"on": "2026-07-03"}
    )
    assert here.do(order["id"], "release", release)["state"] == "released"
