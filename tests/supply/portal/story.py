"""Everything a house has with its suppliers, of which a second supplier must see nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.crm.contract.kit import prices
from tests.house_kit import API, Door
from tests.market import kit as market
from tests.supply import kit as supply
from tests.supply.portal import kit
from tests.supply.processing.kit import DAY, Works, at, works
from tests.supply.receiving.yard import TERMS, Yard
from tests.supply.rfq import kit as rfqs
from tests.supply.shipment import kit as shipments

NOT_TOLD: set[str] = set()
"""Documents of which the story has no row; their operations are asked with ids of nobody."""

STATEMENT = {"on": "2026-08-01", "since": "2026-07-01", "until": "2026-07-31"}
CALL = {
    "quantity": "30.000",
    "pricing": "call",
    "fixed_price": None,
    "window_start": "2026-07-06",
    "window_end": "2026-07-31",
    "provisional_price": "100000",
}


@dataclass
class Told:
    """Who is who, and the ids of some papers."""

    ours: str
    first: str
    """Whom we buy from, and who sent us everything but the request."""
    asked: str
    """Who was asked beside the rival."""
    mill: str
    rival: str
    ids: dict[str, str]

    secrets = ("贵溪铜业", "赣江铜业", "常州精工")


def told(boss: Door) -> Told:
    """Tell it."""
    here = works(boss)
    order = here.order()
    _worked(here, order)
    seller = supply.supplier(boss, "江西贵溪铜业有限公司")
    yard = Yard(boss, here.ids["us"], seller["party_id"], here.ids["cathode"], here.ids["own"], "")
    bought = yard.buy(terms=TERMS)
    _papers(boss, yard, seller["id"], bought["lines"][0]["id"])
    drafts = _drafts(boss, yard)
    _priced(boss, yard)
    asked = rfqs.world(boss)
    both = rfqs.rfq(asked)
    rfqs.put_in(asked, both)
    alone = rfqs.rfq(asked, kind="open", invitations=[{"supplier_id": asked.suppliers["a"]["id"]}])
    attach(boss, "supply.purchase", bought["id"], "内部比价.csv")
    attach(boss, "supply.rfq", both["id"], "内部底价.csv")
    kit.role("supply.view_rfq")
    kit.invite(boss, seller["party_id"])
    ids = {
        "rfq": both["id"],
        "alone": alone["id"],
        "purchase": bought["id"],
        "order": order["id"],
        **drafts,
    }
    ids |= {"asked_supplier": asked.suppliers["a"]["id"]}
    parties = {name: one["party_id"] for name, one in asked.suppliers.items()}
    return Told(
        here.ids["us"], seller["party_id"], parties["a"], here.ids["mill"], parties["b"], ids
    )


def _papers(boss: Door, yard: Yard, supplier_id: str, line_id: str) -> None:
    """What hangs on the purchase: certificate, change, notice, receipt, statement."""
    certificate = {"supplier_id": supplier_id, "kind": "other", "number": "ISO-9001-77"}
    boss.do("/supply/certificates", {**certificate, "expires_on": "2027-12-31"})
    boss.do("/supply/notices", {
        "on": "2026-07-09", "purchase_id": yard.purchase["id"], "plate": "苏B12345",
        "expected_at": "2026-07-10T08:00:00+08:00", "driver_name": "李师傅",
        "lines": [{"purchase_line_id": line_id, "weight": "10.000"}]})  # fmt: skip
    yard.come("10.000", "10.005")
    more = {"on": "2026-07-11", "reason": "产量不足", "proposed_by": "seller"}
    path = f"/supply/purchases/{yard.purchase['id']}/propose"
    boss.do(path, {**more, "delivery_until": "2026-09-30"})
    sent = boss.do("/supply/statements", STATEMENT | {"party_id": yard.seller})
    boss.do(f"/supply/statements/{sent['id']}/send", {"at": at(31)})
    tonnes = {"purchase_line_id": line_id, "weight": "5.000", "pieces": 5}
    shipments.plan(boss, [tonnes])
    boss.do("/supply/invoices", {
        "on": "2026-07-12", "purchase_id": yard.purchase["id"], "invoiced_on": "2026-07-11",
        "invoice_no": "26312000000012345678", "lines": [{
            "purchase_line_id": line_id, "quantity": "10.000", "price": "70000",
            "tax_rate": "0.13", "amount_excl": "619469.03", "tax": "80530.97",
            "amount": "700000.00"}]})  # fmt: skip


def _drafts(boss: Door, yard: Yard) -> dict[str, str]:
    """What we have written and nobody outside was told yet."""
    statement = boss.do("/supply/statements", STATEMENT | {"party_id": yard.seller})
    return {"statement": statement["id"], "receipt": yard.receipt()["id"]}


def _priced(boss: Door, yard: Yard) -> None:
    """A purchase that is settled, with one left to work out, and a call on a third."""
    yard.buy({"quantity": "5.000"}, terms=TERMS)
    yard.come("5.000", "5.000", plate="苏B22222")
    made = boss.do("/supply/settlements", {"on": DAY, "purchase_id": yard.purchase["id"]})
    agreed = {"at": at(12), "confirmed_by": "陈工"}
    boss.do(f"/supply/settlements/{made['id']}/confirm", agreed)
    market.seed()
    prices("2026-07-")
    called = yard.buy(CALL | {"instrument_id": str(market.instrument("SHFE.CU").pk)})
    boss.do("/supply/fixings", {
        "purchase_id": called["id"], "line_id": called["lines"][0]["id"], "quantity": "10.000",
        "trade_date": "2026-07-08", "requested_at": "2026-07-08T10:00:00+08:00",
        "requested_by": "李采购"})  # fmt: skip


def _worked(here: Works, order: dict[str, Any]) -> None:
    """The mill's order is done and its statement before the mill."""
    pk = order["id"]
    here.send(pk, here.lot("1.000", "60000"), "1.000")
    here.do(pk, "receive", here.back(order, accepted="0.930"))
    here.do(pk, "reconcile", {"at": at(9)})
    gone = {"at": at(9), "kind": "process", "weight": "0.070", "reason": "氧化皮"}
    here.do(pk, "record_loss", gone)
    made = here.boss.do("/supply/processing-settlements", {"on": DAY, "order_id": pk})
    here.boss.do(f"/supply/processing-settlements/{made['id']}/match")


def attach(door: Door, document: str, document_id: str, name: str) -> str:
    """Attach a small table to a paper."""
    assert door.client is not None
    file = SimpleUploadedFile(name, "批次,重量\nA,10.0\n".encode(), content_type="text/csv")
    answer = door.client.post(
        f"{API}/core/attachments",
        {"document": document, "document_id": document_id, "kind": "other", "file": file},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])
