"""Under way: two scales, a dispute, a refusal."""

from collections.abc import Callable
from decimal import Decimal

from pypdfium2 import PdfDocument

from backend.config.demo.deal import at
from backend.goods.stock.models import Balance
from tests.crm.delivery.conftest import DAY
from tests.journeys.told import Deal

Sold = Callable[..., Deal]
Loaded = Callable[[Deal, str, str], str]


def on_the_road(deal: Deal, ticket: str) -> None:
    deal.do("/crm/deliveries/{delivery}/weigh-out", {"at": at(DAY, "09:25"), "ticket_id": ticket})
    deal.do("/crm/deliveries/{delivery}/depart", {"at": at(DAY, "09:30")})
    deal.do("/crm/deliveries/{delivery}/arrive", {"at": at(DAY, "13:00")})


def on_hand() -> Decimal:
    return sum((row.actual for row in Balance.objects.all()), Decimal(0))


def test_a_difference_beyond_the_clause_is_held_and_then_decided(
    sold: Sold, loaded: Loaded
) -> None:
    deal = sold(weight_basis="hold", scale_tolerance="0.002")
    on_the_road(deal, loaded(deal, "苏B10001", "25.000"))
    sign = {"at": at(DAY, "14:00"), "signed_by": "赵仓管"}

    early = deal.refused("/crm/deliveries/{delivery}/sign", sign)
    deal.do("/crm/deliveries/{delivery}/weigh-in", {"at": at(DAY, "13:30"), "net": "24.900"})
    beyond = deal.refused("/crm/deliveries/{delivery}/sign", sign)
    deal.do("/crm/deliveries/{delivery}/dispute", {"reason": "相差 100 公斤，双方复磅"})
    solved = deal.do(
        "/crm/deliveries/{delivery}/resolve",
        {**sign, "settle_weight": "24.960", "reason": "双方复磅取平均"},
    )

    assert early["type"] == "/problems/counter-weight-missing"
    assert beyond["type"] == "/problems/difference-open"
    assert (solved["state"], solved["settle_weight"]) == ("signed", "24.960")
    assert deal.read("/crm/contracts/{contract}")["lines"][0]["quantity_signed"] == "24.960"


def test_the_excess_clause_charges_only_what_is_beyond(sold: Sold, loaded: Loaded) -> None:
    deal = sold(weight_basis="excess", scale_tolerance="0.002")
    on_the_road(deal, loaded(deal, "苏B10001", "25.000"))

    weighed = deal.do(
        "/crm/deliveries/{delivery}/weigh-in", {"at": at(DAY, "13:30"), "net": "24.900"}
    )

    assert weighed["is_within"] is False
    assert weighed["settle_weight"] == "24.950"


def test_refused_goods_come_back_at_the_cost_they_left_with(sold: Sold, loaded: Loaded) -> None:
    deal = sold()
    before = on_hand()
    on_the_road(deal, loaded(deal, "苏B10001", "25.000"))
    assert on_hand() == before - Decimal("25.000")
    assert deal.read("/crm/deliveries/{delivery}")["cost"] == "2200000.00"

    because = {"at": at(DAY, "15:00"), "reason": "表面有水渍"}
    deal.do("/crm/deliveries/{delivery}/refuse", because)
    back = deal.do("/crm/deliveries/{delivery}/take-back", because)

    assert (back["state"], back["cost"]) == ("returned", "0.00")
    assert on_hand() == before
    line = deal.read("/crm/contracts/{contract}")["lines"][0]
    assert line["quantity_shipped"] == "0.000"


def test_the_delivery_order_prints_with_its_code(sold: Sold) -> None:
    deal = sold()
    deal.plan("line1", "苏B10001", "25.000", DAY)
    deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})

    printed = deal.door.get(f"/crm/deliveries/{deal.ids['delivery']}/order.pdf")

    assert printed.status_code == 200
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content[:5] == b"%PDF-"


def words_of(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))


def test_pick_list_and_delivery_note_say_what_this_customer_asks_for(
    sold: Sold, loaded: Loaded
) -> None:
    deal = sold()
    customer = deal.read("/crm/customers/{customer}")
    asked = [
        {"kind": "packaging", "text": "每捆塑料膜全包", "prints_on": ["pick", "ship"]},
        {"kind": "label", "text": "只在报价单", "prints_on": ["quote"]},
    ]
    deal.door.patch(
        f"/crm/customers/{deal.ids['customer']}",
        {"requirements": asked},
        match=f'"{customer["version"]}"',
    )
    deal.plan("line1", "苏B10001", "25.000", DAY)
    early = deal.door.get(f"/crm/deliveries/{deal.ids['delivery']}/note.pdf")
    pick = deal.door.get(f"/crm/deliveries/{deal.ids['delivery']}/pick-list.pdf")
    on_the_road(deal, loaded(deal, "苏B10002", "25.000"))
    note = deal.door.get(f"/crm/deliveries/{deal.ids['delivery']}/note.pdf")

    assert early.status_code == 409
    assert early.body["type"] == "/problems/not-weighed-yet"
    assert "每捆塑料膜全包" in words_of(pick.content)
    assert "尚未放行" in words_of(pick.content)
    assert "每捆塑料膜全包" in words_of(note.content)
    assert "25.000" in words_of(note.content)
    assert "只在报价单" not in words_of(pick.content) + words_of(note.content)
