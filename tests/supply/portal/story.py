"""Everything a house has with its suppliers, of which a second supplier must see nothing."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.house_kit import API, Door
from tests.supply import kit as supply
from tests.supply.portal import kit
from tests.supply.processing.kit import works
from tests.supply.receiving.yard import TERMS, Yard
from tests.supply.rfq import kit as rfqs

NOT_TOLD = {
    "supply.fixing",
    "supply.invoice",
    "supply.processing_settlement",
    "supply.settlement",
    "supply.shipment",
}
"""Documents of which the story has no row; their operations are asked with ids of nobody."""


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
    seller = supply.supplier(boss, "江西贵溪铜业有限公司")
    yard = Yard(boss, here.ids["us"], seller["party_id"], here.ids["cathode"], here.ids["own"], "")
    bought = yard.buy(terms=TERMS)
    _papers(boss, yard, seller["id"], bought["lines"][0]["id"])
    asked = rfqs.world(boss)
    both = rfqs.rfq(asked)
    rfqs.put_in(asked, both)
    alone = rfqs.rfq(asked, kind="open", invitations=[{"supplier_id": asked.suppliers["a"]["id"]}])
    attach(boss, "supply.purchase", bought["id"], "内部比价.csv")
    attach(boss, "supply.rfq", both["id"], "内部底价.csv")
    kit.role("supply.view_rfq")
    kit.invite(boss, seller["party_id"])
    ids = {"rfq": both["id"], "alone": alone["id"], "purchase": bought["id"], "order": order["id"]}
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
    boss.do("/supply/statements", {
        "on": "2026-08-01", "party_id": yard.seller, "since": "2026-07-01",
        "until": "2026-07-31"})  # fmt: skip


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
