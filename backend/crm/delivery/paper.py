"""The papers of a truck: delivery order 提货单, pick list 拣货单, delivery note 送货单."""

import io
from typing import Any

import segno
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import printing
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import NotNow
from backend.core.registry import resource_of
from backend.crm.contract.models import ContractLine
from backend.crm.customer import queries as customers
from backend.crm.delivery import queries
from backend.crm.delivery.models import Delivery
from backend.goods.serial import queries as serials
from backend.goods.serial.models import Serial
from backend.goods.stock import queries as stock
from backend.goods.stock.models import Source, StockMove

SPARE = 10
"""So many serials more than planned stand on a pick list."""


class NotWeighedYet(NotNow):
    """A delivery note says what left; nothing has."""

    sentence = _("车辆还没有出库，不能打印送货单；装车前请打印拣货单。")


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
            "requirements": customers.printed_requirements(
                delivery.party_id, paper="ship", products=[line.product_id]
            ),
        },
    )


def pick_list(delivery: Delivery) -> bytes:
    """This will print the pick list 拣货单: which lots to take, and what the customer asks for."""
    line = ContractLine.objects.select_related("product").get(pk=delivery.line_id)
    held = stock.holds(Source.of(delivery.contract), line.pk).filter(
        warehouse_id=delivery.warehouse_id
    )
    rows = [
        {"lot": one.lot, "weight": stock.open_weight(one)}
        for one in held.select_related("lot").order_by("lot__received_at", "lot_id")
    ]
    return printing.render(
        "crm/delivery/pick.html",
        {
            **_head(delivery, line, title=_("拣货单"), paper="pick"),
            "on": delivery.planned_on,
            "rows": rows,
            "serials": _pickable(delivery, line),
            "is_released": delivery.released_at is not None,
        },
    )


def note(delivery: Delivery) -> bytes:
    """This will print the delivery note 送货单 of goods that left, lot by lot.

    Raises NotWeighedYet before the truck was weighed out.
    """
    if delivery.our_weight is None:
        raise NotWeighedYet
    line = ContractLine.objects.select_related("product").get(pk=delivery.line_id)
    moves = stock.standing(Source.of(delivery)).filter(kind=StockMove.Kind.ISSUE)
    return printing.render(
        "crm/delivery/note.html",
        {
            **_head(delivery, line, title=_("送货单"), paper="ship"),
            "on": delivery.departed_at or delivery.loaded_at,
            "serials": serials.given_out_by(delivery.pk),
            "moves": [
                {"lot": one.lot, "pieces": -one.pieces, "weight": -one.actual}
                for one in moves.select_related("lot")
            ],
        },
    )


def _pickable(delivery: Delivery, line: ContractLine) -> list[Serial]:
    """The serials that may go on this truck, first in first, with some to choose from."""
    there = serials.in_stock(line.product_id, warehouse_id=delivery.warehouse_id)
    ours = there.filter(lot__owner_party_id=delivery.contract.seller_id).select_related("lot")
    return list(ours[: int(delivery.planned_weight) + SPARE])


def _head(
    delivery: Delivery, line: ContractLine, *, title: StrOrPromise, paper: str
) -> dict[str, Any]:
    return {
        "title": title,
        "no": delivery.no,
        "company": delivery.contract.seller.name,
        "delivery": delivery,
        "contract": delivery.contract,
        "line": line,
        "buyer": delivery.party,
        "requirements": customers.printed_requirements(
            delivery.party_id, paper=paper, products=[line.product_id]
        ),
    }


def _qr(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=1)
    return out.getvalue()
