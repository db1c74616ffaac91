"""Goods that wait for a decision or were rejected are promised to nobody."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.errors import Malformed
from backend.core.events.models import Event
from backend.goods.stock import actions as stock
from backend.goods.stock import queries
from backend.goods.stock.models import Lot
from tests.goods.kit import D, faults, refused, two_receipts, world
from tests.goods.stock.test_papers import issue, mill, take
from tests.house_kit import Door

ACTOR = system("test")
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)
PAPER = Source("goods.inspection", uuid4(), "JY-1")


def mark(lot: dict, quality: str) -> Lot:
    return stock.mark_quality(
        UUID(lot["id"]), actor=ACTOR, at=AT, quality=quality, source=PAPER, reason="含铜不足"
    )


def test_held_goods_are_not_available_and_the_refusal_says_so(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    order, line = Source("crm.contract", uuid4()), uuid4()
    stock.reserve(actor=ACTOR, product_id=here.product, weight=D("90"), source=order, line_id=line)

    mark(new, "held")
    mark(new, "held")  # nothing changes twice

    told = Event.objects.get(name="goods.lot.quality_changed")
    assert told.changes["quality"] == ["free", "held"]
    assert (told.payload["source_no"], told.reason) == ("JY-1", "含铜不足")
    assert queries.available(here.product) == D("0")  # the old lot is reserved
    assert (queries.reserved_for(order), queries.ready_for(order)) == (D("90.000"), D("80.000"))
    row = boss.see("/goods/stock")["items"][0]
    assert (row["actual"], row["available"], row["held"], row["rejected"]) == (
        "180.000", "0.000", "100.000", "0.000",
    )  # fmt: skip
    shown = boss.see(f"/goods/lots/{new['id']}")
    assert (shown["quality"], shown["balances"][0]["available"]) == ("held", "0.000")
    assert [lot["id"] for lot in boss.see("/goods/lots", quality="held")["items"]] == [new["id"]]
    with refused(stock.NotEnough, match="100.000 吨待判或不合格"):
        issue(here, "1.000")
    with refused(stock.NotEnough, match="待判"):
        stock.reserve(
            actor=ACTOR, product_id=here.product, weight=D("1"), source=order, line_id=line
        )
    # the contract's own claim serves what of it is released, and no more
    own = {
        "actor": ACTOR, "at": AT, "product_id": here.product, "line_id": uuid4(),
        "reservation_source": order, "reservation_line_id": line,
    }  # fmt: skip
    with refused(stock.NotEnough, match="可用 80.000"):
        stock.issue(source=Source("crm.delivery", uuid4()), weight=D("80.001"), **own)
    gone = stock.issue(source=Source("crm.delivery", uuid4()), weight=D("80.000"), **own)
    assert [str(move.lot_id) for move in gone.moves] == [old["id"]]

    mark(new, "free")
    assert queries.available(here.product) == D("90.000")
    assert faults() == []


def test_rejected_goods_leave_by_a_named_reason_only(boss: Door) -> None:
    here = world(boss)
    _old, new = two_receipts(here)
    there = UUID(mill(here))
    mark(new, "rejected")
    given = {"actor": ACTOR, "at": AT, "source": PAPER, "line_id": uuid4()}
    ten = [take(new, here.warehouse, "10.000")]

    with refused(stock.Unreleased, match="不合格"):
        stock.draw(takes=ten, **given)
    with refused(stock.Unreleased):
        stock.send(takes=ten, to_warehouse_id=there, **given)
    with refused(stock.Unreleased):
        stock.reserve_lots(actor=ACTOR, source=PAPER, line_id=uuid4(), takes=ten)
    with refused(Malformed):
        stock.remove(takes=ten, reason=" ", **given)

    stock.draw(takes=ten, reason="返工", **given)
    stock.remove(takes=ten, reason="退供应商", **given)
    stock.send(takes=ten, to_warehouse_id=there, reason="委外返修", **given)
    # what was sent to the mill for a reason is used there without another
    stock.draw(takes=[take(new, str(there), "4.000")], **given)

    assert queries.available(here.product, warehouse_id=there) == D("0")
    assert faults() == []


def test_a_status_follows_the_goods_through_splits_and_merges(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    parts = [{"weight": "30", "pieces": 12}, {"weight": "50", "pieces": 20}]
    body = {"at": "2026-07-01T09:00:00+08:00", "parts": parts}
    boss.do(f"/goods/lots/{old['id']}/split", body)
    one, two = (row["lot_id"] for row in boss.see(f"/goods/lots/{old['id']}")["children"])

    mark({"id": one}, "held")
    mixed = boss.post(f"/goods/lots/{one}/merge", {"at": body["at"], "others": [two]})
    assert (mixed.status_code, "质量状态" in mixed.body["detail"]) == (409, True)
    mark({"id": one}, "free")
    boss.do(f"/goods/lots/{one}/merge", {"at": body["at"], "others": [two]})
    whole = boss.see(f"/goods/lots/{one}")["children"][0]["lot_id"]

    def status() -> str:
        return boss.see(f"/goods/lots/{whole}")["quality"]

    mark({"id": one}, "rejected")
    assert status() == "rejected"
    mark({"id": two}, "held")
    assert status() == "held"
    mark({"id": two}, "free")  # the other half is rejected still
    assert status() == "held"
    mark({"id": one}, "free")
    assert status() == "free"
    assert faults() == []
