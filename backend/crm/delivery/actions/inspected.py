"""The quality gate on the way out, and again when refused goods come back."""

from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access.actor import Actor
from backend.core.errors import Refusal
from backend.crm.delivery.models import Delivery
from backend.goods.quality import actions as gates
from backend.goods.quality import queries as quality
from backend.goods.quality.models import Occasion
from backend.goods.stock.models import Lot, Source, StockMove


class NotInspected(Refusal):
    """The product is inspected before it goes, and this truck's goods did not pass yet."""

    sentence = _("“{product}”须经出货检验合格才能放行：{inspection}。")


def send_to_gate(delivery: Delivery, *, actor: Actor, at: datetime) -> None:
    """This will open the inspection of a planned truck where the product's plan asks for one."""
    product_id = delivery.line.product_id
    plan = quality.gate(product_id, Occasion.OUTGOING, timezone.localdate(at))
    if plan is not None:
        gates.open_for(
            actor=actor,
            source=Source.of(delivery),
            line_id=delivery.pk,
            plan=plan,
            lot_id=None,
            party_id=delivery.party_id,
            weight=delivery.planned_weight,
            pieces=delivery.pieces,
            at=at,
            owner_id=delivery.owner_id,
            unit_id=delivery.unit_id,
        )


def require_passed(delivery: Delivery, *, on: date) -> None:
    """This will raise NotInspected while the goods of a truck have not passed their gate."""
    product = delivery.line.product
    source = Source.of(delivery)
    if quality.gate(product.pk, Occasion.OUTGOING, on) is None:
        return
    if quality.has_passed(source, delivery.pk, Occasion.OUTGOING):
        return
    last = quality.of_source(source, delivery.pk).last()
    said: StrOrPromise = _("尚未送检，请先新建出货检验单")
    if last is not None:
        said = _("检验单 {no} 当前为“{state}”").format(no=last.no, state=last.get_state_display())
    raise NotInspected(product=product.name, inspection=said)


def inspect_return(delivery: Delivery, *, actor: Actor, at: datetime) -> None:
    """This will hold the lots that came back where the product's plan asks for it."""
    moves = StockMove.objects.filter(
        source_code=Source.of(delivery).code, source_id=delivery.pk, kind=StockMove.Kind.RETURN
    )
    found = moves.values("lot_id").annotate(back=Sum("actual"), count=Sum("pieces"))
    lots = Lot.objects.in_bulk([row["lot_id"] for row in found])
    for row in found.order_by("lot_id"):
        gates.open_for_lot(
            lots[row["lot_id"]],
            actor=actor,
            at=at,
            occasion=Occasion.RETURN,
            source=Source.of(delivery),
            line_id=row["lot_id"],
            party_id=delivery.party_id,
            weight=row["back"],
            pieces=row["count"],
        )
