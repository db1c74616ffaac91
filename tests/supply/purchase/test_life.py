"""A purchase from a need to its end, over HTTP."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum

from backend.core.events.models import Event
from backend.market.position.models import PositionEntry
from backend.supply.purchase.models import Purchase
from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.receiving.yard import TERMS, Yard, yard

Json = dict[str, Any]


@pytest.fixture
def here(boss: Door) -> Yard:
    return yard(boss)


def draft(here: Yard, *lines: Json, **facts: Any) -> Json:
    """A draft of one line of 20 t at 70,000 unless told."""
    body = {
        "on": "2026-07-01",
        "party_id": here.seller,
        "buyer_id": here.ours,
        "terms": TERMS,
        "lines": [here.line(**line) for line in lines or ({},)],
        **facts,
    }
    return here.boss.do("/supply/purchases", body)


def step(here: Yard, purchase: Json, verb: str, body: Json | None = None) -> Json:
    return here.boss.do(f"/supply/purchases/{purchase['id']}/{verb}", body)


def bears(purchase: Json) -> tuple[str, str]:
    """What the position holds by a purchase: tonnes and money."""
    rows = PositionEntry.objects.filter(source_id=purchase["id"])
    found = rows.aggregate(tonnes=Sum("quantity"), money=Sum("amount"))
    return str(found["tonnes"]), str(found["money"])


def ordered(here: Yard, need: Json) -> str:
    found = here.boss.see(f"/supply/requisitions/{need['id']}")
    return str(found["lines"][0]["quantity_ordered"])


def test_a_need_is_bought_sent_acknowledged_and_printed(here: Yard) -> None:
    need = kit.requisition(here.boss, [(here.product, "20.000")])
    made = draft(here, {"requisition_line_id": need["lines"][0]["id"]})
    assert (made["state"], made["no"], made["amount_estimated"]) == (
        "draft",
        "CG-2026-0001",
        "1400000.00",
    )
    assert [term["share"] for term in made["terms"]] == ["420000.00", "840000.00", "140000.00"]
    assert ordered(here, need) == "20.000"
    step(here, made, "submit")
    step(here, made, "return-to-draft", {"reason": "单价复核"})
    line = here.line(requisition_line_id=need["lines"][0]["id"], quantity="18.000")
    path = f"/supply/purchases/{made['id']}"
    match = here.boss.get(path).headers["ETag"]
    changed = here.boss.patch(path, {"lines": [line]}, match=match)
    assert (changed.status_code, changed.body["amount_estimated"]) == (200, "1260000.00")
    assert ordered(here, need) == "18.000"
    step(here, made, "submit")
    step(here, made, "approve", {"on": "2026-07-01"})
    assert PositionEntry.objects.count() == 0

    sent = step(here, made, "send", {"on": "2026-07-02", "via": "邮件"})

    assert (sent["state"], sent["sent_on"]) == ("sent", "2026-07-02")
    assert bears(made) == ("18.000", "1260000.00")
    told = step(here, made, "acknowledge", {"on": "2026-07-03", "their_no": "GX-77"})
    assert (told["state"], told["their_no"], told["acknowledged_by"]) == (
        "acknowledged",
        "GX-77",
        "boss",
    )
    for paper in ("document", "order"):
        pdf = here.boss.get(f"/supply/purchases/{made['id']}/{paper}.pdf")
        assert pdf.status_code == 200
        assert pdf.content.startswith(b"%PDF")
    names = Event.objects.filter(document_id=made["id"]).order_by("id").values_list("name")
    assert [name.rpartition(".")[2] for (name,) in names] == [
        "created",
        "submitted",
        "returned",
        "changed",
        "submitted",
        "approved",
        "sent",
        "acknowledged",
    ]
    dropped = step(here, made, "cancel", {"on": "2026-07-04", "reason": "改由国产替代"})
    assert dropped["state"] == "cancelled"
    assert bears(made) == ("0.000", "0.00")
    assert ordered(here, need) == "0.000"
    call_command("check_invariants")


def test_both_sides_agree_to_a_change_or_nothing_changes(here: Yard) -> None:
    bought = here.buy()
    ask = {"on": "2026-07-05", "reason": "产量不足", "proposed_by": "seller"}
    lines = [{"seq": 1, "quantity": "16.000", "fixed_price": "69500"}]
    pending = step(here, bought, "propose", {**ask, "lines": lines, "delivery_until": "2026-08-15"})
    assert pending["state"] == "change_pending"
    change = pending["order_changes"][0]
    assert change["no"] == f"{bought['no']}-B1"
    path = f"/supply/purchase-changes/{change['id']}"
    seen = here.boss.see(path)["changes"]
    assert seen == [
        {"path": "delivery_until", "old": None, "new": "2026-08-15"},
        {"path": "lines/1/quantity", "old": "20.000", "new": "16.000"},
        {"path": "lines/1/fixed_price", "old": "70000.0000", "new": "69500"},
    ]
    kit.refused(here.boss, f"{path}/apply", {"on": "2026-07-06"})
    here.boss.do(f"{path}/agree", {"on": "2026-07-06", "by": "李采购"})
    here.boss.do(f"{path}/apply", {"on": "2026-07-06"})

    now = here.boss.see(f"/supply/purchases/{bought['id']}")

    assert (now["state"], now["text_version"]) == ("acknowledged", 2)
    assert (now["amount_estimated"], now["delivery_until"]) == ("1112000.00", "2026-08-15")
    assert bears(bought) == ("16.000", "1112000.00")
    here.come("12.000", "12.000")
    ours = {**ask, "proposed_by": "buyer", "reason": "需求减少"}
    said = step(here, bought, "propose", {**ours, "lines": [{"seq": 1, "quantity": "11.000"}]})
    path = f"/supply/purchase-changes/{said['order_changes'][1]['id']}"
    # 11 t with 1 % more is 11.11 t, and 12 t are here already.
    refusal = kit.refused(here.boss, f"{path}/agree", {"on": "2026-07-11"})
    assert "已收货 12.000 吨" in refusal["detail"]
    here.boss.do(f"{path}/decline", {"reason": "已发货"})
    assert here.boss.see(f"/supply/purchases/{bought['id']}")["state"] == "in_progress"
    same = {**ours, "lines": [{"seq": 1, "quantity": "16.000"}]}
    kit.refused(here.boss, f"/supply/purchases/{bought['id']}/propose", same, status=422)
    call_command("check_invariants")


def test_goods_that_came_stop_a_cancel_and_a_short_close_frees_the_rest(here: Yard) -> None:
    need = kit.requisition(here.boss, [(here.product, "20.000")])
    bought = here.buy({"requisition_line_id": need["lines"][0]["id"]})
    path = f"/supply/purchases/{bought['id']}"
    kit.refused(here.boss, f"{path}/short-close", {"on": "2026-07-10", "reason": "不再到货"})
    here.come("8.000", "8.000")
    said = kit.refused(here.boss, f"{path}/cancel", {"on": "2026-07-11", "reason": "不要了"})
    assert "已收货 8.000 吨" in said["detail"]

    ended = step(here, bought, "short-close", {"on": "2026-07-12", "reason": "供应商停产"})

    assert (ended["state"], ended["receipt_axis"]) == ("short_closed", "complete")
    assert ordered(here, need) == "8.000"
    assert bears(bought) == ("8.000", "560000.00")
    said = kit.refused(here.boss, f"{path}/close", {"on": "2026-07-13"})
    assert "收票、付款" in said["detail"]
    made = here.boss.do("/supply/settlements", {"on": "2026-07-13", "purchase_id": bought["id"]})
    assert (made["amount"], made["difference"], made["due"]) == ("560000.00", "0.00", "560000.00")
    call_command("check_invariants")


def test_an_expired_certificate_stops_only_its_category(here: Yard) -> None:
    supplier = here.boss.see("/supply/suppliers", party_id=here.seller)["items"][0]
    made = draft(here)
    step(here, made, "submit")
    step(here, made, "approve", {"on": "2026-07-01"})
    late = kit.refused(
        here.boss, f"/supply/purchases/{made['id']}/send", {"on": "2028-01-01", "via": ""}
    )
    assert "准入" in late["detail"]
    assert Purchase.objects.get(pk=made["id"]).state == "approved"
    assert supplier["state"] == "qualified"
    assert PositionEntry.objects.count() == 0


def test_bad_input_is_named(here: Yard) -> None:
    body = {"on": "2026-07-01", "party_id": here.seller, "buyer_id": here.ours, "terms": TERMS}

    def wrong(line: Json, **facts: Any) -> Json:
        sent = {**body, "lines": [here.line(**line)], **facts}
        return kit.refused(here.boss, "/supply/purchases", sent, status=422)["errors"]

    assert list(wrong({"pricing": "call", "fixed_price": None})) == [
        "lines.0.window_start",
        "lines.0.instrument_id",
    ]
    assert list(wrong({"fixed_price": None})) == ["lines.0.fixed_price"]
    assert list(wrong({"requisition_line_id": here.product})) == ["lines.0.requisition_line_id"]
    assert list(wrong({}, buyer_id=here.seller)) == ["buyer_id"]
    assert list(wrong({}, terms=[{**TERMS[0]}])) == ["terms"]
    assert Purchase.objects.count() == 0
    foreign = {**body, "lines": [here.line()], "currency": "USD"}
    assert "USD/CNY" in kit.refused(here.boss, "/supply/purchases", foreign)["detail"]
    made = here.boss.do("/supply/purchases", {**foreign, "fx_rate": "7.1", "tax_rate": "0"})
    assert Decimal(made["fx_rate"]) == Decimal("7.1")


def test_who_may_see_a_purchase_need_not_see_its_prices(here: Yard) -> None:
    bought = here.buy()
    keeper = door_for(person("keeper", grants={"supply.view_purchase": 5}))
    seen = keeper.see(f"/supply/purchases/{bought['id']}")
    line = seen["lines"][0]
    assert (line["quantity"], line["fixed_price"], line["amount_estimated"]) == (
        "20.000",
        None,
        None,
    )
    assert (seen["amount_estimated"], seen["terms"][0]["share"]) == (None, None)
    assert keeper.get(f"/supply/purchases/{bought['id']}/document.pdf").status_code == 403
    row = keeper.see("/supply/purchases")["items"][0]
    assert row["amount_estimated"] is None
