"""Goods that leave are looked at at once; the responsible people are told."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.goods.product.models import Product
from backend.goods.safety import actions
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse

SELF = system("goods.safety")


@log.on("goods.lot.issued")
def look_again(event: Event) -> None:
    """What left may leave too little behind."""
    product_id = Lot.objects.values_list("product_id", flat=True).get(pk=event.document_id)
    if actions.watched(product_id):
        actions.check(actor=SELF, at=event.at, product_id=product_id)


@notices.on("goods.safety_stock.fallen_short")
def tell_short(event: Event) -> list[notices.Notice]:
    """The responsible person reads what is missing where."""
    owner = event.payload.get("owner_id")
    if owner is None:
        return []
    product = Product.objects.get(pk=event.payload["product_id"])
    warehouse = Warehouse.objects.get(pk=event.payload["warehouse_id"])
    title = _("库存不足：{product} · {warehouse} 可用 {available} 吨，低于 {least} 吨").format(
        product=product.name,
        warehouse=warehouse.name,
        available=event.payload["available"],
        least=event.payload["least"],
    )
    return [
        notices.Notice(
            user_id=owner,
            key=f"goods.safety_stock:{event.pk}",
            link=f"goods.safety_stock:{event.document_id}",
            title=title,
            body=_("建议采购 {wanted} 吨").format(wanted=event.payload["wanted"]),
        )
    ]


@notices.on("goods.lot.aged")
def tell_old(event: Event) -> list[notices.Notice]:
    """The responsible person of a lot reads that it still lies there."""
    owner = event.payload.get("owner_id")
    if owner is None:
        return []
    title = _("批次 {no} 库龄已达 {days} 天，仍有 {weight} 吨").format(
        no=event.document_no, days=event.payload["days"], weight=event.payload["weight"]
    )
    key = f"goods.lot.aged:{event.pk}"
    link = f"goods.lot:{event.document_id}"
    return [notices.Notice(user_id=owner, key=key, title=title, link=link)]
