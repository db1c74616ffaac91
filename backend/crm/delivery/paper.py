"""The delivery order 提货单 as PDF, with the code the driver shows and a QR of it."""

import io

import segno
from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.registry import resource_of
from backend.crm.contract.models import ContractLine
from backend.crm.customer import queries as customers
from backend.crm.delivery import queries
from backend.crm.delivery.models import Delivery


def order(delivery: Delivery, *, actor: Actor, may_hand_over: bool) -> bytes:
    """This will print the delivery order; the handover code only for those who may give it."""
    line = ContractLine.objects.select_related("product").get(pk=delivery.line_id)
    code = queries.handover_code(delivery) if may_hand_over else ""
    shown = policy.trimmer(actor, resource_of(Delivery))(
        {"driver_phone": delivery.driver_phone, "driver_identity": delivery.driver_identity}
    )
    return printing.render(
        "crm/delivery/order.html",
        {
            "title": _("提货单"),
            "no": delivery.no,
            "on": delivery.released_at or delivery.planned_on,
            "company": delivery.contract.seller.name,
            "delivery": delivery,
            "contract": delivery.contract,
            "line": line,
            "buyer": delivery.party,
            "phone": shown["driver_phone"],
            "identity": shown["driver_identity"],
            "code": code,
            "qr": printing.image(_qr(f"{delivery.no}|{code}"), mime="image/png") if code else "",
            "requirements": customers.printed_requirements(delivery.party_id, paper="ship"),
        },
    )


def _qr(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=1)
    return out.getvalue()
